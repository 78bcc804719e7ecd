"""Lower quotas: bring firms into the groups that are still short, at the least loss of score."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiedui.core.errors import Problem, Refusal, refuse_if_any
from jiedui.core.matching.assign.active import Whole
from jiedui.core.matching.assign.lookups import Entries, Lookups
from jiedui.core.matching.assign.newton import Engine
from jiedui.core.matching.instance import Floats, Instance, Quotas, cuts_of

TINY = 1e-300
NEARLY = 0.005
"""Limits of a park whose shares left differ by less than this are scarce alike."""
TRIED, TRIED_AT_LAST, TRIED_TO_ENTER = 20, 400, 500
"""In a park, firms that are tried to leave, those that need most first, more of them where those
do not do; and edges to enter."""

Slots = NDArray[np.int16]


def fail_if_out_of_reach(engine: Engine) -> None:
    """Refuse a quota that more firms would have to meet than have an edge into its parks."""
    quotas = engine.instance.quotas
    if quotas is None or not (quotas.least > 0).any():
        return
    able = engine.able()
    refuse_if_any(
        out_of_reach(quotas, int(g), int(able[g]), "firms have a candidate there")
        for g in np.flatnonzero(able < quotas.least)
    )


def out_of_reach(quotas: Quotas, g: int, able: int, what: str) -> Problem:
    return Problem(
        "quota cannot be met",
        column="quota_min",
        value=f"{quotas.name(g)}: at least {quotas.least[g]:g} firms",
        hint=f"only {able} {what}; lower the quota, or raise K or the capacity of its parks",
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
        fill(engine, quotas, slot, int(g))
    return slot


def fill(engine: Engine | Lookups, quotas: Quotas, slot: Slots, g: int) -> None:
    """Bring firms into group g until it has enough, in place: where there is room, then for one
    firm each that needs much."""
    count, tried = come_in(engine, quotas, slot, g), TRIED
    while count < quotas.least[g]:
        more = exchanged(engine, quotas, slot, g, tried)
        if not more and tried == TRIED_AT_LAST:
            raise Refusal(out_of_reach(quotas, g, count, "were found room there"))
        count, tried = count + more, tried if more else TRIED_AT_LAST


def left_of(engine: Engine | Lookups, quotas: Quotas, slot: Slots) -> tuple[Floats, Floats]:
    """Room (M, R), and firms in each group and, last, in none."""
    worth = engine.judge(slot)
    group = np.where(quotas.group < 0, quotas.groups, quotas.group)
    count = np.bincount(group, worth.counts, quotas.groups + 1).astype(float)
    return engine.instance.usable - worth.used, count


def come_in(engine: Engine | Lookups, quotas: Quotas, slot: Slots, g: int) -> int:
    """Move the firms that lose least into parks of group g with room; how many it has then."""
    room, count = left_of(engine, quotas, slot)
    if count[g] >= quotas.least[g]:
        return int(count[g])
    came: set[int] = set()
    edges, least = engine.entries(g, slot), np.append(quotas.least, 0.0)
    for e in np.lexsort((edges.slot, edges.firm, edges.lost)).tolist():
        firm, park, home = int(edges.firm[e]), int(edges.park[e]), int(edges.home[e])
        group = -1 if home < 0 else int(quotas.group[home])
        leaves_short = group >= 0 and count[group] - 1 < least[group]
        is_full = (edges.need[e] > room[park]).any()
        if firm in came or group == g or leaves_short or is_full:
            continue
        if home >= 0:
            room[home] += edges.home_need[e]
        count[group] -= 1
        room[park] -= edges.need[e]
        count[g] += 1
        slot[firm] = edges.slot[e]
        came.add(firm)
        if count[g] >= quotas.least[g]:
            break
    return int(count[g])


def exchanged(
    engine: Engine | Lookups, quotas: Quotas, slot: Slots, g: int, tried: int = TRIED
) -> int:
    """In each park of group g one firm makes room for several, where that brings the group nearer
    to its quota: the firm by which least score is lost for each that is gained. How many more.
    """
    room, count = left_of(engine, quotas, slot)
    edges, score, now = engine.entries(g, slot), engine.taken(slot).score, slot.copy()
    group = np.where(edges.home < 0, -1, quotas.group[edges.home])
    size = scarce_share(edges, room, engine.instance.usable)
    spare, gained = count - np.append(quotas.least, -np.inf), 0
    for park in np.flatnonzero(quotas.group == g).tolist():
        short = int(quotas.least[g] - count[g]) - gained
        if short <= 0:
            break
        coming = np.flatnonzero((edges.park == park) & (group != g))
        coming = coming[slot[edges.firm[coming]] == now[edges.firm[coming]]]
        coming = coming[np.lexsort((edges.lost[coming], size[coming]))][:TRIED_TO_ENTER]
        staying = np.flatnonzero((edges.park == park) & (edges.home == park))
        best, enter, least_lost = -1, coming[:0], np.inf
        for out in staying[np.argsort(-size[staying], kind="stable")][:tried].tolist():
            left = room[park] + edges.need[out]
            firms = coming[fitting(edges.need[coming], left, group[coming], spare, short + 1)]
            lost = float(score[edges.firm[out]] + edges.lost[firms].sum())
            if len(firms) > 1 and lost < least_lost * (len(firms) - 1):
                best, enter, least_lost = out, firms, lost / (len(firms) - 1)
        if best >= 0:
            slot[edges.firm[best]], slot[edges.firm[enter]] = -1, edges.slot[enter]
            np.subtract.at(spare, group[enter], 1)
            gained += len(enter) - 1
    return gained


def scarce_share(edges: Entries, room: Floats, usable: Floats) -> Floats:
    """(E,) the share that an edge needs of what its park has least left of."""
    limit = np.maximum(usable, TINY)
    left = room / limit
    is_scarce = left <= left.min(axis=1, keepdims=True) + NEARLY
    return np.asarray((edges.need / limit[edges.park] * is_scarce[edges.park]).max(axis=1))


def fitting(
    need: NDArray[np.float32], left: Floats, group: Whole, spare: Floats, most: int
) -> Whole:
    """Positions of the first firms that fit together into what is left, at most so many.

    No group that they come from loses more than it can spare.
    """
    enter: list[int] = []
    spare = spare.copy()
    for at in range(len(need)):
        if len(enter) == most:
            break
        if spare[group[at]] >= 1 and (need[at] <= left).all():
            left = left - need[at]
            spare[group[at]] -= 1
            enter.append(at)
    return np.array(enter, np.int64)
