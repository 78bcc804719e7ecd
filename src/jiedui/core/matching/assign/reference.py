"""The plain twin of the price search: accelerated projected gradient over all edges.

Slow and short, to check the Newton method by other means. Step sizes come from the diagonal of the
curvature at the current point; momentum restarts whenever the value rises.

Y. Nesterov, A method of solving a convex programming problem with convergence rate O(1/k²), Soviet
Mathematics Doklady 27 (1983) 372–376.
"""

from __future__ import annotations

import numpy as np

from jiedui.core.matching.assign.duals import Duals
from jiedui.core.matching.assign.levels import EVERYTHING, unit_of_prices
from jiedui.core.matching.assign.newton import Surface
from jiedui.core.matching.assign.plain import PlainEngine
from jiedui.core.matching.certificate import bound
from jiedui.core.matching.instance import Floats, Instance


def reference_prices(
    instance: Instance, *, gammas: tuple[float, ...] = (0.05, 0.01, 0.003, 0.001), steps: int = 150
) -> tuple[Floats, float]:
    """Prices (M, R) and their bound; for instances without quotas and small enough to wait for.

    >>> one = Instance.of_candidates([[3.0], [2.0]], [[0], [0]], [[1.0], [1.0]], [[1.0]])
    >>> round(reference_prices(one)[1], 2)
    3.0
    """
    engine, duals = PlainEngine(instance), Duals.of(instance)
    rows = np.arange(instance.firms, dtype=np.int32)
    x = 0.25 / duals.resources * unit_of_prices(engine, duals)
    active = engine.pick(duals.record(x), rows, EVERYTHING)
    for gamma in gammas:
        x = accelerated(Surface(engine, duals, active, duals.cost, gamma), x, steps)
    prices = duals.prices(x)
    return prices, bound(instance, prices)


def accelerated(surface: Surface, x: Floats, steps: int) -> Floats:
    """So many steps from x, each coordinate scaled by its own curvature."""
    best, ahead, momentum, length = surface.at(x), surface.at(x), 1.0, 1.0
    for _ in range(steps):
        floor = max(1e-3 * float(best.diagonal.max()), 1e-12)
        rate = length / (surface.duals.resources * np.maximum(ahead.diagonal, floor))
        there = surface.at(np.maximum(ahead.x - rate * ahead.gradient, 0.0))
        if there.value > best.value:
            length *= 0.5 if momentum == 1.0 else 1.0
            ahead, momentum = best, 1.0
            continue
        faster = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        leap = (momentum - 1) / faster * (there.x - best.x)
        ahead = surface.at(np.maximum(there.x + leap, 0.0))
        best, momentum, length = there, faster, min(1.0, length * 1.2)
    return best.x
