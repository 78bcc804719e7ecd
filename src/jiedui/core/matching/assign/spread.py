"""Firms spread over machines: prices go out, sums and competing edges come back.

A partition holds a run of whole parts (see `instance.cuts_of`), so every sum is made over the same
firms in the same order as on one machine, and the answer has the same bytes. The first sample
levels, all Newton steps and the placement run where the solver is. How partitions are reached is
not known here: `Ask` is the one seam, so that any scheduler can be put in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from jiedui.core.matching import certificate
from jiedui.core.matching.assign.active import Active, Product, Smooth, Survey, joined
from jiedui.core.matching.assign.compiled import CompiledEngine
from jiedui.core.matching.assign.lookups import Entries, Taken, groups_of_firms
from jiedui.core.matching.assign.stack import Stack
from jiedui.core.matching.certificate import Charged, Tally, Worth
from jiedui.core.matching.instance import (
    Floats,
    Instance,
    Quotas,
    allowed_of,
    cuts_of,
    in_whole_firms,
    usable_of,
)

LOCAL_BYTES_MAX = 64 * 2**20
"""A sample whose edges take no more is fetched once; its levels then ask nobody."""

Slots = NDArray[np.int16]
Rows = NDArray[np.int32]
Some = TypeVar("Some")


class Ask(Protocol):
    """Runs method `name` of every `Partition` with arguments (*own, *common), in order.

    Where a partition's `own` is None it is not asked, and its answer is left out.
    """

    def __call__(
        self, name: str, common: tuple[Any, ...], own: Sequence[tuple[Any, ...] | None]
    ) -> list[Any]: ...


@dataclass(frozen=True)
class SpreadInstance:
    """What the solver knows of an instance whose firms lie elsewhere; see `instance.Outline`."""

    firms: int
    slots: int
    capacity: Floats
    resources: tuple[str, ...]
    is_per_edge: bool
    is_exact: bool
    same_need: float
    quotas: Quotas | None = None

    @property
    def allowed(self) -> Floats:
        return allowed_of(self.capacity, is_exact=self.is_exact)

    @property
    def usable(self) -> Floats:
        return usable_of(self.capacity, is_exact=self.is_exact)

    def with_capacity(self, capacity: Floats) -> SpreadInstance:
        return replace(self, capacity=np.asarray(capacity, float))

    @property
    def parks(self) -> int:
        return len(self.capacity)

    @property
    def edges(self) -> int:
        return self.firms * self.slots


@dataclass(frozen=True)
class About:
    """What the solver learns of a partition first."""

    is_exact: bool
    same_need: float
    slots: int
    is_per_edge: bool
    scale: NDArray[np.float32]


@dataclass(frozen=True)
class Partition:
    """Some firms, one after the other, with their edges: what one thread of a worker holds.

    `cuts` are the rows where the passes over the whole are cut, in rows of this partition; `first`
    is its first firm in the whole.
    """

    instance: Instance
    cuts: NDArray[np.int64]
    first: int

    @cached_property
    def engine(self) -> CompiledEngine:
        return CompiledEngine(self.instance, 1, self.cuts)

    def __getstate__(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def about(self) -> About:
        instance = self.instance
        return About(
            instance.is_exact,
            instance.same_need,
            instance.slots,
            instance.is_per_edge,
            self.engine.scale,
        )

    def edges(self, rows: Rows) -> tuple[NDArray[Any], ...]:
        """Score, park, demand and group of some firms."""
        whole = self.instance
        return whole.score[rows], whole.park[rows], whole.demand[rows], groups_of_firms(whole)[rows]

    def pick(self, rows: Rows | None, record: NDArray[np.float32], band: float) -> Active:
        """The edges that compete among firms `rows`, or all; firms told as in the whole."""
        if rows is None:
            rows = np.arange(self.instance.firms, dtype=np.int32)
        found = self.engine.pick(writable(record), writable(rows), band)
        return replace(found, rows=found.rows + np.int32(self.first))

    def tallies(self, slot: Slots) -> list[Tally]:
        return self.engine.tallies(slot)

    def best_values(self, charged: Charged) -> list[float]:
        given = replace(
            charged,
            prices=writable(charged.prices),
            offset=writable(charged.offset),
            of_group=writable(charged.of_group),
        )
        return self.engine.best_values(given)

    def doors_at(self, slot: Slots) -> NDArray[np.int32]:
        return self.engine.doors_at(writable(slot))

    def taken(self, slot: Slots) -> Taken:
        return self.engine.taken(slot)

    def needs_at(self, rows: Rows) -> NDArray[np.float32]:
        return self.engine.needs_at(rows)

    def able(self) -> NDArray[np.int64]:
        return self.engine.able()

    def turned_away(self, slot: Slots, room: Floats) -> NDArray[np.bool_]:
        return self.engine.turned_away(slot, room)

    def entries(self, slot: Slots, group: int) -> Entries:
        return self.engine.entries(group, slot)


def writable(array: NDArray[Any]) -> NDArray[Any]:
    """Kernels are compiled for arrays that may be written; what came over a wire may not be."""
    return np.require(array, requirements=["C", "W"])


def bounds_of(firms: int, partitions: int) -> list[tuple[int, int]]:
    """First and last row of at most so many partitions, each a run of whole parts.

    >>> bounds_of(30_000, 2), len(bounds_of(30_000, 99))
    ([(0, 10000), (10000, 30000)], 3)
    """
    cuts = cuts_of(firms)
    parts = len(cuts) - 1
    several = max(1, min(partitions, parts))
    ends = [int(cuts[parts * p // several]) for p in range(several + 1)]
    return list(pairwise(ends))


def local_cuts(firms: int, lo: int, hi: int) -> NDArray[np.int64]:
    """The cuts of the whole that a partition lo..hi holds, in its own rows."""
    cuts = cuts_of(firms)
    return cuts[(cuts >= lo) & (cuts <= hi)] - lo


class SpreadEngine:
    """Passes over partitions that lie elsewhere; see `newton.Engine`."""

    name = CompiledEngine.name
    moves: Any = CompiledEngine.moves
    native = staticmethod(CompiledEngine.native)

    def __init__(
        self,
        ask: Ask,
        bounds: Sequence[tuple[int, int]],
        capacity: Floats,
        resources: tuple[str, ...],
        quotas: Quotas | None = None,
        *,
        threads: int | None = None,
    ):
        self._ask, self.bounds = ask, bounds
        known: list[About] = self._all("about")
        spread = SpreadInstance(
            firms=bounds[-1][1],
            slots=known[0].slots,
            capacity=capacity,
            resources=resources,
            is_per_edge=known[0].is_per_edge,
            is_exact=all(one.is_exact for one in known),
            same_need=same_of([one.same_need for one in known]),
            quotas=quotas,
        )
        self.instance = in_whole_firms(spread)
        self.scale = np.concatenate([one.scale for one in known])
        self._steps = CompiledEngine(without_firms(spread), threads)
        self._sample: tuple[Rows, CompiledEngine] | None = None

    def _all(self, name: str, *common: Any) -> list[Any]:
        return self._ask(name, common, [()] * len(self.bounds))

    def _by_firm(self, name: str, of_firms: NDArray[Any], *common: Any) -> list[Any]:
        """Each partition's share of an array over all firms goes to it."""
        return self._ask(name, common, [(of_firms[lo:hi],) for lo, hi in self.bounds])

    def _by_row(self, name: str, rows: NDArray[Any], *common: Any) -> list[Any]:
        """Each partition gets its rows among `rows`, ascending; asked only if it has some."""
        starts = np.array([lo for lo, _ in self.bounds] + [self.instance.firms])
        at = np.searchsorted(rows, starts.astype(rows.dtype)).tolist()
        own = [
            (rows[first:last] - rows.dtype.type(lo),) if first < last else None
            for (first, last), (lo, _) in zip(pairwise(at), self.bounds, strict=True)
        ]
        return self._ask(name, common, own)

    def pick(self, record: NDArray[np.float32], rows: Rows, band: float) -> Active:
        """Survey firms `rows` and gather the edges that compete."""
        if not len(rows) or self._is_small(len(rows)):
            return self._pick_here(record, rows, band)
        if len(rows) == self.instance.firms:
            found = self._ask("pick", (record, band), [(None,)] * len(self.bounds))
        else:
            found = self._by_row("pick", rows, record, band)
        return whole_of(found)

    def _is_small(self, rows: int) -> bool:
        slots, R = self.instance.slots, self.instance.capacity.shape[1]
        bytes_each = slots * (8 + 4 * R * self.instance.is_per_edge) + 4 * R
        return rows < self.instance.firms and rows * bytes_each <= LOCAL_BYTES_MAX

    def _pick_here(self, record: NDArray[np.float32], rows: Rows, band: float) -> Active:
        engine = self._sampled(rows)
        found = engine.pick(record, np.arange(len(rows), dtype=np.int32), band)
        return replace(found, rows=rows[found.rows])

    def _sampled(self, rows: Rows) -> CompiledEngine:
        """An engine that holds the edges of some firms here; the last one is kept."""
        if self._sample is None or self._sample[0] is not rows:
            edges = self._by_row("edges", rows)
            if not edges:
                return self._steps
            score, park, demand, group = map(np.concatenate, zip(*edges, strict=True))
            outline = self.instance
            limits = (outline.capacity, outline.resources, outline.quotas)
            sample = Instance(score, park, demand, *limits, group.astype(np.int32))
            cuts = np.searchsorted(rows, cuts_of(outline.firms).astype(rows.dtype))
            self._sample = rows, CompiledEngine(sample, self._steps.threads, cuts)
        return self._sample[1]

    def in_parts(self, n: int, work: Callable[[int, int], Any]) -> list[Any]:
        """See `CompiledEngine.in_parts`; on this machine."""
        return self._steps.in_parts(n, work)

    def values(self, active: Active, record: NDArray[np.float32]) -> NDArray[np.float32]:
        """See `Active.values`; on this machine."""
        return self._steps.values(active, record)

    def regrets(
        self, active: Active, value: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], ...]:
        """See `Active.regrets`; on this machine."""
        return self._steps.regrets(active, value)

    def laid_out(self, active: Active) -> Stack:
        """See `CompiledEngine.laid_out`; on this machine."""
        return self._steps.laid_out(active)

    def smooth(self, stack: Stack, record: NDArray[np.float32], gamma: float) -> Smooth:
        """See `CompiledEngine.smooth`; on this machine."""
        return self._steps.smooth(stack, record, gamma)

    def curvature(self, stack: Stack, smooth: Smooth, gamma: float) -> Product:
        """See `CompiledEngine.curvature`; on this machine."""
        return self._steps.curvature(stack, smooth, gamma)

    def judge(self, slot: NDArray[Any]) -> Worth:
        """See `certificate.judge`."""
        parts = self._by_firm("tallies", slot)
        return certificate.worth_of(self.instance, [one for part in parts for one in part])

    def bound(self, prices: Floats, quota_prices: Floats | None) -> float:
        """See `certificate.bound`."""
        charged = Charged.of(self.instance, prices, quota_prices)
        parts = self._all("best_values", charged)
        return charged.fixed + certificate.in_order(one for part in parts for one in part)

    def doors_at(self, slot: Slots) -> NDArray[np.int32]:
        """The door of the slot that each firm holds, -1 none."""
        return np.concatenate(self._by_firm("doors_at", slot))

    def taken(self, slot: Slots) -> Taken:
        """The edges that firms hold."""
        found: list[Taken] = self._by_firm("taken", slot)
        return stacked(found)

    def needs_at(self, rows: NDArray[Any]) -> NDArray[np.float32]:
        """What firms `rows`, ascending, need."""
        return np.concatenate(self._by_row("needs_at", rows))

    def able(self) -> NDArray[np.int64]:
        """See `Lookups.able`."""
        return np.asarray(np.sum(self._all("able"), axis=0))

    def turned_away(self, slot: Slots, room: Floats) -> NDArray[np.bool_]:
        """See `Lookups.turned_away`."""
        found: list[NDArray[np.bool_]] = self._by_firm("turned_away", slot, room)
        return np.asarray(np.any(found, axis=0))

    def entries(self, group: int, slot: Slots) -> Entries:
        """See `Lookups.entries`."""
        found: list[Entries] = self._by_firm("entries", slot, group)
        return stacked(
            [
                replace(one, firm=one.firm + lo)
                for one, (lo, _) in zip(found, self.bounds, strict=True)
            ]
        )


def same_of(needs: list[float]) -> float:
    """The need of all partitions, 0 where they differ."""
    return needs[0] if min(needs) == max(needs) else 0.0


def without_firms(spread: SpreadInstance) -> Instance:
    """The limits alone: Newton steps need nothing else of an instance."""
    none, R = np.zeros((0, 1), np.float32), spread.capacity.shape[1]
    demand = np.zeros((0, 1, R) if spread.is_per_edge else (0, R), np.float32)
    return Instance(none, none.astype(np.uint16), demand, spread.capacity, spread.resources)


def whole_of(found: Sequence[Active]) -> Active:
    """What partitions picked, as if one machine had: sums in order."""
    settled = Survey(
        tuple(part for one in found for part in one.settled.parts),
        np.concatenate([one.settled.best for one in found]),
        np.concatenate([one.settled.count for one in found]),
    )
    return replace(joined(*found), settled=settled)


def stacked(several: Sequence[Some]) -> Some:
    """Records of arrays as one record."""
    first: Any = several[0]
    names = [field.name for field in fields(first)]
    parts = {n: np.concatenate([getattr(one, n) for one in several]) for n in names}
    whole: Some = replace(first, **parts)
    return whole
