"""People for tests: one grant each, signed in without a password."""

from __future__ import annotations

import re

from django.contrib.auth import get_user_model
from django.test import Client

from jiedui.web.platform.accounts.models import Grant


def person(
    role: str = "",
    programme: str = "",
    scope_kind: str = "all",
    scope_key: str = "",
    side: str = "",
):
    """A user with that one grant; without a role, somebody who was granted nothing."""
    parts = (role or "nobody", programme, scope_kind, scope_key, side)
    name = re.sub(r"[^\w.@+-]+", "-", "-".join(part for part in parts if part))
    user, _ = get_user_model().objects.get_or_create(username=name[:150])
    if role:
        also(user, role, programme, scope_kind, scope_key, side)
    return user


def also(user, role, programme="", scope_kind="all", scope_key="", side=""):
    """A further grant of the same person."""
    Grant.objects.get_or_create(
        user=user,
        role=role,
        programme=programme,
        scope_kind=scope_kind,
        scope_key=scope_key,
        side=side,
        defaults={"granted_by": "tests", "reason": "test"},
    )
    user.__dict__.pop("_scopes", None)
    return user


def signed_in(client: Client, user):
    """The user, with that client signed in."""
    client.force_login(user)
    return user
