"""What Newton steps do with the competing edges, as compiled loops over firms stacked in runs.

A *run* is firms with as many edges each, `n` of them, and its edges stand slot by slot: the first
edges of all its firms, then their second ones. So inner loops go over neighbours in memory, however
few edges a firm has, and are vector loops. Where demand does not differ by edge, what a firm needs
stands there once. `Stack` holds the arrays.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import float32

from jiedui.core.matching.assign.kernels import MOST_SLOTS, by_size, jit, lean
from jiedui.core.matching.assign.vectors import add_moments, add_needs, copy_row, pay

BLOCK = 8192
"""Firms among which those of one size are brought together: they stay close in memory."""
RUN = 1024
"""Edges of a run, unless one firm has more: what stays in the nearest cache."""
CERTAIN = np.float32(0.99999)
UNLIKELY = np.float32(1e-4)
"""Offers below this chance add nothing to the curvature that a step would notice."""
FAR = np.float32(-16.0)


def polynomial(function: Any, first: float, last: float) -> Any:
    """Seven coefficients of the Chebyshev interpolation between two ends."""
    found = np.polynomial.Chebyshev.interpolate(function, 6, domain=[first, last])
    return np.float32(found.convert(kind=np.polynomial.Polynomial).coef)


E0, E1, E2, E3, E4, E5, E6 = polynomial(np.exp, -1, 0)
L0, L1, L2, L3, L4, L5, L6 = polynomial(np.log, 1, 2)
LOG_2 = np.float32(np.log(2))


@lean
def decay(x: Any) -> Any:
    """exp(x) for x <= 0, to six digits; 0 below `FAR`.

    exp(x / 16) by a polynomial, four times squared: several times quicker than the library's, which
    is most of what a smoothed pass does.
    """
    y = max(x, FAR) * float32(0.0625)
    power = ((((((E6 * y + E5) * y + E4) * y + E3) * y + E2) * y) + E1) * y + E0
    power *= power
    power *= power
    power *= power
    power *= power
    return power if x > FAR else float32(0)


@lean
def logarithm(x: Any) -> Any:
    """log(x) for x >= 1, to six digits: the exponent's share, and a polynomial between 1 and 2."""
    bits = np.float32(x).view(np.int32)
    y = np.int32((bits & 0x7FFFFF) | 0x3F800000).view(np.float32)
    power = ((((((L6 * y + L5) * y + L4) * y + L3) * y + L2) * y) + L1) * y + L0
    return power + LOG_2 * float32((bits >> 23) - 127)


@jit
def in_order_of_size(sizes: Any, most: int, ordered: Any) -> int:
    """Fill `ordered` with the positions that have a size, the smallest first in each block."""
    found, block = 0, np.empty(BLOCK, np.int32)
    for lo in range(0, len(sizes), BLOCK):
        n = min(BLOCK, len(sizes) - lo)
        none = by_size(sizes, lo, lo + n, most, block)
        ordered[found : found + n - none] = block[none:n]
        found += n - none
    return found


@lean
def cut_into_runs(sizes: Any, ordered: Any, firm: Any, edge: Any) -> int:
    """Where each run's firms and edges begin, and where the last one's end; how many runs."""
    runs, at = 0, 0
    edge[0] = firm[0] = 0
    while at < len(ordered):
        size = int(sizes[ordered[at]])
        most = RUN // size if size < RUN else 1
        end, last = at + 1, min(len(ordered), at + most)
        while end < last and sizes[ordered[end]] == size:
            end += 1
        edge[runs + 1], firm[runs + 1] = edge[runs] + (end - at) * size, end
        runs, at = runs + 1, end
    return runs


@lean
def run_of(firm: Any, edge: Any, r: Any) -> Any:
    """First firm, firms, first edge and edges of each firm of run r.

    The numbers are unsigned: Numba would ask of every signed index whether it counts from the end,
    and LLVM could not take eight at a time.
    """
    n = np.uint64(firm[r + 1] - firm[r])
    first = np.uint64(edge[r])
    return np.uint64(firm[r]), n, first, (np.uint64(edge[r + 1]) - first) // n


@lean
def stack(
    start: Any, door: Any, score: Any, needs: Any, scale: Any, ordered: Any, firm: Any, edge: Any,
    by_edge: int, lo: int, hi: int, to_door: Any, to_score: Any, to_needs: Any, to_scale: Any,
) -> None:  # fmt: skip
    """Copy the edges of firms that stand side by side into runs lo..hi."""
    for r in range(lo, hi):
        at, n, first, size = run_of(firm, edge, r)
        for q in range(n):
            one = np.uint64(ordered[at + q])
            e = np.uint64(start[one])
            to_scale[at + q] = scale[one]
            if not by_edge:
                copy_row(needs, e, to_needs, at + q)
            for k in range(size):
                to = first + k * n + q
                to_door[to], to_score[to] = door[e + k], score[e + k]
                if by_edge:
                    copy_row(needs, e + k, to_needs, to)


