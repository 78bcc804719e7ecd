"""Charts of a `PairingResult`: the page and the report draw the same ones."""

from __future__ import annotations

from collections.abc import Sequence

from jiedui.analysis.pairing import PairingResult, PairRef
from jiedui.analysis.pairing.records import ChosenPair, Explanation
from jiedui.reports import charts
from jiedui.reports.charts.base import Lang, say
from jiedui.reports.document import Chart
from jiedui.reports.words import short_name

_ROW = 34
_CELL = (72, 34)
_LARGEST_HEATMAP = 24  # more rows or columns than this cannot be read


def label(pair: PairRef | ChosenPair | Explanation, lang: Lang = "zh") -> str:
    """`苏州 → 宿迁`: supporter first."""
    return f"{short_name(pair.supporter_name, lang)} → {short_name(pair.recipient_name, lang)}"


def criteria(result: PairingResult, lang: Lang) -> dict[str, str]:
    """Criterion id → its name, those that have data, in the order of the weights."""
    names = result.definitions["criteria"]
    return {
        criterion: say(lang, names[criterion]["name_zh"], names[criterion]["name_en"])
        for criterion in result.weights
        if any(score.terms.get(criterion) is not None for score in result.scores)
    }


def contributions(result: PairingResult, *, lang: Lang) -> Chart:
    """Each proposed pair's score, built from its weighted sub-scores."""
    shown = {label(one, lang): one.contributions for one in result.explanations}
    option = charts.score_bars(shown, terms=criteria(result, lang), lang=lang)
    title = say(lang, "每一对的得分由什么构成", "What each pair's score is made of")
    return Chart("contributions", title, option, 640, 100 + _ROW * len(shown))


def candidates(result: PairingResult, *, lang: Lang) -> Chart | None:
    """Every candidate's score, the proposed pairs outlined; None where there are too many."""
    names = {s.supporter: short_name(s.supporter_name, lang) for s in result.scores}
    others = {s.recipient: short_name(s.recipient_name, lang) for s in result.scores}
    if max(len(names), len(others)) > _LARGEST_HEATMAP:
        return None
    option = charts.pair_heatmap(
        {(names[s.supporter], others[s.recipient]): s.score for s in result.scores},
        supporters=list(names.values()),
        recipients=list(others.values()),
        chosen=[(names[p.supporter], others[p.recipient]) for p in result.pairs],
        places=3,
        lang=lang,
    )
    title = say(lang, "全部候选结对的得分", "The score of every candidate pair")
    note = say(
        lang,
        "红框为建议的结对；“—”为规则不允许或没有数据。",
        "Outlined: the proposed pairs. A dash: not allowed, or no data.",
    )
    width = max(360, 110 + _CELL[0] * len(others))
    return Chart("candidates", title, option, width, 74 + _CELL[1] * len(names), note=note)


def survival(result: PairingResult, *, lang: Lang) -> Chart | None:
    """How often each proposed pair stays when weights, and when ways of scoring, are varied."""
    kinds = {}
    if result.survival is not None:
        draws = f"{result.survival.draws:,}"
        kinds["weights"] = say(lang, f"随机权重({draws} 次)", f"random weights ({draws} draws)")
    if result.variants:
        count = len(result.variants)
        kinds["scoring"] = say(
            lang, f"换归一化、去掉单项({count} 种)", f"other scoring ({count} variants)"
        )
    if not kinds:
        return None
    shares = {label(pair, lang): _shares_of(pair, result) for pair in result.pairs}
    option = charts.survival_bars(shares, kinds=kinds, lang=lang)
    title = say(lang, "换了权重和算法，还是这几对吗", "Do the pairs stay when the choices change?")
    return Chart("survival", title, option, 640, 100 + 44 * len(shares))


def _shares_of(pair: ChosenPair, result: PairingResult) -> dict[str, float | None]:
    key = (pair.supporter, pair.recipient)
    shares: dict[str, float | None] = {}
    if result.survival is not None:
        found = {(p.supporter, p.recipient): p.frequency for p in result.survival.pairs}
        shares["weights"] = found.get(key)
    if result.variants:
        kept = [key in _keys(variant.pairs) for variant in result.variants]
        shares["scoring"] = sum(kept) / len(kept)
    return shares


def _keys(pairs: Sequence[PairRef]) -> set[tuple[str, str]]:
    return {(pair.supporter, pair.recipient) for pair in pairs}
