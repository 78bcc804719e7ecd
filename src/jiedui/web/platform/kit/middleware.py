"""What happens around every request."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from jiedui.core.errors import Problem, Refusal
from jiedui.web.platform.kit import pages
from jiedui.web.platform.kit.readonly import reading_only

Handler = Callable[[HttpRequest], HttpResponse]
UNUSED_ABILITIES = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class SecurityHeaders:
    """Headers beyond Django's own: abilities of the browser that no page here asks for."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", UNUSED_ABILITIES)
        return response


class ChosenLanguage:
    """The language that the visitor chose, else Chinese.

    Not Django's own middleware, which would follow the browser: office browsers are often installed
    in English and read by people who want Chinese.
    """

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", pages.html_language(language))
        patch_vary_headers(response, ("Cookie",))
        return response


class RefusalPages:
    """A refusal of the analysis becomes a page that says where, what, why and what to do."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DataError):  # the database's own last word on a value
            exception = Refusal(Problem(str(exception).splitlines()[0]))
        return pages.refused(request, exception) if isinstance(exception, Refusal) else None


class ReadOnlyGuard:
    """In development and tests, a page that is only read may not write.

    The library that keeps second factors notes that recovery codes were shown, while showing them.
    """

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_excepted = request.path.startswith(settings.READ_ONLY_EXCEPT)
        if settings.READ_ONLY_GUARD and request.method in ("GET", "HEAD") and not is_excepted:
            with reading_only():
                return self.get_response(request)
        return self.get_response(request)
