"""The page of a pair."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from jiedui.schemes import load
from jiedui.web.platform.kit.pages import render_page, unknown_is_not_found


@require_safe
@unknown_is_not_found
def show(request: HttpRequest, programme: str, supporter: str, recipient: str) -> HttpResponse:
    found = [
        pair
        for pair in load.programme(programme).pairs
        if (pair.supporter or pair.supporter_name) == supporter
        and (pair.recipient or pair.recipient_name) == recipient
    ]
    if not found:
        raise Http404
    return render_page(request, "pairs/pair.html", {"pair": found[-1]})
