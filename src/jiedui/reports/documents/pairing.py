"""The report of a proposed pairing: which pairs, why, how far others are, how firm it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jiedui.analysis.pairing import EvaluatedPairing, PairingResult, PairRef
from jiedui.analysis.pairing.records import Alternative, Explanation, RuleRecord, Score
from jiedui.core.rules import Force
from jiedui.data import about, names
from jiedui.reports.charts.base import Lang, say
from jiedui.reports.document import (
    Block,
    Cell,
    Column,
    Document,
    Note,
    Paragraph,
    Section,
    Table,
)
from jiedui.reports.drawings import pairing as draw
from jiedui.reports.drawings.pairing_map import map_of_pairs
from jiedui.reports.sentences import pairing as sentences
from jiedui.reports.sentences.pairing_overrides import overrides
from jiedui.reports.words import place, places_in

_WEIGHTINGS = {
    "hand": ("人工给定权重", "weights by hand"),
    "equal": ("等权", "equal weights"),
    "entropy": ("熵权", "entropy weights"),
    "critic": ("CRITIC 权重", "CRITIC weights"),
}
_EXPLAINED_IN_WORDS = 12


def pairing_document(result: PairingResult, *, lang: Lang = "zh") -> Document:
    """The whole report of one `PairingResult`, in one language."""
    sections = [
        _proposal(result, lang),
        _reasons(result, lang),
        _compared(result, lang),
        _firmness(result, lang),
        _cautions(result, lang),
        _rules(result, lang),
    ]
    return Document(
        id="pairing",
        title=say(
            lang, f"{_name(result, lang)}：结对测算", f"{_name(result, lang)}: who with whom"
        ),
        subtitle=_subtitle(result, lang),
        answer=sentences.headline(result, lang) + say(lang, "。", "."),
        sections=tuple(section for section in sections if section is not None),
        appendix=(_scores(result, lang),),
        definitions=_definitions(result, lang),
        sources=_sources(result, lang),
        fingerprint=result.provenance.fingerprint(),
        lang=lang,
    )


def _name(result: PairingResult, lang: Lang) -> str:
    return say(lang, result.name_zh, result.name_en)


def _subtitle(result: PairingResult, lang: Lang) -> str:
    weighting = say(lang, *_WEIGHTINGS.get(result.weighting, (result.weighting, result.weighting)))
    level = say(lang, "设区市" if result.level == "city" else "县(市、区)", f"{result.level} level")
    year = say(lang, f"{result.year}年数据", f"data of {result.year}")
    return " · ".join([year, level, weighting])


def _proposal(result: PairingResult, lang: Lang) -> Section | None:
    blocks = (map_of_pairs(result, lang=lang), _pairs(result, lang))
    return _section(say(lang, "建议的结对", "The proposal"), blocks)


def _pairs(result: PairingResult, lang: Lang) -> Table:
    points = say(lang, "分", "points")
    columns = (
        Column(say(lang, "帮扶方 → 受帮扶方", "supporter → recipient")),
        Column(say(lang, "得分", "score"), points, 3),
        Column(say(lang, "主要依据", "strongest criterion")),
        Column(say(lang, "次选帮扶方", "runner-up")),
        Column(say(lang, "次选得分", "its score"), points, 3),
        Column(say(lang, "不结这一对的代价", "cost of dropping"), points, 3),
        Column(say(lang, f"{result.year}年底已结对", f"paired at the end of {result.year}")),
    )
    today = {(pair.supporter, pair.recipient): pair.today for pair in result.pairs}
    names = draw.criteria(result, lang)
    rows = tuple(
        _pair_row(one, names, today[one.supporter, one.recipient], lang)
        for one in result.explanations
    )
    note = say(
        lang,
        "得分满分为1分。“不结这一对的代价”为排除该对后总分的最大下降；次选得分可能更高，"
        "因为整体最优不等于每对最优。",
        "Scores run from 0 to 1. The cost of dropping is what the best total loses without the "
        "pair; a runner-up may score higher, because the best whole is not the best of every pair.",
    )
    note += sentences.when_is_today(result, lang)
    return Table("pairs", say(lang, "建议的结对", "The proposed pairs"), columns, rows, note)


def _pair_row(one: Explanation, names: dict[str, str], today: bool, lang: Lang) -> tuple[Cell, ...]:
    return (
        draw.label(one, lang),
        one.score,
        names.get(one.strongest, one.strongest),
        place(one.runner_up.supporter_name, lang) if one.runner_up else "—",
        one.runner_up_score,
        one.cost_of_dropping,
        say(lang, "是" if today else "否", "yes" if today else "no"),
    )


def _reasons(result: PairingResult, lang: Lang) -> Section | None:
    whys = [sentences.why(one, result, lang) for one in result.explanations]
    blocks = [
        draw.contributions(result, lang=lang),
        *map(_paragraph, whys if len(whys) <= _EXPLAINED_IN_WORDS else []),
        draw.candidates(result, lang=lang),
    ]
    return _section(say(lang, "为什么是这几对", "Why these pairs"), blocks)


def _compared(result: PairingResult, lang: Lang) -> Section | None:
    """Given pairings and the next best ones against the optimum."""
    blocks: list[Block | None] = [_paragraph(sentences.official(result, lang))]
    blocks.append(_evaluated(result, lang))
    blocks += [_clashes(pairing, lang) for pairing in result.evaluated if pairing.clashes]
    blocks.append(_alternatives(result.alternatives, lang))
    blocks += [_paragraph(sentences.switching(result, lang)), _switching(result, lang)]
    title = say(lang, "与现行结对和次优方案相比", "Against today's pairs and the next best")
    return _section(title, blocks)


def _evaluated(result: PairingResult, lang: Lang) -> Table | None:
    points = say(lang, "分", "points")
    columns = (
        Column(say(lang, "方案", "pairing")),
        Column(say(lang, "符合规则", "keeps the rules")),
        Column(say(lang, "总分", "objective"), points, 3),
        Column(say(lang, "与最优之差", "behind the best"), points, 3),
        Column(say(lang, "变动", "changes"), say(lang, "处", ""), 0),
        Column(say(lang, "结对", "pairs")),
    )
    rows = tuple(
        (
            say(lang, one.label_zh, one.label_en) or one.name,
            say(lang, "是" if one.feasible else "否", "yes" if one.feasible else "no"),
            one.objective,
            one.regret,
            one.changes,
            _listed(one.pairs, lang),
        )
        for one in result.evaluated
    )
    if not rows:
        return None
    title = say(lang, "给定方案与最优方案之差", "Given pairings against the best")
    return Table("evaluated", title, columns, rows)


def _listed(pairs: Sequence[PairRef], lang: Lang) -> str:
    return say(lang, "、", ", ").join(draw.label(pair, lang).replace(" → ", "→") for pair in pairs)


def _clashes(pairing: EvaluatedPairing, lang: Lang) -> Note:
    """Where a pairing breaks the rules, each clause quoted once."""
    label = say(lang, pairing.label_zh, pairing.label_en) or pairing.name
    where: dict[str, list[str]] = {}
    for clash in pairing.clashes:
        rule = say(lang, f"“{clash.name_zh}”", f"“{clash.name_en}”")
        clause = say(lang, f"（{clash.document_zh}：“{clash.words_zh}”）", f" ({clash.document})")
        where.setdefault(rule + (clause if clash.words else ""), []).append(
            places_in(clash.where, lang)
        )
    joined = say(lang, "；", "; ").join(
        f"{rule}: {say(lang, '、', ', ').join(dict.fromkeys(places))}"
        for rule, places in where.items()
    )
    return Note(say(lang, f"{label}与规则不符：{joined}。", f"{label} breaks rules: {joined}."))


def _alternatives(alternatives: Sequence[Alternative], lang: Lang) -> Table | None:
    if not alternatives:
        return None
    points = say(lang, "分", "points")
    columns = (
        Column(say(lang, "名次", "place"), places=0),
        Column(say(lang, "总分", "objective"), points, 3),
        Column(say(lang, "与最优之差", "behind the best"), points, 3),
        Column(say(lang, "结对", "pairs")),
    )
    rows = tuple((a.place, a.objective, a.regret, _listed(a.pairs, lang)) for a in alternatives)
    title = say(lang, "次优方案", "The next best pairings")
    return Table("alternatives", title, columns, rows)


def _switching(result: PairingResult, lang: Lang) -> Table | None:
    """What a cost of changing today's pairs does to the answer (mission B8)."""
    if not result.switching:
        return None
    points = say(lang, "分", "points")
    columns = (
        Column(say(lang, "每处变动的代价", "cost of a change"), points, 2),
        Column(say(lang, "变动", "changes"), say(lang, "处", ""), 0),
        Column(say(lang, "得分合计", "sum of scores"), points, 3),
        Column(say(lang, "结对", "pairs")),
    )
    rows = tuple(
        (step.keep_cost, step.changes, step.score, _listed(step.pairs, lang))
        for step in result.switching
    )
    title = say(lang, "变动有代价时的最优结对", "The best pairing when changes cost")
    note = say(
        lang,
        "取消一对现行结对、新增一对结对各算一处变动。",
        "Dropping one of today's pairs and adding one each count as a change.",
    )
    return Table("switching", title, columns, rows, note)


