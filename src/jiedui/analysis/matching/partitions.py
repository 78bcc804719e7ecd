"""Partitions of one's own table of edges: each is a function of files and ranges of their rows.

Machines read parts of the EDGES side by side (`coded`), hand every edge to the partition of its
firm (`share`), and lay it out as one machine would (`partition`). Nothing else enters, so what a
machine that went down had made can be made again. The tables are described in `edges`.
"""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import jiedui
from jiedui.analysis.matching.edges import (
    DEMAND,
    OF_FIRMS,
    TEXT,
    groups_of_firms,
    in_slots,
    numbers_of,
    slots_of,
)
from jiedui.core.errors import Problem, Refusal, refuse_if_any
from jiedui.core.matching import Instance, Quotas
from jiedui.core.matching.assign.spread import Partition, local_cuts
from jiedui.core.matching.instance import AMOUNT_MOST, Floats
from jiedui.files.bulk import SHOWN_MOST, BulkTable
from jiedui.files.ranges import FilePart

NEEDED = ("firm", "park", "score")


@dataclass(frozen=True)
class Frame:
    """What all partitions share: the parks, and which resources differ by edge."""

    parks: tuple[str, ...]
    capacity: Floats
    resources: tuple[str, ...]
    by_edge: tuple[str, ...]
    quotas: Quotas | None

    @property
    def by_firm(self) -> tuple[str, ...]:
        return tuple(name for name in self.resources if name not in self.by_edge)


@dataclass(frozen=True)
class Firms:
    """The ids of all firms, what they need of the resources that do not differ by edge, and the
    groups of firms that they are in; see `edges.quotas_of`.
    """

    ids: pd.Index
    demand: dict[str, NDArray[np.float32]]
    group: NDArray[np.int32] | None


@dataclass(frozen=True)
class Coded:
    """Edges in the order of the file: firms and parks by their rows; what differs by edge."""

    file: str
    firm: NDArray[np.int32]
    park: NDArray[np.int32]
    score: NDArray[np.float32]
    demand: dict[str, NDArray[np.float32]]

    def of(self, rows: Any) -> Coded:
        demand = {name: values[rows] for name, values in self.demand.items()}
        return Coded(self.file, self.firm[rows], self.park[rows], self.score[rows], demand)

    @property
    def span(self) -> tuple[int, int]:
        """The first and the last firm; (0, -1) without edges."""
        return (int(self.firm.min()), int(self.firm.max())) if len(self.firm) else (0, -1)


def firms_of(whole: FilePart, frame: Frame) -> Firms:
    """All firms: small beside their edges."""
    return firms_in(BulkTable.read_part(whole, ("firm",), OF_FIRMS, text=TEXT), frame)


def firms_in(table: BulkTable, frame: Frame) -> Firms:
    ids = table.unique_ids("firm")
    demand = {name: numbers_of(table, name).astype(np.float32) for name in frame.by_firm}
    return Firms(ids, demand, groups_of_firms(table, frame.quotas))


def coded(part: FilePart, firms: Firms, frame: Frame) -> Coded:
    """Read a part of the EDGES; every fault names line, column and value."""
    edges = BulkTable.read_part(part, NEEDED, (DEMAND,), text=TEXT)
    return Coded(
        edges.file,
        edges.places("firm", firms.ids, "firms").astype(np.int32),
        edges.places("park", pd.Index(frame.parks), "parks").astype(np.int32),
        edges.numbers("score", most=AMOUNT_MOST).astype(np.float32),
        {
            name: edges.numbers(DEMAND + name, most=AMOUNT_MOST).astype(np.float32)
            for name in frame.by_edge
        },
    )


def span(edges: Coded) -> tuple[int, int]:
    return edges.span


def share(edges: Coded, lo: int, hi: int) -> Coded:
    """The edges of firms lo..hi."""
    first, last = edges.span
    if lo <= first and last < hi:
        return edges
    return edges.of((edges.firm >= lo) & (edges.firm < hi))


