"""What the forms of the development list send: drafts, claims, conditions, checks, signatures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jiedui.core.errors import Problem, Refusal
from jiedui.web.desk.offers import views
from jiedui.web.desk.offers.writing import whole
from jiedui.web.judgement.offers import access, actions
from jiedui.web.platform.accounts.capabilities import CONFIRM, EDIT_PROJECTS
from jiedui.web.platform.kit.versions import version_of


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """A new draft for a pair for one side of which the person speaks."""
    pair = request.POST.get("pair", "")
    try:
        if not pair:
            raise Refusal(Problem(_("没有选结对"), column="pair"))
        made = actions.draft_list(by=request.user, pair=pair)
    except Refusal as refusal:
        return views.lists_page(request, problems=refusal.problems, status=422)
    return HttpResponseRedirect(reverse("offers:list", args=[made.code]))


def _of_list(capability: str) -> Callable[..., Callable[..., HttpResponse]]:
    """A form on the page of a list: done, the page anew; refused, the page with the reasons."""

    def decorate(send: Callable[[HttpRequest, str], None]) -> Callable[..., HttpResponse]:
        @wraps(send)
        def view(request: HttpRequest, code: str) -> HttpResponse:
            access.list_for(request.user, code, capability)
            try:
                send(request, code)
            except Refusal as refusal:
                return views.list_page(request, code, problems=refusal.problems, status=422)
            return HttpResponseRedirect(reverse("offers:list", args=[code]))

        return require_POST(view)

    return decorate


@_of_list(CONFIRM)
def claim(request: HttpRequest, code: str) -> None:
    sent = request.POST
    actions.claim_link(
        by=request.user,
        code=code,
        industry=sent.get("industry", "").strip(),
        link=sent.get("link", ""),
        doer=sent.get("doer", ""),
        reason=sent.get("reason", "")[:400],
    )


@_of_list(CONFIRM)
def confirm(request: HttpRequest, code: str) -> None:
    boxes = [box.partition(":") for box in request.POST.getlist("line")]
    seen = {whole(line): whole(said) for line, _colon, said in boxes}
    actions.confirm_lines(by=request.user, code=code, lines=seen, seen=seen)


@_of_list(CONFIRM)
def condition(request: HttpRequest, code: str) -> None:
    sent = request.POST
    actions.add_condition(
        by=request.user,
        code=code,
        kind=sent.get("kind", ""),
        text=sent.get("text", ""),
        industry=sent.get("industry", "").strip(),
    )


@_of_list(EDIT_PROJECTS)
def check(request: HttpRequest, code: str) -> None:
    sent = request.POST
    actions.check_condition(
        by=request.user,
        code=code,
        condition=whole(sent.get("condition", "")),
        outcome=sent.get("outcome", ""),
        reason=sent.get("reason", ""),
        reviewer=sent.get("reviewer", ""),
        on=_day(sent.get("on", "")),
    )


@_of_list(CONFIRM)
def drop(request: HttpRequest, code: str) -> None:
    number = whole(request.POST.get("condition", ""))
    actions.drop_condition(by=request.user, code=code, condition=number)


@_of_list(CONFIRM)
def sign(request: HttpRequest, code: str) -> None:
    actions.sign_list(by=request.user, code=code, version=version_of(request))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        hint = _("写成 2026-12-15")
        raise Refusal(Problem(_("没有写审查日期"), value=text[:40], hint=hint)) from None
