"""The HTTP API under /api/v1/: every router, how errors are told, its description, its page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, ClassVar

from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.renderers import JSONRenderer
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from jiedui import __version__
from jiedui.core.errors import Problem, Refusal
from jiedui.web.judgement.offers.access import list_for, offer_for
from jiedui.web.judgement.offers.api import router as offers
from jiedui.web.platform.accounts import permissions as ruling
from jiedui.web.platform.accounts.reach import OutOfReach
from jiedui.web.platform.kit.api import VersionMissing, is_lost_race, shown
from jiedui.web.platform.kit.pages import render_page
from jiedui.web.platform.kit.problems import KINDS, MEDIA_TYPE, problem
from jiedui.web.platform.tokens.api import router as account
from jiedui.web.platform.transfer.api import router as transfer
from jiedui.web.records.confirmations.access import dispute_named, matter_for
from jiedui.web.records.confirmations.api import router as confirmations
from jiedui.web.records.documents.access import document_for
from jiedui.web.records.documents.api import router as documents
from jiedui.web.records.parks.access import park_for
from jiedui.web.records.parks.api import router as parks
from jiedui.web.records.projects.access import project_for
from jiedui.web.records.projects.api import router as projects

JSON = "application/json"
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


class Unescaped(JSONRenderer):
    """Chinese as Chinese; no NaN, which is no JSON."""

    json_dumps_params: ClassVar[dict[str, Any]] = {"ensure_ascii": False, "allow_nan": False}


class SignedInOrToken(AuthBase):
    """A session or a token. The gate has asked for the capability already.

    What a browser sends along by itself proves nothing: a session that writes shows the CSRF token.
    """

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Any:
        if not request.user.is_authenticated:
            return None
        by_session = not getattr(request, "by_token", False)
        if by_session and request.method in UNSAFE and check_csrf(request):
            raise HttpError(403, _("缺少 CSRF 令牌，或令牌不符"))
        return request.user


class Described(NinjaAPI):
    """The description says of errors what they are: problem documents; and names If-Match.

    It takes seconds to make and is the same until the program is another: made once an address.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._told: dict[str, Any] = {}

    def get_openapi_schema(self, **options: Any) -> Any:
        where = repr(sorted(options.items()))
        if where not in self._told:
            told = super().get_openapi_schema(**options)
            for methods in told["paths"].values():
                for one in methods.values():
                    _describe(one)
            self._told[where] = told
        return self._told[where]


def _describe(operation: dict[str, Any]) -> None:
    answers = {int(status): answer for status, answer in operation["responses"].items()}
    for status, answer in answers.items():
        content = answer.get("content", {})
        if status >= 400 and JSON in content:
            content[MEDIA_TYPE] = content.pop(JSON)
    if 412 in answers:
        header = {"in": "header", "name": "If-Match", "required": 428 in answers}
        told = {"description": "ETag of the version that was seen", "schema": {"type": "string"}}
        operation.setdefault("parameters", []).append(header | told)


api = Described(
    title="Jiedui 结对",
    version=__version__,
    description="Errors are RFC 9457 problem documents. Sums are in fen. Times are ISO 8601.",
    docs_url=None,
    auth=SignedInOrToken(),
    renderer=Unescaped(),
    urls_namespace="api",
)
for router in (account, projects, parks, confirmations, documents, offers, transfer):
    api.add_router("", router)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    problems = refusal.problems
    detail = "; ".join(one.reason for one in problems[:3])
    if is_lost_race(refusal):
        changes = getattr(refusal, "changes", {})
        both = {"current": shown(refusal.current), "yours": changes}  # type: ignore[attr-defined]
        return problem(request, 412, detail=detail, problems=problems, **both)
    status = 428 if isinstance(refusal, VersionMissing) else 422
    return problem(request, status, detail=detail, problems=problems)


@api.exception_handler(Http404)
def not_there(request: HttpRequest, error: Exception) -> HttpResponse:
    """Out of reach reads as not there; the trail keeps which of the two it was."""
    if isinstance(error, OutOfReach):
        request.is_denied = True  # type: ignore[attr-defined]
    return problem(request, 404)


# How the object that an address names is fetched with its permission, by the scope of its row.
NAMED: dict[str, Callable[..., Any]] = {
    "project": lambda user, capability, code: project_for(user, code, capability),
    "park": lambda user, capability, code: park_for(user, code, capability),
    "matter": lambda user, capability, number: matter_for(user, number, capability),
    "dispute": lambda user, capability, number: dispute_named(user, number, capability),
    "document": lambda user, capability, key: document_for(user, key, capability),
    "offer": lambda user, capability, code: offer_for(user, code, capability),
    "development_list": lambda user, capability, code: list_for(user, code, capability),
}


def _out_of_reach(request: HttpRequest) -> HttpResponse | None:
    """A body that cannot be read tells nobody that an object out of reach is there."""
    row = request.permission  # type: ignore[attr-defined]
    fetch, match = NAMED.get(row.scope), request.resolver_match
    if fetch is None or match is None or row.capability == "public":
        return None
    try:
        fetch(request.user, row.capability, **match.kwargs)
    except (Http404, OverflowError) as error:
        return not_there(request, error)
    return None


@api.exception_handler(ValidationError)
def not_the_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    hidden = _out_of_reach(request)
    if hidden is not None:
        return hidden
    problems = [_told(one) for one in error.errors[:50]]
    detail = "; ".join(f"{one.column}: {one.reason}" for one in problems[:3])
    return problem(request, 422, detail=detail, problems=problems)


@api.exception_handler(HttpError)
def said(request: HttpRequest, error: HttpError) -> HttpResponse:
    hidden = None if isinstance(error, AuthenticationError) else _out_of_reach(request)
    if hidden is not None:
        return hidden
    known = error.status_code if error.status_code in KINDS else 400
    detail = "" if isinstance(error, AuthenticationError) else str(error)
    return problem(request, known, detail=detail)


@api.exception_handler(DataError)
def does_not_fit(request: HttpRequest, error: DataError) -> HttpResponse:
    """The database's own last word on a value; the transaction of the action is undone."""
    found = Problem(str(error).splitlines()[0])
    return problem(request, 422, detail=found.reason, problems=[found])


def _told(error: dict[str, Any]) -> Problem:
    parts = [str(part) for part in error.get("loc", ()) if part not in ("body", "query", "path")]
    return Problem(str(error.get("msg", "")), column=".".join(parts))


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Every operation on one page, made of the description itself; nothing comes from outside."""
    context = {"operations": operations(), "kinds": sorted(KINDS.items())}
    return render_page(request, "tokens/docs.html", context)


def operations() -> list[dict[str, Any]]:
    """Method, address, summary, statuses and permission of every operation."""
    endpoints = {_bare(one.route): one.name for one in ruling.endpoints()}
    found = []
    for path, methods in api.get_openapi_schema()["paths"].items():
        endpoint = endpoints.get(_bare(path), "")
        for method, one in methods.items():
            row = ruling.permission(endpoint, method.upper())
            found.append(
                {
                    "method": method.upper(),
                    "path": path,
                    "summary": one.get("summary", ""),
                    "tag": (one.get("tags") or [""])[0],
                    "statuses": sorted(str(status) for status in one["responses"]),
                    "capability": row.capability if row else "",
                }
            )
    return sorted(found, key=lambda one: (one["tag"], one["path"], one["method"]))


def _bare(route: str) -> str:
    """A route without the names of its parts: of an address and of its description alike."""
    return re.sub(r"<[^>]*>|\{[^}]*\}", "*", route).strip("/")
