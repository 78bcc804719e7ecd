"""Solve again from a placement that stands: no firm moves unless the total score rises by it.

Two searches from scratch that differ by one plot may place hundreds of firms otherwise at nearly
the same score. Here both sides of a what-if go on from one placement until no single move and no
push helps any more, so what differs between them is the effect of the change.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiedui.core.frames import Floats
from jiedui.core.matching import Instance, judge
from jiedui.core.matching.assign.duals import Duals
from jiedui.core.matching.assign.quotas import filled
from jiedui.core.matching.assign.rounding import (
    Choices,
    Placing,
    edges_of,
    everything_of,
    limits_left,
    one_round,
)
from jiedui.core.matching.assign.solve import engine_for
from jiedui.core.matching.instance import NO_EDGE

ROUNDS_MAX = 30
WORTH_A_ROUND = 1e-7

Slots = NDArray[np.int16]


def slots_at(instance: Instance, park: NDArray[Any]) -> Slots:
    """The slot in which each firm finds the park named for it; -1 where it has no such edge.

    >>> one = Instance.of_candidates([[0.9, 0.4], [0.5, 0.0]], [[0, 1], [1, -1]],
    ...                              [[1.0], [1.0]], [[1.0], [5.0]])
    >>> slots_at(one, np.array([1, 0])).tolist()
    [1, -1]
    """
    named = np.asarray(park)
    same = (instance.park == np.maximum(named, 0)[:, np.newaxis]) & (instance.score > NO_EDGE)
    slot = np.where(same.any(axis=1) & (named >= 0), same.argmax(axis=1), -1)
    return slot.astype(np.int16)


def kept(instance: Instance, slot: Slots, prices: Floats, *, threads: int | None = None) -> Slots:
    """A placement as near to `slot` as pays: what no longer fits leaves, then moves that gain.

    `prices` (M, R) say in what order firms are asked; they bind nothing.
    """
    held = relieved(instance, slot, prices)
    if not instance.edges:
        return held
    engine, duals = engine_for(instance, "auto", threads), Duals.of(instance)
    record = duals.record(duals.from_prices(prices, _quota_prices(instance)))
    rows = np.arange(instance.firms, dtype=np.int32)
    limits = limits_left(instance, held)
    active = everything_of(engine, rows, record)
    chosen = edges_of(active, held[active.rows])
    placing = Placing(engine, limits, Choices.of(engine, active, record), chosen)
    for _ in range(ROUNDS_MAX):
        if one_round(placing) <= WORTH_A_ROUND:
            break
    found = np.full(instance.firms, -1, np.int16)
    found[active.rows] = placing.held_slots
    return filled(instance, found)


def relieved(instance: Instance, slot: Slots, prices: Floats) -> Slots:
    """Firms leave parks that hold too much: those first that lose least by it, per unit freed.

    >>> one = Instance.of_candidates([[0.9], [0.4]], [[0], [0]], [[1.0], [1.0]], [[1.0]])
    >>> relieved(one, np.array([0, 0], np.int16), np.zeros((1, 1))).tolist()
    [0, -1]
    """
    left = np.array(slot, dtype=np.int16)
    excess = judge(instance, left).used - instance.usable
    for park, resource in np.argwhere(excess > 0).tolist():
        _relieve(instance, left, park, resource, prices)
    return left


def _relieve(instance: Instance, slot: Slots, park: int, resource: int, prices: Floats) -> None:
    firms = np.flatnonzero(slot >= 0)
    firms = firms[instance.park[firms, slot[firms].astype(np.int64)] == park]
    needs = needs_of(instance, firms, slot[firms].astype(np.int64))[:, resource]
    over = float(needs.sum()) - float(instance.usable[park, resource])
    loss = _losses(instance, firms, slot, prices)
    per_unit = np.divide(loss, needs, out=np.full(len(firms), np.inf), where=needs > 0)
    for at in np.lexsort((firms, per_unit)):
        if over <= 0:
            return
        if needs[at] > 0:
            slot[firms[at]] = -1
            over -= float(needs[at])


def needs_of(instance: Instance, firms: NDArray[Any], slot: NDArray[Any]) -> Floats:
    """(n, R) what firms need at the parks of these slots of theirs."""
    demand = instance.demand[firms, slot] if instance.is_per_edge else instance.demand[firms]
    return np.asarray(demand, dtype=np.float64)


def _losses(instance: Instance, firms: NDArray[Any], slot: Slots, prices: Floats) -> Floats:
    """What a firm's score loses where it takes the best other park at these prices, or none."""
    here, at = instance.park[firms], slot[firms].astype(np.int64)
    demand = instance.demand[firms]
    wide = demand if instance.is_per_edge else demand[:, np.newaxis, :]
    value = instance.score[firms].astype(float) - (wide * prices[here]).sum(axis=2)
    order = np.arange(len(firms))
    value[order, at] = -np.inf
    elsewhere = np.maximum(value.max(axis=1, initial=-np.inf), 0.0)
    return np.asarray(instance.score[firms, at].astype(float) - elsewhere)


def _quota_prices(instance: Instance) -> Floats:
    groups = instance.quotas.groups if instance.quotas is not None else 0
    return np.zeros((groups, 2))
