"""The left menu as the person who reads may use it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from jiedui.web.platform.accounts import capabilities as can
from jiedui.web.platform.accounts.permissions import permission
from jiedui.web.platform.accounts.reach import held
from jiedui.web.platform.kit import menu


def menus(request: HttpRequest) -> dict[str, Any]:
    """Without signing in nothing of the work is hidden: its lines lead to the sign-in page."""
    user = getattr(request, "user", None)
    is_known = user is not None and user.is_authenticated
    whose = (held(user) if is_known else None, get_script_prefix())
    here = menu.here(_parts(*whose), request.path)
    return {"menu": _drawn(*whose, here, get_language())}


@lru_cache(maxsize=256)
def _parts(capabilities: frozenset[str] | None, script_prefix: str) -> menu.Parts:
    """What these capabilities open; None: nobody signed in. The prefix stands in each address."""

    def is_open(endpoint: str) -> bool:
        row = permission(endpoint, "GET")
        if row is None:
            return False
        if capabilities is None or row.capability in (can.PUBLIC, can.SIGNED_IN):
            return True
        return row.capability in capabilities

    return menu.parts(is_open=is_open, is_known=capabilities is not None)


@lru_cache(maxsize=1024)
def _drawn(
    capabilities: frozenset[str] | None, script_prefix: str, here: str, language: str | None
) -> SafeString:
    return menu.drawn(_parts(capabilities, script_prefix), here)
