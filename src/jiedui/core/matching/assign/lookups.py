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
from jiedui.core.matching.assign.doors import doors_of, parks_behind
from jiedui.core.matching.certificate import Charged, Tally, Worth
from jiedui.core.matching.instance import NO_EDGE, Floats, Instance

Slots = NDArray[np.int16]


@dataclass(frozen=True)
class Entries:
    """Edges by which a group would gain firms: who would come from where, at what loss of score."""

    firm: NDArray[np.int64]
    slot: NDArray[np.int64]
    lost: NDArray[np.float32]
    park: NDArray[np.int64]
    need: NDArray[np.float32]
    group: NDArray[np.int64]  # of firms that the firm is in, -1 none
    home: NDArray[np.int64]  # the park that the firm holds, -1 none
    home_need: NDArray[np.float32]


@dataclass(frozen=True)
class Taken:
    """The edge that each firm holds: park -1, score and need 0 where it holds none.

    `group` is that of firms which it is in, -1 none.
    """

    park: NDArray[np.int32]
    score: NDArray[np.float32]
    need: NDArray[np.float32]
    group: NDArray[np.int64]


class Lookups:
    """Answers from an instance in memory; `cuts` are the rows where its sums are cut."""

    def __init__(self, instance: Instance, cuts: NDArray[np.int64], threads: int = 1):
        self.instance, self.cuts, self.threads = instance, cuts, threads
        self.doors = doors_of(instance)

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

    def doors_at(self, slot: Slots) -> NDArray[np.int32]:
        """The door of the slot that each firm holds, -1 none."""
        door = self.doors[np.arange(len(slot)), held(slot)].astype(np.int32)
        return np.where(slot >= 0, door, np.int32(-1))

    def taken(self, slot: Slots) -> Taken:
        """The edges that firms hold."""
        score = self.instance.score[np.arange(len(slot)), held(slot)]
        need = needed(self.instance, np.arange(len(slot)), held(slot))
        none = slot < 0
        return Taken(
            parks_behind(self.instance, self.doors_at(slot)),
            np.where(none, np.float32(0), score),
            np.where(none[:, None], np.float32(0), need),
            groups_of_firms(self.instance),
        )

    def needs_at(self, rows: NDArray[Any]) -> NDArray[np.float32]:
        """(n, R) what firms `rows` need, at their first park where that differs."""
        return needed(self.instance, rows, np.zeros(len(rows), np.int64))

    def able(self) -> NDArray[np.int64]:
        """(G,) how many firms have an edge into each group of parks, or are of it and have one."""
        instance, quotas = self.instance, self.instance.quotas
        assert quotas is not None
        able = np.zeros(quotas.groups, np.int64)
        asked = np.flatnonzero(quotas.least > 0)
        for lo, hi in zip(self.cuts[:-1], self.cuts[1:], strict=True):
            there = instance.score[lo:hi] > NO_EDGE
            group = np.where(there, quotas.group[instance.park[lo:hi]], -1)
            for g in asked[asked < quotas.of_parks]:
                able[g] += (group == g).any(axis=1).sum()
            if instance.firm_group is not None:
                some = instance.firm_group[lo:hi][there.any(axis=1)]
                able += np.bincount(some + 1, minlength=quotas.groups + 1)[1:]
        return able

    def turned_away(self, slot: Slots, room: Floats) -> NDArray[np.bool_]:
        """(M, R) whether a firm that would rather come finds too little room there."""
        away = np.zeros(room.shape, bool)
        for lo, hi in zip(self.cuts[:-1], self.cuts[1:], strict=True):
            away |= turned_away(self.instance, slot, room, int(lo), int(hi))
        return away

    def entries(self, group: int, slot: Slots) -> Entries:
        """Every edge by which a group gains a firm that holds `slot`, by firm and slot."""
        instance = self.instance
        firm, to = edges_into(instance, group, slot)
        at, none = held(slot)[firm], slot[firm] < 0
        now = np.where(none, np.float32(0), instance.score[firm, at])
        return Entries(
            firm=firm,
            slot=to,
            lost=now - instance.score[firm, to],
            park=instance.park[firm, to].astype(np.int64),
            need=needed(instance, firm, to),
            group=groups_of_firms(instance)[firm],
            home=np.where(none, -1, instance.park[firm, at].astype(np.int64)),
            home_need=needed(instance, firm, at),
        )


def turned_away(
    instance: Instance, slot: Slots, room: Floats, lo: int, hi: int
) -> NDArray[np.bool_]:
    """(M, R) of what firms lo..hi need more than is left at a park better than the one they have.

    >>> one = Instance.of_candidates([[0.9], [0.4]], [[0], [0]], [[2.0], [2.0]], [[3.0]])
    >>> turned_away(one, np.array([0, -1], np.int16), np.array([[1.0]]), 0, 2).tolist()
    [[True]]
    """
    score, taken = instance.score[lo:hi], slot[lo:hi]
    now = np.where(taken >= 0, score[np.arange(hi - lo), held(taken)], np.float32(0))
    firm, to = np.nonzero(score > now[:, None])
    park = instance.park[lo + firm, to]
    away = np.zeros(room.shape, bool)
    at, resource = np.nonzero(needed(instance, lo + firm, to) > room[park])
    away[park[at], resource] = True
    return away


def edges_into(
    instance: Instance, group: int, held: Slots
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Firm and slot of edges into a group's parks from elsewhere, or of its firms with none."""
    quotas, there = instance.quotas, instance.score > NO_EDGE
    assert quotas is not None
    if group >= quotas.of_parks:
        rows = np.flatnonzero((instance.firm_group == group) & (held < 0))
        at, to = np.nonzero(there[rows])
        return rows[at], to
    inside = (quotas.group == group)[instance.park]
    now = inside[np.arange(len(held)), np.maximum(held, 0)] & (held >= 0)
    firm, slot = np.nonzero(inside & there & ~now[:, None])
    return firm, slot


def groups_of_firms(instance: Instance) -> NDArray[np.int64]:
    """(N,) the group of firms that each firm is in, -1 none."""
    if instance.firm_group is None:
        return np.full(instance.firms, -1)
    return instance.firm_group.astype(np.int64)


def held(slot: Slots) -> NDArray[np.int64]:
    """Slots as indices, 0 where none is held."""
    return np.maximum(slot, 0).astype(np.int64)


def needed(instance: Instance, firm: NDArray[Any], slot: NDArray[np.int64]) -> NDArray[np.float32]:
    demand = instance.demand
    return np.asarray(demand[firm, slot] if instance.is_per_edge else demand[firm])
