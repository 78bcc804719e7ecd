"""Approval of a park: carrier, plan, approved, within the quotas of its programme (D3-D5)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from jiedui.core.errors import Problem, Refusal
from jiedui.web.platform.accounts.capabilities import EDIT_PARKS
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.records.parks import access
from jiedui.web.records.parks.actions.registering import KIND, keep
from jiedui.web.records.parks.enums import Precision, Step
from jiedui.web.records.parks.models import Approval, Park
from jiedui.web.records.parks.quota import after_approval

ORDER = (Step.CARRIER, Step.PLAN, Step.APPROVED)


@transaction.atomic
def record_approval(
    *,
    by: User,
    code: str,
    step: str,
    kind: str,
    day: date,
    number: str,
    source: str,
    precision: str = Precision.DAY,
) -> tuple[Approval, tuple[Problem, ...]]:
    """Note a step; an approval makes the park what it was approved as.

    Returns
    -------
    The step, and warnings: a quota passed that only informs, an earlier step not on record.

    Raises
    ------
    Refusal
        An issued document or a signed agreement sets a quota that this approval would pass; the
        step comes before one that should precede it; an approval without the number of its paper.
    """
    park = access.park_for(by, code, EDIT_PARKS, lock=True)
    if step == Step.APPROVED and not number.strip():
        hint = _("填写批准文件的文号")
        raise Refusal(Problem(_("获批要有文号作为佐证"), column="number", hint=hint))
    warnings = _order(park, step, kind, day)
    if step == Step.APPROVED:
        warnings += _quota(park, kind, day)
        Park.objects.filter(pk=park.pk).update(kind=kind, version=F("version") + 1)
    approval = Approval(
        park=park,
        step=step,
        kind=kind,
        day=day,
        precision=precision,
        number=number,
        source=source,
        recorded_by=by.username,
    )
    keep(approval)
    record_entry(
        by=by.username,
        action="record_approval",
        object_kind=KIND,
        object_key=park.code,
        summary=f"{park.name}: {kind} {step} {day.isoformat()}",
        payload={"step": step, "kind": kind, "day": day.isoformat(), "number": number},
    )
    return approval, warnings


def _order(park: Park, step: str, kind: str, day: date) -> tuple[Problem, ...]:
    """A step may not lie before an earlier one; an earlier one not on record is a warning."""
    if step not in ORDER:
        allowed = ", ".join(ORDER)
        raise Refusal(Problem("no such step", column="step", value=step, hint=f"choose {allowed}"))
    known = {one.step: one for one in Approval.objects.filter(park=park, kind=kind)}
    earlier, later = ORDER[: ORDER.index(Step(step))], ORDER[ORDER.index(Step(step)) + 1 :]
    for other, is_earlier in [*((s, True) for s in earlier), *((s, False) for s in later)]:
        when = known[other].day if other in known else None
        if when is not None and (when > day if is_earlier else when < day):
            hint = f"{Step(other).label} {when.isoformat()}"
            problem = Problem(_("步骤的先后与日期不符"), column="day", value=str(day), hint=hint)
            raise Refusal(problem)
    return tuple(
        Problem(_("前一步没有登记"), column=str(Step(other).label), severity="warning")
        for other in earlier
        if other not in known
    )


def _quota(park: Park, kind: str, day: date) -> tuple[Problem, ...]:
    found = []
    for quota in after_approval(park, kind, day):
        if quota.verdict != "over":
            continue
        clause = quota.rule.clause
        words = f"《{clause.document}》：“{clause.words}”"
        problem = Problem(
            _("超过%(name)s") % {"name": quota.rule.name_zh},
            column="kind",
            value=str(quota.count),
            hint=words,
            severity="error" if quota.refuses else "warning",
        )
        if quota.refuses:
            raise Refusal(problem)
        found.append(problem)
    return tuple(found)
