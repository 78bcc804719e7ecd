"""From prices to a placement: greedy by regret, then moves that only ever raise the score.

Firms far from a second choice take their best park. The others follow in the order of what they
would lose by their second choice; then regretful firms push cheaper ones out of fuller parks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiedui.core.matching.assign.active import Active, Whole, joined
from jiedui.core.matching.assign.duals import Duals
from jiedui.core.matching.assign.levels import EVERYTHING, Priced
from jiedui.core.matching.assign.newton import Engine
from jiedui.core.matching.certificate import Worth, judge
from jiedui.core.matching.instance import Floats, Instance, Outline

ROUNDS_MAX = 4
WORTH_A_ROUND = 0.1
"""The share of the gap that a round must close for another to follow."""
MOVED_AT_ONCE = 24
REGRETS = 1e-6
UNLIMITED = 2**40

Slots = NDArray[np.int16]


class Placing:
    """A placement in the making, in the form that the engine's moves read (lists or arrays)."""

    def __init__(self, engine: Engine, limits: Limits, active: Active, record: Any, held: Slots):
        native = engine.native
        self.engine, self.active, self.record = engine, active, record
        self.value = engine.values(active, record)
        self.best = segment_max(self.value, active.start)
        self.start, self.park = native(active.start), native(active.park)
        self.group = native(limits.group)
        self.room, self.resources = native(limits.room.ravel()), limits.room.shape[1]
        demand = active.needs[:, : self.resources].ravel()
        self.score, self.demand = native(active.score), native(demand)
        self.enter, self.leave = native(limits.enter), native(limits.leave)
        self.chosen = native(edges_of(active, held))

    @property
    def held(self) -> Whole:
        """The edge that each contested firm holds, -1 none."""
        return np.asarray(self.chosen, dtype=np.int64)

    @property
    def held_slots(self) -> Slots:
        held = self.held
        return np.where(held >= 0, self.active.slot[held], np.int16(-1))

    @property
    def reached(self) -> float:
        held = self.held
        return float(self.active.score[held[held >= 0]].sum(dtype=np.float64))

    @property
    def regret(self) -> NDArray[np.float32]:
        """What each firm would gain by its best edge at these prices."""
        held = self.held
        now = np.where(held >= 0, self.value[held], np.float32(0))
        return self.best - now

    @property
    def limits(self) -> Limits:
        room = np.asarray(self.room, float).reshape(-1, self.resources)
        whole = [np.asarray(one, dtype=np.int64) for one in (self.group, self.enter, self.leave)]
        return Limits(room, *whole)

    @property
    def _edges(self) -> tuple[Any, ...]:
        return self.start, self.park, self.score, self.demand, self.room, self.resources

    @property
    def _quotas(self) -> tuple[Any, ...]:
        return self.group, self.enter, self.leave, self.chosen

    def greedy(self, order: Whole) -> None:
        native = self.engine.native
        edges = (self.start, self.park, native(self.value), *self._edges[3:])
        self.engine.moves.greedy(native(order), *edges, *self._quotas)

    def improve(self, order: Whole) -> float:
        return float(
            self.engine.moves.improve(self.engine.native(order), *self._edges, *self._quotas)
        )

    def eject(self, wanting: Whole) -> float:
        """Push cheaper firms out of the parks that `wanting` prefer."""
        native = self.engine.native
        listed, loss, other, first = self.cheapest_out()
        moved = native(np.zeros(MOVED_AT_ONCE, np.int64))
        need = native(np.zeros(self.resources))
        lists = (native(first), native(listed), native(loss), native(other))
        edges = (*self._edges, *self._quotas)
        return float(self.engine.moves.eject(native(wanting), *lists, *edges, need, moved))

    def cheapest_out(self) -> tuple[Whole, Floats, Whole, Whole]:
        """Placed firms by park, and within a park by the loss of moving them elsewhere."""
        native = self.engine.native
        firms = np.flatnonzero(self.held >= 0)
        loss, other = native(np.zeros(len(firms))), native(np.full(len(firms), -1))
        ask = (native(firms), *self._edges, *self._quotas, loss, other)
        work = self.engine.moves.relocations
        self.engine.in_parts(len(firms), lambda lo, hi: work(*ask, lo, hi))
        loss, other = np.asarray(loss, float), np.asarray(other, dtype=np.int64)
        can = loss < self.active.scale[firms]
        firms, loss, other = firms[can], loss[can], other[can]
        park = self.active.park[self.held[firms]]
        order = coarse_order(loss)
        order = order[np.argsort(park[order].astype(np.uint16), kind="stable")]
        first = np.concatenate([[0], np.cumsum(np.bincount(park, minlength=len(self.group)))])
        return firms[order], loss[order], other[order], first


@dataclass(frozen=True)
class Limits:
    """What is left: room (M, R), and how many firms may enter and must stay in each group."""

    room: Floats
    group: Whole
    enter: Whole
    leave: Whole


