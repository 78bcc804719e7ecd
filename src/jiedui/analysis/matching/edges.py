"""One's own scores: a table of edges firm → park instead of the terms and weights of a programme.

FIRMS is `firm, demand_<resource>…`, PARKS `park, capacity_<resource>…`, EDGES `firm, park, score[,
demand_<resource>…]`; ids are read as text. FIRMS and PARKS may have `quota_min, quota_max, group`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from jiedui.core.errors import Problem, Refusal
from jiedui.core.matching import Instance, Quotas
from jiedui.core.matching.instance import AMOUNT_MOST
from jiedui.files.bulk import BulkTable, fingerprint

DEMAND, CAPACITY = "demand_", "capacity_"
IDLE = "{} is not used: no park limits it"
TEXT = ("firm", "park", "group")
QUOTA_MIN, QUOTA_MAX = "quota_min", "quota_max"
OF_QUOTAS = (QUOTA_MIN, QUOTA_MAX, "group")
OF_FIRMS, OF_PARKS = (DEMAND, *OF_QUOTAS), (CAPACITY, *OF_QUOTAS)


@dataclass(frozen=True)
class Scored:
    """An instance with the names of its rows, and the fingerprints of the files it came from.

    `idle` are columns of demand that say nothing, as no park limits what they name: file: column.
    """

    instance: Instance
    firms: tuple[str, ...]
    parks: tuple[str, ...]
    inputs: dict[str, str]
    idle: tuple[str, ...] = ()


def read_scored(firms: str | Path, parks: str | Path, edges: str | Path) -> Scored:
    """Read the three tables; every fault names file, line, column and value."""
    tables = [
        BulkTable.read(firms, ("firm",), OF_FIRMS, text=TEXT),
        BulkTable.read(parks, ("park",), OF_PARKS, text=TEXT),
        BulkTable.read(edges, ("firm", "park", "score"), (DEMAND,), text=TEXT),
    ]
    files = {"firms": firms, "parks": parks, "edges": edges}
    inputs = {table: fingerprint(path) for table, path in files.items()}
    instance = instance_of_tables(*tables)
    given = [(table.file, table.table.columns) for table in (tables[0], tables[2])]
    idle = sum((idle_of(*one, instance.resources) for one in given), ())
    return Scored(instance, tables[0].ids("firm"), tables[1].ids("park"), inputs, idle)


def idle_of(file: str, columns: Iterable[str], resources: Sequence[str]) -> tuple[str, ...]:
    """Columns of demand of what no park limits: file: column.

    >>> idle_of("edges.csv", ["firm", "demand_land", "demand_lnad"], ["land"])
    ('edges.csv: demand_lnad',)
    """
    needed = [DEMAND + name for name in resources]
    return tuple(
        f"{file}: {name}" for name in columns if name.startswith(DEMAND) and name not in needed
    )


def instance_of_tables(firms: BulkTable, parks: BulkTable, edges: BulkTable) -> Instance:
    """The instance that the three tables describe."""
    names, places = firms.unique_ids("firm"), parks.unique_ids("park")
    resources, capacity = limits_of(parks)
    firm, park = edges.places("firm", names, "firms"), edges.places("park", places, "parks")
    edges.refuse(
        pd.Series(firm * len(places) + park).duplicated().to_numpy(),
        "park", "the firm has this park twice", "keep one edge of each firm and park",
    )  # fmt: skip
    rows = slots_of(firm, len(names))
    score = in_slots(rows, edges.numbers("score", most=AMOUNT_MOST), 0.0)
    candidates = in_slots(rows, park, -1)
    demand = demand_of_tables(firms, edges, resources, rows)
    quotas = quotas_of(parks, firms)
    return Instance.of_candidates(
        score,
        candidates,
        demand,
        capacity,
        resources=resources,
        quotas=quotas,
        firm_group=groups_of_firms(firms, quotas),
    )


def limits_of(parks: BulkTable) -> tuple[tuple[str, ...], Any]:
    """The resources that limit, and what each park has of them."""
    resources = parks.resources(CAPACITY)
    if not resources:
        hint = "add capacity_<resource> columns"
        raise Refusal(Problem("parks without capacity", file=parks.file, hint=hint))
    return resources, np.stack([parks.numbers(CAPACITY + name) for name in resources], axis=1)


@dataclass(frozen=True)
class Slots:
    """Where each edge stands: row by firm, column by its turn among the firm's edges."""

    firm: Any
    slot: Any
    shape: tuple[int, int]


def slots_of(firm: Any, firms: int, slots: int = 1) -> Slots:
    """Edges of a firm keep the order of the file; at least so many slots."""
    order = np.argsort(firm, kind="stable")
    counts = np.bincount(firm, minlength=firms)
    slot = np.empty(len(firm), np.int64)
    slot[order] = np.arange(len(firm)) - np.repeat(np.cumsum(counts) - counts, counts)
    return Slots(firm, slot, (firms, max(slots, int(counts.max(initial=0)))))


