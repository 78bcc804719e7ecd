"""Lower quotas: bring firms into the groups that are still short, at the least loss of score.

A group of parks gains who moves into one of them, a group of firms who is placed anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiedui.core.errors import Problem, Refusal, refuse_if_any
from jiedui.core.matching.assign.active import Whole
from jiedui.core.matching.assign.lookups import Entries, Lookups, Taken
from jiedui.core.matching.assign.newton import Engine
from jiedui.core.matching.instance import Floats, Instance, Quotas, cuts_of

TINY = 1e-300
NEARLY = 0.005
"""Limits of a park whose shares left differ by less than this are scarce alike."""
TRIED, TRIED_AT_LAST, TRIED_TO_ENTER = 20, 400, 500
"""In a park, firms that are tried to leave, those that need most first, more of them where those
do not do; and edges to enter."""
HAVE, FOUND = "have such a candidate", "were found room"

Slots = NDArray[np.int16]


def fail_if_out_of_reach(engine: Engine) -> None:
    """Refuse a quota that more firms would have to meet than have an edge that counts for it."""
    quotas = engine.instance.quotas
    if quotas is None or not (quotas.least > 0).any():
        return
    able = engine.able()
    short = np.flatnonzero(able < quotas.least)
    refuse_if_any(out_of_reach(quotas, int(g), int(able[g]), HAVE) for g in short)


def out_of_reach(quotas: Quotas, g: int, able: int, what: str) -> Problem:
    return Problem(
        "quota cannot be met",
        column="quota_min",
        value=f"{quotas.name(g)}: at least {quotas.least[g]:g} firms",
        hint=f"only {able} firms {what}; lower the quota, or raise K or the capacity of parks",
    )


def filled(instance: Instance, slot: Slots) -> Slots:
    """The assignment with every lower quota met; refused by name where no move is left."""
    return filled_by(Lookups(instance, cuts_of(instance.firms)), slot)


def filled_by(engine: Engine | Lookups, slot: Slots) -> Slots:
    """The same with edges that an engine holds."""
    quotas = engine.instance.quotas
    if quotas is None or not (quotas.least > 0).any():
        return slot
    slot = slot.copy()
    for g in np.flatnonzero(quotas.least > 0):
        fill(engine, slot, int(g))
    return slot


def fill(engine: Engine | Lookups, slot: Slots, g: int) -> None:
    """Bring firms into group g until it has enough, in place: where there is room, then for one
    firm each that makes room."""
    left = Left.of(engine, slot)
    come_in(engine, left, slot, g)
    tried = TRIED
    while left.spare[g] < 0:
        gained = exchanged(engine, left, slot, g, tried)
        if not gained and tried == TRIED_AT_LAST:
            able = int(left.quotas.least[g] + left.spare[g])
            raise Refusal(out_of_reach(left.quotas, g, able, FOUND))
        tried = tried if gained else TRIED_AT_LAST
        left = Left.of(engine, slot)


@dataclass(frozen=True)
class Left:
    """What a placement leaves: room (M, R), and how many firms each group can spare (below 0 where
    it is short) and may still take in. The last of both, read by -1, is for no group.
    """

    quotas: Quotas
    room: Floats
    spare: Floats
    free: Floats

    @classmethod
    def of(cls, engine: Engine | Lookups, slot: Slots) -> Left:
        quotas, worth = engine.instance.quotas, engine.judge(slot)
        assert quotas is not None
        spare = np.append(worth.grouped - quotas.least, np.inf)
        free = np.append(quotas.most - worth.grouped, np.inf)
        return cls(quotas, engine.instance.usable - worth.used, spare, free)

    def copy(self) -> Left:
        return replace(self, spare=self.spare.copy(), free=self.free.copy())

    def count(self, more: int, *groups: Any) -> None:
        """So many more firms in each of these groups."""
        for group in groups:
            np.add.at(self.spare, group, more)
            np.subtract.at(self.free, group, more)


@dataclass(frozen=True)
class Crossed:
    """(E,) the groups that the firm of an edge leaves and enters by taking it, -1 none: of parks,
    and of firms where it had no place.
    """

    leaves: Whole
    into: Whole
    own: Whole

    @classmethod
    def by(cls, edges: Entries, quotas: Quotas) -> Crossed:
        homeless = edges.home < 0
        leaves = np.where(homeless, -1, quotas.group[edges.home])
        own = np.where(homeless, edges.group, -1)
        return cls(leaves, quotas.group[edges.park].astype(np.int64), own)

    def is_free(self, left: Left, e: Any) -> bool:
        """Whether edge e breaks no quota."""
        is_free = left.free[self.into[e]] >= 1 and left.free[self.own[e]] >= 1
        return bool(is_free and left.spare[self.leaves[e]] >= 1)

    def take(self, left: Left, e: Any) -> None:
        """Count edge e, or several."""
        left.count(-1, self.leaves[e])
        left.count(1, self.into[e], self.own[e])


def come_in(engine: Engine | Lookups, left: Left, slot: Slots, g: int) -> None:
    """Move the firms that lose least to where group g gains them and there is room."""
    if left.spare[g] >= 0:
        return
    came: set[int] = set()
    edges = engine.entries(g, slot)
    crossed = Crossed.by(edges, left.quotas)
    for e in np.lexsort((edges.slot, edges.firm, edges.lost)).tolist():
        firm, park, home = int(edges.firm[e]), int(edges.park[e]), int(edges.home[e])
        is_full = (edges.need[e] > left.room[park]).any()
        if firm in came or is_full or not crossed.is_free(left, e):
            continue
        if home >= 0:
            left.room[home] += edges.home_need[e]
        left.room[park] -= edges.need[e]
        crossed.take(left, e)
        slot[firm] = edges.slot[e]
        came.add(firm)
        if left.spare[g] >= 0:
            break


def exchanged(engine: Engine | Lookups, left: Left, slot: Slots, g: int, tried: int) -> bool:
    """In each park where group g can gain, one firm makes room for others, if that brings the group
    nearer to its quota. Whether any did.
    """
    market, before = Market.of(engine, left, slot, g), left.spare[g]
    moved = np.zeros(len(slot), bool)
    for park in np.unique(market.edges.park).tolist():
        if left.spare[g] >= 0:
            break
        out, enter = market.cheapest(left, park, g, moved, tried)
        if out >= 0:
            left.count(-1, left.quotas.group[park], market.taken.group[out])
            market.crossed.take(left, enter)
            firms = market.edges.firm[enter]
            slot[out], slot[firms] = -1, market.edges.slot[enter]
            moved[out] = moved[firms] = True
    return bool(left.spare[g] > before)


@dataclass(frozen=True)
class Market:
    """Edges by which a group would gain firms and the edges taken, with the scarce share of each
    (see `scarce_share`).
    """

    edges: Entries
    taken: Taken
    crossed: Crossed
    size: Floats
    bulk: Floats

    @classmethod
    def of(cls, engine: Engine | Lookups, left: Left, slot: Slots, g: int) -> Market:
        edges, taken, usable = engine.entries(g, slot), engine.taken(slot), engine.instance.usable
        size = scarce_share(edges.need, edges.park, left.room, usable)
        bulk = scarce_share(taken.need, taken.park, left.room, usable)
        return cls(edges, taken, Crossed.by(edges, left.quotas), size, bulk)

    def cheapest(
        self, left: Left, park: int, g: int, moved: NDArray[np.bool_], tried: int
    ) -> tuple[int, Whole]:
        """The firm whose leaving the park loses least score for each that group g gains, and the
        edges that others then take; -1 where no firm's leaving helps.
        """
        edges, taken, group = self.edges, self.taken, int(left.quotas.group[park])
        coming = np.flatnonzero((edges.park == park) & ~moved[edges.firm])
        coming = coming[np.lexsort((edges.lost[coming], self.size[coming]))][:TRIED_TO_ENTER]
        can_go = (left.spare[taken.group] >= 1) | (taken.group == g)
        staying = np.flatnonzero((taken.park == park) & can_go & ~moved)
        staying = staying[np.argsort(-self.bulk[staying], kind="stable")][:tried]
        best, enter, least = -1, coming[:0], np.inf
        for out in staying.tolist():
            there, lost_too = left.copy(), g in (group, taken.group[out])
            there.count(-1, group, taken.group[out])
            room = left.room[park] + taken.need[out]
            firms = fitting(edges.need, room, there, self.crossed, coming, int(-there.spare[g]))
            more = len(firms) - lost_too
            lost = float(taken.score[out] + edges.lost[firms].sum())
            if more > 0 and lost < least * more:
                best, enter, least = out, firms, lost / more
        return best, enter


def scarce_share(need: NDArray[np.float32], park: Any, room: Floats, usable: Floats) -> Floats:
    """(E,) the share that an edge needs of what its park has least left of."""
    limit = np.maximum(usable, TINY)
    left = room / limit
    is_scarce = left <= left.min(axis=1, keepdims=True) + NEARLY
    return np.asarray((need / limit[park] * is_scarce[park]).max(axis=1))


def fitting(
    need: NDArray[np.float32], room: Floats, left: Left, crossed: Crossed, coming: Whole, most: int
) -> Whole:
    """The first of these edges that fit together into the room and break no quota, at most so many.

    What is `left` is used up.
    """
    enter: list[int] = []
    for e in coming.tolist():
        if len(enter) == most:
            break
        if (need[e] <= room).all() and crossed.is_free(left, e):
            room = room - need[e]
            crossed.take(left, e)
            enter.append(e)
    return np.array(enter, np.int64)
