"""Figures that stand 10³, 10⁴ or 10⁸ off their neighbours in time: a unit was mixed up.

No honest series of money, people or land grows or falls four hundred-fold from one figure to the
next, and 元, 千元, 万元 and 亿元 lie 10³, 10⁴ and 10⁸ apart.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from jiedui.core.errors import Problem
from jiedui.core.units import LABELS_ZH, SCALES, Unit
from jiedui.files.naming import Measure
from jiedui.files.observations import Observed
from jiedui.files.tables import Table

_STEPS = (3, 4, 8)
# Half a power of ten around each step: growth of a few years may lie on top of the mix-up.
_TOLERANCE = 0.4
# Yearly output for each resident, in yuan, euro or dollars: the poorest county of 1990 and the
# richest district of today lie far inside; a factor of 10⁴ leads outside from anywhere between.
_PER_HEAD = (50.0, 1e7)
_PER_HEAD_WATCHED = {"cny", "usd", "eur"}
_BASES = {"cny", "usd", "eur", "persons", "km2", "ha"}


def mixed_units(table: Table, observed: Iterable[Observed]) -> list[Problem]:
    """One problem for each figure whose unit seems to be another than that of its neighbours."""
    by_series: dict[tuple[str, str], list[Observed]] = {}
    for one in observed:
        if one.value > 0 and _is_watched(one.measure):
            by_series.setdefault((one.measure.indicator, one.region), []).append(one)
    problems: list[Problem] = []
    for series in by_series.values():
        values = [one.value for one in series]
        if max(values) >= 100 * min(values):  # most series are done here
            problems.extend(_odd_ones(table, sorted(series, key=lambda one: one.year)))
    return sorted(problems, key=lambda problem: (problem.line or 0, problem.column))


def implausible_per_head(table: Table, observed: Iterable[Observed]) -> list[Problem]:
    """Output per resident that no place has: a whole column, or a single year, in another unit.

    A series that is wrong throughout has no sound neighbours in time; people beside it show it.
    The first such figure is reported, with the number of the others.
    """
    figures = {
        (one.region, one.year, one.measure.indicator): one
        for one in observed
        if one.measure.indicator in ("gdp", "pop_resident") and one.value > 0
    }
    odd = []
    for (region, year, name), output in sorted(figures.items()):
        people = figures.get((region, year, "pop_resident"))
        if name == "gdp" and people and output.measure.kept.base in _PER_HEAD_WATCHED:
            money = output.value * output.measure.kept.factor
            per_head = money / (people.value * people.measure.kept.factor)
            if not _PER_HEAD[0] <= per_head <= _PER_HEAD[1]:
                odd.append((output, per_head))
    if not odd:
        return []
    first, per_head = odd[0]
    others = f" and {len(odd) - 1} more alike" if len(odd) > 1 else ""
    money_unit = first.measure.kept.base
    reason = f"makes {per_head:,.4g} {money_unit} for each resident of {first.region}{others}"
    hint = "check the units of gdp and pop_resident: one of them seems to be in another"
    return [table.problem(reason, row=first.row, column=first.column, hint=hint)]


def _is_watched(measure: Measure) -> bool:
    """Money, people and land; shares, years and counts may honestly jump."""
    base = measure.kept.base
    return base in _BASES or (not measure.known and len(base) == 3)


def _odd_ones(table: Table, series: list[Observed]) -> Iterator[Problem]:
    """Cut the series where it jumps; the longest piece is right, the others are reported.

    With no longest piece nobody can say which side is wrong: the later piece is named beside
    its neighbour, and the hint leaves both open.
    """
    pieces = _pieces(series)
    if len(pieces) == 1:
        return
    right = max(pieces, key=len)
    is_longest = sum(len(piece) == len(right) for piece in pieces) == 1
    for piece in pieces:
        if piece is right:
            continue
        for observed in piece:
            neighbours = _neighbours(observed, right)
            power = _power(observed.value, _middle(neighbours))
            if power:
                yield _problem(table, observed, neighbours, power, certain=is_longest)


def _pieces(series: list[Observed]) -> list[list[Observed]]:
    """Years, in order, by level: each joins the first piece whose last figure it is near."""
    levels: list[list[Observed]] = []
    for observed in series:
        for piece in levels:
            if not _power(observed.value, piece[-1].value):
                piece.append(observed)
                break
        else:
            levels.append([observed])
    return levels


def _power(value: float, beside: float) -> int:
    """The step (±3, ±4, ±8) by which a value is off another; 0 if by none."""
    if 0.01 < value / beside < 100:
        return 0
    off = math.log10(value / beside)
    for step in _STEPS:
        if abs(abs(off) - step) <= _TOLERANCE:
            return step if off > 0 else -step
    return 0


def _neighbours(observed: Observed, right: list[Observed]) -> list[Observed]:
    """The closest sound figures before and after."""
    before = [other for other in right if other.year < observed.year][-1:]
    after = [other for other in right if other.year > observed.year][:1]
    return before + after


def _middle(neighbours: list[Observed]) -> float:
    return math.exp(sum(math.log(other.value) for other in neighbours) / len(neighbours))


def _problem(
    table: Table, observed: Observed, neighbours: list[Observed], power: int, *, certain: bool
) -> Problem:
    given = observed.measure.given
    beside = ", ".join(
        f"{other.year}: {observed.measure.back(other.value):.10g}" for other in neighbours
    )
    size = f"10^{abs(power)} times" if power > 0 else f"1/10^{abs(power)} of"
    reason = f"{size} its neighbours in time ({beside} {given.name})"
    looks = _looks_like(given, power)
    hint = f"it looks like {looks}: " if looks else ""
    hint += f"write the figure in {given.name}" if certain else "write both in one unit"
    return table.problem(reason, row=observed.row, column=observed.column, hint=hint)


def _looks_like(given: Unit, power: int) -> str:
    """The unit in which the figure, as typed, would fit its neighbours."""
    factor = given.factor / 10.0**power
    for scale, size in SCALES.items():
        if math.isclose(size, factor, rel_tol=1e-9):
            base = "" if given.base == "persons" else given.base
            name = "_".join(filter(None, (scale, base))) or given.base
            label = LABELS_ZH.get(name, "")
            return f"{name} ({label})" if label else name
    return ""
