"""The list of offers, one offer, the lists of who does what, one version."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiedui.web.desk.offers import page, tables, words
from jiedui.web.judgement.offers import access, queries
from jiedui.web.judgement.offers.enums import State
from jiedui.web.judgement.offers.queries import Choice
from jiedui.web.platform.accounts.capabilities import EXPORT_RECORDS
from jiedui.web.platform.accounts.reach import may
from jiedui.web.platform.kit.filters import Bar, Filter, filter_bar
from jiedui.web.platform.kit.industries import industry_said
from jiedui.web.platform.kit.pages import render_page
from jiedui.web.platform.kit.tables import Table, export
from jiedui.web.records.runs.access import visible_runs

ROWS_PER_PAGE = 50
TEXT_LENGTH_MAX = 40


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Offers within reach, filtered and sorted by the address."""
    today = timezone.localdate()
    every = access.visible_offers(request.user)
    bar = _bar(request, every)
    text = request.GET.get("q", "").strip()[:TEXT_LENGTH_MAX]
    wanted = Choice(bar["pair"], bar["park"], bar["industry"], bar["state"], text)
    found = queries.narrowed(every, wanted, on=today).order_by(*queries.SORTS[bar["sort"]])
    if request.GET.get("format") and may(request.user, EXPORT_RECORDS):
        allowed = access.visible_offers(request.user, EXPORT_RECORDS)
        table = tables.offers(found.filter(pk__in=allowed.values("pk")), today)
        answer = export(request, [table], name="jiedui-offers", title=_("对接邀约"))
        return answer or HttpResponse(status=204)
    part = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "bar": bar,
        "text": text,
        "page": part,
        "count": part.paginator.count,
        "table": tables.offers(part.object_list, today),
        "mine": len(queries.to_answer(request.user, today)),
        "sent": sent if (sent := request.GET.get("sent", "")[:4]).isdecimal() else "",
        "is_filtered": bool(text or any(bar[name] for name in ("pair", "park", "industry"))),
        "is_empty": not every.exists(),
        "may_export": may(request.user, EXPORT_RECORDS),
        "tab": "index",
    }
    return render_page(request, "offers/index.html", context)


@require_safe
def offer(request: HttpRequest, code: str) -> HttpResponse:
    return offer_page(request, code)


def offer_page(
    request: HttpRequest, code: str, *, problems: Any = (), status: int = 200
) -> HttpResponse:
    """One offer: every term, both sides' replies, questions, what may be done, what was done."""
    found = access.offer_for(request.user, code)
    context = page.of_offer(request.user, found, timezone.localdate())
    typed = request.POST if request.method == "POST" else {}
    context |= {"problems": problems, "typed": typed, "may_export": False, "tab": "index"}
    context["sees_run"] = visible_runs(request.user).filter(pk=found.run_id).exists()
    return render_page(request, "offers/offer.html", context, status=status)


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """Every version within reach; pairs without a draft may be given one."""
    return lists_page(request)


def lists_page(request: HttpRequest, *, problems: Any = (), status: int = 200) -> HttpResponse:
    found = queries.lists(request.user)
    table = tables.lists(found)
    if request.method == "GET" and request.GET.get("format"):
        file = _file(request, table)
        if file is not None:
            return file
    drafts = {one.pair_id for one in found if one.state == "draft"}
    pairs = [one for one in access.pairs_with_a_side(request.user) if one.pk not in drafts]
    context = {
        "table": table,
        "count": len(table.rows),
        "pairs": [(one.key, words.pair_name(one)) for one in pairs],
        "problems": problems,
        "may_export": may(request.user, EXPORT_RECORDS),
        "tab": "lists",
    }
    return render_page(request, "offers/lists.html", context, status=status)


@require_safe
def development_list(request: HttpRequest, code: str) -> HttpResponse:
    return list_page(request, code)


def list_page(
    request: HttpRequest, code: str, *, problems: Any = (), status: int = 200
) -> HttpResponse:
    """One version: its lines, what clashes, exclusions with their checks, signatures."""
    found = access.list_for(request.user, code)
    context = page.of_list(request.user, found)
    typed = request.POST if request.method == "POST" else {}
    context |= {
        "problems": problems,
        "typed": typed,
        "may_export": may(request.user, EXPORT_RECORDS) and context["signed"] is not None,
        "tab": "lists",
    }
    if request.method == "GET" and context["signed"] is not None and request.GET.get("format"):
        file = _file(request, context["signed"])
        if file is not None:
            return file
    return render_page(request, "offers/list.html", context, status=status)


def _file(request: HttpRequest, table: Table) -> HttpResponse | None:
    if not may(request.user, EXPORT_RECORDS):
        return None
    return export(request, [table], name="jiedui-development", title=_("错位发展清单"))


def _bar(request: HttpRequest, every: Any) -> Bar:
    all_ = ("", _("全部"))
    pairs = [(key, f"{words.place(a)} → {words.place(b)}") for key, a, b in queries.pairs(every)]
    sorts = {
        "newest": _("新发出的在前"),
        "lapses": _("快到期的在前"),
        "score": _("得分高的在前"),
        "firm": _("按企业"),
        "park": _("按园区"),
    }
    industries = [(code, industry_said(code)) for code in queries.industries(every)]
    return filter_bar(
        request.GET,
        Filter("pair", _("结对"), (all_, *pairs), ""),
        Filter("park", _("园区"), (all_, *queries.parks(every)), ""),
        Filter("industry", _("行业"), (all_, *industries), ""),
        Filter("state", _("状态"), (all_, *((s.value, s.label) for s in State)), ""),
        Filter("sort", _("排序"), tuple(sorts.items()), "newest"),
    )
