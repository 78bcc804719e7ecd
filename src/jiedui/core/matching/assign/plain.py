"""The passes in NumPy: what small instances run, and the twin that the kernels must agree with."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiedui.core.matching.assign import moves
from jiedui.core.matching.assign.active import (
    Active,
    PartSums,
    Product,
    Smooth,
    Survey,
    chunks,
    without,
)
from jiedui.core.matching.assign.lookups import Lookups
from jiedui.core.matching.instance import NO_EDGE, Floats, Instance, cuts_of

LEAST_ROWS = 4096
CERTAIN = np.float32(0.99999)
"""A firm whose choice is this sure adds nothing to the curvature worth a visit."""


class PlainEngine(Lookups):
    """Passes over the edges of one instance."""

    name = "plain"
    moves: Any = moves

    def __init__(self, instance: Instance):
        super().__init__(instance, cuts_of(instance.firms))
        self._shape = (instance.parks, instance.capacity.shape[1] + 1)
        self.scale = np.maximum(instance.score.max(axis=1), 0).astype(np.float32)

    @staticmethod
    def native(array: NDArray[Any]) -> Any:
        """Lists: the interpreter reads them three times faster than arrays."""
        return array.tolist()

    def survey(self, record: NDArray[np.float32], rows: NDArray[np.int32], band: float) -> Survey:
        """Exact best values of firms `rows`, and which of them compete within the band."""
        n, M, W = len(rows), *self._shape
        total, settled = 0.0, 0.0
        load = np.zeros((M, W))
        best, count = np.empty(n, np.int16), np.empty(n, np.int16)
        for lo, hi in chunks(n, least=LEAST_ROWS, most=10**6):
            some = rows[lo:hi]
            value = self._values(record, some)
            top = value.argmax(axis=1)
            most = np.maximum(np.take_along_axis(value, top[:, None], 1)[:, 0], np.float32(0))
            total += float(most.sum(dtype=np.float64))
            edge = most - np.float32(band) * self.scale[some]
            near = (value >= np.maximum(edge, NO_EDGE / 2)[:, None]).sum(axis=1)
            best[lo:hi] = np.where(most > 0, top, -1)
            contested = (near > 1) | ((near > 0) & (edge < 0))
            count[lo:hi] = np.where(contested, near, 0)
            settled += self._settle(some, best[lo:hi], ~contested, load)
        return Survey((PartSums(total, settled, load),), best, count)

    def pick(self, record: NDArray[np.float32], rows: NDArray[np.int32], band: float) -> Active:
        """Survey firms `rows` and gather the edges that compete."""
        return self.gather(record, rows, band, self.survey(record, rows, band))

    def _values(self, record: NDArray[np.float32], rows: NDArray[np.int32]) -> NDArray[np.float32]:
        park, R = self.instance.park[rows], self._shape[1] - 1
        demand = self.instance.demand[rows]
        value = self.instance.score[rows] - record[:, R][park]
        for r in range(R):
            need = demand[:, :, r] if self.instance.is_per_edge else demand[:, r, None]
            value -= need * record[:, r][park]
        return np.asarray(value)

    def _settle(
        self,
        rows: NDArray[np.int32],
        best: NDArray[np.int16],
        settled: NDArray[np.bool_],
        load: Floats,
    ) -> float:
        keep = settled & (best >= 0)
        firm, slot = rows[keep], best[keep].astype(np.int64)
        park, R = self.instance.park[firm, slot], load.shape[1] - 1
        demand = self.instance.demand
        need = demand[firm, slot] if self.instance.is_per_edge else demand[firm]
        for r in range(R):
            load[:, r] += np.bincount(park, need[:, r].astype(float), len(load))
        load[:, R] += np.bincount(park, minlength=len(load))
        return float(self.instance.score[firm, slot].sum(dtype=np.float64))

    def gather(
        self,
        record: NDArray[np.float32],
        rows: NDArray[np.int32],
        band: float,
        survey: Survey,
    ) -> Active:
        """Copy the competing edges of the contested firms of a survey side by side."""
        firms = rows[survey.count > 0]
        value = self._values(record, firms)
        most = np.maximum(value.max(axis=1, initial=0), 0)
        edge = np.maximum(most - np.float32(band) * self.scale[firms], NO_EDGE / 2)
        q, slot = np.nonzero(value >= edge[:, None])
        size = np.bincount(q, minlength=len(firms))
        at = firms[q]
        demand = self.instance.demand
        return Active(
            rows=firms,
            start=np.concatenate([[0], np.cumsum(size)]).astype(np.int64),
            park=self.instance.park[at, slot].astype(np.int32),
            score=self.instance.score[at, slot],
            demand=np.ascontiguousarray(demand[at, slot] if demand.ndim == 3 else demand[at]),
            slot=slot.astype(np.int16),
            scale=self.scale[firms],
            settled=survey,
        )

    def smooth(self, active: Active, record: NDArray[np.float32], gamma: float) -> Smooth:
        """Log-sum-exp at temperature γ·scale over each contested firm's offers and no park."""
        n, (M, W) = active.firms, self._shape
        if not n:
            none = np.zeros((M, W))
            nobody = np.zeros(0, np.int32)
            return Smooth(0.0, none, none, np.zeros(0, np.float32), nobody, nobody.astype(np.int16))
        firm = np.repeat(np.arange(n), np.diff(active.start))
        value, heat = active.values(record), np.float32(gamma) * active.scale
        most = np.maximum(np.maximum.reduceat(value, active.start[:-1]), 0)
        odds = np.exp((value - most[firm]) / heat[firm])
        whole = np.add.reduceat(odds, active.start[:-1]) + np.exp(-most / heat)
        total = float((most + heat * np.log(whole)).sum(dtype=np.float64))
        chance = odds / whole[firm]
        surest = np.maximum.reduceat(chance, active.start[:-1])
        surest = np.maximum(surest, np.exp(-most / heat) / whole)
        undecided = np.flatnonzero(surest < CERTAIN).astype(np.int32)
        weight = chance * (1 - chance) / heat[firm]
        load, diagonal = sums(active, chance, (M, W)), squares(active, weight, (M, W))
        return Smooth(
            total, load, diagonal, chance, undecided, np.diff(active.start).astype(np.int16)
        )

    def curvature(self, active: Active, smooth: Smooth, gamma: float) -> Product:
        """The product of the curvature with a direction: Σ_i Cov_i(edge loads) · direction.

        Only undecided firms count; a Newton step takes dozens of products, so their edges are
        copied side by side first.
        """
        decided = np.ones(active.firms, bool)
        decided[smooth.undecided] = False
        part = without(active, decided)
        chance = smooth.chance[np.repeat(~decided, np.diff(active.start))]
        firm = np.repeat(np.arange(part.firms), np.diff(part.start))
        heat = np.float32(gamma) * part.scale

        def product(direction: NDArray[np.float32]) -> Floats:
            if not part.firms:
                return np.zeros(self._shape)
            change = part.score - part.values(direction)
            mean = np.add.reduceat(chance * change, part.start[:-1])
            weight = chance * (change - mean[firm]) / heat[firm]
            return sums(part, weight, self._shape)

        return product


def sums(active: Active, weight: NDArray[np.float32], shape: tuple[int, ...]) -> Floats:
    """Weighted demand of the edges of each park (M, R), and in the last column their weight."""
    out = np.empty(shape)
    for r in range(shape[1] - 1):
        out[:, r] = np.bincount(active.park, weight * active.demand[:, r], shape[0])
    out[:, -1] = np.bincount(active.park, weight, shape[0])
    return out


def squares(active: Active, weight: NDArray[np.float32], shape: tuple[int, ...]) -> Floats:
    """The same with the demand squared: the diagonal of the curvature."""
    out = np.empty(shape)
    for r in range(shape[1] - 1):
        out[:, r] = np.bincount(active.park, weight * active.demand[:, r] ** 2, shape[0])
    out[:, -1] = np.bincount(active.park, weight, shape[0])
    return out
