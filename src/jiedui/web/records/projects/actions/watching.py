"""Readings, contacts, doubts: what is seen of a project between its stages."""

from __future__ import annotations

import re
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiedui.web.platform.accounts.capabilities import EDIT_PROJECTS
from jiedui.web.platform.accounts.models import User
from jiedui.web.records.projects import access
from jiedui.web.records.projects.actions.common import (
    changed,
    fail_if_changed,
    fail_if_unlikely,
    refuse,
    side_of,
)
from jiedui.web.records.projects.enums import (
    READING_UNITS,
    ContactKind,
    FlagKind,
    FlagState,
    Mover,
    ReadingKind,
)
from jiedui.web.records.projects.models import Contact, Flag, Project, Reading

PERIOD = re.compile(r"\d{4}(Q[1-4]|-(0[1-9]|1[0-2]))?")
NOTE_LENGTH_MAX = 400


@transaction.atomic
def record_reading(
    *, by: User, code: str, kind: str, period: str, value: int, source: str
) -> Project:
    """What a third party counted in a month, a quarter or a year; a second one replaces it."""
    project = access.project_for(by, code, EDIT_PROJECTS, lock=True)
    if kind not in READING_UNITS:
        hint = f"of {', '.join(READING_UNITS)}"
        raise refuse(_("没有这一项运行数据"), column="kind", value=kind, hint=hint)
    if not PERIOD.fullmatch(period):
        hint = _("写 2026、2026Q3 或 2026-09")
        raise refuse(_("没有这个期间"), column="period", value=period, hint=hint)
    if value < 0 or not source.strip():
        raise refuse(_("要有不小于零的数和来源"), column="value", value=value)
    told = {"value": value, "unit": READING_UNITS[kind], "source": source}
    old = Reading.objects.filter(project=project, kind=kind, period=period).first()
    who = {"recorded_by": by.username, "recorded_at": timezone.now()}
    Reading.objects.update_or_create(project=project, kind=kind, period=period, defaults=told | who)
    return changed(
        project,
        by=by,
        action="record_reading",
        text=f"记录 {period} {ReadingKind(kind).label} {value}",
        payload={"kind": kind, "period": period, **told},
        before=old and {"value": old.value, "source": old.source},
        after=told,
    )


@transaction.atomic
def record_contact(
    *,
    by: User,
    code: str,
    kind: str,
    text: str,
    on: date,
    blocker: str = "",
    mover: str = "",
    move_by_on: date | None = None,
    side: str = "",
    version: int | None = None,
    today: date | None = None,
) -> Project:
    """Who spoke with whom. What stands in the way and whose move it is follow from the last one."""
    project = access.project_for(by, code, EDIT_PROJECTS, lock=True)
    fail_if_changed(project, version)
    fail_if_unlikely(on, today=today or timezone.localdate())
    if kind not in ContactKind.values or (mover and mover not in Mover.values):
        raise refuse(_("没有这种联系方式或责任方"), column="kind", value=f"{kind} {mover}")
    if not text.strip():
        raise refuse(_("没有内容"), column="text", hint=_("用一句话写说了什么"))
    Contact.objects.create(
        project=project,
        on=on,
        kind=kind,
        text=text.strip()[:NOTE_LENGTH_MAX],
        blocker=blocker.strip(),
        mover=mover,
        move_by_on=move_by_on,
        side=side_of(by, project, side),
        recorded_by=by.username,
        recorded_at=timezone.now(),
    )
    return changed(
        project,
        by=by,
        action="record_contact",
        text=f"{ContactKind(kind).label}：{text.strip()}",
        payload={"on": on.isoformat(), "text": text, "blocker": blocker, "mover": mover},
    )


@transaction.atomic
def raise_flag(*, by: User, code: str, kind: str, reason: str, against: str = "") -> Project:
    """Ask a person to look: who raises it need not see the other project."""
    project = access.project_for(by, code, EDIT_PROJECTS, lock=True)
    other = access.project_for(by, against, EDIT_PROJECTS) if against else None
    if kind not in FlagKind.values or not reason.strip():
        raise refuse(_("要有类别和缘由"), column="kind", value=kind)
    Flag.objects.get_or_create(
        project=project,
        kind=kind,
        against=other,
        defaults={"reason": reason[:NOTE_LENGTH_MAX], "raised_at": timezone.now()},
    )
    return changed(
        project,
        by=by,
        action="raise_flag",
        text=f"{FlagKind(kind).label}：{reason}",
        payload={"kind": kind, "against": against, "reason": reason},
    )


@transaction.atomic
def flag_decision(*, by: User, code: str, flag: int, state: str, reason: str) -> Project:
    """A person's word on a doubt: it is so (upheld) or it is not (dismissed), and why."""
    project = access.project_for(by, code, EDIT_PROJECTS, lock=True)
    found = Flag.objects.filter(project=project, pk=flag).first()
    if found is None:
        raise refuse(_("这个项目没有这条提示"), column="flag", value=flag)
    if state not in (FlagState.UPHELD, FlagState.DISMISSED) or not reason.strip():
        hint = _("属实或排除，并写理由")
        raise refuse(_("不是结论"), column="state", value=state, hint=hint)
    before = {"state": found.state}
    found.state, found.decision = state, reason.strip()
    found.decided_by, found.decided_at = by.username, timezone.now()
    found.save(update_fields=["state", "decision", "decided_by", "decided_at"])
    return changed(
        project,
        by=by,
        action="flag_decision",
        text=f"{FlagKind(found.kind).label} {FlagState(state).label}：{reason}",
        payload={"flag": flag, "state": state, "reason": reason},
        before=before,
        after={"state": state},
    )
