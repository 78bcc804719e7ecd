"""The projects as arrays in memory, kept up with every change: what pages count is counted here.

Counting 100,000 rows anew for a page takes longer than people wait. Each process therefore reads
the rows once, and afterwards only those that changed: `touched` on a row says after which change of
its programme it was written. Which rows a person may see, and which a filter leaves, the database
alone decides: a queryset is asked for its numbers once, later for the changed ones among them.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, reduce
from operator import or_
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from jiedui.web.records.projects.enums import RANK, Initiator, Stage
from jiedui.web.records.projects.models import Change, Project

Array = np.ndarray[Any, Any]
Marks = Mapping[str, tuple[int, int]]
NONE = -1  # of sums, years and numbers: nothing there
FAR = np.iinfo(np.int32).max  # of days: never
KEPT = 96  # querysets whose numbers are remembered
CHANGED_MAX = 2_000  # more at once: read everything again
STAGES = {stage.value: place for place, stage in enumerate(Stage)}
INITIATORS = {"": NONE} | {one.value: place for place, one in enumerate(Initiator)}
PRECISIONS = ("month", "quarter", "year")
NUMBERS = {
    "pk": np.int64,
    "touched": np.int64,
    "pair_id": np.int32,
    "park_id": np.int32,
    "firm_id": np.int32,
    "reached": np.int8,
    "confirmed_reached": np.int8,
    "signed_year": np.int16,
    "promised_fen": np.int64,
    "registered_fen": np.int64,
    "paid_in_fen": np.int64,
    "spent_fen": np.int64,
    "confirmed_promised_fen": np.int64,
    "confirmed_paid_in_fen": np.int64,
}
DAYS = (
    *("stage_on", "next_due_on", "red_on", "signed_on", "started_on", "completed_on"),
    *("in_production_on", "ended_on"),
)
WORDS = ("programme", "industry", "stage", "initiator", "chain_gap", "precisions")
PROGRAMMES: dict[str, int] = {}  # numbers of programmes, given as they are met


@dataclass(frozen=True)
class Rows:
    """Some projects, in order of their numbers; each column is an array."""

    arrays: Mapping[str, Array]
    at: Array | None = None  # places among the arrays; None: all of them
    # What was computed of exactly these rows.
    made: OrderedDict[Any, Any] = field(default_factory=OrderedDict)

    def __getitem__(self, name: str) -> Array:
        whole = self.arrays[name]
        if self.at is None:
            return whole
        try:
            found: Array = self.made[name]
        except KeyError:
            found = self.made[name] = whole[self.at]
        return found

    def __len__(self) -> int:
        return len(self.arrays["pk"]) if self.at is None else len(self.at)


class Columns:
    """All projects of the store, and the numbers of the querysets that were asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._marks: Marks | None = None
        self._all = Rows({})
        self._parts: OrderedDict[str, tuple[Marks, Rows]] = OrderedDict()

    def rows(self, projects: QuerySet[Project]) -> Rows:
        """The rows of a queryset as they are now."""
        key = _key(projects)
        if not key:
            return Rows({name: whole[:0] for name, whole in _arrays([]).items()})
        with self._lock:
            if not _is_asked() or self._marks is None:
                self._catch_up()
            return self._part(key, projects.order_by())

    def _catch_up(self) -> None:
        now = marks()
        if self._marks == now:
            return
        changed = None if self._marks is None else _changed(self._marks, now)
        if changed is None:
            self._all = Rows(_arrays(_read(Project.objects.all())))
            self._parts.clear()
        else:
            self._all = Rows(_merged(self._all.arrays, _arrays(_read(changed))))
        self._marks = now

    def _part(self, key: str, projects: QuerySet[Project]) -> Rows:
        assert self._marks is not None
        was = self._parts.pop(key, None)
        if was is None:
            numbers = np.fromiter(projects.values_list("pk", flat=True), np.int64)
            part = self._placed(np.sort(numbers))
        elif was[0] == self._marks:
            part = was[1]
        else:
            part = self._placed(self._followed(was[1]["pk"], was[0], projects))
        self._parts[key] = self._marks, part
        while len(self._parts) > KEPT:
            self._parts.popitem(last=False)
        return part

    def _placed(self, numbers: Array) -> Rows:
        if len(numbers) == len(self._all):
            return Rows(self._all.arrays)
        found = np.searchsorted(self._all["pk"], numbers)
        # A row that came in after the arrays were read is counted the next time.
        found = found[found < len(self._all)]
        return Rows(self._all.arrays, found)

    def _followed(self, numbers: Array, since: Marks, projects: QuerySet[Project]) -> Array:
        """The numbers of a queryset, asking only about rows changed since they were read."""
        changed = self._all["pk"][_touched(self._all, since)]
        if len(changed) > CHANGED_MAX:
            return np.sort(np.fromiter(projects.values_list("pk", flat=True), np.int64))
        among = projects.filter(pk__in=changed.tolist()).values_list("pk", flat=True)
        left = numbers[~np.isin(numbers, changed)]
        return np.sort(np.concatenate([left, np.fromiter(among, np.int64)]))


_shared = Columns()
_keys: WeakKeyDictionary[QuerySet[Project], str] = WeakKeyDictionary()


