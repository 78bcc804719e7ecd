"""Which regions and which pairs a description is of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from jiedui.analysis.structure.industry_data import IndustryData, pick
from jiedui.analysis.structure.request import StructureRequest
from jiedui.core.errors import Problem, Refusal, refuse_if_any
from jiedui.data.places import places
from jiedui.schemes.records import Programme

Codes = tuple[str, ...]


@dataclass(frozen=True)
class Scope:
    """Regions in order of code, pairs as (supporter, recipient), and all of either side."""

    regions: Codes
    pairs: tuple[tuple[str, str], ...]
    supporters: Codes
    recipients: Codes


def scope_of(
    request: StructureRequest, programme: Programme | None, own: IndustryData | None
) -> Scope:
    """What was asked for; without it what the programme holds; refuses when that is nothing.

    The two sides that are held against each other are the programme's headline groups (all
    southern against all northern cities), or those of the pairs that were named.
    """
    pairs = _pairs(request, programme, own)
    regions = _regions(request, programme, own, pairs)
    sides = _headline(programme) if not (request.regions or request.pairs) else None
    supporters, recipients = sides or _sides(pairs)
    return Scope(regions, pairs, supporters, recipients)


def _pairs(
    request: StructureRequest, programme: Programme | None, own: IndustryData | None
) -> tuple[tuple[str, str], ...]:
    if request.pairs or request.regions or programme is None:
        return request.pairs
    known = set(own.regions()) if own else None
    return tuple(
        (pair.supporter, pair.recipient)
        for pair in programme.pairs_in_force(date(request.year, 12, 31))
        if pair.supporter
        and pair.recipient
        and (known is None or {pair.supporter, pair.recipient} <= known)
    )


def _regions(
    request: StructureRequest,
    programme: Programme | None,
    own: IndustryData | None,
    pairs: tuple[tuple[str, str], ...],
) -> Codes:
    paired = tuple(code for pair in pairs for code in pair)
    if own is not None:
        pick(own.value_added, (*request.regions, *paired))
        return own.regions()
    grouped: Codes = ()
    if programme and not request.regions and "areas" in programme.groupings:
        grouped = programme.grouping().members()
    chosen = sorted({*request.regions, *grouped, *paired})
    if not chosen:
        raise Refusal(Problem("no region to describe", hint="name a programme, regions or a pair"))
    return tuple(chosen)


def fail_if_out_of_force(request: StructureRequest) -> None:
    """Refuse codes asked for by name that are not in force in the year, naming what is."""
    named = {*request.regions, *(code for pair in request.pairs for code in pair)}
    known = places()
    found = [known.problem(code, request.year) for code in sorted(named)]
    refuse_if_any(replace(one, column="region") for one in found if one is not None)


def _headline(programme: Programme | None) -> tuple[Codes, Codes] | None:
    if programme is None or len(programme.headline) != 2 or not all(programme.headline):
        return None
    one, other = (programme.group(group_id).members for group_id in programme.headline)
    return one, other


def _sides(pairs: tuple[tuple[str, str], ...]) -> tuple[Codes, Codes]:
    return tuple(sorted({one for one, _ in pairs})), tuple(sorted({other for _, other in pairs}))
