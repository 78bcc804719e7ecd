"""Bring your own figures: check, then look at the gaps at once or keep them as a batch."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from jiedui.analysis.gaps import GapsResult
from jiedui.core.errors import Problem, Refusal
from jiedui.files import templates
from jiedui.files.comments import commented_copy
from jiedui.reports.drawings import gaps as drawings
from jiedui.reports.sentences import gaps as sentences
from jiedui.web.desk.gaps.pictures import Picture, picture
from jiedui.web.desk.upload import actions, carrying, measuring, reading, tables
from jiedui.web.platform.kit.pages import actor, language, render_page, unknown_is_not_found
from jiedui.web.platform.kit.tables import XLSX, export
from jiedui.web.records.regions.models import Batch
from jiedui.web.records.regions.queries import batches
from jiedui.web.records.runs.queries import runs

View = Callable[..., HttpResponse]
CSV = "text/csv; charset=utf-8"


def may_keep(request: HttpRequest) -> bool:
    """On a site that others reach, only people who signed in keep or delete figures."""
    user = getattr(request, "user", None)
    return not settings.PUBLIC or bool(user is not None and user.is_authenticated)


def takes_files(view: View) -> View:
    """A POST with files: bounded first, and only then checked for CSRF, which reads the form."""
    protected = csrf_protect(view)

    @csrf_exempt
    @require_POST
    def bounded(request: HttpRequest) -> HttpResponse:
        carrying.bound(request)
        return protected(request)

    return bounded


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    kept = batches().filter(data_set=actions.DATA_SET)
    table = tables.batches(kept)
    file = export(request, [table], name="jiedui-uploads", title=_("上传数据"))
    context = {
        "table": table,
        "limit": carrying.LARGEST_FILE_BYTES,
        "step": 1,
        "may_keep": may_keep(request),
    }
    return file or render_page(request, "upload/index.html", context)


@require_safe
def template(request: HttpRequest, name: str) -> HttpResponse:
    """A blank table to fill in, in the visitor's language."""
    lang = language()
    makers: Mapping[str, tuple[Callable[[], bytes], str]] = {
        "panel.csv": (lambda: templates.blank_panel_csv(lang=lang), CSV),
        "panel.xlsx": (lambda: templates.blank_panel_xlsx(lang=lang), XLSX),
        "regions.csv": (lambda: templates.blank_regions_csv(lang=lang), CSV),
        "regions.xlsx": (lambda: templates.blank_regions_xlsx(lang=lang), XLSX),
    }
    if name not in makers:
        raise Refusal(Problem("no such template", value=name, hint=f"choose {', '.join(makers)}"))
    make, kind = makers[name]
    response = HttpResponse(make(), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="jiedui-{name}"'
    return response


@takes_files
def check(request: HttpRequest) -> HttpResponse:
    """Step one: read both files and say all that is wrong, or what was read. Nothing is kept."""
    try:
        sources = carrying.received(request, reading.FILES)
    except Refusal as refusal:
        return _refused(request, {}, refusal.problems)
    try:
        given = reading.read(sources, checks_codes=_checks_codes(request))
    except Refusal as refusal:
        return _refused(request, sources, getattr(refusal, "every", refusal.problems))
    return render_page(request, "upload/checked.html", _checked(request, given))


def _checked(request: HttpRequest, given: reading.Given) -> dict[str, Any]:
    panel, grouping = given.data.panel, given.data.grouping
    warnings = tables.problems(given.data.warnings, "warnings", _("提醒"))
    return {
        "step": 2,
        "carried": carrying.packed(given.sources),
        "checks_codes": given.checks_codes,
        "regions": len(panel.regions()),
        "years": panel.years(),
        "groups": [(one, len(one.members)) for one in grouping.groups],
        "read": tables.read(given),
        "warnings": warnings if warnings.rows else None,
        "title": given.sources["panel"].name,
        "may_keep": may_keep(request),
        "files": [source.name for source in given.sources.values()],
    }


def _refused(
    request: HttpRequest, sources: carrying.Sources, problems: Sequence[Problem]
) -> HttpResponse:
    errors = [one for one in problems if one.severity == "error"]
    at = {source.name for source in sources.values()}
    context = {
        "step": 1,
        "count": len(errors),
        "table": tables.problems(problems, "problems", _("逐条问题")),
        "carried": carrying.packed(sources) if sources else "",
        "checks_codes": _checks_codes(request),
        "commented": [
            (field, source.name)
            for field, source in sources.items()
            if any(one.file in ("", source.name) for one in problems)
        ],
        "files": sorted(at),
    }
    return render_page(request, "upload/problems.html", context, status=422)


@takes_files
def commented(request: HttpRequest) -> HttpResponse:
    """One of the files as a workbook with its bad cells commented."""
    sources = carrying.received(request, reading.FILES)
    which = request.POST.get("which", "")
    if which not in sources:
        raise Refusal(Problem("no such file", column="which", value=which[:40]))
    try:
        reading.read(sources, checks_codes=_checks_codes(request))
        problems: Sequence[Problem] = ()
    except Refusal as refusal:
        problems = getattr(refusal, "every", refusal.problems)
    target = io.BytesIO()
    commented_copy(sources[which], problems, target, limits=carrying.LIMITS)
    response = HttpResponse(target.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="jiedui-{which}-commented.xlsx"'
    return response


@takes_files
def measure(request: HttpRequest) -> HttpResponse:
    """The gaps of files that are not kept."""
    given = reading.read(
        carrying.received(request, reading.FILES), checks_codes=_checks_codes(request)
    )
    brought = measuring.Brought(given.data.panel, given.data.grouping, given.inputs())
    bar, asked = measuring.choices(request.POST, brought)
    result = measuring.measured(brought, asked)
    context = _gaps(result, brought, bar) | {
        "carried": carrying.packed(given.sources),
        "checks_codes": given.checks_codes,
        "files": [source.name for source in given.sources.values()],
    }
    file = export(
        request,
        context["tables"],
        name="jiedui-own-gaps",
        title=context["headline"],
        fingerprint=context["fingerprint"],
    )
    return file or render_page(request, "upload/measured.html", context)


@takes_files
def commit(request: HttpRequest) -> HttpResponse:
    """Step two: keep both files as one batch, all or nothing."""
    _fail_if_not_allowed(request)
    given = reading.read(
        carrying.received(request, reading.FILES), checks_codes=_checks_codes(request)
    )
    batch = actions.keep(
        given=given,
        title=request.POST.get("title", "").strip(),
        is_made_up=request.POST.get("made_up") == "1",
        by=actor(request),
    )
    return HttpResponseRedirect(reverse("upload:batch", args=[batch.key]))


@require_safe
@unknown_is_not_found
def batch(request: HttpRequest, key: str) -> HttpResponse:
    """The gaps of a stored upload; what is chosen lives in the address."""
    kept = Batch.objects.get(key=key, data_set=actions.DATA_SET)
    brought = measuring.stored(kept)
    bar, asked = measuring.choices(request.GET, brought)
    result = measuring.measured_of_batch(kept.pk, asked)
    context = _gaps(result, brought, bar) | {
        "batch": kept,
        "may_keep": may_keep(request),
        "runs": [one for one in runs("gaps") if one.request.get("batch") == key],
    }
    file = export(
        request,
        context["tables"],
        name="jiedui-own-gaps",
        title=context["headline"],
        fingerprint=context["fingerprint"],
    )
    return file or render_page(request, "upload/batch.html", context)


@require_POST
@unknown_is_not_found
def keep_run(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the gaps that are on show as a run."""
    _fail_if_not_allowed(request)
    kept = Batch.objects.get(key=key, data_set=actions.DATA_SET)
    _bar, asked = measuring.choices(request.POST, measuring.stored(kept))
    run = actions.measure(asked=asked, by=actor(request))
    return HttpResponseRedirect(reverse("runs:run", args=[run.fingerprint]))


@require_POST
@unknown_is_not_found
def delete(request: HttpRequest, key: str) -> HttpResponse:
    _fail_if_not_allowed(request)
    confirmed = request.POST.get("confirmed") == "1"
    actions.take_away(key=key, confirmed=confirmed, by=actor(request))
    return HttpResponseRedirect(reverse("upload:index"))


def _gaps(result: GapsResult, brought: measuring.Brought, bar: Any) -> dict[str, Any]:
    lang = language()
    headline = sentences.headline(result, lang)
    return {
        "bar": bar,
        "result": result,
        "headline": headline,
        "moved": sentences.what_moved(result, lang),
        "source_line": sentences.source(result, lang),
        "tables": tables.gaps(result, brought),
        "pictures": _pictures(result),
        "fingerprint": result.provenance.fingerprint(),
    }


def _pictures(result: GapsResult) -> list[Picture]:
    lang = language()
    said = sentences.headline(result, lang)
    drawn = (
        picture(drawings.ratio_and_difference(result, lang=lang), said, size="large"),
        picture(drawings.what_moved(result, lang=lang), sentences.what_moved(result, lang)),
        picture(drawings.theil(result, lang=lang), ""),
    )
    return [one for one in drawn if one is not None]


def _checks_codes(request: HttpRequest) -> bool:
    return request.POST.get("codes") == "gb2260"


def _fail_if_not_allowed(request: HttpRequest) -> None:
    if not may_keep(request):
        hint = _("登录后再试；不保存的测算不受影响")
        raise Refusal(Problem(_("公开的站点只有登录的人能保存或删除数据"), hint=hint))
