"""What is written elsewhere and projects follow.

What both sides agreed on, or an arbitrator ruled, becomes what the record says; new names of parks
and pairs are shown.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Max
from django.utils import timezone

from jiedui.web.records.confirmations.enums import CONFIRMED, Standing
from jiedui.web.records.confirmations.models import Matter
from jiedui.web.records.confirmations.standing import Spoken, spoken
from jiedui.web.records.projects import summary
from jiedui.web.records.projects.enums import EventState, Precision
from jiedui.web.records.projects.models import Money, Project, StageEvent

REASONS = {Standing.SETTLED: "按裁定更正", Standing.AGREED: "按两地一致的说法更正"}


def follow(sender: Any, instance: Matter, created: bool, **rest: Any) -> None:
    """Called whenever the standing of a matter is written, in the same transaction."""
    if created or instance.object_kind != summary.KIND:
        return
    project = Project.objects.filter(code=instance.object_key).first()
    if project is None:
        return
    if instance.standing in CONFIRMED:
        _adopt(project, spoken([instance])[instance.pk])
    summary.refresh([project.pk])


def rename(sender: Any, instance: Any, created: bool, **rest: Any) -> None:
    """Called whenever a park or a pair is written, in the same transaction."""
    if not created:
        summary.mark_renamed()


def _adopt(project: Project, found: Spoken) -> None:
    value, by = _agreed(found)
    if not isinstance(value, dict) or "date" not in value:
        return
    kind, _, rest = found.matter.aspect.partition(":")
    reason = REASONS[found.standing]
    if kind == "stage":
        _adopt_stage(project, rest, value, by, reason)
    elif kind == "money" and "amount_minor" in value:
        _adopt_money(project, int(rest.rpartition(":")[2]), value, by, reason)


def _agreed(found: Spoken) -> tuple[Any, str]:
    """What counts now, and whose word made it count."""
    ruling = found.ruling
    if ruling is None:
        said = found.supporter
        return (said.value, said.said_by.username) if said else (None, "")
    return ruling.ruled_value, ruling.decided_by.username


def _adopt_stage(project: Project, stage: str, value: dict[str, Any], by: str, reason: str) -> None:
    old = StageEvent.objects.filter(project=project, stage=stage, state=EventState.CURRENT).first()
    on, precision = date.fromisoformat(value["date"]), value.get("precision", Precision.DAY)
    if old is None or (old.on, old.precision) == (on, precision):
        return
    is_frozen = project.frozen_on is not None and min(old.on, on) <= project.frozen_on
    if not is_frozen:
        old.state = EventState.REPLACED
        old.save(update_fields=["state"])
    StageEvent.objects.create(
        project=project,
        stage=stage,
        on=on,
        precision=precision,
        number=old.number,
        verifier=old.verifier,
        side="",
        state=EventState.AWAITING if is_frozen else EventState.CURRENT,
        replaces=old,
        reason=reason,
        recorded_by=by,
        recorded_at=timezone.now(),
    )


def _adopt_money(
    project: Project, number: int, value: dict[str, Any], by: str, reason: str
) -> None:
    """The sum keeps its number: the matter that was agreed on names it by that."""
    old = Money.objects.filter(project=project, number=number, is_current=True).first()
    amount, on = int(value["amount_minor"]), date.fromisoformat(value["date"])
    if old is None or (old.amount_minor, old.on) == (amount, on):
        return
    last = Money.objects.filter(project=project).aggregate(last=Max("number"))["last"]
    old.is_current, old.number = False, last + 1
    old.save(update_fields=["is_current", "number"])
    Money.objects.create(
        project=project,
        number=number,
        kind=old.kind,
        amount_minor=amount,
        currency=old.currency,
        on=on,
        source=old.source,
        side="",
        replaces=old,
        reason=reason,
        recorded_by=by,
        recorded_at=timezone.now(),
    )
