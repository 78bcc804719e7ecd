"""The passes over large instances: compiled kernels on parts of the firms, one part a thread."""

from __future__ import annotations

import os
from collections.abc import Callable
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
    added,
    chunks,
)
from jiedui.core.matching.assign.lookups import Lookups
from jiedui.core.matching.instance import LEAST_ROWS, PARTS_MAX, Floats, Instance, cuts_of


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
        self._width = instance.capacity.shape[1] + 1
        self._kernels = kernels.build(instance.capacity.shape[1], instance.is_per_edge)
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
        if self.threads == 1 or len(parts) == 1:
            return [work(lo, hi) for lo, hi in parts]
        return list(self._pool.map(lambda part: work(*part), parts))

    def _at_cuts(self, rows: NDArray[np.int32]) -> list[tuple[int, int]]:
        at = np.searchsorted(rows, self.cuts.astype(rows.dtype)).tolist()
        parts = [(lo, hi) for lo, hi in pairwise(at) if lo < hi]
        return parts or [(0, 0)]

    @property
    def _arrays(self) -> tuple[Any, ...]:
        return self.instance.score, self.instance.park, self.instance.demand

    def survey(self, record: NDArray[np.float32], rows: NDArray[np.int32], band: float) -> Survey:
        """Exact best values of firms `rows`, and which of them compete within the band."""
        best, count = np.empty(len(rows), np.int16), np.empty(len(rows), np.int16)

        def part(lo: int, hi: int) -> PartSums:
            load = np.zeros((len(record), self._width))
            given = (record, self.scale, rows, np.float32(band), lo, hi, best, count, load)
            total, settled = self._kernels.survey(*self._arrays, *given)
            return PartSums(total, settled, load)

        return Survey(tuple(self._each(len(rows), part, rows)), best, count)

    def pick(self, record: NDArray[np.float32], rows: NDArray[np.int32], band: float) -> Active:
        """Survey firms `rows` and gather the edges that compete."""
        return self.gather(record, rows, band, self.survey(record, rows, band))

    def gather(
        self, record: NDArray[np.float32], rows: NDArray[np.int32], band: float, survey: Survey
    ) -> Active:
        """Copy the competing edges of the contested firms of a survey side by side."""
        contested = survey.count > 0
        firms, size = rows[contested], survey.count[contested]
        start = np.zeros(len(firms) + 1, np.int64)
        np.cumsum(size, out=start[1:])
        n, R = int(start[-1]), self.instance.capacity.shape[1]
        park, score = np.empty(n, np.int32), np.empty(n, np.float32)
        demand, slot = np.empty((n, R), np.float32), np.empty(n, np.int16)

        def part(lo: int, hi: int) -> None:
            given = (record, self.scale, firms, np.float32(band), lo, hi)
            self._kernels.gather(*self._arrays, *given, start, park, score, demand, slot)

        self._each(len(firms), part, firms)
        return Active(firms, start, park, score, demand, slot, self.scale[firms], survey)

    def smooth(self, active: Active, record: NDArray[np.float32], gamma: float) -> Smooth:
        """Log-sum-exp at temperature γ·scale over each contested firm's offers and no park."""
        chance = np.empty(len(active.park), np.float32)
        likely = np.empty(active.firms, np.int16)

        def part(lo: int, hi: int) -> tuple[float, Floats]:
            both = np.zeros((len(record), 2 * self._width))  # load and curvature side by side
            edges = (active.start, active.park, active.score, active.demand, active.scale)
            given = (record, np.float32(gamma), lo, hi, chance, likely, both)
            return self._kernels.smooth(*edges, *given), both

        totals, sums = zip(*self._each(active.firms, part), strict=True)
        load, curvature = np.hsplit(added(sums), 2)
        firms = np.flatnonzero(likely).astype(np.int32)
        return Smooth(sum(totals), load, curvature, chance, firms, likely)

    def curvature(self, active: Active, smooth: Smooth, gamma: float) -> Product:
        """The product of the curvature with a direction: Σ_i Cov_i(edge loads) · direction.

        A Newton step takes dozens of products: the likely edges of undecided firms are packed.
        """
        edges = self._packed(active, smooth)
        cold = 1 / (np.float32(gamma) * active.scale[smooth.undecided])
        most = int(np.diff(edges[0]).max(initial=1))

        def product(direction: NDArray[np.float32]) -> Floats:
            def part(lo: int, hi: int) -> Floats:
                load = np.zeros((len(direction), self._width), np.float32)
                change = np.empty(most, np.float32)
                start, park, demand, chance = edges
                given = (cold, chance, direction, change, lo, hi, load)
                self._kernels.curve(start, park, demand, *given)
                return load

            return added(self._each(len(cold), part))

        return product

    def _packed(self, active: Active, smooth: Smooth) -> tuple[Any, ...]:
        firms, size = smooth.undecided, smooth.likely[smooth.undecided]
        start = np.zeros(len(firms) + 1, np.int64)
        np.cumsum(size, out=start[1:])
        n = int(start[-1])
        park, chance = np.empty(n, np.int32), np.empty(n, np.float32)
        demand = np.empty((n, active.demand.shape[1]), np.float32)

        def part(lo: int, hi: int) -> None:
            edges = (active.start, active.park, active.demand, smooth.chance)
            self._kernels.pack(firms, *edges, lo, hi, start, park, demand, chance)

        self._each(len(firms), part)
        return start, park, demand, chance


def warm() -> None:
    """Compile the kernels that up to three resources need, once, into Numba's cache."""
    from jiedui.core.matching.assign.solve import assign  # it imports this module where it needs to

    generator = np.random.default_rng(0)
    for R in (1, 2, 3):
        for shape in ((3000, R), (3000, 4, R)):
            score, park = generator.random((3000, 4)), generator.integers(0, 9, (3000, 4))
            capacity = np.full((9, R), 99.0)
            toy = Instance.of_candidates(score, park, generator.random(shape), capacity)
            assign(toy, engine="compiled")


if __name__ == "__main__":
    from jiedui.core.matching.assign import compiled

    compiled.warm()
