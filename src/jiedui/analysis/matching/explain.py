"""Every term of an offer with weight, value, contribution and reason: for a firm, and for a park.

Mission C11, C17, N1: a proposal points to the gap it fills, and no single number stands alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from jiedui.analysis.matching.run import MatchRun, candidates_of
from jiedui.analysis.matching.words import SOURCES, TERM_NAMES, Said, reason
from jiedui.core.matching.candidates import Candidates
from jiedui.core.rules import Clause


@dataclass(frozen=True)
class TermLine:
    """One term of an offer. `value` and `contribution` are None where it is missing."""

    term: str
    name: Said
    weight: float
    value: float | None
    contribution: float | None
    why: Said
    source: str
    weight_reason: Said


@dataclass(frozen=True)
class RuleLine:
    """A rule that warns of an offer, or that could not be checked for it."""

    rule: str
    name: Said
    clause: Clause
    force: str


@dataclass(frozen=True)
class Offer:
    """A park for a firm, or a firm for a park.

    Attributes
    ----------
    rank
        Among the firm's offers, from 1; 0 where the park is not among its best.
    missing
        The weight of terms that are missing. With them the score could be higher by those that
        speak for the offer, and lower by those that speak against it.
    """

    firm: str
    firm_name: str
    park: str
    park_name: str
    rank: int
    score: float
    missing: float
    terms: tuple[TermLine, ...]
    warnings: tuple[RuleLine, ...]
    not_checked: tuple[RuleLine, ...]


@dataclass(frozen=True)
class Refused:
    """A firm without any park, and at how many parks each rule refuses it.

    `too_low` parks are open to it, but the score is not above the floor of the weights.
    """

    firm: str
    firm_name: str
    rules: tuple[tuple[RuleLine, int], ...]
    too_low: int


def offers_of(run: MatchRun, found: Candidates, firm: str, *, most: int = 10) -> tuple[Offer, ...]:
    """The best parks of a firm with every term; empty for a firm that has none."""
    row = run.firm_at(firm)
    slots = [slot for slot in range(min(most, found.top)) if found.park[row, slot] >= 0]
    return tuple(_offer(run, found, row, slot, int(found.park[row, slot])) for slot in slots)


def offer_of(run: MatchRun, found: Candidates, firm: str, park: str) -> Offer | None:
    """The offer of one park to one firm; None where the park is not among the firm's best."""
    row, at = run.firm_at(firm), run.park_at(park)
    slots = np.flatnonzero(found.park[row] == at)
    return _offer(run, found, row, int(slots[0]), at) if slots.size else None


def applicants_of(
    run: MatchRun, found: Candidates, park: str, *, most: int = 20
) -> tuple[Offer, ...]:
    """The firms that fit a park best among those that have it as a candidate, best first."""
    rows, slots = np.nonzero(found.park == run.park_at(park))
    order = np.lexsort((rows, -found.score[rows, slots].astype(np.float64)))[:most]
    at_park = run.park_at(park)
    return tuple(_offer(run, found, int(rows[at]), int(slots[at]), at_park) for at in order)


def best_fitting(
    run: MatchRun, found: Candidates, park: str, *, most: int = 20
) -> tuple[Offer, ...]:
    """The firms that fit a park best, whether or not other parks suit them better.

    Where a park is nobody's first choice this says whom to talk to; `applicants_of` says who has
    it among their best. `rank` is 0 for those who do not.
    """
    at = run.park_at(park)
    alone = candidates_of(run, top=1, parks=[at])
    rows = np.flatnonzero(alone.park[:, 0] >= 0)
    order = rows[np.argsort(-alone.score[rows, 0].astype(np.float64), kind="stable")][:most]
    ranks = [np.flatnonzero(found.park[row] == at) for row in order]
    return tuple(
        replace(_offer(run, alone, int(row), 0, at), rank=int(rank[0]) + 1 if rank.size else 0)
        for row, rank in zip(order, ranks, strict=True)
    )


def refused_of(run: MatchRun, found: Candidates) -> tuple[Refused, ...]:
    """Every firm without a park, with the rules that refused it."""
    return tuple(
        Refused(
            firm=str(run.firms["firm"].iloc[row]),
            firm_name=str(run.firms["name"].iloc[row]),
            rules=tuple(
                (_rule(run, rule), int(number))
                for rule, number in zip(found.rules, numbers, strict=True)
                if number
            ),
            too_low=int(too_low),
        )
        for row, numbers, too_low in zip(
            found.without, found.refused_parks, found.too_low, strict=True
        )
    )


def _offer(run: MatchRun, found: Candidates, row: int, slot: int, park: int) -> Offer:
    values = found.terms_of(row)[slot].astype(np.float64)
    lines = tuple(
        _line(run, name, float(value), row, park)
        for name, value in zip(found.names, values, strict=True)
    )
    return Offer(
        firm=str(run.firms["firm"].iloc[row]),
        firm_name=str(run.firms["name"].iloc[row]),
        park=str(run.parks["park"].iloc[park]),
        park_name=str(run.parks["name"].iloc[park]),
        rank=slot + 1,
        score=float(found.score[row, slot]),
        missing=sum(abs(line.weight) for line in lines if line.value is None),
        terms=lines,
        warnings=tuple(_rule(run, rule) for rule in found.warnings_of(row, slot)),
        not_checked=tuple(
            _rule(run, rule)
            for rule in (
                *found.doubts_of(row, slot),
                *(lacking.rule for lacking in found.not_checked),
            )
        ),
    )


def _line(run: MatchRun, term: str, value: float, row: int, park: int) -> TermLine:
    weights = run.scoring.weights.at(str(run.parks["region"].iloc[park]))
    weight = weights.of(term)
    known = None if np.isnan(value) else value
    given = next((w for w in weights.weights if w.term == term), None)
    return TermLine(
        term=term,
        name=Said(*TERM_NAMES[term]),
        weight=weight,
        value=known,
        contribution=None if known is None else weight * known,
        why=reason(run, term, value, row, park),
        source=SOURCES[term] or run.request.programme,
        weight_reason=Said(given.reason_zh, given.reason_en) if given else Said("", ""),
    )


def _rule(run: MatchRun, rule_id: str) -> RuleLine:
    rule = run.rule(rule_id).rule
    return RuleLine(rule.id, Said(rule.name_zh, rule.name_en), rule.clause, rule.force.value)
