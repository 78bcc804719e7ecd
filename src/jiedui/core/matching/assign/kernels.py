"""The passes as compiled loops; only `compiled` imports this, because Numba takes its time.

What a door charges is a row of W numbers, its R prices, its quota's and zeros; what an edge needs
is another (its demand, 1, zeros), so that what it pays is their dot product; W is a multiple of
four. The kernels release the interpreter's lock and know no threads: the caller cuts the firms into
parts and adds the parts up in order, so any number of threads gives the same bytes. Numba keeps
what it compiled beside this file, or in the user's cache folder.

Five things make these loops and those of `steps_kernel` quick, and are easily undone. Indices are
unsigned: Numba asks of every signed one whether it counts from the end, and then LLVM does not take
eight at a time. A kernel is called for many firms, never for one: an array is a dozen arguments. No
branch hangs on values that cannot be foreseen. Inner loops go over neighbours in memory. And what
allocates nothing is `lean`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import float32, njit
from numba.extending import overload

from jiedui.core.matching.assign import moves as plain_moves
from jiedui.core.matching.assign.vectors import (
    LANES,
    SLOTS,
    WORD,
    fetch,
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
lean = njit(_nrt=False, **OPTIONS)
"""For loops that allocate nothing: Numba else counts, atomically, who holds an array each time that
one is handed on."""
FLOOR, EMPTY = np.float32(-5e29), np.float32(-2e30)
BLOCK = 1024
"""Firms of a block stay close in memory when they are put in another order."""
SOME = 16
"""Firms whose reduced scores are held at a time."""
AHEAD = np.uint64(8)
"""Firms ahead of the one at hand whose slots are brought near."""
MOST_SLOTS = 2**15
"""A slot is an int16."""


@overload(plain_moves.touch)
def touch(array: Any, at: Any) -> Any:
    """See `moves.touch`."""

    def compiled(array: Any, at: Any) -> Any:
        return fetch(array, np.int64(at))

    return compiled


INTO_CALLER = {"_nrt": False, "forceinline": True}
"""LLVM puts a helper's lines into its caller. What Numba does by inline="always" compiled loops
within loops wrongly (0.68): paths went astray."""


def let_call(helper: Callable[..., Any]) -> None:
    """Let compiled loops call a plain helper, compiled for what they give it."""
    overload(helper, strict=False, jit_options=INTO_CALLER)(lambda *_: helper)


for one in plain_moves.HELPERS:
    let_call(one)


class Moves:
    """The moves of `moves`, compiled."""

    sort = staticmethod(lean(plain_moves.sort))
    greedy = staticmethod(lean(plain_moves.greedy))
    improve = staticmethod(lean(plain_moves.improve))
    wanted = staticmethod(lean(plain_moves.wanted))
    relocations = staticmethod(lean(plain_moves.relocations))
    eject = staticmethod(lean(plain_moves.eject))


@lean
def add_to(total: Any, more: Any) -> None:
    """Add to a sum in double precision."""
    for at in range(len(total)):
        total[at] += more[at]


@lean
def scales(score: Any, out: Any, lo: int, hi: int) -> None:
    """The best score of each firm."""
    for i in range(lo, hi):
        row, most = score[i], float32(0)
        for k in range(len(row)):
            most = max(most, row[k])
        out[i] = most


@lean
def doors_at(door: Any, slot: Any, out: Any, lo: int, hi: int) -> None:
    """The door of the slot that each firm holds, -1 none."""
    K = door.shape[1]
    for i in range(lo, hi):
        ahead = min(i + AHEAD, hi - 1)
        fetch(door, ahead * K + max(slot[ahead], 0))
        out[i] = door[i, np.uint64(slot[i])] if slot[i] >= 0 else -1


@jit
def by_size(sizes: Any, lo: int, hi: int, most: int, ordered: Any) -> int:
    """Fill `ordered` with the positions lo..hi, the smallest size first; how many have size 0."""
    first = np.zeros(most + 2, np.int64)
    for q in range(lo, hi):
        first[sizes[q] + 1] += 1
    for size in range(1, most + 2):
        first[size] += first[size - 1]
    none = int(first[1])
    for q in range(lo, hi):
        ordered[first[sizes[q]]] = q
        first[sizes[q]] += 1
    return none


@lean
def fits_quad(score: Any, demand: Any, per_edge: int) -> bool:
    """Whether vectors of eight slots and four columns can be used."""
    return score.shape[1] >= SLOTS and demand.shape[2] < LANES and not per_edge


@lean
def quad(demand: Any, i: Any) -> Any:
    """What firm i needs, 1 for its place, zeros: as the rows of `needs` have it."""
    R, one, none = demand.shape[2], float32(1), float32(0)
    return (
        demand[i, 0, 0],
        demand[i, 0, 1] if R > 1 else one,
        demand[i, 0, 2] if R > 2 else (one if R == 2 else none),
        one if R == 3 else none,
    )


@lean
def reduce_plainly(
    score: Any, door: Any, demand: Any, per_edge: int, record: Any, i: Any, value: Any, at: Any
) -> Any:  # fmt: skip
    """Fill row `at` of `value` with the reduced scores of firm i's slots; the best, or 0."""
    most, R = float32(0), demand.shape[2]
    for k in range(score.shape[1]):
        j = door[i, k]
        x = score[i, k] - record[j, R]
        for r in range(R):
            x -= demand[i, k * per_edge, r] * record[j, r]
        value[at, k] = x
        most = max(most, x)
    return most