def _firmness(result: PairingResult, lang: Lang) -> Section | None:
    blocks = (
        _paragraph(sentences.robust(result, lang)),
        draw.survival(result, lang=lang),
        _paragraph(sentences.without_history(result, lang)),
        _variants(result, lang),
    )
    return _section(say(lang, "结论稳不稳", "How firm the answer is"), blocks)


def _variants(result: PairingResult, lang: Lang) -> Table | None:
    others = [variant for variant in result.variants if not variant.same]
    if not result.variants:
        return None
    columns = (
        Column(say(lang, "换一种算法", "other way of scoring")),
        Column(say(lang, "与最优之差", "behind the best"), say(lang, "分", "points"), 3),
        Column(say(lang, "此时最优的结对", "its best pairs")),
    )
    rows = tuple(
        (say(lang, v.label_zh, v.label_en), v.regret, _listed(v.pairs, lang)) for v in others
    )
    title = say(lang, "会改变答案的算法", "Ways of scoring that change the answer")
    same = len(result.variants) - len(others)
    note = say(
        lang,
        f"共试 {len(result.variants)} 种，其中 {same} 种答案不变，未列出。"
        "“与最优之差”为建议方案按该算法落后的分数。",
        f"Of {len(result.variants)} variants {same} give the same answer and are not listed. "
        "Behind the best: how far the proposal falls short when scored that way.",
    )
    return Table("variants", title, columns, rows, note)


