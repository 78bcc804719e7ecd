"""Changing what an office told of a park, and drawing up a group of parks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jiedui.analysis.provenance import sha256
from jiedui.core.errors import Problem, Refusal
from jiedui.web.platform.accounts.capabilities import EDIT_PARKS, SEE_PARKS
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.records.parks import access
from jiedui.web.records.parks.actions.registering import KIND, keep
from jiedui.web.records.parks.actions.telling import AnyTold, fail_if_line_is_senseless
from jiedui.web.records.parks.actions.versions import DIGITS, Changed, fail_if_changed
from jiedui.web.records.parks.models import Approval, GroupMember, Park, ParkGroup

NO_GROUP = "0"  # the version of a group that is not drawn up yet


@transaction.atomic
def change_line(
    *,
    by: User,
    code: str,
    model: type[AnyTold],
    number: int,
    version: str,
    changes: Mapping[str, Any],
) -> AnyTold:
    """Change a line that an office recorded and that is still as the person saw it.

    Raises
    ------
    Http404
        There is no such line within reach, or it is what a report says.
    Changed
        Somebody changed it since.
    """
    park = access.park_for(by, code, EDIT_PARKS, lock=True)
    line = access.line_for(by, park, model, number)
    if isinstance(line, Approval):
        raise Refusal(Problem(_("审批步骤不能改写"), column="step"))
    fail_if_changed(line, version)
    before = {name: getattr(line, name) for name, value in changes.items()}
    for name, value in changes.items():
        setattr(line, name, value)
    fail_if_line_is_senseless(line)
    keep(line)
    told = {name for name, value in changes.items() if before[name] != value}
    record_entry(
        by=by.username,
        action=f"change_{model._meta.model_name}",
        object_kind=KIND,
        object_key=park.code,
        summary=f"{model._meta.verbose_name}: {line}",
        before={name: str(before[name]) for name in sorted(told)},
        after={name: str(changes[name]) for name in sorted(told)},
    )
    return line


@transaction.atomic
def draw_up_group(
    *,
    by: User,
    lead: str,
    name: str,
    members: Iterable[str],
    source: str,
    linked_stated: int | None = None,
    note: str = "",
    version: str = NO_GROUP,
) -> ParkGroup:
    """Say which parks move together with the one that leads, as in “1+5” (D13).

    A group that a report names stays as it is printed; an office draws up its own beside it.
    """
    park = access.park_for(by, lead, EDIT_PARKS, lock=True)
    linked = _linked(by, park, members)
    group = access.own_group(park)
    if version != (now := version_of_group(group)):
        raise Changed(group or ParkGroup(lead=park), now)
    before = _told(group, in_sight := access.visible_parks(by))
    group = group or ParkGroup(code=f"group-{park.code}", lead=park)
    group.name, group.source, group.note = name, source, note
    group.linked_stated = linked_stated
    keep(group)
    seen = GroupMember.objects.filter(group=group, park__in=in_sight)
    seen.exclude(park__in=linked).delete()  # one out of sight stays: nobody struck it off
    for one in linked:
        GroupMember.objects.get_or_create(group=group, park=one)
    record_entry(
        by=by.username,
        action="draw_up_group",
        object_kind=KIND,
        object_key=park.code,
        summary=f"{name}: 1+{len(linked)}",
        before=before,
        after=_told(group, in_sight),
    )
    return group


def version_of_group(group: ParkGroup | None) -> str:
    """The state of a group with its members."""
    return NO_GROUP if group is None else sha256(_told(group, Park.objects.all()))[:DIGITS]


def _told(group: ParkGroup | None, parks: QuerySet[Park]) -> dict[str, str]:
    if group is None:
        return {}
    members = group.members.filter(park__in=parks).order_by("park__code")
    stated = "" if group.linked_stated is None else str(group.linked_stated)
    told = {"name": group.name, "linked_stated": stated, "source": group.source}
    linked = ", ".join(members.values_list("park__code", flat=True))
    return {**told, "note": group.note, "members": linked}


def _linked(by: User, lead: Park, members: Iterable[str]) -> list[Park]:
    """The parks named, all within sight; the lead is not linked to itself."""
    wanted = sorted(set(members))
    if lead.code in wanted:
        raise Refusal(Problem(_("主体园区不再列为联动园区"), column="members", value=lead.name))
    if not wanted:
        raise Refusal(Problem(_("至少选一家联动园区"), column="members"))
    return [access.park_for(by, code, SEE_PARKS) for code in wanted]
