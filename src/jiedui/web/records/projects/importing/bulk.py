"""New projects of a ledger, many rows at once: project, firm, stages, dates agreed, sums."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from jiedui.schemes.stages import stages
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.kit.bulk import insert_rows
from jiedui.web.records.confirmations.bulk import Said, state_new
from jiedui.web.records.confirmations.kinds import Concerns
from jiedui.web.records.projects import summary
from jiedui.web.records.projects.enums import RANK, EventState, Stage
from jiedui.web.records.projects.importing.ledger import Entry
from jiedui.web.records.projects.models import Due, Firm, Money, Project, StageEvent
from jiedui.web.records.projects.summary import Sum, Told, money_aspect, stage_aspect

CHUNK = 5_000
_COLUMNS = [field for field in Project._meta.concrete_fields if field.attname != "id"]
PROJECT = tuple(field.attname for field in _COLUMNS)
EVENT = (
    *("project", "stage", "on", "precision", "number", "verifier", "side", "state", "reason"),
    *("note", "recorded_by", "recorded_at", "second_by"),
)
DUE = ("project", "stage", "on", "precision", "source")
MONEY = (
    *("project", "number", "kind", "amount_minor", "currency", "on", "precision", "source"),
    *("side", "is_current", "reason", "recorded_by", "recorded_at"),
)


class Writer:
    """Writes projects that are not on record, in the name of one person, from one file."""

    def __init__(self, *, by: User, file: str, counted_on: date):
        """`counted_on` is the day of sums whose row names no stage."""
        self.by, self.file, self.counted_on = by, file, counted_on
        self.now = connection.ops.adapt_datetimefield_value(timezone.now())
        self.defaults = {field.attname: _ready(field.get_default()) for field in _COLUMNS}

    def write(self, entries: Sequence[Entry], sides: Mapping[str, str]) -> None:
        """Write them; `sides` names for each code the side that the person speaks for."""
        firms = firm_numbers(entries)
        insert_rows(Project, PROJECT, [self._project(entry, firms) for entry in entries])
        numbers = _project_numbers([entry.code for entry in entries])
        placed = [(entry, numbers[entry.code], sides[entry.code]) for entry in entries]
        insert_rows(StageEvent, EVENT, [row for one in placed for row in self._events(*one)])
        insert_rows(Due, DUE, [row for one in placed for row in self._dues(*one)])
        insert_rows(Money, MONEY, [row for one in placed for row in self._sums(*one)])
        said = [word for entry, _, side in placed for word in self._said(entry, side)]
        if said:
            state_new(by=self.by, kind=summary.KIND, said=said)

    def _project(self, entry: Entry, firms: Mapping[tuple[str, str], int]) -> tuple[Any, ...]:
        sums = [Sum(kind, amount) for kind, amount in entry.sums.items()]
        told = Told(reached=entry.steps, dues=entry.dues, money=sums)
        derived = summary.summarised(told, stages(entry.programme), finder=entry.finder)
        row = {
            **self.defaults,
            **entry.fields,
            **{name: _ready(value) for name, value in derived.items()},
            "code": entry.code,
            "programme": entry.programme,
            "pair_id": entry.pair,
            "park_id": entry.park,
            "firm_id": firms.get((entry.credit_code, entry.firm)),
            "finder": entry.finder,
            "found_by": self.by.username if entry.finder else "",
            "found_at": self.now if entry.finder else None,
            "search": summary.search_text(entry.code, entry.fields["name"], entry.firm),
        }
        return tuple(row[name] for name in PROJECT)

    def _events(self, entry: Entry, pk: int, side: str) -> Iterator[tuple[Any, ...]]:
        note = self._place(entry)
        for one in entry.steps:
            said = (pk, one.stage, one.on, one.precision, "", "", side)
            yield (*said, EventState.CURRENT.value, "", note, self.by.username, self.now, "")

    def _dues(self, entry: Entry, pk: int, side: str) -> Iterator[tuple[Any, ...]]:
        for one in entry.dues:
            yield pk, one.stage, one.on, one.precision, self._place(entry)

    def _sums(self, entry: Entry, pk: int, side: str) -> Iterator[tuple[Any, ...]]:
        day, paper = self._day(entry), self._paper(entry)
        for number, (kind, amount) in enumerate(entry.sums.items(), start=1):
            said = (pk, number, kind, amount, "CNY", day, "day", paper)
            yield (*said, side, True, "", self.by.username, self.now)

    def _said(self, entry: Entry, side: str) -> Iterator[Said]:
        """What the other side is asked to confirm. Leads stay with their finder."""
        if not side or is_sealed(entry):
            return
        concerns = Concerns(
            park=entry.park_code,
            organisation=entry.credit_code,
            home_region=entry.fields["home_region"],
            host_region=entry.fields["host_region"],
            secrecy=entry.fields["secrecy"],
        )
        day = self._day(entry).isoformat()
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

    def _day(self, entry: Entry) -> date:
        """A ledger dates stages, not sums: a promise counts from signing, else from the import."""
        signed = next((one.on for one in entry.steps if one.stage == Stage.SIGNED), None)
        return signed or self.counted_on


def is_sealed(entry: Entry) -> bool:
    """A lead that somebody found and nobody has signed."""
    return bool(entry.finder) and all(RANK.get(one.stage, 1) == 0 for one in entry.steps)


def firm_numbers(entries: Sequence[Entry]) -> dict[tuple[str, str], int]:
    """Number of each (credit code, name), made where it is not there."""
    wanted = sorted({(e.credit_code, e.firm) for e in entries if e.credit_code or e.firm})
    found = _firms_there(wanted)
    missing: dict[tuple[str, str], tuple[str | None, str]] = {}
    for code, name in wanted:
        if (code, name) not in found:
            identity = (code, "") if code else ("", name)
            missing.setdefault(identity, (code or None, name or code))
    fields = ("credit_code", "name", "parent", "home_region")
    insert_rows(Firm, fields, [(*firm, "", "") for firm in missing.values()])
    return _firms_there(wanted) if missing else found


def _firms_there(wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    codes = sorted({code for code, _ in wanted if code})
    names = sorted({name for code, name in wanted if not code})
    by_code = dict(_numbered(Firm.objects.all(), "credit_code", codes))
    by_name = dict(_numbered(Firm.objects.filter(credit_code__isnull=True), "name", names))
    return {
        (code, name): number
        for code, name in wanted
        if (number := by_code.get(code) if code else by_name.get(name)) is not None
    }


def _project_numbers(codes: Sequence[str]) -> dict[str, int]:
    return dict(_numbered(Project.objects.all(), "code", codes))


def _numbered(rows: QuerySet[Any], field: str, values: Sequence[str]) -> Iterator[tuple[str, int]]:
    for start in range(0, len(values), CHUNK):
        some = rows.filter(**{f"{field}__in": values[start : start + CHUNK]})
        yield from some.order_by("-pk").values_list(field, "pk")


def _ready(value: Any) -> Any:
    """A value as a bulk statement takes it."""
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return value.value if isinstance(value, Enum) else value
