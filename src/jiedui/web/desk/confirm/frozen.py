"""What was frozen for assessments, beside what the register says now, and its corrections."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jiedui.core.errors import Problem, Refusal
from jiedui.web.desk.confirm import figures, frozen_tables
from jiedui.web.desk.confirm.actions import correct_frozen
from jiedui.web.platform.accounts.capabilities import EXPORT_RECORDS, FREEZE
from jiedui.web.platform.accounts.reach import may
from jiedui.web.platform.kit.pages import render_page
from jiedui.web.platform.kit.tables import Table, export
from jiedui.web.records.confirmations import access, freezing, queries
from jiedui.web.records.confirmations.models import Snapshot
from jiedui.web.records.projects.access import visible_projects
from jiedui.web.records.projects.actions.freezing import KIND, content


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every snapshot of the programmes one works in: day, digest, who, how many projects."""
    found = access.visible_snapshots(request.user).filter(kind=KIND)
    ordered = list(queries.counted(found).order_by("-as_of", "-id"))
    table = frozen_tables.snapshots(ordered)
    context = {
        "table": table,
        "count": len(ordered),
        "may_freeze": may(request.user, FREEZE),
        "may_export": may(request.user, EXPORT_RECORDS),
        "tab": "frozen",
    }
    file = _file(request, [table], _("冻结的考核数据"))
    return file or render_page(request, "confirm/frozen.html", context)


@require_safe
def snapshot(request: HttpRequest, number: int) -> HttpResponse:
    return snapshot_page(request, number)


def snapshot_page(
    request: HttpRequest, number: int, *, problems: Any = (), status: int = 200
) -> HttpResponse:
    """One snapshot: its figures beside today's, what differs, and the corrections."""
    kept = _snapshot(request, number)
    codes = set(visible_projects(request.user).values_list("code", flat=True))
    frozen = figures.rows(kept, codes)
    then, now = _in_sight(kept, kept.as_of, codes), _in_sight(kept, timezone.localdate(), codes)
    found = figures.differences(frozen, then)
    made = [
        frozen_tables.beside(
            figures.figures(frozen.values()),
            figures.figures(then.values()),
            figures.figures(now.values()),
            kept.as_of,
        ),
        frozen_tables.differences(found),
    ]
    waiting = queries.open_correction(kept)
    context = {
        "kept": kept,
        "named": frozen_tables.programme(kept.key),
        "count": len(frozen),
        "beside": made[0],
        "changed": made[1],
        "found": found,
        "correction": waiting,
        "proposed": _proposed(kept, waiting, codes),
        "corrections": kept.corrections.select_related("proposed_by", "checked_by"),
        "later": Snapshot.objects.filter(corrects=kept).defer("content").first(),
        "may_correct": access.may_correct(request.user, kept),
        "is_mine": waiting is not None and waiting.proposed_by_id == request.user.pk,
        "typed": request.POST if request.method == "POST" else {},
        "chosen": request.POST.getlist("codes"),
        "problems": problems,
        "tab": "frozen",
    }
    file = _file(request, made, f"{frozen_tables.programme(kept.key)} {kept.as_of}")
    return file or render_page(request, "confirm/snapshot.html", context, status=status)


@require_POST
def propose(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for the chosen projects to be put right as the register has them for that day."""
    kept = _snapshot(request, number)
    sent = request.POST
    try:
        correct_frozen(
            by=request.user,
            snapshot=kept,
            codes=sent.getlist("codes"),
            reason=sent.get("reason", ""),
        )
    except Refusal as refusal:
        return snapshot_page(request, number, problems=refusal.problems, status=422)
    return HttpResponseRedirect(reverse("confirm:snapshot", args=[number]))


@require_POST
def check(request: HttpRequest, number: int) -> HttpResponse:
    """The second person's word; accepted, it leads to the snapshot that it made."""
    kept = _snapshot(request, number)
    correction = queries.open_correction(kept)
    try:
        if not access.may_correct(request.user, kept):
            raise Refusal(Problem(_("只有能冻结整个协作关系的人能更正快照")))
        if correction is None:
            raise Refusal(Problem(_("没有等待复核的更正")))
        made = freezing.check_correction(
            by=request.user,
            correction=correction,
            accepts=request.POST.get("accepts") == "yes",
            remark=request.POST.get("remark", ""),
        )
    except Refusal as refusal:
        return snapshot_page(request, number, problems=refusal.problems, status=422)
    return HttpResponseRedirect(reverse("confirm:snapshot", args=[made.pk if made else number]))


def _snapshot(request: HttpRequest, number: int) -> Snapshot:
    kept = access.snapshot_for(request.user, number)
    if kept.kind != KIND:
        raise Http404(f"snapshot {number}: {kept.kind}")
    return kept


def _in_sight(kept: Snapshot, day: Any, codes: set[str]) -> dict[str, figures.Row]:
    return {row["code"]: row for row in content(kept.key, day) if row["code"] in codes}


def _proposed(kept: Snapshot, waiting: Any, codes: set[str]) -> Table | None:
    """What an open correction would change, for the second person to look at."""
    if waiting is None:
        return None
    found = figures.differences(figures.rows(kept, codes), figures.rows(waiting, codes))
    return frozen_tables.differences(found, id="proposed")


def _file(request: HttpRequest, made: list[Table], title: str) -> HttpResponse | None:
    if request.method != "GET" or not may(request.user, EXPORT_RECORDS):
        return None
    return export(request, made, name="jiedui-frozen", title=title)
