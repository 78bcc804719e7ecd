"""Edits carry a version: who saves second is told, sees both versions, and loses nothing.

Two doors lead here. A form sends the version that its reader saw, and `update` lets one UPDATE
decide whether it still holds. The API sends it as ``If-Match``; `etag` and `version_of` translate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _

from jiedui.core.errors import Problem, Refusal

AnyModel = TypeVar("AnyModel", bound=models.Model)
_ETAG = re.compile(r'^\s*(?:W/)?"?(\d+)"?\s*$')


@dataclass(frozen=True)
class FieldDifference:
    """One field that the second editor wanted otherwise than it stands now."""

    name: str
    label: Any
    theirs: Any
    mine: Any


class Conflict(Refusal):
    """Somebody else saved first. Both versions are here, so that a person can choose.

    Attributes
    ----------
    current
        The record as it stands now.
    changes
        What the second editor wanted to save.
    seen_version
        The version that the second editor started from.
    """

    def __init__(
        self, current: Any, changes: Mapping[str, Any], seen_version: int, *, hint: str = ""
    ):
        self.current, self.changes, self.seen_version = current, dict(changes), seen_version
        received = _("版本 %(seen)s；现在是版本 %(now)s") % {
            "seen": seen_version,
            "now": current.version,
        }
        super().__init__(
            Problem(
                _("这条记录在您打开之后被别人改过，什么也没有保存"),
                column=str(current._meta.verbose_name),
                value=received,
                hint=hint or _("比较两个版本，逐项选择后再保存"),
            )
        )

    @property
    def version(self) -> int:
        """The version that a new attempt starts from."""
        return int(self.current.version)

    def differences(self) -> tuple[FieldDifference, ...]:
        """Every field on which the two versions differ, in the order of the changes."""
        return tuple(
            FieldDifference(name, self._label(name), getattr(self.current, name), mine)
            for name, mine in self.changes.items()
            if getattr(self.current, name) != mine
        )

    def _label(self, name: str) -> Any:
        return self.current._meta.get_field(name).verbose_name


def update(
    queryset: models.QuerySet[AnyModel], pk: Any, *, version: int, changes: Mapping[str, Any]
) -> AnyModel:
    """Save changes if the record still has the version that they were made from.

    One UPDATE checks and writes, so of two editors at the same moment exactly one gets through.

    Parameters
    ----------
    queryset
        Rows within the editor's reach, of a model with an integer field `version`.
    version
        What the editor saw. It goes up by one.
    changes
        Fields by name; a foreign key by its name with a record or by ``..._id`` with a number.

    Raises
    ------
    Conflict
        Somebody saved in between.
    ObjectDoesNotExist
        There is no such row, or it is out of reach.
    """
    changed = queryset.filter(pk=pk, version=version).update(
        **changes, version=models.F("version") + 1
    )
    current = queryset.filter(pk=pk).first()
    if current is None:
        raise queryset.model.DoesNotExist(f"{queryset.model._meta.label} {pk}")
    if not changed:
        raise Conflict(current, changes, version)
    return current


def etag(record: Any) -> str:
    """The header that names a version.

    >>> from types import SimpleNamespace
    >>> etag(SimpleNamespace(version=7))
    '"7"'
    """
    return f'"{record.version}"'


def version_of(request: HttpRequest) -> int:
    """The version that an edit started from: ``If-Match``, else the form's field `version`.

    Raises
    ------
    Refusal
        There is none: an edit without a version could overwrite somebody else's.
    """
    given = request.headers.get("If-Match") or request.POST.get("version", "")
    match = _ETAG.match(given)
    if not match:
        hint = _("打开记录后再改；程序要发送 If-Match")
        raise Refusal(
            Problem(_("没有说明改的是哪个版本"), column="If-Match", value=given, hint=hint)
        )
    return int(match[1])


def chosen(
    parameters: Mapping[str, Any], names: Iterable[str], mine: Mapping[str, Any]
) -> dict[str, Any]:
    """The changes that remain once the second editor has chosen, field by field.

    The fragment `kit/includes/versions.html` sends ``keep_NAME`` with `mine` or `theirs`. A field
    that nobody chose for is kept as it stands: silence never overwrites.

    >>> chosen({"keep_name": "mine", "keep_note": "theirs"}, ("name", "note"),
    ...        {"name": "甲", "note": "乙"})
    {'name': '甲'}
    """
    return {name: mine[name] for name in names if parameters.get(f"keep_{name}") == "mine"}
