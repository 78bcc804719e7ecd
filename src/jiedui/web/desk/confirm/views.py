"""What waits for my side, every matter, every dispute, and one matter with both sides on it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiedui.web.desk.confirm import page, tables, words
from jiedui.web.platform.accounts.capabilities import EXPORT_RECORDS
from jiedui.web.platform.accounts.reach import may
from jiedui.web.platform.kit.filters import Bar, Filter, filter_bar
from jiedui.web.platform.kit.pages import render_page
from jiedui.web.platform.kit.tables import Table, export
from jiedui.web.records.confirmations import access, queries
from jiedui.web.records.confirmations.enums import CONFIRMED, Standing
from jiedui.web.records.confirmations.standing import spoken

ROWS_PER_PAGE = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the other side said and mine has not answered, by pair, with boxes and one button."""
    return waiting_page(request)


def waiting_page(
    request: HttpRequest, *, problems: Any = (), chosen: Any = None, status: int = 200
) -> HttpResponse:
    found = queries.waiting_for(request.user)
    file = _file(request, tables.waiting(found), name="jiedui-waiting", title=_("待我方确认"))
    wanted = request.GET.get("chosen", "")
    context = {
        "groups": page.groups(found, chosen=chosen, wanted=wanted),
        "count": len(found),
        "wanted": wanted,
        "to_decide": len(queries.disputes_to_decide(request.user)),
        "may_export": may(request.user, EXPORT_RECORDS),
        "problems": problems,
        "tab": "index",
    }
    return file or render_page(request, "confirm/index.html", context, status=status)


@require_safe
def matters(request: HttpRequest) -> HttpResponse:
    """Everything both sides speak of, as far as it is within reach."""
    bar = _bar(request)
    found = access.visible_matters(request.user)
    if bar["figures"] == "confirmed":
        found = found.filter(standing__in=CONFIRMED)
    if bar["standing"]:
        found = found.filter(standing=bar["standing"])
    found = found.order_by("pair__key", "object_kind", "object_key", "aspect")
    if request.GET.get("format"):
        table = tables.matters(spoken(found).values())
        return _file(request, table, name="jiedui-matters", title=_("共记事项"))
    part = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "bar": bar,
        "page": part,
        "table": tables.matters(spoken(part.object_list).values()),
        "may_export": may(request.user, EXPORT_RECORDS),
        "tab": "matters",
    }
    return render_page(request, "confirm/matters.html", context)


@require_safe
def disputes(request: HttpRequest) -> HttpResponse:
    """Differences that somebody is to end, with their deadlines."""
    found = queries.open_disputes(request.user)
    table = tables.disputes(found)
    file = _file(request, table, name="jiedui-disputes", title=_("未裁定的争议"))
    context = {
        "table": table,
        "count": len(found),
        "lapsed": len(queries.lapsed_disputes(request.user)),
        "mine": page.to_decide(request.user),
        "may_export": may(request.user, EXPORT_RECORDS),
        "tab": "disputes",
    }
    return file or render_page(request, "confirm/disputes.html", context)


@require_safe
def matter(request: HttpRequest, number: int) -> HttpResponse:
    return matter_page(request, number)


def matter_page(
    request: HttpRequest, number: int, *, problems: Any = (), status: int = 200
) -> HttpResponse:
    """One matter: what both sides declared, where they differ, the dispute, and what I may do."""
    found = access.matter_for(request.user, number)
    context = page.of_matter(request.user, spoken([found])[found.pk])
    typed = request.POST if request.method == "POST" else {}
    context |= {"problems": problems, "typed": typed, "pair_name": words.pair_name(found.pair)}
    return render_page(request, "confirm/matter.html", context, status=status)


def _file(request: HttpRequest, table: Table, *, name: str, title: str) -> HttpResponse | None:
    """The export, for those who may export; the others see the page."""
    if request.method != "GET" or not may(request.user, EXPORT_RECORDS):
        return None
    return export(request, [table], name=name, title=title)


def _bar(request: HttpRequest) -> Bar:
    standings = (("", _("全部")), *((one.value, one.label) for one in Standing))
    figures = (("", _("全部")), ("confirmed", _("只看两方一致或已裁定的")))
    return filter_bar(
        request.GET,
        Filter("figures", _("数字"), figures, ""),
        Filter("standing", _("一致情况"), standings, ""),
    )
