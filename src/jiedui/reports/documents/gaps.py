"""The report of a gap measurement: how large, by which definition, and what moved it."""

from __future__ import annotations

from collections.abc import Iterable

from jiedui.analysis.gaps import (
    MEASURES,
    Change,
    Definition,
    GapsResult,
    Measure,
    PublishedComparison,
    RegionLevel,
    SeriesPoint,
)
from jiedui.core.frames import spans
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
from jiedui.reports.drawings import gaps as draw
from jiedui.reports.sentences import gaps as sentences
from jiedui.reports.words import place, places_in, unit_in_words
from jiedui.schemes.load import ids, programme

_OF_THE_PAIR = ("ratio", "absolute_gap", "output_ratio", "population_ratio", "per_capita")


def gaps_document(result: GapsResult, *, lang: Lang = "zh") -> Document:
    """The whole report of one `GapsResult`, in one language."""
    sections = [
        _how_far(result, lang),
        _definitions_differ(result, lang),
        _what_moved(result, lang),
        _where(result, lang),
        _inside(result, lang),
        _cautions(result, lang),
    ]
    return Document(
        id="gaps",
        title=_title(result, lang),
        subtitle=_subtitle(result, lang),
        answer=sentences.headline(result, lang) + say(lang, "。", "."),
        sections=tuple(section for section in sections if section is not None),
        appendix=_appendix(result, lang),
        definitions=_definitions(result, lang),
        sources=_sources(result, lang),
        fingerprint=result.provenance.fingerprint(),
        lang=lang,
    )


def _title(result: GapsResult, lang: Lang) -> str:
    years = spans(result.years)
    what = _per_person(result.definitions[-1], lang)
    if result.headline is None:
        return say(lang, f"地区{what}差距测算", f"Regional gaps in {what}, {years}")
    first, second = (group.name(lang) for group in result.headline)
    return say(lang, f"{first}与{second}{what}差距测算", f"{first} and {second}: the gap in {what}")


def _subtitle(result: GapsResult, lang: Lang) -> str:
    definition = result.definitions[-1]
    parts = [
        _programme_name(result, lang),
        say(lang, f"{spans(result.years).replace(', ', '、')}年", spans(result.years)),
        say(lang, f"按{definition.population_zh}", f"by {definition.population_en}"),
        say(lang, definition.price_basis_zh, definition.price_basis_en),
    ]
    return " · ".join(part for part in parts if part)


def _programme_name(result: GapsResult, lang: Lang) -> str:
    if result.programme not in ids():
        return result.programme
    chosen = programme(result.programme)
    return say(lang, chosen.name_zh, chosen.name_en)


def _per_person(definition: Definition, lang: Lang) -> str:
    if definition.is_intensive:
        return say(lang, definition.indicator_zh, definition.indicator_en)
    return say(lang, f"人均{definition.indicator_zh}", f"{definition.indicator_en} per person")


def _how_far(result: GapsResult, lang: Lang) -> Section | None:
    """The relative and the absolute gap beside each other (mission A4)."""
    if result.headline is None or not result.series:
        return None
    blocks = (draw.ratio_and_difference(result, lang=lang), _main_years(result, lang))
    title = say(lang, "差距多大", "How far apart")
    return _section(title, blocks)


def _main_years(result: GapsResult, lang: Lang) -> Table:
    wanted = set(result.years)
    if result.moved is not None:
        wanted |= {p.year for p in (result.moved.first, result.moved.turn, result.moved.last) if p}
    chosen = [point for point in result.series if point.year in wanted]
    title = say(lang, "主要年份的差距", "The gap in the main years")
    return _gap_table("main_years", title, chosen, result, lang)


def _gap_table(
    table_id: str, title: str, points: list[SeriesPoint], result: GapsResult, lang: Lang
) -> Table:
    assert result.headline is not None
    first, second = (group.name(lang) for group in result.headline)
    money = unit_in_words(result.definitions[-1].per_person_unit, lang)
    times = say(lang, "倍", "times")
    columns = (
        _year(lang),
        Column(first, money, 0),
        Column(second, money, 0),
        Column(say(lang, "绝对差距", "difference"), money, 0),
        Column(say(lang, "人均之比", "ratio"), times, 2),
        Column(say(lang, "产出之比", "output ratio"), times, 2),
        Column(say(lang, "人口之比", "population ratio"), times, 2),
    )
    rows = tuple(
        (
            p.year,
            p.first_per_capita,
            p.second_per_capita,
            p.absolute_gap,
            p.ratio,
            p.output_ratio,
            p.population_ratio,
        )
        for p in points
    )
    note = say(
        lang,
        f"各比均为{first}比{second}。人均之比 = 产出之比 ÷ 人口之比。",
        f"Every ratio is {first} over {second}. Ratio = output ratio ÷ population ratio.",
    )
    return Table(table_id, title, columns, rows, note)


def _year(lang: Lang) -> Column:
    return Column(say(lang, "年份", "year"), places=0, grouped=False)


