"""Lower quotas: bring firms into the groups that are still short, at the least loss of score."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiedui.core.errors import Problem, Refusal
from jiedui.core.matching.certificate import judge
from jiedui.core.matching.instance import NO_EDGE, Instance, Quotas

Slots = NDArray[np.int16]


def fail_if_out_of_reach(instance: Instance) -> None:
    """Refuse a quota that more firms would have to meet than have an edge into its parks."""
    quotas = instance.quotas
    if quotas is None:
        return
    problems = []
    for g in np.flatnonzero(quotas.least > 0):
        able = int(edges_into(instance, int(g)).any(axis=1).sum())
        if able < quotas.least[g]:
            problems.append(out_of_reach(quotas, int(g), able, "firms have a candidate there"))
    if problems:
        raise Refusal(problems)


def out_of_reach(quotas: Quotas, g: int, able: int, what: str) -> Problem:
    return Problem(
        "quota cannot be met",
        column="quota_min",
        value=f"{quotas.name(g)}: at least {quotas.least[g]:g} firms",
        hint=f"only {able} {what}; lower the quota, or raise K or the capacity of its parks",
    )


def edges_into(instance: Instance, g: int) -> NDArray[np.bool_]:
    """The slots (N, K) that lead into the parks of a group."""
    quotas = instance.quotas
    assert quotas is not None
    return np.asarray((quotas.group[instance.park] == g) & (instance.score > NO_EDGE))


def filled(instance: Instance, slot: Slots) -> Slots:
    """The assignment with every lower quota met; refused by name where no move is left."""
    quotas = instance.quotas
    if quotas is None or not (quotas.least > 0).any():
        return slot
    slot = slot.copy()
    for g in np.flatnonzero(quotas.least > 0):
        fill(instance, slot, int(g))
    return slot


def fill(instance: Instance, slot: Slots, g: int) -> None:
    """Move the firms that lose least into group g until it has enough, in place."""
    quotas = instance.quotas
    assert quotas is not None
    worth = judge(instance, slot)
    room = instance.usable - worth.used
    count = np.bincount(quotas.group + 1, worth.counts, quotas.groups + 1)[1:]
    if count[g] >= quotas.least[g]:
        return
    for firm, to in cheapest_moves(instance, slot, g):
        park = instance.park[firm, to]
        need = needed(instance, firm, to)
        home = -1 if slot[firm] < 0 else int(quotas.group[instance.park[firm, slot[firm]]])
        leaves_short = home >= 0 and count[home] - 1 < quotas.least[home]
        if home == g or leaves_short or (need > room[park]).any():
            continue
        if slot[firm] >= 0:
            room[instance.park[firm, slot[firm]]] += needed(instance, firm, int(slot[firm]))
        if home >= 0:
            count[home] -= 1
        room[park] -= need
        count[g] += 1
        slot[firm] = to
        if count[g] >= quotas.least[g]:
            return
    raise Refusal(out_of_reach(quotas, g, int(count[g]), "were found room there"))


def needed(instance: Instance, firm: int, slot: int) -> NDArray[np.float32]:
    demand = instance.demand
    return np.asarray(demand[firm, slot] if instance.is_per_edge else demand[firm])


def cheapest_moves(instance: Instance, slot: Slots, g: int) -> list[tuple[int, int]]:
    """(firm, slot) of every edge into group g, by the score that taking it would lose."""
    firm, to = np.nonzero(edges_into(instance, g))
    now = np.where(slot >= 0, instance.score[np.arange(len(slot)), np.maximum(slot, 0)], 0)
    lost = now[firm] - instance.score[firm, to]
    order = np.lexsort((to, firm, lost))
    return list(zip(firm[order].tolist(), to[order].tolist(), strict=True))
