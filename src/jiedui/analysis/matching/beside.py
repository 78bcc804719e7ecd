"""Two placements beside each other: who is where, what speaks for it, and which limits bind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from jiedui.analysis.matching.placement import Placement
from jiedui.analysis.matching.results import MatchResult
from jiedui.analysis.matching.run import MatchRun
from jiedui.analysis.matching.whatif import Certified, Move, scores_of
from jiedui.core.errors import Problem, Refusal

Limit = tuple[str, str]


@dataclass(frozen=True)
class Beside:
    """Two placements of firms that both know.

    Attributes
    ----------
    one, other
        Score and bound of each. Under different weights the two scores are not comparable.
    shared, only_one, only_other
        Firms that both know; those that only one of them does are counted and left out.
    same, unplaced
        Firms in the same park in both, and firms without a park in both.
    moves
        Firms that are elsewhere, from the one to the other, by id.
    means
        Per term, its mean over the firms placed by each, missing left out; None where all miss it.
        Empty where no means were given (`term_means`).
    binds_in_one, binds_in_other, binds_in_both
        (park, resource) of limits with a price.
    """

    one: Certified
    other: Certified
    shared: int
    only_one: int
    only_other: int
    same: int
    unplaced: int
    moves: tuple[Move, ...]
    means: Mapping[str, tuple[float | None, float | None]]
    binds_in_one: tuple[Limit, ...]
    binds_in_other: tuple[Limit, ...]
    binds_in_both: tuple[Limit, ...]


@dataclass(frozen=True)
class Sheet:
    """What a comparison needs of a placement: park and score by firm, score, limits that bind."""

    places: Mapping[str, tuple[str, float]]
    worth: Certified
    binding: tuple[Limit, ...]

    @classmethod
    def of_placement(cls, placement: Placement) -> Sheet:
        scores = scores_of(placement)
        parks = [placement.parks[j] if j >= 0 else "" for j in placement.answer.park.tolist()]
        binding = tuple((row["park"], row["resource"]) for row in placement.binding())
        return cls(
            dict(zip(placement.firms, zip(parks, scores, strict=True), strict=True)),
            Certified(placement.answer.value, placement.answer.known_bound),
            binding,
        )

    @classmethod
    def of_result(cls, result: MatchResult) -> Sheet:
        """Of a kept result, whatever has changed since."""
        places = {one.firm: (one.park, one.score) for one in result.placed}
        places |= {one.firm: ("", 0.0) for one in result.unplaced}
        binding = tuple((limit.park, limit.resource) for limit in result.binding())
        return cls(places, Certified(result.value, result.known_bound), binding)


Means = Mapping[str, float | None]


def beside(one: Sheet, other: Sheet, *, means: tuple[Means, Means] | None = None) -> Beside:
    """Compare two placements by the ids of firms and parks; refused where they share no firm."""
    shared = sorted(set(one.places) & set(other.places))
    if not shared:
        hint = "compare runs over the same table of firms"
        raise Refusal(Problem("the two runs have no firm in common", hint=hint))
    pairs = [(firm, one.places[firm], other.places[firm]) for firm in shared]
    moves = tuple(
        Move(firm, was[0], now[0], was[1], now[1]) for firm, was, now in pairs if was[0] != now[0]
    )
    unplaced = sum(1 for _, was, now in pairs if not was[0] and not now[0])
    mine, theirs = set(one.binding), set(other.binding)
    names = dict.fromkeys(name for side in means or () for name in side)
    return Beside(
        one=one.worth,
        other=other.worth,
        shared=len(shared),
        only_one=len(one.places) - len(shared),
        only_other=len(other.places) - len(shared),
        same=len(shared) - len(moves) - unplaced,
        unplaced=unplaced,
        moves=moves,
        means={name: (means[0].get(name), means[1].get(name)) for name in names} if means else {},
        binds_in_one=tuple(limit for limit in one.binding if limit not in theirs),
        binds_in_other=tuple(limit for limit in other.binding if limit not in mine),
        binds_in_both=tuple(limit for limit in one.binding if limit in theirs),
    )


def term_means(run: MatchRun, placement: Placement) -> dict[str, float | None]:
    """Per term, its mean over the placed firms where each is; missing values are left out."""
    rows = np.flatnonzero(placement.answer.park >= 0)
    if not rows.size:
        return dict.fromkeys(run.scoring.names)
    values = run.scoring.terms_at(rows, placement.answer.park[rows].astype(np.int64))
    return {
        name: None if np.isnan(row).all() else float(np.nanmean(row))
        for name, row in zip(run.scoring.names, values, strict=True)
    }
