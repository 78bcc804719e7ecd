"""The pages of projects that are read: the list, one project, the funnel, what is stuck."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiedui.core.errors import Problem, Refusal
from jiedui.files.cells import escaped
from jiedui.files.writing import About, Field, Sheet, sheet_name, write_xlsx
from jiedui.web.desk.projects import choices, drawing, leaning, lists, words
from jiedui.web.desk.projects import funnel as counting
from jiedui.web.desk.projects import page as showing
from jiedui.web.platform.accounts.capabilities import (
    EDIT_PROJECTS,
    EXPORT_RECORDS,
    FREEZE,
    SEE_PROJECTS,
    VERIFY_STAGE,
)
from jiedui.web.platform.accounts.reach import may, reach
from jiedui.web.platform.kit import made_up, tables
from jiedui.web.platform.kit.filters import Bar, Filter
from jiedui.web.platform.kit.pages import language, render_page
from jiedui.web.records.confirmations.queries import snapshots
from jiedui.web.records.projects import access, queries
from jiedui.web.records.projects.columns import one_moment
from jiedui.web.records.projects.models import Project
from jiedui.web.records.projects.queries import Choice


@require_safe
@one_moment()
def index(request: HttpRequest) -> HttpResponse:
    every, bar, choice, found = _chosen(request)
    today = timezone.localdate()
    wanted = request.GET.get("sort", "")
    sort = wanted if wanted in queries.SORTS else "stage_on"
    shown = lists.page(found, request.GET.get("page", "1"))
    context = {
        "bar": drawing.bar(bar, every),
        "choice": choice,
        "page": shown,
        "table": drawing.listed(
            found, shown, sort=sort, on=today, confirmed_only=choice.confirmed_only
        ),
        "sort": sort,
        "sorts": lists.sorts(),
        "saved": queries.saved_filters(request.user),
        "query": _query(request),
        "may_edit": may(request.user, EDIT_PROJECTS),
        "may_export": may(request.user, EXPORT_RECORDS),
        "is_empty": not any(bar.values.values()) and not choice.text and not shown.count,
        "rows_max": lists.PAGES_MAX * lists.ROWS_PER_PAGE,
    }
    return render_page(request, "projects/index.html", context)


@require_safe
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The list as it is filtered: every row, every column."""
    found = _chosen(request, EXPORT_RECORDS).found
    wanted = request.GET.get("format", "csv")
    if wanted == "xlsx":
        return _workbook(list(lists.exported(found)))
    if wanted != "csv":
        hint = "choose csv or xlsx"
        raise Refusal(Problem("no such format", column="format", value=wanted, hint=hint))
    response = StreamingHttpResponse(_csv(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="projects.csv"'
    return response


@require_safe
def project(request: HttpRequest, code: str) -> HttpResponse:
    found = access.project_for(request.user, code)
    today = timezone.localdate()
    reason = words.reason_of_light(found, today)
    frozen = snapshots("projects", [found.programme])
    context = {
        "project": found,
        "page": showing.page(request.user, found, today),
        "headline": words.headline(found, today),
        "blocked": words.blocked(found),
        "turn": words.turn(found),
        "contact": words.last_contact(found),
        "light": drawing.light(queries.light_of(found, today), reason),
        "reason": reason,
        "pair": choices.pair_name(found.pair.supporter_name, found.pair.recipient_name),
        "industry": choices.industry(queries.division(found.industry)),
        "today": today,
        "snapshot": frozen[-1] if frozen else None,
        "may_edit": _may(request, found, EDIT_PROJECTS),
        "may_check": _may(request, found, VERIFY_STAGE),
    }
    return render_page(request, "projects/project.html", context)


@require_safe
@one_moment()
def funnel(request: HttpRequest) -> HttpResponse:
    every, bar, choice, found = _chosen(request)
    today = timezone.localdate()
    by = _one_of(request, "by", tuple(queries.GROUPS), "pair")
    stage = _one_of(request, "to", tuple(s.value for s in counting.LANDINGS), "in_production")
    only = choice.confirmed_only
    counted = queries.kept(
        *("counted", found, lambda: counting.counted(found, by, stage, confirmed_only=only)),
        *(by, stage, only, language()),
    )
    sentence, curve = queries.kept(
        "drawn", found, lambda: counting.drawn(found, stage, today), stage, today, language()
    )
    shown = [counted.steps, counted.groups]
    file = tables.export(request, shown, name="jiedui-funnel", title=_("漏斗"))
    context = {
        "bar": drawing.bar(bar, every),
        "choice": choice,
        "steps": counted.steps,
        "groups": counted.groups,
        "whole": counted.whole,
        "stage": words.stage_name(stage),
        "by": by,
        "to": stage,
        "ways": counting.ways(),
        "landings": [(s.value, s.label) for s in counting.LANDINGS],
        "sentence": sentence,
        "curve": curve,
        "leans": queries.kept("leans", found, lambda: leaning.lines(found), language()),
        "may_freeze": not reach(request.user, FREEZE).of_kinds("all").is_empty,
        "today": today,
    }
    return file or render_page(request, "projects/funnel.html", context)


@require_safe
@one_moment()
def stuck(request: HttpRequest) -> HttpResponse:
    every, bar, choice, found = _chosen(request)
    today = timezone.localdate()
    late = found.filter(queries.light_is("red", today) | queries.light_is("yellow", today))
    shown = lists.page(late, request.GET.get("page", "1"))
    red = queries.count_red(late, on=today)
    context = {
        "bar": drawing.bar(bar, every),
        "choice": choice,
        "page": shown,
        "table": drawing.stuck(late, shown, sort="light", on=today),
        "pace": _pace(every, today),
        "red": red,
        "yellow": shown.count - red,
    }
    return render_page(request, "projects/stuck.html", context)


def _pace(every: QuerySet[Project], today: Any) -> dict[str, str]:
    """How long half of all projects within reach take from signing to each stage."""
    shown = {}
    for stage in counting.LANDINGS:
        months = queries.usual_months(every, to=stage.value, on=today)
        if months is not None:
            shown[str(stage.label)] = f"{months:.0f}"
    return shown


class Chosen(NamedTuple):
    """The projects within reach, the filter bar, what it says, and the projects that it leaves."""

    every: QuerySet[Project]
    bar: Bar
    choice: Choice
    found: QuerySet[Project]


def _chosen(request: HttpRequest, capability: str = SEE_PROJECTS) -> Chosen:
    every = access.visible_projects(request.user, capability)
    bar = choices.bar(request.GET, every)
    choice = choices.choice(bar, request.GET)
    return Chosen(every, bar, choice, queries.narrowed(every, choice, on=timezone.localdate()))


def _one_of(request: HttpRequest, name: str, allowed: tuple[str, ...], default: str) -> str:
    chosen = Filter(name, name, tuple((one, one) for one in allowed), default)
    return chosen.chosen(request.GET)


def _may(request: HttpRequest, project: Project, capability: str) -> bool:
    if reach(request.user, capability).is_empty:
        return False
    return project.code in access.may_see(request.user, [project.code], capability)


def _query(request: HttpRequest) -> str:
    parameters = request.GET.copy()
    for name in ("page", "format"):
        parameters.pop(name, None)
    return parameters.urlencode()


def _csv(found: QuerySet[Project]) -> Iterator[bytes]:
    """In parts, with a mark of UTF-8 for Excel, and no text that Excel would run."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    yield b"\xef\xbb\xbf"
    writer.writerow(lists.headers())
    for number, row in enumerate(lists.exported(found), start=1):
        writer.writerow([escaped(cell) if isinstance(cell, str) else cell for cell in row])
        if number % 500 == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _workbook(rows: list[tuple[Any, ...]]) -> HttpResponse:
    """With the count of rows and a checksum on the last sheet."""
    title = _("产业项目")
    sheet = Sheet(sheet_name(title), [Field(name) for name in lists.headers()], rows)
    target = io.BytesIO()
    write_xlsx([sheet], target, about=About(made_up.titled(title)), lang=language())
    response = HttpResponse(target.getvalue(), content_type=tables.XLSX)
    response["Content-Disposition"] = 'attachment; filename="projects.xlsx"'
    return response
