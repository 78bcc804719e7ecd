"""Kinds whose rows go through the usual actions, one by one."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from django.db import transaction
from django.http import Http404

from jiedui.core.errors import Problem, Refusal
from jiedui.files.cells import clean
from jiedui.files.parsing import Parsed
from jiedui.files.records import Chunk
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.transfer.kinds import Intake, Tally

Fate = Literal["new", "changed", "same"]
Row = Mapping[str, Any]
Ready = list[tuple[int, dict[str, Any]]]
TOLD_CHANGES = 200


def is_same_text(one: Any, other: Any) -> bool:
    """Whether two texts differ in nothing but full-width forms and white space.

    >>> is_same_text("甲（苏州）公司", "甲(苏州) 公司 "), is_same_text("", None)
    (False, True)
    """
    return plain_text(one) == plain_text(other)


def plain_text(text: Any) -> str:
    """A text as it comes back out of a file."""
    return " ".join(clean(str(text or "")).split())


def refused(reason: str, *, column: str = "", value: Any = "", hint: str = "") -> Refusal:
    """A fault of a row; its line is put in by the intake."""
    return Refusal(Problem(reason, column=column, value=str(value), hint=hint))


class RowIntake(Intake):
    """Rows that are taken in by `take`, first as a rehearsal, then in earnest."""

    is_rehearsed = True
    names: tuple[str, ...]

    def __init__(self, by: User, file: Parsed):
        self.by, self.file = by, file
        self.counts: dict[Fate, int] = {"new": 0, "changed": 0, "same": 0}
        self.changes: list[str] = []
        self.lines: dict[Any, int] = {}

    @abstractmethod
    def key(self, row: Row) -> Any:
        """What the row is of: a second row of the same is refused. None where it may repeat."""

    @abstractmethod
    def take(self, row: Row, paper: str) -> tuple[Fate, str]:
        """Do what the row says; `paper` names its file and line. What changed comes back in words.

        Raises
        ------
        Refusal, Http404
            The row is wrong, or speaks of what is not within reach.
        """

    def check(self, chunk: Chunk) -> tuple[Ready, list[Problem]]:
        ready: Ready = []
        problems: list[Problem] = []
        for line, values in zip(chunk.lines, chunk.rows(self.names), strict=True):
            row = dict(zip(self.names, values, strict=True))
            try:
                self._fail_if_again(row, line)
                with transaction.atomic():
                    fate, words = self.take(row, self.paper(line))
            except (Refusal, Http404) as fault:
                problems += self._placed(fault, line, row)
                continue
            self.counts[fate] += 1
            if fate == "changed" and len(self.changes) < TOLD_CHANGES:
                self.changes.append(words)
            if fate != "same":
                ready.append((line, row))
        return ready, problems

    def write(self, ready: Ready) -> None:
        for line, row in ready:
            try:
                self.take(row, self.paper(line))
            except (Refusal, Http404) as fault:
                raise Refusal(self._placed(fault, line, row)) from fault

    def tally(self) -> Tally:
        return Tally(**self.counts, changes=tuple(self.changes))

    def paper(self, line: int) -> str:
        """What stands as the reason or the evidence of what the row says."""
        return f"{self.file.file}:{line}"[-120:]

    def _fail_if_again(self, row: Row, line: int) -> None:
        key = self.key(row)
        first = line if key is None else self.lines.setdefault(key, line)
        if first != line:
            reason, hint = f"the same stands on line {first} already", "leave one of the two rows"
            column = self._first(row)
            raise refused(reason, column=column, value=row[column], hint=hint)

    def _placed(self, fault: Refusal | Http404, line: int, row: Row) -> list[Problem]:
        if isinstance(fault, Http404):
            column = self._first(row)
            hint = "it is not on record, or not of your own pair, region or park"
            reason = "is not within your reach"
            fault = refused(reason, column=column, value=row[column] or "", hint=hint)
        return [self._problem(one, line, one.column or self._first(row)) for one in fault.problems]

    def _first(self, row: Row) -> str:
        """The column that a fault of the whole row stands at."""
        return next((name for name in self.names if row[name] is not None), self.names[0])

    def _problem(self, one: Problem, line: int, column: str) -> Problem:
        header = self.file.headers.get(column, column)
        return replace(one, file=self.file.file, sheet=self.file.sheet, line=line, column=header)
