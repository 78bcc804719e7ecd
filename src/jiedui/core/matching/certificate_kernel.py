"""The bound's sum over firms as a compiled loop in double precision.

Written apart from the solver's kernels on purpose: a mistake there must not be able to vouch for
itself. `certificate` uses it for large instances where Numba is there, and NumPy otherwise.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numba import njit


@njit(nogil=True, cache=True, error_model="numpy")
def of_firms(
    score: Any, park: Any, demand: Any, prices: Any, offset: Any, lo: int, hi: int
) -> float:
    """Σ max(0, best reduced score) where a firm needs the same anywhere."""
    total = 0.0
    for i in range(lo, hi):
        scores, parks, need = score[i], park[i], demand[i]
        best = 0.0
        for k in range(len(scores)):
            j = parks[k]
            paid = offset[j]
            for r in range(len(need)):
                paid += np.float64(need[r]) * prices[j, r]
            best = max(best, np.float64(scores[k]) - paid)
        total += best
    return total


@njit(nogil=True, cache=True, error_model="numpy")
def of_edges(
    score: Any, park: Any, demand: Any, prices: Any, offset: Any, lo: int, hi: int
) -> float:
    """The same where it needs something else at each park."""
    total = 0.0
    for i in range(lo, hi):
        best = 0.0
        for k in range(score.shape[1]):
            j = park[i, k]
            paid = offset[j]
            for r in range(demand.shape[2]):
                paid += np.float64(demand[i, k, r]) * prices[j, r]
            best = max(best, np.float64(score[i, k]) - paid)
        total += best
    return total


def best_values(instance: Any, prices: Any, offset: Any, cuts: Any, threads: int) -> list[float]:
    """The sums over the firms between cuts, in order whatever the threads."""
    work = of_edges if instance.is_per_edge else of_firms
    arrays = (instance.score, instance.park, instance.demand, prices, offset)
    ends = cuts.tolist()
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda lo, hi: work(*arrays, lo, hi), ends[:-1], ends[1:]))
