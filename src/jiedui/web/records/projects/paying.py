"""Sums that were paid in, since when, of the signed projects within reach: for curves of money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import QuerySet

from jiedui.web.records.projects import columns
from jiedui.web.records.projects.enums import RANK, MoneyKind
from jiedui.web.records.projects.models import Money, Project

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, eq=False)
class Payments:
    """Signed projects in order of their numbers, and what was paid in to each.

    Days count from signing. A project without a firm on record stands for itself: its `firm` is a
    number below zero that no other project has.
    """

    promised_fen: columns.Array  # -1: not known
    followed_days: columns.Array
    firm: columns.Array
    project: columns.Array  # of each payment, a place among the projects
    days: columns.Array
    fen: columns.Array


def payments(projects: QuerySet[Project], *, on: date) -> Payments:
    """Every sum of yuan paid in until a day to the projects signed by then."""
    rows, today = columns.rows(projects), (on - EPOCH).days
    at = np.flatnonzero(rows["signed_on"] <= today)
    numbers, signed = rows["pk"][at], rows["signed_on"][at].astype(np.int64)
    kept = Money.objects.filter(kind=MoneyKind.PAID_IN, currency="CNY", is_current=True)
    found = kept.filter(on__lte=on, project__in=projects.order_by().values("pk"))
    lines = list(found.order_by("project", "number").values_list("project", "amount_minor", "on"))

    whose = np.array([line[0] for line in lines], dtype=np.int64)
    place = np.searchsorted(numbers, whose)
    known = np.zeros(len(lines), dtype=bool)
    inside = place < len(numbers)
    known[inside] = numbers[place[inside]] == whose[inside]
    fen = np.array([line[1] for line in lines], dtype=np.int64)[known]
    days = np.array([(line[2] - EPOCH).days for line in lines], dtype=np.int64)[known]
    place = place[known]
    since = np.maximum(days - signed[place], 0) if len(place) else days
    return Payments(
        rows["promised_fen"][at], today - signed, _firms(rows["firm_id"][at]), place, since, fen
    )


def firms(projects: QuerySet[Project], *, to: str, on: date) -> columns.Array:
    """Whose each project of `queries.course` is, in the same order."""
    rows, today = columns.rows(projects), (on - EPOCH).days
    landed = rows[f"{to}_on"] != columns.FAR
    used = (rows["signed_on"] <= today) & (landed | (rows["reached"] < RANK[to]))
    ended = np.minimum(rows["ended_on"], today)
    end = np.where(landed, rows[f"{to}_on"], ended)
    return _firms(rows["firm_id"][used & (end >= rows["signed_on"])])


def _firms(numbers: columns.Array) -> columns.Array:
    alone = -2 - np.arange(len(numbers))
    return np.where(numbers == columns.NONE, alone, numbers)
