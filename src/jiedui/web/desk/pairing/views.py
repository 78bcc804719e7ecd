"""The pairing pages: choose and compute, read one result with its reasons, compare two."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from jiedui.core.errors import Problem, Refusal
from jiedui.reports.build import report_bytes
from jiedui.reports.sentences import pairing as sentences
from jiedui.reports.sentences import pairing_monitor as monitor_sentences
from jiedui.reports.sentences.pairing_overrides import overrides
from jiedui.web.desk.pairing import (
    actions,
    asking,
    comparing,
    making,
    pictures,
    queries,
    refusing,
    settings,
    tables,
    watching,
)
from jiedui.web.desk.upload import carrying
from jiedui.web.platform.kit.numbers import minute
from jiedui.web.platform.kit.pages import (
    actor,
    language,
    render_page,
    unknown_is_not_found,
    who,
)
from jiedui.web.platform.kit.tables import Cell, Column, Table, export, row
from jiedui.web.records.runs.models import Run

REPORTS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """An answer of the programme and year, the form for another, and what was computed so far."""
    chosen = asking.bar(request.GET)
    asking.fail_if_unreadable(request.GET)
    runs = queries.stored(chosen["programme"])
    file = export(request, [_runs_table(runs)], name="jiedui-pairings", title=_("算过的结对方案"))
    return file or render_page(request, "pairing/index.html", _index(request.GET, runs))


@csrf_exempt
@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Files are bounded before anything reads the form; CSRF is checked inside."""
    carrying.bound(request)
    return _propose(request)


@csrf_protect
def _propose(request: HttpRequest) -> HttpResponse:
    """Compute and keep, then show; what cannot be computed is explained and nothing is kept."""
    try:
        files = carrying.received(request, settings.FILES)
        run = actions.propose(request=asking.read(request.POST, files), by=actor(request))
    except Refusal as refusal:
        return _refused(request, refusal)
    return HttpResponseRedirect(reverse("pairing:run", args=[run.fingerprint]))


@require_safe
@unknown_is_not_found
def run(request: HttpRequest, fingerprint: str) -> HttpResponse:
    kept = queries.run(fingerprint)
    if not making.is_readable(kept.result):
        return HttpResponseRedirect(reverse("runs:run", args=[kept.fingerprint]))
    result = making.revived(kept.result)
    found = tables.all_tables(result)
    headline = sentences.headline(result, language())
    file = export(
        request,
        found.values(),
        name="jiedui-pairing",
        title=headline,
        fingerprint=kept.fingerprint,
    )
    if file:
        return file
    codes = tuple(sorted({code for s in result.scores for code in (s.supporter, s.recipient)}))
    lang = language()
    context = {
        "run": kept,
        "result": result,
        "headline": headline,
        "official": sentences.official(result, lang),
        "robust": sentences.robust(result, lang),
        "without_history": sentences.without_history(result, lang),
        "weak": sentences.weak(result, lang),
        "switching": sentences.switching(result, lang),
        "whys": [sentences.why(one, result, lang) for one in result.explanations],
        "tables": found,
        "trials": _trials(kept),
        "summary": comparing.summary(kept),
        "limits": comparing.limits(kept.request),
        "overrides": overrides(result, lang),
        "doubts": queries.doubts(codes, result.year, result.level),
        "weights": [(name, result.weights.get(key, 0.0)) for key, name in asking.criteria()],
        "is_proven": abs(result.bound - result.objective) <= 1e-6 * max(1.0, result.objective),
        "again": asking.address(kept.request, base=kept.fingerprint),
        "others": [
            (one.fingerprint, comparing.dated(one))
            for one in queries.stored(kept.scheme)
            if one.pk != kept.pk
        ],
        **pictures.drawn(kept.result),
    }
    return render_page(request, "pairing/run.html", context)


@require_safe
@unknown_is_not_found
def report(request: HttpRequest, fingerprint: str) -> HttpResponse:
    """The report of a stored result as a file."""
    kept = queries.run(fingerprint)
    wanted = request.GET.get("format", "pdf")
    if wanted not in REPORTS:
        hint = f"choose {', '.join(REPORTS)}"
        raise Refusal(Problem("no such format", column="format", value=wanted, hint=hint))
    result = making.revived(kept.result)
    content = report_bytes("pairing", result, lang=language(), suffix=f".{wanted}")
    response = HttpResponse(content, content_type=REPORTS[wanted])
    name = f"jiedui-pairing-{kept.fingerprint}.{wanted}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@unknown_is_not_found
