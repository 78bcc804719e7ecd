"""Tables of a what-if: who enters a park, who moves, which limits change, what is proven."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from jiedui.analysis.matching.results import MatchResult, RuleFacts
from jiedui.web.desk.matching import effect_words, tables, words
from jiedui.web.desk.matching.effects import BONUS
from jiedui.web.platform.kit import numbers
from jiedui.web.platform.kit.industries import industry_said
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.tables import Cell, Column, Table, row

if TYPE_CHECKING:
    from jiedui.analysis.matching.rulecost import RuleCost
    from jiedui.analysis.matching.whatif import Certified, Effect, Move

POINTS = 3
SHOWN = 60


def entering(result: MatchResult, fingerprint: str, found: Effect, park: str) -> Table:
    """Who would be new in a park, most gain first."""
    coming = found.into.get(park, ())
    table = moves(result, fingerprint, coming, name="into", title=_("谁会进来"))
    return tables.without(table, "park")


def departing(result: MatchResult, fingerprint: str, found: Effect, park: str) -> Table:
    """Who would no longer be in a park, and where they would go."""
    going = most_changed(found.out_of(park))
    table = moves(result, fingerprint, going, name="out_of", title=_("谁会离开"))
    return tables.without(table, "origin")


def moves(
    result: MatchResult, fingerprint: str, found: Iterable[Move], *, name: str, title: str
) -> Table:
    """Firms that are elsewhere: from where, to where, at what score."""
    firms = {one.firm: one for one in (*result.placed, *result.unplaced)}
    names = result.park_names()
    columns = (
        Column("firm", _("企业")),
        Column("origin", _("原来在")),
        Column("park", _("换到")),
        Column("before", _("原得分"), places=POINTS),
        Column("after", _("新得分"), places=POINTS),
        Column("gain", _("变化"), places=POINTS),
        Column("industry", _("行业")),
        Column("firm_code", words.firm_code(result)),
    )
    lines = tuple(
        row(
            Cell(firms[one.firm].name, url=tables.firm_url(fingerprint, one.firm)),
            park_cell(names, fingerprint, one.origin),
            park_cell(names, fingerprint, one.park),
            one.score_before if one.origin else None,
            one.score_after if one.park else None,
            one.gain,
            industry_said(firms[one.firm].industry),
            one.firm,
        )
        for one in found
    )
    return Table(name, title, columns, lines)


def cut(table: Table, most: int = SHOWN) -> Table:
    """The first rows of a long table, for a page; its file holds them all."""
    if len(table.rows) <= most:
        return table
    note = _("共 %(n)s 行，这里是前 %(most)s 行；导出的文件里有全部。") % {
        "n": numbers.figure(len(table.rows), 0),
        "most": most,
    }
    return replace(table, rows=table.rows[:most], note=f"{note} {table.note}".strip())


def most_changed(found: Iterable[Move]) -> list[Move]:
    """Those whose score changes most first."""
    return sorted(found, key=lambda move: (-abs(move.gain), move.firm))


def park_cell(names: dict[str, str], fingerprint: str, park: str) -> Cell:
    if not park:
        return Cell(_("没有园区"), tag="tag-warm")
    return Cell(names[park], url=tables.park_url(fingerprint, park))


def uses(result: MatchResult, fingerprint: str, found: Effect) -> Table:
    """Parks of which another amount is used, or there is, than before."""
    names = result.park_names()
    columns = (
        Column("park", _("园区")),
        Column("resource", _("什么")),
        Column("unit", _("单位")),
        Column("capacity_before", _("原可供"), places=1),
        Column("capacity_after", _("新可供"), places=1),
        Column("used_before", _("原用"), places=1),
        Column("used_after", _("新用"), places=1),
        Column("firms_before", _("原有企业"), _("家"), 0),
        Column("firms_after", _("新有企业"), _("家"), 0),
    )
    lines = []
    for one in found.parks:
        kind = words.resource(one.resource)
        figures = (one.capacity_before, one.capacity_after, one.used_before, one.used_after)
        lines.append(
            row(
                park_cell(names, fingerprint, one.park),
                kind.name,
                kind.unit,
                *(kind.shown(figure) for figure in figures),
                one.firms_before,
                one.firms_after,
            )
        )
    return Table("uses", _("哪些园区用得不一样"), columns, tuple(lines))


def certified(found: Effect) -> Table:
    """Score, bound and gap before and after."""
    columns = (
        Column("when", _("安排")),
        Column("value", _("总得分"), places=2),
        Column("bound", _("上界"), places=2),
        Column("gap", _("离最好的至多差"), "%", 3),
    )
    lines = (
        _line(_("原来"), found.before),
        _line(_("改变之后"), found.after),
    )
    note = _("两边都从原来的安排出发，只有总得分因此变高才换地方，所以看到的都是这一改变的结果。")
    if found.before.value > found.stood:
        note += _("原来的安排先换了几家，总得分比名单上的高 %(points)s。") % {
            "points": effect_words.signed(found.before.value - found.stood)
        }
    return Table("certified", _("证明"), columns, lines, note=note)


def _line(name: str, worth: Certified) -> tuple[Cell, ...]:
    return row(name, worth.value, worth.bound, worth.gap * 100)


def costs(
    result: MatchResult,
    fingerprint: str,
    rules: Iterable[RuleFacts],
    known: dict[str, RuleCost],
) -> Table:
    """Per rule that refuses, and for the pair bonus: what the firms would gain without it."""
    columns = (
        Column("rule", _("规则或加分")),
        Column("refused", _("拒绝的企业与园区组合"), _("个"), 0),
        Column("with", _("有它"), _("得分"), 2),
        Column("without", _("没有它"), _("得分"), 2),
        Column("cost", _("代价"), _("得分"), 2),
        Column("least", _("至少"), _("得分"), 2),
        Column("most", _("至多"), _("得分"), 2),
        Column("is_proven", _("代价证明了没有")),
        Column("gaining", _("没有它会更好的企业"), _("家"), 0),
    )
    lines = [
        _cost(getattr(one, f"name_{language()}"), one.refused, known.get(one.rule)) for one in rules
    ]
    if any(one.term == BONUS and one.value > 0 for one in result.terms):
        lines.append(_cost(_("结对加分"), None, known.get(BONUS)))
    note = _(
        "规则的代价：放开它，总得分能高多少。结对加分不是合适，是偏好：它的代价是为了它放弃的"
        "其余各项得分。得分没有单位，不是钱。"
    )
    return Table("costs", _("每条规则的代价"), columns, tuple(lines), note=note)


def _cost(name: str, refused: int | None, found: RuleCost | None) -> tuple[Cell, ...]:
    if found is None:
        return row(name, refused, *[None] * 5, Cell(_("还没有算")), None)
    cost = found.cost
    return row(
        name,
        refused,
        found.with_it.value,
        found.without_it.value,
        cost.reached,
        cost.least,
        cost.most,
        Cell(effect_words.verdict(cost), tag="tag-warm" if cost.proves == "open" else ""),
        len(found.gaining),
    )
