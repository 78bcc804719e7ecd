"""What if: a placement before and after a change, who moves, and what of the difference is proven.

Both sides go on from the placement that stands (`keeping`), so firms move only where that raises
the score. The scores reached differ by `reached`; what the best placements of both can differ by
lies between `least` and `most`, which follow from the certificates alone. Where 0 lies between
them, the figures prove neither a gain nor a loss.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jiedui.analysis.matching.changes import Asked, Change, MoreOf, asked
from jiedui.analysis.matching.keeping import kept, slots_at
from jiedui.analysis.matching.placement import (
    ROUNDING,
    Placement,
    placed_otherwise,
    polished_answer,
)
from jiedui.analysis.matching.run import MatchRun
from jiedui.core.matching import Assignment, Instance, assign, bound, judge
from jiedui.core.matching.candidates import Candidates
from jiedui.core.matching.certificate import gap_of

M2_PER_MU = 2000 / 3

Proof = Literal["gain", "loss", "none", "open"]


@dataclass(frozen=True)
class Certified:
    """A score that was reached and one that no placement can exceed."""

    value: float
    bound: float

    @property
    def gap(self) -> float:
        return gap_of(self.value, self.bound)


@dataclass(frozen=True)
class Difference:
    """After less before: as reached, and the interval that the bounds prove for the best of both.

    `proves` is "gain" or "loss" where the interval lies on one side of 0, "none" where both ends
    are 0, else "open": the certificates do not say.
    """

    reached: float
    least: float
    most: float

    @property
    def proves(self) -> Proof:
        if self.least > ROUNDING:
            return "gain"
        if self.most < -ROUNDING:
            return "loss"
        return "none" if max(abs(self.least), abs(self.most)) <= ROUNDING else "open"


@dataclass(frozen=True)
class Move:
    """A firm that is elsewhere than before. `origin` and `park` are ids, "" for no park."""

    firm: str
    origin: str
    park: str
    score_before: float
    score_after: float

    @property
    def gain(self) -> float:
        return self.score_after - self.score_before


@dataclass(frozen=True)
class ParkUse:
    """A park and a resource of which another amount is used, or there is, than before."""

    park: str
    resource: str
    used_before: float
    used_after: float
    capacity_before: float
    capacity_after: float
    firms_before: int
    firms_after: int


@dataclass(frozen=True)
class Effect:
    """What a change does to a placement, without the arrays behind it.

    Attributes
    ----------
    before, after
        Score and bound. `before` is the placement that stands after the moves that raise its score
        without any change; `stood` is its score as it was given.
    standing
        What the placement before is worth under the changed scores: the same as before unless a
        pair or weights changed, less where firms must leave.
    difference
        After less before; under other weights less `standing`, as two scores of different weights
        have no difference.
    moves
        Firms that enter, leave or move, by id; a firm that stays at another score is none.
    """

    change: Change
    stood: float
    before: Certified
    after: Certified
    standing: float
    difference: Difference
    moves: tuple[Move, ...]
    parks: tuple[ParkUse, ...]

    @property
    def entering(self) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if not move.origin)

    @property
    def leaving(self) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if not move.park)

    @property
    def moving(self) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if move.origin and move.park)

    @cached_property
    def into(self) -> dict[str, tuple[Move, ...]]:
        """Who is new in each park, most gain first."""
        parks = sorted({move.park for move in self.moves if move.park})
        return {
            park: tuple(
                sorted((m for m in self.moves if m.park == park), key=lambda m: (-m.gain, m.firm))
            )
            for park in parks
        }

    def out_of(self, park: str) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if move.origin == park)


@dataclass(frozen=True)
class WhatIf(Effect):
    """An effect with the placement after, to be looked at or asked again."""

    placement: Placement
    run: MatchRun | None
    found: Candidates | None

    @property
    def effect(self) -> Effect:
        """What can be kept without holding the tables and the candidates."""
        return Effect(**{field.name: getattr(self, field.name) for field in fields(Effect)})


def what_if(
    placement: Placement,
    change: Change,
    *,
    run: MatchRun | None = None,
    found: Candidates | None = None,
    threads: int | None = None,
) -> WhatIf:
    """Ask a placement what a change would do; by warm re-solve from its prices and its places.

    Parameters
    ----------
    run, found
        What was placed. Needed where a pair, a rule or weights change; with them a park that grows
        may also take firms that it was too small for. `found` is worked out again if not given.

    Raises
    ------
    Refusal
        For a park, resource, pair or rule that is not there, and a capacity below 0.
    """
    base = polished(placement, threads=threads)
    made = asked(base, change, run, found)
    carried = slots_at(made.instance, base.answer.park)
    anew = solved(made.instance, base, is_far=change.is_far, threads=threads)
    slot = kept(made.instance, carried, anew.prices, threads=threads)
    ceiling = min(
        anew.known_bound,
        bound(made.instance, base.answer.prices, base.answer.quota_prices, threads=threads or 1),
    )
    after = _better(made.instance, anew, slot, ceiling, base)
    return _told(placement, base, change, made, after, best=max(after.value, anew.value))


def solved(instance: Instance, base: Placement, *, is_far: bool, threads: int | None) -> Assignment:
    """From the prices that stand; where they say little any more, from none and to the end."""
    seed = base.answer.seed
    if not is_far:
        return assign(instance, seed=seed, threads=threads, start=base.answer)
    found = assign(instance, seed=seed, threads=threads)
    slot = kept(instance, found.slot, found.prices, threads=threads)
    return _answer(instance, found, slot, found.known_bound)


def one_more(
    placement: Placement,
    *,
    park: str,
    resource: str,
    amount: float,
    run: MatchRun | None = None,
    found: Candidates | None = None,
    threads: int | None = None,
) -> WhatIf:
    """What more of one limit would change: `result.into[park]` are the firms that would enter.

    >>> round(100 * M2_PER_MU)                                          # 100 mu in square metres
    66667
    """
    change = Change(capacity=(MoreOf(park, resource, amount),))
    return what_if(placement, change, run=run, found=found, threads=threads)


def polished(placement: Placement, *, threads: int | None = None) -> Placement:
    """The same placement after every move that raises its score, so that none is left over.

    A polished placement comes back as it is.
    """
    answer = polished_answer(placement.instance, placement.answer, threads=threads)
    return placement if answer is placement.answer else replace(placement, answer=answer)


def _better(
    instance: Instance, anew: Assignment, slot: NDArray[np.int16], ceiling: float, base: Placement
) -> Assignment:
    """The placement that kept most in place, unless solving anew shows more than the base's doubt.

    What the base might still have gained without any change is not to be told as its effect.
    """
    doubt = max(0.0, base.answer.known_bound - base.answer.value)
    if anew.value > judge(instance, slot).value + doubt + ROUNDING:
        return replace(anew, bound=ceiling)
    return _answer(instance, anew, slot, ceiling)


def _answer(
    instance: Instance, of: Assignment, slot: NDArray[np.int16], ceiling: float
) -> Assignment:
    return replace(placed_otherwise(instance, of, slot), bound=ceiling)


def _told(
    stood: Placement, base: Placement, change: Change, made: Asked, after: Assignment, best: float
) -> WhatIf:
    before = Certified(base.answer.value, base.answer.known_bound)
    standing = _standing(base, made)
    now = Certified(after.value, after.known_bound)
    placement = replace(base, instance=made.instance, answer=after)
    if made.run is not None:
        known = replace(
            base.provenance, parameters={**base.provenance.parameters, "what_if": change}
        )
        placement = replace(placement, provenance=known)
    return WhatIf(
        change=change,
        stood=stood.answer.value,
        before=before,
        after=now,
        standing=standing,
        difference=_difference(change, before, now, standing, best),
        moves=moves_between(base, placement),
        parks=_uses(base, placement),
        placement=placement,
        run=made.run,
        found=made.found,
    )


def _difference(
    change: Change, before: Certified, after: Certified, standing: float, best: float
) -> Difference:
    if change.weights is not None:
        return Difference(after.value - standing, best - standing, after.bound - standing)
    least, most = best - before.bound, after.bound - before.value
    if change.only_more:
        least = max(least, 0.0)
    if change.only_less:
        most = min(most, 0.0)
    return Difference(after.value - before.value, least, most)


def _standing(base: Placement, made: Asked) -> float:
    """What firms that may stay bring under the changed scores, were nobody to move."""
    return judge(made.instance, slots_at(made.instance, base.answer.park)).value


def moves_between(before: Placement, after: Placement) -> tuple[Move, ...]:
    """Firms that are elsewhere, by id."""
    then, now = before.answer.park, after.answer.park
    old, new = scores_of(before), scores_of(after)
    found = [
        Move(before.firms[i], _name(before, then[i]), _name(after, now[i]), old[i], new[i])
        for i in np.flatnonzero(then != now).tolist()
    ]
    return tuple(sorted(found, key=lambda move: move.firm))


def scores_of(placement: Placement) -> list[float]:
    """The score of each firm where it is, 0 for one without a park."""
    slot = placement.answer.slot.astype(np.int64)
    held = placement.instance.score[np.arange(len(slot)), np.maximum(slot, 0)]
    return [float(value) for value in np.where(slot >= 0, held, np.float32(0)).tolist()]


def _name(placement: Placement, park: int) -> str:
    return placement.parks[park] if park >= 0 else ""


def _uses(before: Placement, after: Placement) -> tuple[ParkUse, ...]:
    was, now = before.answer, after.answer
    capacity, limits = before.instance.capacity, after.instance.capacity
    differs = (was.used != now.used) | (capacity != limits)
    return tuple(
        ParkUse(
            park=before.parks[j],
            resource=before.instance.resources[r],
            used_before=float(was.used[j, r]),
            used_after=float(now.used[j, r]),
            capacity_before=float(capacity[j, r]),
            capacity_after=float(limits[j, r]),
            firms_before=int(was.counts[j]),
            firms_after=int(now.counts[j]),
        )
        for j, r in np.argwhere(differs).tolist()
    )
