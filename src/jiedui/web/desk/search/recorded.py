"""Searching records of offices: projects, firms, parks, offers, documents, each by its own door."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from jiedui.web.desk.search.hits import MOST_IN_A_KIND, Hit
from jiedui.web.judgement.offers.access import visible_offers
from jiedui.web.platform.kit.places import place
from jiedui.web.records.documents.access import visible_documents
from jiedui.web.records.parks.access import visible_parks
from jiedui.web.records.projects.access import visible_projects

Found = tuple[str, str, tuple[Hit, ...], int]


def found(wanted: Sequence[str], user: Any) -> Iterator[Found]:
    """What of each kind holds every word, as far as the person may see it."""
    projects = visible_projects(user)
    parks = visible_parks(user)
    papers = visible_documents(user)
    named = _narrowed(projects, ("search",), wanted).order_by("code")
    of_firms = _narrowed(projects, ("firm__name", "firm__credit_code"), wanted)
    yield _kind("projects", _("项目"), named.select_related("pair"), _project)
    firms = of_firms.order_by("firm__name").values_list("firm__name", flat=True).distinct()
    yield _kind("firms", _("企业"), firms, _firm)
    own = _narrowed(parks, ("name", "code", "host_name", "home_name"), wanted)
    yield _kind("parks", _("园区"), own.order_by("code"), _park)
    titled = _narrowed(papers, ("title", "number", "original_name"), wanted)
    offered = _narrowed(visible_offers(user), ("firm_name", "code", "park__name"), wanted)
    yield _kind("offers", _("邀约"), offered.order_by("code"), _offer)
    yield _kind("documents", _("文件"), titled.order_by("key"), _document)


def _narrowed(rows: QuerySet[Any], names: Sequence[str], wanted: Sequence[str]) -> QuerySet[Any]:
    """Rows that hold each word in one of their columns; two Chinese characters are a word."""
    for word in wanted[:5]:
        holds = Q()
        for name in names:
            holds |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(holds)
    return rows


def _kind(name: str, title: str, rows: QuerySet[Any], hit: Any) -> Found:
    shown = list(rows[: MOST_IN_A_KIND + 1])
    more = rows.count() - MOST_IN_A_KIND if len(shown) > MOST_IN_A_KIND else 0
    return name, title, tuple(hit(one) for one in shown[:MOST_IN_A_KIND]), more


def _project(one: Any) -> Hit:
    pair = f"{place(one.pair.supporter_name)} → {place(one.pair.recipient_name)}"
    detail = f"{one.code} · {one.get_stage_display()} · {pair}"
    return Hit(reverse("projects:project", args=[one.code]), one.name, detail)


def _firm(name: str) -> Hit:
    """A firm has no page of its own: its projects are listed."""
    return Hit(f"{reverse('projects:index')}?{urlencode({'q': name})}", name)


def _park(one: Any) -> Hit:
    detail = f"{one.get_kind_display()} · {place(one.host_name)}" if one.host_name else one.code
    return Hit(reverse("parks:park", args=[one.code]), one.name, detail)


def _offer(one: Any) -> Hit:
    detail = f"{one.code} · {one.park.name}"
    return Hit(reverse("offers:offer", args=[one.code]), one.firm_name, detail)


def _document(one: Any) -> Hit:
    detail = " · ".join(part for part in (one.number, str(one.get_secrecy_display())) if part)
    return Hit(reverse("confirm:download", args=[one.key]), one.title, detail)
