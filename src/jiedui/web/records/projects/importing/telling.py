"""What is on record, as rows of the same columns that are imported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from jiedui.web.platform.accounts.capabilities import EXPORT_RECORDS
from jiedui.web.platform.accounts.models import User
from jiedui.web.records.projects import access
from jiedui.web.records.projects.enums import CURRENCIES, ENDS, EventState
from jiedui.web.records.projects.importing.ledger import NAMES, PLAIN, STEPS, SUMS
from jiedui.web.records.projects.models import Money, Project, StageEvent

CHUNK = 1_000
Row = tuple[Any, ...]


def projects(by: User) -> Iterator[Row]:
    """A row per project within reach."""
    found = access.visible_projects(by, EXPORT_RECORDS).select_related("pair", "park", "firm")
    for project in found.order_by("code").prefetch_related("dues").iterator(CHUNK):
        told = _told(project)
        yield tuple(told.get(name) for name in NAMES)


def stages(by: User) -> Iterator[Row]:
    """A row per stage that counts, of projects within reach."""
    found = StageEvent.objects.filter(
        project__in=access.visible_projects(by, EXPORT_RECORDS), state=EventState.CURRENT
    ).order_by("project__code", "on", "id")
    names = ("project__code", "stage", "on", "number", "verifier", "side", "note", "precision")
    for *row, precision in found.values_list(*names).iterator(CHUNK):
        row[2] = (row[2], precision)
        yield tuple(row)


def money(by: User) -> Iterator[Row]:
    """A row per sum that counts, of projects within reach; each in its own currency."""
    found = Money.objects.filter(
        project__in=access.visible_projects(by, EXPORT_RECORDS), is_current=True
    ).order_by("project__code", "number")
    names = (
        *("project__code", "number", "kind", "amount_minor", "equipment_minor", "currency"),
        *("on", "source", "side", "precision"),
    )
    for *row, precision in found.values_list(*names).iterator(CHUNK):
        row[3], row[4] = (_hundredths(sum_, row[5]) for sum_ in row[3:5])
        row[6] = (row[6], precision)
        yield tuple(row)


def firms(by: User) -> Iterator[Row]:
    """A row per firm within reach."""
    names = ("credit_code", "name", "parent", "home_region", "is_lead_firm")
    found = access.visible_firms(by, EXPORT_RECORDS).order_by("name", "id")
    yield from found.values_list(*names).iterator(CHUNK)


def _told(project: Project) -> dict[str, Any]:
    return {
        **{name: getattr(project, name) for name in PLAIN},
        "code": project.code,
        "pair": project.pair.key,
        "firm": project.firm.name if project.firm else None,
        "credit_code": project.firm.credit_code if project.firm else None,
        "park": project.park.code if project.park else None,
        "land": project.land_m2,
        "finder": project.finder,
        **{f"{stage}_on": _moment(project, stage) for stage in STEPS},
        **{f"due_{due.stage}_on": (due.on, due.precision) for due in project.dues.all()},
        **{kind: getattr(project, f"{kind}_fen") for kind in SUMS},
    }


def _moment(project: Project, stage: str) -> tuple[date, str] | None:
    if stage in ENDS:
        on = project.ended_on if project.stage == stage else None
    else:
        on = getattr(project, f"{stage}_on")
    return None if on is None else (on, project.precisions.get(stage, "day"))


def _hundredths(minor: int | None, currency: str) -> int | None:
    return None if minor is None else minor * 10 ** (2 - CURRENCIES[currency])


__all__ = ["firms", "money", "projects", "stages"]
