"""Tables of the upload pages: what is wrong, what was read, and the gaps of it."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from jiedui.analysis.gaps import MEASURES, GapsResult
from jiedui.core.errors import Problem
from jiedui.core.frames import spans
from jiedui.reports.words import unit_in_words
from jiedui.web.desk.upload.measuring import Brought
from jiedui.web.desk.upload.reading import Given
from jiedui.web.platform.kit import refusals
from jiedui.web.platform.kit.numbers import minute
from jiedui.web.platform.kit.pages import language, who
from jiedui.web.platform.kit.places import place
from jiedui.web.platform.kit.tables import Cell, Column, Table, row
from jiedui.web.records.regions.models import Batch

MOST_LISTED = 500


def problems(found: Iterable[Problem], table_id: str, title: str) -> Table:
    """Every problem with its place, as an editor finds it."""
    listed = list(found)
    rows = [
        row(
            one.file or None,
            one.sheet or None,
            Cell(one.line),
            refusals.column(one) or None,
            one.value or None,
            refusals.sentence(one.reason),
            refusals.sentence(one.hint) or None,
        )
        for one in listed[:MOST_LISTED]
    ]
    columns = (
        Column("file", _("文件名")),
        Column("sheet", _("工作表")),
        Column("line", _("行"), places=0, grouped=False),
        Column("column", _("列")),
        Column("value", _("收到的值")),
        Column("reason", _("为什么不行")),
        Column("hint", _("怎样改")),
    )
    left = len(listed) - MOST_LISTED
    note = _("还有 %(count)s 处未列出，见批注过的工作簿。") % {"count": left} if left > 0 else ""
    return Table(table_id, title, columns, tuple(rows), note)


def read(given: Given) -> Table:
    """What was read: per indicator its unit, years, regions and holes."""
    panel = given.data.panel
    whole = len(panel.values)
    rows = []
    for name in map(str, panel.values.columns):
        known = panel.values[name].dropna()
        years = sorted({int(year) for year in known.index.get_level_values("year")})
        regions = known.index.get_level_values("region").nunique()
        rows.append(
            row(
                name,
                unit_in_words(panel.units[name], language()),
                regions,
                spans(years),
                len(known),
                whole - len(known),
            )
        )
    columns = (
        Column("indicator", _("指标")),
        Column("unit", _("单位")),
        Column("regions", _("地区数"), places=0),
        Column("years", _("年份")),
        Column("figures", _("数值个数"), places=0),
        Column("holes", _("空缺"), places=0),
    )
    return Table("read", _("读到了什么"), columns, tuple(rows))


def batches(found: Iterable[Batch]) -> Table:
    rows = [
        row(
            Cell(one.title, url=reverse("upload:batch", args=[one.key])),
            one.source,
            _("模拟数据") if one.is_made_up else _("用户数据"),
            one.figures,  # type: ignore[attr-defined]
            minute(one.created_at),
            who(one.created_by),
            one.key,
        )
        for one in found
    ]
    columns = (
        Column("title", _("名称")),
        Column("source", _("文件名")),
        Column("kind", _("性质")),
        Column("figures", _("数值个数"), places=0),
        Column("at", _("入库时间")),
        Column("by", _("入库人")),
        Column("key", _("批次编号")),
    )
    return Table("batches", _("存着的上传数据"), columns, tuple(rows))


def gaps(result: GapsResult, brought: Brought) -> list[Table]:
    made = (regions(result, brought), measures(result, brought), series(result))
    return [table for table in made if table.rows]


def measures(result: GapsResult, brought: Brought) -> Table:
    """Every measure of the years asked for, a column per year."""
    names = _group_names(brought)
    at = {(one.measure, one.group, one.year): one.value for one in result.results}
    rows = []
    for measure, group in dict.fromkeys((one.measure, one.group) for one in result.results):
        name = MEASURES[measure].name(language())
        label = name if group is None else f"{name} · {names.get(group, group)}"
        rows.append(row(label, *(at.get((measure, group, year)) for year in result.years)))
    columns = (
        Column("measure", _("测度")),
        *(Column(str(year), str(year), places=4) for year in result.years),
    )
    return Table("measures", _("全部测度"), columns, tuple(rows), "", _sources(result))


def regions(result: GapsResult, brought: Brought) -> Table:
    names, last = _group_names(brought), result.definitions[-1]
    rows = [
        row(
            place(one.name) or one.region,
            one.region,
            names.get(one.group or "", one.group),
            one.output,
            one.people,
            one.per_capita,
        )
        for one in sorted(result.regions, key=lambda one: (-one.per_capita, one.region))
    ]
    lang = language()
    columns = (
        Column("name", _("地区")),
        Column("code", _("代码")),
        Column("group", _("组")),
        Column(
            "output",
            last.indicator_en if lang == "en" else last.indicator_zh,
            unit_in_words(last.indicator_unit, lang),
            2,
        ),
        Column(
            "people",
            last.population_en if lang == "en" else last.population_zh,
            unit_in_words(last.population_unit, lang),
            2,
        ),
        Column("per_capita", _("人均"), unit_in_words(last.per_person_unit, lang), 0),
    )
    return Table("regions", _("各地区"), columns, tuple(rows), "", _sources(result))


def series(result: GapsResult) -> Table:
    rows = [
        row(Cell(p.year), p.ratio, p.absolute_gap, p.output_ratio, p.population_ratio, p.theil_t)
        for p in result.series
    ]
    columns = (
        Column("year", _("年份"), places=0, grouped=False),
        Column("ratio", _("人均之比"), places=3),
        Column("absolute_gap", _("人均之差"), places=0),
        Column("output_ratio", _("产出之比"), places=3),
        Column("population_ratio", _("人口之比"), places=3),
        Column("theil_t", _("泰尔指数 T"), places=4),
    )
    return Table("series", _("历年"), columns, tuple(rows), "", _sources(result))


def _group_names(brought: Brought) -> dict[str, str]:
    is_english = language() == "en"
    return {one.id: one.name_en if is_english else one.name_zh for one in brought.grouping.groups}


def _sources(result: GapsResult) -> str:
    return ", ".join(dict.fromkeys(s for one in result.definitions for s in one.sources))
