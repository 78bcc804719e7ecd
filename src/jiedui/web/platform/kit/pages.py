"""Turning a context into a response: a whole page, or only the part that htmx asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jiedui.core.errors import Refusal
from jiedui.web.platform.kit import problems

# The natural key under which somebody acts who did not sign in.
NOBODY = "anonymous"


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    fragment: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page; for an htmx request the `fragment` template alone, where the view has one.

    Back and forward ask htmx for the whole page again (its history restore), and get it.
    """
    asked = bool(getattr(request, "htmx", False)) and not request.htmx.history_restore_request
    chosen = fragment if fragment and asked else template
    response = render(request, chosen, dict(context or {}), status=status)
    patch_vary_headers(response, ("HX-Request",))
    return response


def language() -> str:
    """`zh` or `en`: what sentences, catalogue and schemes are asked for.

    >>> language()
    'zh'
    """
    return "en" if (get_language() or "").startswith("en") else "zh"


def html_language(language_code: str) -> str:
    return {"zh-hans": "zh-CN"}.get(language_code, language_code)


def actor(request: HttpRequest) -> str:
    """The natural key of who is asking; nobody has to sign in to read or to run an analysis."""
    user = getattr(request, "user", None)
    return user.get_username() if user is not None and user.is_authenticated else NOBODY


def who(name: str) -> str:
    """The natural key of `actor` as people read it: who did not sign in is said to be so."""
    return _("未登录") if name == NOBODY else name


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    context = {"problems": refusal.problems}
    return render_refusal(request, "kit/refused.html", context)


def render_refusal(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None
) -> HttpResponse:
    """A page that says why there is no answer.

    A program gets 422. Somebody who reads gets the explanation as a page like any other (200):
    nothing was sent that could be lost, and a browser would call the 422 a failure to load.
    """
    reads = request.method in ("GET", "HEAD") and _is_browser(request)
    response = render_page(request, template, context, status=200 if reads else 422)
    patch_vary_headers(response, ("Accept",))
    return response


def _is_browser(request: HttpRequest) -> bool:
    asks_for_pages = "text/html" in request.headers.get("Accept", "")
    return asks_for_pages or bool(getattr(request, "htmx", False))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if problems.is_for_programs(request):
        return problems.problem(request, 404)
    return render(request, "kit/not_found.html", status=404)


def untrusted(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token of this sign-in: nothing is saved, and the page says what to do."""
    if problems.is_for_programs(request):
        return problems.problem(request, 403, detail=reason)
    return render(request, "kit/untrusted.html", status=403)


def fault(request: HttpRequest) -> HttpResponse:
    if problems.is_for_programs(request):
        return problems.problem(request, 500)
    return render(request, "kit/fault.html", status=500)


def unknown_is_not_found(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a view whose address names something: a name that there is not answers 404."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (Refusal, ObjectDoesNotExist) as error:
            if isinstance(error, Refusal) and not error.problems[0].reason.startswith("no such"):
                raise
            raise Http404(str(error)) from error

    return wrapped
