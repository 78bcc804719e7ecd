"""Deny by default: who may reach an address at all, before its view runs."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from jiedui.web.platform.accounts import capabilities as can
from jiedui.web.platform.accounts import passwords
from jiedui.web.platform.accounts.permissions import Permission, allowed_methods, permission
from jiedui.web.platform.accounts.reach import OutOfReach, reach
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.platform.audit.context import Acting, acting_as
from jiedui.web.platform.kit.problems import is_for_programs, problem

Handler = Callable[[HttpRequest], HttpResponse]
RENEWING = ("account_change_password", "account_set_password", "account_logout",
            "account_reauthenticate", "mfa_reauthenticate", "set_language")  # fmt: skip


class Gate:
    """Asks the table of permissions for every address; what has no row answers 404.

    Without signing in a page leads to the sign-in page and the API answers 401. Who holds the
    capability nowhere sees a 404. Which objects are within reach is decided by the view's `access`.
    Denials and files taken out are noted afterwards, outside the guard of reading pages.
    """

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = Acting(request_id=uuid.uuid4().hex)
        request.acting = now  # type: ignore[attr-defined]
        with acting_as(now):
            response = self.get_response(request)
            _note(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        _fail_if_nul(kwargs)
        match = request.resolver_match
        endpoint = match.view_name if match else ""
        row = permission(endpoint, request.method or "GET")
        if row is None or row.capability == can.CLOSED:
            return _no_row(request, endpoint)
        request.permission = row  # type: ignore[attr-defined]
        if row.capability == can.PUBLIC:
            return None
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        if passwords.is_over(request.user) and endpoint not in RENEWING:
            if is_for_programs(request):
                return problem(request, 403, detail=_("先改密码"))
            return HttpResponseRedirect(reverse("account_change_password"))
        if row.capability != can.SIGNED_IN:
            _act(request, row)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, OutOfReach):
            request.is_denied = True  # type: ignore[attr-defined]


def note_files(request: HttpRequest) -> None:
    """Of an address that is open to all: what it shows this time is not, so its files are noted."""
    request.notes_files = True  # type: ignore[attr-defined]


def _fail_if_nul(named: dict[str, Any]) -> None:
    """No key of anything holds the character NUL, which PostgreSQL would not even compare."""
    if any("\x00" in value for value in named.values() if isinstance(value, str)):
        raise Http404("a NUL in an address")


def _act(request: HttpRequest, row: Permission) -> None:
    found = reach(request.user, row.capability)
    if found.is_empty:
        request.is_denied = True  # type: ignore[attr-defined]
        raise OutOfReach(f"{row.capability}: {row.endpoint}")
    now: Acting = request.acting  # type: ignore[attr-defined]
    now.role = " ".join(dict.fromkeys(scope.role for scope in found.scopes))
    now.scope = "; ".join(dict.fromkeys(_words(scope) for scope in found.scopes))


def _words(scope: Any) -> str:
    return " ".join(part for part in (scope.programme, scope.kind, scope.key, scope.side) if part)


def _no_row(request: HttpRequest, endpoint: str) -> HttpResponse:
    methods = [
        name for name, row in allowed_methods(endpoint).items() if row.capability != "closed"
    ]
    if not methods:
        raise Http404(f"no row in the table of permissions: {endpoint}")
    allowed = sorted({*methods, *(["HEAD"] if "GET" in methods else [])})
    if is_for_programs(request):
        answer = problem(request, 405)
        answer.headers["Allow"] = ", ".join(allowed)
        return answer
    page = render_to_string("kit/not_allowed.html", request=request)
    return HttpResponseNotAllowed(allowed, page)


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    if is_for_programs(request):
        answer = problem(request, 401)
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    if getattr(request, "htmx", False):
        answer = HttpResponse(status=204)
        answer.headers["HX-Redirect"] = settings.LOGIN_URL
        return answer
    back = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
    return redirect_to_login(back, settings.LOGIN_URL)


def _note(request: HttpRequest, response: HttpResponse) -> None:
    """Denials, and files that left an address which is not open to all."""
    row: Permission | None = getattr(request, "permission", None)
    if row is None or not request.user.is_authenticated:
        return
    if row.capability == can.PUBLIC and not getattr(request, "notes_files", False):
        return
    if getattr(request, "is_denied", False):
        _entry(request, row, "enter", "denied")
    elif response.headers.get("Content-Disposition", "").startswith("attachment"):
        _entry(request, row, "export", "")


def _entry(request: HttpRequest, row: Permission, action: str, result: str) -> None:
    with transaction.atomic():
        record_entry(
            by=request.user.get_username(),
            action=action,
            object_kind="page",
            object_key=request.path,
            summary=f"{request.method} {row.endpoint}",
            payload=request.META.get("QUERY_STRING", ""),
            result=result,
        )
