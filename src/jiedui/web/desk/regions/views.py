"""The pages of regions: all of them, and everything known of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from jiedui.data.places import places
from jiedui.web.platform.kit.pages import render_page, unknown_is_not_found


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render_page(request, "regions/index.html", {})


@require_safe
@unknown_is_not_found
def show(request: HttpRequest, code: str) -> HttpResponse:
    return render_page(request, "regions/region.html", {"place": places().last(code)})
