"""Lists of accounts on their way in and out.

A grant is written as its role and what bounds it: `pair_office programme=jiangsu-2022
pair=jiangsu-2022:320500-321300 side=recipient`. Several stand behind one another, with semicolons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.catalog.columns import columns
from jiedui.core.errors import Problem, Refusal
from jiedui.web.platform.accounts import actions
from jiedui.web.platform.accounts.capabilities import MANAGE_GRANTS, MANAGE_USERS
from jiedui.web.platform.accounts.enums import ScopeKind
from jiedui.web.platform.accounts.models import Grant, User
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.platform.transfer.kinds import Kind, register
from jiedui.web.platform.transfer.rows import Fate, Row, RowIntake, is_same_text, refused

title = _("账号与授权")
NAMES = tuple(columns("users"))
NONE = "none"
SCOPES = tuple(kind for kind in ScopeKind.values if kind != ScopeKind.ALL)
_FORM = "role [programme=CODE] [region|pair|park|organisation=KEY] [side=SIDE]"


@dataclass(frozen=True, order=True)
class Written:
    """A grant as a cell says it."""

    role: str
    programme: str = ""
    scope_kind: str = "all"
    scope_key: str = ""
    side: str = ""

    def __str__(self) -> str:
        """
        >>> str(Written("pair_office", "p-1", "pair", "p-1:a-b", "recipient"))
        'pair_office programme=p-1 pair=p-1:a-b side=recipient'
        """
        scope = f"{self.scope_kind}={self.scope_key}" if self.scope_key else ""
        programme = f"programme={self.programme}" if self.programme else ""
        side = f"side={self.side}" if self.side else ""
        return " ".join(part for part in (self.role, programme, scope, side) if part)


class UsersIntake(RowIntake):
    """`users`: keyed by account. Where grants are given, those that are not listed end."""

    names = NAMES

    def key(self, row: Row) -> object:
        return row["username"].lower()

    def take(self, row: Row, paper: str) -> tuple[Fate, str]:
        wanted = None if row["grants"] is None else read_grants(row["grants"])
        user = User.objects.filter(username__iexact=row["username"]).first()
        if user is None:
            user = actions.add_person(by=self.by, username=row["username"], name=row["name"] or "")
            self._grant(user, wanted or frozenset(), paper)
            return "new", ""
        words = []
        if row["name"] and not is_same_text(row["name"], _name(user)):
            _rename(by=self.by, user=user, name=row["name"])
            words.append(f"姓名 {row['name']}")
        words += [] if wanted is None else self._regrant(user, wanted, paper)
        return ("changed", f"{user.username}: {'；'.join(words)}") if words else ("same", "")

    def _regrant(self, user: User, wanted: frozenset[Written], paper: str) -> list[str]:
        held = {_written(one): one for one in _in_force(user)}
        gone = sorted(set(held) - wanted)
        for one in gone:
            actions.end_grant(by=self.by, grant=held[one], reason=paper)
        fresh = self._grant(user, wanted - set(held), paper)
        return [*(f"− {one}" for one in gone), *(f"+ {one}" for one in fresh)]

    def _grant(self, user: User, wanted: frozenset[Written], paper: str) -> list[Written]:
        for one in sorted(wanted):
            actions.grant(
                by=self.by,
                user=user,
                role=one.role,
                reason=paper,
                scope_kind=one.scope_kind,
                scope_key=one.scope_key,
                programme=one.programme,
                side=one.side,
            )
        return sorted(wanted)


def told(by: User) -> Iterator[tuple[Any, ...]]:
    """A row per account that may sign in, with its grants in force."""
    people = User.objects.filter(is_active=True).order_by("username")
    for user in people.iterator(1_000):
        grants = "; ".join(str(one) for one in sorted({_written(g) for g in _in_force(user)}))
        yield user.username, _name(user), grants or NONE


def read_grants(text: str) -> frozenset[Written]:
    """The grants of a cell.

    >>> sorted(map(str, read_grants("auditor; lead_office programme=p-1")))
    ['auditor', 'lead_office programme=p-1']
    """
    if text.strip().lower() == NONE:
        return frozenset()
    return frozenset(_read(part) for part in re.split(r"[;；]", text) if part.strip())


def register_kinds() -> None:
    """Called when the app is ready."""
    register(Kind("users", title, UsersIntake, told, into=MANAGE_GRANTS, out=MANAGE_USERS))


def _read(text: str) -> Written:
    role, *bounds = text.split()
    said: dict[str, str] = {}
    for bound in bounds:
        name, _equals, value = bound.partition("=")
        if not value or name in said or name not in ("programme", "side", *SCOPES):
            raise Refusal(
                Problem("not a grant", column="grants", value=text, hint=f"write {_FORM}")
            )
        said[name] = value
    scopes = [name for name in SCOPES if name in said]
    if len(scopes) > 1:
        raise refused("a grant has one scope", column="grants", value=text, hint="make it two")
    kind, key = (scopes[0], said[scopes[0]]) if scopes else ("all", "")
    return Written(role, said.get("programme", ""), kind, key, said.get("side", ""))


def _written(grant: Grant) -> Written:
    return Written(grant.role, grant.programme, grant.scope_kind, grant.scope_key, grant.side)


def _in_force(user: User) -> Any:
    return Grant.objects.in_force().filter(user=user).order_by("id")


def _name(user: User) -> str:
    return f"{user.last_name}{user.first_name}"


@transaction.atomic
def _rename(*, by: User, user: User, name: str) -> None:
    before = {"name": _name(user)}
    user.last_name, user.first_name = name[:150], ""
    user.save(update_fields=["last_name", "first_name"])
    record_entry(
        by=by.username,
        action="rename_person",
        object_kind="person",
        object_key=user.username,
        before=before,
        after={"name": name},
    )
