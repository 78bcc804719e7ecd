"""The prices: from a small random sample of firms to all of them, getting colder on the way.

A sample of six firms a park with its share of the capacity has nearly the prices of the whole.
On all firms, an exact pass certifies the prices and picks the edges that still compete; a few
Newton steps on those follow, at a lower temperature each time, until the certificate stands still.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiedui.core.matching.assign.active import Active
from jiedui.core.matching.assign.duals import Duals
from jiedui.core.matching.assign.newton import Engine, Surface, descend
from jiedui.core.matching.instance import Floats

SAMPLE_PER_PARK, SAMPLE_LEAST = 6, 4096
GROWTH = 6
LARGEST_SAMPLE = 1 / 2
COOLING = 0.35
STEPS = 6
HOT, WARM = 0.05, 0.004
"""Temperatures to start from, cold and where prices ran too far."""
BAND = 0.02
"""Edges within this share of a firm's best score compete when firms are placed."""
BAND_PER_HEAT = 8.0
SAMPLE_BAND = 0.03
SLOPE, LAST_SLOPE = 0.03, 0.01
"""Supply and demand of a sample this near to one another are near enough to cool further."""
STANDS_STILL = 1e-5
WORTH_OF_GAP = 0.05
"""Where a gap is asked for, bounds that change by less than this share of it stand still."""
NEARLY_THERE = 1e-4
"""The same from prices of an earlier answer, where each step leaves the square of the last."""
BALANCED, CALM = 5e-5, 2e-4
"""Supply and demand this near to one another leave a step, and a last round, nothing to do. Prices
further from it prove hardly less, but firms are placed worse by them."""
STEPS_AT_LAST = 8
RISES = 2e-6
WIDEST = 10.0
PASSES_MAX = 14
EVERYTHING = 1e6


@dataclass(frozen=True)
class Priced:
    """Prices with their exact pass: `bound` holds for any assignment."""

    x: Floats
    bound: float
    active: Active


@dataclass
class Progress:
    """Counts exact passes over all firms, tells who listens, and keeps the best prices so far."""

    told: Callable[[int, float], None] | None = None
    passes: int = 0
    best: Priced | None = None

    @property
    def lowest(self) -> float:
        return float("inf") if self.best is None else self.best.bound

    def seen(self, priced: Priced) -> None:
        self.passes += 1
        if self.best is None or priced.bound < self.best.bound:
            self.best = priced
        if self.told is not None:
            self.told(self.passes, self.best.bound)


def find_prices(
    engine: Engine,
    duals: Duals,
    *,
    seed: int,
    start: Floats | None,
    progress: Progress,
    gap: float = 0.0,
) -> Priced:
    """The best prices found, from `start` where given, with the edges that compete at them.

    Good enough for an answer within `gap`, where one is asked for.
    """
    unit = unit_of_prices(engine, duals)
    if start is not None:
        return settle(engine, duals, start, 0.0, unit, progress, still=NEARLY_THERE)
    x, heat = climb(engine, duals, unit, seed)
    still = max(STANDS_STILL, WORTH_OF_GAP * gap)
    return settle(engine, duals, x, heat, unit, progress, still=still)


def unit_of_prices(engine: Engine, duals: Duals) -> Floats:
    """What the median firm's best score is worth per unit of each resource, and per firm."""
    instance = engine.instance
    some = np.linspace(0, instance.firms - 1, min(instance.firms, 20_000)).astype(np.int64)
    demand = engine.needs_at(some)
    scale = engine.scale[some]
    each = np.ones(duals.resources)
    for r in range(duals.resources):
        needs = demand[:, r] > 0
        each[r] = np.median(scale[needs] / demand[needs, r]) if needs.any() else 1.0
    per_firm = float(np.median(scale)) or 1.0
    each[each <= 0] = 1.0
    return np.concatenate([np.tile(each, duals.parks), np.full(len(duals.group), per_firm)])


