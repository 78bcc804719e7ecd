"""The pages of regions: all of them, and everything known of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiedui.web.desk.regions import pictures, queries, tables, words
from jiedui.web.platform.kit.pages import render_page, unknown_is_not_found
from jiedui.web.platform.kit.tables import export

LONGEST = 40


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:LONGEST]
    found = queries.find(text)
    table = tables.found(found) if text else tables.index(queries.programme_regions())
    sentence = _searched(text, len(found)) if text else _all()
    file = export(request, [table], name="jiedui-regions", title=sentence)
    context = {"table": table, "text": text, "headline": sentence, "longest": LONGEST}
    return file or render_page(request, "regions/index.html", context)


def _all() -> str:
    codes = queries.programme_regions()
    paired = sum(bool(queries.roles_today(code)) for code in codes)
    return _("协作关系涉及 %(count)s 个地区，其中 %(paired)s 个今天在结对") % {
        "count": len(codes),
        "paired": paired,
    }


def _searched(text: str, count: int) -> str:
    if not count:
        return _("没有找到“%(text)s”") % {"text": text}
    if count >= queries.MOST_FOUND:
        return _("“%(text)s”找到很多地区，只列前 %(count)s 个") % {"text": text, "count": count}
    return _("“%(text)s”找到 %(count)s 个地区") % {"text": text, "count": count}


@require_safe
@unknown_is_not_found
def show(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.place(code)
    made = {
        table.id: table
        for table in (
            tables.roles(code),
            tables.figures(code),
            tables.parks(queries.parks_of(code)),
            tables.groups(code),
            tables.counties(code),
            tables.codes(code),
        )
        if table.rows
    }
    headline = words.headline(found)
    file = export(request, made.values(), name=f"jiedui-{code}", title=headline)
    data_set = queries.data_set(code)
    context = {
        "place": found,
        "headline": headline,
        "definition": words.definition(code),
        "roles_line": words.roles_line(code),
        "successors_line": words.successors_line(found),
        "tables": made,
        "orphans": sum(one.is_orphan for one in queries.parks_of(code)),
        "picture": pictures.per_person(code),
        "small": pictures.indicators(code),
        "coverage": queries.coverage(code) if "counties" in made else None,
        "data_set": data_set,
        "source": tables.source(data_set) if data_set else "",
    }
    return file or render_page(request, "regions/region.html", context)
