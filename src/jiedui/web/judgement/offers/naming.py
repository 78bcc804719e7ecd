"""How offers, lists and their lines are named where others show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from jiedui.web.judgement.offers.enums import Link
from jiedui.web.judgement.offers.models import DevelopmentList
from jiedui.web.platform.kit.industries import industry_said
from jiedui.web.platform.kit.places import place
from jiedui.web.records.confirmations.kinds import Concerns, ObjectKind

OFFER, LIST = "offer", "development_list"


def object_kind() -> ObjectKind:
    label = DevelopmentList._meta.verbose_name
    return ObjectKind(label=label, titles=titles, aspect=aspect, url=url, concerns=concerns)


def titles(codes: Iterable[str]) -> Mapping[str, str]:
    """Names of lists, whose matters were fetched through reach."""
    found = DevelopmentList.objects.filter(code__in=list(codes)).select_related("pair")
    return {one.code: title(one) for one in found}


def title(one: DevelopmentList) -> str:
    told = {
        "supporter": place(one.pair.supporter_name),
        "recipient": place(one.pair.recipient_name),
        "number": one.number,
    }
    return _("%(supporter)s—%(recipient)s 错位发展清单 第%(number)s版") % told


def aspect(text: str) -> Any:
    """`2761:manufacture` in words."""
    code, _colon, link = text.partition(":")
    name = Link(link).label if link in Link.values else link
    return f"{industry_said(code)} · {name}"


def url(code: str) -> str:
    try:
        return reverse("offers:list", args=[code])
    except NoReverseMatch:
        return ""


def concerns(code: str) -> Concerns:
    """Both sides of the pair, and nobody else."""
    return Concerns()
