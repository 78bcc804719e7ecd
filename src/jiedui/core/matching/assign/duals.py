"""The price vector: one flat array of numbers >= 0, and the table that the passes read.

Variables are the prices of parks × resources, then for each quota that limits from above one
price that its group charges per firm, and for each that demands a number one that it pays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiedui.core.matching.assign.doors import groups_of_rows
from jiedui.core.matching.instance import Floats, Outline


@dataclass(frozen=True)
class Duals:
    """Maps between the flat price vector and the table of what an edge pays, a row for each door.

    `cost` is the linear part of the dual: capacities, upper quotas, lower quotas negative.
    `group`, `sign` describe the quota variables that stand behind the prices of the parks;
    `members` (M,) is the group of each park, `firms` that of the firms of each row of doors, -1
    none (see `doors`).
    """

    parks: int
    resources: int
    groups: int
    cost: Floats
    members: NDArray[np.int32]
    firms: NDArray[np.int64]
    group: NDArray[np.int64]
    sign: Floats

    @classmethod
    def of(cls, instance: Outline) -> Duals:
        M, R = instance.capacity.shape
        quotas, firms = instance.quotas, groups_of_rows(instance)
        if quotas is None:
            none = np.zeros(0)
            nobody = np.full(M, -1, np.int32)
            cost = instance.capacity.ravel()
            return cls(M, R, 0, cost, nobody, firms, none.astype(np.int64), none)
        upper, lower = np.flatnonzero(np.isfinite(quotas.most)), np.flatnonzero(quotas.least > 0)
        costs = [instance.capacity.ravel(), quotas.most[upper], -quotas.least[lower]]
        sign = np.concatenate([np.ones(len(upper)), -np.ones(len(lower))])
        group = np.concatenate([upper, lower])
        members, cost = quotas.group.astype(np.int32), np.concatenate(costs)
        return cls(M, R, quotas.groups, cost, members, firms, group, sign)

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
        """The table that passes read: R prices and the quotas' offset of each door, then zeros."""
        table = np.zeros((len(self.firms), self.parks, self.width(self.resources)), np.float32)
        table[:, :, : self.resources] = x[: self._priced].reshape(self.parks, self.resources)
        if len(self.group):
            table[:, :, self.resources] = self._offset(x)
        return table.reshape(-1, table.shape[2])

    def _offset(self, x: Floats) -> Floats:
        by_group = np.zeros(self.groups + 1)
        np.add.at(by_group, self.group, self.sign * x[self._priced :])
        return by_group[self.firms][:, None] + by_group[self.members]  # -1 reads the last: 0

    def of_parks(self, of_doors: Floats) -> Floats:
        """(M, …) sums over the doors of each park."""
        if len(self.firms) == 1:
            return of_doors
        whole: Floats = of_doors.reshape(-1, self.parks, *of_doors.shape[1:]).sum(axis=0)
        return whole

    def of_groups(self, of_doors: Floats) -> Floats:
        """(G,) sums over the doors of each group's parks or firms."""
        firms = np.repeat(self.firms, self.parks)
        parks = np.tile(self.members, len(self.firms))
        sums = [np.bincount(one + 1, of_doors, self.groups + 1)[1:] for one in (parks, firms)]
        return np.asarray(sums[0] + sums[1], float)

    def flat(self, load: Floats) -> Floats:
        """A table of loads (doors, W) as a vector of the variables."""
        main = self.of_parks(load)[:, : self.resources].ravel()
        if not len(self.group):
            return main
        return np.concatenate([main, self.sign * self._of_quotas(load)])

    def flat_curvature(self, curvature: Floats) -> Floats:
        main = self.of_parks(curvature)[:, : self.resources].ravel()
        if not len(self.group):
            return main
        return np.concatenate([main, self._of_quotas(curvature)])

    def _of_quotas(self, of_doors: Floats) -> Floats:
        return self.of_groups(of_doors[:, self.resources])[self.group]

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
