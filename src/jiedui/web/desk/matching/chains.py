"""The chain of a pair: what stood in the recipient's parks, what a match adds, what stays open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from jiedui.analysis.matching.results import MatchResult
from jiedui.reports import charts
from jiedui.schemes.records import Pair
from jiedui.web.desk.matching import tables as matching_tables
from jiedui.web.desk.matching import words
from jiedui.web.platform.kit import numbers
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.tables import Cell, Column, Table, row

if TYPE_CHECKING:
    from jiedui.analysis.matching.chainmap import ChainLink, ChainMap, ChainNode
    from jiedui.analysis.matching.placement import Placement
    from jiedui.analysis.matching.run import MatchRun

LINKS_SHOWN, FIRMS_SHOWN, BARS_SHOWN, NEW_SHOWN = 3, 3, 14, 5
CUT_ZH, CUT_EN = 14, 34
KINDS = ("strengthen", "fill", "extend", "")


def chain_of(run: MatchRun, placed: Placement, pair: Pair) -> ChainMap:
    from jiedui.analysis.matching.chainmap import chain_map

    return chain_map(run, placed, supporter=pair.supporter, recipient=pair.recipient)


def lead(found: ChainMap) -> str:
    """How many firms come, and how many of them close a named gap (C4)."""
    total = sum(found.kinds.values())
    if not total:
        return _("这次没有企业安排到受帮扶方的园区。")
    return _(
        "受帮扶方 %(parks)s 个园区安排了 %(firms)s 家企业，"
        "其中 %(share)s 与园区的链有名有姓地接上："
        "强链 %(strengthen)s 家、补链 %(fill)s 家、延链 %(extend)s 家。"
    ) % {
        "parks": len(found.parks),
        "firms": total,
        "share": numbers.percent(found.share_joining or 0.0, 0),
        **{kind: found.kinds[kind] for kind in ("strengthen", "fill", "extend")},
    }


def said(found: ChainMap) -> list[str]:
    """What an official has to know beside it."""
    new = [node for node in found.nodes if node.is_new]
    theirs = sum(len(node.of_supporter) for node in found.nodes)
    lines = []
    if new:
        names = _("、").join(words.said_in(node.name) for node in new[:NEW_SHOWN])
        names += _("等") if len(new) > NEW_SHOWN else ""
        lines.append(
            _("原来不是主导、现在有企业的部门 %(n)s 个：%(names)s。")
            % {"n": len(new), "names": names}
        )
    lines.append(_("来自帮扶方的企业 %(n)s 家。") % {"n": theirs})
    if found.gaps:
        lines.append(_("还没有人补的缺口，至少 %(n)s 个，见下表。") % {"n": len(found.gaps)})
    if found.without_words:
        lines.append(
            _("%(n)s 个园区的主导产业不明，安排进去的企业一律不算接上。")
            % {"n": len(found.without_words)}
        )
    return lines


def tables(result: MatchResult, fingerprint: str, found: ChainMap) -> dict[str, Table]:
    made = (nodes(result, found), _gaps(result, fingerprint, found))
    return {table.id: table for table in made}


def nodes(result: MatchResult, found: ChainMap, *, is_page: bool = False) -> Table:
    """Sectors that stood there or have firms now.

    On a page the kinds of link stand in one cell, and the firms beside what they join.
    """
    firms = {one.firm: one.name for one in result.placed}
    columns = (
        Column("sector", _("部门")),
        Column("before", _("之前(园区)")),
        Column("at_supporter", _("帮扶方")),
        Column("firms", _("这次安排"), _("家"), 0),
        Column("of_supporter", _("其中来自帮扶方"), _("家"), 0),
        *_kind_columns(is_page),
        Column("links", _("接上的供需")),
        *(() if is_page else (Column("names", _("企业")),)),
    )
    lines = tuple(
        row(
            words.said_in(node.name),
            _before(node.before),
            _at_supporter(node.at_supporter),
            len(node.firms),
            len(node.of_supporter),
            *([_kinds(node)] if is_page else [node.kinds[kind] for kind in KINDS]),
            Cell(_links(found, node.links) or None, note=_names(node, firms) if is_page else ""),
            *([] if is_page else [_names(node, firms) or None]),
        )
        for node in found.nodes
    )
    where = _("园区目录") if words.has_shipped_parks(result) else _("自带的园区表")
    note = _(
        "之前：%(where)s里写了这个部门的算主导，只写了大类的算大致，本市有上市公司的算近旁。"
        "百分数是买方每单位产出要用多少卖方的产品(2020年全国153部门投入产出表)。"
    ) % {"where": where}
    return Table("nodes", _("部门：之前与之后"), columns, lines, note=note)


def _names(node: ChainNode, firms: dict[str, str]) -> str:
    return _some([firms.get(firm, firm) for firm in node.firms])


def _kind_columns(is_page: bool) -> tuple[Column, ...]:
    if is_page:
        return (Column("kinds", _("接上情况")),)
    return tuple(Column(kind or "none", _kind(kind), _("家"), 0) for kind in KINDS)


def _kinds(node: ChainNode) -> str | None:
    said = [f"{_kind(kind)} {node.kinds[kind]}" for kind in KINDS if node.kinds[kind]]
    return _("、").join(said) or None


def _kind(kind: str) -> str:
    return words.chain_gap(kind) or _("没接上")


def _gaps(result: MatchResult, fingerprint: str, found: ChainMap) -> Table:
    names = result.park_names()
    columns = (
        Column("sector", _("部门")),
        Column("kind", _("若有人来")),
        Column("park", _("最接得上的园区")),
        Column("worth", _("能补多少(0到1)"), places=2),
        Column("at_supporter", _("帮扶方")),
        Column("links", _("能接上的供需")),
    )
    lines = tuple(
        row(
            words.said_in(gap.name),
            words.chain_gap(gap.kind),
            Cell(names[gap.park], url=matching_tables.park_url(fingerprint, gap.park)),
            gap.worth,
            _at_supporter(gap.at_supporter),
            _links(found, gap.links) or None,
        )
        for gap in found.gaps
    )
    note = _("帮扶方“有”的，可以照着去招；农业和采掘的位置由天，不算缺口。")
    return Table("gaps", _("还没有人补的缺口"), columns, lines, note=note)


def _before(share: float) -> Cell:
    if share >= 1:
        return Cell(_("主导"))
    if share <= 0:
        return Cell(_("没有"), tag="tag-warm")
    return Cell(_("大致或近旁"), note=numbers.figure(share, 1))


def _at_supporter(there: bool | None) -> str:
    return _("不详") if there is None else _("有") if there else _("没有")


def _links(found: ChainMap, links: Iterable[ChainLink]) -> str:
    shown = [
        f"{words.said_in(found.names[link.supplier])} → {words.said_in(found.names[link.buyer])}"
        f" {numbers.percent(link.share, 0)}"
        for link in list(links)[:LINKS_SHOWN]
    ]
    return _("；").join(shown)


def _some(names: list[str]) -> str:
    shown = _("、").join(names[:FIRMS_SHOWN])
    more = len(names) - FIRMS_SHOWN
    return shown + (_("等%(n)s家") % {"n": len(names)} if more > 0 else "")


@dataclass(frozen=True)
class Picture:
    """The sectors that got most firms as an ECharts option, and what it shows in words."""

    option: dict[str, Any]
    label: str


def picture(found: ChainMap) -> Picture | None:
    """Firms by sector and by what they do to the chain of their park."""
    filled = [node for node in found.nodes if node.firms][:BARS_SHOWN]
    if not filled:
        return None
    kinds = {kind or "none": _kind(kind) for kind in KINDS}
    firms = {
        _cut(words.said_in(node.name)): {kind or "none": node.kinds[kind] for kind in KINDS}
        for node in filled
    }
    label = ", ".join(f"{words.said_in(node.name)} {len(node.firms)}" for node in filled)
    return Picture(charts.joining_bars(firms, kinds=kinds, lang=language()), label)


def _cut(name: str) -> str:
    """Short enough to stand beside a bar; the table has the whole name."""
    most = CUT_EN if language() == "en" else CUT_ZH
    return name if len(name) <= most else f"{name[: most - 1]}…"
