"""What the passes hand to one another: the edges that still compete, and the sums over them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiedui.core.matching.certificate import in_order
from jiedui.core.matching.instance import Floats

Whole = NDArray[np.int64]
Product = Callable[[NDArray[np.float32]], Floats]


@dataclass(frozen=True)
class PartSums:
    """What an exact pass sums up over one part of the firms; see `Survey`."""

    total: float
    settled_score: float
    load: Floats


@dataclass(frozen=True)
class Survey:
    """One exact pass over all edges of some firms at one price vector.

    `total` is Σ_i max(0, best reduced score): with the prices' own part it is a certified bound.
    A firm is *contested* where more than one offer (no park counts as one) lies within the band of
    its best; the others are *settled*: they take `best` and add `load` (doors, W) as a constant.
    Sums are kept by part and added in order, so that parts may come from several machines.
    """

    parts: tuple[PartSums, ...]
    best: NDArray[np.int16]  # (n,) the slot that a settled firm takes, -1 none
    count: NDArray[np.int16]  # (n,) competing edges of a contested firm, 0 of a settled one

    @cached_property
    def total(self) -> float:
        return in_order(part.total for part in self.parts)

    @cached_property
    def settled_score(self) -> float:
        return in_order(part.settled_score for part in self.parts)

    @cached_property
    def load(self) -> Floats:
        return added([part.load for part in self.parts])


@dataclass(frozen=True)
class Active:
    """The competing edges of the contested firms, side by side in memory.

    Firm `rows[q]` has the edges `start[q]` to `start[q + 1]`; an edge has a door, a score, the slot
    it stands in, and its `needs` (E, W): the demand of R resources, 1 for its place, zeros. What it
    pays is their product with the door's prices. `scale` (n,) is the firm's best score.
    """

    rows: NDArray[np.int32]
    start: Whole
    door: NDArray[np.int32]
    score: NDArray[np.float32]
    needs: NDArray[np.float32]
    slot: NDArray[np.int16]
    scale: NDArray[np.float32]
    settled: Survey

    @property
    def firms(self) -> int:
        return len(self.rows)

    @property
    def sizes(self) -> Whole:
        """(n,) how many edges each firm has."""
        return np.diff(self.start)

    def values(self, record: NDArray[np.float32]) -> NDArray[np.float32]:
        """Score less what the door's prices take, edge by edge."""
        value = self.score.copy()
        for c in range(self.needs.shape[1]):
            value -= self.needs[:, c] * record[self.door, c]
        return value

    def regrets(self, value: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
        """The best value of each firm's edges, no park counting as 0, and the loss by its second.

        The second choice may be no park, or another edge of the same value.
        """
        best, firm = segment_max(value, self.start), np.repeat(np.arange(self.firms), self.sizes)
        is_best = value == best[firm]
        second = segment_max(np.where(is_best, np.float32(0), value), self.start)
        is_tied = np.bincount(firm[is_best], minlength=self.firms) > 1
        return best, np.where(is_tied, np.float32(0), best - second)


@dataclass(frozen=True)
class Smooth:
    """The smoothed dual on the active edges: its value, expected load and curvature (doors, W).

    Edges and firms stand in the engine's own order, see `Engine.laid_out`.
    """

    value: float
    load: Floats
    curvature: Floats
    chance: NDArray[np.float32]  # (E,) softmax weight of each edge
    likely: NDArray[np.int16]  # (n,) edges with a chance worth a visit; 0 where a firm is certain


def segment_max(value: NDArray[np.float32], start: Whole) -> NDArray[np.float32]:
    """The best edge value of each firm, no park counting as 0."""
    if len(start) == 1:
        return np.zeros(0, np.float32)
    return np.maximum(np.maximum.reduceat(value, start[:-1]), np.float32(0))


def added(tables: Sequence[Floats]) -> Floats:
    """Tables summed in their order, in double precision."""
    total: Floats = tables[0].astype(float)
    for one in tables[1:]:
        total += one
    return total


def chunks(n: int, *, least: int, most: int) -> list[tuple[int, int]]:
    """Cut 0..n into parts that depend on n alone, so that sums are the same for any threads."""
    parts = min(most, max(1, n // least))
    return [(n * c // parts, n * (c + 1) // parts) for c in range(parts)]


def joined(first: Active, *others: Active, dropped: NDArray[np.bool_] | None = None) -> Active:
    """Sets of firms as one, settled as in the first, which loses its `dropped` firms."""
    firms: Any = slice(None)
    edges, size = firms, first.sizes
    if dropped is not None:
        firms, edges = ~dropped, np.repeat(~dropped, size)

    def together(name: str, kept: Any) -> NDArray[Any]:
        return np.concatenate([getattr(first, name)[kept], *(getattr(o, name) for o in others)])

    sizes = np.concatenate([size[firms], *(other.sizes for other in others)])
    return Active(
        start=np.concatenate([[0], np.cumsum(sizes)]),
        settled=first.settled,
        **{name: together(name, firms) for name in ("rows", "scale")},
        **{name: together(name, edges) for name in ("door", "score", "needs", "slot")},
    )
