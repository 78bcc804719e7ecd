"""Lower quotas: bring firms into the groups that are still short, at the least loss of score."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiedui.core.errors import Problem, Refusal, refuse_if_any
from jiedui.core.matching.assign.lookups import Lookups
from jiedui.core.matching.assign.newton import Engine
from jiedui.core.matching.instance import Instance, Quotas, cuts_of

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
    """Move the firms that lose least into group g until it has enough, in place."""
    worth = engine.judge(slot)
    room = engine.instance.usable - worth.used
    count = np.bincount(quotas.group + 1, worth.counts, quotas.groups + 1)[1:]
    if count[g] >= quotas.least[g]:
        return
    came: set[int] = set()
    edges = engine.entries(g, slot)
    for e in np.lexsort((edges.slot, edges.firm, edges.lost)).tolist():
        firm, park, home = int(edges.firm[e]), int(edges.park[e]), int(edges.home[e])
        group = -1 if home < 0 else int(quotas.group[home])
        leaves_short = group >= 0 and count[group] - 1 < quotas.least[group]
        is_full = (edges.need[e] > room[park]).any()
        if firm in came or group == g or leaves_short or is_full:
            continue
        if home >= 0:
            room[home] += edges.home_need[e]
        if group >= 0:
            count[group] -= 1
        room[park] -= edges.need[e]
        count[g] += 1
        slot[firm] = edges.slot[e]
        came.add(firm)
        if count[g] >= quotas.least[g]:
            return
    raise Refusal(out_of_reach(quotas, g, int(count[g]), "were found room there"))
