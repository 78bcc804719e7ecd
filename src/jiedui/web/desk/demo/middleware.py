"""Every page and file of a store that holds the demonstration says that it is made up."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from jiedui.web.desk.demo.queries import is_demo
from jiedui.web.platform.kit import made_up

Handler = Callable[[HttpRequest], HttpResponse]
# Addresses that show published statistics and rules only: nothing made up stands there.
STATISTICS = re.compile(r"/(static|gaps|structure|pairing|runs|data|rules|language|health)\b")
PREFIX = "made-up-"


class MadeUp:
    """Tells pages and exports of the joint record whether they show the demonstration."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_shown = not STATISTICS.match(request.path) and is_demo()
        request.made_up = made_up.warning() if is_shown else ""  # type: ignore[attr-defined]
        with made_up.showing(is_shown):
            response = self.get_response(request)
        if is_shown:
            _say_so(response)
        return response


def _say_so(response: HttpResponse) -> None:
    """Files begin their names with it; answers to programs carry it in a header."""
    response.headers["Jiedui-Made-Up"] = "true"
    said = response.headers.get("Content-Disposition", "")
    if said.startswith("attachment") and PREFIX not in said:
        response.headers["Content-Disposition"] = said.replace('filename="', f'filename="{PREFIX}')
