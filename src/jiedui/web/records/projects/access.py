"""Which projects a person may see and change. Nobody else makes a queryset of projects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from jiedui.web.platform.accounts.capabilities import SEE_PROJECTS
from jiedui.web.platform.accounts.reach import fetch, reach, scopes_of
from jiedui.web.records.documents.access import within
from jiedui.web.records.projects.models import Firm, Project

FIELDS: dict[str, Any] = {
    "programme": "programme",
    "pair": "pair__key",
    "regions": ("host_region", "home_region"),
    "park": "park__code",
    "organisation": "firm__credit_code",
}


def visible_projects(user: Any, capability: str = SEE_PROJECTS) -> QuerySet[Project]:
    """The projects within a person's reach; a sealed lead is seen by its finder alone."""
    return Project.objects.filter(_within(user, capability))


def project_for(
    user: Any, code: str, capability: str = SEE_PROJECTS, *, lock: bool = False
) -> Project:
    """One project and the permission for it, together; out of reach it is not there."""
    projects = Project.objects.select_related("pair", "park", "firm")
    found = fetch(projects, _within(user, capability), code=code)
    if lock:
        # A row lock takes no outer joins on PostgreSQL; on SQLite the transaction is the lock.
        return Project.objects.select_for_update().get(pk=found.pk)
    return found


def visible_firms(user: Any, capability: str = SEE_PROJECTS) -> QuerySet[Firm]:
    """Firms of projects within reach, one's own organisation, and firms without any project."""
    reached = reach(user, capability)
    if reached.is_empty:
        return Firm.objects.none()
    projects = visible_projects(user, capability).filter(firm__isnull=False)
    found = reached.q(organisation="credit_code") | Q(pk__in=projects.values("firm"))
    return Firm.objects.filter(found | Q(projects__isnull=True)).distinct()


def may_see(user: Any, codes: Sequence[str], capability: str = SEE_PROJECTS) -> frozenset[str]:
    """Which of these projects are within reach: for pages that name projects of others."""
    found = visible_projects(user, capability).filter(code__in=codes)
    return frozenset(found.values_list("code", flat=True))


def reached_firms(user: Any, keys: Sequence[str]) -> list[str]:
    """Which of these credit codes are of firms within reach: for the trail."""
    found = visible_firms(user).filter(credit_code__in=keys)
    return list(found.values_list("credit_code", flat=True))


def on_record(codes: list[str]) -> dict[str, Project]:
    """Projects of these codes whoever may see them: a code is unique for all.

    For the import alone, which asks `may_see` before it says more than that a code is taken.
    """
    found = Project.objects.select_related("firm").filter(code__in=codes)
    return {project.code: project for project in found}


def finder_keys(user: Any) -> tuple[str, ...]:
    """What a person finds leads as: an organisation, a park, a region or the region of a side."""
    keys = set()
    for scope in scopes_of(user):
        if scope.kind in ("region", "park", "organisation"):
            keys.add(scope.key)
        if scope.kind == "pair" and scope.side:
            keys.add(side_code(scope.key, scope.side))
    return tuple(sorted(keys - {""}))


def side_code(pair_key: str, side: str) -> str:
    """The code or name of a side, from the key of a pair.

    >>> side_code("jiangsu-2022:320500-321300", "recipient")
    '321300'
    """
    supporter, _, recipient = pair_key.partition(":")[2].partition("-")
    return supporter if side == "supporter" else recipient


def first_finder(*, firm: str, credit_code: str = "") -> str:
    """Who reported a firm first and still holds the lead, whoever may see it; "" where nobody.

    For what makes a lead by itself: it asks before it takes a firm from who found it (首报首谈).
    """
    by_code, by_name = Q(firm__credit_code=credit_code), Q(firm__name=firm)
    of_firm = by_code if credit_code else by_name & Q(firm__credit_code__isnull=True)
    held = Project.objects.filter(of_firm, is_sealed=True).order_by("found_at", "pk")
    return held.values_list("finder", flat=True).first() or ""


def _within(user: Any, capability: str) -> Q:
    wide = reach(user, capability)
    office = wide.of_roles("lead_office").q(**FIELDS)
    open_lead = Q(is_sealed=False) | Q(finder__in=finder_keys(user)) | office
    return within(wide, **FIELDS) & open_lead
