"""The structure pages: what the data can say about industries, and a user's own two-digit table."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from jiedui.analysis.structure import (
    StructureRequest,
    StructureResult,
    describe_structure,
    read_claims,
    read_industries,
)
from jiedui.core.errors import Problem, Refusal
from jiedui.reports.sentences import structure as sentences
from jiedui.web.desk.structure import pictures, queries, tables
from jiedui.web.desk.upload import carrying
from jiedui.web.platform.kit.pages import language, render_page
from jiedui.web.platform.kit.tables import export

FILES = ("industries", "claims")
HEADER = "region,region_name,industry,value_added_100m_cny,employment_10k,capital_100m_cny"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    asked = queries.asked(request.GET)
    result = queries.described(asked.programme, asked.year)
    found = tables.bundled(result, asked.pair)
    headline = sentences.headline(result, language())
    file = export(
        request,
        found.values(),
        name="jiedui-structure",
        title=headline,
        fingerprint=result.provenance.fingerprint(),
    )
    context = {
        "bar": asked.bar,
        "asked": asked,
        "result": result,
        "headline": headline,
        "not_supported": sentences.not_supported(result, language()),
        "sources": [(name, tables.source(name)) for name in result.sources],
        "tables": found,
        "pair_name": tables.pair_name(result, asked.pair),
        "fingerprint": result.provenance.fingerprint(),
        "limit": carrying.LARGEST_FILE_BYTES,
        **pictures.drawn(result, asked.pair),
    }
    return file or render_page(request, "structure/index.html", context)


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """A blank table of two-digit industries."""
    response = HttpResponse(("\ufeff" + HEADER + "\r\n").encode(), content_type="text/csv")
    response["Content-Disposition"] = 'attachment; filename="jiedui-industries.csv"'
    return response


@csrf_exempt
@require_POST
def own(request: HttpRequest) -> HttpResponse:
    """A user's industries, described and given back; nothing is kept. CSRF is checked inside."""
    carrying.bound(request)
    return _own(request)


@csrf_protect
def _own(request: HttpRequest) -> HttpResponse:
    try:
        sources = carrying.received(request, FILES)
        result = _described(request, sources)
    except Refusal as refusal:
        context = {"problems": getattr(refusal, "every", refusal.problems)[:200]}
        return render_page(request, "structure/own_refused.html", context, status=422)
    found = tables.own(result)
    title = sentences.headline(result, language()) or _("您的行业数据")
    file = export(
        request,
        found.values(),
        name="jiedui-structure-own",
        title=title,
        fingerprint=result.provenance.fingerprint(),
    )
    context = {
        "result": result,
        "headline": title,
        "draft": sentences.draft(result, language()),
        "not_supported": sentences.not_supported(result, language()),
        "tables": found,
        "carried": carrying.packed(sources),
        "fields": _fields(request),
        "fingerprint": result.provenance.fingerprint(),
    }
    return file or render_page(request, "structure/own.html", context)


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, request.POST.get(name, "")) for name in ("year", "supporter", "recipient")]


def _described(request: HttpRequest, sources: carrying.Sources) -> StructureResult:
    if "industries" not in sources:
        hint = _("选一个 CSV 或 Excel 文件")
        raise Refusal(Problem(_("没有收到行业数据文件"), column="industries", hint=hint))
    year = request.POST.get("year", "").strip()
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise Refusal(Problem(_("不是年份"), column="year", value=year[:20], hint=_("填四位数字")))
    industries = read_industries(sources["industries"])
    asked: Any = StructureRequest(year=int(year), pairs=_pairs(request, industries.regions()))
    claims = read_claims(sources["claims"]) if "claims" in sources else None
    return describe_structure(asked, own=industries, claims=claims)


def _pairs(request: HttpRequest, regions: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The two sides that were named; where the file holds just two regions, those."""
    sides = tuple(request.POST.get(name, "").strip() for name in ("supporter", "recipient"))
    if all(sides):
        return ((sides[0], sides[1]),)
    if any(sides):
        raise Refusal(Problem(_("对子要写两个地区代码"), column="supporter, recipient"))
    return ((regions[0], regions[1]),) if len(regions) == 2 else ()
