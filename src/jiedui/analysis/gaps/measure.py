"""`measure_gaps`: panel, grouping and request in; every figure with its definition out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from jiedui.analysis.gaps.definitions import (
    compare_definitions,
    definition_of,
    definition_series,
    headline_regions,
)
from jiedui.analysis.gaps.figures import Chosen, Figures
from jiedui.analysis.gaps.level import IN_MONEY, Row, headline_rows, pooled, spread_level
from jiedui.analysis.gaps.moved import moved_between, series_of
from jiedui.analysis.gaps.records import (
    MEASURES,
    Definition,
    GapsResult,
    HeadlineGroup,
    Measure,
    Moved,
    PublishedComparison,
    Refused,
    RegionLevel,
    SeriesPoint,
)
from jiedui.analysis.gaps.request import GapsRequest
from jiedui.analysis.provenance import Provenance, grouping_hash, panel_hash
from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Grouping, Panel
from jiedui.core.gaps import named_population
from jiedui.schemes.records import Programme

HEADLINE_MEASURES = ("ratio", "absolute_gap", "output_ratio", "population_ratio")
INTENSIVE = "a mean is not a total: it does not split into output and people"
MIXED = "the years stand on different denominators: people who were recounted did not move"
NO_HEADLINE = "a ratio needs two groups: name them, first over second"


@dataclass(frozen=True)
class _Task:
    """Everything that the steps below share."""

    figures: Figures
    grouping: Grouping
    request: GapsRequest
    headline: tuple[str, str] | None


def measure_gaps(
    panel: Panel,
    grouping: Grouping,
    request: GapsRequest,
    *,
    programme: Programme | None = None,
    inputs: Mapping[str, str] | None = None,
) -> GapsResult:
    """Measure how far apart the groups of a grouping are, by one named definition.

    Parameters
    ----------
    panel
        Observations; it must hold the numerator and what the population needs.
    grouping
        The groups. The ratio needs the two of the headline; everything else uses all regions of the
        grouping and, where it splits by group, needs sets that do not overlap.
    request
        Years, indicator, population and options.
    programme
        Gives the headline groups where none are named, and the published figures to compare with.
    inputs
        Name and SHA-256 of the files that panel and grouping were read from, for the provenance.

    Raises
    ------
    Refusal
        A figure is missing (region, indicator and the years that have it are named), years stand on
        different denominators without `allow_mixed`, or a group or indicator is unknown.
    """
    request.check()
    _fail_if_unknown_measure(request.measures)
    grouping = _without_empty_groups(grouping)
    headline = _headline(grouping, request, programme)
    task = _Task(Figures(panel, request.indicator, grouping.members()), grouping, request, headline)
    _fail_if_numerator_is_denominator(task)
    results, refused = _all_years(task)
    series = () if headline is None else series_of(task.figures, grouping, headline, request)
    moved, unmoved = _moved(task, series)
    return GapsResult(
        programme=programme.id if programme else "",
        grouping=grouping.id,
        headline=None if headline is None else _named(grouping, headline),
        years=request.sorted_years(),
        results=_chosen(results, request.measures),
        series=series,
        missing_years=_missing(task, series),
        moved=moved,
        definitions=_definitions(task),
        published=_published(task, programme),
        by_definition=(
            () if headline is None else definition_series(task.figures, grouping, headline)
        ),
        regions=_regions(task),
        refused=(*refused, *unmoved),
        provenance=_provenance(panel, grouping, request, headline, programme, inputs or {}),
    )


def _without_empty_groups(grouping: Grouping) -> Grouping:
    """Some texts name a group and list no members: it stays in the programme, unmeasured."""
    filled = tuple(group for group in grouping.groups if group.members)
    if not filled:
        hint = "give the groups' members, for instance in a file of regions"
        raise Refusal(Problem("no group of the grouping has members", value=grouping.id, hint=hint))
    return replace(grouping, groups=filled)


def _headline(
    grouping: Grouping, request: GapsRequest, programme: Programme | None
) -> tuple[str, str] | None:
    """The groups that were named; else the programme's; else the first and last of the grouping."""
    known = [group.id for group in grouping.groups]
    if request.headline is not None:
        first, second = (grouping.group(group_id).id for group_id in request.headline)
        return first, second
    if request.without_headline:
        return None
    if programme is not None and set(programme.headline) <= set(known):
        return programme.headline
    return (known[0], known[-1]) if len(known) > 1 else None


