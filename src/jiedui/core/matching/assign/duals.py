"""The price vector: one flat array of numbers >= 0, and the table that the passes read.

Variables are the prices of parks × resources, then for each quota that limits from above one
price that parks of the group charge, and for each that demands a number one that they pay.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiedui.core.matching.instance import Floats, Outline


@dataclass(frozen=True)
class Duals:
    """Maps between the flat price vector and the table (M, R + 1) of what an edge of a park pays.

    `cost` is the linear part of the dual: capacities, upper quotas, lower quotas negative.
    `group`, `sign` describe the quota variables that stand behind the prices of the parks.
    """

    parks: int
    resources: int
    cost: Floats
    members: NDArray[np.int32]  # (M,) group of each park, -1 none
    group: NDArray[np.int64]
    sign: Floats

    @classmethod
    def of(cls, instance: Outline) -> Duals:
        M, R = instance.capacity.shape
        quotas = instance.quotas
        if quotas is None:
            none = np.zeros(0)
            nobody = np.full(M, -1, np.int32)
            return cls(M, R, instance.capacity.ravel(), nobody, none.astype(np.int64), none)
        upper, lower = np.flatnonzero(np.isfinite(quotas.most)), np.flatnonzero(quotas.least > 0)
        cost = [instance.capacity.ravel(), quotas.most[upper], -quotas.least[lower]]
        sign = np.concatenate([np.ones(len(upper)), -np.ones(len(lower))])
        group = np.concatenate([upper, lower])
        return cls(M, R, np.concatenate(cost), quotas.group.astype(np.int32), group, sign)

    @property
    def size(self) -> int:
        return len(self.cost)

    @property
    def _priced(self) -> int:
        return self.parks * self.resources

    @staticmethod
    def width(resources: int) -> int:
        """Columns of the table: a multiple of four, one vector of the processor."""
        return -(-(resources + 1) // 4) * 4

    def record(self, x: Floats) -> NDArray[np.float32]:
        """The table that passes read: R prices and the quotas' offset of each park, then zeros."""
        table = np.zeros((self.parks, self.width(self.resources)), np.float32)
        table[:, : self.resources] = x[: self._priced].reshape(self.parks, self.resources)
        if len(self.group):
            table[:, self.resources] = self._offset(x)
        return table

    def _offset(self, x: Floats) -> Floats:
        by_group = np.zeros(max(self.members.max(), self.group.max()) + 2)
        np.add.at(by_group, self.group, self.sign * x[self._priced :])
        return by_group[self.members]  # -1 reads the last, which is 0

    def flat(self, load: Floats) -> Floats:
        """A table of loads (M, R + 1) as a vector of the variables."""
        main = load[:, : self.resources].ravel()
        if not len(self.group):
            return main
        return np.concatenate([main, self.sign * self._together(load[:, self.resources])])

    def flat_curvature(self, curvature: Floats) -> Floats:
        main = curvature[:, : self.resources].ravel()
        if not len(self.group):
            return main
        return np.concatenate([main, self._together(curvature[:, self.resources])])

    def _together(self, of_parks: Floats) -> Floats:
        groups = int(max(self.members.max(), self.group.max())) + 1
        by_group = np.bincount(self.members + 1, of_parks, groups + 1)[1:]
        return np.asarray(by_group[self.group], float)

    def shortened(self, move: Floats, most: Floats) -> Floats:
        """A move of no price by more than `most`; the prices of a park are shortened alike.

        They stand in for one another: one alone cut short would undo what they do together.
        """
        size = np.abs(move)
        share = np.divide(most, size, out=np.ones_like(size), where=size > most)
        of_parks = share[: self._priced].reshape(self.parks, self.resources)
        of_parks[:] = of_parks.min(axis=1, keepdims=True)
        return move * share

    def prices(self, x: Floats) -> Floats:
        """Prices of parks × resources (M, R)."""
        return x[: self._priced].reshape(self.parks, self.resources).copy()

    def quota_prices(self, x: Floats, groups: int) -> Floats:
        """What each group charges and pays per firm (G, 2)."""
        both = np.zeros((groups, 2))
        both[self.group, np.where(self.sign > 0, 0, 1)] = x[self._priced :]
        return both

    def from_prices(self, prices: Floats, quota_prices: Floats | None) -> Floats:
        """The vector behind prices kept from an earlier answer."""
        flat = np.asarray(prices, float).ravel()
        if not len(self.group):
            return flat
        quota = np.zeros(len(self.group))
        if quota_prices is not None:
            quota = quota_prices[self.group, np.where(self.sign > 0, 0, 1)]
        return np.concatenate([flat, quota])