@lean
def fetch_row(score: Any, door: Any, i: Any) -> None:
    """Have the slots of firm i brought near: the processor alone does not look as far ahead."""
    K = np.uint64(score.shape[1])
    for k in range(np.uint64(0), K, np.uint64(16)):
        fetch(score, i * K + k)
    for k in range(np.uint64(0), K, np.uint64(32)):
        fetch(door, i * K + k)


@lean
def reduce(
    score: Any, door: Any, demand: Any, per_edge: int, record: Any, rows: Any, lo: Any, n: Any,
    value: Any, most: Any,
) -> None:  # fmt: skip
    """The reduced scores of n firms from lo on, and the best of each, or 0."""
    K, is_quad = score.shape[1], fits_quad(score, demand, per_edge)
    last = np.uint64(len(rows) - 1)
    for at in range(n):
        i = np.uint64(rows[lo + at])
        fetch_row(score, door, np.uint64(rows[min(lo + at + AHEAD, last)]))
        if is_quad:
            need = quad(demand, i)
            most[at] = reduce_slots(score, door, record, need, i, K, value, at)
        else:
            most[at] = reduce_plainly(score, door, demand, per_edge, record, i, value, at)


@lean
def survey(
    score: Any, door: Any, demand: Any, per_edge: int, record: Any, scale: Any, rows: Any,
    band: Any, lo: Any, n: Any, value: Any, most: Any, near: Any, best: Any, count: Any,
) -> Any:  # fmt: skip
    """Values of n firms from lo on; a bit in `near` for each slot that competes; the values' sum.

    Some firms at a time: what was just written is read again only after a while, when the
    processor need not wait for it. No branch hangs on what a firm's values are: a third of them
    would be foreseen wrongly, each at the price of a firm.
    """
    K, total, some = score.shape[1], 0.0, np.uint64(len(most))
    for x in range(n):
        at = x % some
        q = lo + x
        if at == 0:
            reduce(score, door, demand, per_edge, record, rows, q, min(some, n - x), value, most)
        total += most[at]
        edge = max(most[at] - band * scale[np.uint64(rows[q])], FLOOR)
        found, top = 0, np.uint64(0)
        for word in range(near.shape[1]):
            first = word * WORD
            bits = slots_above(value, at, edge, first, min(first + WORD, K))
            near[x, word] = bits
            if bits and not found:
                top = np.uint64(first + lowest(bits))
            found += ones(bits)
        contested = (found > 1) | ((found == 1) & (edge < 0))
        count[q] = found * contested
        best[q] = np.int64(top + np.uint64(1)) * (found * (not contested)) - 1
    return total


