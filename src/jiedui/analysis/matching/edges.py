"""One's own scores: a table of edges firm → park instead of the terms and weights of a programme.

FIRMS is `firm, demand_<resource>…`, PARKS `park, capacity_<resource>…[, quota_min, quota_max,
group]`, EDGES `firm, park, score[, demand_<resource>…]`; ids are read as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from jiedui.core.errors import Problem, Refusal
from jiedui.core.matching import Instance, Quotas
from jiedui.core.matching.instance import AMOUNT_MOST
from jiedui.files.bulk import BulkTable, fingerprint

DEMAND, CAPACITY = "demand_", "capacity_"
TEXT = ("firm", "park", "group")
QUOTA_MIN, QUOTA_MAX = "quota_min", "quota_max"
OF_PARKS = (CAPACITY, QUOTA_MIN, QUOTA_MAX, "group")


@dataclass(frozen=True)
class Scored:
    """An instance with the names of its rows, and the fingerprints of the files it came from."""

    instance: Instance
    firms: tuple[str, ...]
    parks: tuple[str, ...]
    inputs: dict[str, str]


def read_scored(firms: str | Path, parks: str | Path, edges: str | Path) -> Scored:
    """Read the three tables; every fault names file, line, column and value."""
    tables = [
        BulkTable.read(firms, ("firm",), (DEMAND,), text=TEXT),
        BulkTable.read(parks, ("park",), OF_PARKS, text=TEXT),
        BulkTable.read(edges, ("firm", "park", "score"), (DEMAND,), text=TEXT),
    ]
    files = {"firms": firms, "parks": parks, "edges": edges}
    inputs = {table: fingerprint(path) for table, path in files.items()}
    instance = instance_of_tables(*tables)
    return Scored(instance, tables[0].ids("firm"), tables[1].ids("park"), inputs)


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
    quotas = quotas_of(parks)
    return Instance.of_candidates(
        score, candidates, demand, capacity, resources=resources, quotas=quotas
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


def quotas_of(parks: BulkTable) -> Quotas | None:
    """Groups of parks with the least and the most firms they take together.

    A group's limits stand on any of its lines; lines of one group must not disagree. A park
    without a group is a group of its own where it has a limit.
    """
    table = parks.table
    given = [name for name in (QUOTA_MIN, QUOTA_MAX) if name in table]
    if not given:
        return None
    limits = pd.DataFrame({name: parks.counts(name) for name in given})
    limits = limits.reindex(columns=[QUOTA_MIN, QUOTA_MAX])
    number, names = groups_of(parks)
    spread = limits.groupby(number).agg(["min", "max"])
    for name in given:
        clash = spread.index[spread[name]["min"] < spread[name]["max"]]
        hint = "give every line of a group the same limits, or one line only"
        parks.refuse(np.isin(number, clash), name, "the group has two limits", hint)
    return Quotas(
        group=number.astype(np.int32),
        least=spread[QUOTA_MIN]["max"].fillna(0.0).to_numpy(dtype=float),
        most=spread[QUOTA_MAX]["max"].fillna(np.inf).to_numpy(dtype=float),
        names=names,
    )


def groups_of(parks: BulkTable) -> tuple[Any, tuple[str, ...]]:
    """The number of each park's group, and their names in order.

    A park that stands alone is no member of a group that happens to bear its name.
    """
    table, own = parks.table, pd.Series(parks.ids("park"))
    alone = table["group"].isna() if "group" in table else pd.Series(True, index=own.index)
    name = own if "group" not in table else table["group"].where(~alone, own).astype(str)
    keys = pd.MultiIndex.from_arrays([name, alone])
    number, found = keys.factorize(sort=True)
    return number, tuple(str(one) for one, _ in found)
