"""Joining a series across a change of code: one stated rule, and a refusal where it cannot hold.

The rule: a region's series is that of its territory as it is now. In each year the figures of all
codes in force whose whole territory is now the region's are added. In the very year of a merger the
code that ended still takes part where the panel holds a figure of it: statistics close a year later
than maps. Where a code only changed its number, the figure may stand under either number.

Only amounts can be added: for a rate, a mean or an index the join is refused wherever more than one
code would take part. A code whose territory was shared out among several needs weights, or the join
is refused. Steps before the panel begins do not matter and are not asked about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Panel
from jiedui.core.places import Places


@dataclass(frozen=True)
class Transfer:
    """A part of a place moved in a year; how much is not published."""

    year: int
    source: str
    target: str


@dataclass(frozen=True)
class JoinedSeries:
    """A region's figures over its codes.

    Attributes
    ----------
    years, values
        Shape (T,); NaN where any code that belongs to the year has no figure.
    parts
        The codes whose figures stand in each year, with their weight.
    breaks
        Transfers of unknown size to or from the region: the series is not corrected for them.
    """

    region: str
    indicator: str
    years: tuple[int, ...]
    values: NDArray[np.float64]
    parts: Mapping[int, tuple[tuple[str, float], ...]]
    breaks: tuple[Transfer, ...]


def join_series(
    panel: Panel,
    places: Places,
    *,
    region: str,
    indicator: str,
    is_intensive: bool,
    weights: Mapping[tuple[str, str], float] | None = None,
) -> JoinedSeries:
    """The series of a region over renames and mergers, by the rule at the head of this module.

    Parameters
    ----------
    region
        A code of today.
    is_intensive
        What the catalogue says of the indicator: per head, mean, share or index.
    weights
        `(old code, new code)` → share 0-1 of the old one's figure that belongs to the new one;
        needed for each code that was shared out.

    Raises
    ------
    Refusal
        A split without weights, or an intensive indicator where codes would be added.
    """
    panel.fail_if_unknown(indicator)
    years = panel.years()
    territory, breaks = _territory(places, region, weights or {}, since=years[0])
    figures = {code: _figures(panel, indicator, code) for code in territory}
    parts = {year: _parts(places, territory, figures, year) for year in years}
    if is_intensive:
        _fail_if_added(parts, region, indicator)
    values = np.array([_value(figures, parts[year], year) for year in years])
    return JoinedSeries(region, indicator, tuple(years), values, parts, breaks)


def _territory(
    places: Places, region: str, weights: Mapping[tuple[str, str], float], *, since: int
) -> tuple[dict[str, float], tuple[Transfer, ...]]:
    """Every code that is now the region's, with its share, and the transfers of unknown size."""
    places.last(region)
    shares, frontier = {region: 1.0}, [region]
    breaks: set[Transfer] = set()
    unweighted: list[Problem] = []
    while frontier:
        code = frontier.pop()
        breaks |= {moved for moved in _transfers(places, code) if moved.year > since}
        for before in places.predecessors(code):
            is_old = before.year <= since or before.code in shares
            if is_old or _outlived(places, before.code, before.year):
                continue
            share = weights.get((before.code, code), 1.0)
            if before.is_partial and (before.code, code) not in weights:
                unweighted.append(_split(places, before.code, code))
                continue
            shares[before.code] = shares[code] * share
            frontier.append(before.code)
    if unweighted:
        raise Refusal(unweighted)
    return shares, tuple(sorted(breaks, key=lambda b: (b.year, b.source, b.target)))


def _outlived(places: Places, code: str, year: int) -> bool:
    """The code went on after the step: only a part moved, and the rest kept the code."""
    return places.at(code, year) is not None


def _transfers(places: Places, code: str) -> set[Transfer]:
    gained = {
        Transfer(step.year, step.code, code)
        for step in places.predecessors(code)
        if step.is_partial and _outlived(places, step.code, step.year)
    }
    given = {
        Transfer(step.year, code, step.code)
        for step in places.successors(code)
        if step.is_partial and _outlived(places, code, step.year)
    }
    return gained | given


def _figures(panel: Panel, indicator: str, code: str) -> dict[int, float]:
    """Year → figure, only where there is one."""
    if code not in panel.values.index.get_level_values("region"):
        return {}
    column = panel.values[indicator].xs(code, level="region").dropna()
    return {int(str(year)): float(value) for year, value in column.items()}


def _parts(
    places: Places,
    territory: Mapping[str, float],
    figures: Mapping[str, Mapping[int, float]],
    year: int,
) -> tuple[tuple[str, float], ...]:
    """The codes whose figures make up a year, with their shares."""
    chosen = {}
    for code, share in sorted(territory.items()):
        if places.at(code, year):
            chosen[_with_figure(places, territory, figures, code, year)] = share
        elif _closes_its_year(places, figures, code, year):
            chosen[code] = share
    return tuple(sorted(chosen.items()))


def _with_figure(
    places: Places,
    territory: Mapping[str, float],
    figures: Mapping[str, Mapping[int, float]],
    code: str,
    year: int,
) -> str:
    """The code itself, or its other number where only that one has a figure for the year."""
    if year in figures[code]:
        return code
    others = [*places.predecessors(code), *places.successors(code)]
    for other in others:
        same = other.code in territory and _is_renumbering(places, other.code, code)
        if same and year in figures[other.code]:
            return other.code
    return code


def _is_renumbering(places: Places, one: str, other: str) -> bool:
    """One of the two followed the other whole and alone, and was new when it did."""
    for old, new in ((one, other), (other, one)):
        steps = [
            step for step in places.predecessors(new) if not _outlived(places, step.code, step.year)
        ]
        alone = [step.code for step in steps] == [old] and not steps[0].is_partial
        if alone and places.at(new, steps[0].year - 1) is None:
            return True
    return False


def _closes_its_year(
    places: Places, figures: Mapping[str, Mapping[int, float]], code: str, year: int
) -> bool:
    """The code was merged into an older one in this year, and still has a figure of its own."""
    ended = places.last(code).valid_to == year and year in figures[code]
    into_older = any(
        places.at(step.code, year - 1) for step in places.successors(code) if not step.is_partial
    )
    return ended and into_older


def _value(
    figures: Mapping[str, Mapping[int, float]], parts: tuple[tuple[str, float], ...], year: int
) -> float:
    """NaN where any part has no figure, or where the region did not exist."""
    if not parts:
        return float("nan")
    return sum(share * figures[code].get(year, float("nan")) for code, share in parts)


def _fail_if_added(
    parts: Mapping[int, tuple[tuple[str, float], ...]], region: str, indicator: str
) -> None:
    added = [year for year, codes in parts.items() if len(codes) > 1 or _is_weighted(codes)]
    if added:
        first = parts[added[0]]
        listed = " + ".join(code for code, _ in first)
        raise Refusal(
            Problem(
                f"cannot be added over regions, and {region} was {listed} in {added[0]}",
                column=indicator,
                value=region,
                hint="join the amounts it is made of and divide afterwards",
            )
        )


def _is_weighted(codes: tuple[tuple[str, float], ...]) -> bool:
    return any(share != 1 for _, share in codes)


def _split(places: Places, before: str, after: str) -> Problem:
    place = places.last(before)
    became = ", ".join(step.code for step in places.successors(before) if step.is_partial)
    return Problem(
        f"{place.said()} was shared out among {became}; how much went where is not published",
        value=after,
        hint=f"give a weight for ({before}, {after})",
    )
