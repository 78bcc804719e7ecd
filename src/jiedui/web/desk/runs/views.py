"""Every stored run: what was asked, what it was made from, its bytes, and making it again."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jiedui.analysis.provenance import canonical_json
from jiedui.core.errors import Refusal
from jiedui.web.desk.runs import queries
from jiedui.web.platform.accounts.gate import note_files
from jiedui.web.platform.kit.filters import Filter, filter_bar
from jiedui.web.platform.kit.numbers import minute
from jiedui.web.platform.kit.pages import render_page, unknown_is_not_found, who
from jiedui.web.platform.kit.tables import Cell, Column, Table, export, row
from jiedui.web.records.runs import queries as records
from jiedui.web.records.runs.enums import Kind
from jiedui.web.records.runs.models import Run

ROWS_PER_PAGE = 50


def opened(request: HttpRequest, fingerprint: str) -> Run:
    """A run within the visitor's reach; of one that is not open to all, files are noted."""
    kept = records.run(fingerprint, user=request.user)
    if not kept.is_open:
        note_files(request)
    return kept


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Newest first; the export holds all of the chosen kind, not only the page on show."""
    kinds = (("", _("全部")), *((kind.value, kind.label) for kind in Kind))
    bar = filter_bar(request.GET, Filter("kind", _("类别"), kinds, ""))
    found = records.runs(bar["kind"], user=request.user)
    file = (
        export(request, [_table(list(found))], name="jiedui-runs", title=_("测算记录"))
        if request.GET.get("format")
        else None
    )
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"bar": bar, "page": page, "table": _table(list(page.object_list))}
    return file or render_page(request, "runs/index.html", context)


@require_safe
@unknown_is_not_found
def run(request: HttpRequest, fingerprint: str) -> HttpResponse:
    return render_page(request, "runs/run.html", _context(opened(request, fingerprint)))


@require_POST
@unknown_is_not_found
def again(request: HttpRequest, fingerprint: str) -> HttpResponse:
    """Make the run again and compare the bytes: a POST since it works hard; nothing is kept."""
    kept = opened(request, fingerprint)
    try:
        found = queries.made_again(kept)
    except Refusal as refusal:
        context = _context(kept) | {"refused": refusal.problems}
        return render_page(request, "runs/run.html", context, status=422)
    return render_page(request, "runs/run.html", _context(kept) | {"again": found})


@require_safe
@unknown_is_not_found
def result(request: HttpRequest, fingerprint: str) -> HttpResponse:
    """The bytes that were kept, exactly."""
    kept = opened(request, fingerprint)
    response = HttpResponse(kept.result.encode(), content_type="application/json")
    name = f"jiedui-{kept.kind}-{kept.fingerprint}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _context(kept: Run) -> dict[str, Any]:
    return {
        "run": kept,
        "title": queries.title_of(kept),
        "request_text": canonical_json(kept.request),
        "page_url": queries.page_of(kept),
        "gone": queries.what_is_gone(kept),
        "result_sha256": queries.sha256(kept),
        "size": len(kept.result.encode()),
        "changed": queries.changed_inputs(kept),
    }


def _table(runs: list[Run]) -> Table:
    rows = [
        row(
            Cell(one.fingerprint, url=reverse("runs:run", args=[one.fingerprint])),
            str(one.get_kind_display()),
            queries.title_of(one),
            one.scheme or None,
            one.version,
            None if one.seed is None else str(one.seed),
            minute(one.created_at),
            who(one.created_by),
        )
        for one in runs
    ]
    columns = (
        Column("run", _("测算编号")),
        Column("kind", _("类别")),
        Column("title", _("标题")),
        Column("scheme", _("规则")),
        Column("version", _("程序版本")),
        Column("seed", _("种子")),
        Column("at", _("时间")),
        Column("by", _("测算人")),
    )
    return Table("runs", _("测算记录"), columns, tuple(rows))