def _all_years(task: _Task) -> tuple[list[Measure], list[Refused]]:
    results: list[Measure] = []
    refused: list[Refused] = []
    for year in task.request.sorted_years():
        measured, missing = _year(task, year)
        results.extend(measured)
        refused.extend(missing)
    return results, refused


def _year(task: _Task, year: int) -> tuple[list[Measure], list[Refused]]:
    """Measures of one year; refused as a whole where not even the headline can be had."""
    results, refused = _headline_of(task, year)
    try:
        chosen = _at(task, year, task.grouping.members())
    except Refusal as refusal:
        if not results:
            raise
        words = "; ".join(map(str, refusal.problems))
        names = [name for name in MEASURES if name not in HEADLINE_MEASURES]
        return results, [*refused, *(Refused(name, year, words) for name in names)]
    level = spread_level(chosen, task.grouping, year)
    results.extend(_measures(task, year, chosen, level.rows))
    return results, [*refused, *level.refused]


def _headline_of(task: _Task, year: int) -> tuple[list[Measure], list[Refused]]:
    if task.headline is None:
        return [], [Refused("ratio", year, NO_HEADLINE), Refused("absolute_gap", year, NO_HEADLINE)]
    chosen = _at(task, year, headline_regions(task.grouping, task.headline))
    pair = pooled(chosen, task.grouping, task.headline)
    rows = headline_rows(pair, intensive=task.figures.facts.is_intensive)
    return _measures(task, year, chosen, rows), []


def _at(task: _Task, year: int, regions: Sequence[str]) -> Chosen:
    population_id = task.request.population_of(year)
    return task.figures.at(year, population_id, regions, latest=task.request.latest)


def _measures(task: _Task, year: int, chosen: Chosen, rows: Sequence[Row]) -> list[Measure]:
    population_id = task.request.population_of(year)
    figures = task.figures
    text, scale = (
        definition_of(figures, task.request, population_id, ()).text,
        figures.scale(population_id),
    )
    unit, flags = figures.per_person_unit(), figures.flags(chosen, population_id)
    years_used = tuple(sorted(set(chosen.years)))
    return [
        Measure(
            measure=measure,
            value=value * scale if measure in IN_MONEY else value,
            unit=unit if measure in IN_MONEY else "",
            year=year,
            group=group,
            definition=text,
            mixed=task.request.is_mixed,
            years_used=() if years_used == (year,) else years_used,
            flags=flags,
        )
        for measure, group, value in rows
    ]


def _moved(task: _Task, series: Sequence[SeriesPoint]) -> tuple[Moved | None, tuple[Refused, ...]]:
    if task.headline is None or not series:
        return None, ()
    asked = task.request.sorted_years()
    if task.figures.facts.is_intensive:
        return None, (Refused("moved", asked[-1], INTENSIVE),)
    if task.request.is_mixed:
        return None, (Refused("moved", asked[-1], MIXED),)
    first = asked[0] if len(asked) > 1 else series[0].year
    return moved_between(series, first, asked[-1]), ()


def _missing(task: _Task, series: Sequence[SeriesPoint]) -> tuple[int, ...]:
    """Years between the first and the last of the series that lack a figure: never filled in."""
    if not series or task.request.is_mixed:
        return ()
    there = {point.year for point in series}
    return tuple(y for y in range(series[0].year, series[-1].year + 1) if y not in there)


