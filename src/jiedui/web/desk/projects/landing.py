"""The page of landing curves: by count and by money together, each with how many it stands on."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiedui.web.desk.projects import choices, landing_curves, words
from jiedui.web.platform.kit.filters import Filter
from jiedui.web.platform.kit.pages import language, render_page
from jiedui.web.platform.kit.tables import export
from jiedui.web.records.projects import access, paying, queries
from jiedui.web.records.projects.columns import one_moment
from jiedui.web.records.projects.enums import Stage
from jiedui.web.records.projects.models import Project

STAGES = (Stage.STARTED, Stage.COMPLETED, Stage.IN_PRODUCTION)


@require_safe
@one_moment()
def landing(request: HttpRequest) -> HttpResponse:
    """Made once for the same projects, until any of them changes."""
    every, today = access.visible_projects(request.user), timezone.localdate()
    bar = choices.bar(request.GET, every)
    choice = choices.choice(bar, request.GET)
    found = queries.narrowed(every, choice, on=today)
    stage = _stage(request)
    band = request.GET.get("band") == "yes"
    curves = queries.kept(
        *("landing-page", found, lambda: _curves(found, stage, today, band)),
        *(stage, today, language(), band),
    )
    made = [one.table for one in curves if one.table is not None]
    name = words.stage_name(stage)
    title = _("签约以后多久%(stage)s，钱到了多少") % {"stage": name}
    file = export(request, made, name="jiedui-landing", title=title) if made else None
    context = {
        "title": title,
        "bar": bar,
        "choice": choice,
        "curves": curves,
        "count": queries.count(found),
        "to": stage,
        "landings": [(one.value, one.label) for one in STAGES],
        "today": today,
    }
    return file or render_page(request, "projects/landing.html", context)


def _curves(
    found: QuerySet[Project], stage: str, today: date, is_band_asked: bool
) -> tuple[landing_curves.Drawn, ...]:
    course = queries.course(found, to=stage, on=today)
    firm = paying.firms(found, to=stage, on=today)
    name = words.stage_name(stage)
    return (
        landing_curves.projects(course, name),
        landing_curves.money(paying.payments(found, on=today)),
        landing_curves.intervals(course, firm, name, is_band_asked=is_band_asked),
    )


def _stage(request: HttpRequest) -> str:
    options = tuple((one.value, str(one.label)) for one in STAGES)
    return Filter("to", "to", options, Stage.IN_PRODUCTION.value).chosen(request.GET)
