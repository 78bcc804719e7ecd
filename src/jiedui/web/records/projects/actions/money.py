"""Sums: promised, registered, paid in, spent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from jiedui.web.platform.accounts.capabilities import EDIT_PROJECTS
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.kit.constraints import refusal_of
from jiedui.web.records.projects import access
from jiedui.web.records.projects.actions.common import (
    attach,
    changed,
    fail_if_changed,
    fail_if_unlikely,
    refuse,
    say,
    side_of,
)
from jiedui.web.records.projects.enums import CURRENCIES, MoneyKind
from jiedui.web.records.projects.models import Money, Project
from jiedui.web.records.projects.summary import money_aspect


@transaction.atomic
def record_money(
    *,
    by: User,
    code: str,
    kind: str,
    amount_minor: int,
    on: date,
    currency: str = "CNY",
    precision: str = "day",
    equipment_minor: int | None = None,
    source: str = "",
    evidence: Sequence[str] = (),
    side: str = "",
    version: int | None = None,
    today: date | None = None,
) -> Project:
    """A further sum. `amount_minor` is in fen, or in the smallest unit of its own currency."""
    project = access.project_for(by, code, EDIT_PROJECTS, lock=True)
    fail_if_changed(project, version)
    fail_if_unlikely(on, today=today or timezone.localdate())
    if not source.strip() and not evidence:
        hint = _("写明凭证(协议、验资报告、统计报表)，或附文件")
        raise refuse(_("没有佐证"), column="source", hint=hint)
    sum_ = Money(
        project=project,
        number=_next_number(project),
        kind=kind,
        amount_minor=amount_minor,
        equipment_minor=equipment_minor,
        currency=currency,
        on=on,
        precision=precision,
        source=source,
        side=side_of(by, project, side),
        recorded_by=by.username,
        recorded_at=timezone.now(),
    )
    return _keep(by, project, sum_, evidence, action="record_money")


@transaction.atomic
def correct_money(
    *,
    by: User,
    code: str,
    number: int,
    amount_minor: int,
    reason: str,
    on: date | None = None,
    source: str = "",
    evidence: Sequence[str] = (),
    side: str = "",
    version: int | None = None,
) -> Project:
    """Another sum in place of the one on record, with a reason; the old one stays to be read."""
    project = access.project_for(by, code, EDIT_PROJECTS, lock=True)
    fail_if_changed(project, version)
    old = Money.objects.filter(project=project, number=number, is_current=True).first()
    if old is None:
        raise refuse(_("没有这笔资金"), column="number", value=number)
    if not reason.strip():
        raise refuse(_("没有写理由"), column="reason", hint=_("写明为什么改金额"))
    side = side_of(by, project, side)
    if old.side and side and old.side != side:
        hint = _("可以写明口径让您的金额与它并列，或提出争议")
        raise refuse(_("这是对方说的"), column="number", value=number, hint=hint)
    old.is_current = False
    old.save(update_fields=["is_current"])
    sum_ = Money(
        project=project,
        number=_next_number(project),
        kind=old.kind,
        amount_minor=amount_minor,
        currency=old.currency,
        on=on or old.on,
        precision=old.precision,
        source=source or old.source,
        side=side,
        replaces=old,
        reason=reason.strip(),
        recorded_by=by.username,
        recorded_at=timezone.now(),
    )
    return _keep(by, project, sum_, evidence, action="correct_money")


def _keep(
    by: User, project: Project, sum_: Money, evidence: Sequence[str], *, action: str
) -> Project:
    try:
        with transaction.atomic():
            sum_.save(force_insert=True)
    except IntegrityError as error:
        raise refusal_of(error) from error
    aspect = money_aspect(sum_.kind, sum_.number)
    attach(by=by, project=project, aspect=aspect, evidence=evidence)
    told = {
        "kind": sum_.kind,
        "amount_minor": sum_.amount_minor,
        "currency": sum_.currency,
        "on": sum_.on.isoformat(),
    }
    done = changed(project, by=by, action=action, text=_text(sum_), payload=told, after=told)
    say(
        by=by,
        project=done,
        side=sum_.side,
        aspect=aspect,
        value={"amount_minor": sum_.amount_minor, "date": sum_.on.isoformat()},
        unit=sum_.currency,
        definition=sum_.source,
    )
    return done


def _next_number(project: Project) -> int:
    found = Money.objects.filter(project=project).aggregate(last=Max("number"))
    return (found["last"] or 0) + 1


def _text(sum_: Money) -> str:
    kind = MoneyKind(sum_.kind).label
    places = CURRENCIES[sum_.currency]
    amount = f"{sum_.amount_minor / 10**places:,.{places}f}"
    words = f"{'更正' if sum_.reason else '记录'} {kind} {amount} {sum_.currency}"
    return f"{words}，理由：{sum_.reason}" if sum_.reason else words
