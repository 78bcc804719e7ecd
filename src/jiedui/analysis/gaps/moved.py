"""The headline gap through the years, and what moved it: output or people."""

from __future__ import annotations

from collections.abc import Sequence

from jiedui.analysis.gaps.definitions import headline_regions
from jiedui.analysis.gaps.figures import Chosen, Figures
from jiedui.analysis.gaps.level import pooled
from jiedui.analysis.gaps.records import Change, Moved, SeriesPoint
from jiedui.analysis.gaps.request import GapsRequest
from jiedui.core import gaps
from jiedui.core.errors import Refusal
from jiedui.core.frames import Grouping
from jiedui.core.gaps import PooledRatio, RatioChange, ratio_change

TURN_HIGH = "year of the highest ratio between the first and the last year"
TURN_LOW = "year of the lowest ratio between the first and the last year"
NO_TURN = "the ratio stands between its first and last value in every year"


def series_of(
    figures: Figures, grouping: Grouping, headline: tuple[str, str], request: GapsRequest
) -> tuple[SeriesPoint, ...]:
    """The headline gap in every year on the denominator of the last year asked for.

    On mixed denominators only the years asked for are shown.
    """
    last = request.sorted_years()[-1]
    regions = headline_regions(grouping, headline)
    population_id = request.population_of(last)
    if request.is_mixed:
        wanted = [(year, request.population_of(year)) for year in request.sorted_years()]
        years = [(y, p) for y, p in wanted if y in figures.complete_years(p, regions)]
    else:
        same = request.denominator_of(last)
        years = [
            (year, population_id)
            for year in figures.complete_years(population_id, regions)
            if _denominator(request, population_id, year) == same
        ]
    return tuple(_point(figures, grouping, headline, year, people) for year, people in years)


def _denominator(request: GapsRequest, population_id: str, year: int) -> str:
    counted = "implied" if request.indicator == "gdp_per_capita" else population_id
    return gaps.denominator(counted, year)


def _point(
    figures: Figures, grouping: Grouping, headline: tuple[str, str], year: int, population_id: str
) -> SeriesPoint:
    chosen = figures.at(year, population_id, headline_regions(grouping, headline))
    pair = pooled(chosen, grouping, headline)
    scale = figures.scale(population_id)
    return SeriesPoint(
        year=year,
        population=population_id,
        ratio=pair.ratio,
        absolute_gap=pair.absolute_gap * scale,
        first_per_capita=pair.first_mean * scale,
        second_per_capita=pair.second_mean * scale,
        output_ratio=pair.output_ratio,
        population_ratio=pair.population_ratio,
        **_spread(figures, grouping, year, population_id),
    )


def _spread(
    figures: Figures, grouping: Grouping, year: int, population_id: str
) -> dict[str, float | None]:
    """Four measures over all grouped regions; None where one lacks a figure or sets overlap."""
    names = ("theil_t", "theil_t_between", "gini", "weighted_cv")
    try:
        chosen = figures.at(year, population_id, grouping.members())
        return dict(zip(names, _four(chosen, grouping), strict=True))
    except Refusal:
        return dict.fromkeys(names)


def _four(chosen: Chosen, grouping: Grouping) -> tuple[float, float, float, float]:
    Y, N = chosen.output, chosen.people
    theil = gaps.theil_t_by_group(Y, N, list(grouping.labels()))
    return theil.total, theil.between, gaps.gini(Y, N), gaps.weighted_cv(Y, N)


def moved_between(series: Sequence[SeriesPoint], first_year: int, last_year: int) -> Moved | None:
    """What moved the gap from the first to the last year; None where the two are not both there.

    The turn is the year in between in which the ratio stood highest, if above both ends, or else
    lowest, if below both: a rule, so that nobody picks the year that suits.
    """
    at = {point.year: point for point in series}
    if first_year >= last_year or first_year not in at or last_year not in at:
        return None
    first, last = at[first_year], at[last_year]
    turn, rule = _turn([p for p in series if first_year < p.year < last_year], first, last)
    return Moved(
        first=first,
        last=last,
        turn=turn,
        turn_rule=rule,
        whole=_change(first, last),
        before=None if turn is None else _change(first, turn),
        after=None if turn is None else _change(turn, last),
    )


def _turn(
    between: Sequence[SeriesPoint], first: SeriesPoint, last: SeriesPoint
) -> tuple[SeriesPoint | None, str]:
    if not between:
        return None, NO_TURN
    highest = max(between, key=lambda point: point.ratio)
    lowest = min(between, key=lambda point: point.ratio)
    if highest.ratio > max(first.ratio, last.ratio):
        return highest, TURN_HIGH
    if lowest.ratio < min(first.ratio, last.ratio):
        return lowest, TURN_LOW
    return None, NO_TURN


def _change(before: SeriesPoint, after: SeriesPoint) -> Change:
    split: RatioChange = ratio_change(_ratio(before), _ratio(after))
    return Change(before.year, after.year, split.total, split.from_output, split.from_people)


def _ratio(point: SeriesPoint) -> PooledRatio:
    return PooledRatio(
        point.first_per_capita,
        point.second_per_capita,
        point.ratio,
        point.absolute_gap,
        point.output_ratio,
        point.population_ratio,
    )
