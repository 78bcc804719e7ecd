"""Who is asking, and the table of permissions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from jiedui.web.platform.accounts import capabilities as can
from jiedui.web.platform.accounts import permissions as ruling
from jiedui.web.platform.accounts.reach import may, scopes_of
from jiedui.web.platform.accounts.roles import ROLES
from jiedui.web.platform.kit.api import answers

router = Router(tags=["account"])


class GrantOut(Schema):
    """One role in one scope."""

    role: str
    programme: str
    scope_kind: str
    scope_key: str
    side: str


class MeOut(Schema):
    """Who is asking, and what this request may do."""

    username: str
    name: str
    by_token: bool
    grants: list[GrantOut]
    capabilities: list[str]


class PermissionOut(Schema):
    """A row of the table: what an address asks for, and which roles bring it."""

    endpoint: str
    methods: list[str]
    capability: str
    scope: str
    roles: list[str]


class PermissionList(Schema):
    items: list[PermissionOut]


@router.get("/me", response=answers(MeOut), url_name="me", summary="Who is asking")
def me(request: HttpRequest) -> Any:
    user = request.user
    return {
        "username": user.get_username(),
        "name": user.shown_name,
        "by_token": getattr(request, "by_token", False),
        "grants": [
            {
                "role": one.role,
                "programme": one.programme,
                "scope_kind": one.kind,
                "scope_key": one.key,
                "side": one.side,
            }
            for one in scopes_of(user)
        ],
        "capabilities": [one for one in can.LABELS if may(user, one)],
    }


@router.get(
    "/permissions",
    response=answers(PermissionList),
    url_name="permissions",
    summary="Every address, what it asks for, which roles bring it",
)
def permissions(request: HttpRequest) -> Any:
    return {"items": [_row(one) for one in ruling.table()]}


def _row(one: ruling.Permission) -> dict[str, Any]:
    names = ("endpoint", "methods", "capability", "scope")
    roles = [role for role in ROLES if ruling.lets_in(one, role)]
    return {name: getattr(one, name) for name in names} | {"roles": roles}
