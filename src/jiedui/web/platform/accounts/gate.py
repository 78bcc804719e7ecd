"""Deny by default: who may reach an address at all, before its view runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    JsonResponse,
)

from jiedui.web.platform.accounts import capabilities as can
from jiedui.web.platform.accounts.permissions import allowed_methods, permission
from jiedui.web.platform.accounts.reach import OutOfReach, may

Handler = Callable[[HttpRequest], HttpResponse]


class Gate:
    """Asks the table of permissions for every address; what has no row answers 404.

    Without signing in a page leads to the sign-in page and the API answers 401. Who holds the
    capability nowhere sees a 404. Which objects are within reach is decided by the view's `access`.
    """

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        endpoint = match.view_name if match else ""
        row = permission(endpoint, request.method or "GET")
        if row is None:
            return _no_row(endpoint)
        if row.capability == can.PUBLIC:
            return None
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        if row.capability != can.SIGNED_IN and not may(request.user, row.capability):
            raise OutOfReach(f"{row.capability}: {endpoint}")
        return None


def _no_row(endpoint: str) -> HttpResponse:
    methods = allowed_methods(endpoint)
    if not methods:
        raise Http404(f"no row in the table of permissions: {endpoint}")
    return HttpResponseNotAllowed(sorted({*methods, *(["HEAD"] if "GET" in methods else [])}))


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": "sign in or send a token"}, status=401)
    if getattr(request, "htmx", False):
        answer = HttpResponse(status=204)
        answer.headers["HX-Redirect"] = settings.LOGIN_URL
        return answer
    back = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
    return redirect_to_login(back, settings.LOGIN_URL)
