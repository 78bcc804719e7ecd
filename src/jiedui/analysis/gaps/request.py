"""What a caller asks of `measure_gaps`, checked before anything is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import spans
from jiedui.core.gaps import denominator, named_population

DEFAULT_POPULATION = "resident"


@dataclass(frozen=True)
class GapsRequest:
    """Which gap to measure.

    Attributes
    ----------
    years
        Years asked for, at least one.
    indicator
        Numerator, an indicator of the panel. An intensive one (`avg_wage`) is averaged with the
        population as weights.
    population
        `resident`, `resident_average`, `registered` or `implied`; or a mapping from year to one of
        them; or empty: year-end residents are used, and the result says so.
    headline
        The two groups of the ratio, first over second; empty: those of the programme, else the
        first and the last group of the grouping.
    without_headline
        Give no ratio where none was named: of many groups no two stand for the gap.
    latest
        Where a region lacks a figure for the year, take its latest one before, and show its year.
    allow_mixed
        Let years stand on different denominators; every figure is then marked `mixed`.
    measures
        Ids of `MEASURES` to return; empty: all.
    """

    years: tuple[int, ...]
    indicator: str = "gdp"
    population: str | Mapping[int, str] = ""
    headline: tuple[str, str] | None = None
    without_headline: bool = False
    latest: bool = False
    allow_mixed: bool = False
    measures: tuple[str, ...] = field(default=())

    def population_of(self, year: int) -> str:
        """The denominator used in `year`; a year that a mapping leaves out is refused."""
        if not self.population:
            return DEFAULT_POPULATION
        if isinstance(self.population, str):
            return named_population(self.population).id
        if year not in self.population:
            named = ", ".join(map(str, sorted(self.population)))
            hint = f"a population is named for {named} only"
            raise Refusal(Problem("no population named for the year", value=str(year), hint=hint))
        return named_population(self.population[year]).id

    @property
    def names_population(self) -> bool:
        return bool(self.population)

    def sorted_years(self) -> tuple[int, ...]:
        return tuple(sorted(set(self.years)))

    def denominator_of(self, year: int) -> str:
        """What is counted; published figures per person bring a denominator of their own."""
        population_id = "implied" if self.indicator == "gdp_per_capita" else None
        return denominator(population_id or self.population_of(year), year)

    @property
    def is_mixed(self) -> bool:
        return len({self.denominator_of(year) for year in self.years}) > 1

    def check(self) -> None:
        """Refuse a request without years, or one that compares unlike denominators unasked."""
        if not self.years:
            raise Refusal(Problem("no year asked for", column="years", hint="give --year 2021"))
        if self.is_mixed and not self.allow_mixed:
            raise Refusal(Problem(self._mixture(), column="population", hint=_MIXED_HINT))

    def _mixture(self) -> str:
        years_of: dict[str, list[int]] = {}
        for year in self.sorted_years():
            years_of.setdefault(self.denominator_of(year), []).append(year)
        parts = "; ".join(f"{name}: {spans(years)}" for name, years in years_of.items())
        return f"these years stand on different denominators ({parts})"


_MIXED_HINT = (
    "ask for years of one denominator, or allow mixing (--allow-mixed): every figure is then marked"
)
