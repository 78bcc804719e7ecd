"""Figures out of a panel file, tidy or wide, each with the cell it stands in."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from jiedui.catalog.columns import Column, columns
from jiedui.catalog.indicators import indicators
from jiedui.core.errors import Problem
from jiedui.files.cells import Sign, clean, number, sign, year
from jiedui.files.headers import roles
from jiedui.files.naming import Measure, from_header, measure, nearest
from jiedui.files.tables import Row, Table


@dataclass(frozen=True, slots=True)
class Observed:
    """One figure in the unit that is kept, NaN where the cell holds none, and its cell."""

    region: str
    year: int
    measure: Measure
    value: float
    sign: Sign
    row: Row
    column: int


@dataclass(frozen=True, slots=True)
class Keyed:
    """What a row is about; `indicator` is empty for a wide panel, whose rows are about all."""

    region: str
    year: int
    indicator: str
    row: Row


@dataclass
class Observations:
    """All that a panel file says, and what is wrong with it."""

    table: Table
    observed: list[Observed] = field(default_factory=list)
    rows: list[Keyed] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    region_column: int = 0


def observations(table: Table) -> Observations:
    """Read a panel; it is tidy if it has a column of indicators or of values, else wide."""
    tidy = columns("panel_tidy")
    found, _ = roles(table, tidy)
    is_tidy = "indicator" in found or "value" in found
    positions, problems = roles(table, tidy if is_tidy else _keys_of_wide())
    reader = _Reader(table, positions)
    if problems:
        reader.result.problems = problems
    elif is_tidy:
        reader.read_tidy()
    else:
        reader.read_wide()
    return reader.result


def _keys_of_wide() -> Mapping[str, Column]:
    """The declared columns of a wide panel that are no figures; every other header is one."""
    return {c.name: c for c in columns("panel_wide").values() if c.type != "number"}


class _Reader:
    """Goes through the rows once and collects figures and problems."""

    def __init__(self, table: Table, positions: Mapping[str, int]) -> None:
        self.table, self.positions = table, positions
        self.result = Observations(table, region_column=positions.get("region", 0))
        self.lost = dict(table.unreadable)
        self.measures: dict[tuple[str, str], Measure | Problem] = {}
        self.years: dict[str, int | Problem] = {}
        self.first_units: dict[str, tuple[str, int]] = {}

    def read_tidy(self) -> None:
        value = self.positions["value"]
        for row in self.table.rows:
            place = self._place(row)
            found = self._measure_of(row)
            if place and found:
                self.result.rows.append(Keyed(*place, found.indicator, row))
                self._observe(place, found, row, value)
        self._warn_of_strangers()

    def read_wide(self) -> None:
        measures = self._measures_by_column()
        for row in self.table.rows:
            place = self._place(row)
            if place:
                self.result.rows.append(Keyed(*place, "", row))
                for column, found in measures.items():
                    self._observe(place, found, row, column)
        self._warn_of_strangers()

    def _place(self, row: Row) -> tuple[str, int] | None:
        """Region and year of a row; its name is noted on the way."""
        region = clean(row.cells[self.positions["region"]])
        text = row.cells[self.positions["year"]]
        said = self.years.get(text)
        if said is None:
            said = self.years[text] = year(text)
        if not region:
            hint = "give every row its region; merged cells of .ods files must be taken apart"
            self._refuse("the region is missing", row, self.positions["region"], hint)
        if isinstance(said, Problem):
            self._refuse(said.reason, row, self.positions["year"], said.hint)
            return None
        if not region:
            return None
        name = clean(row.cells[self.positions["name"]]) if "name" in self.positions else ""
        if name:
            self.result.names.setdefault(region, name)
        return region, said

    def _measure_of(self, row: Row) -> Measure | None:
        """Indicator and unit of a tidy row, with the blame on the cell that is wrong."""
        name = clean(row.cells[self.positions["indicator"]])
        unit_said = clean(row.cells[self.positions["unit"]])
        found = self.measures.get((name, unit_said))
        if found is None:
            found = self.measures[name, unit_said] = measure(name, unit_said)
        if isinstance(found, Measure):
            return found if self._keeps_its_unit(found, row) else None
        blamed = "indicator" if _is_about_indicator(found) else "unit"
        self._refuse(found.reason, row, self.positions[blamed], found.hint)
        return None

    def _keeps_its_unit(self, found: Measure, row: Row) -> bool:
        """One currency throughout; and one unit for an indicator that the catalogue lacks."""
        said = found.kept.name
        unit, line = self.first_units.setdefault(found.indicator, (said, row.line))
        if unit != said:
            reason = f"another unit than on line {line}, {unit or 'none'}"
            hint = "give an indicator in one currency, and one of your own in one unit, throughout"
            self._refuse(reason, row, self.positions["unit"], hint)
        return unit == said

    def _measures_by_column(self) -> dict[int, Measure]:
        """The measure of each figure column of a wide panel; two may not give the same one."""
        found: dict[int, Measure] = {}
        for column, header in enumerate(self.table.header):
            if column in self.positions.values() or not clean(header):
                continue
            said = from_header(header)
            if self._is_text(column) and not (isinstance(said, Measure) and said.known):
                self._skip(column)
            elif isinstance(said, Problem):
                self._refuse(said.reason, None, column, said.hint)
            else:
                self._add(found, column, said)
        if not found and not self.result.problems:
            hint = "add one column per indicator, such as gdp_100m_cny"
            self.result.problems.append(self.table.problem("no column of figures", hint=hint))
        return found

    def _add(self, found: dict[int, Measure], column: int, said: Measure) -> None:
        for other, measured in found.items():
            if measured.indicator == said.indicator:
                beside = clean(self.table.header[other])
                reason = f"two columns give {said.indicator}, the other is {beside}"
                self._refuse(reason, None, column, "leave one of them")
                return
        found[column] = said

    def _is_text(self, column: int) -> bool:
        """True if a column holds texts and no cell of it begins like a number."""
        is_filled = False
        for row in self.table.rows:
            text = clean(row.cells[column])
            if text and text[0] in "+-.0123456789#(" and sign(text) != "none":
                return False
            is_filled = is_filled or not sign(text)
        return is_filled

    def _skip(self, column: int) -> None:
        hint = "figures only are read from a wide panel"
        problem = self.table.problem("a column of texts, skipped", column=column, hint=hint)
        self.result.warnings.append(problem)

    def _observe(self, place: tuple[str, int], found: Measure, row: Row, column: int) -> None:
        at = (row.line, column)
        text = row.cells[column]
        if at in self.lost:
            self._refuse(self.lost[at], row, column, "write the figure itself into the cell")
            return
        if at in self.table.merged and clean(text):
            hint = "take the merged cell apart and write the figure of each region and year"
            self._refuse("a merged cell does not say whose figure it is", row, column, hint)
            return
        value = number(text, decimal_comma=self.table.delimiter == ";")
        if isinstance(value, Problem):
            self._refuse(value.reason, row, column, value.hint)
            return
        said = sign(text) if math.isnan(value) else ""
        observed = Observed(*place, found, found.convert(value), said, row, column)
        if self._is_within_bounds(observed):
            self.result.observed.append(observed)

    def _is_within_bounds(self, observed: Observed) -> bool:
        indicator = indicators().get(observed.measure.indicator)
        value = observed.value
        if indicator is None or math.isnan(value):
            return True
        reason = ""
        if indicator.is_population and value == 0:
            reason, hint = "a population of zero", "leave the cell empty if it is unknown"
        elif indicator.minimum is not None and value < indicator.minimum:
            least = f"{indicator.minimum:g} {indicator.unit}".strip()
            reason = f"below the least possible for {indicator.id}, {least}"
            hint = "correct the figure, or leave the cell empty if it is unknown"
        elif indicator.maximum is not None and value > indicator.maximum:
            most = f"{indicator.maximum:g} {indicator.unit}".strip()
            reason = f"above the most possible for {indicator.id}, {most}"
            hint = "correct the figure or its unit"
        if reason:
            self._refuse(reason, observed.row, observed.column, hint)
        return not reason

    def _warn_of_strangers(self) -> None:
        """An id outside the catalogue may be meant, or be a slip of the pen: it is said once."""
        first = {o.measure.indicator: o for o in reversed(self.result.observed)}
        for name, observed in sorted(first.items()):
            near = "" if observed.measure.known else nearest(name)
            if near:
                reason = f"{name} is not in the catalogue and is kept as an indicator of its own"
                problem = self.table.problem(
                    reason, column=observed.column, hint=f"if {near} is meant, write {near}"
                )
                self.result.warnings.append(problem)

    def _refuse(self, reason: str, row: Row | None, column: int, hint: str) -> None:
        problem = self.table.problem(reason, row=row, column=column, hint=hint)
        self.result.problems.append(problem)


def _is_about_indicator(problem: Problem) -> bool:
    return "indicator" in problem.reason
