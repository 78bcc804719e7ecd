"""The tables of a pairing: every figure behind the answer, ready to be sorted and exported."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from jiedui.analysis.pairing import PairingResult, PairRef
from jiedui.analysis.pairing.records import EvaluatedPairing, VariantRecord
from jiedui.core.rules import Force
from jiedui.reports.drawings.pairing import criteria, label
from jiedui.reports.sentences import pairing as sentences
from jiedui.reports.words import short_name
from jiedui.web.desk.pairing import further, queries, words
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.places import places_in
from jiedui.web.platform.kit.tables import Cell, Column, Table, row
from jiedui.web.platform.kit.templatetags.kit import force_label

POINTS = 3


def all_tables(result: PairingResult) -> dict[str, Table]:
    """By id, in the order of the page; those without a row are left out."""
    made = (
        pairs(result),
        apart(result),
        evaluated(result),
        regret_by(result),
        clashes(result),
        alternatives(result),
        dropping(result),
        forcing(result),
        without(result),
        variants(result),
        switching(result),
        candidates(result),
        rules(result),
        components(result),
        further.spread(result),
        further.stability(result),
        refused(result),
    )
    return {table.id: table for table in made if table.rows}


def pairs(result: PairingResult) -> Table:
    """The proposal: each pair's score split by criterion, its rival, what giving it up costs."""
    names = criteria(result, language())
    today = {(pair.supporter, pair.recipient): pair.today for pair in result.pairs}
    kept = _kept(result)
    rows = [
        row(
            _linked(one),
            one.score,
            *(one.contributions.get(name) for name in names),
            short_name(one.runner_up.supporter_name, language()) if one.runner_up else None,
            one.runner_up_score,
            _cost(one.cost_of_dropping),
            Cell(
                kept.get((one.supporter, one.recipient)),
                text=words.share(kept.get((one.supporter, one.recipient))),
            ),
            _yes(today[one.supporter, one.recipient]),
        )
        for one in result.explanations
    ]
    columns = (
        Column("pair", _("帮扶方 → 受帮扶方")),
        Column("score", _("得分"), "0–1", POINTS),
        *(
            Column(name, words.with_weak(text, name, result), places=POINTS)
            for name, text in names.items()
        ),
        Column("runner_up", _("次选帮扶方")),
        Column("runner_up_score", _("次选得分"), places=POINTS),
        Column("cost_of_dropping", _("不结的代价"), places=POINTS),
        Column("survival", _("换权重仍在"), places=POINTS),
        Column("today", _("%(year)s年底已结对") % {"year": result.year}),
    )
    note = _("各项为权重×分项得分，相加即得分。次选得分可能更高：整体最优不等于每对最优。")
    note += sentences.when_is_today(result, language())
    return Table("pairs", _("建议的结对"), columns, tuple(rows), note, source(result))


def _kept(result: PairingResult) -> dict[tuple[str, str], float]:
    if result.survival is None:
        return {}
    return {(p.supporter, p.recipient): p.frequency for p in result.survival.pairs}


def _linked(pair: PairRef, *, url: str = "") -> Cell:
    return Cell(label(pair, language()), url=url or source_url(pair.recipient))


def source_url(region: str) -> str:
    """The published rows of a region: one click from a figure to where it comes from."""
    level = "city" if region.endswith("00") else "county"
    return f"{reverse('data:set', args=[queries.data_set(level)])}?q={region}"


def _cost(value: float | None) -> Cell:
    return Cell(None, text=_("不可少")) if value is None else Cell(value)


def _yes(value: bool) -> str:
    return _("是") if value else _("否")


def apart(result: PairingResult) -> Table:
    """Need and opportunity apart (A10), difference and structural complement apart (A3)."""
    at = {(score.supporter, score.recipient): score for score in result.scores}
    known = {c["id"]: c for c in result.definitions["components"]}
    shown = [known[name] for name in words.APART if name in known]
    rows = []
    for pair in result.pairs:
        score = at[pair.supporter, pair.recipient]
        cells = [Cell(score.normalised.get(c["id"]), note=words.raw(c["id"], score)) for c in shown]
        rows.append(row(_linked(pair), *cells[:1], score.opportunity, *cells[1:]))
    parts = [Column(c["id"], c[f"name_{language()}"], places=2) for c in shown]
    opportunity = Column("opportunity", _("机会"), places=2)
    columns = (Column("pair", _("帮扶方 → 受帮扶方")), *parts[:1], opportunity, *parts[1:])
    note = _(
        "都在候选对之间换算为0–1，小字为原值。需要只看受帮扶方有多低；机会是发展落差，但以受帮扶方的"
        "承接能力为上限；落差与互补是两回事，互补只看结构与要素，不看贫富。"
    )
    title = _("需要与机会分开看，落差与互补分开看")
    return Table("apart", title, columns, tuple(rows), note, source(result))


