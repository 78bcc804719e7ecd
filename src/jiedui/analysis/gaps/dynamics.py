"""Do regions draw together, change places, form clubs? Measured on a balanced panel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from jiedui.analysis.gaps.definitions import definition_of
from jiedui.analysis.gaps.figures import Chosen, Figures
from jiedui.analysis.gaps.records import Definition, Refused
from jiedui.analysis.gaps.request import GapsRequest
from jiedui.analysis.provenance import Provenance, panel_hash
from jiedui.core import gaps
from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Floats, Panel, spans
from jiedui.core.gaps import (
    BetaConvergence,
    Density,
    MarkovChain,
    SigmaConvergence,
    SpatialMarkov,
    States,
)

# A year in which fewer than nine tenths of the best-covered year's regions have figures would cost
# the balanced panel too many of them.
COVERAGE_MIN = 0.9
REGIONS_MIN = 3


@dataclass(frozen=True)
class Levels:
    """Output per person of the regions that have it in every year; nothing is filled in.

    `per_person` and `people` are regions × years, the first in base units per head (yuan), the
    second in the panel's unit. `left_out` lacks a figure in some year; `flags` are suspicious cells
    among those used.
    """

    regions: tuple[str, ...]
    years: tuple[int, ...]
    per_person: Floats
    people: Floats
    left_out: tuple[str, ...]
    definition: Definition
    flags: tuple[str, ...]

    @property
    def relative(self) -> Floats:
        """Each figure over the unweighted mean of its year."""
        return np.asarray(self.per_person / self.per_person.mean(axis=0))


@dataclass(frozen=True)
class ConvergenceResult:
    """Spread by year (sigma), and whether the poor grew faster (beta), over the same regions."""

    regions: tuple[str, ...]
    left_out: tuple[str, ...]
    years: tuple[int, ...]
    sigma: SigmaConvergence
    beta: BetaConvergence | None
    definition: Definition
    flags: tuple[str, ...]
    refused: tuple[Refused, ...]
    provenance: Provenance


@dataclass(frozen=True)
class MobilityResult:
    """Moves between classes; `rule` says how they were cut, `neighbours` who counts as one."""

    regions: tuple[str, ...]
    left_out: tuple[str, ...]
    years: tuple[int, ...]
    rule: str
    rule_zh: str
    cutoffs: tuple[tuple[float, ...], ...]
    chain: MarkovChain
    spatial: SpatialMarkov | None
    neighbours: str
    definition: Definition
    flags: tuple[str, ...]
    provenance: Provenance


@dataclass(frozen=True)
class DensityResult:
    """The distribution of output per person in each year asked for, in base units per head."""

    regions: tuple[str, ...]
    left_out: tuple[str, ...]
    years: tuple[int, ...]
    curves: tuple[Density, ...]
    peaks: tuple[tuple[float, ...], ...]
    definition: Definition
    flags: tuple[str, ...]
    provenance: Provenance


def usable_years(
    panel: Panel, regions: Sequence[str], *, indicator: str = "gdp", population: str = ""
) -> tuple[int, ...]:
    """The last run of years, without a hole, in which nine tenths of the regions have figures.

    Nine tenths of the best-covered year. For implied people it stays on one side of the year in
    which the published denominator changed.
    """
    request = GapsRequest((0,), indicator, population)
    population_id = request.population_of(0)
    figures = Figures(panel, indicator, tuple(regions))
    there = figures.numerator.notna() & figures.people(population_id).notna()
    count = there.sum(axis=0)
    years = [int(year) for year in count.index[count >= max(1, COVERAGE_MIN * count.max())]]
    start = 0
    for place, (one, following) in enumerate(pairwise(years), start=1):
        same = request.denominator_of(one) == request.denominator_of(following)
        if following != one + 1 or not same:
            start = place
    return tuple(years[start:])


def levels(panel: Panel, regions: Sequence[str], request: GapsRequest) -> Levels:
    """Output per person of every region with figures in all years asked for.

    Raises
    ------
    Refusal
        Years stand on different denominators; fewer than three regions have every figure.
    """
    request.check()
    figures = Figures(panel, request.indicator, tuple(regions))
    years = request.sorted_years()
    top = np.column_stack([_column(figures.numerator, year) for year in years])
    people = np.column_stack(
        [_column(figures.people(request.population_of(year)), year) for year in years]
    )
    usable = np.all(np.isfinite(top * people) & (top > 0) & (people > 0), axis=1).tolist()
    if sum(usable) < REGIONS_MIN:
        shown = f"{sum(usable)} of {len(regions)} regions"
        hint = f"at least {REGIONS_MIN} regions need figures in all of {spans(years)}"
        raise Refusal(Problem("too few regions have every year", value=shown, hint=hint))
    population_id = request.population_of(years[-1])
    rows = top[usable] if figures.facts.is_intensive else top[usable] / people[usable]
    kept = tuple(r for r, there in zip(figures.regions, usable, strict=True) if there)
    return Levels(
        regions=kept,
        years=years,
        per_person=np.asarray(rows * figures.scale(population_id)),
        people=people[usable],
        left_out=tuple(r for r, there in zip(figures.regions, usable, strict=True) if not there),
        definition=definition_of(figures, request, population_id, years),
        flags=tuple(flag for year in years for flag in _flags(figures, request, kept, year)),
    )


def measure_convergence(
    panel: Panel,
    regions: Sequence[str],
    request: GapsRequest,
    *,
    inputs: Mapping[str, str] | None = None,
) -> ConvergenceResult:
    """Sigma- and beta-convergence between the first and the last year asked for.

    Parameters
    ----------
    panel, regions
        Observations, and the regions to look at: all cities, or the members of a grouping. Those
        without a figure in some year are left out, and named.
    request
        At least two years; `indicator` and `population` as for `measure_gaps`.
    inputs
        Name and SHA-256 of what the panel was read from.
    """
    found = levels(panel, regions, request)
    refused: list[Refused] = []
    beta = None
    try:
        span = found.years[-1] - found.years[0]
        first, last = found.per_person[:, 0], found.per_person[:, -1]
        beta = gaps.beta_convergence(first, last, span_years=span)
    except Refusal as refusal:
        reason = "; ".join(map(str, refusal.problems))
        refused.append(Refused("beta", found.years[-1], reason))
    return ConvergenceResult(
        regions=found.regions,
        left_out=found.left_out,
        years=found.years,
        sigma=gaps.sigma_convergence(found.per_person, found.years),
        beta=beta,
        definition=found.definition,
        flags=found.flags,
        refused=tuple(refused),
        provenance=_provenance(panel, request, found, inputs, {"show": "convergence"}),
    )


def measure_mobility(
    panel: Panel,
    regions: Sequence[str],
    request: GapsRequest,
    *,
    classes: int | Sequence[float] = 4,
    pooled: bool = True,
    neighbours: Mapping[str, Sequence[str]] | None = None,
    neighbours_rule: str = "",
    inputs: Mapping[str, str] | None = None,
) -> MobilityResult:
    """Transitions between classes of output per person, relative to each year's mean.

    Parameters
    ----------
    classes
        A number: that many quantile classes, with pooled or yearly cut-offs; or rising multiples
        of each year's mean (0.5, 0.75, 1, 1.25, 1.5).
    neighbours
        Neighbours of each region, for chains conditional on them; `neighbours_rule` says who they
        are. Regions without a neighbour are refused, named.

    Raises
    ------
    Refusal
        Years do not follow one another: a step of several years is no step of one.
    """
    found = levels(panel, regions, request)
    _fail_unless_consecutive(found.years)
    states = _states(found.relative, classes, pooled)
    spatial = None
    if neighbours is not None:
        around = gaps.neighbour_mean(found.relative, found.regions, neighbours)
        # Where the regions were cut: "rich neighbours" means rich as a region is rich (Rey 2001).
        spatial = gaps.spatial_markov(states, gaps.cut_like(around, states))
    parameters = {"show": "mobility", "classes": classes, "pooled": pooled}
    return MobilityResult(
        regions=found.regions,
        left_out=found.left_out,
        years=found.years,
        rule=states.rule,
        rule_zh=_rule_zh(classes, pooled),
        cutoffs=states.cutoffs,
        chain=gaps.markov(states),
        spatial=spatial,
        neighbours=neighbours_rule if neighbours is not None else "",
        definition=found.definition,
        flags=found.flags,
        provenance=_provenance(
            panel, request, found, inputs, {**parameters, "neighbours": neighbours}
        ),
    )


def measure_density(
    panel: Panel,
    regions: Sequence[str],
    request: GapsRequest,
    *,
    weighted: bool = False,
    inputs: Mapping[str, str] | None = None,
) -> DensityResult:
    """The Gaussian kernel density of output per person in each year asked for.

    `weighted` counts each region by its people, as the weighted Theil and Gini beside it do.
    """
    found = levels(panel, regions, request)
    curves = tuple(
        gaps.kernel_density(
            found.per_person[:, column], weights=found.people[:, column] if weighted else None
        )
        for column in range(len(found.years))
    )
    return DensityResult(
        regions=found.regions,
        left_out=found.left_out,
        years=found.years,
        curves=curves,
        peaks=tuple(curve.peaks() for curve in curves),
        definition=found.definition,
        flags=found.flags,
        provenance=_provenance(
            panel, request, found, inputs, {"show": "density", "weighted": weighted}
        ),
    )


def _flags(
    figures: Figures, request: GapsRequest, regions: Sequence[str], year: int
) -> tuple[str, ...]:
    read = Chosen(tuple(regions), (year,) * len(regions), np.empty(0), np.empty(0))
    return figures.flags(read, request.population_of(year))


def _column(table: pd.DataFrame, year: int) -> Floats:
    if year not in table.columns:
        return np.full(len(table), np.nan)
    return table[year].to_numpy(dtype=float)


def _states(values: Floats, classes: int | Sequence[float], pooled: bool) -> States:
    if isinstance(classes, int):
        return gaps.quantile_states(values, classes, pooled=pooled)
    return gaps.ratio_states(values, classes)


def _rule_zh(classes: int | Sequence[float], pooled: bool) -> str:
    if isinstance(classes, int):
        return f"按分位数分{classes}档，分界{'取各年合并' if pooled else '逐年另取'}"
    return f"按各年均值的 {'/'.join(f'{bound:g}' for bound in classes)} 倍分档"


def _fail_unless_consecutive(years: Sequence[int]) -> None:
    if any(following != one + 1 for one, following in pairwise(years)):
        hint = "ask for a run of years without a hole, such as 2005-2021"
        raise Refusal(Problem("years do not follow one another", value=spans(years), hint=hint))


def _provenance(
    panel: Panel,
    request: GapsRequest,
    found: Levels,
    inputs: Mapping[str, str] | None,
    more: Mapping[str, object],
) -> Provenance:
    return Provenance(
        inputs={**dict(sorted((inputs or {}).items())), "panel_values": panel_hash(panel)},
        parameters={
            **asdict(request),
            "years": found.years,
            "regions": found.regions,
            **more,
        },
    )