def _cautions(result: PairingResult, lang: Lang) -> Section | None:
    names = result.definitions["criteria"]
    texts = [
        f"{say(lang, names[w.criterion]['name_zh'], names[w.criterion]['name_en'])}: "
        f"{say(lang, w.reason_zh, w.reason_en)}"
        for w in result.weak
    ]
    texts += _at_zero(result, lang)
    texts += overrides(result, lang)
    texts += [sentences.refusal(one, lang) for one in result.refused]
    blocks = [Note(text) for text in texts]
    return _section(say(lang, "需要当心的地方", "Cautions"), blocks)


def _at_zero(result: PairingResult, lang: Lang) -> list[str]:
    """One sentence on what each criterion alone decides."""
    names = draw.criteria(result, lang)
    said = {
        same: say(lang, "、", ", ").join(
            names.get(name, name) for name, v in result.at_weight_zero.items() if v.same is same
        )
        for same in (True, False)
    }
    return [
        say(
            lang,
            f"单独去掉{said[same]}，建议的结对{'不变' if same else '改变'}。",
            f"Without {said[same]} alone, the proposal {'stays' if same else 'changes'}.",
        )
        for same in (True, False)
        if said[same]
    ]


def _rules(result: PairingResult, lang: Lang) -> Section | None:
    """The rules that bound the answer, with the words of their clauses."""
    if not result.rules:
        return None
    columns = (
        Column(say(lang, "规则", "rule")),
        Column(say(lang, "效力", "force")),
        Column(say(lang, "文件", "document")),
        Column(say(lang, "原文", "its words")),
    )
    rows = tuple(_rule_row(rule, lang) for rule in result.rules)
    title = say(lang, "约束这次结对的规则", "Rules that bound this pairing")
    return Section(say(lang, "规则", "Rules"), (Table("rules", title, columns, rows),))


