"""What every operation of the HTTP API shares: shapes of text, cursors, versions, answers."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Final, TypeVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field, StringConstraints

from jiedui.core.errors import Problem, Refusal
from jiedui.web.platform.kit import versions

AnyModel = TypeVar("AnyModel", bound=models.Model)
LIMIT_MAX: Final = 200
LARGEST: Final = 2**53 - 1  # what every reader of JSON holds exactly
NO_NUL: Final = r"^[^\x00]*$"


def line(length: int, *, least: int = 0) -> Any:
    """A text that the store takes: so long at most, and without the character NUL."""
    return Annotated[
        str,
        StringConstraints(
            max_length=length, min_length=least, strip_whitespace=True, pattern=NO_NUL
        ),
    ]


Key = line(200)
Note = line(400)
Number = Annotated[int, Field(ge=0, le=LARGEST)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 12, 31))]


class ProblemLine(Schema):
    """One thing that is wrong: where, what was received, what to do."""

    reason: str
    file: str = ""
    sheet: str = ""
    line: int | None = None
    column: str = ""
    value: str = ""
    hint: str = ""
    severity: str = "error"


class ProblemDocument(Schema):
    """RFC 9457, with every problem by its fields; after a lost race both versions."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    problems: list[ProblemLine]
    current: dict[str, Any] | None = None
    yours: dict[str, Any] | None = None


class Part(Schema):
    """Which part of a list is wanted."""

    limit: Annotated[int, Field(ge=1, le=LIMIT_MAX)] = 50
    cursor: line(400) = ""  # type: ignore[valid-type]


Wanted = Query[Part]


class VersionMissing(Refusal):
    """An edit that does not say from which version it started."""


def answers(shape: Any, *others: int, status: int = 200) -> dict[int, Any]:
    """The statuses that an operation documents."""
    return {status: shape, **dict.fromkeys(sorted({401, 403, 404, *others}), ProblemDocument)}


READS: Final = (422,)
WRITES: Final = (400, 403, 422)
EDITS: Final = (400, 403, 412, 422, 428)


def cut(found: models.QuerySet[AnyModel], wanted: Part, *, by: str) -> tuple[list[AnyModel], str]:
    """A part of a list in the order of a unique column, and the cursor of the next; '' at the end.

    What is added or taken away between two requests moves nothing from one part to another.
    """
    after = _read(wanted.cursor, found.model._meta.get_field(by)) if wanted.cursor else None
    rows = found if after is None else found.filter(**{f"{by}__gt": after})
    part = list(rows.order_by(by)[: wanted.limit + 1])
    if len(part) <= wanted.limit:
        return part, ""
    kept = part[: wanted.limit]
    return kept, cursor_of(getattr(kept[-1], by))


def cursor_of(value: Any) -> str:
    """Where a part ended, as text that a program sends back unread.

    >>> cursor_of("P-1")
    'UC0x'
    """
    return base64.urlsafe_b64encode(str(value).encode()).decode().rstrip("=")


def _read(cursor: str, field: Any) -> Any:
    try:
        text = base64.b64decode(
            cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True
        ).decode()
        value = field.to_python(text)
    except (binascii.Error, UnicodeError, ValueError, TypeError, _invalid()) as error:
        raise _no_cursor(cursor) from error
    is_beyond = isinstance(value, int) and not 0 <= value <= LARGEST
    if "\x00" in text or is_beyond:
        raise _no_cursor(cursor)
    return value


def _invalid() -> type[Exception]:
    from django.core.exceptions import ValidationError

    return ValidationError


def _no_cursor(cursor: str) -> Refusal:
    hint = _("用上一次回答里的 next，或留空从头开始")
    return Refusal(Problem(_("没有这个位置"), column="cursor", value=cursor, hint=hint))


class With:
    """A record together with those of its lines that a person may see."""

    def __init__(self, record: models.Model, lines: dict[str, Any]):
        self._record, self._lines = record, lines

    def __getattr__(self, name: str) -> Any:
        lines = self.__dict__["_lines"]
        return list(lines[name]) if name in lines else getattr(self.__dict__["_record"], name)


def tagged(response: HttpResponse, record: Any) -> None:
    """Name the version that an answer shows."""
    response.headers["ETag"] = versions.etag(record)
    response.headers["Cache-Control"] = "private, no-cache"


def version_of(request: HttpRequest) -> int:
    """The version of ``If-Match``; an edit without one could overwrite somebody else's."""
    try:
        return versions.version_of(request)
    except Refusal as refusal:
        raise VersionMissing(refusal.problems) from refusal


def version_if_given(request: HttpRequest) -> int | None:
    """For what is added and never overwritten: the version counts where it is sent."""
    return versions.version_of(request) if request.headers.get("If-Match") else None


def is_lost_race(error: Exception) -> bool:
    return isinstance(error, Refusal) and hasattr(error, "current")


# How a record is shown inside the answer to a lost race; each app says it for its own model.
_SHOWN: dict[type, Callable[[Any], dict[str, Any]]] = {}


def shown_as(model: type, make: Callable[[Any], dict[str, Any]]) -> None:
    _SHOWN[model] = make


def shown(record: Any) -> dict[str, Any]:
    make = _SHOWN.get(type(record))
    return make(record) if make else {"version": record.version}
