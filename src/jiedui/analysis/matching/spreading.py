"""Everybody placed by several machines: the answer of one, from tables that none holds whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from jiedui.analysis.matching import partitions
from jiedui.analysis.matching.cluster import Cluster, connected
from jiedui.analysis.matching.edges import (
    DEMAND,
    IDLE,
    OF_FIRMS,
    OF_PARKS,
    TEXT,
    idle_of,
    limits_of,
    quotas_of,
    read_scored,
)
from jiedui.analysis.matching.partitions import Frame
from jiedui.analysis.matching.placement import EdgeFacts, Placement, place_scored
from jiedui.analysis.provenance import Provenance
from jiedui.core.matching.assign.solve import assigned
from jiedui.core.matching.assign.spread import SpreadEngine, bounds_of
from jiedui.core.matching.certificate import PLAIN_UP_TO_EDGES
from jiedui.core.matching.instance import NO_EDGE, Instance
from jiedui.files.bulk import BulkTable, fingerprint
from jiedui.files.ranges import cut_file

MIXED = "processors of several kinds: the last digits may differ from one machine's"
Table = str | Path
OnPass = Callable[[int, float], None] | None


@dataclass(frozen=True)
class Spread:
    """Firms that lie on the workers of a cluster; see `edges.Scored`."""

    held: Sequence[Any]
    bounds: Sequence[tuple[int, int]]
    frame: Frame
    firms: tuple[str, ...]
    slots: int
    inputs: dict[str, str]
    idle: tuple[str, ...]

    @property
    def is_small(self) -> bool:
        """Whether one machine has an answer before several have spoken."""
        return len(self.firms) * self.slots <= PLAIN_UP_TO_EDGES


def place_spread(
    firms: Table,
    parks: Table,
    edges: Table,
    *,
    scheduler: str,
    gap: float,
    seed: int,
    threads: int | None = None,
    on_pass: OnPass = None,
    on_note: Callable[[str], None] | None = None,
) -> Placement:
    """Place the firms of one's own table of edges on the workers of a Dask scheduler.

    Bytes are those of `place_scored(read_scored(...))`, which small tables are given to.
    """
    with connected(scheduler) as cluster:
        if cluster.is_mixed and on_note is not None:
            on_note(MIXED)
        spread = spread_tables(cluster, firms, parks, edges)
        if on_note is not None:
            for column in spread.idle:
                on_note(IDLE.format(column))
        if not spread.is_small:
            return placed(cluster, spread, gap=gap, seed=seed, threads=threads, on_pass=on_pass)
    scored = read_scored(firms, parks, edges)
    return place_scored(scored, gap=gap, seed=seed, threads=threads, on_pass=on_pass)


def placed(
    cluster: Cluster, spread: Spread, *, gap: float, seed: int, threads: int | None, on_pass: OnPass
) -> Placement:
    frame = spread.frame
    engine = SpreadEngine(
        cluster.ask(spread.held),
        spread.bounds,
        frame.capacity,
        frame.resources,
        frame.quotas,
        threads=threads,
    )
    answer = assigned(engine, gap=gap, seed=seed, on_pass=on_pass)
    known = Provenance(inputs=spread.inputs, parameters={"gap": gap}, seed=seed)
    instance = instance_held(engine, frame, answer.slot)
    facts = EdgeFacts.of(engine, answer)
    answer = replace(answer, slot=np.minimum(answer.slot, 0).astype(np.int16))
    return Placement(instance, spread.firms, frame.parks, answer, known, given=facts)


def instance_held(engine: SpreadEngine, frame: Frame, slot: Any) -> Instance:
    """The instance of the edges taken, one slot a firm: all that a result is told from."""
    taken = engine.taken(slot)
    none = taken.park < 0
    kind = np.uint16 if len(frame.parks) <= 2**16 else np.int32
    return Instance(
        np.where(none, NO_EDGE, taken.score)[:, None],
        np.where(none, 0, taken.park).astype(kind)[:, None],
        taken.need,
        frame.capacity,
        frame.resources,
        frame.quotas,
        taken.group.astype(np.int32),
    )


def spread_tables(cluster: Cluster, firms: Table, parks: Table, edges: Table) -> Spread:
    """Have the workers read the three tables; each row of EDGES is read once."""
    threads = cluster.threads()
    limits = BulkTable.read(parks, ("park",), OF_PARKS, text=TEXT)
    known = BulkTable.read(firms, ("firm",), OF_FIRMS, text=TEXT)
    inputs = {
        name: fingerprint(path)
        for name, path in (("firms", firms), ("parks", parks), ("edges", edges))
    }
    pieces = cut_file(edges, len(threads), inputs["edges"])
    columns = pieces[0].columns(TEXT)
    frame = frame_of(limits, known, columns)
    idle = idle_of(known.file, known.table.columns, frame.resources)
    idle += idle_of(Path(edges).name, columns, frame.resources)
    ids = partitions.firms_in(known, frame).ids
    [whole] = cut_file(firms, 1, inputs["firms"])
    table = cluster.submit(partitions.firms_of, whole, frame)
    read = [
        cluster.submit(partitions.coded, piece, table, frame, near=near)
        for piece, near in zip(pieces, threads, strict=False)
    ]
    spans = cluster.results([cluster.submit(partitions.span, one) for one in read])
    bounds = bounds_of(len(ids), len(threads))
    together = []
    for (lo, hi), near in zip(bounds, threads, strict=False):
        shares = [
            cluster.submit(partitions.share, one, lo, hi)
            for one, (first, last) in zip(read, spans, strict=True)
            if first < hi and last >= lo
        ] or [cluster.submit(partitions.share, read[0], lo, hi)]
        given = (shares, table, frame, lo, hi)
        together.append(cluster.submit(partitions.together, *given, near=near))
    widest = cluster.results([cluster.submit(partitions.widest, one) for one in together])
    slots = max(1, *widest)
    held = [
        cluster.submit(partitions.partition, one, table, frame, lo, hi, slots, near=near)
        for one, (lo, hi), near in zip(together, bounds, threads, strict=False)
    ]
    return Spread(held, bounds, frame, tuple(ids), slots, inputs, idle)


def frame_of(parks: BulkTable, firms: BulkTable, edge_columns: Sequence[str]) -> Frame:
    """What all partitions share, from both tables and the names of the edges' columns."""
    resources, capacity = limits_of(parks)
    by_edge = tuple(name for name in resources if DEMAND + name in edge_columns)
    names = tuple(map(str, parks.unique_ids("park")))
    return Frame(names, capacity, resources, by_edge, quotas_of(parks, firms))
