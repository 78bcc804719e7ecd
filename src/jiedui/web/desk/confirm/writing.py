"""What the forms of the pages send: confirmations, own figures, disputes, decisions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jiedui.core.errors import Problem, Refusal
from jiedui.web.desk.confirm import views
from jiedui.web.desk.confirm.actions import confirm_chosen
from jiedui.web.platform.accounts.capabilities import CONFIRM
from jiedui.web.platform.accounts.models import User
from jiedui.web.records.confirmations import access, actions
from jiedui.web.records.confirmations.enums import Ruling, Side
from jiedui.web.records.confirmations.models import Matter
from jiedui.web.records.confirmations.shapes import read
from jiedui.web.records.confirmations.standing import Spoken, spoken


@require_POST
def batch(request: HttpRequest) -> HttpResponse:
    """The boxes that were ticked, each with the declaration that was on the screen."""
    boxes = request.POST.getlist("chosen")
    try:
        confirm_chosen(by=request.user, seen=_seen(boxes))
    except Refusal as refusal:
        return views.waiting_page(request, problems=refusal.problems, chosen=boxes, status=422)
    return HttpResponseRedirect(reverse("confirm:index"))


def _of_matter(send: Callable[[HttpRequest, int], None]) -> Callable[..., HttpResponse]:
    """A form on the page of a matter: done, the page anew; refused, the page with the reasons."""

    @wraps(send)
    def view(request: HttpRequest, number: int) -> HttpResponse:
        try:
            send(request, number)
        except Refusal as refusal:
            return views.matter_page(request, number, problems=refusal.problems, status=422)
        return HttpResponseRedirect(reverse("confirm:matter", args=[number]))

    return require_POST(view)


@_of_matter
def confirm_one(request: HttpRequest, number: int) -> None:
    """Confirm the declaration that was on the page."""
    matter = access.matter_for(request.user, number, CONFIRM)
    seen = {number: _whole(request.POST.get("seen", ""))}
    actions.confirm(by=request.user, side=_side(request, matter), matters=[number], seen=seen)


@_of_matter
def say(request: HttpRequest, number: int) -> None:
    """One's own figure, said again or beside the other side's."""
    matter = access.matter_for(request.user, number, CONFIRM)
    side = _side(request, matter)
    found = spoken([matter])[number]
    like = found.of(side) or found.of(Side(side).other)
    if like is None:
        raise Http404(f"matter {number}: nothing was said")
    sent = request.POST
    value = read(sent.get("value", ""), like=like.value, unit=like.unit, day=sent.get("day", ""))
    actions.state(
        by=request.user,
        pair=matter.pair,
        side=side,
        kind=matter.object_kind,
        key=matter.object_key,
        aspect=matter.aspect,
        value=value,
        unit=like.unit,
        definition=sent.get("definition", "")[:400],
    )


@_of_matter
def contest(request: HttpRequest, number: int) -> None:
    """A dispute with its reason, its arbitrator and its deadline."""
    matter = access.matter_for(request.user, number, CONFIRM)
    actions.dispute(
        by=request.user,
        side=_side(request, matter),
        matter=number,
        reason=request.POST.get("reason", ""),
        arbitrator=_arbitrator(request),
        deadline=_day(request),
    )


@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    found = access.dispute_named(request.user, number)
    return _answer(request, found.matter_id, lambda: _decide(request, number))


@require_POST
def reassign(request: HttpRequest, number: int) -> HttpResponse:
    found = access.dispute_named(request.user, number)
    return _answer(request, found.matter_id, lambda: _reassign(request, number))


def _decide(request: HttpRequest, number: int) -> None:
    ruling = request.POST.get("ruling", "")
    found = access.dispute_named(request.user, number)
    value, unit = _third(request, found.matter) if ruling == Ruling.THIRD else (None, "")
    actions.decide(
        by=request.user,
        dispute=number,
        ruling=ruling,
        reason=request.POST.get("reason", ""),
        value=value,
        unit=unit,
    )


def _reassign(request: HttpRequest, number: int) -> None:
    actions.reassign(
        by=request.user,
        dispute=number,
        arbitrator=_arbitrator(request),
        deadline=_day(request),
        reason=request.POST.get("reason", ""),
    )


def _answer(request: HttpRequest, number: int, send: Callable[[], None]) -> HttpResponse:
    return _of_matter(lambda _request, _number: send())(request, number)


def _third(request: HttpRequest, matter: Matter) -> tuple[Any, str]:
    found: Spoken = spoken([matter])[matter.pk]
    like = found.supporter or found.recipient
    if like is None:
        raise Http404(f"matter {matter.pk}: nothing was said")
    sent = request.POST
    value = read(sent.get("value", ""), like=like.value, unit=like.unit, day=sent.get("day", ""))
    return value, like.unit


def _side(request: HttpRequest, matter: Matter) -> str:
    sides = access.sides_for(request.user, matter)
    wanted = request.POST.get("side", "")
    if wanted in sides:
        return wanted
    if len(sides) == 1:
        return str(next(iter(sides)).value)
    raise Refusal(Problem(_("要写明代表哪一方"), column="side", value=wanted))


def _arbitrator(request: HttpRequest) -> User:
    name = request.POST.get("arbitrator", "")
    found = User.objects.filter(username=name, is_active=True).first()
    if found is None:
        raise Refusal(Problem(_("没有选仲裁人"), column="arbitrator", value=name))
    return found


def _day(request: HttpRequest) -> date:
    text = request.POST.get("deadline", "")
    try:
        return date.fromisoformat(text)
    except ValueError:
        hint = _("写成 2026-12-15")
        raise Refusal(Problem(_("没有写裁定期限"), value=text, hint=hint)) from None


def _seen(boxes: list[str]) -> dict[int, int]:
    pairs = [box.partition(":")[::2] for box in boxes]
    return {_whole(matter): _whole(declaration) for matter, declaration in pairs}


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise Refusal(Problem(_("这一页已经过时"), value=text[:40], hint=_("刷新后再试")))
    return int(text)
