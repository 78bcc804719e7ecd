"""The passes over large instances: compiled kernels on parts of the firms, one part a thread."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiedui.core.matching.assign import kernels, steps_kernel
from jiedui.core.matching.assign.active import (
    Active,
    PartSums,
    Product,
    Smooth,
    Survey,
    chunks,
)
from jiedui.core.matching.assign.duals import Duals
from jiedui.core.matching.assign.lookups import Lookups
from jiedui.core.matching.assign.stack import Runs, Stack
from jiedui.core.matching.certificate import Tally, compiled_tallies, in_order
from jiedui.core.matching.instance import LEAST_ROWS, PARTS_MAX, Floats, Instance, cuts_of

WORTH_PACKING = 0.25
"""Where fewer of the edges are likely, products are taken over those alone."""
LEAST_EDGES = 2**15
"""Edges of a part that is worth a thread's while."""
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
        self._edges_per_firm, self._band = 1.0, 1.0
        self.scale = np.empty(instance.firms, np.float32)
        self._each(
            instance.firms, lambda lo, hi: kernels.scales(instance.score, self.scale, lo, hi)
        )

    @staticmethod
    def native(array: NDArray[Any]) -> Any:
        """Arrays: what compiled moves read."""
        return np.ascontiguousarray(array)

    def _each(self, n: int, work: Callable[[int, int], Any], edges: int = 0) -> list[Any]:
        """Work on each part of 0..n, firms that have so many edges together; see `_all`."""
        least = n * LEAST_EDGES // edges if edges else LEAST_ROWS
        return self._all(chunks(n, least=max(1, least), most=PARTS_MAX), work)

    def _all(self, parts: Sequence[tuple[int, int]], work: Callable[[int, int], Any]) -> list[Any]:
        """Work on each part, on all threads; the answers in the order of the parts."""
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
        """Parts of firms `rows`, ascending, cut at fixed firms: sums are then the same wherever
        the firms of a part lie."""
        at = np.searchsorted(rows, self.cuts.astype(rows.dtype)).tolist()
        parts = [(lo, hi) for lo, hi in pairwise(at) if lo < hi]
        return parts or [(0, 0)]

    @property
    def _arrays(self) -> tuple[Any, ...]:
        """Score, door, demand (N, 1 or K, R), and whether it differs by edge."""
        given, R = self.instance, self.instance.capacity.shape[1]
        demand = given.demand.reshape(given.firms, -1, R)
        return given.score, self.doors, demand, int(given.is_per_edge)

    def tallies(self, slot: NDArray[Any]) -> list[Tally]:
        return compiled_tallies(self.instance, slot, self.cuts, threads=self.threads)

    def doors_at(self, slot: NDArray[np.int16]) -> NDArray[np.int32]:
        """See `Lookups.doors_at`."""
        door = np.empty(len(slot), np.int32)
        given = (self.doors, slot, door)
        self._each(len(slot), lambda lo, hi: kernels.doors_at(*given, lo, hi))
        return door

    def pick(self, record: NDArray[np.float32], rows: NDArray[np.int32], band: float) -> Active:
        """Exact best values of firms `rows`; the edges that compete within the band, copied."""
        n = len(rows)
        best, count = np.empty(n, np.int16), np.empty(n, np.int16)
        rate = self._rate(n, band)
        room = self._edges(int(n * rate))

        def part(lo: int, hi: int) -> Any:
            given = (record, self.scale, rows, np.float32(band), lo, hi, best, count)
            firms = [np.empty(hi - lo, kind) for kind in (np.int32, np.int16, np.float32)]
            to = [one[int(lo * rate) : int(hi * rate)] for one in room]
            while True:
                load = np.zeros(record.shape)
                found = kernels.pick(*self._arrays, *given, load, *firms, *to)
                total, settled, taken, edges = found
                if edges <= len(to[0]):
                    copied = [one[:taken] for one in firms], [one[:edges] for one in to]
                    return PartSums(total, settled, load), *copied
                to = self._edges(edges)

        sums, firms, edges = zip(*self._all(self._at_cuts(rows), part), strict=True)
        firm, size, scale = self._joined_up(firms)
        door, score, needs, slot = self._joined_up(edges)
        self._edges_per_firm, self._band = len(door) / max(n, 1), band
        survey = Survey(sums, best, count)
        return Active(firm, kernels.starts(size), door, score, needs, slot, scale, survey)

    def _rate(self, n: int, band: float) -> float:
        """Edges of a firm to make room for: as last time, more by as much as the band is wider.

        Firms whose edges do not find room are gone over twice.
        """
        wider = max(1.0, band / self._band) if self._band > 0 else 1.0
        likely = min(self._edges_per_firm * wider, self.instance.slots)
        return min(likely * 1.2 + 0.25, max(2.0, ROOM_MAX / max(n, 1)))

    def _edges(self, n: int) -> list[NDArray[Any]]:
        """Room for the door, score, needs and slot of n edges."""
        needs = np.empty((n, self._width), np.float32)
        return [np.empty(n, np.int32), np.empty(n, np.float32), needs, np.empty(n, np.int16)]

    def _joined_up(self, parts: Sequence[Sequence[NDArray[Any]]]) -> list[NDArray[Any]]:
        """Columns of several parts as whole columns, copied on all threads."""
        ends = np.cumsum([0, *(len(columns[0]) for columns in parts)]).tolist()
        whole = [np.empty((ends[-1], *one.shape[1:]), one.dtype) for one in parts[0]]

        def copy(lo: int, hi: int) -> None:
            for columns, start, end in zip(parts[lo:hi], ends[lo:], ends[lo + 1 :], strict=False):
                for one, to in zip(columns, whole, strict=True):
                    to[start:end] = one

        self._all([(at, at + 1) for at in range(len(parts))], copy)
        return whole

    def in_parts(self, n: int, work: Callable[[int, int], Any]) -> list[Any]:
        """Do independent work on each part of 0..n, on all threads; the answers in order."""
        return self._each(n, work)

    def values(self, active: Active, record: NDArray[np.float32]) -> NDArray[np.float32]:
        """See `Active.values`."""
        value = np.empty_like(active.score)
        edges = (active.door, active.score, active.needs)
        self._each(len(value), lambda lo, hi: kernels.values(*edges, record, lo, hi, value))
        return value

    def regrets(
        self, active: Active, value: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], ...]:
        """See `Active.regrets`."""
        best, lost = np.empty_like(active.scale), np.empty_like(active.scale)
        given = (active.start, value, best, lost)
        self._each(active.firms, lambda lo, hi: kernels.regrets(*given, lo, hi))
        return best, lost

    def laid_out(self, active: Active) -> Stack:
        """The same edges, stacked in runs: what Newton steps go over again and again."""
        runs = Runs.of(active.sizes.astype(np.int16))
        n, firms, by_edge = len(active.door), active.firms, int(self.instance.is_per_edge)
        door, score = np.empty(n, np.int32), np.empty(n, np.float32)
        needs = np.empty((n if by_edge else firms, self._width), np.float32)
        scale = np.empty(firms, np.float32)
        edges = (active.start, active.door, active.score, active.needs, active.scale)
        given, to = (*edges, *runs.tables, by_edge), (door, score, needs, scale)
        self._each(len(runs), lambda lo, hi: steps_kernel.stack(*given, lo, hi, *to), n)
        return Stack(runs, door, score, needs, scale, by_edge)

    def smooth(self, stack: Stack, record: NDArray[np.float32], gamma: float) -> Smooth:
        """Log-sum-exp at temperature γ·scale over each contested firm's offers and no park."""
        chance = np.empty(len(stack.door), np.float32)
        likely = np.empty(len(stack.scale), np.int16)
        edges = (stack.door, stack.score, stack.needs, stack.scale, stack.by_edge)

        def part(lo: int, hi: int) -> tuple[float, Any]:
            sums = np.zeros((len(record), 2 * record.shape[1]), np.float32)
            given = (record, np.float32(gamma), lo, hi, chance, likely, sums)
            return steps_kernel.smooth(*stack.runs.ends, *edges, *given), sums

        totals, sums = zip(*self._each(len(stack.runs), part, len(chance)), strict=True)
        load, curvature = np.hsplit(summed(sums), 2)
        return Smooth(in_order(totals), load, curvature, chance, likely)

    def curvature(self, stack: Stack, smooth: Smooth, gamma: float) -> Product:
        """The product of the curvature with a direction: Σ_i Cov_i(edge loads) · direction.

        A Newton step takes several products: where many edges are not likely, those are packed
        that are.
        """
        runs, door, needs, chance, scale = self._likely(stack, smooth)
        heat = np.float32(gamma) * scale
        cold = np.divide(1, heat, out=np.zeros_like(heat), where=heat > 0)
        given = (*runs.ends, door, needs, stack.by_edge, cold, chance)

        def product(direction: NDArray[np.float32]) -> Floats:
            def part(lo: int, hi: int) -> Any:
                load = np.zeros(direction.shape, np.float32)
                steps_kernel.curve(*given, direction, lo, hi, load)
                return load

            return summed(self._each(len(runs), part, len(door)))

        return product

    def _likely(self, stack: Stack, smooth: Smooth) -> tuple[Any, ...]:
        """The runs, doors, needs, chances and scales of edges that firms may yet take."""
        n = int(smooth.likely.sum(dtype=np.int64))
        if n > WORTH_PACKING * len(stack.door):
            return stack.runs, stack.door, stack.needs, smooth.chance, stack.scale
        runs = Runs.of(smooth.likely)
        door, chance = np.empty(n, np.int32), np.empty(n, np.float32)
        needs = np.empty((n if stack.by_edge else len(runs.ordered), self._width), np.float32)
        edges = (*stack.runs.ends, stack.door, stack.needs, smooth.chance)
        given, to = (*edges, *runs.tables, stack.by_edge), (door, chance, needs)
        self._each(len(runs), lambda lo, hi: steps_kernel.pack(*given, lo, hi, *to), n)
        return runs, door, needs, chance, stack.scale[runs.ordered]


def summed(tables: Sequence[NDArray[np.float32]]) -> Floats:
    """Tables summed in their order, in double precision; see `active.added`."""
    total = tables[0].astype(float)
    for one in tables[1:]:
        kernels.add_to(total.ravel(), one.ravel())
    return total


def warm() -> None:
    """Compile the kernels once, into Numba's cache."""
    from jiedui.core.matching import certificate, certificate_kernel
    from jiedui.core.matching.assign.solve import assign  # it imports this module where it needs to

    generator = np.random.default_rng(0)
    score, park = generator.random((3000, 9)), generator.integers(0, 9, (3000, 9))
    needs = generator.random((3000, 2)), generator.random((3000, 9, 2)), np.ones((3000, 1))
    for demand in needs:
        capacity = np.full((9, demand.shape[-1]), 99.0)
        toy = Instance.of_candidates(score, park, demand, capacity)
        answer = assign(toy, engine="compiled")
        charged = certificate.Charged.of(toy, answer.prices, None)
        certificate_kernel.best_values(toy, charged, cuts_of(toy.firms), 1)


if __name__ == "__main__":
    from jiedui.core.matching.assign import compiled

    compiled.warm()
