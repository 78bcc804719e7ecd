"""How much was typed by hand to keep the joint record, against what stood there already.

A confirmation types nothing. Of one's own figure each cell counts that differs from what the form
was prefilled with: the earlier declaration of the same side, else that of the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from jiedui.web.platform.accounts.models import User
from jiedui.web.records.confirmations.enums import Answer, Side
from jiedui.web.records.confirmations.models import Declaration
from jiedui.web.records.confirmations.shapes import written

Cells = tuple[str, ...]
CELLS_A_MONTH = 40  # what a county types by hand at most: the burden budget


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


def by_county_and_month(*, since: datetime, before: datetime) -> dict[tuple[str, str], Burden]:
    """What was typed for each county in each month, such as `("320812", "2026-08")`.

    The recipient speaks for the county where the object lies, the supporter for the place that it
    came from; whoever holds the pen, it is that place's burden.
    """
    said = Declaration.objects.filter(said_at__gte=since, said_at__lt=before)
    found: dict[tuple[str, str], Burden] = defaultdict(Burden)
    for one in _with_before(said).select_related("matter").order_by("said_at", "id"):
        of = one.matter
        county = of.host_region if one.side == Side.RECIPIENT else of.home_region
        month = timezone.localtime(one.said_at).strftime("%Y-%m")
        found[county, month] += of_declaration(one)
    return dict(found)


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
