"""Which runs a person may see: open ones are everybody's.

A run over an office's own tables is seen by who made it, and by those whose grants reach what it
was made for: the pair (its own side alone), the region or one above it, the park, the programme.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from jiedui.web.platform.accounts.capabilities import SEE_PROJECTS
from jiedui.web.platform.accounts.reach import NOTHING, Reach, Scope, reach
from jiedui.web.records.runs.models import OwnTable, Run


@dataclass(frozen=True)
class Held:
    """For whom a run that is not open was made, in natural keys: grants reach it by these."""

    pair: str = ""
    side: str = ""
    region: str = ""
    park: str = ""

    def fields(self) -> dict[str, str]:
        """As the columns of a run."""
        return {f"held_{name}": value for name, value in vars(self).items()}


def visible_runs(user: Any) -> QuerySet[Run]:
    """Open runs, and those within a person's reach; `None` reads what is open."""
    return Run.objects.filter(_within(user))


def run_for(user: Any, fingerprint: str) -> Run:
    """One run; `Run.DoesNotExist` where there is none or it is out of reach."""
    return visible_runs(user).get(fingerprint=fingerprint)


def run_reached(fingerprint: str) -> Run:
    """A run that the caller has within reach already, such as one it was handed."""
    return Run.objects.get(fingerprint=fingerprint)


def own_tables(run: Run) -> list[OwnTable]:
    """The tables that were brought for a run within reach, without their bytes."""
    return list(run.own_tables.select_related("content").defer("content__data"))


def names_of_own_tables(runs: Sequence[Run]) -> dict[int, list[str]]:
    """The files that were brought for each of these runs, which are within reach, by run."""
    found: dict[int, list[str]] = {}
    for run, name in OwnTable.objects.filter(run__in=runs).values_list("run_id", "name"):
        found.setdefault(run, []).append(name)
    return found


def reached(user: Any, keys: Sequence[str]) -> list[str]:
    """Which of these runs a person may see: for the trail."""
    found = visible_runs(user).filter(fingerprint__in=keys)
    return list(found.values_list("fingerprint", flat=True))


def _within(user: Any) -> Q:
    is_open = Q(is_open=True)
    if user is None or not user.is_authenticated or not user.is_active:
        return is_open
    own = Q(created_by=user.get_username())
    return is_open | own | Q(is_open=False) & _held_within(reach(user, SEE_PROJECTS))


def _held_within(reached: Reach) -> Q:
    wide = reached.of_kinds("all", "region", "park")
    found = wide.q(programme="scheme", regions=("held_region",), park="held_park")
    return reduce(or_, (_of_pair(one) for one in reached.of_kinds("pair").scopes), found)


def _of_pair(scope: Scope) -> Q:
    """A grant for one side of a pair does not open what the other side brought."""
    if not scope.key:
        return NOTHING
    sides = Q(held_side__in=("", scope.side)) if scope.side else Q()
    programme = Q(scheme=scope.programme) if scope.programme else Q()
    return Q(held_pair=scope.key) & sides & programme
