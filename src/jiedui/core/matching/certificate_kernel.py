"""The sums over firms of the certificate as compiled loops in double precision.

Written apart from the solver's kernels on purpose: a mistake there must not be able to vouch for
itself. `certificate` uses it for large instances where Numba is there, and NumPy otherwise.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numba import njit

from jiedui.core.matching.assign.vectors import fetch  # a hint: it can change no result
from jiedui.core.matching.instance import NO_EDGE

AHEAD = 16
"""Firms ahead of the one at hand whose edges are brought near."""


@njit(nogil=True, cache=True, error_model="numpy")
def of_firms(
    score: Any, park: Any, demand: Any, group: Any, of_group: Any, charged: Any, lo: int, hi: int
) -> float:
    """Σ max(0, best reduced score); `charged` (M, 4) is three prices and the quota's.

    `group` is the group of each firm, or empty, and `of_group` what its quota takes.
    """
    total, K, R = 0.0, score.shape[1], demand.shape[1]
    for i in range(lo, hi):
        one = np.float64(demand[i, 0])
        two = np.float64(demand[i, 1]) if R > 1 else 0.0
        three = np.float64(demand[i, 2]) if R > 2 else 0.0
        own = of_group[group[i]] if len(group) else 0.0
        best = own
        for k in range(K):
            j = park[i, k]
            paid = one * charged[j, 0] + two * charged[j, 1] + three * charged[j, 2]
            value = np.float64(score[i, k]) - (paid + charged[j, 3])
            if value > best:
                best = value
        total += best - own
    return total


@njit(nogil=True, cache=True, error_model="numpy")
def of_edges(
    score: Any, park: Any, demand: Any, group: Any, of_group: Any, prices: Any, offset: Any,
    lo: int, hi: int,
) -> float:  # fmt: skip
    """The same with `demand` (N, 1 or K, R): by edge, or of more than three resources."""
    total, by_edge = 0.0, demand.shape[1] > 1
    for i in range(lo, hi):
        own = of_group[group[i]] if len(group) else 0.0
        best = own
        for k in range(score.shape[1]):
            j = park[i, k]
            paid = offset[j]
            for r in range(demand.shape[2]):
                paid += np.float64(demand[i, k if by_edge else 0, r]) * prices[j, r]
            best = max(best, np.float64(score[i, k]) - paid)
        total += best - own
    return total


def best_values(instance: Any, charged: Any, cuts: Any, threads: int) -> list[float]:
    """The sums over the firms between cuts, in order whatever the threads."""
    score, park, demand, prices = instance.score, instance.park, instance.demand, charged.prices
    group = np.zeros(0, np.int32) if instance.firm_group is None else instance.firm_group
    work: Any = of_edges
    given: tuple[Any, ...] = (
        *(score, park, by_slot(instance), group, charged.of_group),
        *(prices, charged.offset),
    )
    if not instance.is_per_edge and prices.shape[1] <= 3:
        each = np.zeros((len(prices), 4))
        each[:, : prices.shape[1]], each[:, 3] = prices, charged.offset
        work, given = of_firms, (score, park, demand, group, charged.of_group, each)
    ends = cuts.tolist()
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda lo, hi: work(*given, lo, hi), ends[:-1], ends[1:]))


def by_slot(instance: Any) -> Any:
    """Demand as (N, 1 or K, R)."""
    return instance.demand.reshape(instance.firms, -1, instance.capacity.shape[1])


@njit(nogil=True, cache=True, error_model="numpy")
def tally(
    score: Any, park: Any, demand: Any, slot: Any, lo: int, hi: int, used: Any, counts: Any
) -> float:
    """Add what placed firms use and count them; their score. `demand` is (N, 1 or K, R)."""
    total, per_edge, K = 0.0, demand.shape[1] > 1, score.shape[1]
    for i in range(lo, hi):
        ahead = min(i + AHEAD, hi - 1)
        near = ahead * K + max(slot[ahead], 0)
        fetch(score, near)
        fetch(park, near)
        k = slot[i]
        if k < 0:
            continue
        j = park[i, k]
        total += np.float64(score[i, k]) if score[i, k] > NO_EDGE else -np.inf
        counts[j] += 1.0
        for r in range(demand.shape[2]):
            used[j, r] += np.float64(demand[i, k if per_edge else 0, r])
    return total


def tallies(instance: Any, slot: Any, cuts: Any, threads: int) -> list[Any]:
    """Score, use and count of the firms between cuts."""
    arrays = (instance.score, instance.park, by_slot(instance), slot)

    def part(lo: int, hi: int) -> Any:
        used, counts = np.zeros(instance.capacity.shape), np.zeros(instance.parks)
        return tally(*arrays, lo, hi, used, counts), used, counts

    ends = cuts.tolist()
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(part, ends[:-1], ends[1:]))
