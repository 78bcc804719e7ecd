"""The stages of a project as data, and when a project reached them."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from jiedui.core.errors import Problem, Refusal
from jiedui.core.rules import Clause, Force, Rule

Precision = Literal["day", "month", "quarter", "year"]
Mover = Literal["finder", "firm", "host"]
PRECISIONS: tuple[Precision, ...] = ("day", "month", "quarter", "year")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Stage:
    """One stage (阶段) of a project, or an end (`is_end`: terminated, transferred).

    Attributes
    ----------
    order
        Position on the way, from 1; every end has the order after the last step.
    needs
        Stages that a project must have reached before this one.
    may_precede
        Earlier stages that may be dated after this one all the same: a firm that exists already
        is registered before it signs.
    evidence, third_party
        Kinds of evidence that show the stage; those of `third_party` come from neither side.
    mover
        Who takes the step: the one who found the lead, the firm, or the host region and its park.
    usual_months
        Months after the stage before it that a text names; None where no text names any, so that
        the usual pace is measured on peers instead.
    """

    code: str
    name_zh: str
    name_en: str
    order: int
    is_end: bool
    needs: tuple[str, ...]
    may_precede: tuple[str, ...]
    evidence: tuple[str, ...]
    third_party: tuple[str, ...]
    mover: Mover
    usual_months: float | None
    force: Force
    clause: Clause


@dataclass(frozen=True)
class EvidenceKind:
    """A kind of evidence (佐证) with its names."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Stages:
    """The stages of a programme in order, its ends, and the rules on delay."""

    id: str
    stages: tuple[Stage, ...]
    evidence_kinds: Mapping[str, EvidenceKind]
    rules: tuple[Rule, ...] = ()

    @cached_property
    def steps(self) -> tuple[Stage, ...]:
        """The stages on the way, in order, without the ends."""
        return tuple(stage for stage in self.stages if not stage.is_end)

    @cached_property
    def ends(self) -> tuple[Stage, ...]:
        return tuple(stage for stage in self.stages if stage.is_end)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(stage.code for stage in self.stages)

    @cached_property
    def _by_code(self) -> dict[str, Stage]:
        return {stage.code: stage for stage in self.stages}

    def stage(self, code: str) -> Stage:
        """The stage of a code; refused with the codes there are."""
        if code in self._by_code:
            return self._by_code[code]
        hint = f"use one of {', '.join(self.codes)}"
        raise Refusal(Problem("no such stage", column="stage", value=code, hint=hint))

    def rule(self, kind: str, on: date) -> Rule | None:
        """The rule of a kind in force on a day, the last written; None where there is none."""
        found = [rule for rule in self.rules if rule.kind == kind and rule.in_force(on)]
        return found[-1] if found else None


@dataclass(frozen=True)
class Dated:
    """A day as exact as it is known: it lies in `[first, last]`, both included.

    >>> Dated.of(date(2023, 5, 17), "quarter")
    Dated(first=datetime.date(2023, 4, 1), last=datetime.date(2023, 6, 30))
    """

    first: date
    last: date

    @classmethod
    def of(cls, day: date, precision: Precision = "day") -> Dated:
        """The interval of a date known to the day, month, quarter or year that holds it."""
        if precision == "day":
            return cls(day, day)
        if precision not in _MONTHS:
            hint = f"use one of {', '.join(PRECISIONS)}"
            raise Refusal(
                Problem("no such precision", column="precision", value=precision, hint=hint)
            )
        months = _MONTHS[precision]
        start = (day.month - 1) // months * months + 1
        end = start + months - 1
        last = date(day.year, end, calendar.monthrange(day.year, end)[1])
        return cls(date(day.year, start, 1), last)

    @property
    def is_exact(self) -> bool:
        return self.first == self.last

    def surely_before(self, other: Dated) -> bool:
        """Whether every day of this lies before every day of `other`."""
        return self.last < other.first


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last of that month where it has no such day.

    >>> add_months(date(2023, 1, 31), 1), add_months(date(2023, 11, 30), 12)
    (datetime.date(2023, 2, 28), datetime.date(2024, 11, 30))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, length))


def whole_months(start: date, end: date) -> int:
    """Whole months from `start` to `end`, below zero where `end` is earlier.

    >>> whole_months(date(2023, 1, 31), date(2023, 2, 28))
    1
    >>> whole_months(date(2023, 1, 15), date(2024, 1, 14))
    11
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1