def together(shares: Sequence[Coded], firms: Firms, frame: Frame, lo: int, hi: int) -> Coded:
    """The edges of firms lo..hi as one table in the order of the file, firms counted from lo."""
    arrays = {
        name: np.concatenate([getattr(one, name) for one in shares])
        for name in ("firm", "park", "score")
    }
    demand = {n: np.concatenate([one.demand[n] for one in shares]) for n in frame.by_edge}
    edges = Coded(shares[0].file, **arrays, demand=demand)
    fail_if_twice(edges, firms, frame)
    return Coded(edges.file, edges.firm - np.int32(lo), edges.park, edges.score, demand)


def fail_if_twice(edges: Coded, firms: Firms, frame: Frame) -> None:
    """One edge of each firm and park."""
    key = pd.Series(edges.firm.astype(np.int64) * len(frame.parks) + edges.park)
    at = np.flatnonzero(key.duplicated().to_numpy())
    hint = "keep one edge of each firm and park"
    refuse_if_any(
        Problem(
            "the firm has this park twice",
            file=edges.file,
            column="park",
            value=f"{firms.ids[edges.firm[e]]}, {frame.parks[edges.park[e]]}",
            hint=hint,
        )
        for e in at[:SHOWN_MOST]
    )


def widest(edges: Coded) -> int:
    """The most edges of a firm."""
    return int(np.bincount(edges.firm).max(initial=0)) if len(edges.firm) else 0


def partition(edges: Coded, firms: Firms, frame: Frame, lo: int, hi: int, slots: int) -> Partition:
    """Firms lo..hi in rows of so many slots."""
    rows = slots_of(edges.firm, hi - lo, slots)
    columns = [firms.demand[name][lo:hi] for name in frame.by_firm]
    if frame.by_edge:
        demand = np.stack([demand_at(edges, firms, name, rows, lo) for name in frame.resources], 2)
    else:
        demand = np.stack(columns, axis=1)
    instance = Instance.of_candidates(
        in_slots(rows, edges.score, 0.0),
        in_slots(rows, edges.park, -1),
        demand,
        frame.capacity,
        resources=frame.resources,
        quotas=frame.quotas,
        firm_group=None if firms.group is None else firms.group[lo:hi],
    )
    return Partition(instance, local_cuts(len(firms.ids), lo, hi), lo)


def demand_at(edges: Coded, firms: Firms, name: str, rows: Any, lo: int) -> NDArray[np.float32]:
    """(n, K) of one resource, from the edges or else from the firm."""
    if name in edges.demand:
        found: NDArray[np.float32] = in_slots(rows, edges.demand[name], 0.0)
        return found
    of_firms = firms.demand[name][lo : lo + rows.shape[0]]
    return np.broadcast_to(of_firms[:, None], rows.shape)


def ask(held: Partition, name: str, own: tuple[Any, ...], common: tuple[Any, ...]) -> Any:
    """Run a method of a partition where it lies; see `spread.Ask`."""
    return getattr(held, name)(*own, *common)


@dataclass(frozen=True)
class Everywhere:
    """What must be the same on all machines for the same bytes."""

    jiedui: str
    numba: str
    numpy: str
    pandas: str
    python: str
    processor: str

    def versions(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if name != "processor"}

    def told(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in self.versions().items())


def everywhere() -> Everywhere:
    """This machine's; refused where kernels cannot run."""
    try:
        import numba
        from llvmlite.binding import get_host_cpu_name
    except ModuleNotFoundError:
        hint = "run `make scale` there, or install jiedui[scale]"
        raise Refusal(Problem("Numba is missing", value=platform.node(), hint=hint)) from None
    return Everywhere(
        jiedui=jiedui.__version__,
        numba=str(numba.__version__),
        numpy=np.__version__,
        pandas=pd.__version__,
        python=".".join(platform.python_version_tuple()[:2]),
        processor=str(get_host_cpu_name()),
    )
