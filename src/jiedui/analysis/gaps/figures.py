"""The figures behind a measure: numerators and people by region and year, or a refusal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from jiedui.catalog import Indicator, indicators
from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Floats, Panel, spans
from jiedui.core.gaps import implied_people, named_population
from jiedui.core.units import Unit, unit


@dataclass(frozen=True)
class Chosen:
    """Output and people of some regions; `years` differ only where the latest was allowed."""

    regions: tuple[str, ...]
    years: tuple[int, ...]
    output: Floats
    people: Floats

    def of(self, regions: Iterable[str]) -> Chosen:
        rows = [self.regions.index(region) for region in regions]
        return Chosen(
            tuple(self.regions[row] for row in rows),
            tuple(self.years[row] for row in rows),
            self.output[rows],
            self.people[rows],
        )


@dataclass(frozen=True)
class Figures:
    """One numerator of a panel, with every way of counting people beside it."""

    panel: Panel
    indicator: str
    regions: tuple[str, ...]
    _people: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False, compare=False)
    _known: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.panel.fail_if_unknown(self.indicator)
        known = set(self.panel.regions())
        lost = [region for region in self.regions if region not in known]
        if lost:
            hint = "add their figures to the panel or take them out of the grouping"
            value = ", ".join(lost)
            problem = Problem("region has no figures", file=self.panel.file, value=value, hint=hint)
            raise Refusal(problem)

    @property
    def facts(self) -> Indicator:
        """What the catalogue says of the numerator; an unknown one is taken as a total."""
        return indicators().get(self.indicator) or plain_indicator(self.indicator, self.panel)

    @cached_property
    def _values(self) -> pd.DataFrame:
        at = self.panel.values.index.get_level_values("region")
        return self.panel.values[at.isin(self.regions)]

    def wide(self, indicator: str) -> pd.DataFrame:
        """Regions × years of one column of the panel, every year of the panel present."""
        self.panel.fail_if_unknown(indicator)
        table = self._values[indicator].unstack("year")
        return table.reindex(index=list(self.regions), columns=self._years)

    @cached_property
    def _years(self) -> list[int]:
        return self.panel.years()

    @cached_property
    def numerator(self) -> pd.DataFrame:
        return self.wide(self.indicator)

    def people(self, population_id: str) -> pd.DataFrame:
        """Regions × years of people, in the panel's unit; missing where it cannot be had."""
        if population_id not in self._people:
            self._people[population_id] = self._count(population_id)
        return self._people[population_id]

    def _count(self, population_id: str) -> pd.DataFrame:
        if population_id == "implied":
            money, each = self.wide("gdp"), self.wide("gdp_per_capita")
            factor = self._unit("gdp").to(self._unit("gdp_per_capita"))
            people = implied_people(money * factor / self._people_factor(), each)
            return pd.DataFrame(people, money.index, money.columns)
        column = named_population(population_id).indicators[0]
        ends = self.wide(column)
        if population_id != "resident_average":
            return ends
        before = ends.reindex(columns=[year - 1 for year in self._years])
        return (ends + before.to_numpy()) / 2

    def _people_factor(self) -> float:
        """Implied people are counted in 10,000, as residents are in the bundled panel."""
        return unit("10k").factor

    def _unit(self, indicator: str) -> Unit:
        return unit(self.panel.units.get(indicator, ""))

    def scale(self, population_id: str) -> float:
        """What a quotient in panel units is multiplied by to be base units per person."""
        if self.facts.is_intensive:
            return 1.0
        people = "10k" if population_id == "implied" else self.population_unit(population_id)
        return self._unit(self.indicator).factor / unit(people).factor

    def population_unit(self, population_id: str) -> str:
        if population_id == "implied":
            return "10k"
        return self.panel.units.get(named_population(population_id).indicators[0], "")

    def per_person_unit(self) -> str:
        """`cny_per_person`; the indicator's own unit where it is intensive already."""
        own = self.panel.units.get(self.indicator, "")
        if self.facts.is_intensive:
            return own
        base = unit(own).base
        return f"{base}_per_person" if base else "per_person"

    def columns(self, population_id: str) -> tuple[str, ...]:
        """Every column of the panel that a figure on this denominator reads."""
        used = (self.indicator, *named_population(population_id).indicators)
        return tuple(dict.fromkeys(used))

    def complete_years(self, population_id: str, regions: Sequence[str]) -> list[int]:
        """Years in which every one of `regions` has numerator and people."""
        rows = [self._row[region] for region in regions]
        there = np.all(self._there(population_id).to_numpy()[rows], axis=0).tolist()
        return [year for year, whole in zip(self._years, there, strict=True) if whole]

    def _there(self, population_id: str) -> pd.DataFrame:
        """Regions × years: are numerator and people both known?"""
        if population_id not in self._known:
            known = self.numerator.notna() & self.people(population_id).notna()
            self._known[population_id] = known
        return self._known[population_id]

    def at(
        self, year: int, population_id: str, regions: Sequence[str], *, latest: bool = False
    ) -> Chosen:
        """Figures of `regions` in `year`, complete; refused naming what is missing."""
        years = self._latest(year, population_id, regions) if latest else [year] * len(regions)
        output = self._read(self.numerator, regions, years)
        people = self._read(self.people(population_id), regions, years)
        self._fail_if_missing(year, population_id, regions, output, people)
        self._fail_if_not_positive(population_id, regions, years, people)
        total = output * people if self.facts.is_intensive else output
        return Chosen(tuple(regions), tuple(years), total, people)

    def _read(self, table: pd.DataFrame, regions: Sequence[str], years: Sequence[int]) -> Floats:
        """Cells of a `wide` table; a year that the panel does not know is missing."""
        rows = [self._row[region] for region in regions]
        columns = [self._place.get(year, -1) for year in years]
        values = table.to_numpy(dtype=float)[rows, columns]
        return np.where(np.array(columns, dtype=int) >= 0, values, np.nan)

    @cached_property
    def _row(self) -> dict[str, int]:
        return {region: row for row, region in enumerate(self.regions)}

    @cached_property
    def _place(self) -> dict[int, int]:
        return {year: place for place, year in enumerate(self._years)}

    def _latest(self, year: int, population_id: str, regions: Sequence[str]) -> list[int]:
        """For each region the last year up to `year` with both figures; `year` where none has."""
        there = self._there(population_id).loc[list(regions)]
        upto = [column for column in self._years if column <= year]
        found = []
        for region in regions:
            has = [column for column in upto if bool(there.at[region, column])]
            found.append(has[-1] if has else year)
        return found

    def _fail_if_missing(
        self, year: int, population_id: str, regions: Sequence[str], output: Floats, people: Floats
    ) -> None:
        problems = []
        for column, values in self._parts(population_id, output, people):
            lost = [r for r, v in zip(regions, values, strict=True) if np.isnan(v)]
            if lost:
                problems.append(self._missing(column, year, population_id, lost, regions))
        if problems:
            raise Refusal(problems)

    def _parts(
        self, population_id: str, output: Floats, people: Floats
    ) -> list[tuple[str, Floats]]:
        named = named_population(population_id).indicators[-1]
        parts = {self.indicator: output} | {named: people}
        return list(parts.items()) if named != self.indicator else [(named, output + people)]

    def _missing(
        self,
        column: str,
        year: int,
        population_id: str,
        lost: Sequence[str],
        regions: Sequence[str],
    ) -> Problem:
        listed = ", ".join(f"{code} {self.panel.name(code)}".strip() for code in lost)
        needs = f" (needs {year - 1} and {year})" if population_id == "resident_average" else ""
        can = spans(self.complete_years(population_id, regions)) or "none"
        where = needs if column == "pop_resident" else ""
        return Problem(
            f"no figure for {year}{where}: {listed}",
            file=self.panel.file,
            column=column,
            hint=f"years with every region, on {population_id} population: {can}",
        )

    def _fail_if_not_positive(
        self, population_id: str, regions: Sequence[str], years: Sequence[int], people: Floats
    ) -> None:
        hint = "correct the population or take the region out of the grouping"
        problems = [
            Problem(
                f"population is not above zero: {region} {self.panel.name(region)}, {year}",
                file=self.panel.file,
                column=named_population(population_id).indicators[-1],
                value=f"{count:g}",
                hint=hint,
            )
            for region, year, count in zip(regions, years, people, strict=True)
            if count <= 0
        ]
        if problems:
            raise Refusal(problems)

    def flags(self, chosen: Chosen, population_id: str) -> tuple[str, ...]:
        """Suspicious cells among those that were read, in words."""
        needed = set(zip(chosen.regions, chosen.years, strict=True))
        if population_id == "resident_average":
            needed |= {(region, year - 1) for region, year in needed}
        columns = self.columns(population_id)
        return tuple(
            words
            for indicator in sorted(columns)
            for cell in sorted(needed)
            for words in self._flagged.get((indicator, *cell), ())
        )

    @cached_property
    def _flagged(self) -> dict[tuple[str, str, int], tuple[str, ...]]:
        """What is doubted of each cell, by indicator, region and year."""
        marked = self.panel.flags[self.panel.flags["region"].isin(self.regions)]
        found: dict[tuple[str, str, int], tuple[str, ...]] = {}
        names = ["region", "year", "indicator", "rule", "detail"]
        cells = zip(*(marked[name].tolist() for name in names), strict=True)
        for region, year, indicator, rule, detail in sorted(cells):
            cell = (str(indicator), str(region), int(year))
            words = self._flag_words(region, int(year), indicator, rule, detail)
            found[cell] = (*found.get(cell, ()), words)
        return found

    def _flag_words(self, region: str, year: int, indicator: str, rule: str, detail: str) -> str:
        more = f" ({detail})" if detail else ""
        return f"{region} {self.panel.name(region)} {year} {indicator}: {rule}{more}"


def plain_indicator(indicator: str, panel: Panel) -> Indicator:
    """A user's own indicator, of which nothing is known but its unit: a total to be summed."""
    return Indicator(
        id=indicator,
        name_zh=indicator,
        name_en=indicator,
        unit=panel.units.get(indicator, ""),
        kind="flow",
        is_population=False,
        is_intensive=False,
        price_basis="",
        minimum=None,
        maximum=None,
        definition_zh="用户数据中的指标，按总量处理。",
        definition_en="An indicator of the user's data, taken as a total.",
    )
