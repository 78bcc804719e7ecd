"""Roles of a region on a day. A role belongs to a pair, never to the region (B15)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from jiedui.schemes.records import Pair, Programme

Role = Literal["supporter", "recipient"]


@dataclass(frozen=True)
class RoleIn:
    """One role of one region: in which programme, in which pair, with whom."""

    programme: str
    role: Role
    partner: str
    partner_name: str
    pair: Pair


def roles(region: str, on: date, programmes: Iterable[Programme]) -> tuple[RoleIn, ...]:
    """Every role that a region has on a day, in the order of programmes and their pairs.

    徐州 is a recipient in Jiangsu until 2022-03-10 and a supporter in northern Anhui from 2021.

    >>> from jiedui.schemes.load import programmes
    >>> [(r.programme, r.role) for r in roles("320300", date(2021, 12, 31), programmes())]
    [('jiangsu-2001', 'recipient'), ('yrd-anhui-2021', 'supporter')]
    """
    return tuple(
        found
        for programme in programmes
        for pair in programme.pairs
        if pair.in_force(on)
        for found in _roles_in(pair, region, programme.id)
    )


def _roles_in(pair: Pair, region: str, programme: str) -> list[RoleIn]:
    found = []
    if region and pair.supporter == region:
        found.append(RoleIn(programme, "supporter", pair.recipient, pair.recipient_name, pair))
    if region and pair.recipient == region:
        found.append(RoleIn(programme, "recipient", pair.supporter, pair.supporter_name, pair))
    return found
