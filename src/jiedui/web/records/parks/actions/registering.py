"""Registering a park and changing what it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.http import Http404
from django.utils.translation import gettext as _

from jiedui.core.errors import Problem, Refusal
from jiedui.web.platform.accounts.capabilities import EDIT_PARKS
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.platform.kit.constraints import refusal_of
from jiedui.web.records.parks import access
from jiedui.web.records.parks.enums import Kind
from jiedui.web.records.parks.models import Park

KIND = "park"
NEVER_TYPED = ("id", "code", "version", "is_published", "is_made_up")
RESERVED = ("new", "enclaves", "ladder")  # words in addresses of the pages
CODE = re.compile(r"(?!\.+$)[\w.-]{1,60}")
"""What an address can hold as one part."""
BY_APPROVAL = (Kind.CHARACTERISTIC, Kind.PILOT, Kind.NATIONAL)


class Conflict(Refusal):
    """Somebody else changed the park in the meantime; `current` is how it stands now."""

    def __init__(self, current: Park, given: int):
        self.current, self.version = current, str(current.version)
        hint = _("现在是第%(version)s版，请对照后重新提交") % {"version": current.version}
        super().__init__(
            Problem(_("园区已被别人改过"), column="version", value=str(given), hint=hint)
        )


@transaction.atomic
def register_park(*, by: User, code: str, values: Mapping[str, Any]) -> Park:
    """Put a new park on the register.

    Raises
    ------
    Http404
        A park like this would lie outside the person's reach.
    Refusal
        The values are not possible, the code is taken, or the kind needs an approval first.
    """
    told = {**_checked(values), "code": code}
    if not CODE.fullmatch(code):
        hint = _("编号只能用字母、数字、汉字、点、横线和下划线，最多60个字")
        raise Refusal(Problem(_("这样的编号放不进网址"), column="code", value=code[:60], hint=hint))
    if code in RESERVED:
        raise Refusal(Problem(_("这个编号是网址用的"), column="code", value=code))
    if not access.may_register(by, told):
        raise Http404(f"park: {code}")
    if told.get("kind", Kind.CO_BUILT) in BY_APPROVAL:
        hint = _("先登记为共建园区，批准后再升级")
        raise Refusal(Problem(_("这一类别要经过审批"), column="kind", hint=hint))
    park = Park(**told)
    keep(park)
    _record(by, "register_park", park, after=told)
    return park


@transaction.atomic
def edit_park(*, by: User, code: str, version: int, changes: Mapping[str, Any]) -> Park:
    """Change a park that is still at the version the person saw.

    Raises
    ------
    Conflict
        It has been changed since.
    """
    park = access.park_for(by, code, EDIT_PARKS, lock=True)
    if park.version != version:
        raise Conflict(park, version)
    told = {k: v for k, v in _checked(changes).items() if getattr(park, k) != v}
    if told.get("kind") in BY_APPROVAL:
        hint = _("登记“方案获批”后，类别随之改变")
        raise Refusal(Problem(_("这一类别要经过审批"), column="kind", hint=hint))
    _fail_if_published(park, told)
    before = {name: getattr(park, name) for name in told}
    for name, value in told.items():
        setattr(park, name, value)
    _fail_if_it_leaves_reach(by, park)
    park.version += 1
    keep(park)
    _record(by, "edit_park", park, before=before, after=told)
    return park


def keep(line: Model) -> None:
    """Validate and save, with what is wrong said in the user's words."""
    try:
        line.full_clean()
        with transaction.atomic():
            line.save()
    except ValidationError as error:
        raise Refusal(_problems(error)) from error
    except IntegrityError as error:
        raise refusal_of(error) from error


def _problems(error: ValidationError) -> list[Problem]:
    if not hasattr(error, "error_dict"):
        return [Problem(str(message)) for message in error.messages]
    return [
        Problem(message, column="" if field == "__all__" else field)
        for field, messages in error.message_dict.items()
        for message in messages
    ]


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    known = {field.name for field in Park._meta.concrete_fields} - set(NEVER_TYPED)
    unknown = sorted(set(values) - known)
    if unknown:
        hint = f"choose from {', '.join(sorted(known))}"
        raise Refusal(Problem("no such field of a park", column=unknown[0], hint=hint))
    return dict(values)


def _fail_if_published(park: Park, told: Mapping[str, Any]) -> None:
    locked = sorted(set(told) & set(park.locked_fields()))
    if locked:
        hint = _("公开报道的内容照原文保留；另有说法的，添加一行并写明来源")
        raise Refusal(Problem(_("不能改报道写的内容"), column=locked[0], hint=hint))


def _fail_if_it_leaves_reach(by: User, park: Park) -> None:
    """Nobody moves a park to where his or her own grants end."""
    names = ("pair", "programme", "secrecy", "host_region", "home_region", "code")
    if not access.may_register(by, {name: getattr(park, name) for name in names}):
        raise Refusal(Problem(_("这样改以后，园区就不在您的范围内"), column="pair"))


def _record(
    by: User, action: str, park: Park, *, before: Any = None, after: Mapping[str, Any]
) -> None:
    payload = {
        "before": {k: str(v) for k, v in (before or {}).items()},
        "after": {k: str(v) for k, v in after.items()},
    }
    record_entry(
        by=by.username,
        action=action,
        object_kind=KIND,
        object_key=park.code,
        summary=f"{park.name}: {', '.join(sorted(after))}",
        payload=payload,
    )