def _rule_row(rule: RuleRecord, lang: Lang) -> tuple[Cell, ...]:
    force = say(lang, Force(rule.force).label_zh, rule.force)
    place = f" {rule.place}" if rule.place else ""
    document = f"{say(lang, rule.document_zh, rule.document)}{place}"
    words = say(lang, rule.words_zh, rule.words)
    return (say(lang, rule.name_zh, rule.name_en), force, document, words)


def _scores(result: PairingResult, lang: Lang) -> Table:
    """Every candidate with its terms and components: anyone can check the optimum by hand."""
    names = draw.criteria(result, lang)
    parts = [c for c in result.definitions["components"] if _is_shown(c["id"], result)]
    columns = (
        Column(say(lang, "帮扶方 → 受帮扶方", "supporter → recipient")),
        Column(say(lang, "得分", "score"), places=4),
        *(Column(name, places=3) for name in names.values()),
    )
    rows = tuple(
        (_both(s, lang), s.score, *(s.terms.get(n) for n in names))
        for s in sorted(result.scores, key=lambda s: -s.score)
    )
    note = say(
        lang,
        "各项为 0–1 的分项得分，乘以权重后相加为得分。分项由 "
        + "、".join(c["name_zh"] for c in parts)
        + " 构成。",
        "Terms run from 0 to 1; the score is their weighted sum. They are built from "
        + ", ".join(c["name_en"] for c in parts)
        + ".",
    )
    return Table("scores", say(lang, "全部候选结对", "Every candidate pair"), columns, rows, note)


def _both(candidate: Score, lang: Lang) -> str:
    return f"{place(candidate.supporter_name, lang)} → {place(candidate.recipient_name, lang)}"


def _is_shown(component: str, result: PairingResult) -> bool:
    return any(component in score.components for score in result.scores)


def _definitions(result: PairingResult, lang: Lang) -> tuple[tuple[str, str], ...]:
    names = draw.criteria(result, lang)
    weights = say(lang, "，", ", ").join(
        f"{name} {result.weights[criterion]:.3f}" for criterion, name in names.items()
    )
    formula = say(lang, result.formula_zh, result.formula)
    optimum = say(
        lang,
        f"总分 {result.objective:.6f}，上界 {result.bound:.6f}：已证明最优"
        if _proven(result)
        else f"总分 {result.objective:.6f}，上界 {result.bound:.6f}",
        f"objective {result.objective:.6f}, bound {result.bound:.6f}"
        + (": proven optimal" if _proven(result) else ""),
    )
    parts = [
        (say(lang, c["name_zh"], c["name_en"]), say(lang, c["formula_zh"], c["formula"]))
        for c in result.definitions["components"]
        if _is_shown(c["id"], result)
    ]
    return (
        (say(lang, "权重", "Weights"), weights),
        (say(lang, "算法", "Formula"), formula),
        (say(lang, "最优性", "Optimality"), optimum),
        *parts,
    )


def _proven(result: PairingResult) -> bool:
    return abs(result.bound - result.objective) <= 1e-6 * max(1.0, abs(result.objective))


def _sources(result: PairingResult, lang: Lang) -> tuple[str, ...]:
    files = sorted({name.split("/")[0] for name in result.provenance.inputs})
    listed = say(lang, "；", "; ").join(_titled(name, lang) for name in files)
    scheme = ", ".join(f"{name} {digest[:12]}" for name, digest in result.provenance.scheme.items())
    return (
        say(lang, f"数据：{listed}。", f"Data: {listed}."),
        *((say(lang, f"规则：{scheme}。", f"Rules: {scheme}."),) if scheme else ()),
    )


def _titled(name: str, lang: Lang) -> str:
    """A bundled set by its title, publisher and years; a file of the user's own by its name."""
    if name not in names():
        return name
    known = about(name)
    by = known.published_by(lang)
    return say(lang, f"{known.title_zh}（{by}）", f"{known.title_en} ({by})")


def _paragraph(text: str) -> Paragraph | None:
    return Paragraph(text) if text else None


def _section(title: str, blocks: Iterable[Block | None]) -> Section | None:
    present = tuple(block for block in blocks if block is not None)
    return Section(title, present) if present else None
