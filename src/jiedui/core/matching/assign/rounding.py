"""From prices to a placement: greedy by regret, then moves that only ever raise the score.

Firms far from a second choice take their best park. The others follow in the order of what they
would lose by their second choice; then regretful firms push cheaper ones out of fuller parks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiedui.core.matching.assign.active import Active, Whole, joined
from jiedui.core.matching.assign.doors import groups_at, parks_behind
from jiedui.core.matching.assign.duals import Duals
from jiedui.core.matching.assign.levels import EVERYTHING, Priced
from jiedui.core.matching.assign.newton import Engine
from jiedui.core.matching.certificate import judge
from jiedui.core.matching.instance import Floats, Instance, Outline

ROUNDS_MAX = 6
WORTH_A_ROUND = 0.05
"""The share of the gap that a round must close for another to follow."""
MOVED_AT_ONCE = 24
REGRETS = 1e-6
UNLIMITED = 2**40
COARSE = 2**16

Slots = NDArray[np.int16]


@dataclass(frozen=True)
class Choices:
    """The edges that firms may take: firm q has those from `first[q]` to `end[q]`.

    `value` (E,) is what prices leave of an edge's score; `best` (n,) is the most that a firm has of
    it, no park counting as 0, and `lost` (n,) what its second choice would cost it. `group` (n,) is
    the group of firms that it is in, -1 none.
    """

    rows: NDArray[np.int32]
    scale: NDArray[np.float32]
    group: Whole
    first: Whole
    end: Whole
    best: NDArray[np.float32]
    lost: NDArray[np.float32]
    park: NDArray[np.int32]
    score: NDArray[np.float32]
    needs: NDArray[np.float32]
    slot: Slots
    value: NDArray[np.float32]

    @classmethod
    def of(cls, engine: Engine, active: Active, record: Any) -> Choices:
        value, outline = engine.values(active, record), engine.instance
        best, lost = engine.regrets(active, value)
        group = groups_of(outline, active)
        firms = (active.rows, active.scale, group, active.start[:-1], active.start[1:], best, lost)
        park = parks_behind(outline, active.door)
        return cls(*firms, park, active.score, active.needs, active.slot, value)

    def widened(self, firms: Whole, wide: Choices) -> Choices:
        """The same where these firms have the edges of `wide` instead, behind all others."""
        first, end, n = self.first.copy(), self.end.copy(), len(self.park)
        first[firms], end[firms] = n + wide.first, n + wide.end
        edges = ("park", "score", "needs", "slot", "value")
        both = {name: np.concatenate([getattr(self, name), getattr(wide, name)]) for name in edges}
        return replace(self, first=first, end=end, **both)


class Placing:
    """A placement in the making, in the form that the engine's moves read (lists or arrays)."""

    def __init__(self, engine: Engine, limits: Limits, choices: Choices, chosen: Whole):
        native = engine.native
        self.engine, self.choices = engine, choices
        self.group, self.firm_group = native(limits.group), native(choices.group)
        self.room, self.resources = native(limits.room.ravel()), limits.room.shape[1]
        self.first, self.end = native(choices.first), native(choices.end)
        self.park, self.score = native(choices.park), native(choices.score)
        self.needs, self.width = native(choices.needs.ravel()), choices.needs.shape[1]
        self.enter, self.leave = native(limits.enter), native(limits.leave)
        self.chosen = native(chosen)

    @property
    def held(self) -> Whole:
        """The edge that each contested firm holds, -1 none."""
        return np.asarray(self.chosen, dtype=np.int64)

    @property
    def held_slots(self) -> Slots:
        held = self.held
        return np.where(held >= 0, self.choices.slot[held], np.int16(-1))

    @property
    def reached(self) -> float:
        held = self.held
        return float(self.choices.score[held[held >= 0]].sum(dtype=np.float64))

    @property
    def regret(self) -> NDArray[np.float32]:
        """What each firm would gain by its best edge at these prices."""
        held = self.held
        now = np.where(held >= 0, self.choices.value[held], np.float32(0))
        return self.choices.best - now

    @property
    def limits(self) -> Limits:
        room = np.asarray(self.room, float).reshape(-1, self.resources)
        whole = [np.asarray(one, dtype=np.int64) for one in (self.group, self.enter, self.leave)]
        return Limits(room, *whole)

    def _given(self, gain: Any) -> tuple[Any, ...]:
        """What all moves read; `gain` is what an edge counts for, by score or net of prices."""
        edges = (self.first, self.end, self.park, gain, self.needs, self.width)
        groups = (self.group, self.firm_group, self.enter, self.leave)
        return *edges, self.room, self.resources, *groups, self.chosen

    def greedy(self, order: Whole) -> None:
        native = self.engine.native
        self.engine.moves.greedy(native(order), *self._given(native(self.choices.value)))

    def improve(self, order: Whole) -> float:
        native = self.engine.native
        return float(self.engine.moves.improve(native(order), *self._given(self.score)))

    def eject(self, wanting: Whole) -> float:
        """Push cheaper firms out of the parks that `wanting` prefer."""
        native = self.engine.native
        wanting = native(wanting)
        lists = map(native, self.cheapest_out(self.wanted_at(wanting)))
        moved = native(np.zeros(MOVED_AT_ONCE, np.int64))
        need = native(np.zeros(self.resources))
        given = self._given(self.score)
        return float(self.engine.moves.eject(wanting, *lists, *given, need, moved))

    def wanted_at(self, wanting: Any) -> Any:
        """(M,) the most that one of these firms would gain by coming to a park."""
        worth = self.engine.native(np.zeros(len(self.group)))
        edges = (self.first, self.end, self.park, self.score)
        self.engine.moves.wanted(wanting, *edges, self.chosen, worth)
        return worth

    def cheapest_out(self, worth: Any) -> tuple[Whole, Whole, Floats, Whole]:
        """Where each park's firms begin; firms by park, by the loss of moving them elsewhere.

        Only firms whose moving loses less than it is `worth` (M,) to anyone; with each its loss
        and its best edge elsewhere.
        """
        engine, n, kinds = self.engine, len(self.first), (np.int64, np.float64, np.int64)
        lists = [engine.native(np.empty(n, kind)) for kind in kinds]
        ask = (worth, *self._given(self.score), *lists)

        def part(lo: int, hi: int) -> slice:
            return slice(lo, lo + engine.moves.relocations(*ask, lo, hi))

        parts = engine.in_parts(n, part)
        firms, loss, other = (
            np.concatenate([np.asarray(one[at], kind) for at in parts])
            for one, kind in zip(lists, kinds, strict=True)
        )
        park = self.choices.park[self.held[firms]]
        order, _ = sorted_by(engine, coarse(loss), COARSE)
        by_park, start = sorted_by(engine, park[order], len(worth))
        order = order[by_park]
        return start, firms[order], loss[order], other[order]


