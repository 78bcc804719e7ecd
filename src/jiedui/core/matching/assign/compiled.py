"""The passes over large instances: compiled kernels on parts of the firms, one part a thread."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiedui.core.matching.assign import kernels
from jiedui.core.matching.assign.active import (
    Active,
    PartSums,
    Product,
    Smooth,
    Survey,
    Whole,
    chunks,
)
from jiedui.core.matching.assign.duals import Duals
from jiedui.core.matching.assign.lookups import Lookups
from jiedui.core.matching.certificate import Tally, compiled_tallies
from jiedui.core.matching.instance import LEAST_ROWS, PARTS_MAX, Floats, Instance, cuts_of

WORTH_PACKING = 0.75
"""Where fewer of the edges are likely, products are taken over those alone."""
ROOM_MAX = 2**25
"""Edges to make room for on a guess: a pass over a few firms may have found dozens for each."""


def free_cores() -> int:
    """Cores that this process may use, less those that others keep busy; at least one."""
    mine = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return max(1, min(mine, round(mine - busy)))


class CompiledEngine(Lookups):
    """Passes over the edges of one instance on some threads.

    `cuts` are the rows where a pass over firms is cut: those of the whole, in rows of this
    instance, where it holds only some of the firms.
    """

    name = "compiled"
    moves: Any = kernels.Moves

    def __init__(self, instance: Instance, threads: int | None = None, cuts: Any = None):
        cuts = cuts_of(instance.firms) if cuts is None else cuts
        super().__init__(instance, cuts, threads or free_cores())
        self._pool = ThreadPoolExecutor(self.threads)
        self._width = Duals.width(instance.capacity.shape[1])
        self._edges_per_firm = 1.0
        self.scale = np.empty(instance.firms, np.float32)
        self._each(
            instance.firms, lambda lo, hi: kernels.scales(instance.score, self.scale, lo, hi)
        )

    @staticmethod
    def native(array: NDArray[Any]) -> Any:
        """Arrays: what compiled moves read."""
        return np.ascontiguousarray(array)

    def _each(
        self, n: int, work: Callable[[int, int], Any], rows: NDArray[np.int32] | None = None
    ) -> list[Any]:
        """Work on each part of 0..n; the answers in the order of the parts.

        Parts of firms `rows`, ascending, are cut at fixed firms, so that the sums over them are the
        same wherever the firms of a part lie.
        """
        parts = chunks(n, least=LEAST_ROWS, most=PARTS_MAX) if rows is None else self._at_cuts(rows)
        found: list[Any] = [None] * len(parts)
        left = iter(range(len(parts)))

        def help_out(_: int) -> None:
            for at in left:
                found[at] = work(*parts[at])

        hands = min(self.threads, len(parts))
        if hands == 1:
            help_out(0)
        else:
            list(self._pool.map(help_out, range(hands)))
        return found

    def _at_cuts(self, rows: NDArray[np.int32]) -> list[tuple[int, int]]:
        at = np.searchsorted(rows, self.cuts.astype(rows.dtype)).tolist()
        parts = [(lo, hi) for lo, hi in pairwise(at) if lo < hi]
        return parts or [(0, 0)]

    @property
    def _arrays(self) -> tuple[Any, ...]:
        """Score, park, demand (N, 1 or K, R), and whether it differs by edge."""
        given, R = self.instance, self.instance.capacity.shape[1]
        demand = given.demand.reshape(given.firms, -1, R)
        return given.score, given.park, demand, int(given.is_per_edge)

    def tallies(self, slot: NDArray[Any]) -> list[Tally]:
        return compiled_tallies(self.instance, slot, self.cuts, threads=self.threads)

    def pick(self, record: NDArray[np.float32], rows: NDArray[np.int32], band: float) -> Active:
        """Exact best values of firms `rows`; the edges that compete within the band, copied."""
        n = len(rows)
        best, count = np.empty(n, np.int16), np.empty(n, np.int16)

        rate = min(self._edges_per_firm * 1.2 + 0.25, max(2.0, ROOM_MAX / max(n, 1)))
        room = self._edges(int(n * rate))

        def part(lo: int, hi: int) -> Any:
            given = (record, self.scale, rows, np.float32(band), lo, hi, best, count)
            to = [one[int(lo * rate) : int(hi * rate)] for one in room]
            while True:
                load, firms = np.zeros(record.shape), np.empty(hi - lo, np.int32)
                *found, taken, edges = kernels.pick(*self._arrays, *given, load, firms, *to)
                if edges <= len(to[0]):
                    return *found, load, firms[:taken], *(one[:edges] for one in to)
                to = self._edges(edges)

        totals, scores, loads, *copied = map(list, zip(*self._each(n, part, rows), strict=True))
        at, park, score, needs, slot = map(joined_up, copied)
        self._edges_per_firm = len(park) / max(n, 1)
        survey = Survey(tuple(map(PartSums, totals, scores, loads)), best, count)
        firms, start = rows[at], starts(count[at])
        return Active(firms, start, park, score, needs, slot, self.scale[firms], survey)

    def _edges(self, n: int) -> list[NDArray[Any]]:
        """Room for the park, score, needs and slot of n edges."""
        needs = np.empty((n, self._width), np.float32)
        return [np.empty(n, np.int32), np.empty(n, np.float32), needs, np.empty(n, np.int16)]

    def in_parts(self, n: int, work: Callable[[int, int], object]) -> None:
        """Do independent work on each part of 0..n, on all threads."""
        self._each(n, work)

    def values(self, active: Active, record: NDArray[np.float32]) -> NDArray[np.float32]:
        """See `Active.values`."""
        value = np.empty_like(active.score)
        edges = (active.park, active.score, active.needs)
        self._each(len(value), lambda lo, hi: kernels.values(*edges, record, lo, hi, value))
        return value

    def smooth(self, active: Active, record: NDArray[np.float32], gamma: float) -> Smooth:
        """Log-sum-exp at temperature γ·scale over each contested firm's offers and no park."""
        chance = np.empty(len(active.park), np.float32)
        likely = np.empty(active.firms, np.int16)
        edges = (active.start, active.park, active.score, active.needs, active.scale)

        def part(lo: int, hi: int) -> tuple[float, Any]:
            sums = np.zeros((len(record), 2 * record.shape[1]), np.float32)
            given = (record, np.float32(gamma), lo, hi, chance, likely, sums)
            return kernels.smooth(*edges, *given), sums

        totals, sums = zip(*self._each(active.firms, part), strict=True)
        load, curvature = np.hsplit(summed(sums), 2)
        firms = by_size(likely)
        return Smooth(sum(totals), load, curvature, chance, firms, likely)

    def curvature(self, active: Active, smooth: Smooth, gamma: float) -> Product:
        """The product of the curvature with a direction: Σ_i Cov_i(edge loads) · direction.

        A Newton step takes several products: where many edges are not likely, those are packed
        that are.
        """
        firms, start, park, needs, chance = self._likely(active, smooth)
        heat = np.float32(gamma) * active.scale[firms]
        cold = np.divide(1, heat, out=np.zeros_like(heat), where=heat > 0)

        def product(direction: NDArray[np.float32]) -> Floats:
            def part(lo: int, hi: int) -> Any:
                load = np.zeros(direction.shape, np.float32)
                kernels.curve(start, park, needs, cold, chance, direction, lo, hi, load)
                return load

            return summed(self._each(len(cold), part))

        return product

    def _likely(self, active: Active, smooth: Smooth) -> tuple[Any, ...]:
        """Firms, and where their edges start, these edges' parks, needs and chances."""
        edges = (active.start, active.park, active.needs, smooth.chance)
        start = starts(smooth.likely[smooth.undecided])
        n = int(start[-1])
        if n > WORTH_PACKING * len(active.park):
            return slice(None), *edges
        park, chance = np.empty(n, np.int32), np.empty(n, np.float32)
        needs = np.empty((n, self._width), np.float32)

        def part(lo: int, hi: int) -> None:
            to = (start, park, needs, chance)
            kernels.pack(smooth.undecided, *edges, lo, hi, *to)

        self._each(len(smooth.undecided), part)
        return smooth.undecided, start, park, needs, chance


