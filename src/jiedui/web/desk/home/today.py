"""What waits for a person today, as far as the grants of that person reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from jiedui.schemes import load
from jiedui.web.platform.accounts import access as accounts
from jiedui.web.platform.accounts import capabilities as can
from jiedui.web.platform.accounts.queries import Row as Account
from jiedui.web.platform.accounts.queries import stale
from jiedui.web.platform.accounts.reach import NOTHING, Reach, Scope, reach, subtree
from jiedui.web.platform.audit.models import Entry
from jiedui.web.records.confirmations.models import Snapshot
from jiedui.web.records.confirmations.queries import snapshots
from jiedui.web.records.parks.access import visible_parks
from jiedui.web.records.parks.models import Park
from jiedui.web.records.projects.access import FIELDS, visible_projects
from jiedui.web.records.projects.enums import Light, Mover
from jiedui.web.records.projects.models import Project
from jiedui.web.records.projects.queries import light_is

ROWS = 8


@dataclass(frozen=True)
class Stuck:
    """Late projects whose move is the person's: how many, and the first of them."""

    count: int
    first: tuple[Project, ...]
    doubted: int


@dataclass(frozen=True)
class ParkCounts:
    """A park with its projects within reach."""

    park: Park
    projects: int
    red: int
    yellow: int


def speaks_for_a_side(user: Any) -> bool:
    """Whether any grant lets the person confirm for one side of a pair."""
    scopes = reach(user, can.CONFIRM).scopes
    return any(scope.side or scope.kind == "region" for scope in scopes)


def stuck(user: Any, on: date) -> Stuck:
    """Red ones first, then the longest past their date; only those whose move is the person's."""
    projects = visible_projects(user, can.EDIT_PROJECTS)
    red = light_is(Light.RED, on)
    late = projects.filter(red | light_is(Light.YELLOW, on)).filter(_is_mine(user))
    first = [
        *_first(late.filter(red), ROWS),
        *_first(late.exclude(red), ROWS),
    ]
    doubted = projects.filter(open_flags__gt=0).count()
    return Stuck(late.count(), tuple(first[:ROWS]), doubted)


def _first(projects: QuerySet[Project], count: int) -> QuerySet[Project]:
    by_day = F("next_due_on").asc(nulls_last=True)
    return projects.select_related("pair", "park", "firm").order_by(by_day, "id")[:count]


def _is_mine(user: Any) -> Q:
    scopes = reach(user, can.EDIT_PROJECTS).scopes
    found = [Reach(can.EDIT_PROJECTS, (one,)).q(**FIELDS) & _moves(one) for one in scopes]
    return reduce(or_, found, NOTHING)


def _moves(scope: Scope) -> Q:
    """Whose move a grant makes one's own."""
    if scope.role == "lead_office":
        return Q(mover=Mover.LEAD_OFFICE)
    if scope.role == "park_committee":
        return Q(mover=Mover.PARK)
    if scope.kind == "pair":
        return Q(mover=scope.side) if scope.side else NOTHING
    return _moves_in(subtree(scope.key)) if scope.kind == "region" else NOTHING


def _moves_in(stem: str) -> Q:
    """The moves of the side that a region holds or lies in; of neither where it holds both."""
    ours = Q(pair__supporter__startswith=stem), Q(pair__recipient__startswith=stem)
    supporter = Q(mover=Mover.SUPPORTER) & (ours[0] | Q(home_region__startswith=stem))
    recipient = Q(mover=Mover.RECIPIENT) & (ours[1] | Q(host_region__startswith=stem))
    return (supporter | recipient) & ~(ours[0] & ours[1])


def keeps_parks(user: Any) -> bool:
    return not reach(user, can.EDIT_PARKS).of_roles("park_committee").is_empty


def parks(user: Any, on: date) -> list[ParkCounts]:
    """The parks that the person keeps, each with its projects."""
    kept = list(visible_parks(user, can.EDIT_PARKS).order_by("name", "code")[:ROWS])
    counted = (
        visible_projects(user)
        .filter(park__in=kept)
        .order_by()
        .values("park")
        .annotate(
            projects=Count("pk"),
            red=Count("pk", filter=light_is(Light.RED, on)),
            yellow=Count("pk", filter=light_is(Light.YELLOW, on)),
        )
    )
    of = {one["park"]: one for one in counted}
    zero = {"projects": 0, "red": 0, "yellow": 0}
    return [_counts(park, of.get(park.pk, zero)) for park in kept]


def _counts(park: Park, found: dict[str, int]) -> ParkCounts:
    return ParkCounts(park, found["projects"], found["red"], found["yellow"])


def evaluates(user: Any) -> bool:
    return not reach(user, can.VERIFY_STAGE).of_roles("evaluator").is_empty


def frozen(user: Any) -> list[Snapshot]:
    """Snapshots of the programmes that the person evaluates, the newest day first."""
    scopes = reach(user, can.VERIFY_STAGE).of_roles("evaluator").scopes
    named = {scope.programme or scope.key.partition(":")[0] for scope in scopes}
    programmes = load.ids() if named & {""} else tuple(sorted(named))
    found = snapshots("projects", programmes)
    return sorted(found, key=lambda one: (one.as_of, one.pk), reverse=True)


def unused(user: Any) -> list[Account]:
    """Open accounts that nobody has used for long."""
    return stale(accounts.people(user))


def latest_entry(user: Any) -> Entry | None:
    """The newest entry of the trail that the person may read."""
    return accounts.trail(user).first()
