"""How much was typed by hand to keep the joint record, against what stood there already.

A confirmation types nothing. Of one's own figure each cell counts that differs from what the form
was prefilled with: the earlier statement of the same side, else that of the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from jiedui.web.platform.accounts.models import User
from jiedui.web.records.confirmations.enums import Answer
from jiedui.web.records.confirmations.models import Statement
from jiedui.web.records.confirmations.shapes import written

Cells = tuple[str, ...]


@dataclass(frozen=True)
class Burden:
    """Cells typed by hand and cells that were prefilled."""

    typed: int = 0
    prefilled: int = 0

    def __add__(self, other: Burden) -> Burden:
        return Burden(self.typed + other.typed, self.prefilled + other.prefilled)


def of_people(people: Iterable[User], *, since: datetime, before: datetime) -> Burden:
    """What these people typed of joint matters from one moment to another, end excluded."""
    said = Statement.objects.filter(
        said_by__in=[person.pk for person in people], said_at__gte=since, said_at__lt=before
    )
    return sum((of_statement(one) for one in _with_before(said)), Burden())


def of_statement(statement: Statement) -> Burden:
    """The cells of one statement: its figure, the day of a sum of money, its definition."""
    cells = _cells(statement)
    if statement.answer == Answer.CONFIRMED:
        return Burden(0, len(cells))
    start = statement.replaces or statement.about
    known = _cells(start) if start else ()
    typed = sum(cell not in known for cell in cells)
    return Burden(typed, len(cells) - typed)


def _cells(statement: Statement) -> Cells:
    shown = written(statement.value, statement.unit)
    return tuple(cell for cell in (shown.text, shown.day, statement.definition) if cell)


def _with_before(said: QuerySet[Statement]) -> QuerySet[Statement]:
    return said.select_related("replaces", "about")
