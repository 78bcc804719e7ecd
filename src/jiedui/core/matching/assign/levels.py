"""The prices: from a small random sample of firms to all of them, getting colder on the way.

A sample of six firms a park with its share of the capacity has nearly the prices of the whole.
On all firms, an exact pass certifies the prices and picks the edges that still compete; a few
Newton steps on those follow, at a lower temperature each time, until the certificate stands still.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiedui.core.matching.assign.active import Active
from jiedui.core.matching.assign.duals import Duals
from jiedui.core.matching.assign.newton import Engine, Surface, descend
from jiedui.core.matching.instance import Floats

SAMPLE_PER_PARK, SAMPLE_LEAST = 6, 4096
GROWTH = 6
LARGEST_SAMPLE = 1 / 2
AMPLE = 3.0
"""Times as much, for what is needed, as of the scarcest resource."""
COOLING = 0.35
STEPS = 6
HOT, WARM = 0.05, 0.004
"""Temperatures to start from, cold and where prices ran too far."""
BAND = 0.02
"""Edges within this share of a firm's best score compete when firms are placed."""
BAND_PER_HEAT, COLD_BAND_PER_HEAT = 8.0, 25.0
"""For steps the least, in temperatures; and while that is less than `BAND`, of all firms."""
SAMPLE_BAND = 0.03
SLOPE, LAST_SLOPE = 0.03, 0.01
"""Supply and demand of a sample this near to one another are near enough to cool further."""
STANDS_STILL = 1e-5
WORTH_OF_GAP = 0.05
"""Where a gap is asked for, bounds that change by less than this share of it stand still."""
NEARLY_STILL = 5e-5
"""At the last temperature, a certificate that changes by less is followed by the last round."""
NEARLY_THERE = 1e-4
"""The same from prices of an earlier answer, where each step leaves the square of the last."""
BALANCED, CALM = 5e-5, 2e-4
"""Supply and demand this near to one another leave a step, and a last round, nothing to do. Prices
further from it prove hardly less, but firms are placed worse by them."""
STEPS_AT_ONCE, STEPS_AT_LAST = 3, 8
"""Beyond, edges that were picked at other prices lie."""
ALL_UP_TO_EDGES, STEPS_ON_ALL, REACH_ON_ALL = 2_000_000, 20, 8.0
"""So few edges may all compete, and then prices may go so many times further, in as many steps."""
COOLING_AT_LAST = 0.4
RISES = 2e-6
WIDER, WIDEST = 3.0, 10.0
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
    """What a firm's best score is worth per unit of each resource, and per firm.

    Of a resource, at the firm that is last to get any where those with the most score per unit come
    first; where there is enough, at the firm with the middle one of all units that are needed.
    Where needs differ widely, these are far from what most firms have per unit.
    """
    demand, scale, capacity = some_firms(engine)
    each = np.ones(duals.resources)
    for r in range(duals.resources):
        needs = (demand[:, r] > 0) & (scale > 0)
        if needs.any():
            worth = scale[needs] / demand[needs, r]
            each[r] = last_served(worth, demand[needs, r], float(capacity[r]))
    per_firm = float(np.median(scale)) or 1.0
    each[each <= 0] = 1.0
    return np.concatenate([np.tile(each, duals.parks), np.full(len(duals.group), per_firm)])


def some_firms(engine: Engine) -> tuple[NDArray[np.float32], NDArray[np.float32], Floats]:
    """What firms from all over need, their best scores, and their share of all capacity (R,)."""
    instance = engine.instance
    some = np.linspace(0, instance.firms - 1, min(instance.firms, 20_000)).astype(np.int64)
    capacity = instance.usable.sum(axis=0) * (len(some) / max(instance.firms, 1))
    return engine.needs_at(some), engine.scale[some], capacity


def last_served(worth: NDArray[Any], needs: NDArray[Any], capacity: float) -> float:
    """The worth at which the capacity, or half of all needs, is used up, the highest first.

    >>> worth, needs = np.array([1.0, 5.0, 2.0]), np.array([1.0, 9.0, 1.0])
    >>> last_served(worth, needs, 100.0), last_served(worth[::2], needs[::2], 0.5)
    (5.0, 2.0)
    """
    order = np.argsort(-worth, kind="stable")
    served = np.cumsum(needs[order], dtype=float)
    return float(worth[order][np.searchsorted(served, min(capacity, served[-1] / 2))])


def climb(engine: Engine, duals: Duals, unit: Floats, seed: int) -> tuple[Floats, float]:
    """Prices from samples of growing size, and the temperature that they ended at."""
    N, M = engine.instance.firms, duals.parks
    x = first_guess(engine, duals, unit)
    gamma, n = HOT, min(N, max(SAMPLE_LEAST, SAMPLE_PER_PARK * M))
    first = True
    while first or n < N * LARGEST_SAMPLE:
        x, gamma = on_sample(engine, duals, x, gamma, sample(N, n, seed), unit, everything=first)
        first, n = False, n * GROWTH
    return x, gamma


def first_guess(engine: Engine, duals: Duals, unit: Floats) -> Floats:
    """Prices to begin with: half of what firms can bear, for the resources that are scarce.

    What there is several times more of, for what is needed, than of the scarcest costs nothing yet.
    """
    demand, _, capacity = some_firms(engine)
    enough = capacity / np.maximum(demand.sum(axis=0, dtype=float), np.finfo(float).tiny)
    is_scarce = enough <= AMPLE * enough.min()
    x = np.zeros(len(unit))
    priced = duals.parks * duals.resources
    x[:priced] = 0.5 / is_scarce.sum() * unit[:priced] * np.tile(is_scarce, duals.parks)
    return x


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


