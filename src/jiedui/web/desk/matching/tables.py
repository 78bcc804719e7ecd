"""Tables of a match: what binds, which rule refused whom, what lacks, firms, parks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from jiedui.analysis.matching.results import (
    Limit,
    MatchResult,
    ParkLine,
    PlacedFirm,
    RuleFacts,
    UnplacedFirm,
)
from jiedui.web.desk.matching import words
from jiedui.web.platform.kit.industries import industry_said
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.tables import Cell, Column, Table, row
from jiedui.web.platform.kit.templatetags.kit import force_label

POINTS = 3


def firm_url(fingerprint: str, firm: str) -> str:
    return reverse("matching:firm", args=[fingerprint, firm])


def park_url(fingerprint: str, park: str) -> str:
    return reverse("matching:park", args=[fingerprint, park])


def placed(result: MatchResult, fingerprint: str, rows: Iterable[PlacedFirm]) -> Table:
    """Who goes where."""
    names = result.park_names()
    columns = (
        Column("firm", _("企业")),
        Column("park", _("园区名称")),
        Column("score", _("得分"), places=POINTS),
        Column("rank", _("企业的第几选"), places=0),
        Column("gap", _("对园区的链")),
        Column("industry", _("行业")),
        Column("home", _("来源地")),
        *needs_columns(result),
        Column("firm_code", words.firm_code(result)),
        Column("park_code", _("园区代码")),
    )
    lines = tuple(_placed(result, one, names, fingerprint) for one in rows)
    note = _(
        "得分没有单位，只在同一次测算里比高低。同一城市同一行业的企业得分相同，"
        "是因为数据分不出谁更合适。"
    )
    return Table("placed", _("安排好的企业"), columns, lines, note=note)


def needs_columns(result: MatchResult) -> tuple[Column, ...]:
    """What a firm needs, a column a resource."""
    return tuple(
        Column(f"needs_{name}", _("要用%(resource)s") % {"resource": r.name}, r.unit, r.places)
        for name in result.resources
        for r in [words.resource(name)]
    )


def needs_of(result: MatchResult, one: PlacedFirm | UnplacedFirm) -> list[float | None]:
    """The same of one firm; None of what an earlier program did not keep."""
    known = zip(result.resources, one.needs, strict=False)
    found = [words.resource(name).shown(need) for name, need in known]
    return [*found, *[None] * (len(result.resources) - len(found))]


def _placed(
    result: MatchResult, one: PlacedFirm, names: dict[str, str], fingerprint: str
) -> tuple[Cell, ...]:
    return row(
        Cell(one.name, url=firm_url(fingerprint, one.firm)),
        Cell(names[one.park], url=park_url(fingerprint, one.park)),
        one.score,
        one.rank,
        words.chain_gap(one.gap) or None,
        industry_said(one.industry),
        words.region(one.home) or None,
        *needs_of(result, one),
        one.firm,
        one.park,
    )


def unplaced(result: MatchResult, fingerprint: str, rows: Iterable[UnplacedFirm]) -> Table:
    """Who has no park, and why: the rule by name, and at how many parks it refused."""
    rules = {one.rule: _name(one) for one in result.rules}
    columns = (
        Column("firm", _("企业")),
        Column("why", _("为什么没有园区")),
        Column("industry", _("行业")),
        Column("home", _("来源地")),
        *needs_columns(result),
        Column("firm_code", words.firm_code(result)),
    )
    lines = tuple(
        row(
            Cell(one.name, url=firm_url(fingerprint, one.firm)),
            words.why_unplaced(one, rules),
            industry_said(one.industry),
            words.region(one.home) or None,
            *needs_of(result, one),
            one.firm,
        )
        for one in rows
    )
    return Table("unplaced", _("没有园区的企业"), columns, lines)


def parks(result: MatchResult, fingerprint: str, rows: Iterable[ParkLine]) -> Table:
    """Every park: how many firms, and what is used of what it has."""
    limits: dict[str, list[Limit]] = {}
    for limit in result.limits:
        limits.setdefault(limit.park, []).append(limit)
    columns = (
        Column("park", _("园区名称")),
        Column("region", _("所在地")),
        Column("firms", _("安排企业"), _("家"), 0),
        *(column for name in result.resources for column in _resource_columns(name)),
        Column("leading_industries", _("主导产业")),
        Column("park_code", _("园区代码")),
    )
    lines = tuple(_park(one, limits[one.park], result, fingerprint) for one in rows)
    note = _("“起作用”的限制不够用：有企业更想来，剩下的放不下它，放宽会多得分。")
    return Table("parks", _("园区"), columns, lines, note=note)


def _resource_columns(name: str) -> tuple[Column, ...]:
    kind = words.resource(name)
    told = {"resource": kind.name}
    return (
        Column(f"used_{name}", _("已用%(resource)s") % told, kind.unit, kind.places),
        Column(f"capacity_{name}", _("可供%(resource)s") % told, kind.unit, kind.places),
        Column(f"price_{name}", _("限制是否起作用")),
    )


def _park(
    one: ParkLine, limits: list[Limit], result: MatchResult, fingerprint: str
) -> tuple[Cell, ...]:
    figures: list[Any] = []
    for limit in limits:
        kind = words.resource(limit.resource)
        is_bound = limit in result.bound_by
        binds = Cell(_("起作用"), tag="tag-warm") if is_bound else Cell(_("不起作用"))
        figures += [kind.shown(limit.used), kind.shown(limit.capacity), binds]
    return row(
        Cell(one.name, url=park_url(fingerprint, one.park)),
        words.region(one.region) or None,
        one.firms,
        *figures,
        one.leading_industries or None,
        one.park,
    )


def binding(result: MatchResult, fingerprint: str) -> Table:
    """Limits that bind, dearest first. A price is score per unit, never money."""
    names = result.park_names()
    columns = (
        Column("park", _("园区名称")),
        Column("resource", _("什么不够")),
        Column("used", _("已用"), places=2),
        Column("capacity", _("可供"), places=2),
        Column("left", _("还剩"), places=2),
        Column("unit", _("单位")),
        Column("price", _("影子价"), _("得分/单位"), 4),
        Column("worth", _("影子价×可供"), _("得分"), 2),
    )
    note = _(
        "不够用，是说有企业更想来、剩下的放不下它。影子价说的是放宽一个单位大约多得几分，不是钱，也不唯一；乘以可供的量，就是这条限制"
        "有多重，按它排列。多一块地到底谁能进来，要重算才知道：点园区名称。"
    )
    lines = tuple(_binding(one, names, fingerprint) for one in result.binding())
    return Table("binding", _("什么不够用"), columns, lines, note=note)


def _binding(one: Limit, names: dict[str, str], fingerprint: str) -> tuple[Cell, ...]:
    kind = words.resource(one.resource)
    return row(
        Cell(names[one.park], url=park_url(fingerprint, one.park)),
        kind.name,
        kind.shown(one.used),
        kind.shown(one.capacity),
        kind.shown(one.left),
        kind.unit,
        one.price * kind.factor,
        one.worth,
    )


def rules(result: MatchResult) -> Table:
    """Each rule with its clause: what it does, whom it refused, what could not be checked."""
    columns = (
        Column("rule", _("规则")),
        Column("does", _("这次")),
        Column("refused", _("拒绝的企业与园区组合"), _("个"), 0),
        Column("firms", _("没有园区可去的企业里被它拒过的"), _("家"), 0),
        Column("unchecked", _("缺数未查"), _("个"), 0),
        Column("force", _("效力")),
        Column("clause", _("依据与原文")),
    )
    lines = tuple(_rule(one) for one in result.rules)
    note = _("只有文件和协议自己能拒绝；别的效力要拒绝，规则里写明理由。缺数未查不等于通过。")
    return Table("rules", _("谁被哪条规则拒绝"), columns, lines, note=note)


def _rule(one: RuleFacts) -> tuple[Cell, ...]:
    is_idle = bool(one.lacks) or one.is_lifted
    figures = [None] * 3 if is_idle else [one.refused, one.firms, one.unchecked]
    clause = one.clause
    document = f"{clause.document} {clause.place}".strip()
    return row(
        Cell(_name(one), note=one.why_refuses),
        _does(one),
        *figures,
        str(force_label(one.force)),
        Cell(f"{document}：「{clause.words}」" if clause.words else document),
    )


def _does(one: RuleFacts) -> Cell:
    if one.is_lifted:
        return Cell(_("已放开"), tag="tag-warm")
    if one.lacks:
        return Cell(_("没有查"), tag="tag-warm", note=words.lacking(one.lacks))
    return Cell(_("拒绝") if one.refuses else _("只提醒"))


def _name(one: RuleFacts) -> str:
    return one.name_en if language() == "en" else one.name_zh


def missing(result: MatchResult) -> Table:
    """Terms that lack figures for some of the best offers."""
    weights = {one.term: one.value for one in result.terms}
    columns = (
        Column("term", _("得分项")),
        Column("weight", _("权重"), places=2),
        Column("share", _("缺数的首选"), "%", 1),
    )
    lines = tuple(
        row(words.term(term), weights[term], share * 100)
        for term, share in result.summary.missing.items()
        if share and term in weights
    )
    note = _(
        "缺数的项不计分，权重也不让给别的项：缺的是加分项，实际得分只会更高；"
        "缺的是扣分项(权重为负)，实际得分只会更低。"
    )
    return Table("missing", _("缺什么数"), columns, lines, note=note)


def left_out(result: MatchResult) -> Table:
    """Firms and parks of the source that are not in the run, each with the reason."""
    columns = (
        Column("kind", _("类别")),
        Column("name", _("名称")),
        Column("reason", _("为什么不在内")),
        Column("id", _("代码")),
    )
    sides = ((_("企业"), result.left_out_firms), (_("园区"), result.left_out_parks))
    lines = tuple(
        row(side, one.name, words.left_out(one.reason), one.id)
        for side, found in sides
        for one in found
    )
    return Table("left_out", _("不在这次测算里的"), columns, lines)


def unmapped(result: MatchResult) -> Table:
    """Words of parks that mean no industry: reported, never guessed."""
    names = result.park_names()
    columns = (Column("park", _("园区名称")), Column("word", _("对不上行业的用词")))
    lines = tuple(row(names.get(park, park), word) for park, word in result.summary.unmapped)
    shipped = words.has_shipped_parks(result)
    title = _("目录里对不上行业的用词") if shipped else _("园区表里对不上行业的用词")
    return Table("unmapped", title, columns, lines)


def weights(result: MatchResult) -> Table:
    """The terms of the score, how much each counts, and why."""
    columns = (
        Column("term", _("得分项")),
        Column("weight", _("权重"), places=2),
        Column("reason", _("为什么")),
    )
    lines = tuple(
        row(words.term(one.term), one.value, one.reason_en if language() == "en" else one.reason_zh)
        for one in result.terms
    )
    note = _("没有文件给出权重：都是我们的选择，可以改。得分不高于 %(floor)s 的不推荐。") % {
        "floor": f"{result.floor:g}"
    }
    return Table("weights", _("权重"), columns, lines, note=note)


def assumptions(result: MatchResult, changed: Iterable[str]) -> Table:
    """The numbers that no text gives, with those that this run changed marked."""
    own = set(changed)
    columns = (
        Column("meaning", _("假设")),
        Column("value", _("取值"), places=2),
        Column("changed", _("这次")),
    )
    lines = tuple(
        row(
            one.meaning_en if language() == "en" else one.meaning_zh,
            Cell(one.value, text=f"{one.value:,g}"),
            Cell(_("改过"), tag="tag-warm") if one.id in own else _("照常"),
        )
        for one in result.assumptions
    )
    return Table("assumptions", _("假设"), columns, lines)


def without(table: Table, *columns: str) -> Table:
    """A table as the page shows it: some columns stand in its files only."""
    keep = [at for at, column in enumerate(table.columns) if column.id not in columns]
    return replace(
        table,
        columns=tuple(table.columns[at] for at in keep),
        rows=tuple(tuple(line[at] for at in keep) for line in table.rows),
    )
