"""Charts of a `GapsResult`: the page and the report draw the same ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jiedui.analysis.gaps import GapsResult, SeriesPoint
from jiedui.reports import charts
from jiedui.reports.charts import Line
from jiedui.reports.charts.base import Lang, say
from jiedui.reports.document import Chart
from jiedui.reports.drawings.places import city_pairs, map_of
from jiedui.reports.words import unit_in_words

Numbers = list[float | None]
_IN_WAN = {"cny_per_person": (10_000.0, ("万元/人", "10,000 yuan per person"))}


def years_of(result: GapsResult) -> list[int]:
    """Every year from the first to the last of the series, also those without figures."""
    found = [point.year for point in result.series]
    return list(range(min(found), max(found) + 1)) if found else []


def along(result: GapsResult, read: Callable[[SeriesPoint], float | None]) -> Numbers:
    """One figure of the series for every year of `years_of`; None where there is none."""
    at = {point.year: point for point in result.series}
    return [read(at[year]) if year in at else None for year in years_of(result)]


def by_definition(result: GapsResult, *, lang: Lang) -> Chart | None:
    """The headline ratio on each denominator, the published figures as squares."""
    if not result.by_definition:
        return None
    years = _span([year for line in result.by_definition for year in line.years])
    used = {definition.population for definition in result.definitions}
    lines = _definition_lines(result, years, used, lang)
    published = [(one.year, one.published) for one in result.published if one.year in years]
    option = charts.ratio_by_definition(lines, years, published=published, lang=lang)
    words = [charts.missing_note(lines, lang)]
    if published:
        words.insert(0, say(lang, "方框：公开发表的数字。", "Squares: figures as published."))
    title = say(lang, "同一差距，不同口径", "One gap by several definitions")
    return Chart("by_definition", title, option, 640, 320, note=" ".join(filter(None, words)))


def _definition_lines(
    result: GapsResult, years: Sequence[int], used: set[str], lang: Lang
) -> list[Line]:
    """One line per definition, the one of the answer first and in the accent.

    Implied people are registered ones before about 2009 and residents after: two lines that are
    not joined across the break, with one name.
    """
    lines = []
    for i, line in enumerate(result.by_definition):
        ratios = dict(zip(line.years, line.ratios, strict=True))
        chosen = _population(line.denominator) in used
        later = [other.name_zh for other in result.by_definition[i + 1 :]]
        lines.append(
            Line(
                say(lang, line.name_zh, line.name_en),
                [ratios.get(year) for year in years],
                tone="accent" if chosen else "grey",
                dashed=not chosen,
                labelled=line.name_zh not in later,
            )
        )
    return sorted(lines, key=lambda line: line.tone != "accent")


def _population(denominator: str) -> str:
    """`implied` for `implied_registered`: the break of a denominator is not another definition."""
    for half in ("_registered", "_resident"):
        if denominator.endswith(half):
            return denominator.removesuffix(half)
    return denominator


def what_moved(result: GapsResult, *, lang: Lang) -> Chart | None:
    """The output ratio and the population ratio, whose quotient is the gap."""
    if not result.series:
        return None
    years = years_of(result)
    output = along(result, lambda point: point.output_ratio)
    people = along(result, lambda point: point.population_ratio)
    option = charts.what_moved(output, people, years, lang=lang)
    note = say(lang, "人均之比 = 产出之比 ÷ 人口之比。", "Ratio per person = output ÷ people.")
    note += " " + charts.missing_note([Line("", output)], lang)
    title = say(lang, "差距因何而动", "What moved the gap")
    return Chart("what_moved", title, option, 640, 260, note=note.strip())


def ratio_and_difference(result: GapsResult, *, lang: Lang) -> Chart | None:
    """The relative gap above the absolute one: one may fall while the other grows."""
    if not result.series:
        return None
    ratio = along(result, lambda point: point.ratio)
    unit = unit_in_words(result.definitions[-1].per_person_unit, lang)
    absolute = along(result, lambda point: point.absolute_gap)
    option = charts.absolute_and_relative(ratio, absolute, years_of(result), unit=unit, lang=lang)
    title = say(lang, "相对差距与绝对差距", "Relative and absolute gap")
    note = charts.missing_note([Line("", ratio)], lang)
    return Chart("ratio_and_difference", title, option, 640, 380, note=note)


def theil(result: GapsResult, *, lang: Lang) -> Chart | None:
    """Theil T of every year between and within groups."""
    between = along(result, lambda point: point.theil_t_between)
    if all(value is None for value in between):
        return None
    within = along(result, _theil_within)
    option = charts.theil_stack(between, within, years_of(result), lang=lang)
    title = say(lang, "地区差距：组间与组内(泰尔指数 T)", "Theil T between and within groups")
    return Chart("theil", title, option, 640, 280)


def _theil_within(point: SeriesPoint) -> float | None:
    if point.theil_t is None or point.theil_t_between is None:
        return None
    return point.theil_t - point.theil_t_between


def map_with_pairs(result: GapsResult, *, lang: Lang) -> Chart | None:
    """Each region's figure per person as shade, the programme's city pairs as arcs."""
    last = result.years[-1]
    definition = result.definitions[-1]
    divisor, words = _IN_WAN.get(definition.per_person_unit, (1.0, None))
    unit = say(lang, *words) if words else unit_in_words(definition.per_person_unit, lang)
    name = say(lang, f"人均{definition.indicator_zh}", f"{definition.indicator_en} per person")
    if definition.is_intensive:
        name = say(lang, definition.indicator_zh, definition.indicator_en)
    return map_of(
        {region.region: region.per_capita / divisor for region in result.regions},
        title=say(lang, f"{last}年{name}与结对关系", f"{name}, {last}, and the pairs"),
        unit=unit,
        pairs=city_pairs(result.programme, last),
        names={region.region: region.name for region in result.regions},
        lang=lang,
    )


def _span(years: Sequence[int]) -> list[int]:
    return list(range(min(years), max(years) + 1))
