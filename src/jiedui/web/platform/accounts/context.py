"""The left menu as the person who reads may use it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from jiedui.web.platform.accounts import capabilities as can
from jiedui.web.platform.accounts.permissions import permission
from jiedui.web.platform.accounts.reach import may
from jiedui.web.platform.kit import menu


def menus(request: HttpRequest) -> dict[str, Any]:
    """Without signing in nothing of the work is hidden: its lines lead to the sign-in page."""
    user = getattr(request, "user", None)
    is_known = user is not None and user.is_authenticated

    def is_open(endpoint: str) -> bool:
        row = permission(endpoint, "GET")
        if row is None:
            return False
        if not is_known or row.capability in (can.PUBLIC, can.SIGNED_IN):
            return True
        return may(user, row.capability)

    system = menu.SYSTEM if is_known else ()
    parts = {"loop": menu.LOOP, "support": menu.SUPPORT, "system": system}
    return {
        f"menu_{name}": list(menu.entries(items, request.path, is_open=is_open))
        for name, items in parts.items()
    }
