"""Newton steps on the smoothed dual over a set of active edges.

    D_γ(x) = cost·x + Σ_i heat_i · log(1 + Σ_k exp(v_ik(x) / heat_i)),  heat_i = γ · best score of i

Each step minimises the quadratic model over x >= 0 as a whole. Two resources of one park are near
substitutes: projecting a plain Newton step back to x >= 0 would undo most of its descent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from jiedui.core.matching.assign.active import Active, Product, Smooth
from jiedui.core.matching.assign.duals import Duals
from jiedui.core.matching.assign.lookups import Entries, Taken
from jiedui.core.matching.assign.quadratic import minimise_above
from jiedui.core.matching.certificate import Worth
from jiedui.core.matching.instance import Floats, Outline

PRODUCTS_MAX = 20
ACCURACY = 0.1
HALVINGS_MAX = 5
"""A step that raises the value even so far shortened is lost in the rounding of prices."""
CLIP, CLIP_BESIDE_QUOTAS = 5.0, 8.0
"""In temperatures, how far a park's prices move in a step at most: beyond, the edges picked lie.
Beside a quota's price, which parks of its group make up for, they have further to go."""
STAND_STILL = 1e-8


class Engine(Protocol):
    """The passes that a solver is made of and what else it asks of the edges, wherever they lie.

    See `plain`, `compiled` and `spread`; `lookups` for all that is no pass.
    """

    name: str
    scale: NDArray[np.float32]
    moves: Any

    @property
    def instance(self) -> Outline: ...
    def native(self, array: NDArray[Any]) -> Any: ...
    def pick(self, record: NDArray[np.float32], rows: NDArray[np.int32], band: float) -> Active: ...
    def in_parts(self, n: int, work: Callable[[int, int], Any]) -> list[Any]: ...
    def values(self, active: Active, record: NDArray[np.float32]) -> NDArray[np.float32]: ...
    def regrets(
        self, active: Active, value: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], ...]: ...
    def laid_out(self, active: Active) -> Any: ...
    def smooth(self, edges: Any, record: NDArray[np.float32], gamma: float) -> Smooth: ...
    def curvature(self, edges: Any, smooth: Smooth, gamma: float) -> Product: ...
    def judge(self, slot: NDArray[Any]) -> Worth: ...
    def bound(self, prices: Floats, quota_prices: Floats | None) -> float: ...
    def doors_at(self, slot: NDArray[np.int16]) -> NDArray[np.int32]: ...
    def taken(self, slot: NDArray[np.int16]) -> Taken: ...
    def needs_at(self, rows: NDArray[Any]) -> NDArray[np.float32]: ...
    def able(self) -> NDArray[np.int64]: ...
    def turned_away(self, slot: NDArray[np.int16], room: Floats) -> NDArray[np.bool_]: ...
    def entries(self, group: int, slot: NDArray[np.int16]) -> Entries: ...


@dataclass(frozen=True)
class Point:
    """Prices with the smoothed dual's value, gradient and diagonal there."""

    x: Floats
    value: float
    gradient: Floats
    diagonal: Floats
    smooth: Smooth


@dataclass(frozen=True)
class Surface:
    """The smoothed dual of some firms: where Newton walks."""

    engine: Engine
    duals: Duals
    active: Active
    cost: Floats
    gamma: float

    @cached_property
    def edges(self) -> Any:
        """The active edges as the engine's steps read them."""
        return self.engine.laid_out(self.active)

    def at(self, x: Floats) -> Point:
        record = self.duals.record(x)
        smooth = self.engine.smooth(self.edges, record, self.gamma)
        fixed = self.active.settled
        load = self.duals.flat(smooth.load + fixed.load)
        constant = fixed.settled_score - float(self.duals.flat(fixed.load) @ x)
        value = float(self.cost @ x) + smooth.value + constant
        diagonal = self.duals.flat_curvature(smooth.curvature)
        return Point(x, value, self.cost - load, diagonal, smooth)

    def slope(self, point: Point, unit: Floats) -> float:
        """How far supply and demand are apart, as a share of the capacity that is scarce.

        Amounts of different resources count by their `unit`, what a score is worth in each price.
        """
        is_scarce = (point.x > 0) | (point.gradient < 0)
        apart = float(np.abs(point.gradient[is_scarce]) @ unit[is_scarce])
        scarce = float(np.abs(self.cost[is_scarce]) @ unit[is_scarce])
        return apart / scarce if scarce else 0.0


def descend(surface: Surface, x: Floats, *, steps: int, slope_max: float, unit: Floats) -> Point:
    """At most `steps` Newton steps from x; `unit` is what a temperature is worth in each price."""
    here, damping = surface.at(x), 1e-2
    for _ in range(steps):
        if surface.slope(here, unit) < slope_max:
            break
        there, damping = newton_step(surface, here, damping, unit)
        gained, here = here.value - there.value, there
        if gained < STAND_STILL * abs(here.value):
            break
    return here


def newton_step(surface: Surface, here: Point, damping: float, unit: Floats) -> tuple[Point, float]:
    """One step, and how strongly to damp the next."""
    move = direction(surface, here, damping, unit)
    hoped = -0.5 * float(here.gradient @ move)
    length = 1.0
    for _ in range(HALVINGS_MAX):
        there = surface.at(np.maximum(here.x + length * move, 0.0))
        promised = 1e-4 * float(here.gradient @ (there.x - here.x))
        if there.value <= here.value + promised:
            break
        length /= 2
    else:
        there = here
    if length <= 0.3:
        return there, min(damping * 6, 3.0)
    kept_word = length == 1.0 and here.value - there.value > 0.5 * hoped
    return there, max(damping * (0.1 if kept_word else 1.0), 1e-5)


def direction(surface: Surface, here: Point, damping: float, unit: Floats) -> Floats:
    """Minimise the quadratic model in Jacobi scaling; a firm's scaled block has norm about R."""
    duals = surface.duals
    positive = here.diagonal[here.diagonal > 0]
    floor = 1e-3 * float(np.median(positive)) if positive.size else 1.0
    scale = 1.0 / np.sqrt(np.maximum(here.diagonal, floor))
    product = surface.engine.curvature(surface.edges, here.smooth, surface.gamma)

    def scaled(y: Floats) -> Floats:
        image = duals.flat(product(duals.record(scale * y)))
        return np.asarray(scale * image + damping * y)

    lower = -here.x / scale
    step = 0.9 / duals.resources
    y, _ = minimise_above(
        scaled,
        here.gradient * scale,
        lower,
        step=step,
        accuracy=ACCURACY,
        products_max=PRODUCTS_MAX,
    )
    move = np.where(y <= lower, -here.x, scale * y)
    clip = CLIP_BESIDE_QUOTAS if len(duals.group) else CLIP
    return duals.shortened(move, clip * surface.gamma * unit)
