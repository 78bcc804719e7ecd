"""The ladder of ratings, how far a pair has come, and groups of parks: their pages."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiedui.web.desk.parks import tables
from jiedui.web.desk.parks.forms import GroupForm, maturity_form, requirement_form
from jiedui.web.desk.parks.writing import current_user, page
from jiedui.web.platform.accounts.capabilities import EDIT_PARKS
from jiedui.web.platform.kit.pages import render_page
from jiedui.web.platform.kit.places import place
from jiedui.web.platform.kit.tables import export
from jiedui.web.records.parks import access, actions

asks = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def ladder(request: HttpRequest) -> HttpResponse:
    """What every rung asks, with clause and force, and how many parks stand on each."""
    asked = list(access.requirements(request.user))
    parks = access.visible_parks(request.user)
    made = [tables.requirements(asked), tables.rungs(parks, asked, timezone.localdate())]
    title = _("评级阶梯与升级条件")
    file = export(request, made, name="jiedui-ladder", title=title)
    context = {
        "title": title,
        "asked": made[0],
        "rungs": made[1],
        "may_require": actions.may_require(current_user(request)),
    }
    return file or render_page(request, "parks/ladder.html", context)


@asks
def require(request: HttpRequest) -> HttpResponse:
    user = current_user(request)
    form = requirement_form()(request.POST or None)

    def save(values: dict[str, Any]) -> Any:
        return actions.require(by=user, values=values)

    note = _("同一梯级同一指标的新条件自起始日起代替旧条件；旧条件保留。")
    return page(
        request,
        form,
        save,
        title=_("登记评级条件"),
        after=lambda: reverse("parks:ladder"),
        note=note,
    )


@asks
def maturity(request: HttpRequest, code: str) -> HttpResponse:
    """How far the pair of a park has come. It speaks of the pair, so it needs reach to the pair."""
    user = current_user(request)
    park = access.park_for(user, code, EDIT_PARKS)
    pair = park.pair
    if pair is None or not access.may_mark(user, pair):
        raise Http404(f"the pair of {code}")
    form = maturity_form()(request.POST or None)

    def save(values: dict[str, Any]) -> Any:
        return actions.mark_maturity(by=user, pair=pair, **values)

    sides = f"{place(pair.supporter_name)} → {place(pair.recipient_name)}"
    title = _("%(pair)s：判定走到哪一步") % {"pair": sides}
    note = _("判定的是这一对，不是这个园区；以前的判定都留着。")
    return page(request, form, save, title=title, park=park, note=note)


@asks
def group(request: HttpRequest, code: str) -> HttpResponse:
    """Which parks move together with this one; a group that a report names stands beside."""
    user = current_user(request)
    park = access.park_for(user, code, EDIT_PARKS)
    own = access.own_group(park)
    version = request.POST.get("version") or actions.version_of_group(own)
    others = access.visible_parks(user).exclude(pk=park.pk)
    choices = [(one.code, place(one.name)) for one in others]
    first = {"name": _("%(name)s联动组") % {"name": park.name}}
    if own is not None:
        linked = own.members.filter(park__in=others).values_list("park__code", flat=True)
        names = ("name", "linked_stated", "source", "note")
        first = {name: getattr(own, name) for name in names} | {"members": list(linked)}
    form = GroupForm(request.POST or None, initial=first, parks=choices)

    def save(values: dict[str, Any]) -> Any:
        return actions.draw_up_group(by=user, lead=code, version=version, **values)

    title = _("%(name)s：主体带动的园区组") % {"name": park.name}
    return page(request, form, save, title=title, park=park, version=version)
