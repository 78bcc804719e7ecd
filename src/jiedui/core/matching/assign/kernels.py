"""The passes as compiled loops; only `compiled` imports this, because Numba takes its time.

One set of kernels is built for each number of resources, so that the loops over resources unroll,
and for demand by firm or by edge. They release the interpreter's lock and know no threads: the
caller cuts the firms into parts and adds the parts up in order, so any number of threads gives the
same bytes. Numba keeps what it compiled beside this file, or in the user's cache folder.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numba import float32, njit

from jiedui.core.matching.assign import moves as plain_moves
from jiedui.core.matching.assign.vectors import LANES, reduce_quads

OPTIONS = {
    "nogil": True,
    "cache": True,
    "boundscheck": False,
    "error_model": "numpy",
    "fastmath": {"nnan", "ninf", "nsz", "arcp", "contract", "afn", "reassoc"},
}
jit = njit(**OPTIONS)
FLOOR = np.float32(-5e29)
CERTAIN = np.float32(0.99999)
FAR = np.float32(-16.0)
POLYNOMIAL: Any = np.float32(
    np.polynomial.Chebyshev.interpolate(np.exp, 6, domain=[-1, 0])
    .convert(kind=np.polynomial.Polynomial)
    .coef
)
C0, C1, C2, C3, C4, C5, C6 = POLYNOMIAL
UNLIKELY = np.float32(1e-4)
"""Offers below this chance add nothing to the curvature that a step would notice."""


@jit
def decay(x: Any) -> Any:
    """exp(x) for x <= 0, to six digits; 0 below `FAR`.

    exp(x / 16) by a polynomial (Chebyshev interpolation on -1 to 0), four times squared: several
    times quicker than the library's, which is most of what a smoothed pass does.
    """
    if x < FAR:
        return float32(0)
    y = x * float32(0.0625)
    power = C6
    power = power * y + C5
    power = power * y + C4
    power = power * y + C3
    power = power * y + C2
    power = power * y + C1
    power = power * y + C0
    power *= power
    power *= power
    power *= power
    power *= power
    return power


@dataclass(frozen=True)
class Kernels:
    """What `build` compiles for one number of resources."""

    survey: Callable[..., Any]
    gather: Callable[..., Any]
    smooth: Callable[..., Any]
    pack: Callable[..., Any]
    curve: Callable[..., Any]


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


@cache
def build(R: int, per_edge: bool) -> Kernels:
    """Kernels for R resources."""

    if not per_edge and R < LANES:

        @jit
        def reduced(score: Any, park: Any, demand: Any, record: Any, need: Any, value: Any) -> Any:
            """Fill `value` with the reduced scores of one firm's slots; the best of them and 0."""
            for r in range(R):
                need[r] = demand[r]
            K = len(score)
            most = reduce_quads(score, park, record, need, K, value)
            for k in range(K - K % LANES, K):
                x = score[k]
                for c in range(LANES):
                    x -= need[c] * record[park[k], c]
                value[k] = x
                if x > most:
                    most = x
            return most

    else:

        @jit
        def reduced(score: Any, park: Any, demand: Any, record: Any, need: Any, value: Any) -> Any:
            """The same with demand by edge, or more resources than one vector holds."""
            most = float32(0)
            for k in range(len(score)):
                j = park[k]
                x = score[k] - record[j, R]
                for r in range(R):
                    x -= (demand[k, r] if per_edge else demand[r]) * record[j, r]
                value[k] = x
                if x > most:
                    most = x
            return most

    @jit
    def survey(
        score: Any, park: Any, demand: Any, record: Any, scale: Any, rows: Any, band: Any,
        lo: int, hi: int, best: Any, count: Any, load: Any,
    ) -> Any:  # fmt: skip
        K = score.shape[1]
        value, need = np.empty(K, np.float32), np.zeros(LANES, np.float32)
        need[R % LANES] = 1
        total, settled = 0.0, 0.0
        for q in range(lo, hi):
            i = rows[q]
            most = reduced(score[i], park[i], demand[i], record, need, value)
            total += most
            edge = max(most - band * scale[i], FLOOR)
            near, top = 0, -1
            for k in range(K):
                near += value[k] >= edge
            if most > 0:
                for k in range(K):
                    if value[k] == most:
                        top = k
                        break
            best[q] = top
            if near > 1 or (near == 1 and edge < 0):
                count[q] = near
                continue
            count[q] = 0
            if top >= 0:
                settled += score[i, top]
                j = park[i, top]
                for r in range(R):
                    load[j, r] += demand[i, top, r] if per_edge else demand[i, r]
                load[j, R] += 1.0
        return total, settled

    @jit
    def gather(
        score: Any, park: Any, demand: Any, record: Any, scale: Any, rows: Any, band: Any,
        lo: int, hi: int, start: Any, to_park: Any, to_score: Any, to_demand: Any, to_slot: Any,
    ) -> None:  # fmt: skip
        K = score.shape[1]
        value, need = np.empty(K, np.float32), np.zeros(LANES, np.float32)
        need[R % LANES] = 1
        for q in range(lo, hi):
            i = rows[q]
            most = reduced(score[i], park[i], demand[i], record, need, value)
            edge = max(most - band * scale[i], FLOOR)
            e = start[q]
            for k in range(K):
                if value[k] >= edge:
                    to_park[e] = park[i, k]
                    to_score[e] = score[i, k]
                    to_slot[e] = k
                    for r in range(R):
                        to_demand[e, r] = demand[i, k, r] if per_edge else demand[i, r]
                    e += 1

    @jit
    def smooth(
        start: Any, park: Any, score: Any, demand: Any, scale: Any, record: Any, gamma: Any,
        lo: int, hi: int, chance: Any, likely: Any, sums: Any,
    ) -> Any:  # fmt: skip
        total = 0.0
        for q in range(lo, hi):
            first, last = start[q], start[q + 1]
            heat, most = gamma * scale[q], float32(0)
            for e in range(first, last):
                j = park[e]
                x = score[e] - record[j, R]
                for r in range(R):
                    x -= demand[e, r] * record[j, r]
                chance[e] = x
                if x > most:
                    most = x
            cold = float32(1) / heat
            whole = decay(-most * cold)
            for e in range(first, last):
                odds = decay((chance[e] - most) * cold)
                chance[e] = odds
                whole += odds
            total += most + heat * np.log(whole)
            share, near = float32(1) / whole, 0
            for e in range(first, last):
                p = chance[e] * share
                chance[e] = p
                near += chance[e] > UNLIKELY
                j = park[e]
                w = p * (float32(1) - p) * cold
                for r in range(R):
                    a = demand[e, r]
                    sums[j, r] += p * a
                    sums[j, R + 1 + r] += w * a * a
                sums[j, R] += p
                sums[j, R + 1 + R] += w
            # the best offer, or no park, has odds of 1 before they are shared out
            likely[q] = near if share < CERTAIN else 0
        return total

    @jit
    def pack(
        firms: Any, start: Any, park: Any, demand: Any, chance: Any,
        lo: int, hi: int, to_start: Any, to_park: Any, to_demand: Any, to_chance: Any,
    ) -> None:  # fmt: skip
        for at in range(lo, hi):
            q, to = firms[at], to_start[at]
            for e in range(start[q], start[q + 1]):
                if chance[e] > UNLIKELY:
                    to_park[to], to_chance[to] = park[e], chance[e]
                    for r in range(R):
                        to_demand[to, r] = demand[e, r]
                    to += 1

    @jit
    def curve(
        start: Any, park: Any, demand: Any, cold: Any, chance: Any, direction: Any,
        change: Any, lo: int, hi: int, load: Any,
    ) -> None:  # fmt: skip
        for q in range(lo, hi):
            first, last = start[q], start[q + 1]
            mean = float32(0)
            for e in range(first, last):
                j = park[e]
                x = direction[j, R]
                for r in range(R):
                    x += demand[e, r] * direction[j, r]
                change[e - first] = x
                mean += chance[e] * x
            for e in range(first, last):
                j = park[e]
                w = chance[e] * (change[e - first] - mean) * cold[q]
                for r in range(R):
                    load[j, r] += w * demand[e, r]
                load[j, R] += w

    return Kernels(survey, gather, smooth, pack, curve)
