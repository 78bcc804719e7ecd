"""Which regions and years the pages of convergence, mobility and density ask the analysis about.

Results are kept in this process, keyed like those of `queries`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jiedui.analysis.gaps import (
    ConvergenceResult,
    DensityResult,
    GapsRequest,
    Levels,
    MobilityResult,
    levels,
    measure_convergence,
    measure_density,
    measure_mobility,
    usable_years,
)
from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Panel
from jiedui.schemes import load
from jiedui.web.desk.gaps import queries
from jiedui.web.desk.gaps.queries import Asked
from jiedui.web.records.regions.models import Batch

PROGRAMME, CITIES = "programme", "cities"
CLASSES = 4
# From this share on, a sentence may say that places rarely change.
STABLE_SHARE = 0.85


def convergence(asked: Asked, regions: str, batch: Batch) -> ConvergenceResult:
    found: ConvergenceResult = _measured("convergence", asked, regions, *_key(asked, batch))
    return found


def mobility(asked: Asked, regions: str, batch: Batch) -> MobilityResult:
    found: MobilityResult = _measured("mobility", asked, regions, *_key(asked, batch))
    return found


def density(asked: Asked, regions: str, batch: Batch) -> DensityResult:
    """The shape in the first, the middle and the last year."""
    found: DensityResult = _measured("density", asked, regions, *_key(asked, batch))
    return found


@lru_cache(maxsize=64)
def _measured(
    show: str, asked: Asked, regions: str, batch_id: int, batch_key: str, scheme_sha256: str
) -> Any:
    batch = Batch.objects.get(pk=batch_id)
    panel = queries.panel(batch)
    codes = codes_of(asked, regions, panel)
    inputs = batch.contents.get("inputs", {})
    years = years_of(asked, codes, panel)
    if show == "convergence":
        return measure_convergence(panel, codes, _request(asked, years), inputs=inputs)
    if show == "mobility":
        # A step of several years is no step of one: a first year before a hole stays out.
        years = tuple(year for year in years if year in _run(asked, codes, panel))
        _fail_if_few(years)
        request = _request(asked, years)
        return measure_mobility(panel, codes, request, classes=CLASSES, inputs=inputs)
    shown = tuple(sorted({years[0], years[len(years) // 2], years[-1]}))
    return measure_density(panel, codes, _request(asked, shown), inputs=inputs)


def levels_of(
    result: ConvergenceResult | MobilityResult | DensityResult, asked: Asked, batch: Batch
) -> Levels:
    """The figures per person that a result was made from: the dots and ranges of its page."""
    return levels(queries.panel(batch), result.regions, _request(asked, result.years))


def codes_of(asked: Asked, regions: str, panel: Panel) -> tuple[str, ...]:
    """The members of the chosen grouping, or every city of the panel."""
    if regions == CITIES:
        return tuple(panel.regions())
    known = set(panel.regions())
    members = load.programme(asked.programme).grouping(asked.grouping).members()
    return tuple(code for code in members if code in known)


def years_of(asked: Asked, codes: tuple[str, ...], panel: Panel) -> tuple[int, ...]:
    """The run of years with figures up to the one asked for, after the first year if one is named.

    Raises
    ------
    Refusal
        Fewer than two years.
    """
    run = _run(asked, codes, panel)
    first = asked.since or 0
    named = (asked.since,) if asked.since and asked.since not in run else ()
    years = (*named, *(year for year in run if year >= first))
    _fail_if_few(years)
    return years


def _run(asked: Asked, codes: tuple[str, ...], panel: Panel) -> tuple[int, ...]:
    found = usable_years(panel, codes, indicator=asked.indicator, population=asked.population)
    return tuple(year for year in found if year <= asked.year)


def _fail_if_few(years: tuple[int, ...]) -> None:
    if len(years) < 2:
        hint = "choose a later year, an earlier first year or another denominator"
        raise Refusal(Problem("fewer than two years have figures", column="years", hint=hint))


def _request(asked: Asked, years: tuple[int, ...]) -> GapsRequest:
    return GapsRequest(years=years, indicator=asked.indicator, population=asked.population)


def _key(asked: Asked, batch: Batch) -> tuple[int, str, str]:
    return batch.pk, batch.key, load.sha256(asked.programme)
