"""A day in a cell, and how exactly it is known."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal

from jiedui.core.errors import Problem
from jiedui.files.cells import clean, shown

Precision = Literal["day", "month", "quarter", "year"]
Moment = tuple[date, Precision]

_DAY = re.compile(
    r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?|(\d{2})(\d{2}))"
)
_MONTH = re.compile(r"(\d{4})(?:[-/.](\d{1,2})|年(\d{1,2})月(?:份)?)")
_QUARTER = re.compile(r"(\d{4})(?:年|-|/|\.)?(?:Q([1-4])|第?([1-4一二三四])季度?)", re.IGNORECASE)
_YEAR = re.compile(r"(\d{4})年?")
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
_HINT = "write 2023-05-30, or 2023-05, 2023Q2, 2023 where only that is known"
# Days since 1899-12-30, as a workbook keeps a date whose cell lost its format.
_SERIAL = re.compile(r"[34]\d{4}")
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)


def moment(text: str) -> Moment | Problem | None:
    """The first day of what the cell says and its precision; None if it says nothing.

    >>> moment("２０２３年５月３０日"), moment("2023Q2")
    ((datetime.date(2023, 5, 30), 'day'), (datetime.date(2023, 4, 1), 'quarter'))
    >>> moment("2023年5月"), moment("2023"), moment(" ")
    ((datetime.date(2023, 5, 1), 'month'), (datetime.date(2023, 1, 1), 'year'), None)
    >>> moment("2023-02-30").reason, moment("soon").reason, moment("45076").hint
    ('there is no such day', 'not a date', 'write 2023-05-30 if it is so')
    """
    said = re.sub(r"T?00:00(:00)?$", "", "".join(clean(text).split()))
    if said in ("", "-", "—", "/"):
        return None
    if found := _DAY.fullmatch(said):
        year, *rest = (part for part in found.groups() if part)
        return _made(text, "day", int(year), int(rest[0]), int(rest[1]))
    if found := _MONTH.fullmatch(said):
        return _made(text, "month", int(found[1]), int(found[2] or found[3]), 1)
    if found := _QUARTER.fullmatch(said):
        number = found[2] or found[3]
        quarter = _QUARTERS.get(number) or int(number)
        return _made(text, "quarter", int(found[1]), 3 * quarter - 2, 1)
    if _SERIAL.fullmatch(said):
        meant = date(1899, 12, 30) + timedelta(days=int(said))
        return Problem("a number, not a date", value=shown(text), hint=f"write {meant} if it is so")
    if found := _YEAR.fullmatch(said):
        return _made(text, "year", int(found[1]), 1, 1)
    return Problem("not a date", value=shown(text), hint=_HINT)


def _made(text: str, precision: Precision, year: int, month: int, day: int) -> Moment | Problem:
    try:
        made = date(year, month, day)
    except ValueError:
        return Problem("there is no such day", value=shown(text), hint=_HINT)
    if not EARLIEST <= made <= LATEST:
        return Problem("not a date from 1900 to 2100", value=shown(text), hint=_HINT)
    return made, precision