def climb(engine: Engine, duals: Duals, unit: Floats, seed: int) -> tuple[Floats, float]:
    """Prices from samples of growing size, and the temperature that they ended at."""
    N, M = engine.instance.firms, duals.parks
    x = 0.5 / duals.resources * unit
    x[duals.parks * duals.resources :] = 0.0
    gamma, n = HOT, min(N, max(SAMPLE_LEAST, SAMPLE_PER_PARK * M))
    first = True
    while first or n < N * LARGEST_SAMPLE:
        x, gamma = on_sample(engine, duals, x, gamma, sample(N, n, seed), unit, everything=first)
        first, n = False, n * GROWTH
    return x, gamma


def sample(firms: int, n: int, seed: int) -> NDArray[np.int32]:
    """About n different firms at random, in order: files are sorted by county, prefixes are not."""
    if n >= firms:
        return np.arange(firms, dtype=np.int32)
    picked = np.zeros(firms, np.bool_)
    picked[np.random.default_rng(seed).integers(0, firms, n)] = True
    return np.flatnonzero(picked).astype(np.int32)


def on_sample(
    engine: Engine,
    duals: Duals,
    x: Floats,
    gamma: float,
    rows: NDArray[np.int32],
    unit: Floats,
    *,
    everything: bool,
) -> tuple[Floats, float]:
    """Cool down on a sample with its share of the capacity; a later one begins a step colder.

    From prices that are no more than a guess, every edge of the first firms may compete.
    """
    cost = duals.cost * (len(rows) / engine.instance.firms)
    end = min(0.02, max(0.0015, 0.6 * duals.parks / len(rows)))
    gamma = gamma if everything else max(gamma * COOLING, end)
    while True:
        band = EVERYTHING if everything else max(BAND_PER_HEAT * gamma, SAMPLE_BAND)
        active = engine.pick(duals.record(x), rows, band)
        slope_max = SLOPE if gamma > end else LAST_SLOPE
        surface = Surface(engine, duals, active, cost, gamma)
        x = descend(surface, x, steps=STEPS, slope_max=slope_max, unit=unit).x
        if gamma <= end * 1.001:
            return x, gamma
        gamma, everything = max(gamma * COOLING, end), False


def settle(
    engine: Engine,
    duals: Duals,
    x: Floats,
    gamma: float,
    unit: Floats,
    progress: Progress,
    *,
    still: float,
) -> Priced:
    """On all firms: certify, pick, descend, cool, until the certificate stands still.

    To the end that is at the last temperature, and a last round follows where supply and demand are
    still apart; where less is asked for, at any: what cooling once did not change, cooling twice
    will not. Where the certificate rises, prices ran past the edges that were picked: back to the
    best, pick more widely.
    """
    rows = np.arange(engine.instance.firms, dtype=np.int32)
    end = max(min(0.0015, 0.4 * duals.parks / engine.instance.firms), 2e-4)
    gamma, width, at_end, slope, is_last = max(gamma, end), 1.0, 0, 1.0, False
    is_rough = still > STANDS_STILL
    while progress.passes < PASSES_MAX:
        before = progress.lowest
        priced = certify(engine, duals, x, rows, width * max(BAND_PER_HEAT * gamma, BAND))
        progress.seen(priced)
        best = progress.best or priced
        at_end += gamma <= end * 1.001
        is_still = abs(before - priced.bound) < still * abs(priced.bound)
        if is_last and priced.bound < best.bound * (1 + RISES):
            return priced
        if is_last or (is_still and is_rough):
            break
        if is_still and at_end:
            if slope < CALM:
                break
            is_last = True
        if priced.bound > before * (1 + RISES) and width < WIDEST:
            width, x, at_end = width * 3, best.x, 0
            gamma = min(gamma * 2, WARM)
            continue
        surface = Surface(engine, duals, priced.active, duals.cost, gamma)
        steps = STEPS_AT_LAST if is_last else 3
        here = descend(surface, x, steps=steps, slope_max=BALANCED, unit=unit)
        x, slope = here.x, surface.slope(here)
        gamma = max(gamma * 0.4, end)
    return progress.best or priced


def certify(
    engine: Engine, duals: Duals, x: Floats, rows: NDArray[np.int32], band: float
) -> Priced:
    """One exact pass: the bound at these prices and the edges that compete at them."""
    active = engine.pick(duals.record(x), rows, band)
    return Priced(x, active.settled.total + float(duals.cost @ x), active)
