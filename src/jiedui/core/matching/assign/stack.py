"""The competing edges as Newton steps read them: firms stacked in runs, see `steps_kernel`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiedui.core.matching.assign import steps_kernel
from jiedui.core.matching.assign.active import Whole


@dataclass(frozen=True)
class Runs:
    """Firms with as many edges each, brought together; see `steps_kernel`.

    `ordered` are the firms' positions; run r has the firms `firm[r]` to `firm[r + 1]` of them, and
    the edges `edge[r]` to `edge[r + 1]`.
    """

    ordered: NDArray[np.int32]
    firm: Whole
    edge: Whole

    @classmethod
    def of(cls, sizes: NDArray[np.int16]) -> Runs:
        """Runs of firms that have so many edges each; those without any are left out."""
        ordered = np.empty(len(sizes), np.int32)
        most = int(sizes.max(initial=0))
        ordered = ordered[: steps_kernel.in_order_of_size(sizes, most, ordered)]
        firm, edge = (np.empty(len(ordered) + 1, np.int64) for _ in range(2))
        runs = steps_kernel.cut_into_runs(sizes, ordered, firm, edge)
        return cls(ordered, firm[: runs + 1].copy(), edge[: runs + 1].copy())

    def __len__(self) -> int:
        return len(self.firm) - 1

    @property
    def ends(self) -> tuple[Whole, Whole]:
        return self.firm, self.edge

    @property
    def tables(self) -> tuple[Any, ...]:
        return self.ordered, self.firm, self.edge


@dataclass(frozen=True)
class Stack:
    """The competing edges of firms in runs, slot by slot within a run.

    `door`, `score` (E,) go by edge, `scale` (n,) by firm, and `needs` by edge or by firm.
    """

    runs: Runs
    door: NDArray[np.int32]
    score: NDArray[np.float32]
    needs: NDArray[np.float32]
    scale: NDArray[np.float32]
    by_edge: int
