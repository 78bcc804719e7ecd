"""What the page of a pair asks: both sides' figures, the clock, structure, stored scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from jiedui.analysis.pairing import MonitoredPair, PairingResult
from jiedui.analysis.pairing.records import Score
from jiedui.analysis.pairing.sources import lineage
from jiedui.analysis.structure import StructureRequest, StructureResult, describe_structure
from jiedui.core.errors import Problem, Refusal
from jiedui.data.parks import ParkOnDay, parks_on
from jiedui.schemes import load
from jiedui.schemes.records import Pair, PolicyEvent, Programme
from jiedui.web.desk.pairing import asking, making
from jiedui.web.desk.pairing import queries as stored_pairings
from jiedui.web.desk.regions import queries as regions
from jiedui.web.records.runs.models import Run

CITY_YEAR = 2021  # structure is described for the year of the newest published pairing
MONTHS_IN_YEAR = 12


@dataclass(frozen=True)
class Sides:
    """A programme's pair by its two sides, with every term for which it held."""

    programme: Programme
    terms: tuple[Pair, ...]

    @property
    def first(self) -> Pair:
        return self.terms[0]

    @property
    def last(self) -> Pair:
        return self.terms[-1]

    @property
    def codes(self) -> tuple[str, str]:
        return self.last.supporter, self.last.recipient

    def in_force(self, on: date) -> bool:
        return any(pair.in_force(on) for pair in self.terms)


@dataclass(frozen=True)
class Year:
    """Both sides in one year, in yuan per person."""

    year: int
    supporter: float
    recipient: float

    @property
    def ratio(self) -> float:
        return self.supporter / self.recipient

    @property
    def difference(self) -> float:
        return self.supporter - self.recipient


@dataclass(frozen=True)
class Clock:
    """How long a pair has been in force (B13). `is_exact` is false where only the year is known."""

    months: int
    is_exact: bool


@dataclass(frozen=True)
class Scored:
    """A stored run that scores the pair."""

    run: Run
    result: PairingResult
    score: Score


def sides(programme_id: str, supporter: str, recipient: str) -> Sides:
    """The pair of two sides, each a code or, where it has none, a name."""
    programme = load.programme(programme_id)
    terms = [
        pair
        for pair in programme.pairs
        if supporter == (pair.supporter or pair.supporter_name)
        and recipient == (pair.recipient or pair.recipient_name)
    ]
    if not terms:
        value = f"{supporter}-{recipient}"
        hint = f"see the pairs of {programme_id} on its page of rules"
        raise Refusal(Problem("no such pair in this programme", value=value, hint=hint))
    return Sides(programme, tuple(sorted(terms, key=lambda pair: (pair.start, pair.level))))


def years(codes: tuple[str, str]) -> tuple[Year, ...]:
    """Years in which both sides have a figure per person; none is filled in.

    Counties and cities are put on different denominators, so they are not compared.
    """
    if not all(codes):
        return ()
    first, second = (regions.per_person(code) for code in codes)
    if first.is_county != second.is_county:
        return ()
    both = sorted(set(first.values) & set(second.values))
    return tuple(Year(year, first.values[year], second.values[year]) for year in both)


def at(known: tuple[Year, ...], when: date) -> Year | None:
    """The latest year up to a date; where none is so early, the first."""
    before = [one for one in known if one.year <= when.year]
    return before[-1] if before else next(iter(known), None)


def clock(pair: Pair, on: date) -> Clock:
    """Whole calendar months from the month of the start to that of the end, or to `on`."""
    end = min(pair.end, on) if pair.end else on
    months = (end.year - pair.start.year) * MONTHS_IN_YEAR + end.month - pair.start.month
    precisions = {pair.start_precision}
    if pair.end is not None and pair.end <= on:
        precisions.add(pair.end_precision)
    return Clock(max(months, 0), "year" not in precisions)


def without_figures(codes: tuple[str, str]) -> list[int]:
    """Which sides have no figure per person: 0 the supporter, 1 the recipient."""
    return [i for i, code in enumerate(codes) if not code or not regions.per_person(code).values]


@lru_cache(maxsize=256)
def structure(codes: tuple[str, str], programme: str) -> StructureResult | None:
    """The two structures side by side; None where no data hold both places."""
    if not all(codes):
        return None
    request = StructureRequest(year=CITY_YEAR, regions=codes, pairs=(codes,))
    try:
        return describe_structure(request, programme=load.programme(programme))
    except Refusal:
        return None


def scored(of: Sides) -> Scored | None:
    """The standard pairing that scores these two, first of their own programme.

    Runs with weights or limits of somebody's own are never quoted as the score of a pair.
    """
    if not all(of.codes):
        return None
    for programme in sorted(load.ids(), key=lambda one: (one != of.programme.id, one)):
        run = stored_pairings.latest(asking.default_request(programme))
        if run is None or not making.is_readable(run.result):
            continue
        result = making.revived(run.result)
        for score in result.scores:
            if (score.supporter, score.recipient) == of.codes:
                return Scored(run, result, score)
    return None


def before(of: Sides) -> tuple[tuple[Programme, Pair], ...]:
    """Terms of the same two sides in the programmes before this one, the oldest first."""
    return tuple(
        (programme, pair)
        for programme in lineage(of.programme)[:-1]
        for pair in programme.pairs
        if (pair.supporter, pair.recipient) == of.codes and all(of.codes)
    )


def watched(of: Sides) -> MonitoredPair | None:
    """The pair over its years with alarms; None where it is not watched."""
    result = stored_pairings.watched(of.programme.id)
    pairs = () if result is None else result.pairs
    return next((one for one in pairs if (one.supporter, one.recipient) == of.codes), None)


def parks(of: Sides, on: date) -> tuple[ParkOnDay, ...]:
    """Parks between the two, and between the counties of two cities."""
    return tuple(found for found in parks_on(on, load.programmes()) if _between(found, of.codes))


def _between(found: ParkOnDay, codes: tuple[str, str]) -> bool:
    inside = [code.removesuffix("00") if code.endswith("00") else code for code in codes]
    own = (found.park.supporter, found.park.recipient)
    return all(inside) and all(
        side.startswith(code) for side, code in zip(own, inside, strict=True)
    )


def timeline(of: Sides) -> tuple[tuple[PolicyEvent, bool], ...]:
    """The programme's dated policies, and whether each confounds this pair."""
    return tuple((event, confounds(event, of.codes)) for event in of.programme.timeline)


def confounds(event: PolicyEvent, codes: tuple[str, str]) -> bool:
    """A confounder without regions touches every pair; one with regions those that have one."""
    touches = not event.regions or bool(set(event.regions) & set(codes))
    return event.confounder and touches


def others(of: Sides) -> tuple[tuple[Programme, Pair], ...]:
    """Every other pair of either place, the newest first."""
    found = [
        (programme, pair)
        for programme in load.programmes()
        for pair in programme.pairs
        if pair not in of.terms and set(of.codes) & ({pair.supporter, pair.recipient} - {""})
    ]
    return tuple(sorted(found, key=lambda one: (-one[1].start.toordinal(), one[0].id)))


def words_of(codes: tuple[str, str]) -> Mapping[str, str]:
    return {code: regions.name_of(code) for code in codes if code}
