"""Per person of whom? The denominators, their names, and when two of them are the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Floats

# Published per-capita GDP mostly divided by registered population before about this year and by
# residents from it on; so figures implied by it do not compare across it.
IMPLIED_BREAK_YEAR = 2009


@dataclass(frozen=True)
class Population:
    """A way of counting people. `indicators` are the panel's columns that it needs."""

    id: str
    name_zh: str
    name_en: str
    indicators: tuple[str, ...]

    def name(self, lang: str = "en") -> str:
        return self.name_zh if lang == "zh" else self.name_en


POPULATIONS: dict[str, Population] = {
    entry.id: entry
    for entry in (
        Population("resident", "年末常住人口", "resident population, year-end", ("pop_resident",)),
        Population(
            "resident_average",
            "年平均常住人口",
            "resident population, mean of two year-ends",
            ("pop_resident",),
        ),
        Population("registered", "户籍人口", "registered population", ("pop_registered",)),
        Population(
            "implied",
            "人均地区生产总值倒推人口",
            "population implied by published GDP per person",
            ("gdp", "gdp_per_capita"),
        ),
    )
}


def named_population(population_id: str) -> Population:
    """The denominator of that id, or a refusal naming the four.

    >>> named_population("registered").name_zh
    '户籍人口'
    """
    if population_id not in POPULATIONS:
        allowed = ", ".join(POPULATIONS)
        raise Refusal(Problem("no such population", value=population_id, hint=f"use {allowed}"))
    return POPULATIONS[population_id]


def denominator(population_id: str, year: int) -> str:
    """What the people of that population in that year really are: equal keys compare, others not.

    >>> denominator("implied", 2000) == denominator("implied", 2010)
    False
    >>> denominator("resident", 2000) == denominator("resident", 2010)
    True
    """
    if named_population(population_id).id != "implied":
        return population_id
    return "implied_registered" if year < IMPLIED_BREAK_YEAR else "implied_resident"


def resident_average(previous: ArrayLike, current: ArrayLike) -> Floats:
    """Mean of the residents at the ends of the year before and of the year.

    Missing in either year is missing in the mean.
    """
    before, now = np.asarray(previous, dtype=float), np.asarray(current, dtype=float)
    return np.asarray((before + now) / 2)


def implied_people(output: ArrayLike, per_person: ArrayLike) -> Floats:
    """People by which published totals and published figures per person are reconciled.

    Both in the same money unit; missing where either is missing; refuses a figure per person that
    is not above zero.

    >>> implied_people([200.0], [10.0]).tolist()
    [20.0]
    """
    total, each = np.asarray(output, dtype=float), np.asarray(per_person, dtype=float)
    if (each <= 0).any():
        hint = "correct the published figure per person or leave the region out"
        raise Refusal(Problem("figure per person is not above zero", hint=hint))
    return np.asarray(total / each)