def evaluated(result: PairingResult) -> Table:
    rows = [
        row(
            _label(one),
            Cell(_yes(one.feasible), tag="" if one.feasible else "tag-warm"),
            one.objective,
            one.regret,
            one.changes,
            words.listed(one.pairs),
        )
        for one in result.evaluated
    ]
    columns = (
        Column("name", _("方案")),
        Column("feasible", _("合规则")),
        Column("objective", _("总分"), _("分"), POINTS),
        Column("regret", _("与最优之差"), _("分"), POINTS),
        Column("changes", _("变动"), places=0),
        Column("pairs", _("结对")),
    )
    return Table("evaluated", _("现行结对与最优相比"), columns, tuple(rows), "", source(result))


def _label(one: EvaluatedPairing) -> str:
    return one.label_en if language() == "en" else one.label_zh


def regret_by(result: PairingResult) -> Table:
    """The regret of each given pairing, by where it is lost; the parts add up to the whole."""
    names = criteria(result, language()) | {"keep_cost": _("调整成本"), "equity": _("公平项")}
    given = [one for one in result.evaluated if one.regret is not None and one.regret_by]
    used = [name for name in names if any(abs(one.regret_by.get(name, 0)) > 0 for one in given)]
    rows = [
        row(_label(one), one.regret, *(one.regret_by.get(name) for name in used))
        for one in given
        if used
    ]
    columns = (
        Column("name", _("方案")),
        Column("regret", _("与最优之差"), _("分"), POINTS),
        *(Column(name, names[name], places=POINTS) for name in used),
    )
    note = _("正数是该方案在这一项上不如最优，负数是它反而更好；各项相加就是与最优之差。")
    return Table("regret", _("差在哪里"), columns, tuple(rows), note, source(result))


def clashes(result: PairingResult) -> Table:
    rows = [
        row(
            _label(one),
            clash.name_en if language() == "en" else clash.name_zh or None,
            places_in(clash.where),
            force_label(Force(clash.force)) if clash.force else None,
            clash.document or None,
            clash.words or None,
        )
        for one in result.evaluated
        for clash in one.clashes
    ]
    columns = (
        Column("name", _("方案")),
        Column("rule", _("规则")),
        Column("where", _("哪里不合")),
        Column("force", _("效力")),
        Column("document", _("文件名称")),
        Column("words", _("原文")),
    )
    return Table("clashes", _("与规则不合之处"), columns, tuple(rows))


def alternatives(result: PairingResult) -> Table:
    rows = [
        row(one.place, words.listed(one.pairs), one.objective, one.regret)
        for one in result.alternatives
    ]
    columns = (
        Column("place", _("名次"), places=0),
        Column("pairs", _("结对")),
        Column("objective", _("总分"), _("分"), POINTS),
        Column("regret", _("与最优之差"), _("分"), POINTS),
    )
    return Table("alternatives", _("次优方案"), columns, tuple(rows), "", source(result))


def dropping(result: PairingResult) -> Table:
    rows = [
        row(_linked(one), _cost(one.cost_of_dropping), words.listed(one.instead) or None)
        for one in result.explanations
    ]
    columns = (
        Column("pair", _("不结这一对")),
        Column("cost", _("总分减少"), places=POINTS),
        Column("instead", _("改为")),
    )
    return Table("dropping", _("要是不结呢"), columns, tuple(rows), "", source(result))


def forcing(result: PairingResult) -> Table:
    """Candidates left out, the cheapest to have first."""
    known = [one for one in result.forced if one.cost_of_forcing is not None]
    never = [one for one in result.forced if one.cost_of_forcing is None]
    ordered = sorted(
        known, key=lambda one: (one.cost_of_forcing or 0, one.supporter, one.recipient)
    )
    rows = [
        row(
            _linked(one),
            Cell(one.cost_of_forcing) if one in known else Cell(None, text=_("规则不许")),
            words.listed(one.instead_of) or None,
        )
        for one in (*ordered, *never)
    ]
    columns = (
        Column("pair", _("一定要结这一对")),
        Column("cost", _("总分减少"), places=POINTS),
        Column("instead_of", _("须放弃")),
    )
    return Table("forcing", _("要是一定要结呢"), columns, tuple(rows), "", source(result))


def without(result: PairingResult) -> Table:
    """The answer at weight zero for each criterion; that of a weak one must stand here."""
    names = criteria(result, language())
    weak = {one.criterion for one in result.weak}
    ordered = sorted(result.at_weight_zero, key=lambda name: name not in weak)
    rows = [
        row(
            Cell(names.get(name, name), tag="tag-warm" if name in weak else ""),
            Cell(_yes(result.at_weight_zero[name].same)),
            words.listed(result.at_weight_zero[name].pairs),
            result.at_weight_zero[name].regret,
        )
        for name in ordered
    ]
    columns = (
        Column("criterion", _("权重改为零的一项")),
        Column("same", _("结果不变")),
        Column("pairs", _("此时最优的结对")),
        Column("regret", _("建议方案落后"), places=POINTS),
    )
    note = _("橙框为弱评分：数据只能勉强支持，所以有它、没它的结果都要看。") if weak else ""
    return Table("without", _("去掉一项会怎样"), columns, tuple(rows), note, source(result))