def summed(tables: Sequence[NDArray[np.float32]]) -> Floats:
    """Tables summed in their order, in double precision; see `active.added`."""
    total = tables[0].astype(float)
    for one in tables[1:]:
        kernels.add_to(total.ravel(), one.ravel())
    return total


def joined_up(parts: list[NDArray[Any]]) -> NDArray[Any]:
    """The parts as one array; the list is emptied, so that they are not held beside it."""
    whole = np.concatenate(parts)
    parts.clear()
    return whole


def by_size(sizes: NDArray[np.int16]) -> NDArray[np.int32]:
    """Positions with a size; in each block of neighbours the smallest first.

    Loops over firms with as many edges as the one before are what a processor foresees: guessing
    wrong where a firm's edges end would take longer than the edges themselves.
    """
    ordered = np.empty(len(sizes), np.int32)
    return ordered[: kernels.order_by_size(sizes, int(sizes.max(initial=0)), ordered)]


def starts(sizes: NDArray[np.int16]) -> Whole:
    """Where each of several stretches of these sizes begins, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])


def warm() -> None:
    """Compile the kernels once, into Numba's cache."""
    from jiedui.core.matching import certificate_kernel
    from jiedui.core.matching.assign.solve import assign  # it imports this module where it needs to

    generator = np.random.default_rng(0)
    score, park = generator.random((3000, 9)), generator.integers(0, 9, (3000, 9))
    needs = generator.random((3000, 2)), generator.random((3000, 9, 2)), np.ones((3000, 1))
    for demand in needs:
        capacity = np.full((9, demand.shape[-1]), 99.0)
        toy = Instance.of_candidates(score, park, demand, capacity)
        answer = assign(toy, engine="compiled")
        nothing, cuts = np.zeros(toy.parks), cuts_of(toy.firms)
        certificate_kernel.best_values(toy, answer.prices, nothing, cuts, 1)


if __name__ == "__main__":
    from jiedui.core.matching.assign import compiled

    compiled.warm()
