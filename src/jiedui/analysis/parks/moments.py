"""A date as exactly as it is known: the days between which it lies."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from jiedui.core.errors import Problem, Refusal

MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Moment:
    """A day that is known to lie from `first` to `last`, both included."""

    first: date
    last: date

    def surely_before(self, other: Moment) -> bool:
        """Whether it lies before the other, wherever within both they fall."""
        return self.last < other.first

    def surely_not_after(self, other: Moment) -> bool:
        return self.last <= other.first


def moment(day: date, precision: str = "day") -> Moment:
    """The days that a date of some precision may mean.

    >>> moment(date(2020, 5, 17), "quarter")
    Moment(first=datetime.date(2020, 4, 1), last=datetime.date(2020, 6, 30))
    """
    if precision == "day":
        return Moment(day, day)
    if precision not in MONTHS:
        hint = f"choose day, {', '.join(MONTHS)}"
        raise Refusal(Problem("no such precision of a date", value=precision, hint=hint))
    length = MONTHS[precision]
    begins = (day.month - 1) // length * length + 1
    ends = begins + length - 1
    return Moment(date(day.year, begins, 1), date(day.year, ends, monthrange(day.year, ends)[1]))
