"""The data pages: what there is, one set with its doubts, exports, boundaries for maps."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from jiedui import data
from jiedui.data import boundaries as maps
from jiedui.web.desk.data import queries
from jiedui.web.platform.kit.numbers import is_missing
from jiedui.web.platform.kit.pages import language, render_page, unknown_is_not_found
from jiedui.web.platform.kit.tables import Column, Table, download, row

ROWS_PER_PAGE = 50
map_cache = cache_control(max_age=3600, public=True)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render_page(request, "data/index.html", {"data_sets": queries.data_sets()})


@require_safe
@unknown_is_not_found
def data_set(request: HttpRequest, name: str) -> HttpResponse:
    context: dict[str, Any] = {"data_set": queries.data_set(name), "text": _searched(request)}
    if queries.has_table(name):
        rows = queries.table(name, _searched(request))
        page = Paginator(range(len(rows)), ROWS_PER_PAGE).get_page(request.GET.get("page"))
        shown = rows.iloc[list(page.object_list)]
        context |= {
            "columns": queries.columns(name),
            "cells": queries.cells(name, shown),
            "page": page,
            "count": len(rows),
        }
    return render_page(request, "data/set.html", context)


@require_safe
@unknown_is_not_found
def export(request: HttpRequest, name: str) -> HttpResponse:
    """The rows on show, all of them, as CSV or Excel, with the source beside them."""
    found = queries.data_set(name)
    about = found.about
    rows = queries.table(name, _searched(request))
    title = getattr(about.title, language())
    table = Table(
        id=name,
        title=title,
        columns=tuple(Column(str(column), str(column)) for column in rows.columns),
        rows=tuple(
            row(*(None if is_missing(value) else value for value in line))
            for line in rows.itertuples(index=False, name=None)
        ),
        note=" ".join(getattr(doubt, language()) for doubt in about.doubts),
        source=f"{found.publisher}; {found.source}",
    )
    return download(table, request.GET.get("format", "csv"), file=name, title=title)


@require_safe
@unknown_is_not_found
def original(request: HttpRequest, name: str, file: str) -> FileResponse:
    """A file of the set byte for byte, so that anybody can compare its fingerprint."""
    path = data.path(name, file)
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{name}-{path.name}")


@require_safe
@map_cache
@unknown_is_not_found
def boundaries(request: HttpRequest, level: str, within: str) -> JsonResponse:
    """Boundaries of a level inside a code (`32`), or of the nation (`china`)."""
    prefix = "" if within == queries.ALL_OF_NATION else within
    return _geojson(maps.boundaries(level, prefix))


@require_safe
@map_cache
def dash_line(request: HttpRequest) -> JsonResponse:
    """The line that every map of the nation must draw."""
    return _geojson(maps.dash_line())


def _searched(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()


def _geojson(collection: dict[str, Any]) -> JsonResponse:
    return JsonResponse(collection, json_dumps_params={"ensure_ascii": False})
