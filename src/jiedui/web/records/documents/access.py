"""The one door to documents; other records use its filter for what is closely held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from jiedui.web.platform.accounts.capabilities import SEE_DOCUMENTS
from jiedui.web.platform.accounts.reach import NOTHING, Reach, fetch, reach
from jiedui.web.records.documents.enums import CLOSELY_HELD, Secrecy
from jiedui.web.records.documents.models import Document, Evidence
from jiedui.web.records.programmes.models import Pair

FIELDS = {
    "programme": "programme",
    "pair": "pair",
    "regions": ("region", "home_region"),
    "park": "park",
    "organisation": "organisation",
}


def within(reached: Reach, *, secrecy: str = "secrecy", **fields: Any) -> Q:
    """`Reach.q` that obeys a secrecy level.

    What is closely held opens only to a grant that names its pair, park or organisation, and to
    the lead office: not to a grant over a region or over everything.
    """
    closely_held = Q(**{f"{secrecy}__in": CLOSELY_HELD})
    return reached.q(**fields) & ~closely_held | closest(reached).q(**fields)


def closest(reached: Reach) -> Reach:
    """The grants that open what is closely held."""
    return reached.of_kinds("pair", "park", "organisation") | reached.of_roles("lead_office")


def covers(reached: Reach, *, secrecy: str, **values: Any) -> bool:
    """`Reach.covers` that obeys a secrecy level: for things not yet in the store."""
    near = closest(reached) if secrecy in CLOSELY_HELD else reached
    return near.covers(**values)


def sides_of_pair(key: str) -> tuple[str, ...]:
    """The codes of both sides of a pair: whoever has a side within reach has its documents."""
    found = Pair.objects.filter(key=key).values_list("supporter", "recipient").first()
    return tuple(code for code in found or () if code)


def visible_documents(user: Any, capability: str = SEE_DOCUMENTS) -> QuerySet[Document]:
    return Document.objects.filter(_within(user, capability))


def document_for(user: Any, key: str, capability: str = SEE_DOCUMENTS) -> Document:
    """One document and the right to use it, asked for together; else 404."""
    return fetch(Document.objects.all(), _within(user, capability), key=key)


def reached(user: Any, keys: Sequence[str]) -> list[str]:
    """Which of these documents a person may see: for the trail."""
    return list(visible_documents(user).filter(key__in=keys).values_list("key", flat=True))


def visible_evidence(
    user: Any, *, kind: str, keys: Sequence[str], capability: str = SEE_DOCUMENTS
) -> QuerySet[Evidence]:
    """What stands as evidence for objects, as far as its documents are within reach."""
    return Evidence.objects.filter(
        object_kind=kind, object_key__in=keys, document__in=visible_documents(user, capability)
    ).select_related("document", "added_by")


def _of_a_side(reached: Reach) -> Q:
    """A grant over the region of a side reaches what is not closely held of its pairs."""
    regional = reached.of_kinds("region")
    if regional.is_empty:
        return NOTHING
    side = regional.q(programme="programme__code", pair="key", regions=("supporter", "recipient"))
    pairs = Pair.objects.filter(side).values("key")
    return Q(pair__in=pairs) & ~Q(secrecy__in=CLOSELY_HELD)


def _within(user: Any, capability: str) -> Q:
    """公开 is open to everybody who may see documents anywhere."""
    reached = reach(user, capability)
    found = within(reached, **FIELDS) | _of_a_side(reached)
    is_open = capability == SEE_DOCUMENTS and not reached.is_empty
    return found | Q(secrecy=Secrecy.PUBLIC) if is_open else found