def _key(projects: QuerySet[Project]) -> str:
    """What a queryset asks for, worked out once for each; empty where it can find nothing."""
    if projects not in _keys:
        try:
            asked = projects.order_by().values("pk").query.sql_with_params()
            _keys[projects] = repr(asked)
        except EmptyResultSet:
            _keys[projects] = ""
    return _keys[projects]


def rows(projects: QuerySet[Project]) -> Rows:
    """The rows of a queryset; inside a transaction, which may be undone, nothing is remembered."""
    return (Columns() if connection.in_atomic_block else _shared).rows(projects)


_moment: ContextVar[list[bool] | None] = ContextVar("moment", default=None)


@contextmanager
def one_moment() -> Iterator[None]:
    """Within it the last change is asked for once: the figures of a page agree with one another."""
    before = _moment.set([])
    try:
        yield
    finally:
        _moment.reset(before)


def _is_asked() -> bool:
    """Whether this moment has been asked about; from now on it has."""
    moment = _moment.get()
    if moment is None:
        return False
    moment.append(True)
    return len(moment) > 1


@cache
def _marks_sql() -> str:
    found = Change.objects.order_by("programme").values_list("programme", "number", "reloaded")
    return str(found.query)


def marks() -> Marks:
    """For each programme the number of its last change, and of the last that touched all rows."""
    with connection.cursor() as cursor:  # many times for each page: the sentence is made once
        cursor.execute(_marks_sql())
        return {programme: (number, reloaded) for programme, number, reloaded in cursor.fetchall()}


def _changed(was: Marks, now: Marks) -> QuerySet[Project] | None:
    """The rows written since; None where that may be any."""
    parts = []
    for programme, (number, reloaded) in now.items():
        last = was.get(programme, (0, 0))[0]
        if reloaded > last or number < last:
            return None
        if number > last:
            parts.append(Q(programme=programme, touched__gt=last))
    if not parts or set(was) - set(now):
        return None
    found = Project.objects.filter(reduce(or_, parts))
    return None if found.count() > CHANGED_MAX else found


def _touched(every: Rows, since: Marks) -> Array:
    """Which rows were written after these changes of their programmes."""
    last = np.zeros(len(PROGRAMMES) or 1, dtype=np.int64)
    for programme, (number, _reloaded) in since.items():
        if programme in PROGRAMMES:
            last[PROGRAMMES[programme]] = number
    found: Array = every["touched"] > last[every["programme"]]
    return found


def _read(projects: QuerySet[Project]) -> list[tuple[Any, ...]]:
    """Dates and precisions as text: turning them into objects one by one is what takes long."""
    as_text = {f"{name}_text": Cast(name, TextField()) for name in (*DAYS, "precisions")}
    plain = [name for name in WORDS if name != "precisions"]
    names = (*NUMBERS, *plain, *as_text)
    found = projects.order_by("pk").annotate(**as_text).values_list(*names)
    return list(found.iterator(chunk_size=10_000))


def _arrays(found: Sequence[tuple[Any, ...]]) -> dict[str, Array]:
    width = len(NUMBERS) + len(WORDS) + len(DAYS)
    lines: Iterator[Sequence[Any]] = iter(list(zip(*found, strict=True)) if found else [()] * width)
    made: dict[str, Array] = {}
    for name, kind in NUMBERS.items():
        made[name] = np.array([NONE if one is None else one for one in next(lines)], dtype=kind)
    of = [PROGRAMMES.setdefault(one, len(PROGRAMMES)) for one in next(lines)]
    made["programme"] = np.array(of, dtype=np.int16)
    made["industry"] = np.array(next(lines), dtype="U5")
    made["stage"] = np.array([STAGES[one] for one in next(lines)], dtype=np.int8)
    made["initiator"] = np.array([INITIATORS.get(one, NONE) for one in next(lines)], dtype=np.int8)
    made["has_gap"] = np.array([bool(one) for one in next(lines)], dtype=bool)
    for name in DAYS:
        made[name] = _days(next(lines))
    made.update(_precisions(next(lines)))
    return made


def _days(values: Sequence[str | None]) -> Array:
    days = np.array([one or "NaT" for one in values], dtype="datetime64[D]")
    numbers = days.astype(np.int64)
    return np.where(np.isnat(days), FAR, numbers).astype(np.int32)


def _precisions(values: Sequence[str]) -> dict[str, Array]:
    """For each way of being inexact, a number with one bit for each stage."""
    bits = {name: np.zeros(len(values), dtype=np.int16) for name in PRECISIONS}
    for place, text in enumerate(values):
        if text and text != "{}":
            for stage, precision in json.loads(text).items():
                if stage in RANK and precision in bits:
                    bits[precision][place] |= 1 << RANK[stage]
    return bits


def _merged(old: Mapping[str, Array], new: Mapping[str, Array]) -> dict[str, Array]:
    """The old rows with the new ones in their places."""
    stay = ~np.isin(old["pk"], new["pk"])
    numbers = np.concatenate([old["pk"][stay], new["pk"]])
    order = np.argsort(numbers, kind="stable")
    return {name: np.concatenate([old[name][stay], new[name]])[order] for name in old}