@lean
def pack(
    firm: Any, edge: Any, door: Any, needs: Any, chance: Any, ordered: Any, to_firm: Any,
    to_edge: Any, by_edge: int, lo: int, hi: int, to_door: Any, to_chance: Any, to_needs: Any,
) -> None:  # fmt: skip
    """Copy the likely edges of the firms `ordered` of one stack into runs lo..hi of another."""
    for r in range(lo, hi):
        at, n, first, _ = run_of(to_firm, to_edge, r)
        run = np.searchsorted(firm, ordered[at], side="right") - 1
        for q in range(n):
            one = ordered[at + q]
            while firm[run + 1] <= one:
                run += 1
            while firm[run] > one:
                run -= 1
            head, m, e, size = run_of(firm, edge, run)
            e += np.uint64(one) - head
            to = first + q
            if not by_edge:
                copy_row(needs, np.uint64(one), to_needs, at + q)
            for _ in range(size):
                if chance[e] > UNLIKELY:
                    to_door[to], to_chance[to] = door[e], chance[e]
                    if by_edge:
                        copy_row(needs, e, to_needs, to)
                    to += n
                e += m


@lean
def pay_run(
    table: Any, door: Any, needs: Any, by_edge: int, at: Any, first: Any, n: Any, size: Any,
    out: Any,
) -> None:  # fmt: skip
    """What the edges of a run pay by a table of charges, from out[0] on."""
    if by_edge:
        pay(table, door, needs, first, first + n * size, out, first, first)
    else:
        for k in range(size):
            pay(table, door, needs, first + k * n, first + (k + 1) * n, out, first, at)


@lean
def heat_up(score: Any, first: Any, n: Any, size: Any, cold: Any, odds: Any, best: Any) -> None:
    """From what a run's edges pay to how far they are from their firm's best, in temperatures."""
    for q in range(n):
        best[q] = 0
    for k in range(size):
        for q in range(n):
            odds[k * n + q] = score[first + k * n + q] - odds[k * n + q]
            best[q] = max(best[q], odds[k * n + q])
    for k in range(size):
        for q in range(n):
            odds[k * n + q] = (odds[k * n + q] - best[q]) * cold[q]


@lean
def weigh(n: Any, size: Any, cold: Any, odds: Any, best: Any, whole: Any) -> None:
    """From distances to odds, and their sum with that of no park."""
    for t in range(n * size):
        odds[t] = decay(odds[t])
    for q in range(n):
        whole[q] = decay(-best[q] * cold[q])
    for k in range(size):
        for q in range(n):
            whole[q] += odds[k * n + q]


@lean
def share_out(
    first: Any, n: Any, size: Any, cold: Any, odds: Any, whole: Any, chance: Any, near: Any
) -> None:
    """From odds to chances; count the likely ones; the odds become what each adds to curvature."""
    for q in range(n):
        whole[q] = float32(1) / whole[q]
        near[q] = 0
    for k in range(size):
        for q in range(n):
            p = odds[k * n + q] * whole[q]
            chance[first + k * n + q] = p
            near[q] += p > UNLIKELY
            odds[k * n + q] = p * (float32(1) - p) * cold[q]


@jit
def smooth(
    firm: Any, edge: Any, door: Any, score: Any, needs: Any, scale: Any, by_edge: int, record: Any,
    gamma: Any, lo: int, hi: int, chance: Any, likely: Any, sums: Any,
) -> Any:  # fmt: skip
    """Log-sum-exp of the firms of runs lo..hi and its derivatives; each firm's likely offers.

    `sums` (M, 2W) takes the loads and beside them the curvature.
    """
    total, near = 0.0, np.empty(RUN, np.int16)
    heat, cold = np.empty(RUN, np.float32), np.empty(RUN, np.float32)
    best, whole = np.empty(RUN, np.float32), np.empty(RUN, np.float32)
    odds = np.empty(max(RUN, MOST_SLOTS), np.float32)
    for r in range(lo, hi):
        at, n, first, size = run_of(firm, edge, r)
        for q in range(n):
            heat[q] = gamma * scale[at + q]
            cold[q] = float32(1) / heat[q] if heat[q] > 0 else float32(0)
        pay_run(record, door, needs, by_edge, at, first, n, size, odds)
        heat_up(score, first, n, size, cold, odds, best)
        weigh(n, size, cold, odds, best, whole)
        for q in range(n):
            total += best[q] + heat[q] * logarithm(whole[q])
        share_out(first, n, size, cold, odds, whole, chance, near)
        for k in range(size):
            for q in range(n):
                e = first + k * n + q
                row = e if by_edge else at + q
                add_moments(sums, door[e], chance[e], odds[k * n + q], needs, row)
        for q in range(n):
            # the best offer, or no park, had odds of 1 before they were shared out
            likely[at + q] = near[q] if whole[q] < CERTAIN else 0
    return total


@jit
def curve(
    firm: Any, edge: Any, door: Any, needs: Any, by_edge: int, cold: Any, chance: Any,
    direction: Any, lo: int, hi: int, load: Any,
) -> None:  # fmt: skip
    """Add to `load` what the loads of runs lo..hi change by when prices move in a direction."""
    mean, change = np.empty(RUN, np.float32), np.empty(max(RUN, MOST_SLOTS), np.float32)
    for r in range(lo, hi):
        at, n, first, size = run_of(firm, edge, r)
        pay_run(direction, door, needs, by_edge, at, first, n, size, change)
        for q in range(n):
            mean[q] = 0
        for k in range(size):
            for q in range(n):
                mean[q] += chance[first + k * n + q] * change[k * n + q]
        for k in range(size):
            for q in range(n):
                away = change[k * n + q] - mean[q]
                change[k * n + q] = chance[first + k * n + q] * away * cold[at + q]
        for k in range(size):
            for q in range(n):
                e = first + k * n + q
                row = e if by_edge else at + q
                add_needs(load, door[e], change[k * n + q], needs, row)
