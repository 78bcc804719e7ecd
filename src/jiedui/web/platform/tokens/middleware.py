"""A request of a program: the token in its header stands in place of a sign-in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from jiedui.web.platform.kit.problems import is_for_programs, problem
from jiedui.web.platform.tokens.actions import user_of

Handler = Callable[[HttpRequest], HttpResponse]


class Tokens:
    """Reads ``Authorization: Bearer ...`` for addresses of the API alone.

    Stands outside the guard of reading pages, since the time of last use is written here. A token
    that does not work is told so: it never falls back to a session.
    """

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        header = request.headers.get("Authorization", "")
        if header and is_for_programs(request):
            scheme, _, word = header.partition(" ")
            user = user_of(word.strip()) if scheme.lower() == "bearer" else None
            if user is None:
                answer = problem(request, 401)
                answer.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
                return answer
            request.user = user
            request.by_token = True  # type: ignore[attr-defined]
        return self.get_response(request)
