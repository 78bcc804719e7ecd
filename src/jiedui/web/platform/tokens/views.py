"""The page of one's own tokens."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jiedui.core.errors import Problem, Refusal
from jiedui.web.platform.accounts import capabilities as can
from jiedui.web.platform.kit.pages import render_page
from jiedui.web.platform.tokens import access, actions

USUAL = timedelta(days=90)


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@never_cache
def make(request: HttpRequest) -> HttpResponse:
    """Makes a token and shows its word on the answer itself, which nobody keeps."""
    try:
        _token, word = actions.make_token(
            by=request.user,
            name=request.POST.get("name", ""),
            scope=request.POST.get("scope", ""),
            capabilities=request.POST.getlist("capabilities"),
            expires_on=_day(request.POST.get("expires_on", "")),
        )
    except Refusal as refusal:
        return _page(request, problems=refusal.problems, status=422)
    return _page(request, word=word)


@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    actions.end_token(by=request.user, number=number)
    return HttpResponseRedirect(reverse("tokens:index"))


def _page(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    scopes = actions.scopes(request.user)
    held = [
        (word, [(one, can.LABELS[one]) for one in actions.capabilities_in(request.user, word)])
        for word in scopes
    ]
    today = timezone.localdate()
    tokens = [
        (one, [can.LABELS.get(name, name) for name in one.capabilities])
        for one in access.own_tokens(request.user)
    ]
    context = {
        "tokens": tokens,
        "scopes": held,
        "usual": (today + USUAL).isoformat(),
        "first": today.isoformat(),
        "last": (today + actions.LONGEST).isoformat(),
        "typed": request.POST if status != 200 else {},
        **more,
    }
    return render_page(request, "tokens/index.html", context, status=status)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        hint = _("写成 2027-03-31")
        raise Refusal(
            Problem(_("到期日不合适"), column="expires_on", value=text[:20], hint=hint)
        ) from None
