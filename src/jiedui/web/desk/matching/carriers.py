"""Which parks of a run offers can be sent to: those on the site's register, of a pair in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from jiedui.analysis.matching.results import MatchResult, ParkLine
from jiedui.web.desk.matching import words
from jiedui.web.judgement.offers import access as offers
from jiedui.web.judgement.offers.enums import State
from jiedui.web.platform.accounts.capabilities import EDIT_PARKS, EDIT_PROJECTS
from jiedui.web.platform.accounts.reach import may
from jiedui.web.records.documents.enums import Secrecy
from jiedui.web.records.parks.access import may_register, visible_parks
from jiedui.web.records.parks.enums import Kind
from jiedui.web.records.parks.models import Park
from jiedui.web.records.programmes.models import Pair


@dataclass(frozen=True)
class Carrier:
    """A park of a run as the register has it, and whether this person may send offers of it."""

    park: Park
    pair: Pair | None
    may_send: bool


def carriers(user: Any, result: MatchResult, on: date) -> dict[str, Carrier]:
    """The parks of a run that are on the register, by their id in the run.

    A park is found by its code, or by its name where the register has given it another code. An
    office's own table may call a park as one elsewhere is called, so there the city must agree too.
    """
    lines = {line.park: line for line in result.parks}
    is_own = not words.has_shipped_parks(result)
    names = {line.name: line.park for line in result.parks}
    wanted = Q(code__in=list(lines)) | Q(name__in=list(names))
    found: dict[str, Carrier] = {}
    for park in visible_parks(user).filter(wanted).order_by("code"):
        key = park.code if park.code in lines else names[park.name]
        if is_own and not _is_in_the_city(park, lines[key]):
            continue
        if key not in found or park.code == key:
            found[key] = Carrier(park, park.pair, _may_send(user, park, on))
    return found


def _is_in_the_city(park: Park, line: ParkLine) -> bool:
    return not park.host_region or park.host_region[:4] == line.region[:4]


def _may_send(user: Any, park: Park, on: date) -> bool:
    pair = park.pair
    if pair is None or not _in_force(pair, on) or not may(user, EDIT_PROJECTS):
        return False
    return offers.may_send(user, pair=pair, park=park, secrecy=Secrecy.INTERNAL)


def _in_force(pair: Pair, on: date) -> bool:
    return pair.start <= on and (pair.end is None or pair.end > on)


def open_offers(user: Any, known: Mapping[str, Carrier]) -> dict[tuple[str, str], str]:
    """Offers that wait for an answer already, by firm and the park's id in the run."""
    ids = {one.park.pk: key for key, one in known.items()}
    found = offers.visible_offers(user).filter(park__in=list(ids), state=State.OPEN)
    rows = found.values_list("firm_key", "park_id", "code")
    return {(firm, ids[park]): code for firm, park, code in rows}


def pairs_of(line: ParkLine, programme: str, on: date) -> list[Pair]:
    """Pairs in force whose recipient holds the park, the nearest first: county, then city."""
    if not line.region:
        return []
    regions = [line.region, f"{line.region[:4]}00", f"{line.region[:2]}0000"]
    found = Pair.objects.filter(programme__code=programme, recipient__in=regions)
    in_force = [pair for pair in found.order_by("key") if _in_force(pair, on)]
    return sorted(in_force, key=lambda pair: (regions.index(pair.recipient), pair.key))


def registrable(user: Any, line: ParkLine, pairs: Iterable[Pair], *, table: str = "") -> list[Pair]:
    """The pairs for which this person may put the park on the register, its supporter's first."""
    if not may(user, EDIT_PARKS):
        return []
    told = {"code": line.park}
    found = [one for one in pairs if may_register(user, told | values(line, one, table=table))]
    return sorted(found, key=lambda one: one.supporter != line.supporter)


def values(line: ParkLine, pair: Pair, *, table: str = "") -> dict[str, Any]:
    """What the catalogue says of a park, as the register takes it.

    `table` is the file name of the office's own table where the park is from there: what an office
    brought is not made public by that.
    """
    return {
        "name": line.name,
        "kind": Kind.OTHER,
        "programme": pair.programme,
        "pair": pair,
        "host_region": line.region,
        "leading_industries": line.leading_industries,
        "source": f"自带的园区表 {table}" if table else "《中国开发区审核公告目录》(2018年版)",
        "secrecy": Secrecy.INTERNAL if table else Secrecy.PUBLIC,
    }
