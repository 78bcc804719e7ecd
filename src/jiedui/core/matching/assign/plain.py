"""The passes in NumPy: what small instances run, and the twin that the kernels must agree with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
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
    joined,
)
from jiedui.core.matching.assign.doors import door_count
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
        self._shape = (door_count(instance), instance.capacity.shape[1] + 1)
        self.scale = np.maximum(instance.score.max(axis=1), 0).astype(np.float32)

    @staticmethod
    def native(array: NDArray[Any]) -> Any:
        """Lists: the interpreter reads them three times faster than arrays."""
        return array.tolist()

    def pick(self, record: NDArray[np.float32], rows: NDArray[np.int32], band: float) -> Active:
        """Exact best values of firms `rows`; the edges that compete within the band, copied."""
        n, M, W = len(rows), *self._shape
        total, settled = 0.0, 0.0
        load = np.zeros((M, W))
        best, count = np.empty(n, np.int16), np.empty(n, np.int16)
        near = np.empty((n, self.instance.slots), bool)
        for lo, hi in chunks(n, least=LEAST_ROWS, most=10**6):
            some = rows[lo:hi]
            value = self._values(record, some)
            most = np.maximum(value.max(axis=1), np.float32(0))
            total += float(most.sum(dtype=np.float64))
            edge = most - np.float32(band) * self.scale[some]
            near[lo:hi] = value >= np.maximum(edge, NO_EDGE / 2)[:, None]
            found = near[lo:hi].sum(axis=1)
            contested = (found > 1) | ((found > 0) & (edge < 0))
            count[lo:hi] = np.where(contested, found, 0)
            alone = ~contested & (found > 0)
            best[lo:hi] = np.where(alone, near[lo:hi].argmax(axis=1), -1)
            settled += self._settle(some[alone], best[lo:hi][alone], load)
        survey = Survey((PartSums(total, settled, load),), best, count)
        return self._gather(rows, near, survey)

    def _values(self, record: NDArray[np.float32], rows: NDArray[np.int32]) -> NDArray[np.float32]:
        door, R = self.doors[rows], self._shape[1] - 1
        demand = self.instance.demand[rows]
        value = self.instance.score[rows] - record[:, R][door]
        for r in range(R):
            need = demand[:, :, r] if self.instance.is_per_edge else demand[:, r, None]
            value -= need * record[:, r][door]
        return np.asarray(value)

    def _settle(self, firm: NDArray[np.int32], best: NDArray[np.int16], load: Floats) -> float:
        """Add what firms need at their best slots; their score."""
        slot = best.astype(np.int64)
        door, needs = self.doors[firm, slot], self._needs(firm, slot)
        for c in range(load.shape[1]):
            load[:, c] += np.bincount(door, needs[:, c].astype(float), len(load))
        return float(self.instance.score[firm, slot].sum(dtype=np.float64))

    def _needs(self, firm: NDArray[Any], slot: NDArray[Any]) -> NDArray[np.float32]:
        """What edges need: their demand, and one place."""
        demand = self.instance.demand
        needs = demand[firm, slot] if self.instance.is_per_edge else demand[firm]
        return np.column_stack([needs, np.ones(len(firm), np.float32)])

    def _gather(self, rows: NDArray[np.int32], near: NDArray[np.bool_], survey: Survey) -> Active:
        contested = survey.count > 0
        firms = rows[contested]
        q, slot = np.nonzero(near[contested])
        at = firms[q]
        return Active(
            rows=firms,
            start=np.concatenate([[0], np.cumsum(survey.count[contested], dtype=np.int64)]),
            door=self.doors[at, slot].astype(np.int32),
            score=self.instance.score[at, slot],
            needs=self._needs(at, slot),
            slot=slot.astype(np.int16),
            scale=self.scale[firms],
            settled=survey,
        )

    def in_parts(self, n: int, work: Callable[[int, int], Any]) -> list[Any]:
        """See `CompiledEngine.in_parts`: all at once."""
        return [work(0, n)]

    def values(self, active: Active, record: NDArray[np.float32]) -> NDArray[np.float32]:
        """See `Active.values`."""
        return active.values(record)

    def regrets(
        self, active: Active, value: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], ...]:
        """See `Active.regrets`."""
        return active.regrets(value)

    @staticmethod
    def laid_out(active: Active) -> Active:
        """See `CompiledEngine.laid_out`: as they stand."""
        return active

    def smooth(self, active: Active, record: NDArray[np.float32], gamma: float) -> Smooth:
        """Log-sum-exp at temperature γ·scale over each contested firm's offers and no park."""
        n, (M, W) = active.firms, self._shape
        if not n:
            none = np.zeros((M, W))
            return Smooth(0.0, none, none, np.zeros(0, np.float32), np.zeros(0, np.int16))
        firm = np.repeat(np.arange(n), active.sizes)
        value, heat, cold = active.values(record), *temperatures(active, gamma)
        most = np.maximum(np.maximum.reduceat(value, active.start[:-1]), 0)
        odds = np.exp((value - most[firm]) * cold[firm])
        whole = np.add.reduceat(odds, active.start[:-1]) + np.exp(-most * cold)
        total = float((most + heat * np.log(whole)).sum(dtype=np.float64))
        chance = odds / whole[firm]
        surest = np.maximum.reduceat(chance, active.start[:-1])
        surest = np.maximum(surest, np.exp(-most * cold) / whole)
        likely = np.where(surest < CERTAIN, active.sizes, 0).astype(np.int16)
        weight = chance * (1 - chance) * cold[firm]
        load, diagonal = sums(active, chance, (M, W)), squares(active, weight, (M, W))
        return Smooth(total, load, diagonal, chance, likely)

    def curvature(self, active: Active, smooth: Smooth, gamma: float) -> Product:
        """The product of the curvature with a direction: Σ_i Cov_i(edge loads) · direction.

        Only undecided firms count; a Newton step takes dozens of products, so their edges are
        copied side by side first.
        """
        decided = smooth.likely == 0
        part = joined(active, dropped=decided)
        chance = smooth.chance[np.repeat(~decided, active.sizes)]
        firm = np.repeat(np.arange(part.firms), part.sizes)
        _heat, cold = temperatures(part, gamma)

        def product(direction: NDArray[np.float32]) -> Floats:
            if not part.firms:
                return np.zeros(self._shape)
            change = part.score - part.values(direction)
            mean = np.add.reduceat(chance * change, part.start[:-1])
            weight = chance * (change - mean[firm]) * cold[firm]
            return sums(part, weight, self._shape)

        return product


def temperatures(active: Active, gamma: float) -> tuple[NDArray[np.float32], ...]:
    """(n,) γ·scale of each firm and its inverse; 0 for a firm that no park scores."""
    heat = np.float32(gamma) * active.scale
    return heat, np.divide(np.float32(1), heat, out=np.zeros_like(heat), where=heat > 0)


def sums(active: Active, weight: NDArray[np.float32], shape: tuple[int, int]) -> Floats:
    """Weighted needs of the edges of each door."""
    columns = [
        np.bincount(active.door, weight * active.needs[:, c], shape[0]) for c in range(shape[1])
    ]
    return np.stack(columns, axis=1)


def squares(active: Active, weight: NDArray[np.float32], shape: tuple[int, int]) -> Floats:
    """The same with the needs squared: the diagonal of the curvature."""
    return sums(replace(active, needs=active.needs**2), weight, shape)
