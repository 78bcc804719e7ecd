"""The front page and the health check."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jiedui.web.desk.home import queries
from jiedui.web.platform.kit.pages import render_page


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render_page(request, "home/index.html", {"loaded": queries.loaded()})


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 once pages do: the database answers and holds the bundled data."""
    reason = queries.why_not_ready()
    if reason:
        return JsonResponse({"status": "unavailable", "reason": reason}, status=503)
    return JsonResponse({"status": "ok"})
