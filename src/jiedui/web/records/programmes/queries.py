"""Reading programmes, pairs and groups."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from jiedui.web.records.programmes.models import Pair, Programme


def programmes() -> QuerySet[Programme]:
    return Programme.objects.order_by("-start", "code")


def programme(code: str) -> Programme:
    """One programme; `Programme.DoesNotExist` if there is none."""
    return Programme.objects.get(code=code)


def pairs_of_programme(record: Programme, *, on: date | None = None) -> QuerySet[Pair]:
    """Its pairs, all of them or those in force on a day (end excluded)."""
    pairs = Pair.objects.filter(programme=record)
    return pairs if on is None else pairs.filter(_in_force(on))


def pairs_of_region(region: str) -> QuerySet[Pair]:
    """Every pair of a region, in either role, of any programme and time."""
    mine = Q(supporter=region) | Q(recipient=region)
    return (
        Pair.objects.filter(mine).select_related("programme").order_by("start", "programme", "id")
    )


def _in_force(on: date) -> Q:
    return Q(start__lte=on) & (Q(end__isnull=True) | Q(end__gt=on))