def variants(result: PairingResult) -> Table:
    rows = [_variant(one, result) for one in sorted(result.variants, key=lambda one: one.same)]
    columns = (
        Column("name", _("换一种算法")),
        Column("same", _("结果不变")),
        Column("regret", _("建议方案落后"), places=POINTS),
        Column("pairs", _("此时最优的结对")),
    )
    return Table(
        "variants", _("换归一化、换指标、换赋权"), columns, tuple(rows), "", source(result)
    )


def _variant(one: VariantRecord, result: PairingResult) -> tuple[Cell, ...]:
    same = _("同建议方案") if one.same else words.listed(one.pairs)
    return row(words.variant(one.name, result), _yes(one.same), one.regret, same)


def switching(result: PairingResult) -> Table:
    """The best pairing as a change of today's pairs costs more (B8)."""
    if not any(score.today for score in result.scores):
        return Table("switching", "", (), ())
    rows = [
        row(step.keep_cost, step.changes, step.score, words.listed(step.pairs))
        for step in result.switching
    ]
    columns = (
        Column("keep_cost", _("每处变动扣分"), places=2),
        Column("changes", _("变动"), places=0),
        Column("score", _("得分合计"), places=POINTS),
        Column("pairs", _("最优结对")),
    )
    note = _("取消一对现行结对、新增一对各算一处变动。")
    return Table("switching", _("变动有代价时"), columns, tuple(rows), note, source(result))


def candidates(result: PairingResult) -> Table:
    """Every candidate with its terms: anybody can check the optimum by hand."""
    names = criteria(result, language())
    chosen = {(pair.supporter, pair.recipient) for pair in result.pairs}
    kept = _kept(result)
    ordered = sorted(result.scores, key=lambda one: (-one.score, one.supporter, one.recipient))
    rows = [
        row(
            Cell(
                label(
                    PairRef(one.supporter, one.recipient, one.supporter_name, one.recipient_name),
                    language(),
                ),
                url=source_url(one.recipient),
            ),
            one.score,
            *(one.terms.get(name) for name in names),
            Cell(
                kept.get((one.supporter, one.recipient)),
                text=words.share(kept.get((one.supporter, one.recipient))),
            ),
            _yes((one.supporter, one.recipient) in chosen),
            _yes(one.today),
        )
        for one in ordered
    ]
    columns = (
        Column("pair", _("帮扶方 → 受帮扶方")),
        Column("score", _("得分"), "0–1", POINTS),
        *(
            Column(name, words.with_weak(text, name, result), places=POINTS)
            for name, text in names.items()
        ),
        Column("survival", _("换权重仍在"), places=POINTS),
        Column("chosen", _("在建议之中")),
        Column("today", _("%(year)s年底已结对") % {"year": result.year}),
    )
    note = _("各项为0–1的分项得分；乘以权重相加为得分。")
    return Table("candidates", _("全部候选对"), columns, tuple(rows), note, source(result))


def rules(result: PairingResult) -> Table:
    rows = [
        row(
            one.name_en if language() == "en" else one.name_zh,
            Cell(force_label(Force(one.force)), tag="tag"),
            f"{one.document} {one.place}".strip(),
            one.words,
        )
        for one in map(words.own_rule, result.rules)
    ]
    columns = (
        Column("rule", _("规则")),
        Column("force", _("效力")),
        Column("document", _("文件名称")),
        Column("words", _("原文")),
    )
    return Table("rules", _("约束这次结对的规则"), columns, tuple(rows))


def components(result: PairingResult) -> Table:
    """What every criterion is made of, with formula, year and share."""
    names = criteria(result, language())
    rows = [
        row(
            c[f"name_{language()}"],
            names.get(c["criterion"], c["criterion"]),
            words.aspect(c["aspect"]),
            words.formula(c["id"], c["formula"]),
            Cell(c["year"]),
            c["share"],
        )
        for c in result.definitions["components"]
    ]
    columns = (
        Column("name", _("指标")),
        Column("criterion", _("分项")),
        Column("aspect", _("看什么")),
        Column("formula", _("怎样算")),
        Column("year", _("年份"), places=0, grouped=False),
        Column("share", _("项内份额"), places=1),
    )
    return Table("components", _("分项由什么构成"), columns, tuple(rows), "", source(result))


def refused(result: PairingResult) -> Table:
    rows = [
        row(
            words.refused_what(one.what, result), words.refused_reason(one.reason, one.what, result)
        )
        for one in result.refused
    ]
    columns = (Column("what", _("什么")), Column("reason", _("为什么没有")))
    return Table("refused", _("数据不支持的"), columns, tuple(rows))


def source(result: PairingResult) -> str:
    from jiedui.web.desk.gaps.tables import source_words

    return source_words(queries.data_set(result.level))
