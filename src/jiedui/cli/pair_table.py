"""What `jiedui pair` prints: one row per candidate, or sentences and tables for a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from jiedui.cli.output import text_table

if TYPE_CHECKING:
    from jiedui.analysis.pairing import PairingResult
    from jiedui.reports.sentences.pairing import Lang


def rows(result: PairingResult) -> Iterator[Mapping[str, Any]]:
    """One row per candidate: names, score, terms, components, whether it is chosen."""
    chosen = {(pair.supporter, pair.recipient) for pair in result.pairs}
    for score in result.scores:
        yield {
            "supporter": score.supporter,
            "supporter_name": score.supporter_name,
            "recipient": score.recipient,
            "recipient_name": score.recipient_name,
            "chosen": int((score.supporter, score.recipient) in chosen),
            "today": int(score.today),
            "score": score.score,
            **score.terms,
            **{f"{name}_raw": value for name, value in score.components.items()},
        }


def table(result: PairingResult, lang: Lang) -> str:
    """One sentence, then pairs with reasons, then what if not, then other pairings."""
    from jiedui.reports.sentences import pairing as sentences
    from jiedui.reports.sentences.pairing_overrides import overrides

    zh = lang == "zh"
    parts = [sentences.headline(result, lang) + ("。" if zh else "."), "", _pairs(result, lang), ""]
    parts += [f"- {sentences.why(item, result, lang)}" for item in result.explanations]
    parts += ["", *(f"- {sentences.what_if_not(item, lang)}" for item in result.explanations)]
    parts += ["", _others(result, lang), ""]
    said = (
        sentences.without_history(result, lang),
        sentences.robust(result, lang),
        sentences.switching(result, lang),
        sentences.weak(result, lang),
    )
    parts += [text for text in said if text]
    parts += _stability(result, lang)
    parts += overrides(result, lang)
    return "\n".join(parts)


def _pairs(result: PairingResult, lang: Lang) -> str:
    from jiedui.reports.words import place

    criteria = [name for name, weight in result.weights.items() if weight > 0]
    names = [result.definitions["criteria"][name][f"name_{lang}"] for name in criteria]
    first = ["帮扶方", "受帮扶方", "得分"] if lang == "zh" else ["supporter", "recipient", "score"]
    last = "次选" if lang == "zh" else "runner-up"
    body = [
        [
            place(item.supporter_name, lang),
            place(item.recipient_name, lang),
            f"{item.score:.3f}",
            *(f"{item.contributions[name]:.3f}" for name in criteria),
            "" if item.runner_up is None else place(item.runner_up.supporter_name, lang),
        ]
        for item in result.explanations
    ]
    return text_table([*first, *names, last], body, right=range(2, 3 + len(criteria)))


def _others(result: PairingResult, lang: Lang) -> str:
    """Given pairings and the next best, each with its distance from the best."""
    from jiedui.reports.sentences.pairing import pairs

    zh = lang == "zh"
    header = ["方案", "与最优之差", "结对"] if zh else ["pairing", "below best", "pairs"]
    body = [
        [
            item.label_zh if zh else item.label_en,
            _regret(item.regret, lang),
            pairs(item.pairs, lang),
        ]
        for item in result.evaluated
    ]
    body += [
        [f"第{a.place}优" if zh else f"no. {a.place}", f"{a.regret:.3f}", pairs(a.pairs, lang)]
        for a in result.alternatives
    ]
    clashes = [
        f"  {i.label_zh if zh else i.label_en}: {_clash(c, lang)}"
        for i in result.evaluated
        for c in i.clashes
    ]
    return "\n".join([text_table(header, body, right=[1]), *clashes])


def _regret(regret: float | None, lang: Lang) -> str:
    if regret is None:
        return "不可比" if lang == "zh" else "no score"
    return f"{regret:.3f}"


def _clash(clash: Any, lang: Lang) -> str:
    from jiedui.reports.words import places_in

    where = places_in(clash.where, lang)
    zh = lang == "zh"
    if not clash.rule:
        return f"{where}: {clash.allowed_zh if zh else clash.allowed}"
    if zh:
        return f"{where}: {clash.name_zh} - {clash.document_zh}「{clash.words_zh}」"
    return f"{where}: {clash.name_en} - {clash.document}「{clash.words}」"


def _stability(result: PairingResult, lang: Lang) -> list[str]:
    from jiedui.reports.sentences.pairing import pairs

    zh = lang == "zh"
    blocked, refused = (
        ("双方都更愿意", "一方不接受") if zh else ("both would rather", "unacceptable")
    )
    lines = []
    for item in result.stability:
        said = ["稳定" if zh else "stable"] if item.stable else []
        said += [f"{blocked}: {pairs(item.blocking, lang)}"] if item.blocking else []
        said += [f"{refused}: {pairs(item.unacceptable, lang)}"] if item.unacceptable else []
        lines.append(f"{item.name}: {pairs(item.pairs, lang)} - {'; '.join(said)}")
    return lines
