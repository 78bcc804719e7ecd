"""Going to the service and coming back. Whoever it names signs in where an account is open."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.accounts.oidc.client import (
    Flow,
    NotProven,
    address_of_service,
    proven_name,
)
from jiedui.web.platform.audit.actions import ANONYMOUS, record_entry
from jiedui.web.platform.kit.pages import render_page

KEY = "oidc"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
log = logging.getLogger(__name__)


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    flow = Flow.begin(_after(request))
    try:
        address = address_of_service(settings.OIDC, flow, _back(request))
    except NotProven as why:
        return _refused(request, why)
    request.session[KEY] = flow.kept()
    return HttpResponseRedirect(address)


@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """A flow is used once, whatever comes of it."""
    kept = request.session.pop(KEY, None)
    try:
        if kept is None:
            raise NotProven("no sign-on was begun in this browser")
        flow = Flow(**kept)
        flow.fail_unless_answered(request.GET.dict(), settings.OIDC)
        name = proven_name(settings.OIDC, flow, request.GET["code"], _back(request))
    except NotProven as why:
        return _refused(request, why)
    return _enter(request, name, flow.after)


def _enter(request: HttpRequest, name: str, after: str) -> HttpResponse:
    """An open account of exactly that name; nobody is made an account, a role or a grant."""
    user = User.objects.filter(username=name, is_active=True).first()
    _note(name, "" if user else "failed")
    if user is None:
        return _page(request, 403, name=name)
    from allauth.account.internal.flows.login import perform_login
    from allauth.account.models import Login

    user.backend = BACKEND
    answer: HttpResponse = perform_login(request, Login(user=user, redirect_url=after))
    return answer


@transaction.atomic
def _note(name: str, result: str) -> None:
    """The sign-in itself is an entry of its own, after a second factor where there is one."""
    record_entry(
        by=ANONYMOUS if result else name,
        action="prove_by_oidc",
        object_kind="person",
        object_key=name,
        summary=settings.OIDC.issuer,
        result=result,
    )


def _refused(request: HttpRequest, why: NotProven) -> HttpResponse:
    log.warning("OpenID Connect: %s", why)
    return _page(request, 400)


def _page(request: HttpRequest, status: int, **more: Any) -> HttpResponse:
    context = {"service": settings.OIDC.name, **more}
    answer = render_page(request, "accounts/oidc/refused.html", context, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("oidc:back"))


def _after(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else settings.LOGIN_REDIRECT_URL
