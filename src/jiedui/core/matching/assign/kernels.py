"""The passes as compiled loops; only `compiled` imports this, because Numba takes its time.

What a park charges is a row of W numbers, its R prices, its quota's and zeros; what an edge needs
is another (its demand, 1, zeros), so that what it pays is their dot product; W is a multiple of
four. The kernels release the interpreter's lock and know no threads: the
caller cuts the firms into parts and adds the parts up in order, so any number of threads gives the
same bytes. Numba keeps what it compiled beside this file, or in the user's cache folder.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import float32, njit

from jiedui.core.matching.assign import moves as plain_moves
from jiedui.core.matching.assign import vectors
from jiedui.core.matching.assign.vectors import (
    LANES,
    SLOTS,
    WORD,
    add_needs,
    add_squares,
    dot,
    lowest,
    ones,
    slots_above,
)

OPTIONS = {
    "nogil": True,
    "cache": True,
    "boundscheck": False,
    "error_model": "numpy",
    "fastmath": {"nnan", "ninf", "nsz", "arcp", "contract", "afn", "reassoc"},
}
jit = njit(**OPTIONS)
inlined = njit(**OPTIONS, inline="always")
FLOOR, EMPTY = np.float32(-5e29), np.float32(-2e30)
BLOCK = 2048
"""Firms of a block stay close in memory when they are put in another order."""
CERTAIN = np.float32(0.99999)
FAR = np.float32(-16.0)


def polynomial(function: Any, first: float, last: float) -> Any:
    """Seven coefficients of the Chebyshev interpolation between two ends."""
    found = np.polynomial.Chebyshev.interpolate(function, 6, domain=[first, last])
    return np.float32(found.convert(kind=np.polynomial.Polynomial).coef)


E0, E1, E2, E3, E4, E5, E6 = polynomial(np.exp, -1, 0)
L0, L1, L2, L3, L4, L5, L6 = polynomial(np.log, 1, 2)
LOG_2 = np.float32(np.log(2))
UNLIKELY = np.float32(1e-4)
"""Offers below this chance add nothing to the curvature that a step would notice."""


@jit
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


@jit
def logarithm(x: Any) -> Any:
    """log(x) for x >= 1, to six digits: the exponent's share, and a polynomial between 1 and 2."""
    bits = np.float32(x).view(np.int32)
    y = np.int32((bits & 0x7FFFFF) | 0x3F800000).view(np.float32)
    power = ((((((L6 * y + L5) * y + L4) * y + L3) * y + L2) * y) + L1) * y + L0
    return power + LOG_2 * float32((bits >> 23) - 127)


class Moves:
    """The moves of `moves`, compiled."""

    greedy = staticmethod(jit(plain_moves.greedy))
    improve = staticmethod(jit(plain_moves.improve))
    relocations = staticmethod(jit(plain_moves.relocations))
    eject = staticmethod(jit(plain_moves.eject))


@jit
def scales(score: Any, out: Any, lo: int, hi: int) -> None:
    """The best score of each firm."""
    for i in range(lo, hi):
        row, most = score[i], float32(0)
        for k in range(len(row)):
            most = max(most, row[k])
        out[i] = most


@jit
def by_size(sizes: Any, lo: int, hi: int, most: int, ordered: Any) -> int:
    """Fill `ordered` with the positions lo..hi that have a size, the smallest first; how many."""
    first = np.zeros(most + 2, np.int64)
    for q in range(lo, hi):
        if sizes[q]:
            first[sizes[q] + 1] += 1
    for size in range(1, most + 2):
        first[size] += first[size - 1]
    for q in range(lo, hi):
        if sizes[q]:
            ordered[first[sizes[q]]] = q
            first[sizes[q]] += 1
    return int(first[most])


@jit
def order_by_size(sizes: Any, most: int, ordered: Any) -> int:
    """The same for all positions, a block of neighbours at a time; how many have a size."""
    found = 0
    for lo in range(0, len(sizes), BLOCK):
        found += by_size(sizes, lo, min(lo + BLOCK, len(sizes)), most, ordered[found:])
    return found


@inlined
def reduced(
    score: Any, park: Any, demand: Any, R: int, per_edge: int, record: Any, i: int, value: Any
) -> Any:  # fmt: skip
    """Fill `value` with the reduced scores of firm i's slots; the best of them, or 0."""
    K = score.shape[1]
    if K >= SLOTS and R < LANES and not per_edge:
        one, none = float32(1), float32(0)
        need = (
            demand[i, 0, 0],
            demand[i, 0, 1] if R > 1 else one,
            demand[i, 0, 2] if R > 2 else (one if R == 2 else none),
            one if R == 3 else none,
        )
        return vectors.reduce_slots(score, park, record, need, i, K, value)
    most = float32(0)
    for k in range(K):
        j = park[i, k]
        x = score[i, k] - record[j, R]
        for r in range(R):
            x -= demand[i, k * per_edge, r] * record[j, r]
        value[k] = x
        most = max(most, x)
    return most


@jit
def survey(
    score: Any, park: Any, demand: Any, R: int, per_edge: int, record: Any, scale: Any, rows: Any,
    band: Any, lo: int, hi: int, value: Any, near: Any, best: Any, count: Any, load: Any,
) -> Any:  # fmt: skip
    """Values of firms lo..hi; a bit in `near` for each slot that competes."""
    K, total, settled = score.shape[1], 0.0, 0.0
    for q in range(lo, hi):
        i = np.int64(rows[q])
        most = reduced(score, park, demand, R, per_edge, record, i, value)
        total += most
        edge = max(most - band * scale[i], FLOOR)
        found, top = 0, -1
        for word in range(near.shape[1]):
            first = word * WORD
            bits = slots_above(value, edge, first, min(first + WORD, K))
            near[q - lo, word] = bits
            found += ones(bits)
            if bits and top < 0:
                top = first + lowest(bits)
        contested = found > 1 or (found == 1 and edge < 0)
        count[q] = found if contested else 0
        best[q] = -1 if contested or not found else top
        if best[q] >= 0:
            settled += score[i, top]
            j = park[i, top]
            for r in range(R):
                load[j, r] += demand[i, top * per_edge, r]
            load[j, R] += 1.0
    return total, settled


