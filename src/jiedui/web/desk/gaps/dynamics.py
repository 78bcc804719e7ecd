"""Do regions draw together, change places, form clubs? Convergence, mobility and density."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from jiedui.analysis.gaps import Figures
from jiedui.analysis.provenance import Provenance, panel_hash
from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Floats, Panel
from jiedui.core.gaps import (
    BetaConvergence,
    Density,
    MarkovChain,
    SigmaConvergence,
    States,
    beta_convergence,
    kernel_density,
    markov,
    quantile_states,
    sigma_convergence,
)
from jiedui.schemes import load
from jiedui.web.desk.gaps.queries import DATA_SET, Asked
from jiedui.web.records.regions.models import Batch
from jiedui.web.records.regions.queries import observation_panel

PROGRAMME, CITIES = "programme", "cities"
CLASSES = 4
# A year in which fewer than nine tenths of the best-covered year's cities have figures would cost
# too many of them: the balanced panel starts after it.
COVERAGE_MIN = 0.9
# From this share on, a sentence may say that places rarely change.
STABLE_SHARE = 0.85
YEARS_OF_DENSITY = 3


@dataclass(frozen=True)
class Levels:
    """Output per person of regions that have it in every year: a balanced panel, nothing filled in.

    `per_person` is regions × years in base units (yuan); `left_out` lacks a figure in some year.
    """

    regions: tuple[str, ...]
    names: tuple[str, ...]
    years: tuple[int, ...]
    per_person: Floats
    people: Floats
    left_out: tuple[str, ...]
    fingerprint: str

    @property
    def relative(self) -> Floats:
        """Each figure over the unweighted mean of its year."""
        return np.asarray(self.per_person / self.per_person.mean(axis=0))


@dataclass(frozen=True)
class Convergence:
    levels: Levels
    sigma: SigmaConvergence
    beta: BetaConvergence


@dataclass(frozen=True)
class Mobility:
    levels: Levels
    states: States
    chain: MarkovChain


@dataclass(frozen=True)
class Shape:
    """Densities by year, in 10,000 yuan (or the indicator's own unit) per person."""

    levels: Levels
    curves: tuple[tuple[int, Density], ...]


@lru_cache(maxsize=64)
def convergence(asked: Asked, regions: str, batch_id: int) -> Convergence:
    levels = levels_of(asked, regions, batch_id)
    first, last = levels.years[0], levels.years[-1]
    return Convergence(
        levels,
        sigma_convergence(levels.per_person, levels.years),
        beta_convergence(
            levels.per_person[:, 0], levels.per_person[:, -1], span_years=last - first
        ),
    )


@lru_cache(maxsize=64)
def mobility(asked: Asked, regions: str, batch_id: int) -> Mobility:
    levels = consecutive(levels_of(asked, regions, batch_id))
    states = quantile_states(levels.relative, CLASSES, pooled=True)
    return Mobility(levels, states, markov(states))


@lru_cache(maxsize=64)
def density(asked: Asked, regions: str, batch_id: int) -> Shape:
    levels = levels_of(asked, regions, batch_id)
    chosen = sorted({0, len(levels.years) // 2, len(levels.years) - 1})[:YEARS_OF_DENSITY]
    curves = tuple(
        (levels.years[i], kernel_density(levels.per_person[:, i] / 1e4)) for i in chosen
    )
    return Shape(levels, curves)


@lru_cache(maxsize=64)
def levels_of(asked: Asked, regions: str, batch_id: int) -> Levels:
    """The balanced panel of the programme's grouped regions, or of all cities with figures."""
    panel = observation_panel(DATA_SET, batch=Batch.objects.get(pk=batch_id))
    figures = Figures(panel, asked.indicator, _codes(asked, regions, panel))
    population = asked.request().population_of(asked.year)
    per_person, people = _per_person(figures, population)
    years = _years(per_person, asked)
    rows, columns = _balanced(per_person, years)
    names = tuple(panel.name(code) for code in rows)
    out = tuple(code for code in figures.regions if code not in set(rows))
    place = [list(per_person_years(per_person)).index(year) for year in columns]
    at = [figures.regions.index(code) for code in rows]
    return Levels(
        rows,
        names,
        tuple(columns),
        per_person[0][np.ix_(at, place)],
        people[np.ix_(at, place)],
        out,
        _fingerprint(panel, asked, regions),
    )


Wide = tuple[Floats, tuple[str, ...], tuple[int, ...]]


def per_person_years(wide: Wide) -> tuple[int, ...]:
    return wide[2]


def consecutive(levels: Levels) -> Levels:
    """The last run of years without a hole: a step of several years is no step of one."""
    start = 0
    for place, (one, following) in enumerate(pairwise(levels.years), start=1):
        if following != one + 1:
            start = place
    return Levels(
        levels.regions,
        levels.names,
        levels.years[start:],
        levels.per_person[:, start:],
        levels.people[:, start:],
        levels.left_out,
        levels.fingerprint,
    )


def _codes(asked: Asked, regions: str, panel: Panel) -> tuple[str, ...]:
    if regions == CITIES:
        return tuple(panel.regions())
    known = set(panel.regions())
    members = load.programme(asked.programme).grouping(asked.grouping).members()
    return tuple(code for code in members if code in known)


def _per_person(figures: Figures, population: str) -> tuple[Wide, Floats]:
    top = figures.numerator
    people = figures.people(population)
    values = top.to_numpy(dtype=float)
    heads = people.to_numpy(dtype=float)
    if not figures.facts.is_intensive:
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.where(heads > 0, values / heads, np.nan) * figures.scale(population)
    values = np.where(np.isnan(heads) | (values <= 0), np.nan, values)
    years = tuple(int(year) for year in top.columns)
    return (values, figures.regions, years), heads


def _years(wide: Wide, asked: Asked) -> list[int]:
    values, _regions, years = wide
    count = (~np.isnan(values)).sum(axis=0)
    enough = COVERAGE_MIN * max(int(count.max(initial=0)), 1)
    first = asked.since or 0
    return [
        year
        for year, have in zip(years, count, strict=True)
        if have >= enough and first <= year <= asked.year
    ]


def _balanced(wide: Wide, years: list[int]) -> tuple[tuple[str, ...], list[int]]:
    values, regions, all_years = wide
    if len(years) < 2:
        hint = "choose an earlier first year or another denominator"
        raise Refusal(Problem("fewer than two years have figures", column="years", hint=hint))
    columns = [all_years.index(year) for year in years]
    whole = ~np.isnan(values[:, columns]).any(axis=1)
    return tuple(code for code, there in zip(regions, whole, strict=True) if there), years


def _fingerprint(panel: Panel, asked: Asked, regions: str) -> str:
    parameters = {**vars(asked), "regions": regions, "classes": CLASSES}
    return Provenance(
        inputs={"panel": panel_hash(panel)},
        scheme={"programme": asked.programme},
        parameters=parameters,
    ).fingerprint()