@dataclass(frozen=True)
class Limits:
    """What is left: room (M, R), and how many firms may enter and leave each group."""

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
    settled = Settled.of(engine, duals, priced.active, record)
    slot, active, R = settled.slot, settled.active, duals.resources
    used = duals.of_parks(settled.load)[:, :R]
    limits = limits_beside(engine.instance, used, duals.of_groups(settled.load[:, R]))
    nowhere = np.full(active.firms, -1, np.int64)
    placing = Placing(engine, limits, Choices.of(engine, active, record), nowhere)
    placing.greedy(most_first(engine, placing.choices.lost))
    placing = widened(placing, record)
    for _ in range(ROUNDS_MAX):
        if on_round is not None:
            on_round(written(slot, placing))
        reached = settled.score + placing.reached
        left = priced.bound - reached
        if reached >= wanted or one_round(placing) < WORTH_A_ROUND * left:
            break
    return written(slot, placing)


@dataclass(frozen=True)
class Settled:
    """The settled firms at their best: `slot` (N,), their score, their `load` (doors, W).

    Those of a park or a group that they alone would overfill are no longer settled: all their edges
    compete, in `active`.
    """

    slot: Slots
    score: float
    load: Floats
    active: Active

    @classmethod
    def of(cls, engine: Engine, duals: Duals, active: Active, record: Any) -> Settled:
        survey = active.settled
        slot = np.where(survey.count == 0, survey.best, np.int16(-1))
        score, load = survey.settled_score, survey.load.copy()
        full = crowded(engine.instance, duals, load)
        if full.any():
            at = np.flatnonzero(slot >= 0).astype(np.int32)
            rows = at[full[engine.doors_at(slot)[at]]]
            back = everything_of(engine, rows, record)
            left = back.slot == np.repeat(survey.best[back.rows], back.sizes)
            score -= float(back.score[left].sum(dtype=np.float64))
            slot[rows], load[full] = -1, 0.0
            active = joined(active, back)
        return cls(slot, score, load, active)


