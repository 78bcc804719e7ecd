"""Pages of hand-over lists."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jiedui.web.platform.accounts import access, handing
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.kit.pages import render_page


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    context = {
        "found": access.hand_overs(request.user)[:200],
        "mine": handing.held_by(request.user),
    }
    return render_page(request, "accounts/hand_overs.html", context)


@require_POST
def draw_up(request: HttpRequest) -> HttpResponse:
    """Names that are no account answer 404 alike, so that nobody can try names out."""
    giver = _named(request, "giver") if request.POST.get("giver") else request.user
    made = handing.draw_up(
        by=request.user,
        giver=giver,
        taker=_named(request, "taker"),
        reason=request.POST.get("reason", ""),
    )
    return HttpResponseRedirect(reverse("accounts:hand_over", args=[made.pk]))


def _named(request: HttpRequest, field: str) -> User:
    found = User.objects.filter(username=request.POST.get(field, ""), is_active=True).first()
    if found is None:
        raise Http404(field)
    return found


@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    found = access.hand_over_for(request.user, number)
    context = {
        "found": found,
        "items": found.items,
        "may_sign": handing.may_sign(request.user, found),
    }
    return render_page(request, "accounts/hand_over.html", context)


@require_POST
def sign(request: HttpRequest, number: int) -> HttpResponse:
    handing.sign(by=request.user, hand_over=access.hand_over_for(request.user, number))
    return HttpResponseRedirect(reverse("accounts:hand_over", args=[number]))
