"""What the solver asks of the edges besides its passes.

The edges of some firms may lie on another machine, so nothing outside an engine reads them. Sums
are made part by part at `cuts` and added up in order: the same bytes wherever the parts lie.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiedui.core.matching import certificate
from jiedui.core.matching.certificate import Charged, Tally, Worth
from jiedui.core.matching.instance import NO_EDGE, Floats, Instance

Slots = NDArray[np.int16]


@dataclass(frozen=True)
class Entries:
    """Edges into the parks of a group: who would come from where, and what score that costs."""

    firm: NDArray[np.int64]
    slot: NDArray[np.int64]
    lost: NDArray[np.float32]
    park: NDArray[np.int64]
    need: NDArray[np.float32]
    home: NDArray[np.int64]  # the park that the firm holds, -1 none
    home_need: NDArray[np.float32]


@dataclass(frozen=True)
class Taken:
    """The edge that each firm holds: park -1, score and need 0 where it holds none."""

    park: NDArray[np.int32]
    score: NDArray[np.float32]
    need: NDArray[np.float32]


class Lookups:
    """Answers from an instance in memory; `cuts` are the rows where its sums are cut."""

    def __init__(self, instance: Instance, cuts: NDArray[np.int64], threads: int = 1):
        self.instance, self.cuts, self.threads = instance, cuts, threads

    def judge(self, slot: NDArray[Any]) -> Worth:
        """See `certificate.judge`."""
        return certificate.worth_of(self.instance, self.tallies(slot))

    def bound(self, prices: Floats, quota_prices: Floats | None) -> float:
        """See `certificate.bound`."""
        charged = Charged.of(self.instance, prices, quota_prices)
        return charged.fixed + certificate.in_order(self.best_values(charged))

    def tallies(self, slot: NDArray[Any]) -> list[Tally]:
        return certificate.tallies(self.instance, slot, self.cuts)

    def best_values(self, charged: Charged) -> list[float]:
        return certificate.best_values(self.instance, charged, self.cuts, threads=self.threads)

    def parks_at(self, slot: Slots) -> NDArray[np.int32]:
        """The park of the slot that each firm holds, -1 none."""
        park = self.instance.park[np.arange(len(slot)), held(slot)].astype(np.int32)
        return np.where(slot >= 0, park, np.int32(-1))

    def taken(self, slot: Slots) -> Taken:
        """The edges that firms hold."""
        score = self.instance.score[np.arange(len(slot)), held(slot)]
        need = needed(self.instance, np.arange(len(slot)), held(slot))
        none = slot < 0
        return Taken(
            self.parks_at(slot),
            np.where(none, np.float32(0), score),
            np.where(none[:, None], np.float32(0), need),
        )

    def needs_at(self, rows: NDArray[Any]) -> NDArray[np.float32]:
        """(n, R) what firms `rows` need, at their first park where that differs."""
        return needed(self.instance, rows, np.zeros(len(rows), np.int64))

    def able(self) -> NDArray[np.int64]:
        """(G,) how many firms have an edge into each group of parks."""
        quotas = self.instance.quotas
        assert quotas is not None
        able = np.zeros(quotas.groups, np.int64)
        for lo, hi in zip(self.cuts[:-1], self.cuts[1:], strict=True):
            there = self.instance.score[lo:hi] > NO_EDGE
            group = np.where(there, quotas.group[self.instance.park[lo:hi]], -1)
            for g in np.flatnonzero(quotas.least > 0):
                able[g] += (group == g).any(axis=1).sum()
        return able

    def entries(self, group: int, slot: Slots) -> Entries:
        """Every edge into the parks of a group, for firms that hold `slot`, by firm and slot."""
        instance = self.instance
        firm, to = edges_into(instance, group)
        at, none = held(slot)[firm], slot[firm] < 0
        now = np.where(none, np.float32(0), instance.score[firm, at])
        return Entries(
            firm=firm,
            slot=to,
            lost=now - instance.score[firm, to],
            park=instance.park[firm, to].astype(np.int64),
            need=needed(instance, firm, to),
            home=np.where(none, -1, instance.park[firm, at].astype(np.int64)),
            home_need=needed(instance, firm, at),
        )


def edges_into(instance: Instance, group: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Firm and slot of the edges that lead into the parks of a group."""
    quotas = instance.quotas
    assert quotas is not None
    firm, slot = np.nonzero((quotas.group == group)[instance.park] & (instance.score > NO_EDGE))
    return firm, slot


def held(slot: Slots) -> NDArray[np.int64]:
    """Slots as indices, 0 where none is held."""
    return np.maximum(slot, 0).astype(np.int64)


def needed(instance: Instance, firm: NDArray[Any], slot: NDArray[np.int64]) -> NDArray[np.float32]:
    demand = instance.demand
    return np.asarray(demand[firm, slot] if instance.is_per_edge else demand[firm])
