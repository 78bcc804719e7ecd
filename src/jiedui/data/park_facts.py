"""Published figures of parks with what their words say: nature, currency, certainty, period."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiedui.catalog.park_indicators import CUMULATIVE, ParkIndicator, printed_indicator
from jiedui.data import table
from jiedui.data.parks import parks

SHARES = "cobuilt_park_shares"
APPROVALS = "cobuilt_park_approvals"
FACTS = "cobuilt_park_facts"
_MARK = re.compile(r"[((](超|余|累计|左右|不足)[))]$")
_CERTAINTY = {"超": "over", "余": "over", "左右": "about", "不足": "under"}
_SPAN = re.compile(r"^(\d{4})-(\d{4})")
_YEAR = re.compile(r"^(至?)(\d{4})(上半年)?$")


@dataclass(frozen=True)
class PublishedFact:
    """A row of the table as read. Dates are None where the period is not one that can be dated."""

    subject: str
    indicator: ParkIndicator
    printed_as: str
    value: float
    unit: str
    nature: str
    period: str
    start: date | None
    end: date | None
    currency: str
    certainty: str
    source: str


def published_facts() -> tuple[PublishedFact, ...]:
    """Every figure of parks; rows on other subjects (the province's gap) are left to `gaps`."""
    rows = table(FACTS).to_dict(orient="records")
    return tuple(fact for row in rows if (fact := _fact(row)) is not None)


def part_of(subject: str) -> tuple[str, ...]:
    """The published totals that a subject is surely a part of.

    A co-built park is a part of all of Jiangsu's; one in Suqian is of Suqian's six as well.

    >>> part_of("苏州宿迁工业园区")
    ('宿迁6个共建园区合计', '江苏南北共建园区合计')
    """
    whole, six = "江苏南北共建园区合计", "宿迁6个共建园区合计"
    recipients = {park.name: park.recipient for park in parks()}
    if subject in recipients:
        return (six, whole) if recipients[subject].startswith("3213") else (whole,)
    return (whole,) if "合计" in subject and subject != whole else ()


def _fact(row: Mapping[Any, Any]) -> PublishedFact | None:
    printed = str(row["metric"])
    mark = _MARK.search(printed)
    words = _MARK.sub("", printed)
    indicator = printed_indicator(words)
    if indicator is None:
        return None
    said = mark.group(1) if mark else ""
    is_sum = CUMULATIVE in (words[:2], said)
    start, end = _dates(str(row["period"]))
    return PublishedFact(
        subject=str(row["subject"]),
        indicator=indicator,
        printed_as=printed,
        value=float(row["value"]),
        unit=str(row["unit"]),
        nature=_nature(indicator.nature, is_sum=is_sum, is_dated=end is not None),
        period=str(row["period"]),
        start=start,
        end=end,
        currency=_currency(str(row["unit"])),
        certainty=_CERTAINTY.get(said, "exact"),
        source=str(row["source"]),
    )


def _nature(usual: str, *, is_sum: bool, is_dated: bool) -> str:
    """A flow whose period is not said might be a year's or all years': that is left unstated."""
    if is_sum:
        return "cumulative"
    return usual if is_dated or usual != "flow" else "unstated"


def _currency(unit: str) -> str:
    if unit.endswith("美元"):
        return "USD"
    return "CNY" if unit.endswith("元") else ""


def _dates(period: str) -> tuple[date | None, date | None]:
    span, year = _SPAN.match(period), _YEAR.match(period)
    if span:
        return date(int(span[1]), 1, 1), date(int(span[2]), 12, 31)
    if year is None:
        return None, None
    last = 6 if year[3] else 12
    end = date(int(year[2]), last, monthrange(int(year[2]), last)[1])
    return (None if year[1] else date(int(year[2]), 1, 1)), end
