"""Two placements beside each other: who is where, what speaks for it, and which limits bind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from jiedui.analysis.matching.placement import Placement
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
        Empty where a run is not given.
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


def beside(
    one: Placement,
    other: Placement,
    *,
    runs: tuple[MatchRun, MatchRun] | None = None,
) -> Beside:
    """Compare two placements by the ids of firms and parks; refused where they share no firm."""
    shared = sorted(set(one.firms) & set(other.firms))
    if not shared:
        hint = "compare runs over the same table of firms"
        raise Refusal(Problem("the two runs have no firm in common", hint=hint))
    mine, theirs = _places(one), _places(other)
    pairs = [(firm, mine[firm], theirs[firm]) for firm in shared]
    moves = tuple(
        Move(firm, was[0], now[0], was[1], now[1]) for firm, was, now in pairs if was[0] != now[0]
    )
    unplaced = sum(1 for _, was, now in pairs if not was[0] and not now[0])
    binds, binds2 = _binding(one), _binding(other)
    return Beside(
        one=Certified(one.answer.value, one.answer.bound),
        other=Certified(other.answer.value, other.answer.bound),
        shared=len(shared),
        only_one=len(one.firms) - len(shared),
        only_other=len(other.firms) - len(shared),
        same=len(shared) - len(moves) - unplaced,
        unplaced=unplaced,
        moves=moves,
        means={} if runs is None else _means(runs, (one, other)),
        binds_in_one=tuple(limit for limit in binds if limit not in set(binds2)),
        binds_in_other=tuple(limit for limit in binds2 if limit not in set(binds)),
        binds_in_both=tuple(limit for limit in binds if limit in set(binds2)),
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


def _means(
    runs: tuple[MatchRun, MatchRun], placements: tuple[Placement, Placement]
) -> dict[str, tuple[float | None, float | None]]:
    one, other = (term_means(r, p) for r, p in zip(runs, placements, strict=True))
    return {name: (one.get(name), other.get(name)) for name in dict.fromkeys((*one, *other))}


def _places(placement: Placement) -> dict[str, tuple[str, float]]:
    scores = scores_of(placement)
    parks = placement.answer.park.tolist()
    return {
        firm: (placement.parks[park] if park >= 0 else "", score)
        for firm, park, score in zip(placement.firms, parks, scores, strict=True)
    }


def _binding(placement: Placement) -> list[Limit]:
    return [(row["park"], row["resource"]) for row in placement.binding()]
