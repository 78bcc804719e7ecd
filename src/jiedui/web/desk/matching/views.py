"""The matching pages: choose and place, read one result, one firm, one park."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jiedui.core.errors import Refusal
from jiedui.web.desk.matching import (
    actions,
    asking,
    carriers,
    effect_tables,
    lists,
    making,
    own_page,
    page,
    queries,
    words,
)
from jiedui.web.desk.matching.opening import opened, taken
from jiedui.web.platform.accounts.gate import note_files
from jiedui.web.platform.kit.numbers import minute
from jiedui.web.platform.kit.pages import actor, render_page, unknown_is_not_found, who
from jiedui.web.platform.kit.tables import Cell, Column, Table, export, row
from jiedui.web.records.runs.access import names_of_own_tables
from jiedui.web.records.runs.models import Run


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is known of a programme, the form for another run, and the runs so far."""
    context = index_context(request)
    file = export(request, [context["runs_table"]], name="jiedui-matches", title=_("算过的匹配"))
    return file or render_page(request, "matching/index.html", context)


@require_POST
def match(request: HttpRequest) -> HttpResponse:
    """Compute and keep, then show; what cannot be computed is explained and nothing is kept."""
    try:
        run = actions.match(request=asking.read(request.POST), by=actor(request))
    except Refusal as refusal:
        context = index_context(request) | {"problems": refusal.problems}
        return render_page(request, "matching/index.html", context, status=422)
    return HttpResponseRedirect(reverse("matching:run", args=[run.fingerprint]))


@require_safe
@unknown_is_not_found
def run(request: HttpRequest, fingerprint: str) -> HttpResponse:
    return run_page(request, fingerprint)


def run_page(
    request: HttpRequest, fingerprint: str, *, problems: Any = (), status: int = 200
) -> HttpResponse:
    """One match: what came out, what binds, who was refused, and the lists."""
    kept = opened(request, fingerprint)
    if not making.is_readable(kept.result):
        return HttpResponseRedirect(reverse("runs:run", args=[kept.fingerprint]))
    result = making.revived(kept.result)
    known = carriers.carriers(request.user, result, timezone.localdate())
    sendable = frozenset(key for key, one in known.items() if one.may_send)
    listed = lists.listed(result, fingerprint, request.GET, sendable=sendable)
    found = page.tables_of(result, kept)
    if request.GET.get("format"):
        every = [lists.whole(result, fingerprint, listed), *found.values()]
        title = words.headline(result)
        file = taken(request, every, kept, name="jiedui-matching", title=title)
        return file or HttpResponse(status=204)
    context = page.of_run(request.user, kept, result, listed, known)
    context |= {
        "tables": found,
        "problems": problems,
        "binding": page.dearest(found),
        "left_out": effect_tables.cut(found["left_out"]) if "left_out" in found else None,
    }
    return render_page(request, "matching/run.html", context, status=status)


@require_safe
@unknown_is_not_found
def firm(request: HttpRequest, fingerprint: str, firm: str) -> HttpResponse:
    """The ranked offers of a firm with every term."""
    kept = opened(request, fingerprint)
    context = page.of_firm(
        request.user, kept, firm, timezone.localdate(), whole=bool(request.GET.get("format"))
    )
    file = taken(
        request,
        [context["table"], context["terms"]],
        kept,
        name="jiedui-offers-of-firm",
        title=context["firm"]["name"],
    )
    return file or render_page(request, "matching/firm.html", context)


@require_safe
@unknown_is_not_found
def park(request: HttpRequest, fingerprint: str, park: str) -> HttpResponse:
    return park_page(request, fingerprint, park)


def park_page(
    request: HttpRequest, fingerprint: str, park: str, *, problems: Any = (), status: int = 200
) -> HttpResponse:
    """Who is placed in a park, who wants in, who fits it best, what it has and what is used."""
    kept = opened(request, fingerprint)
    context = page.of_park(
        request.user, kept, park, timezone.localdate(), whole=bool(request.GET.get("format"))
    )
    file = taken(
        request,
        context["tables"].values(),
        kept,
        name="jiedui-park",
        title=context["line"].name,
    )
    context["problems"] = problems
    return file or render_page(request, "matching/park.html", context, status=status)


def index_context(request: HttpRequest) -> dict[str, Any]:
    """What the page of the form shows, filled from what was sent or stands in the address."""
    given = request.POST if request.method == "POST" else request.GET
    form = asking.form(given)
    programme = form.bar["programme"]
    runs = queries.stored(programme, user=request.user)
    if any(not one.is_open for one in runs):
        note_files(request)
    kept = queries.of_programme(programme, first=asking.default_request(programme))
    result = making.revived(kept.result) if kept else None
    return {
        "bar": form.bar,
        "form": form,
        "kept": kept,
        "kept_title": f"{words.summary(kept)} · {minute(kept.created_at)}" if kept else "",
        "headline": words.headline(result) if result else "",
        "lead": words.certificate(result) if result else "",
        "said": page.said(result) if result else (),
        "runs_table": _runs_table(runs),
        "own": own_page.form(request.user, programme, given),
        "problems": (),
    }


def _runs_table(runs: list[Run]) -> Table:
    files = names_of_own_tables(runs)
    lines = [
        row(
            Cell(
                words.summary(one),
                url=reverse("matching:run", args=[one.fingerprint]),
                note=" · ".join([*files.get(one.pk, []), *([] if one.is_open else [_("不公开")])]),
            ),
            words.programme(one.scheme),
            one.seed,
            one.fingerprint,
            minute(one.created_at),
            who(one.created_by),
        )
        for one in runs
    ]
    columns = (
        Column("asked", _("选择")),
        Column("programme", _("协作关系")),
        Column("seed", _("种子"), places=0, grouped=False),
        Column("run", _("测算编号")),
        Column("at", _("时间")),
        Column("by", _("测算人")),
    )
    return Table("runs", _("算过的匹配"), columns, tuple(lines))