def _definitions(task: _Task) -> tuple[Definition, ...]:
    years_of: dict[str, list[int]] = {}
    for year in task.request.sorted_years():
        years_of.setdefault(task.request.population_of(year), []).append(year)
    return tuple(
        definition_of(task.figures, task.request, population_id, years)
        for population_id, years in years_of.items()
    )


def _published(task: _Task, programme: Programme | None) -> tuple[PublishedComparison, ...]:
    """Printed figures are of the programme's own headline on regional product."""
    same = programme is not None and task.headline == programme.headline
    if programme is None or task.headline is None or not same or task.request.indicator != "gdp":
        return ()
    published = programme.published_ratios
    return compare_definitions(task.figures, task.grouping, task.headline, published)


def _regions(task: _Task) -> tuple[RegionLevel, ...]:
    """Every region of the last year that has its figures, in the order of the grouping."""
    year = task.request.sorted_years()[-1]
    population_id = task.request.population_of(year)
    group_of = _group_of(task.grouping)
    levels = []
    for region in task.grouping.members():
        try:
            one = task.figures.at(year, population_id, [region], latest=task.request.latest)
        except Refusal:
            continue
        levels.append(_region(task.figures, one, group_of[region], population_id))
    return tuple(levels)


def _region(figures: Figures, one: Chosen, group: str | None, population_id: str) -> RegionLevel:
    output, people = float(one.output[0]), float(one.people[0])
    return RegionLevel(
        region=one.regions[0],
        name=figures.panel.name(one.regions[0]),
        group=group,
        year=one.years[0],
        output=output,
        people=people,
        per_capita=output / people * figures.scale(population_id),
        flags=figures.flags(one, population_id),
    )


def _group_of(grouping: Grouping) -> dict[str, str | None]:
    """The group of each region; the first of several where sets overlap."""
    found: dict[str, str | None] = {}
    for group in grouping.groups:
        for code in group.members:
            found.setdefault(code, group.id)
    return found


def _named(grouping: Grouping, headline: tuple[str, str]) -> tuple[HeadlineGroup, HeadlineGroup]:
    first, second = (grouping.group(group_id) for group_id in headline)
    return (
        HeadlineGroup(first.id, first.name_zh, first.name_en),
        HeadlineGroup(second.id, second.name_zh, second.name_en),
    )


def _chosen(results: Sequence[Measure], wanted: Sequence[str]) -> tuple[Measure, ...]:
    return tuple(row for row in results if not wanted or row.measure in wanted)


def _fail_if_unknown_measure(wanted: Sequence[str]) -> None:
    unknown = [name for name in wanted if name not in MEASURES]
    if unknown:
        hint = f"choose from {', '.join(MEASURES)}"
        raise Refusal(Problem("no such measure", value=", ".join(unknown), hint=hint))


def _fail_if_numerator_is_denominator(task: _Task) -> None:
    used = {
        name
        for year in task.request.years
        for name in named_population(task.request.population_of(year)).indicators
    }
    same = task.request.indicator in used - {"gdp", "gdp_per_capita"}
    if same:
        hint = "choose an indicator that is not the population itself"
        raise Refusal(
            Problem("people per person is always one", value=task.request.indicator, hint=hint)
        )


def _provenance(
    panel: Panel,
    grouping: Grouping,
    request: GapsRequest,
    headline: tuple[str, str] | None,
    programme: Programme | None,
    inputs: Mapping[str, str],
) -> Provenance:
    hashes = {"panel_values": panel_hash(panel), "grouping": grouping_hash(grouping)}
    return Provenance(
        inputs={**dict(sorted(inputs.items())), **hashes},
        scheme={"programme": programme.id} if programme else {},
        parameters={
            **asdict(request),
            "years": request.sorted_years(),
            "headline": headline,
            "grouping": grouping.id,
        },
    )
