"""The bound at given prices and nothing else: the first half of a pass, timed by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from jiedui.core.matching.assign.kernels import EMPTY, SLOTS, SOME, reduce

COUNT = np.uint64


@njit(nogil=True)
def best_values(
    score: Any, door: Any, demand: Any, per_edge: int, record: Any, rows: Any, lo: int, hi: int,
    value: Any, most: Any,
) -> float:  # fmt: skip
    """Σ max(0, best reduced score) of firms lo..hi."""
    total = 0.0
    for start in range(lo, hi, SOME):
        n = min(SOME, hi - start)
        reduce(score, door, demand, per_edge, record, rows, COUNT(start), COUNT(n), value, most)
        for at in range(n):
            total += most[at]
    return total


def bound_of(engine: Any, record: Any, rows: Any) -> float:
    """The sum over all firms, on the engine's threads."""
    slots = engine.instance.slots

    def part(lo: int, hi: int) -> float:
        value, most = np.full((SOME, slots + SLOTS), EMPTY, np.float32), np.empty(SOME, np.float32)
        return best_values(*engine._arrays, record, rows, lo, hi, value, most)

    return float(sum(engine.in_parts(len(rows), part)))
