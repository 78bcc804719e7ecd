"""Tables of figures of parks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiedui.catalog.columns import columns
from jiedui.web.platform.accounts.capabilities import EXPORT_RECORDS, SEE_PARKS
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.transfer.rows import Fate, Row, RowIntake, is_same_text, refused
from jiedui.web.records.parks import access
from jiedui.web.records.parks.actions.telling import correct_fact, tell_fact
from jiedui.web.records.parks.models import ParkFact

title = _("园区数字")
NAMES = tuple(columns("park_facts"))
KEY = ("indicator", "nature", "period", "unit")
VALUES = ("value", "printed_as", "start", "end", "currency", "certainty")
DATED = ("start", "end")


class FactsIntake(RowIntake):
    """`park_facts`: keyed by what the figure is of, and its source: two sources both stand."""

    names = NAMES

    def key(self, row: Row) -> object:
        of = row["subject"] or row["park"]
        return of, *(row[name] for name in KEY), row["source"]

    def take(self, row: Row, paper: str) -> tuple[Fate, str]:
        values = _values(row)
        old = self._on_record(row)
        if old is None:
            self._tell(row, values)
            return "new", ""
        changes = {k: v for k, v in values.items() if not _is_same(getattr(old, k), v)}
        if not changes:
            return "same", ""
        correct_fact(by=self.by, fact=old, changes=changes, reason=paper)
        words = "、".join(columns("park_facts")[name].zh for name in changes)
        return "changed", f"{old.subject} {old.indicator} {old.period}: {words}"

    def _on_record(self, row: Row) -> ParkFact | None:
        if row["park"]:
            of = Q(park=access.park_for(self.by, row["park"], SEE_PARKS))
        else:
            of = Q(park__isnull=True, subject=row["subject"])
        if row["park"] and row["subject"]:
            of &= Q(subject=row["subject"])
        found = access.visible_lines(self.by, ParkFact).filter(
            of, **{name: row[name] for name in KEY}
        )
        alike = [one for one in found.order_by("id") if is_same_text(one.source, row["source"])]
        return alike[0] if alike else None

    def _tell(self, row: Row, values: dict[str, Any]) -> None:
        if not row["park"]:
            hint = "write the code of a park on record"
            raise refused("a new figure is of one park", column="park", hint=hint)
        named = {name: row[name] for name in (*KEY, "source")}
        tell_fact(by=self.by, code=row["park"], values={**named, **values})


def told(by: User) -> Iterator[tuple[Any, ...]]:
    """A row per figure of parks within reach."""
    found = access.visible_lines(by, ParkFact, EXPORT_RECORDS)
    keys = {"park": "park__code"}
    names = [keys.get(name, name) for name in NAMES]
    rows = found.order_by("subject", "indicator", "end", "id").values_list(*names)
    days = [NAMES.index(name) for name in DATED]
    for row in rows.iterator(1_000):
        yield tuple(_dated(value) if at in days else value for at, value in enumerate(row))


def _dated(day: Any) -> Any:
    return None if day is None else (day, "day")


def _values(row: Row) -> dict[str, Any]:
    values = {name: row[name] for name in VALUES if row[name] is not None}
    for name in DATED:
        if name in values:
            day, precision = values[name]
            if precision != "day":
                raise refused("not a day", column=name, value=day, hint="write the whole date")
            values[name] = day
    return values


def _is_same(there: Any, said: Any) -> bool:
    return is_same_text(there, said) if isinstance(said, str) else bool(there == said)
