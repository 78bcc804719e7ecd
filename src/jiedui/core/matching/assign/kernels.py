"""The passes as compiled loops; only `compiled` imports this, because Numba takes its time.

What a park charges is a row of W numbers, its R prices, its quota's and zeros; what an edge needs
is another (its demand, 1, zeros), so that what it pays is their dot product; W is a multiple of
four. The kernels release the interpreter's lock and know no threads: the
caller cuts the firms into parts and adds the parts up in order, so any number of threads gives the
same bytes. Numba keeps what it compiled beside this file, or in the user's cache folder.

Three things make these loops quick, and are easily undone. Indices are unsigned: Numba asks of
every signed one whether it counts from the end, and then LLVM does not take eight at a time. A
kernel is called for many firms, never for one: an array is a dozen arguments. And inner loops are
long: firms with as many edges each are taken together, edge by edge.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import float32, njit

from jiedui.core.matching.assign import moves as plain_moves
from jiedui.core.matching.assign.vectors import (
    LANES,
    SLOTS,
    WORD,
    add_moments,
    add_needs,
    copy_row,
    lowest,
    ones,
    pay,
    put_row,
    reduce_slots,
    slots_above,
)

OPTIONS = {
    "nogil": True,
    "cache": True,
    "boundscheck": False,
    "error_model": "numpy",
    "fastmath": {"nnan", "ninf"},
}
"""Sums may not be reordered nor products fused: the vector and the scalar form of a loop would
round apart, and which of them runs depends on where arrays happen to lie."""
jit = njit(**OPTIONS)
FLOOR, EMPTY = np.float32(-5e29), np.float32(-2e30)
BLOCK = 1024
"""Firms of a block stay close in memory when they are put in another order."""
SOME = 16
"""Firms whose reduced scores are held at a time."""
CERTAIN = np.float32(0.99999)
FAR = np.float32(-16.0)
RUN = 1024
"""Edges of a run of firms that have as many edges each: what stays close in memory."""
MOST_SLOTS = 2**15
"""A slot is an int16."""


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
def add_to(total: Any, more: Any) -> None:
    """Add to a sum in double precision."""
    for at in range(len(total)):
        total[at] += more[at]


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


@jit
def fits_quad(score: Any, demand: Any, per_edge: int) -> bool:
    """Whether vectors of eight slots and four columns can be used."""
    return score.shape[1] >= SLOTS and demand.shape[2] < LANES and not per_edge


@jit
def quad(demand: Any, i: Any) -> Any:
    """What firm i needs, 1 for its place, zeros: as the rows of `needs` have it."""
    R, one, none = demand.shape[2], float32(1), float32(0)
    return (
        demand[i, 0, 0],
        demand[i, 0, 1] if R > 1 else one,
        demand[i, 0, 2] if R > 2 else (one if R == 2 else none),
        one if R == 3 else none,
    )


@jit
def reduce_plainly(
    score: Any, park: Any, demand: Any, per_edge: int, record: Any, i: Any, value: Any, at: Any
) -> Any:  # fmt: skip
    """Fill row `at` of `value` with the reduced scores of firm i's slots; the best, or 0."""
    most, R = float32(0), demand.shape[2]
    for k in range(score.shape[1]):
        j = park[i, k]
        x = score[i, k] - record[j, R]
        for r in range(R):
            x -= demand[i, k * per_edge, r] * record[j, r]
        value[at, k] = x
        most = max(most, x)
    return most


@jit
def reduce(
    score: Any, park: Any, demand: Any, per_edge: int, record: Any, rows: Any, lo: Any, n: Any,
    value: Any, most: Any,
) -> None:  # fmt: skip
    """The reduced scores of n firms from lo on, and the best of each, or 0."""
    K, is_quad = score.shape[1], fits_quad(score, demand, per_edge)
    for at in range(n):
        i = np.uint64(rows[lo + at])
        if is_quad:
            need = quad(demand, i)
            most[at] = reduce_slots(score, park, record, need, i, K, value, at)
        else:
            most[at] = reduce_plainly(score, park, demand, per_edge, record, i, value, at)


