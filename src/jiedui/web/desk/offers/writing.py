"""What the forms of the page of an offer send: replies, questions, answers, a withdrawal."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jiedui.core.errors import Problem, Refusal
from jiedui.web.desk.offers import views
from jiedui.web.judgement.offers import access, actions
from jiedui.web.platform.accounts.capabilities import CONFIRM, EDIT_PROJECTS
from jiedui.web.platform.kit.versions import version_of


def _of_offer(capability: str) -> Callable[..., Callable[..., HttpResponse]]:
    """A form on the page of an offer: done, the page anew; refused, the page with the reasons.

    The offer is asked for first, so that a form without a version does not tell that it is there.
    """

    def decorate(send: Callable[[HttpRequest, str], None]) -> Callable[..., HttpResponse]:
        @wraps(send)
        def view(request: HttpRequest, code: str) -> HttpResponse:
            access.offer_for(request.user, code, capability)
            try:
                send(request, code)
            except Refusal as refusal:
                return views.offer_page(request, code, problems=refusal.problems, status=422)
            return HttpResponseRedirect(reverse("offers:offer", args=[code]))

        return require_POST(view)

    return decorate


@_of_offer(CONFIRM)
def reply(request: HttpRequest, code: str) -> None:
    actions.reply(
        by=request.user,
        code=code,
        version=version_of(request),
        reply=request.POST.get("reply", ""),
        reason=request.POST.get("reason", ""),
    )


@_of_offer(CONFIRM)
def ask(request: HttpRequest, code: str) -> None:
    text = request.POST.get("text", "")
    actions.ask(by=request.user, code=code, text=text, version=version_of(request))


@_of_offer(EDIT_PROJECTS)
def answer(request: HttpRequest, code: str) -> None:
    actions.answer_question(
        by=request.user,
        code=code,
        question=whole(request.POST.get("question", "")),
        answer=request.POST.get("answer", ""),
        version=version_of(request),
    )


@_of_offer(EDIT_PROJECTS)
def withdraw(request: HttpRequest, code: str) -> None:
    reason = request.POST.get("reason", "")
    actions.withdraw(by=request.user, code=code, version=version_of(request), reason=reason)


def whole(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 15:
        raise Refusal(Problem(_("这一页已经过时"), value=text[:40], hint=_("刷新后再试")))
    return int(text)
