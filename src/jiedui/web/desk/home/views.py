"""The front page and the health check."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jiedui.analysis.gaps import GapsResult
from jiedui.reports.sentences import gaps as sentences
from jiedui.schemes.records import Programme
from jiedui.web.desk.gaps import choices
from jiedui.web.desk.gaps import queries as gaps
from jiedui.web.desk.gaps.tables import source_words
from jiedui.web.desk.gaps.views import emphasised
from jiedui.web.desk.home import pictures, queries, tables
from jiedui.web.desk.home.sections import headline as to_do
from jiedui.web.desk.home.sections import sections
from jiedui.web.platform.kit.filters import filter_bar
from jiedui.web.platform.kit.pages import language, render_page
from jiedui.web.platform.kit.tables import export


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The gap of a programme in a sentence, its pairs on a map and in a table, the latest runs."""
    bar = filter_bar(request.GET, choices.programme_filter())
    programme = queries.programme_of(bar["programme"])
    result = queries.gap(programme, gaps.batch())
    context = {"bar": bar, "programme": programme, **_said(programme, result)}
    context |= _shown(programme, result, request.user)
    file = export(
        request,
        [context["pairs"], context["runs"]],
        name=f"jiedui-{programme.id}",
        title=str(context["headline"]),
    )
    if file is not None:
        return file
    if request.user.is_authenticated:
        today = sections(request.user)
        context |= {"today": today, "to_do": to_do(today)}
    return render_page(request, "home/index.html", context)


def _said(programme: Programme, result: GapsResult | None) -> dict[str, Any]:
    lang = language()
    if result is None:
        name = programme.name_en if lang == "en" else programme.name_zh
        sentence = _("%(name)s：有地区缺数，算不出一个总的差距") % {"name": name}
        line = _("缺数不作插补，也不拿别的地区代替。下面列出各对中有数据的地区。")
        return {"headline": sentence, "moved": line, "definition": None, "source_words": ""}
    return {
        "headline": emphasised(sentences.headline(result, lang), result),
        "moved": sentences.what_moved(result, lang),
        "definition": result.definitions[-1],
        "published_line": sentences.published(result, lang),
        "fingerprint": result.provenance.fingerprint(),
        "source_words": source_words(),
    }


def _shown(programme: Programme, result: GapsResult | None, user: Any) -> dict[str, Any]:
    found = queries.pairs(programme, result.years[-1] if result else None)
    year = result.years[-1] if result else queries.last_year(programme)
    per_person = queries.per_person(found, result, year)
    run = queries.pairing_run(programme)
    return {
        "result": result,
        "pairs": tables.pairs(
            programme.id, found, per_person, queries.scored(run), year=year, run=run
        ),
        "runs": tables.runs(queries.latest_runs(user)),
        **pictures.drawn(result, found, per_person, year),
    }


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 once pages do: the database answers and holds the bundled data."""
    reason = queries.why_not_ready()
    if reason:
        return JsonResponse({"status": "unavailable", "reason": reason}, status=503)
    return JsonResponse({"status": "ok"})
