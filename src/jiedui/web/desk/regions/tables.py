"""The tables of the pages of regions."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from jiedui import data
from jiedui.catalog import indicator
from jiedui.core.places import Place
from jiedui.data.parks import ParkOnDay
from jiedui.schemes.records import Pair
from jiedui.web.desk.regions import queries, words
from jiedui.web.platform.kit import numbers
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.places import listed, place, places_in
from jiedui.web.platform.kit.tables import Cell, Column, Table, row
from jiedui.web.platform.kit.templatetags.kit import moment
from jiedui.web.records.programmes.enums import PairLevel, Standing


def url(code: str) -> str:
    return reverse("regions:show", args=[code]) if code else ""


def pair_url(programme: str, pair: Pair) -> str:
    """The page of a pair; a side without a code stands by its name."""
    sides = (pair.supporter or pair.supporter_name, pair.recipient or pair.recipient_name)
    return reverse("pairs:pair", args=[programme, *sides])


def source_url(code: str, name: str = queries.CITY_SET) -> str:
    return f"{reverse('data:set', args=[name])}?q={code}"


def source(name: str = queries.CITY_SET) -> str:
    about = data.about(name)
    return f"{getattr(about.title, language())} ({about.span()})"


def index(codes: Iterable[str]) -> Table:
    """Regions with their newest figure, their groups and their roles of today."""
    rows = []
    for code in sorted(codes, key=lambda code: (not queries.roles_today(code), code)):
        standing = queries.standing(code)
        found = queries.place(code)
        name = queries.name_of(code) if found.level != "county" else found.full_name()
        rows.append(
            row(
                Cell(place(name), url=url(code)),
                code,
                place(found.province),
                standing.yuan_per_person if standing else None,
                standing.year if standing else None,
                _groups_short(code),
                words.roles_short(code),
            )
        )
    columns = (
        Column("region", _("地区")),
        Column("code", _("代码")),
        Column("province", _("省份")),
        Column("per_person", _("人均地区生产总值"), _("元/人"), 0),
        Column("year", _("年份"), places=0, grouped=False),
        Column("groups", _("分组")),
        Column("roles", _("今天的角色")),
    )
    note = _(
        "人均：市为地区生产总值÷年末常住人口，县为2020年地区生产总值÷普查常住人口，都是当年价。"
    )
    title = _("协作关系涉及的地区")
    return Table("regions", title, columns, tuple(rows), note, source())


def _groups_short(code: str) -> str | None:
    names = [
        getattr(group, f"name_{language()}")
        for programme, grouping, group in queries.groups_of(code)
        if grouping.id == programme.default_grouping or grouping.id == "areas"
    ]
    return listed(dict.fromkeys(names)) or None


def found(places: Iterable[Place]) -> Table:
    """What a search found: also places whose code is out of force, with what they became."""
    rows = [
        row(
            Cell(place(one.full_name()), url=url(one.code)),
            one.code,
            words.level(one.level),
            place(one.province),
            words.years(one),
            _became(one),
            words.roles_short(one.code),
        )
        for one in places
    ]
    columns = (
        Column("region", _("地区")),
        Column("code", _("代码")),
        Column("level", _("级别")),
        Column("province", _("省份")),
        Column("years", _("有效")),
        Column("names", _("前身与后继")),
        Column("roles", _("今天的角色")),
    )
    return Table("found", _("找到的地区"), columns, tuple(rows), "", source("code_history"))


def _became(one: Place) -> str | None:
    said = []
    for link in queries.history(one.code):
        name = f"{place(link.place.name)} {link.place.code}"
        if link.kind == "after":
            said.append(_("后为 %(name)s") % {"name": name})
        elif link.kind == "before" and not link.is_partial:
            said.append(_("曾为 %(name)s") % {"name": name})
    return listed(dict.fromkeys(said)) or None


def codes(code: str) -> Table:
    """Codes over time; what moved only in part is marked, because how much is unknown."""
    kinds = {"own": _("本代码"), "before": _("前身"), "after": _("后继")}
    rows = [
        row(
            Cell(
                place(link.place.full_name()),
                url="" if link.place.code == code else url(link.place.code),
            ),
            link.place.code,
            kinds[link.kind],
            words.years(link.place),
            link.year,
            None if link.kind == "own" else _part(link.is_partial),
        )
        for link in queries.history(code)
    ]
    columns = (
        Column("name", _("名称")),
        Column("code", _("代码")),
        Column("kind", _("关系")),
        Column("years", _("有效")),
        Column("year", _("变动年份"), places=0, grouped=False),
        Column("part", _("整体或部分")),
    )
    note = _("按国家标准行政区划代码的历年变动；部分划转的，划了多少没有公布，数列不作折算。")
    return Table("codes", _("代码沿革"), columns, tuple(rows), note, source("code_history"))


def _part(is_partial: bool) -> Cell:
    return Cell(_("部分"), tag="tag-warm") if is_partial else Cell(_("整体"))


def groups(code: str) -> Table:
    rows = [
        row(
            Cell(
                words.programme(programme.id),
                url=reverse("rules:programme", args=[programme.id]) + "#groups",
            ),
            getattr(grouping, f"name_{language()}"),
            getattr(group, f"name_{language()}"),
            listed(place(queries.name_of(member)) for member in group.members if member != code)
            or None,
        )
        for programme, grouping, group in queries.groups_of(code)
    ]
    columns = (
        Column("programme", _("协作关系")),
        Column("grouping", _("分组方式")),
        Column("group", _("组")),
        Column("others", _("同组的地区")),
    )
    return Table("groups", _("所在的组"), columns, tuple(rows))


def roles(code: str) -> Table:
    """Every role with its dates. The role belongs to the pair: one region may have both (B15)."""
    rows = []
    for programme, role, pair in queries.roles_ever(code):
        other, other_name = (
            (pair.recipient, pair.recipient_name)
            if role == "supporter"
            else (pair.supporter, pair.supporter_name)
        )
        rows.append(
            row(
                Cell(words.role(role), url=pair_url(programme.id, pair)),
                Cell(place(other_name), url=url(other) if _is_place(other) else ""),
                words.programme(programme.id),
                str(PairLevel(pair.level).label),
                moment(pair.start, pair.start_precision),
                until(pair),
                standing_cell(pair),
                pair.source,
            )
        )
    columns = (
        Column("role", _("角色")),
        Column("partner", _("对方")),
        Column("programme", _("协作关系")),
        Column("level", _("层级")),
        Column("start", _("开始")),
        Column("end", _("结束")),
        Column("standing", _("依据")),
        Column("source", _("来源")),
    )
    note = _("角色属于每一对，不属于地区：同一地区可以在一对里帮扶、在另一对里受帮扶。")
    return Table("roles", _("结对与角色"), columns, tuple(rows), note)


def _is_place(code: str) -> bool:
    from jiedui.data.places import places

    return bool(code) and places().is_known(code)


def until(pair: Pair, on: date | None = None) -> Cell:
    """The end of a pair, or that it is in force."""
    day = on or queries.today()
    if pair.end is None:
        return Cell(None, text=_("至今"))
    said = moment(pair.end, pair.end_precision)
    return Cell(said, note=_("生效中")) if pair.in_force(day) else Cell(said)


def standing_cell(pair: Pair) -> Cell:
    is_inferred = pair.standing == "inferred"
    return Cell(str(Standing(pair.standing).label), tag="tag-warm" if is_inferred else "tag-accent")


def parks(found: Iterable[ParkOnDay]) -> Table:
    """Co-built parks and what became of their pair; an orphan stays in sight (D8)."""
    rows = [
        row(
            place(one.park.name),
            places_in(f"{one.park.supporter_name} → {one.park.recipient_name}"),
            _park_pair(one),
            one.park.founded_year,
            one.park.leading_industries or None,
            one.park.status or None,
            one.park.source,
        )
        for one in found
    ]
    columns = (
        Column("park", _("园区")),
        Column("pair", _("共建双方")),
        Column("state", _("结对还在吗")),
        Column("founded", _("始建"), places=0, grouped=False),
        Column("industries", _("主导产业")),
        Column("status", _("报道中的称谓")),
        Column("source", _("来源")),
    )
    note = _("只列报道点名的园区，不是全部45家；结对解除了，园区、企业和账目还在。")
    return Table("parks", _("共建园区"), columns, tuple(rows), note, source("cobuilt_parks"))


def _park_pair(one: ParkOnDay) -> Cell:
    if one.is_orphan:
        pair = one.dissolved[-1]
        ended = moment(pair.end, pair.end_precision) if pair.end else ""
        return Cell(_("结对已于%(day)s解除") % {"day": ended}, tag="tag-warm")
    if one.pair is None:
        return Cell(_("没有查到对应的结对"))
    return Cell(_("结对中"), tag="tag-accent")


def figures(code: str) -> Table:
    """Every indicator over years as published: holes stay holes, doubts are marked."""
    name = queries.data_set(code)
    if not name:
        return Table("figures", _("历年数据"), (), ())
    panel = queries.panel(name)
    own = panel.values.xs(code, level="region")
    used = [str(column) for column in own.columns if own[column].notna().any()]
    known = sorted(int(str(year)) for year in own.index[own[used].notna().any(axis=1)])
    doubted = doubts(code, name)
    per = queries.per_person(code).values
    rows = []
    for year in reversed([year for year in panel.years() if known[0] <= year <= known[-1]]):
        cells = [Cell(per.get(year), flags=of_quotient(doubted, year))]
        for one in used:
            value = float(own[one].get(year, math.nan))
            cells.append(
                Cell(
                    None if math.isnan(value) else value,
                    url=source_url(code, name) if one == used[0] and not math.isnan(value) else "",
                    flags=doubted.get((year, one), ()),
                )
            )
        rows.append(row(year, *cells))
    columns = (
        Column("year", _("年份"), places=0, grouped=False),
        Column("per_person", _("人均(计算)"), _("元/人"), 0),
        *(
            Column(
                one,
                indicator(one).name(language()),
                _unit(panel.units[one]),
                numbers.decimals(panel.units[one]),
            )
            for one in used
        ),
    )
    note = _("照公布数，空着的就是没有公布，不作插补；†为可疑值。人均为计算值。")
    return Table("figures", _("历年数据"), columns, tuple(rows), note, source(name))


def _unit(unit: str) -> str:
    return _("张") if unit == "beds" else numbers.unit_label(unit, language())


def of_quotient(doubted: dict[tuple[int, str], tuple[str, ...]], year: int) -> tuple[str, ...]:
    parts = (doubted.get((year, name), ()) for name in ("gdp", "pop_resident"))
    return tuple(dict.fromkeys(words for part in parts for words in part))


def doubts(code: str, name: str) -> dict[tuple[int, str], tuple[str, ...]]:
    panel, meanings = queries.panel(name), queries.flag_meanings(name)
    mine = panel.flags[panel.flags["region"] == code]
    found: dict[tuple[int, str], tuple[str, ...]] = {}
    for flag in mine.itertuples(index=False):
        meaning = meanings.get(flag.rule)
        said = getattr(meaning, language()) if meaning else flag.detail or flag.rule
        key = (int(flag.year), str(flag.indicator))
        found[key] = tuple(dict.fromkeys((*found.get(key, ()), f"{flag.year}: {said}")))
    return found


def counties(code: str) -> Table:
    """Counties under a prefecture, with and without figures."""
    rows = [
        row(
            Cell(place(queries.place(one).name), url=url(one)),
            one,
            queries.county_figure(one, "gdp", 2020),
            queries.county_figure(one, "gdp", 2023),
            queries.county_figure(one, "pop_census", 2020),
            queries.per_person(one).values.get(2020),
            words.roles_short(one),
        )
        for one in queries.counties_of(code)
    ]
    gdp, people = indicator("gdp").name(language()), indicator("pop_census").name(language())
    columns = (
        Column("county", _("县(市、区)")),
        Column("code", _("代码")),
        Column("gdp_2020", f"{gdp} 2020", numbers.unit_label("100m_cny", language()), 1),
        Column("gdp_2023", f"{gdp} 2023", numbers.unit_label("100m_cny", language()), 1),
        Column("people", people, numbers.unit_label("10k", language()), 1),
        Column("per_person", _("2020年人均"), _("元/人"), 0),
        Column("roles", _("今天的角色")),
    )
    title = _("县(市、区)")
    return Table("counties", title, columns, tuple(rows), "", source(queries.COUNTY_SET))