@jit
def survey(
    score: Any, park: Any, demand: Any, per_edge: int, record: Any, scale: Any, rows: Any,
    band: Any, lo: Any, n: Any, value: Any, most: Any, near: Any, best: Any, count: Any, load: Any,
) -> Any:  # fmt: skip
    """Values of n firms from lo on; a bit in `near` for each slot that competes.

    Some firms at a time: what was just written is read again only after a while, when the
    processor need not wait for it. Sums of the best values, and of the settled firms' scores.
    """
    K, R, total, settled = score.shape[1], demand.shape[2], 0.0, 0.0
    some = np.uint64(len(most))
    for x in range(n):
        at = x % some
        q = lo + x
        if at == 0:
            reduce(score, park, demand, per_edge, record, rows, q, min(some, n - x), value, most)
        i = np.uint64(rows[q])
        total += most[at]
        edge = max(most[at] - band * scale[i], FLOOR)
        found, top = 0, np.uint64(0)
        for word in range(near.shape[1]):
            first = word * WORD
            bits = slots_above(value, at, edge, first, min(first + WORD, K))
            near[x, word] = bits
            if bits and not found:
                top = np.uint64(first + lowest(bits))
            found += ones(bits)
        contested = found > 1 or (found == 1 and edge < 0)
        count[q] = found if contested else 0
        best[q] = -1 if contested or not found else np.int16(top)
        if found and not contested:
            settled += score[i, top]
            j, of = np.uint64(park[i, top]), top if per_edge else np.uint64(0)
            for r in range(R):
                load[j, r] += demand[i, of, r]
            load[j, R] += 1.0
    return total, settled


