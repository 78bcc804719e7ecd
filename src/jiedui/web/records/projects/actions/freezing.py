"""Freezing: the projects of a programme as they stand on the day of an assessment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from jiedui.core.errors import Problem, Refusal
from jiedui.web.platform.accounts.capabilities import FREEZE
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.accounts.reach import OutOfReach, reach
from jiedui.web.records.confirmations import freezing
from jiedui.web.records.confirmations.models import Snapshot
from jiedui.web.records.documents.enums import Secrecy
from jiedui.web.records.projects.enums import EventState
from jiedui.web.records.projects.models import Money, Project, StageEvent
from jiedui.web.records.projects.summary import mark_changed

KIND = "projects"
COLUMNS = (
    *("code", "name", "host_region", "home_region", "industry", "stage", "reached"),
    *("confirmed_reached", "promised_fen", "registered_fen", "paid_in_fen", "spent_fen"),
    *("foreign_minor", "is_made_up"),
)


@transaction.atomic
def freeze(*, by: User, programme: str, as_of: date) -> Snapshot:
    """Keep the projects of a programme as they are; later corrections need a second person.

    Raises
    ------
    Http404
        The person may not freeze this programme as a whole.
    Refusal
        It was frozen for this day already, with other content; or a later day was.
    """
    if not reach(by, FREEZE).of_kinds("all").covers(programme=programme):
        raise OutOfReach(f"{FREEZE}: {programme}")
    projects = Project.objects.filter(programme=programme, is_sealed=False)
    later = projects.filter(frozen_on__gt=as_of).order_by("-frozen_on").first()
    if later is not None:
        hint = f"a later day, {later.frozen_on}, is frozen already"
        raise Refusal(
            Problem(_("不能冻结更早的一天"), column="as_of", value=as_of.isoformat(), hint=hint)
        )
    kept = freezing.freeze(
        by=by,
        kind=KIND,
        key=programme,
        as_of=as_of,
        content=content(programme, as_of),
        secrecy=Secrecy.WORK_SECRET,
    )
    projects.filter(Q(frozen_on__isnull=True) | Q(frozen_on__lt=as_of)).update(frozen_on=as_of)
    mark_changed({programme})
    return kept


def content(programme: str, as_of: date) -> list[dict[str, Any]]:
    """What a snapshot of that day would hold if it were taken now."""
    return list(_content(programme, as_of))


def _content(programme: str, as_of: date) -> Iterator[dict[str, Any]]:
    """Every project by its natural keys, with what had happened to it until that day."""
    events = _by_project(
        StageEvent.objects.filter(state=EventState.CURRENT, on__lte=as_of),
        programme,
        ("stage", "on", "precision", "number", "side"),
    )
    money = _by_project(
        Money.objects.filter(is_current=True, on__lte=as_of),
        programme,
        ("number", "kind", "amount_minor", "currency", "on", "side"),
    )
    projects = Project.objects.filter(programme=programme, is_sealed=False).order_by("code")
    fields = ("pk", "pair__key", "park__code", "firm__credit_code", *COLUMNS)
    for row in projects.values(*fields).iterator(chunk_size=2000):
        pk = row.pop("pk")
        yield row | {"stages": events.get(pk, []), "money": money.get(pk, [])}


def _by_project(
    rows: Any, programme: str, columns: tuple[str, ...]
) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    chosen = rows.filter(project__programme=programme).order_by("project", columns[0], "on")
    for row in chosen.values("project", *columns).iterator(chunk_size=5000):
        row["on"] = row["on"].isoformat()
        found.setdefault(row.pop("project"), []).append(row)
    return found