def _definitions_differ(result: GapsResult, lang: Lang) -> Section | None:
    """Published figures beside what each definition gives (mission A1)."""
    chart = draw.by_definition(result, lang=lang)
    blocks: list[Block | None] = [chart]
    if result.published:
        blocks.append(_paragraph(sentences.published(result, lang)))
        blocks += [_published(result.published, lang), _without_figures(result.published, lang)]
    return _section(say(lang, "口径不同，差距不同", "What the definition changes"), blocks)


def _published(compared: tuple[PublishedComparison, ...], lang: Lang) -> Table:
    times = say(lang, "倍", "times")
    names = [say(lang, one.population_zh, one.population_en) for one in compared[0].given]
    columns = (
        _year(lang),
        Column(say(lang, "公开发表", "as published"), times, 2),
        *(Column(name, times, 2) for name in names),
        Column(say(lang, "最接近的口径", "nearest definition")),
    )
    rows = tuple(
        (one.year, one.published, *(g.ratio for g in one.given), _nearest(one, lang))
        for one in compared
    )
    title = say(lang, "公开发表的比值与各口径的结果", "Published ratios and each definition's own")
    sources = say(lang, "、", ", ").join(dict.fromkeys(one.source for one in compared))
    note = say(lang, f"公开发表的数字见：{sources}。", f"Published figures: {sources}.")
    return Table("published", title, columns, rows, note)


def _nearest(one: PublishedComparison, lang: Lang) -> str:
    for given in one.given:
        if given.population == one.nearest:
            return say(lang, given.population_zh, given.population_en)
    return "—"


def _without_figures(compared: tuple[PublishedComparison, ...], lang: Lang) -> Note | None:
    missing = [
        f"{one.year} {say(lang, given.population_zh, given.population_en)}"
        for one in compared
        for given in one.given
        if given.ratio is None
    ]
    if not missing:
        return None
    listed = say(lang, "、", ", ").join(missing)
    return Note(
        say(
            lang,
            f"缺数而未给出：{listed}。未作插补。",
            f"Not given for want of figures: {listed}. Nothing was interpolated.",
        )
    )


def _what_moved(result: GapsResult, lang: Lang) -> Section | None:
    if result.moved is None:
        return None
    blocks = (
        _paragraph(sentences.what_moved(result, lang)),
        draw.what_moved(result, lang=lang),
        _changes(result, lang),
    )
    return _section(say(lang, "差距因何而动", "What moved the gap"), blocks)


def _changes(result: GapsResult, lang: Lang) -> Table:
    """The change of the log ratio and its two parts, in log points times 100."""
    assert result.moved is not None
    parts = [result.moved.whole, result.moved.before, result.moved.after]
    points = say(lang, "对数点", "log points")
    columns = (
        Column(say(lang, "时段", "years")),
        Column(say(lang, "人均之比的变化", "change of the ratio"), points, 1),
        Column(say(lang, "其中：产出", "of which output"), points, 1),
        Column(say(lang, "其中：人口", "of which people"), points, 1),
    )
    rows = tuple(_change_row(change) for change in parts if change is not None)
    note = say(
        lang,
        "100×ln(比值)之差；负数为差距缩小。产出与人口两项相加等于总变化。",
        "Differences of 100 × ln(ratio); negative: the gap narrows. The two parts add up.",
    )
    title = say(lang, "差距变化的分解", "The change of the gap and its parts")
    return Table("changes", title, columns, rows, note)


def _change_row(change: Change) -> tuple[Cell, ...]:
    span = f"{change.first_year}–{change.last_year}"
    return (span, change.total * 100, change.from_output * 100, change.from_people * 100)


def _where(result: GapsResult, lang: Lang) -> Section | None:
    blocks = (draw.map_with_pairs(result, lang=lang), _regions(result, lang))
    return _section(say(lang, "各地区在哪里", "Where the regions stand"), blocks)


def _regions(result: GapsResult, lang: Lang) -> Table:
    definition = result.definitions[-1]
    columns = [
        Column(say(lang, "地区", "region")),
        Column(say(lang, "片区", "group")),
        Column(
            say(lang, definition.indicator_zh, definition.indicator_en),
            unit_in_words(definition.indicator_unit, lang),
            1,
        ),
        Column(
            say(lang, definition.population_zh, definition.population_en),
            unit_in_words(definition.population_unit, lang),
            1,
        ),
        Column(say(lang, "人均", "per person"), unit_in_words(definition.per_person_unit, lang), 0),
    ]
    dated = len({region.year for region in result.regions}) > 1
    flagged = any(region.flags for region in result.regions)
    if dated:
        columns.append(_year(lang))
    if flagged:
        columns.append(Column(say(lang, "可疑值", "suspicious cells")))
    groups = _group_names(result, lang)
    rows = tuple(
        _region_row(region, groups, lang, dated=dated, flagged=flagged)
        for region in sorted(result.regions, key=lambda one: -one.per_capita)
    )
    title = say(lang, f"{result.years[-1]}年各地区", f"The regions in {result.years[-1]}")
    return Table("regions", title, tuple(columns), rows)


