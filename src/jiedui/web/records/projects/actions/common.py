"""What the actions of projects share: who speaks for whom, versions, the entry in the audit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from jiedui.core.errors import Problem, Refusal
from jiedui.web.platform.accounts.capabilities import EDIT_PROJECTS
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.accounts.reach import sides_of
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.platform.kit.versions import Conflict
from jiedui.web.records.confirmations.actions import state
from jiedui.web.records.documents.actions import attach as attach_document
from jiedui.web.records.projects import summary
from jiedui.web.records.projects.models import Project

FIRST_DAY = date(1990, 1, 1)


def refuse(reason: str, *, column: str = "", value: Any = "", hint: str = "") -> Refusal:
    return Refusal(Problem(reason, column=column, value=str(value), hint=hint))


def fail_if_changed(project: Project, version: int | None) -> None:
    if version is not None and project.version != version:
        raise Conflict(project, {}, version)


def fail_if_unlikely(day: date, *, today: date, column: str = "on") -> None:
    """A date before the reform of firms, or one that has not come yet, is a slip of the hand."""
    if not FIRST_DAY <= day <= today:
        hint = f"between {FIRST_DAY} and {today}"
        raise refuse(_("不可能是这一天"), column=column, value=day, hint=hint)


def side_of(user: User, project: Project, wanted: str = "") -> str:
    """The side that a person speaks for; empty for the lead office and other third parties.

    Raises
    ------
    Refusal
        The person speaks for another side, or for both and did not say which.
    """
    regions = (project.host_region, project.home_region)
    sides = sides_of(user, project.pair, EDIT_PROJECTS, regions=regions)
    if wanted and wanted not in sides:
        hint = f"you speak for: {', '.join(sorted(sides)) or 'neither side'}"
        raise refuse(_("您不代表这一方"), column="side", value=wanted, hint=hint)
    if wanted or not sides:
        return wanted
    if len(sides) > 1:
        raise refuse(_("您代表两方，要说明代表哪一方"), column="side", hint=_("写明哪一方"))
    return next(iter(sides))


def say(
    *,
    by: User,
    project: Project,
    side: str,
    aspect: str,
    value: Any,
    unit: str = "",
    definition: str = "",
) -> None:
    """Let a side's word become a matter of both sides. Leads stay with their finder."""
    if side and not project.is_sealed:
        state(
            by=by,
            pair=project.pair,
            side=side,
            kind=summary.KIND,
            key=project.code,
            aspect=aspect,
            value=value,
            unit=unit,
            definition=definition,
        )


def attach(*, by: User, project: Project, aspect: str, evidence: Iterable[str]) -> None:
    """Let documents stand as evidence for what is said of a project."""
    for document in evidence:
        attach_document(
            by=by, document=document, kind=summary.KIND, key=project.code, aspect=aspect
        )


def changed(
    project: Project,
    *,
    by: User,
    action: str,
    text: str,
    payload: Any = None,
    before: Any = None,
    after: Any = None,
) -> Project:
    """Write the derived columns, count the version up, leave one entry in the audit."""
    Project.objects.filter(pk=project.pk).update(version=F("version") + 1)
    summary.refresh([project.pk])
    record_entry(
        by=by.username,
        action=action,
        object_kind=summary.KIND,
        object_key=project.code,
        summary=text,
        payload=payload,
        before=before,
        after=after,
    )
    return Project.objects.select_related("pair", "park", "firm").get(pk=project.pk)