@lean
def settle(
    score: Any, door: Any, demand: Any, per_edge: int, rows: Any, ordered: Any, best: Any, load: Any
) -> float:
    """Add what the firms at these positions need at their best slots, if any; their score."""
    total, R = 0.0, demand.shape[2]
    for q in ordered:
        if best[q] >= 0:
            i, top = np.uint64(rows[q]), np.uint64(best[q])
            total += score[i, top]
            j, of = np.uint64(door[i, top]), top if per_edge else np.uint64(0)
            for r in range(R):
                load[j, r] += demand[i, of, r]
            load[j, R] += 1.0
    return total


@lean
def gather(
    score: Any, door: Any, demand: Any, per_edge: int, rows: Any, base: Any, ordered: Any,
    near: Any, e: Any, to_door: Any, to_score: Any, to_needs: Any, to_slot: Any,
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
                to_door[e], to_score[e], to_slot[e] = door[i, k], score[i, k], k
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
    score: Any, door: Any, demand: Any, per_edge: int, record: Any, scale: Any, rows: Any,
    band: Any, lo: int, hi: int, best: Any, count: Any, load: Any, to_firm: Any, to_size: Any,
    to_scale: Any, to_door: Any, to_score: Any, to_needs: Any, to_slot: Any,
) -> Any:  # fmt: skip
    """Survey and gather a block at a time, while its rows are still in the cache.

    `demand` is (N, 1, R) or (N, K, R), `per_edge` 0 or 1. Gives both sums, the contested firms and
    their edges; where these are more than the arrays hold, the rest was counted and not copied.
    """
    K, total, settled, taken, edges = score.shape[1], 0.0, 0.0, 0, 0
    value, most = np.full((SOME, K + SLOTS), EMPTY, np.float32), np.empty(SOME, np.float32)
    near = np.empty((BLOCK, (K + WORD - 1) // WORD), np.uint64)
    block = np.empty(BLOCK, np.int32)
    for start in range(lo, hi, BLOCK):
        end, base = min(start + BLOCK, hi), np.uint64(start)
        total += survey(
            score, door, demand, per_edge, record, scale, rows, band, base, np.uint64(end - start),
            value, most, near, best, count,
        )  # fmt: skip
        alone = by_size(count, start, end, K, block)
        settled += settle(score, door, demand, per_edge, rows, block[:alone], best, load)
        ordered = block[alone : end - start]
        first = np.uint64(edges)
        for q in ordered:
            edges += count[q]
        if edges <= len(to_door):
            gather(
                score, door, demand, per_edge, rows, base, ordered, near, first,
                to_door, to_score, to_needs, to_slot,
            )  # fmt: skip
        for x in range(len(ordered)):
            q, at = ordered[x], taken + x
            to_firm[at], to_size[at], to_scale[at] = rows[q], count[q], scale[rows[q]]
        taken += len(ordered)
    return total, settled, taken, edges


@jit
def starts(sizes: Any) -> Any:
    """Where each of several stretches of these sizes begins, and where the last one ends."""
    found, end = np.zeros(len(sizes) + 1, np.int64), 0
    for q in range(len(sizes)):
        end += sizes[q]
        found[q + 1] = end
    return found


@lean
def values(door: Any, score: Any, needs: Any, record: Any, lo: int, hi: int, value: Any) -> None:
    """Score less what the door's prices take, of the edges lo..hi."""
    first = np.uint64(lo)
    pay(record, door, needs, first, np.uint64(hi), value, np.uint64(0), first)
    for e in range(np.uint64(lo), np.uint64(hi)):
        value[e] = score[e] - value[e]


@lean
def regrets(start: Any, value: Any, best: Any, lost: Any, lo: int, hi: int) -> None:
    """The best value of firms lo..hi and the loss by their second choice."""
    for q in range(lo, hi):
        most = second = float32(0)
        for e in range(np.uint64(start[q]), np.uint64(start[q + 1])):
            second = max(second, min(most, value[e]))
            most = max(most, value[e])
        best[q], lost[q] = most, most - second