def in_slots(rows: Slots, values: Any, empty: float) -> Any:
    table = np.full(rows.shape, empty, dtype=np.asarray(values).dtype)
    table[rows.firm, rows.slot] = values
    return table


def demand_of_tables(
    firms: BulkTable, edges: BulkTable, resources: Sequence[str], rows: Slots
) -> Any:
    """(N, R) by firm, or (N, K, R) where the edges say what a firm needs at each park."""
    of_edges = edges.resources(DEMAND)
    if not of_edges:
        return np.stack([numbers_of(firms, name) for name in resources], axis=1)
    columns = [
        in_slots(rows, edges.numbers(DEMAND + name, most=AMOUNT_MOST), 0.0)
        if name in of_edges
        else np.broadcast_to(numbers_of(firms, name)[:, None], rows.shape)
        for name in resources
    ]
    return np.stack(columns, axis=2)


def numbers_of(firms: BulkTable, resource: str) -> Any:
    column = DEMAND + resource
    if column not in firms.table:
        hint = f"the parks limit {resource}: give {column} here or in the edges"
        raise Refusal(Problem("column missing", file=firms.file, column=column, hint=hint))
    return firms.numbers(column, most=AMOUNT_MOST)


def quotas_of(parks: BulkTable, firms: BulkTable) -> Quotas | None:
    """Quotas on groups of parks and of firms.

    A group of firms, an industry say, counts which of them are placed at all.
    """
    of_parks, of_firms = Grouped.of(parks, "park"), Grouped.of(firms, "firm").limited()
    names = (*of_parks.names, *of_firms.names)
    if not names:
        return None
    return Quotas(
        group=of_parks.number,
        least=np.concatenate([of_parks.least, of_firms.least]),
        most=np.concatenate([of_parks.most, of_firms.most]),
        names=names,
        of_firms=len(of_firms.names),
    )


def groups_of_firms(firms: BulkTable, quotas: Quotas | None) -> NDArray[np.int32] | None:
    """(N,) the group of each firm by the number it has in the quotas; see `Instance.firm_group`."""
    if quotas is None or not quotas.of_firms:
        return None
    number = Grouped.of(firms, "firm").limited().number
    return np.where(number < 0, number, number + np.int32(quotas.of_parks))


@dataclass(frozen=True)
class Grouped:
    """The group of each row of a table, -1 none, and the groups' limits on numbers of firms."""

    number: NDArray[np.int32]
    least: Any
    most: Any
    names: tuple[str, ...]

    @classmethod
    def of(cls, table: BulkTable, ids: str) -> Grouped:
        """A group's limits stand on any of its lines; lines of one group must not disagree. A row
        without a group is a group of its own where it has a limit.
        """
        given = [name for name in (QUOTA_MIN, QUOTA_MAX) if name in table.table]
        if not given:
            none = np.full(len(table.table), -1, np.int32)
            return cls(none, np.zeros(0), np.zeros(0), ())
        limits = pd.DataFrame({name: table.counts(name) for name in given})
        limits = limits.reindex(columns=[QUOTA_MIN, QUOTA_MAX])
        number, names = groups_of(table, ids)
        spread = limits.groupby(number).agg(["min", "max"])
        for name in given:
            clash = spread.index[spread[name]["min"] < spread[name]["max"]]
            hint = "give every line of a group the same limits, or one line only"
            table.refuse(np.isin(number, clash), name, "the group has two limits", hint)
        return cls(
            number.astype(np.int32),
            spread[QUOTA_MIN]["max"].fillna(0.0).to_numpy(dtype=float),
            spread[QUOTA_MAX]["max"].fillna(np.inf).to_numpy(dtype=float),
            names,
        )

    def limited(self) -> Grouped:
        """The groups with a limit alone."""
        kept = np.flatnonzero((self.least > 0) | np.isfinite(self.most))
        place = np.full(len(self.least) + 1, -1, np.int32)
        place[kept] = np.arange(len(kept))
        names = tuple(self.names[g] for g in kept)
        return Grouped(place[self.number], self.least[kept], self.most[kept], names)


def groups_of(table: BulkTable, ids: str) -> tuple[Any, tuple[str, ...]]:
    """The number of each row's group, and their names in order.

    A row that stands alone is no member of a group that happens to bear its name.
    """
    own = pd.Series(table.ids(ids))
    given = table.table.get("group")
    alone = pd.Series(True, index=own.index) if given is None else given.isna()
    name = own if given is None else given.astype(object).where(~alone, own).map(str)
    keys = pd.MultiIndex.from_arrays([name, alone])
    number, found = keys.factorize(sort=True)
    return number, tuple(str(one) for one, _ in found)
