"""Pages of people and their grants, for those who keep accounts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.timezone import datetime, make_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jiedui.core.errors import Problem, Refusal
from jiedui.web.platform.accounts import access, actions, queries
from jiedui.web.platform.accounts import capabilities as can
from jiedui.web.platform.accounts.enums import ScopeKind, Side
from jiedui.web.platform.accounts.reach import may
from jiedui.web.platform.accounts.roles import CHOICES
from jiedui.web.platform.audit.queries import history
from jiedui.web.platform.kit.pages import render_page
from jiedui.web.platform.kit.tables import Cell, Column, Table, export, row


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    found = queries.rows(access.people(request.user))
    asked = request.GET.get("stale") == "1"
    table = _people_table([one for one in found if one.is_stale or not asked])
    file = export(request, [table], name="jiedui-people", title=_("账号"))
    context = {
        "table": table,
        "count": len(found),
        "stale": sum(one.is_stale for one in found),
        "only_stale": asked,
    }
    return file or render_page(request, "accounts/people.html", context)


def _people_table(found: list[queries.Row]) -> Table:
    columns = (
        Column("username", _("账号")),
        Column("name", _("姓名")),
        Column("grants", _("授权")),
        Column("last_login", _("最近登录")),
        Column("state", _("状态")),
    )
    return Table("people", _("账号"), columns, tuple(_person_row(one) for one in found))


def _person_row(one: queries.Row) -> tuple[Cell, ...]:
    user = one.user
    state = _("停用") if not user.is_active else _("久未使用") if one.is_stale else _("在用")
    url = reverse("accounts:person", args=[user.username])
    grants = "；".join(f"{grant.role_of.name} {grant.scope}" for grant in one.grants)
    seen = f"{user.last_login:%Y-%m-%d}" if user.last_login else None
    return row(Cell(user.username, url=url), user.shown_name, grants or None, seen, state)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    user = actions.add_person(
        by=request.user,
        username=request.POST.get("username", ""),
        name=request.POST.get("name", ""),
    )
    return _to_person(user.username)


@require_safe
def person(request: HttpRequest, username: str) -> HttpResponse:
    return _person(request, username)


def _person(request: HttpRequest, username: str, **more: Any) -> HttpResponse:
    user = access.person_for(request.user, username)
    context = {
        "person": user,
        "grants": user.grants.order_by("-id"),
        "is_stale": queries.is_stale(user),
        "may_grant": may(request.user, can.MANAGE_GRANTS) and user.pk != request.user.pk,
        "roles": CHOICES,
        "scopes": ScopeKind.choices,
        "sides": Side.choices,
        "entries": history("person", user.username)[:50],
    }
    return render_page(request, "accounts/person.html", context | more)


@require_POST
def link(request: HttpRequest, username: str) -> HttpResponse:
    """Make a one-time link and show it once."""
    user = access.person_for(request.user, username)
    word = actions.make_link(by=request.user, user=user)
    address = request.build_absolute_uri(reverse("accounts:link", args=[word]))
    answer = _person(request, username, link=address)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
def state(request: HttpRequest, username: str) -> HttpResponse:
    """Close or open an account."""
    actions.set_active(
        by=request.user,
        user=access.person_for(request.user, username),
        is_active=request.POST.get("active") == "1",
        reason=request.POST.get("reason", ""),
    )
    return _to_person(username)


@require_POST
def grant(request: HttpRequest, username: str) -> HttpResponse:
    given = request.POST
    actions.grant(
        by=request.user,
        user=access.person_for(request.user, username, can.MANAGE_GRANTS),
        role=given.get("role", ""),
        reason=given.get("reason", ""),
        scope_kind=given.get("scope_kind", ""),
        scope_key=given.get("scope_key", ""),
        programme=given.get("programme", ""),
        side=given.get("side", ""),
        ends=_last_day(given.get("ends", "")),
    )
    return _to_person(username)


@require_POST
def end_grant(request: HttpRequest, number: int) -> HttpResponse:
    ended = actions.end_grant(
        by=request.user,
        grant=access.grant_for(request.user, number),
        reason=request.POST.get("reason", ""),
    )
    return _to_person(ended.user.username)


def _last_day(text: str) -> datetime | None:
    """The end of the day that a date field names."""
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise Refusal(Problem("not a date", column="ends", value=text[:20], hint="2026-12-31"))
    return make_aware(datetime(day.year, day.month, day.day, 23, 59, 59))


def _to_person(username: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("accounts:person", args=[username]))
