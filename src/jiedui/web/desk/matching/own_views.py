"""A match over tables of one's own: brought, refused with every fault, taken out again."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiedui.core.errors import Problem, Refusal
from jiedui.files import templates
from jiedui.files.comments import commented_copy
from jiedui.web.desk.matching import actions, asking, own, own_page, views
from jiedui.web.desk.matching.opening import opened
from jiedui.web.desk.upload import carrying
from jiedui.web.desk.upload.tables import MOST_LISTED
from jiedui.web.desk.upload.tables import problems as problems_table
from jiedui.web.desk.upload.views import CSV, takes_files
from jiedui.web.platform.kit.pages import actor, language, render_page, unknown_is_not_found
from jiedui.web.platform.kit.tables import XLSX
from jiedui.web.records.runs.access import own_tables

TEMPLATES = {"xlsx": XLSX, "csv": CSV}


@takes_files
def match(request: HttpRequest) -> HttpResponse:
    """Read, place, keep, then show; where anything is wrong nothing is kept and all of it is said.

    Without a table of one's own it is the match over what ships.
    """
    sources: carrying.Sources = {}
    try:
        sources = own.received(request)
        asked = asking.read(request.POST)
        if not sources:
            kept = actions.match(request=asked, by=actor(request))
        else:
            value = request.POST.get("for", "")
            held = own.chosen_holder(request.user, asked["programme"], value)
            tables = own.read(sources)
            kept = actions.match_own(request=asked, tables=tables, held=held, by=actor(request))
    except Refusal as refusal:
        return _refused(request, sources, getattr(refusal, "every", refusal.problems))
    return HttpResponseRedirect(reverse("matching:run", args=[kept.fingerprint]))


def _refused(
    request: HttpRequest, sources: carrying.Sources, problems: Sequence[Problem]
) -> HttpResponse:
    context = views.index_context(request)
    programme = context["bar"]["programme"]
    at_fault = {one.file for one in problems}
    sound = {kind: one for kind, one in sources.items() if one.name not in at_fault}
    context |= {
        "problems": problems,
        "faults": problems_table(problems, "problems", _("逐条问题")),
        "listed": problems[:MOST_LISTED],
        "count": len(problems),
        "own": own_page.form(request.user, programme, request.POST, sound),
        "commented": [
            (kind, one.name, carrying.packed({kind: one}))
            for kind, one in sources.items()
            if one.name in at_fault
        ],
    }
    return render_page(request, "matching/index.html", context, status=422)


@takes_files
def commented(request: HttpRequest) -> HttpResponse:
    """A table that was refused, as a workbook with its bad cells commented."""
    sources = carrying.received(request, own.KINDS)
    if len(sources) != 1 or set(sources) - set(own.KINDS):
        raise Refusal(Problem("no such file", column="carried"))
    try:
        own.read(sources)
        problems: Sequence[Problem] = ()
    except Refusal as refusal:
        problems = getattr(refusal, "every", refusal.problems)
    (kind, source), target = next(iter(sources.items())), io.BytesIO()
    commented_copy(source, problems, target, limits=carrying.LIMITS)
    response = HttpResponse(target.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="jiedui-{kind}-commented.xlsx"'
    return response


@require_safe
def template(request: HttpRequest, name: str) -> HttpResponse:
    """A table to fill in, in the visitor's language, with a sheet that explains each column."""
    kind, _dot, ending = name.partition(".")
    if kind not in own.KINDS or ending not in TEMPLATES:
        raise Http404(name)
    made = templates.template(f"match_{kind}", ending, lang=language())
    response = HttpResponse(made, content_type=TEMPLATES[ending])
    response["Content-Disposition"] = f'attachment; filename="jiedui-match-{name}"'
    return response


@require_safe
@unknown_is_not_found
def table(request: HttpRequest, fingerprint: str, which: str) -> HttpResponseBase:
    """A table that was brought for a run, byte for byte."""
    kept = opened(request, fingerprint)
    found: Any = next((one for one in own_tables(kept) if one.kind == which), None)
    if found is None:
        raise Http404(which)
    stream = io.BytesIO(bytes(found.content.data))
    kind = "application/octet-stream"
    answer = FileResponse(stream, as_attachment=True, filename=found.name, content_type=kind)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
