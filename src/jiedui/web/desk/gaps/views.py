"""The gaps pages: how far apart, by which definition, what moved it, and where it comes from."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from jiedui.analysis.gaps import GapsResult
from jiedui.analysis.provenance import canonical_json
from jiedui.core.errors import Problem, Refusal
from jiedui.reports.build import report_bytes
from jiedui.reports.drawings import gaps as drawings
from jiedui.reports.sentences import gaps as sentences
from jiedui.web.desk.gaps import choices, further, pictures, queries, tables
from jiedui.web.desk.gaps.choices import Choices, NoYear
from jiedui.web.desk.gaps.pictures import picture
from jiedui.web.platform.kit.pages import language, render_page, render_refusal
from jiedui.web.platform.kit.tables import export

REPORTS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
}
# Tables of the gaps page in its order; those that answer a first question stand open.
FOLDS = ("changes", "groups", "regions", "published", "measures", "refused", "series")
OPENED = ("changes", "refused")
# What an address may carry beside the choices.
TRAVELLING = ("of", choices.MIXED, "format", "table")
View = Callable[[HttpRequest, Choices, Any], HttpResponse]


def asked(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """Read the address; what cannot be answered becomes a page that says what can."""

    def answer(request: HttpRequest) -> HttpResponse:
        batch = queries.batch()
        try:
            chosen = choices.read(request.GET, batch)
            return view(request, chosen, batch)
        except NoYear as refusal:
            return _refused(request, _no_year(refusal), [], _links(request, refusal))
        except Refusal as refusal:
            return _explained(request, refusal)

    return answer


@require_safe
@asked
def index(request: HttpRequest, chosen: Choices, batch: Any) -> HttpResponse:
    result = queries.measured(chosen.asked, batch)
    found = tables.all_tables(result)
    file = export(
        request,
        found,
        name="jiedui-gaps",
        title=sentences.headline(result, language()),
        fingerprint=result.provenance.fingerprint(),
    )
    return file or render_page(request, "gaps/index.html", _context(chosen, result, found, batch))


@require_safe
@asked
def report(request: HttpRequest, chosen: Choices, batch: Any) -> HttpResponse:
    """The report of this very result as a file; `format=json` gives the result itself."""
    result = queries.measured(chosen.asked, batch)
    wanted = request.GET.get("format", "pdf")
    if wanted == "json":
        content: bytes | str = canonical_json(result)
        kind = "application/json"
    elif wanted in REPORTS:
        content = report_bytes("gaps", result, lang=language(), suffix=f".{wanted}")
        kind = REPORTS[wanted]
    else:
        hint = f"choose {', '.join([*REPORTS, 'json'])}"
        raise Refusal(Problem("no such format", column="format", value=wanted, hint=hint))
    response = HttpResponse(content, content_type=kind)
    name = f"jiedui-gaps-{result.provenance.fingerprint()}.{wanted}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@asked
def convergence(request: HttpRequest, chosen: Choices, batch: Any) -> HttpResponse:
    _fail_if_unknown(request, chosen)
    return _further(request, chosen, further.convergence(request, chosen, batch))


@require_safe
@asked
def mobility(request: HttpRequest, chosen: Choices, batch: Any) -> HttpResponse:
    _fail_if_unknown(request, chosen)
    return _further(request, chosen, further.mobility(request, chosen, batch))


@require_safe
@asked
def density(request: HttpRequest, chosen: Choices, batch: Any) -> HttpResponse:
    _fail_if_unknown(request, chosen)
    return _further(request, chosen, further.density(request, chosen, batch))


@require_safe
@cache_control(max_age=86_400, public=True)
def boundaries(request: HttpRequest, name: str) -> HttpResponse:
    """The boundaries of a map, by the name under which the chart registers them."""
    return HttpResponse(_boundaries(name), content_type="application/json")


@lru_cache(maxsize=16)
def _boundaries(name: str) -> str:
    import json

    return json.dumps(pictures.geojson(name), ensure_ascii=False, separators=(",", ":"))


def _fail_if_unknown(request: HttpRequest, chosen: Choices) -> None:
    """A choice that these pages do not offer is refused: nobody shall think it was followed."""
    offered = [item.name for item in (*chosen.bar.filters, *chosen.more.filters)]
    allowed = (*offered, "regions")
    for name in sorted(set(request.GET) - {*allowed, *TRAVELLING}):
        hint = f"choose from {', '.join(allowed)}"
        value = request.GET[name][:40]
        raise Refusal(Problem("no such choice", column=name[:40], value=value, hint=hint))


def _further(request: HttpRequest, chosen: Choices, page: further.Page) -> HttpResponse:
    file = export(
        request,
        page.tables,
        name=f"jiedui-{page.tab}",
        title=page.sentence,
        fingerprint=page.fingerprint,
    )
    context = {
        "bar": chosen.bar,
        "more": chosen.more,
        "choices": chosen,
        "page": page,
        "tabs": tabs(request, page.tab),
        "source_words": tables.source_words(),
    }
    return file or render_page(request, "gaps/further.html", context)


def _context(
    chosen: Choices, result: GapsResult, found: list[tables.Table], batch: Any
) -> dict[str, Any]:
    lang = language()
    shown = drawn(result)
    beside = ("changes",) if shown["map"] else ()
    return {
        "bar": chosen.bar,
        "more": chosen.more,
        "choices": chosen,
        "result": result,
        "definition": result.definitions[-1],
        "headline": emphasised(sentences.headline(result, lang), result),
        "moved": sentences.what_moved(result, lang),
        "published_line": sentences.published(result, lang),
        "missing_line": sentences.missing(result, lang),
        "is_mixed": any(one.mixed for one in result.results),
        "tables": {table.id: table for table in found},
        "folds": sorted(
            (table for table in found if table.id not in beside),
            key=lambda table: FOLDS.index(table.id),
        ),
        "opened": OPENED,
        "doubts": tables.flag_words(
            tuple(dict.fromkeys(flag for one in result.results for flag in one.flags))
        ),
        "fingerprint": result.provenance.fingerprint(),
        "source_words": tables.source_words(),
        "tabs": tabs(None, "gaps"),
        **shown,
    }


def drawn(result: GapsResult) -> dict[str, Any]:
    """The five pictures of a result; None where there is nothing to draw."""
    lang = language()
    said = sentences.headline(result, lang)
    return {
        "map": picture(drawings.map_with_pairs(result, lang=lang), said),
        "by_definition": picture(
            drawings.by_definition(result, lang=lang), sentences.published(result, lang)
        ),
        "what_moved": picture(
            drawings.what_moved(result, lang=lang), sentences.what_moved(result, lang)
        ),
        "both": picture(
            drawings.ratio_and_difference(result, lang=lang),
            sentences.absolute(result, lang),
            size="large",
        ),
        "theil": picture(drawings.theil(result, lang=lang), ""),
    }


def emphasised(sentence: str, result: GapsResult) -> SafeString:
    """The sentence with its figure marked."""
    try:
        figure = f"{result.value('ratio'):.2f}"
    except KeyError:
        return mark_safe(escape(sentence))
    return mark_safe(escape(sentence).replace(figure, f"<em>{figure}</em>", 1))


def tabs(request: HttpRequest | None, current: str) -> list[dict[str, Any]]:
    """The pages on the same question; the choices travel along."""
    names = (
        ("gaps", "gaps:index", _("差距")),
        ("convergence", "gaps:convergence", _("收敛")),
        ("mobility", "gaps:mobility", _("流动")),
        ("density", "gaps:density", _("分布")),
    )
    return [
        {"url": reverse(url), "label": label, "is_current": tab == current}
        for tab, url, label in names
    ]


def _no_year(refusal: NoYear) -> str:
    population = _population_words(refusal.asked.population)
    if not refusal.years:
        return _(
            "这个分组里有地区没有%(population)s下的数据，任何一年都不能比较。换一个分组、指标或人口口径。"
        ) % {"population": population}
    return _("%(year)s年缺数，按%(population)s不能计算；有完整数据的年份是 %(years)s。") % {
        "year": refusal.wanted,
        "population": population,
        "years": _spans(refusal.years),
    }


def _population_words(population: str) -> str:
    known = dict(choices._populations())
    return known[population or queries.DEFAULT_POPULATION]


def _spans(years: tuple[int, ...]) -> str:
    from jiedui.core.frames import spans

    text = spans(years).replace("-", "–")
    return text if language() == "en" else text.replace(", ", "、")


def _links(request: HttpRequest, refusal: NoYear) -> list[tuple[str, str]]:
    """Addresses that do have an answer: the nearest year, the default question."""
    links = []
    if refusal.years and refusal.wanted is not None:
        near = min(refusal.years, key=lambda year: (abs(year - (refusal.wanted or 0)), -year))
        field = "year" if request.GET.get("year") == str(refusal.wanted) else "since"
        links.append((_changed(request, **{field: str(near)}), _("看%(year)s年") % {"year": near}))
    if request.GET.get("population") not in (None, queries.DEFAULT_POPULATION):
        links.append((_changed(request, population=None), _("改用年末常住人口")))
    links.append((f"{request.path}?programme={refusal.asked.programme}", _("恢复默认选择")))
    return links


def _explained(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal of the analysis: unlike denominators get the link that asks for them."""
    is_mixture = any("different denominators" in one.reason for one in refusal.problems)
    if is_mixture:
        sentence = _(
            "两个年份的人口口径不同，相比得出的变化有一部分只是口径的变化，所以不直接给出。"
        )
        links = [
            (_changed(request, mixed="1"), _("我知道口径不同，仍要并列查看(结果会逐项标明)")),
            (_changed(request, since=None, since_population=None), _("只看一个口径")),
        ]
        return _refused(request, sentence, list(refusal.problems), links)
    sentence = _("数据或选择不支持这个要求。下面写明在哪里、收到了什么、可以怎样改。")
    links = [(request.path, _("恢复默认选择"))]
    return _refused(request, sentence, list(refusal.problems), links)


def _refused(
    request: HttpRequest, sentence: str, problems: list[Problem], links: list[tuple[str, str]]
) -> HttpResponse:
    context = {"sentence": sentence, "problems": problems, "links": links}
    return render_refusal(request, "gaps/refused.html", context)


def _changed(request: HttpRequest, **changes: str | None) -> str:
    parameters = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            parameters.pop(name, None)
        else:
            parameters[name] = value
    return f"{request.path}?{parameters.urlencode()}"