@dataclass
class Course:
    """How warm and how widely picked the next round on all firms is.

    As soon as a narrow choice misled, or left supply and demand far apart, more edges compete and
    descents may take more steps; where edges are few, all edges and all steps: nothing lies then.
    """

    gamma: float
    end: float
    may_take_all: bool
    is_rough: bool
    takes_all: bool = False
    is_last: bool = False
    width: float = 1.0
    has_returned: bool = False
    is_steep: bool = False

    @property
    def is_cold(self) -> bool:
        return self.gamma <= self.end * 1.001

    @property
    def can_widen(self) -> bool:
        return not self.takes_all and self.width < WIDEST

    @property
    def band(self) -> float:
        """What competes after the next pass; firms are placed by the last."""
        is_to_place = self.is_rough or self.is_last
        return max(self.steps_band, BAND) if is_to_place else self.steps_band

    @property
    def steps_band(self) -> float:
        wide = max(BAND_PER_HEAT * self.gamma, min(BAND, COLD_BAND_PER_HEAT * self.gamma))
        return EVERYTHING if self.takes_all else self.width * wide

    @property
    def steps(self) -> int:
        wide = STEPS_ON_ALL if self.takes_all else STEPS_AT_LAST
        return wide if self.width > 1.0 else STEPS_AT_ONCE

    def go_on(self, slope: float) -> None:
        """A round colder, after one that ended at this slope; warmer where that is steep."""
        self.has_returned, self.is_steep = False, slope > SLOPE
        if self.is_steep:
            self.gamma = max(self.gamma, min(self.gamma / COOLING_AT_LAST, WARM))
            self.takes_all, self.width = self.may_take_all, max(self.width, WIDER)
        else:
            self.gamma = max(self.gamma * COOLING_AT_LAST, self.end)

    def return_wider(self) -> None:
        """Go back to the best prices, a round warmer, and pick more widely."""
        self.takes_all, self.width = self.may_take_all, self.width * WIDER
        self.has_returned, self.is_last = True, False
        warmer = self.gamma / COOLING_AT_LAST
        self.gamma = warmer if self.takes_all else min(warmer, WARM)


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

    To the end that is at the last temperature, and a last round brings supply and demand together;
    where less is asked for, at any: what cooling once did not change, cooling twice will not. Where
    the certificate rises, prices ran past the edges that were picked: back to the best.
    """
    firms, edges = engine.instance.firms, engine.instance.edges
    rows = np.arange(firms, dtype=np.int32)
    end = max(min(0.0015, 0.4 * duals.parks / firms), 2e-4)
    is_rough, few, slope = still > STANDS_STILL, edges <= ALL_UP_TO_EDGES, 1.0
    course = Course(max(gamma, end), end, may_take_all=few, is_rough=is_rough)
    while progress.passes < PASSES_MAX:
        before = progress.lowest
        priced = certify(engine, duals, x, rows, course.band)
        progress.seen(priced)
        best = progress.best or priced
        changed = abs(before - priced.bound) / abs(priced.bound or 1.0)
        rose = priced.bound > best.bound * (1 + RISES)
        if course.is_last and not rose:
            return priced
        is_still = changed < still and not (course.has_returned or course.is_steep)
        if is_still and (is_rough or (course.is_cold and slope < CALM)):
            break
        if rose and course.can_widen:
            x = best.x
            course.return_wider()
            continue
        may_be_last = course.is_cold and not (rose or is_rough or course.is_steep)
        course.is_last = may_be_last and changed < NEARLY_STILL
        x, slope = descended(engine, duals, priced, course, unit)
        course.go_on(slope)
    best = progress.best or priced
    if not is_rough:
        best = certify(engine, duals, best.x, rows, BAND)
        progress.seen(best)
    return best


def descended(
    engine: Engine, duals: Duals, priced: Priced, course: Course, unit: Floats
) -> tuple[Floats, float]:
    """Prices lower down, and the slope there. The copies of edges that this takes go with it."""
    reach = REACH_ON_ALL * unit if course.takes_all else unit
    surface = Surface(engine, duals, priced.active, duals.cost, course.gamma)
    here = descend(surface, priced.x, steps=course.steps, slope_max=BALANCED, unit=reach)
    if course.is_last:
        active = picked_again(engine, duals, here.x, priced.active, course.steps_band)
        surface = Surface(engine, duals, active, duals.cost, course.gamma)
        here = descend(surface, here.x, steps=STEPS_AT_LAST, slope_max=BALANCED, unit=unit)
    return here.x, surface.slope(here, unit)


def picked_again(engine: Engine, duals: Duals, x: Floats, active: Active, band: float) -> Active:
    """The edges that compete at new prices among the firms that were contested; the others stand.

    A share of a pass, and no certificate.
    """
    found, before = engine.pick(duals.record(x), active.rows, band), active.settled
    parts = before.parts + found.settled.parts
    return replace(found, settled=replace(found.settled, parts=parts))


def certify(
    engine: Engine, duals: Duals, x: Floats, rows: NDArray[np.int32], band: float
) -> Priced:
    """One exact pass: the bound at these prices and the edges that compete at them."""
    active = engine.pick(duals.record(x), rows, band)
    return Priced(x, active.settled.total + float(duals.cost @ x), active)
