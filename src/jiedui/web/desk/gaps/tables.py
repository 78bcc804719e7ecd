"""The tables of the gaps page: every measure with its definition, groups, regions, years."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from jiedui import data
from jiedui.analysis.gaps import MEASURES, GapsResult, Measure, SeriesPoint
from jiedui.core.errors import Refusal
from jiedui.core.gaps import theil_t_by_group
from jiedui.reports.words import unit_in_words
from jiedui.schemes import load
from jiedui.web.desk.gaps import queries, wording
from jiedui.web.platform.kit import refusals
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.places import place, places_in
from jiedui.web.platform.kit.tables import Cell, Column, Table, row

IN_MONEY = ("absolute_gap", "per_capita")
IN_TIMES = ("ratio", "output_ratio", "population_ratio", "max_min")
INDEX_PLACES = 4


def all_tables(result: GapsResult) -> list[Table]:
    """In the order of the page; those without a row are left out."""
    makers: tuple[Callable[[GapsResult], Table], ...] = (
        measures,
        regions,
        groups,
        series,
        published,
        changes,
        refused,
    )
    return [table for make in makers if (table := make(result)).rows]


def measures(result: GapsResult) -> Table:
    """Every measure of the years asked for, one column per year."""
    names = group_names(result)
    at = {(one.measure, one.group, one.year): one for one in result.results}
    keys = dict.fromkeys((one.measure, one.group) for one in result.results)
    rows = []
    for measure, group in keys:
        found = [at.get((measure, group, year)) for year in result.years]
        first = next(one for one in found if one is not None)
        name = MEASURES[measure].name(language())
        label = name if group is None else f"{name} · {names.get(group, group)}"
        cells = [_measure_cell(one) for one in found]
        rows.append(row(label, *cells, _unit(first), how(measure)))
    columns = (
        Column("measure", _("测度")),
        *(Column(str(year), _year(year), places=INDEX_PLACES) for year in result.years),
        Column("unit", _("单位")),
        Column("how", _("怎样算")),
    )
    note = _("只有组名的倍数与差额用两个对比组，其余用分组内的全部地区。")
    return Table("measures", _("全部测度"), columns, tuple(rows), note, source_words())


def _measure_cell(one: Measure | None) -> Cell:
    if one is None:
        return Cell(None)
    column = Column("value", "", places=_places(one.measure))
    note = _("口径不一") if one.mixed else ""
    if one.years_used:
        note = ", ".join(map(str, one.years_used))
    return Cell(one.value, flags=flag_words(one.flags), note=note, text=column.shown(one.value))


def _places(measure: str) -> int:
    if measure in IN_MONEY:
        return 0
    return 2 if measure in IN_TIMES else INDEX_PLACES


def _unit(one: Measure) -> str:
    if one.measure in IN_MONEY:
        return unit_in_words(one.unit, language())
    return _("倍") if one.measure in IN_TIMES else _("无量纲")


def how(measure: str) -> str:
    """How a measure is worked out, in one line."""
    lines = {
        "ratio": _("先各组加总产出与人口再相除，然后第一组比第二组"),
        "absolute_gap": _("两组人均之差"),
        "output_ratio": _("两组产出总量之比"),
        "population_ratio": _("两组人口总量之比；人均之比 = 产出之比 ÷ 人口之比"),
        "per_capita": _("组内产出之和 ÷ 人口之和"),
        "theil_t": _("Σ 产出份额 × ln(产出份额 ÷ 人口份额)"),
        "theil_t_between": _("把每组看作一个地区时的 T"),
        "theil_t_within": _("Σ 组的产出份额 × 组内自身的 T；与组间之和为总数"),
        "theil_t_inside": _("只看组内各地区的 T"),
        "theil_l": _("Σ 人口份额 × ln(人口份额 ÷ 产出份额)"),
        "theil_l_between": _("把每组看作一个地区时的 L"),
        "theil_l_within": _("Σ 组的人口份额 × 组内自身的 L"),
        "gini": _("按人口加权的人均之差的平均，除以两倍平均数"),
        "gini_within": _("Dagum 分解：同组地区之间的部分"),
        "gini_between": _("Dagum 分解：不同组之间的净部分"),
        "gini_transvariation": _("Dagum 分解：两组重叠的部分"),
        "gini_unweighted": _("每个地区只算一次"),
        "gini_within_unweighted": _("Dagum 分解，不加权：同组之间"),
        "gini_between_unweighted": _("Dagum 分解，不加权：不同组之间的净部分"),
        "gini_transvariation_unweighted": _("Dagum 分解，不加权：两组重叠"),
        "cv": _("各地区人均的标准差(除以 n) ÷ 平均数，不加权"),
        "weighted_cv": _("按人口加权的标准差 ÷ 总的人均"),
        "hoover": _("要重新分配多大份额的产出才能人人一样"),
        "sd_log": _("人均自然对数的标准差(除以 n)"),
        "max_min": _("人均最高的地区 ÷ 最低的地区"),
    }
    return lines.get(measure, "")


def regions(result: GapsResult) -> Table:
    """Every region of the last year, richest first."""
    definition, names = result.definitions[-1], group_names(result)
    lang = language()
    columns = (
        Column("region", _("地区")),
        Column("code", _("代码")),
        Column("group", _("组")),
        Column(
            definition.indicator,
            definition.indicator_zh if lang == "zh" else definition.indicator_en,
            unit_in_words(definition.indicator_unit, lang),
            2,
        ),
        Column(
            "people",
            definition.population_zh if lang == "zh" else definition.population_en,
            unit_in_words(definition.population_unit, lang),
            2,
        ),
        Column("per_capita", _("人均"), unit_in_words(definition.per_person_unit, lang), 0),
    )
    ordered = sorted(result.regions, key=lambda one: (-one.per_capita, one.region))
    rows = tuple(
        row(
            Cell(place(one.name), url=reverse("regions:show", args=[one.region])),
            one.region,
            names.get(one.group or "", one.group or ""),
            Cell(one.output, url=source_url(one.region)),
            Cell(one.people, url=source_url(one.region)),
            Cell(one.per_capita, flags=flag_words(one.flags)),
        )
        for one in ordered
    )
    title = _("%(year)s年各地区") % {"year": result.years[-1]}
    return Table("regions", title, columns, rows, source=source_words())


def groups(result: GapsResult) -> Table:
    """What each group brings to Theil T: between and within, shares of output and people.

    No shares of the total are given: terms of both signs make them read as 322 % and −235 %.
    """
    columns = (
        Column("group", _("组")),
        Column("output_share", _("产出份额"), "%", 1),
        Column("people_share", _("人口份额"), "%", 1),
        Column("inside", _("组内自身的 T"), places=INDEX_PLACES),
        Column("between", _("组间项"), places=INDEX_PLACES),
        Column("within", _("组内项"), places=INDEX_PLACES),
        Column("both", _("两项之和"), places=INDEX_PLACES),
    )
    note = _(
        "产出份额高于人口份额的组，组间项为正；低于的为负。正负相抵以后才是总的差异，"
        "所以不说某一组占百分之几。组内项 = 产出份额 × 组内自身的 T；合计就是泰尔指数 T。"
    )
    return Table("groups", _("各组的贡献"), columns, _group_rows(result), note, source_words())


def _group_rows(result: GapsResult) -> tuple[tuple[Cell, ...], ...]:
    names = group_names(result)
    labels = [one.group or "" for one in result.regions]
    if not any(one.measure == "theil_t" for one in result.results):
        return ()
    try:
        parts = theil_t_by_group(
            [one.output for one in result.regions], [one.people for one in result.regions], labels
        )
    except Refusal:
        return ()
    rows = [
        row(
            names.get(part.label, part.label),
            part.output_share * 100,
            part.people_share * 100,
            part.inside,
            part.between_term,
            part.contribution,
            part.between_term + part.contribution,
        )
        for part in parts.groups
    ]
    whole = row(_("合计"), 100.0, 100.0, None, parts.between, parts.within, parts.total)
    return (*rows, whole)


def series(result: GapsResult) -> Table:
    """The headline gap in every year of the same denominator."""
    if result.headline is None:
        return Table("series", "", (), ())
    lang = language()
    first, second = (group.name(lang) for group in result.headline)
    money = unit_in_words(result.definitions[-1].per_person_unit, lang)
    columns = (
        Column("year", _("年份"), places=0, grouped=False),
        Column("ratio", _("人均之比"), _("倍"), 2),
        Column("absolute_gap", _("人均之差"), money, 0),
        Column("first_per_capita", first, money, 0),
        Column("second_per_capita", second, money, 0),
        Column("output_ratio", _("产出之比"), _("倍"), 2),
        Column("population_ratio", _("人口之比"), _("倍"), 2),
        Column("theil_t", _("泰尔 T"), places=INDEX_PLACES),
        Column("theil_t_between", _("其中组间"), places=INDEX_PLACES),
        Column("gini", _("基尼"), places=INDEX_PLACES),
        Column("weighted_cv", _("加权变异系数"), places=INDEX_PLACES),
    )
    rows = tuple(_point_row(point, columns) for point in reversed(result.series))
    note = _("缺数的年份没有行，不作插补。") if result.missing_years else ""
    return Table("series", _("逐年"), columns, rows, note, source_words())


def _point_row(point: SeriesPoint, columns: tuple[Column, ...]) -> tuple[Cell, ...]:
    return row(*(getattr(point, column.id) for column in columns))


def published(result: GapsResult) -> Table:
    """Published figures beside what each definition gives (mission A1)."""
    if not result.published:
        return Table("published", "", (), ())
    lang = language()
    given = result.published[0].given
    columns = (
        Column("year", _("年份"), places=0, grouped=False),
        Column("published", _("公开发表"), _("倍"), 2),
        *(
            Column(
                one.population, one.population_zh if lang == "zh" else one.population_en, places=2
            )
            for one in given
        ),
        Column("nearest", _("最接近的口径")),
    )
    rows = tuple(
        row(
            one.year,
            Cell(one.published, text=f"{one.published:g}"),
            *(other.ratio for other in one.given),
            next(
                (
                    other.population_zh if lang == "zh" else other.population_en
                    for other in one.given
                    if other.population == one.nearest
                ),
                None,
            ),
        )
        for one in result.published
    )
    said = "、".join(dict.fromkeys(one.source for one in result.published))
    return Table("published", _("公开发表的倍数与各口径的结果"), columns, rows, source=said)


def changes(result: GapsResult) -> Table:
    """The change of ln(ratio) and its two parts."""
    columns = (
        Column("years", _("时段")),
        Column("total", _("倍数的变化"), _("对数点"), 1),
        Column("from_output", _("其中产出"), _("对数点"), 1),
        Column("from_people", _("其中人口"), _("对数点"), 1),
    )
    moved = result.moved
    parts = () if moved is None else (moved.whole, moved.before, moved.after)
    rows = tuple(
        row(
            Cell(
                f"{one.first_year}–{one.last_year}",
                text=f"{one.first_year}\u2060–\u2060{one.last_year}",
            ),
            one.total * 100,
            one.from_output * 100,
            one.from_people * 100,
        )
        for one in parts
        if one is not None
    )
    note = _("100 × ln(倍数) 之差，负数是缩小；产出与人口两项相加等于总变化。")
    return Table("changes", _("变化的分解"), columns, rows, note, source_words())


def refused(result: GapsResult) -> Table:
    """What was not given, and why."""
    columns = (
        Column("measure", _("测度")),
        Column("year", _("年份"), places=0, grouped=False),
        Column("reason", _("原因")),
    )
    rows = tuple(
        row(refused_name(one.measure), one.year, reason_words(one.reason)) for one in result.refused
    )
    return Table("refused", _("没有给出的测度"), columns, rows)


def refused_name(measure: str) -> str:
    if measure == "moved":
        return _("差距因何而动")
    return MEASURES[measure].name(language()) if measure in MEASURES else measure


def reason_words(reason: str) -> str:
    if language() == "en":
        return places_in(reason)
    return refusals.in_chinese(reason) or wording.in_chinese(reason) or reason


def flag_words(flags: tuple[str, ...]) -> tuple[str, ...]:
    """Doubts in the reader's language: `320100 南京市 2004 gdp: RULE (0.3)` → place, meaning."""
    meanings = queries.flag_meanings()
    said = []
    for flag in flags:
        where, _colon, rule = flag.partition(": ")
        meaning = meanings.get(rule.rpartition(" (")[0] or rule) or meanings.get(rule)
        said_of = places_in(" ".join(where.split(" ")[1:-1]))
        if meaning is None:
            said.append(flag)
            continue
        said.append(
            f"{said_of}：{meaning.zh}" if language() == "zh" else f"{said_of}: {meaning.en}"
        )
    return tuple(dict.fromkeys(said))


def group_names(result: GapsResult) -> dict[str, str]:
    names = {group.id: group.name(language()) for group in result.headline or ()}
    grouping = load.programme(result.programme).groupings.get(result.grouping)
    for group in grouping.groups if grouping else ():
        names[group.id] = group.name_en if language() == "en" else group.name_zh
    return names


def source_url(region: str, data_set: str = queries.DATA_SET) -> str:
    """The rows of a region on the page of the set: one click from figure to source."""
    return f"{reverse('data:set', args=[data_set])}?q={region}"


def source_words(data_set: str = queries.DATA_SET) -> str:
    about: Any = data.about(data_set)
    title = about.title.en if language() == "en" else about.title.zh
    return f"{title} ({about.span()})"


def _year(year: int) -> str:
    return _("%(year)s年") % {"year": year}