def _region_row(
    region: RegionLevel, groups: dict[str, str], lang: Lang, *, dated: bool, flagged: bool
) -> tuple[Cell, ...]:
    group = groups.get(region.group or "", region.group or "—")
    row: list[Cell] = [
        place(region.name, lang),
        group,
        region.output,
        region.people,
        region.per_capita,
    ]
    if dated:
        row.append(region.year)
    if flagged:
        row.append(places_in("; ".join(region.flags), lang))
    return tuple(row)


def _group_names(result: GapsResult, lang: Lang) -> dict[str, str]:
    """Names of the groups; those of the headline are in the result, others in the programme."""
    names = {group.id: group.name(lang) for group in result.headline or ()}
    if result.programme in ids():
        grouping = programme(result.programme).groupings.get(result.grouping)
        for group in grouping.groups if grouping else ():
            names[group.id] = say(lang, group.name_zh, group.name_en)
    return names


def _inside(result: GapsResult, lang: Lang) -> Section | None:
    """How unequal all regions are, and how much of it lies between the groups."""
    last = result.years[-1]
    rows = [row for row in result.results if row.measure not in _OF_THE_PAIR]
    if not rows:
        return None
    blocks = (draw.theil(result, lang=lang), _indices(rows, result, lang))
    title = say(lang, f"{last}年的整体差异与其构成", f"All regions in {last}")
    return _section(title, blocks)


def _indices(rows: list[Measure], result: GapsResult, lang: Lang) -> Table:
    groups = _group_names(result, lang)
    found = {(row.measure, row.group, row.year): row.value for row in rows}
    keys = list(dict.fromkeys((row.measure, row.group) for row in rows))
    columns = (
        Column(say(lang, "指标(无量纲)", "measure (no unit)")),
        *(Column(say(lang, f"{year}年", str(year)), places=4) for year in result.years),
    )
    table_rows = tuple(
        (
            _measure_name(measure, group, groups, lang),
            *(found.get((measure, group, year)) for year in result.years),
        )
        for measure, group in keys
    )
    return Table("indices", say(lang, "差异指数", "Indices of inequality"), columns, table_rows)


def _measure_name(measure: str, group: str | None, groups: dict[str, str], lang: Lang) -> str:
    name = MEASURES[measure].name(lang)
    return name if group is None else f"{name} · {groups.get(group, group)}"


def _cautions(result: GapsResult, lang: Lang) -> Section | None:
    """What was not given and why, suspicious cells, mixed denominators: never left out."""
    texts = [
        *(f"{r.measure} {r.year or ''}: {r.reason}" for r in result.refused),
        *dict.fromkeys(flag for row in result.results for flag in row.flags),
        *result.notes,
    ]
    if any(row.mixed for row in result.results):
        texts.append(
            say(
                lang,
                "各年口径不一，已逐项标出，不宜直接比较。",
                "The years stand on different denominators and do not compare directly.",
            )
        )
    blocks = [Note(places_in(text, lang)) for text in texts]
    return _section(say(lang, "需要当心的地方", "Cautions"), blocks)


def _appendix(result: GapsResult, lang: Lang) -> tuple[Table, ...]:
    if result.headline is None or not result.series:
        return ()
    title = say(lang, "逐年差距", "The gap year by year")
    return (_gap_table("every_year", title, list(result.series), result, lang),)


def _definitions(result: GapsResult, lang: Lang) -> tuple[tuple[str, str], ...]:
    entries = [entry for one in result.definitions for entry in _definition(one, lang)]
    return tuple(dict.fromkeys(entries))


def _definition(one: Definition, lang: Lang) -> list[tuple[str, str]]:
    top = say(lang, one.indicator_zh, one.indicator_en)
    bottom = say(lang, one.population_zh, one.population_en)
    prices = say(lang, one.price_basis_zh, one.price_basis_en)
    joint = say(lang, "，", ", ")
    figures = joint.join(filter(None, (top, prices, unit_in_words(one.indicator_unit, lang))))
    people = joint.join(filter(None, (bottom, unit_in_words(one.population_unit, lang))))
    note = say(lang, one.note_zh, one.note_en)
    pooled = say(
        lang,
        "先把各地区的产出与人口分别加总再相除，不是各地区之比的平均",
        "output and people are summed over regions before dividing; not a mean of ratios",
    )
    return [
        (say(lang, "分子", "Numerator"), figures),
        (say(lang, "分母", "Denominator"), people),
        (say(lang, "人均之比", "Ratio"), pooled),
        (say(lang, "数据版本", "Vintage"), say(lang, one.vintage_zh, one.vintage_en)),
    ] + ([(say(lang, "说明", "Note"), note)] if note else [])


def _sources(result: GapsResult, lang: Lang) -> tuple[str, ...]:
    found = dict.fromkeys(words for one in result.definitions for words in one.sources)
    return tuple(say(lang, f"来源：{words}", f"Source: {words}") for words in found)


def _paragraph(text: str) -> Paragraph | None:
    return Paragraph(text) if text else None


def _section(title: str, blocks: Iterable[Block | None]) -> Section | None:
    """A section of the blocks that there are; none without any."""
    present = tuple(block for block in blocks if block is not None)
    return Section(title, present) if present else None
