"""The one door to parks and to what is told of them.

What is published stands open to everybody. What offices add opens to grants that reach the park,
and obeys its secrecy. Nobody else makes a queryset of these models.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from jiedui.web.platform.accounts.capabilities import EDIT_PARKS, SEE_PARKS
from jiedui.web.platform.accounts.reach import fetch, reach
from jiedui.web.records.documents.access import covers, within
from jiedui.web.records.parks.models import MaturityMark, Park, ParkGroup, Requirement
from jiedui.web.records.programmes.models import Pair

AnyLine = TypeVar("AnyLine", bound=Model)
FIELDS: dict[str, Any] = {
    "programme": "programme__code",
    "pair": "pair__key",
    "regions": ("host_region", "home_region"),
    "park": "code",
}


def visible_parks(user: Any, capability: str = SEE_PARKS) -> QuerySet[Park]:
    """Published parks, and those within reach; with another capability only those within reach."""
    return Park.objects.filter(_within(user, capability)).select_related("pair", "programme")


def park_for(user: Any, code: str, capability: str = SEE_PARKS, *, lock: bool = False) -> Park:
    """One park and the right to use it, asked for together; else 404."""
    parks = Park.objects.select_related("pair", "programme", "parent")
    found = fetch(parks, _within(user, capability), code=code)
    if lock:
        return Park.objects.select_for_update().get(pk=found.pk)
    return found


def reaches(user: Any, park: Park, capability: str = SEE_PARKS) -> bool:
    """Whether a grant reaches the park: then its pages show what offices have added."""
    return Park.objects.filter(_reached(user, capability), pk=park.pk).exists()


def may_edit(user: Any, park: Park) -> bool:
    return reaches(user, park, EDIT_PARKS)


def may_register(user: Any, values: dict[str, Any]) -> bool:
    """Whether a park with these values would lie within reach of the person."""
    pair, programme = values.get("pair"), values.get("programme")
    return covers(
        reach(user, EDIT_PARKS),
        secrecy=values.get("secrecy", "internal"),
        programme=programme.code if programme else "",
        pair=pair.key if pair else "",
        regions=(values.get("host_region", ""), values.get("home_region", "")),
        park=values.get("code", ""),
    )


def visible_lines(
    user: Any, model: type[AnyLine], capability: str = SEE_PARKS
) -> QuerySet[AnyLine]:
    """Lines of a model that hangs on a park: areas, works, figures and all the rest."""
    found = _reached(user, capability, prefix="park__")
    if capability == SEE_PARKS:
        found |= Q(is_published=True)
    return model._default_manager.filter(found).select_related("park")


def line_for(user: Any, park: Park, model: type[AnyLine], number: int) -> AnyLine:
    """A line of a park that an office recorded and the person may change; else 404."""
    lines = visible_lines(user, model, EDIT_PARKS).filter(park=park, is_published=False)
    return fetch(lines, Q(), pk=number)


def own_group(park: Park) -> ParkGroup | None:
    """The group that an office drew up round this park, which the caller has fetched to edit."""
    return ParkGroup.objects.filter(lead=park, is_published=False).order_by("code").first()


def visible_groups(user: Any) -> QuerySet[ParkGroup]:
    lead = _reached(user, SEE_PARKS, prefix="lead__")
    return ParkGroup.objects.filter(lead | Q(is_published=True)).select_related("lead")


def visible_maturity(user: Any, capability: str = SEE_PARKS) -> QuerySet[MaturityMark]:
    """Marks of pairs within reach; a grant of a park does not reach its whole pair."""
    found = reach(user, capability).q(
        programme="pair__programme__code",
        pair="pair__key",
        regions=("pair__supporter", "pair__recipient"),
    )
    return MaturityMark.objects.filter(found).select_related("pair")


def may_mark(user: Any, pair: Pair) -> bool:
    return reach(user, EDIT_PARKS).covers(
        programme=pair.programme.code, pair=pair.key, regions=(pair.supporter, pair.recipient)
    )


def requirements(user: Any) -> QuerySet[Requirement]:
    """Conditions of the ladder, for whoever may see parks anywhere."""
    is_empty = reach(user, SEE_PARKS).is_empty
    return Requirement.objects.none() if is_empty else Requirement.objects.all()


def _within(user: Any, capability: str) -> Q:
    found = _reached(user, capability)
    return found | Q(is_published=True) if capability == SEE_PARKS else found


def _reached(user: Any, capability: str, *, prefix: str = "") -> Q:
    fields = {
        name: tuple(prefix + one for one in field) if isinstance(field, tuple) else prefix + field
        for name, field in FIELDS.items()
    }
    return within(reach(user, capability), secrecy=f"{prefix}secrecy", **fields)
