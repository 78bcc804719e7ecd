"""Rows of the tables that a new project of a ledger fills, made while the file is checked.

They wait as plain tuples that name their project by its place; `bulk` gives them their numbers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from django.db import connection
from django.utils import timezone

from jiedui.schemes.stages import stages
from jiedui.web.platform.accounts.models import User
from jiedui.web.records.confirmations.bulk import Said
from jiedui.web.records.confirmations.kinds import Concerns
from jiedui.web.records.projects import summary
from jiedui.web.records.projects.enums import RANK, EventState, Stage
from jiedui.web.records.projects.importing.ledger import Entry
from jiedui.web.records.projects.models import Project
from jiedui.web.records.projects.summary import Sum, Told, money_aspect, stage_aspect

_COLUMNS = list(Project._meta.concrete_fields)
PROJECT = tuple(column.attname for column in _COLUMNS)
EVENT = (
    *("project", "stage", "on", "precision", "number", "verifier", "side", "state", "reason"),
    *("note", "recorded_by", "recorded_at", "second_by"),
)
DUE = ("project", "stage", "on", "precision", "source")
MONEY = (
    *("project", "number", "kind", "amount_minor", "currency", "on", "precision", "source"),
    *("side", "is_current", "reason", "recorded_by", "recorded_at"),
)
AT = {name: place for place, name in enumerate(PROJECT)}
# What a statement takes as it is; dates, flags and the like become plain first.
PLAIN_TYPES = frozenset({str, int, float, type(None)})
Row = tuple[Any, ...]


@dataclass(slots=True)
class NewRows:
    """Of some projects: their rows, whose number and firm are still empty, and what hangs on them.

    The first value of an event, an agreed date or a sum is the place of its project in `projects`.
    """

    projects: list[list[Any]] = field(default_factory=list)
    firms: list[tuple[str, str]] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    dues: list[Row] = field(default_factory=list)
    sums: list[Row] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    programmes: set[str] = field(default_factory=set)


class Maker:
    """Makes the rows of projects that are not on record, in the name of one person."""

    def __init__(self, *, by: User, file: str, counted_on: date):
        """`counted_on` is the day of sums whose row names no stage."""
        self.by, self.file, self.counted_on = by, file, counted_on
        self.now = connection.ops.adapt_datetimefield_value(timezone.now())
        self.blank = [ready(column.get_default()) for column in _COLUMNS]

    def add(self, rows: NewRows, entry: Entry, side: str) -> None:
        """Add the rows of one project; `side` is the one that the person speaks for."""
        place = len(rows.projects)
        day = self._day(entry)
        rows.programmes.add(entry.programme)
        rows.firms.append((entry.credit_code, entry.firm))
        rows.projects.append(self._project(entry))
        rows.events += self._events(entry, place, side)
        rows.dues += self._dues(entry, place)
        rows.sums += self._sums(entry, place, side, day)
        if side and not is_sealed(entry):
            rows.said += self._said(entry, side, day)

    def _project(self, entry: Entry) -> list[Any]:
        sums = [Sum(kind, amount) for kind, amount in entry.sums.items()]
        told = Told(reached=entry.steps, dues=entry.dues, money=sums)
        row = self.blank.copy()
        for name, value in entry.fields.items():
            row[AT[name]] = ready(value)
        derived = summary.summarised(told, stages(entry.programme), finder=entry.finder)
        for name, value in derived.items():
            row[AT[name]] = value if type(value) in PLAIN_TYPES else ready(value)
        row[AT["code"]] = entry.code
        row[AT["programme"]] = entry.programme
        row[AT["pair_id"]], row[AT["park_id"]] = entry.pair, entry.park
        row[AT["search"]] = summary.search_text(entry.code, entry.fields["name"], entry.firm)
        if entry.finder:
            row[AT["finder"]] = entry.finder
            row[AT["found_by"]], row[AT["found_at"]] = self.by.username, self.now
        return row

    def _events(self, entry: Entry, place: int, side: str) -> Iterator[Row]:
        note, by = self._place(entry), self.by.username
        for one in entry.steps:
            said = (place, one.stage, one.on.isoformat(), one.precision, "", "", side)
            yield (*said, EventState.CURRENT.value, "", note, by, self.now, "")

    def _dues(self, entry: Entry, place: int) -> Iterator[Row]:
        for one in entry.dues:
            yield place, one.stage, one.on.isoformat(), one.precision, self._place(entry)

    def _sums(self, entry: Entry, place: int, side: str, day: str) -> Iterator[Row]:
        paper, by = self._paper(entry), self.by.username
        for number, (kind, amount) in enumerate(entry.sums.items(), start=1):
            said = (place, number, kind, amount, "CNY", day, "day", paper)
            yield (*said, side, 1, "", by, self.now)

    def _said(self, entry: Entry, side: str, day: str) -> Iterator[Said]:
        """What the other side is asked to confirm. Leads stay with their finder."""
        concerns = Concerns(
            park=entry.park_code,
            organisation=entry.credit_code,
            home_region=entry.fields["home_region"],
            host_region=entry.fields["host_region"],
            secrecy=entry.fields["secrecy"],
        )
        for one in entry.steps:
            value = {"date": one.on.isoformat(), "precision": one.precision}
            aspect = stage_aspect(one.stage)
            yield Said(entry.pair, entry.code, aspect, side, value, "", "", concerns)
        for number, (kind, amount) in enumerate(entry.sums.items(), start=1):
            value = {"amount_minor": amount, "date": day}
            aspect, paper = money_aspect(kind, number), self._paper(entry)
            yield Said(entry.pair, entry.code, aspect, side, value, "CNY", paper, concerns)

    def _place(self, entry: Entry) -> str:
        return f"{self.file}:{entry.line}"[-200:]

    def _paper(self, entry: Entry) -> str:
        return str(entry.fields.get("source") or self._place(entry))[:200]

    def _day(self, entry: Entry) -> str:
        """A ledger dates stages, not sums: a promise counts from signing, else from the import."""
        signed = next((one.on for one in entry.steps if one.stage == Stage.SIGNED), None)
        return (signed or self.counted_on).isoformat()


def is_sealed(entry: Entry) -> bool:
    """A lead that somebody found and nobody has signed."""
    return bool(entry.finder) and all(RANK.get(one.stage, 1) == 0 for one in entry.steps)


def ready(value: Any) -> Any:
    """A value as a bulk statement takes it, made of nothing but texts and numbers."""
    if type(value) in PLAIN_TYPES:
        return value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False) if value else "{}"
    return value.value if isinstance(value, Enum) else value
