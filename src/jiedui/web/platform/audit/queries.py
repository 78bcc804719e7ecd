"""Reading the audit trail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from jiedui.core.errors import Problem
from jiedui.web.platform.audit.chain import FIRST, READ, broken_rows
from jiedui.web.platform.audit.models import Entry

ROWS_AT_ONCE = 10_000
REPORTED_MAX = 20


@dataclass(frozen=True)
class Anchor:
    """The end of the chain on a day, to be kept on paper or on another machine.

    A chain whose end was cut off is whole in itself; it no longer holds the anchor's entry.
    """

    entry: int
    hash: str
    count: int
    at: str


def anchor() -> Anchor:
    """The end of the chain as it is now."""
    last = Entry.objects.order_by("-id").first()
    if last is None:
        return Anchor(0, FIRST, 0, "")
    at = last.at.astimezone(UTC).isoformat(timespec="microseconds")
    return Anchor(last.pk, last.hash, Entry.objects.filter(pk__lte=last.pk).count(), at)


def verify(anchored: Anchor | None = None) -> list[Problem]:
    """What is wrong with the chain, the first broken entry first; empty means that it is whole."""
    found = list(islice(broken_rows(_rows()), REPORTED_MAX))
    return found + (list(_against(anchored)) if anchored else [])


def _rows() -> Iterator[dict[str, Any]]:
    """In short reads, so that on SQLite nobody who writes has to wait for the whole trail."""
    last = 0
    while True:
        rows = list(Entry.objects.order_by("id").filter(id__gt=last).values(*READ)[:ROWS_AT_ONCE])
        if not rows:
            return
        yield from rows
        last = rows[-1]["id"]


def _against(anchored: Anchor) -> Iterator[Problem]:
    if anchored.entry == 0:
        return
    where = f"audit entry {anchored.entry}"
    kept = Entry.objects.filter(pk=anchored.entry).first()
    if kept is None:
        end = anchor()
        hint = f"the trail now ends at entry {end.entry}; restore the backup and look who cut it"
        yield Problem("the anchored entry is gone", file=where, value=anchored.hash[:12], hint=hint)
        return
    if kept.hash != anchored.hash:
        yield Problem("is not the entry that was anchored", file=where, value=kept.hash[:12])
    count = Entry.objects.filter(pk__lte=anchored.entry).count()
    if count != anchored.count:
        hint = f"{anchored.count} were there when the anchor was made"
        yield Problem("other entries lead up to it", file=where, value=str(count), hint=hint)


def history(kind: str, key: str) -> QuerySet[Entry]:
    """What happened to one object, newest first."""
    return Entry.objects.filter(object_kind=kind, object_key=key).order_by("-id")


@dataclass(frozen=True)
class Filters:
    """What a reader of the trail asks for; days as `2026-11-21`, both included."""

    by: str = ""
    action: str = ""
    kind: str = ""
    key: str = ""
    result: str = ""
    since: str = ""
    until: str = ""


def filtered(found: QuerySet[Entry], asked: Filters) -> QuerySet[Entry]:
    exact = {"by": asked.by, "action": asked.action, "object_kind": asked.kind}
    exact |= {"result": asked.result, "object_key__startswith": asked.key}
    exact |= {"at__date__gte": asked.since, "at__date__lte": asked.until}
    return found.filter(**{name: value for name, value in exact.items() if value})
