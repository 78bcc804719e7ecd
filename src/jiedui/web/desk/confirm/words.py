"""How matters are named and said on the pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from jiedui.web.platform.kit.places import place
from jiedui.web.records.confirmations import kinds
from jiedui.web.records.confirmations.enums import CONFIRMED, Awaits, Side
from jiedui.web.records.confirmations.models import Declaration, Dispute, Matter
from jiedui.web.records.confirmations.shapes import shown
from jiedui.web.records.confirmations.standing import Spoken
from jiedui.web.records.programmes.models import Pair


@dataclass(frozen=True)
class Named:
    """A matter in words: its object, what is spoken of, the object's own page."""

    matter: Matter
    title: str
    aspect: str
    kind: str
    url: str


def named(matters: Iterable[Matter]) -> dict[int, Named]:
    """Matters in words by number; each kind of object is asked for its names once."""
    known = list(matters)
    titles: dict[tuple[str, str], str] = {}
    for kind in sorted({matter.object_kind for matter in known}):
        keys = sorted({matter.object_key for matter in known if matter.object_kind == kind})
        for key, title in kinds.described(kind).titles(keys).items():
            titles[kind, key] = title
    return {matter.pk: _named(matter, titles) for matter in known}


def _named(matter: Matter, titles: dict[tuple[str, str], str]) -> Named:
    kind = kinds.described(matter.object_kind)
    return Named(
        matter,
        titles.get((matter.object_kind, matter.object_key), matter.object_key),
        str(kind.aspect(matter.aspect)),
        str(kind.label),
        kind.url(matter.object_key),
    )


def pair_name(pair: Pair) -> str:
    return f"{place(pair.supporter_name)} → {place(pair.recipient_name)}"


def side_name(pair: Pair, side: str) -> str:
    """A side by its place: 苏州市（帮扶方）."""
    name = pair.supporter_name if side == Side.SUPPORTER else pair.recipient_name
    return _("%(place)s（%(role)s）") % {"place": place(name), "role": Side(side).label}


def said(declaration: Declaration | None) -> str:
    return shown(declaration.value, declaration.unit) if declaration else ""


def ruled(dispute: Dispute) -> str:
    return shown(dispute.ruled_value, dispute.ruled_unit)


def valid(found: Spoken) -> str:
    """The figure that both sides stand for, by agreement or ruling; empty where there is none."""
    if found.ruling:
        return ruled(found.ruling)
    return said(found.supporter) if found.standing in CONFIRMED else ""


def move(matter: Matter, dispute: Dispute | None) -> str:
    """Whose move it is, in a few words."""
    if matter.awaits == Awaits.ARBITRATOR and dispute is not None:
        return dispute.arbitrator.shown_name
    if matter.awaits in Side.values:
        return side_name(matter.pair, matter.awaits)
    return ""


def person(user: Any) -> str:
    return str(user.shown_name) if user is not None else ""
