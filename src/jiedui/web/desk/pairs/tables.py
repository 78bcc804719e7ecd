"""The tables of the page of a pair."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from jiedui.analysis.structure import StructureResult
from jiedui.web.desk.pairing import words as pairing_words
from jiedui.web.desk.pairs import queries, words
from jiedui.web.desk.pairs.queries import Scored, Sides, Year
from jiedui.web.desk.regions import queries as regions
from jiedui.web.desk.regions import tables as region_tables
from jiedui.web.desk.regions.words import programme as programme_name
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.places import listed, place
from jiedui.web.platform.kit.tables import Cell, Column, Table, row
from jiedui.web.platform.kit.templatetags.kit import moment
from jiedui.web.records.programmes.enums import PairLevel

LIKENESS = ("krugman", "unido", "krugman_weak", "unido_weak")


def terms(of: Sides) -> Table:
    """Every term of the pair: level, dates, whether published or inferred, on whose word."""
    rows = [
        row(
            str(PairLevel(pair.level).label),
            moment(pair.start, pair.start_precision),
            region_tables.until(pair),
            region_tables.standing_cell(pair),
            pair.source,
        )
        for pair in of.terms
    ]
    columns = (
        Column("level", _("层级")),
        Column("start", _("开始")),
        Column("end", _("结束")),
        Column("standing", _("依据")),
        Column("source", _("来源")),
    )
    note = _("“公布”指见于公布的名单；“推定”指由报道、园区等旁证推断，可能有误。")
    return Table("terms", _("结对的起止与依据"), columns, tuple(rows), note)


def years(of: Sides, known: tuple[Year, ...]) -> Table:
    """Both sides year by year, ratio and difference beside each other; the newest first."""
    supporter, recipient = words.names(of)
    of_quotient = region_tables.of_quotient
    doubts = [_doubts(code) if known else {} for code in of.codes]
    rows = [
        row(
            one.year,
            Cell(one.supporter, url=_source(of.codes[0]), flags=of_quotient(doubts[0], one.year)),
            Cell(one.recipient, url=_source(of.codes[1]), flags=of_quotient(doubts[1], one.year)),
            one.ratio,
            one.difference,
        )
        for one in reversed(known)
    ]
    columns = (
        Column("year", _("年份"), places=0, grouped=False),
        Column("supporter", supporter, _("元/人"), 0),
        Column("recipient", recipient, _("元/人"), 0),
        Column("ratio", _("倍数"), places=2),
        Column("difference", _("差额"), _("元/人"), 0),
    )
    note = _("地区生产总值÷年末常住人口，当年价；缺数的年份没有行，不作插补。")
    if known and regions.per_person(of.codes[0]).is_county:
        note = _("2020年地区生产总值÷2020年普查常住人口，当年价。")
    return Table("years", _("两地人均，逐年"), columns, tuple(rows), note, _source_words(of))


def _source(code: str) -> str:
    return region_tables.source_url(code, regions.data_set(code) or regions.CITY_SET)


def _source_words(of: Sides) -> str:
    return region_tables.source(regions.data_set(of.codes[0]) or regions.CITY_SET)


def _doubts(code: str) -> dict[tuple[int, str], tuple[str, ...]]:
    name = regions.data_set(code)
    return region_tables.doubts(code, name) if name else {}


def complement(result: StructureResult | None, codes: tuple[str, str]) -> Table:
    """How the two structures differ, each figure with what it supports (A3): never a ranking."""
    title = _("互补：产业结构有多不同")
    if result is None:
        return Table("complement", title, (), ())
    names = {kind.id: getattr(kind, f"name_{language()}") for kind in result.definitions}
    levels = {"three_sectors": _("三次产业"), "sections": _("普查二十个门类")}
    rows = []
    for measure in LIKENESS:
        for found in result.of(measure, region=codes[0], partner=codes[1]):
            verdict = result.verdict_of(found)
            rows.append(
                row(
                    names.get(measure, measure),
                    levels.get(found.resolution, found.resolution),
                    found.year,
                    found.value,
                    _supports(found.supports),
                    getattr(verdict, f"reason_{language()}"),
                )
            )
    columns = (
        Column("measure", _("测度")),
        Column("resolution", _("行业粗细")),
        Column("year", _("年份"), places=0, grouped=False),
        Column("value", _("值"), places=3),
        Column("supports", _("能支持到哪一步")),
        Column("reason", _("为什么")),
    )
    note = _("克鲁格曼指数越大越不同，相似系数越大越像；都不说明谁与谁互补。")
    return Table("complement", title, columns, tuple(rows), note, region_tables.source())


def _supports(supports: str) -> Cell:
    if supports == "describe":
        return Cell(_("只描述"), tag="tag-accent")
    return Cell(_("弱评分") if supports == "score_weak" else supports, tag="tag-warm")


def apart(found: Scored | None) -> Table:
    """Need and opportunity apart (A10), as a stored run scored this pair."""
    title = _("需要与机会分开看")
    if found is None:
        return Table("apart", title, (), ())
    known = {one["id"]: one for one in found.result.definitions["components"]}
    rows = [row(_("机会"), _("落差，以承接能力为上限"), None, found.score.opportunity)]
    for name in pairing_words.APART:
        if name in known and name in found.score.normalised:
            one = known[name]
            line = row(
                one[f"name_{language()}"],
                pairing_words.aspect(one["aspect"]),
                Cell(pairing_words.raw(name, found.score) or None),
                found.score.normalised[name],
            )
            rows.insert(0, line) if name == "need" else rows.append(line)
    columns = (
        Column("name", _("看什么")),
        Column("aspect", _("属于")),
        Column("raw", _("原值")),
        Column("value", _("候选对之间(0–1)"), places=2),
    )
    note = _("需要只看受帮扶方有多低；机会看落差，但以受帮扶方的承接能力为上限。两者不相加。")
    return Table("apart", title, columns, tuple(rows), note)


def parks(of: Sides, on: date) -> Table:
    return region_tables.parks(queries.parks(of, on))


def timeline(of: Sides) -> Table:
    """Dated policies; those that confound this pair are marked."""
    rows = [
        row(
            moment(event.date, event.precision),
            getattr(event, f"title_{language()}"),
            _confounder(event.confounder, is_ours),
            listed(place(regions.name_of(code)) for code in event.regions) or None,
            event.source,
        )
        for event, is_ours in queries.timeline(of)
    ]
    columns = (
        Column("date", _("时间")),
        Column("title", _("政策或事件")),
        Column("confounder", _("对这一对")),
        Column("regions", _("涉及地区")),
        Column("source", _("来源")),
    )
    note = _("标“混杂”的同时影响这一对的数字：评成效时要先排除。")
    return Table("timeline", _("政策时间线"), columns, tuple(rows), note)


def _confounder(is_confounder: bool, is_ours: bool) -> Cell:
    if is_ours:
        return Cell(_("混杂"), tag="tag-warm")
    return Cell(_("混杂，不涉及双方")) if is_confounder else Cell(None)


def others(of: Sides) -> Table:
    rows = [
        row(
            Cell(
                f"{place(pair.supporter_name)} → {place(pair.recipient_name)}",
                url=region_tables.pair_url(programme.id, pair),
            ),
            Cell(
                programme_name(programme.id),
                url=reverse("rules:programme", args=[programme.id]),
            ),
            str(PairLevel(pair.level).label),
            moment(pair.start, pair.start_precision),
            region_tables.until(pair),
            region_tables.standing_cell(pair),
        )
        for programme, pair in queries.others(of)
    ]
    columns = (
        Column("pair", _("帮扶方 → 受帮扶方")),
        Column("programme", _("协作关系")),
        Column("level", _("层级")),
        Column("start", _("开始")),
        Column("end", _("结束")),
        Column("standing", _("依据")),
    )
    return Table("others", _("双方的其他结对"), columns, tuple(rows))