def crowded(instance: Outline, duals: Duals, load: Floats) -> NDArray[np.bool_]:
    """Doors of a park that settled firms overfill, or of a group above its upper quota."""
    R, quotas = duals.resources, instance.quotas
    full = np.asarray((duals.of_parks(load)[:, :R] > instance.usable).any(axis=1))
    if quotas is None:
        return full
    over = np.append(duals.of_groups(load[:, R]) > quotas.most, False)
    return np.ravel(over[duals.firms][:, None] | over[duals.members] | full)


def groups_of(outline: Outline, active: Active) -> Whole:
    """(n,) the group of firms that each firm is in, -1 none."""
    if outline.quotas is None or not outline.quotas.of_firms:
        return np.full(active.firms, -1)
    return groups_at(outline, active.door[active.start[:-1]])


def everything_of(engine: Engine, rows: NDArray[np.int32], record: Any) -> Active:
    """All edges of some firms."""
    return engine.pick(record, rows, EVERYTHING)


def limits_left(instance: Instance, slot: Slots) -> Limits:
    """What the firms placed so far leave of every limit."""
    worth = judge(instance, slot)
    return limits_beside(instance, worth.used, worth.grouped)


def limits_beside(instance: Outline, used: Floats, grouped: Floats) -> Limits:
    """What is left of every limit beside a placement that uses so much and counts so many."""
    room = instance.usable - used
    quotas = instance.quotas
    if quotas is None:
        group = np.full(instance.parks, -1, np.int64)
        free = np.array([UNLIMITED])
        return Limits(room, group, free, free.copy())
    enter = np.floor(np.minimum(quotas.most - grouped, UNLIMITED))
    leave = grouped - np.ceil(quotas.least)
    whole = [np.append(one, UNLIMITED).astype(np.int64) for one in (enter, leave)]
    return Limits(room, quotas.group.astype(np.int64), *whole)


def coarse(values: NDArray[Any]) -> NDArray[np.int64]:
    """Keys below `COARSE` that order numbers >= 0 by two significant digits."""
    bits = np.maximum(values, 0).astype(np.float32).view(np.uint32)
    return np.asarray(bits >> 15, dtype=np.int64)


def most_first(engine: Engine, values: NDArray[Any]) -> Whole:
    """Positions of numbers >= 0, the largest first."""
    return sorted_by(engine, coarse(values), COARSE)[0][::-1]


def sorted_by(engine: Engine, keys: NDArray[Any], most: int) -> tuple[Whole, Whole]:
    """Positions by their key below `most`, stable, and where those of each key begin and end."""
    start = np.concatenate([[0], np.cumsum(np.bincount(keys, minlength=most))])
    native, order = engine.native, engine.native(np.empty(len(keys), np.int64))
    engine.moves.sort(native(keys), native(start[:-1].copy()), order)
    return np.asarray(order, dtype=np.int64), start


def widened(placing: Placing, record: Any) -> Placing:
    """The same placement, where firms that miss their best edge may use all their edges."""
    engine, choices, chosen = placing.engine, placing.choices, placing.held.copy()
    misses = np.flatnonzero(placing.regret > REGRETS * choices.scale)
    misses = misses[np.argsort(choices.rows[misses], kind="stable")]  # passes want ascending rows
    wide = everything_of(engine, choices.rows[misses], record)
    firms = misses[np.searchsorted(choices.rows[misses], wide.rows)]
    edge = edges_of(wide, placing.held_slots[firms])
    chosen[firms] = np.where(edge >= 0, len(choices.park) + edge, -1)
    choices = choices.widened(firms, Choices.of(engine, wide, record))
    return Placing(engine, placing.limits, choices, chosen)


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
    wanting = np.flatnonzero(regret > REGRETS * placing.choices.scale)
    wanting = wanting[most_first(placing.engine, regret[wanting])]
    gained = placing.improve(wanting) + placing.eject(wanting)
    return gained + placing.improve(np.arange(len(regret)))


def written(slot: Slots, placing: Placing) -> Slots:
    """The slots of all firms, settled and contested."""
    whole = slot.copy()
    whole[placing.choices.rows] = placing.held_slots
    return whole
