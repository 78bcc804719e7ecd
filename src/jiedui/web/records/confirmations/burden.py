"""How much was typed by hand to keep the joint record, against what stood there already.

A confirmation types nothing. Of one's own figure each cell counts that differs from what the form
was prefilled with: the earlier declaration of the same side, else that of the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from jiedui.web.platform.accounts.models import User
from jiedui.web.records.confirmations.enums import Answer
from jiedui.web.records.confirmations.models import Declaration
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
    said = Declaration.objects.filter(
        said_by__in=[person.pk for person in people], said_at__gte=since, said_at__lt=before
    )
    return sum((of_declaration(one) for one in _with_before(said)), Burden())


def of_declaration(declaration: Declaration) -> Burden:
    """The cells of one declaration: its figure, the day of a sum of money, its definition."""
    cells = _cells(declaration)
    if declaration.answer == Answer.CONFIRMED:
        return Burden(0, len(cells))
    start = declaration.replaces or declaration.about
    known = _cells(start) if start else ()
    typed = sum(cell not in known for cell in cells)
    return Burden(typed, len(cells) - typed)


def _cells(declaration: Declaration) -> Cells:
    shown = written(declaration.value, declaration.unit)
    return tuple(cell for cell in (shown.text, shown.day, declaration.definition) if cell)


def _with_before(said: QuerySet[Declaration]) -> QuerySet[Declaration]:
    return said.select_related("replaces", "about")