@jit
def gather(
    score: Any, park: Any, demand: Any, per_edge: int, rows: Any, base: Any, ordered: Any,
    near: Any, e: Any, to_park: Any, to_score: Any, to_needs: Any, to_slot: Any,
) -> Any:  # fmt: skip
    """Copy the slots that have a bit, of the firms at these positions, from edge e on."""
    is_quad, R = fits_quad(score, demand, per_edge), demand.shape[2]
    for q in ordered:
        i = np.uint64(rows[q])
        for word in range(near.shape[1]):
            bits = near[np.uint64(q) - base, word]
            while bits:
                k = np.uint64(word * WORD + lowest(bits))
                bits &= bits - np.uint64(1)
                to_park[e], to_score[e], to_slot[e] = park[i, k], score[i, k], k
                if is_quad:
                    put_row(to_needs, e, quad(demand, i))
                else:
                    for r in range(R):
                        to_needs[e, r] = demand[i, k if per_edge else np.uint64(0), r]
                    for r in range(R, to_needs.shape[1]):
                        to_needs[e, r] = 1 if r == R else 0
                e += np.uint64(1)


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
    K, total, settled, taken, edges = score.shape[1], 0.0, 0.0, 0, 0
    value, most = np.full((SOME, K + SLOTS), EMPTY, np.float32), np.empty(SOME, np.float32)
    near = np.empty((BLOCK, (K + WORD - 1) // WORD), np.uint64)
    for start in range(lo, hi, BLOCK):
        end, base = min(start + BLOCK, hi), np.uint64(start)
        part = survey(
            score, park, demand, per_edge, record, scale, rows, band, base, np.uint64(end - start),
            value, most, near, best, count, load,
        )  # fmt: skip
        total += part[0]
        settled += part[1]
        contested = by_size(count, start, end, K, firms[taken:])
        ordered = firms[taken : taken + contested]
        taken += contested
        first = np.uint64(edges)
        for q in ordered:
            edges += count[q]
        if edges <= len(to_park):
            gather(
                score, park, demand, per_edge, rows, base, ordered, near, first,
                to_park, to_score, to_needs, to_slot,
            )  # fmt: skip
    return total, settled, taken, edges


@jit
def values(park: Any, score: Any, needs: Any, record: Any, lo: int, hi: int, value: Any) -> None:
    """Score less what the park's prices take, of the edges lo..hi."""
    pay(record, park, needs, np.uint64(lo), np.uint64(hi), value, np.uint64(0))
    for e in range(np.uint64(lo), np.uint64(hi)):
        value[e] = score[e] - value[e]


@jit
def run_at(start: Any, lo: int, hi: int) -> Any:
    """Firms from `lo` on that have as many edges as it: first edge, firms, edges of each.

    Loops within a run are long, whatever the size. The numbers are unsigned: Numba would ask of
    every signed index whether it counts from the end, and LLVM could not take eight at a time.
    """
    size = start[lo + 1] - start[lo]
    end, most = lo + 1, min(hi, lo + max(RUN // max(size, 1), 1))
    while end < most and start[end + 1] - start[end] == size:
        end += 1
    return np.uint64(start[lo]), np.uint64(end - lo), np.uint64(size)


@jit
def heat_up(score: Any, first: Any, n: Any, size: Any, cold: Any, chance: Any, best: Any) -> None:
    """From what a run's edges pay to how far they are from their firm's best, in temperatures."""
    for q in range(n):
        best[q] = 0
    for k in range(size):
        for q in range(n):
            e = first + q * size + k
            chance[e] = score[e] - chance[e]
            best[q] = max(best[q], chance[e])
    for k in range(size):
        for q in range(n):
            e = first + q * size + k
            chance[e] = (chance[e] - best[q]) * cold[q]


@jit
def weigh(first: Any, n: Any, size: Any, cold: Any, chance: Any, best: Any, whole: Any) -> None:
    """From distances to odds, and their sum with that of no park."""
    for t in range(n * size):
        chance[first + t] = decay(chance[first + t])
    for q in range(n):
        whole[q] = decay(-best[q] * cold[q])
    for k in range(size):
        for q in range(n):
            whole[q] += chance[first + q * size + k]


@jit
def share_out(
    park: Any, needs: Any, first: Any, n: Any, size: Any, cold: Any, chance: Any, whole: Any,
    near: Any, sums: Any,
) -> None:  # fmt: skip
    """From odds to chances; count the likely ones, add up loads and curvature."""
    for q in range(n):
        whole[q] = float32(1) / whole[q]
        near[q] = 0
    for k in range(size):
        for q in range(n):
            e = first + q * size + k
            p = chance[e] * whole[q]
            chance[e] = p
            near[q] += p > UNLIKELY
            spread = p * (float32(1) - p) * cold[q]
            add_moments(sums, park[e], p, spread, needs, e)


@jit
def smooth(
    start: Any, park: Any, score: Any, needs: Any, scale: Any, record: Any, gamma: Any,
    lo: int, hi: int, chance: Any, likely: Any, sums: Any,
) -> Any:  # fmt: skip
    """Log-sum-exp of firms lo..hi and its derivatives; how many offers are likely for each.

    `sums` (M, 2W) takes the loads and beside them the curvature.
    """
    total, near = 0.0, np.empty(RUN, np.int16)
    heat, cold = np.empty(RUN, np.float32), np.empty(RUN, np.float32)
    best, whole = np.empty(RUN, np.float32), np.empty(RUN, np.float32)
    while lo < hi:
        first, n, size = run_at(start, lo, hi)
        at = np.uint64(lo)
        for q in range(n):
            heat[q] = gamma * scale[at + q]
            cold[q] = float32(1) / heat[q] if heat[q] > 0 else float32(0)
        pay(record, park, needs, first, first + n * size, chance, np.uint64(0))
        heat_up(score, first, n, size, cold, chance, best)
        weigh(first, n, size, cold, chance, best, whole)
        for q in range(n):
            total += best[q] + heat[q] * logarithm(whole[q])
        share_out(park, needs, first, n, size, cold, chance, whole, near, sums)
        for q in range(n):
            # the best offer, or no park, had odds of 1 before they were shared out
            likely[at + q] = near[q] if whole[q] < CERTAIN else 0
        lo += int(n)
    return total


@jit
def pack(
    firms: Any, start: Any, park: Any, needs: Any, chance: Any,
    lo: int, hi: int, to_start: Any, to_park: Any, to_needs: Any, to_chance: Any,
) -> None:  # fmt: skip
    """Copy the likely edges of undecided firms side by side."""
    for at in range(lo, hi):
        q, to = firms[at], np.uint64(to_start[at])
        for e in range(np.uint64(start[q]), np.uint64(start[q + 1])):
            if chance[e] > UNLIKELY:
                to_park[to], to_chance[to] = park[e], chance[e]
                copy_row(needs, e, to_needs, to)
                to += np.uint64(1)


@jit
def curve(
    start: Any, park: Any, needs: Any, cold: Any, chance: Any, direction: Any,
    lo: int, hi: int, load: Any,
) -> None:  # fmt: skip
    """Add to `load` what the loads of firms lo..hi change by when prices move in a direction."""
    mean, change = np.empty(RUN, np.float32), np.empty(max(RUN, MOST_SLOTS), np.float32)
    while lo < hi:
        first, n, size = run_at(start, lo, hi)
        at = np.uint64(lo)
        pay(direction, park, needs, first, first + n * size, change, first)
        for q in range(n):
            mean[q] = 0
        for k in range(size):
            for q in range(n):
                mean[q] += chance[first + q * size + k] * change[q * size + k]
        for k in range(size):
            for q in range(n):
                e = first + q * size + k
                w = chance[e] * (change[q * size + k] - mean[q]) * cold[at + q]
                add_needs(load, park[e], w, needs, e)
        lo += int(n)