def place(
    engine: Engine,
    duals: Duals,
    priced: Priced,
    *,
    wanted: float,
    on_round: Callable[[Slots], None] | None = None,
) -> Slots:
    """A feasible slot of every firm, -1 none; stops early where the value `wanted` is reached."""
    record = duals.record(priced.x)
    slot, active = settled_first(engine, priced.active, record)
    worth = engine.judge(slot)
    limits = limits_beside(engine.instance, worth)
    nothing = np.full(active.firms, -1, np.int16)
    placing = Placing(engine, limits, active, record, nothing)
    placing.greedy(by_regret(placing))
    placing = widened(placing)
    for _ in range(ROUNDS_MAX):
        if on_round is not None:
            on_round(written(slot, placing))
        reached = worth.value + placing.reached
        left = priced.bound - reached
        if reached >= wanted or one_round(placing) < WORTH_A_ROUND * left:
            break
    return written(slot, placing)


def settled_first(engine: Engine, active: Active, record: Any) -> tuple[Slots, Active]:
    """Settled firms at their best; those of a park that they alone would overfill compete too."""
    survey = active.settled
    slot = np.where(survey.count == 0, survey.best, np.int16(-1))
    R = engine.instance.capacity.shape[1]
    full = (survey.load[:, :R] > engine.instance.usable).any(axis=1)
    full |= crowded(engine.instance, survey.load[:, R])
    if full.any():
        at = np.flatnonzero(slot >= 0).astype(np.int32)
        rows = at[full[engine.parks_at(slot)[at]]]
        slot[rows] = -1
        active = joined(active, everything_of(engine, rows, record))
    return slot, active


def crowded(instance: Outline, counts: Floats) -> NDArray[np.bool_]:
    """Parks of a group that more settled firms want than its upper quota allows."""
    quotas = instance.quotas
    if quotas is None:
        return np.zeros(instance.parks, bool)
    together = np.bincount(quotas.group + 1, counts, quotas.groups + 1)[1:]
    over = np.append(together > quotas.most, False)
    return over[quotas.group]


def everything_of(engine: Engine, rows: NDArray[np.int32], record: Any) -> Active:
    """All edges of some firms."""
    return engine.pick(record, rows, EVERYTHING)


def limits_left(instance: Instance, slot: Slots) -> Limits:
    """What the firms placed so far leave of every limit."""
    return limits_beside(instance, judge(instance, slot))


def limits_beside(instance: Outline, worth: Worth) -> Limits:
    """What is left of every limit beside a placement that was judged."""
    room = instance.usable - worth.used
    quotas = instance.quotas
    if quotas is None:
        group = np.full(instance.parks, -1, np.int64)
        free = np.array([UNLIMITED])
        return Limits(room, group, free, free.copy())
    count = np.bincount(quotas.group + 1, worth.counts, quotas.groups + 1)[1:]
    enter = np.floor(np.minimum(quotas.most - count, UNLIMITED))
    leave = count - np.ceil(quotas.least)
    whole = [np.append(one, UNLIMITED).astype(np.int64) for one in (enter, leave)]
    return Limits(room, quotas.group.astype(np.int64), *whole)


def segment_max(value: NDArray[np.float32], start: Whole) -> NDArray[np.float32]:
    """The best edge value of each firm, no park counting as 0."""
    if len(start) == 1:
        return np.zeros(0, np.float32)
    return np.maximum(np.maximum.reduceat(value, start[:-1]), np.float32(0))


def by_regret(placing: Placing) -> Whole:
    """Firms by what their second choice would cost them, most first."""
    active = placing.active
    is_best = placing.value == np.repeat(placing.best, np.diff(active.start))
    rest = np.where(is_best, np.float32(-1), placing.value)
    lost = placing.best - segment_max(rest, active.start)
    return coarse_order(lost)[::-1]


def coarse_order(values: NDArray[Any]) -> Whole:
    """An ascending order by two significant digits of numbers >= 0: a radix sort of their bits.

    Stable and the same on every machine; the moves need no finer order.
    """
    bits = np.maximum(values, 0).astype(np.float32).view(np.uint32) >> 15
    return np.argsort(bits.astype(np.uint16), kind="stable")


def widened(placing: Placing) -> Placing:
    """The same placement, where firms that miss their best edge may use all their edges."""
    active = placing.active
    held = np.full(placing.engine.instance.firms, -1, np.int16)
    held[active.rows] = placing.held_slots
    misses = placing.regret > REGRETS * active.scale
    firms = np.flatnonzero(misses)
    firms = firms[np.argsort(active.rows[firms], kind="stable")]  # passes want ascending rows
    wide = everything_of(placing.engine, active.rows[firms], placing.record)
    kept = joined(active, wide, dropped=misses)
    return Placing(placing.engine, placing.limits, kept, placing.record, held[kept.rows])


def edges_of(active: Active, held: Slots) -> Whole:
    """The edge with the slot that each firm holds, -1 where it holds none."""
    chosen = np.full(active.firms, -1, np.int64)
    firm = np.repeat(np.arange(active.firms), np.diff(active.start))
    taken = np.flatnonzero(active.slot == held[firm])
    chosen[firm[taken]] = taken
    return chosen


def one_round(placing: Placing) -> float:
    """Better edges for the regretful, room made for them, better edges for all; the gain."""
    regret = placing.regret
    wanting = np.flatnonzero(regret > REGRETS)
    wanting = wanting[coarse_order(regret[wanting])[::-1]]
    gained = placing.improve(wanting) + placing.eject(wanting)
    return gained + placing.improve(np.arange(placing.active.firms))


def written(slot: Slots, placing: Placing) -> Slots:
    """The slots of all firms, settled and contested."""
    whole = slot.copy()
    whole[placing.active.rows] = placing.held_slots
    return whole