@inlined
def gather(
    score: Any, park: Any, demand: Any, R: int, per_edge: int, i: int, bits: Any, first: int,
    e: int, to_park: Any, to_score: Any, to_needs: Any, to_slot: Any,
) -> int:  # fmt: skip
    """Copy the slots of one word of bits; where the next one goes."""
    while bits:
        k = first + lowest(bits)
        bits &= bits - np.uint64(1)
        to_park[e], to_score[e], to_slot[e] = park[i, k], score[i, k], k
        for r in range(R):
            to_needs[e, r] = demand[i, k * per_edge, r]
        for r in range(R, to_needs.shape[1]):
            to_needs[e, r] = 1 if r == R else 0
        e += 1
    return e


@jit
def pick(
    score: Any, park: Any, demand: Any, per_edge: int, record: Any, scale: Any, rows: Any,
    band: Any, lo: int, hi: int, best: Any, count: Any, load: Any, firms: Any,
    to_park: Any, to_score: Any, to_needs: Any, to_slot: Any,
) -> Any:  # fmt: skip
    """Survey and gather a block at a time, while its rows are still in the cache.

    `demand` is (N, 1, R) or (N, K, R), `per_edge` 0 or 1. Gives both sums, the contested firms and
    their edges; where these are more than the arrays hold, the rest was counted and not copied.
    """
    K, R = score.shape[1], demand.shape[2]
    value = np.full(K + SLOTS, EMPTY, np.float32)
    near = np.empty((BLOCK, (K + WORD - 1) // WORD), np.uint64)
    ordered = np.empty(BLOCK, np.int32)
    total, settled, taken, edges = 0.0, 0.0, 0, 0
    for start in range(lo, hi, BLOCK):
        end = min(start + BLOCK, hi)
        part = survey(
            score, park, demand, R, per_edge, record, scale, rows, band, start, end, value, near,
            best, count, load,
        )  # fmt: skip
        total += part[0]
        settled += part[1]
        for at in range(by_size(count, start, end, K, ordered)):
            q = ordered[at]
            firms[taken] = q
            taken += 1
            e = edges
            edges += count[q]
            if edges <= len(to_park):
                for word in range(near.shape[1]):
                    e = gather(
                        score, park, demand, R, per_edge, np.int64(rows[q]),
                        near[q - start, word], word * WORD, e, to_park, to_score, to_needs, to_slot,
                    )  # fmt: skip
    return total, settled, taken, edges


@jit
def smooth(
    start: Any, park: Any, score: Any, needs: Any, scale: Any, record: Any, gamma: Any,
    lo: int, hi: int, chance: Any, likely: Any, load: Any, curvature: Any,
) -> Any:  # fmt: skip
    """Log-sum-exp of firms lo..hi and its derivatives; how many offers are likely for each."""
    total = 0.0
    for q in range(lo, hi):
        first, last = start[q], start[q + 1]
        heat, most = gamma * scale[q], float32(0)
        for e in range(first, last):
            x = score[e] - dot(record, np.int64(park[e]), needs, e)
            chance[e] = x
            most = max(most, x)
        cold = float32(1) / heat
        whole = decay(-most * cold)
        for e in range(first, last):
            odds = decay((chance[e] - most) * cold)
            chance[e] = odds
            whole += odds
        total += most + heat * logarithm(whole)
        share, near = float32(1) / whole, 0
        for e in range(first, last):
            p = chance[e] * share
            chance[e] = p
            near += p > UNLIKELY
            if p > 0:
                j = np.int64(park[e])
                add_needs(load, j, p, needs, e)
                add_squares(curvature, j, p * (float32(1) - p) * cold, needs, e)
        # the best offer, or no park, has odds of 1 before they are shared out
        likely[q] = near if share < CERTAIN else 0
    return total


@jit
def pack(
    firms: Any, start: Any, park: Any, needs: Any, chance: Any,
    lo: int, hi: int, to_start: Any, to_park: Any, to_needs: Any, to_chance: Any,
) -> None:  # fmt: skip
    """Copy the likely edges of undecided firms side by side."""
    for at in range(lo, hi):
        q, to = firms[at], to_start[at]
        for e in range(start[q], start[q + 1]):
            if chance[e] > UNLIKELY:
                to_park[to], to_chance[to] = park[e], chance[e]
                for c in range(needs.shape[1]):
                    to_needs[to, c] = needs[e, c]
                to += 1


@jit
def curve(
    start: Any, park: Any, needs: Any, cold: Any, chance: Any, direction: Any,
    change: Any, lo: int, hi: int, load: Any,
) -> None:  # fmt: skip
    """Add to `load` what the loads of firms lo..hi change by when prices move in a direction."""
    for q in range(lo, hi):
        first, last = start[q], start[q + 1]
        mean = float32(0)
        for e in range(first, last):
            x = dot(direction, np.int64(park[e]), needs, e)
            change[e - first] = x
            mean += chance[e] * x
        for e in range(first, last):
            w = chance[e] * (change[e - first] - mean) * cold[q]
            add_needs(load, np.int64(park[e]), w, needs, e)
