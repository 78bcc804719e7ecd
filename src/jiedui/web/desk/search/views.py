"""The search page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from jiedui.web.platform.kit.pages import render_page

LONGEST = 60


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:LONGEST]
    return render_page(request, "search/index.html", {"text": text})