def compare(request: HttpRequest) -> HttpResponse:
    """Two stored runs side by side; without two, the newest two of the same programme."""
    runs = queries.stored()
    if len(runs) < 2:
        return render_page(request, "pairing/too_few.html", {})
    a, b = _two(request.GET, runs)
    compared = comparing.compare(queries.run(a), queries.run(b))
    file = export(
        request,
        compared.tables.values(),
        name=f"jiedui-compare-{a}-{b}",
        title=compared.sentence,
    )
    context = {
        "compared": compared,
        "choices": [(one.fingerprint, comparing.dated(one)) for one in runs],
        "titles": [comparing.titled(one) for one in (compared.a, compared.b)],
        "tables": compared.tables,
    }
    return file or render_page(request, "pairing/compare.html", context)


def _two(given: QueryDict, runs: list[Run]) -> tuple[str, str]:
    """The runs asked for; one that is not named is the newest other one, of one programme."""
    first = given.get("a") or runs[0].fingerprint
    scheme = next((one.scheme for one in runs if one.fingerprint == first), "")
    others = [one.fingerprint for one in runs if one.fingerprint != first and one.scheme == scheme]
    return first, given.get("b") or next(iter(others), first)


def _index(given: QueryDict, runs: list[Run], **more: Any) -> dict[str, Any]:
    chosen = asking.bar(given)
    year = int(chosen["year"])
    wanted = asking.default_request(chosen["programme"], year)
    kept = queries.of_year(chosen["programme"], year, first=wanted)
    field = queries.field(chosen["programme"], year)
    return {
        "bar": chosen,
        "form": asking.form(given),
        "field": field,
        "kept": kept,
        "latest": making.revived(kept.result) if kept else None,
        "headline": _headline(kept, year),
        "lead": sentences.robust(making.revived(kept.result), language()) if kept else "",
        "runs": runs,
        "choices": [(one.fingerprint, comparing.dated(one)) for one in runs],
        "runs_table": _runs_table(runs),
        "picture": pictures.drawn(kept.result)["map"] if kept else None,
        "rules": refusing.rules_of(field, chosen["programme"]),
        **_watched(chosen["programme"]),
        **more,
    }


def _watched(programme: str) -> dict[str, Any]:
    """The pairs of a programme over the years, where any have figures."""
    result = queries.watched(programme)
    if result is None:
        return {}
    return {
        "watched": watching.table(result),
        "watched_headline": monitor_sentences.headline(result, language()),
        "thresholds": monitor_sentences.thresholds(result, language()),
    }


def _headline(kept: Run | None, year: int) -> str:
    """What the run found; under choices of somebody's own the sentence says so."""
    if kept is None:
        return _("%(year)s年还没有算过结对方案") % {"year": year}
    found = sentences.headline(making.revived(kept.result), language())
    own = comparing.own_choices(kept.request)
    return (
        _("自选条件(%(choices)s)：%(found)s") % {"choices": own, "found": found} if own else found
    )


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The form as it was sent, and above it what stands against it, with clauses."""
    try:
        chosen = asking.bar(request.POST)
    except Refusal:
        raise refusal from None
    context = _index(
        request.POST,
        queries.stored(chosen["programme"]),
        refusal=refusing.explained(refusal, chosen["programme"], int(chosen["year"])),
    )
    return render_page(request, "pairing/index.html", context, status=422)


def _runs_table(runs: list[Run]) -> Table:
    rows = [
        row(
            Cell(comparing.summary(one), url=reverse("pairing:run", args=[one.fingerprint])),
            sentences.pairs(making.revived(one.result).pairs, language()),
            making.revived(one.result).objective,
            one.fingerprint,
            minute(one.created_at),
            who(one.created_by),
        )
        for one in runs
    ]
    columns = (
        Column("asked", _("选择")),
        Column("pairs", _("结对")),
        Column("objective", _("总分"), _("分"), 3),
        Column("run", _("测算编号")),
        Column("at", _("时间")),
        Column("by", _("测算人")),
    )
    return Table("runs", _("算过的方案"), columns, tuple(rows))


def _trials(kept: Run) -> list[tuple[str, str, str]]:
    """Per proposed pair: its name, the address that forbids it, the address that requires it."""
    from jiedui.reports.drawings.pairing import label

    result = making.revived(kept.result)
    form = reverse("pairing:index")

    def address(**more: list[list[str]]) -> str:
        return f"{form}?{asking.address(kept.request, base=kept.fingerprint, **more)}#form"

    codes = [(label(pair, language()), [[pair.supporter, pair.recipient]]) for pair in result.pairs]
    return [(name, address(forbid=pair), address(require=pair)) for name, pair in codes]
