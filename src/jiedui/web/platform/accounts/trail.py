"""The trail for those who audit: filtered, in sentences, exported."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiedui.web.platform.accounts import access
from jiedui.web.platform.audit.models import Entry
from jiedui.web.platform.audit.queries import Filters, filtered
from jiedui.web.platform.audit.reading import as_read_by
from jiedui.web.platform.audit.sentences import sentence
from jiedui.web.platform.kit.pages import render_page
from jiedui.web.platform.kit.tables import Column, Table, export, row

ROWS = 100
EXPORTED_MAX = 100_000


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    found = filtered(access.trail(request.user), asked)
    if request.GET.get("format"):
        table = _table(as_read_by(request.user, found[:EXPORTED_MAX]))
        file = export(request, [table], name="jiedui-trail", title=_("留痕"))
        if file is not None:
            return file
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    page.object_list = as_read_by(request.user, page.object_list)
    context = {"page": page, "asked": asked, "count": page.paginator.count}
    return render_page(request, "accounts/trail.html", context)


def _asked(request: HttpRequest) -> Filters:
    given = request.GET
    return Filters(
        by=given.get("by", "").strip()[:150],
        action=given.get("action", "").strip()[:80],
        kind=given.get("kind", "").strip()[:40],
        key=given.get("key", "").strip()[:200],
        result=given.get("result", "").strip()[:20],
        since=_day(given.get("since", "")),
        until=_day(given.get("until", "")),
    )


def _day(text: str) -> str:
    try:
        return str(parse_date(text) or "")
    except ValueError:
        return ""


def _table(entries: list[Entry]) -> Table:
    names = ("at", "by", "role", "scope", "action", "object_kind", "object_key", "result",
             "summary", "before", "after", "request_id", "hash")  # fmt: skip
    columns = (*(Column(name, name) for name in names), Column("sentence", _("说明")))
    rows = [
        row(
            timezone.localtime(one.at).isoformat(timespec="seconds"),
            *(getattr(one, name) or None for name in names[1:]),
            sentence(one),
        )
        for one in entries
    ]
    return Table("trail", _("留痕"), columns, tuple(rows))
