"""What may be asked of a placement: other limits, a park, pair or rule less, other weights.

A change of limits needs the placement alone. A pair, a rule or weights change the scores or who may
go where, so they need the run; its candidates are then found again, and each firm keeps the park
that it holds among them, if it may still go there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jiedui.analysis.matching.placement import Placement
from jiedui.analysis.matching.run import (
    MatchRequest,
    MatchRun,
    candidates_of,
    demand_of,
    rerun,
)
from jiedui.core.errors import Problem, Refusal, refuse_if_any
from jiedui.core.frames import Floats
from jiedui.core.matching import Instance
from jiedui.core.matching.candidates import Candidates
from jiedui.core.matching.instance import NO_EDGE
from jiedui.core.matching.score import Weights


@dataclass(frozen=True)
class MoreOf:
    """More of a resource of a park, in the unit of its name; less where `amount` is below 0."""

    park: str
    resource: str
    amount: float


@dataclass(frozen=True)
class Change:
    """What is different; several things may change at once.

    Attributes
    ----------
    capacity : limits that rise or fall.
    parks_out : parks that take nobody any more; their land goes nowhere else.
    pairs_out : keys of pairs that leave, as `Pair.key` writes them: their bonus goes.
    lifted : ids of rules that no longer hold.
    weights : another set of weights, or the id of one of the programme's.
    """

    capacity: tuple[MoreOf, ...] = ()
    parks_out: tuple[str, ...] = ()
    pairs_out: tuple[str, ...] = ()
    lifted: tuple[str, ...] = ()
    weights: Weights | str | None = None

    @property
    def needs_run(self) -> bool:
        return bool(self.pairs_out or self.lifted or self.weights is not None)

    @property
    def is_far(self) -> bool:
        """Scores or offers change so widely that the earlier prices are no good beginning."""
        return bool(self.lifted or self.weights is not None)

    @property
    def only_more(self) -> bool:
        """Nothing but limits that rise: the best score cannot fall."""
        return (
            self._only_limits and not self.parks_out and all(c.amount >= 0 for c in self.capacity)
        )

    @property
    def only_less(self) -> bool:
        """Nothing but limits that fall or parks that leave: the best score cannot rise."""
        return self._only_limits and all(c.amount <= 0 for c in self.capacity)

    @property
    def _only_limits(self) -> bool:
        return not self.needs_run and bool(self.capacity or self.parks_out)


@dataclass(frozen=True)
class Asked:
    """A changed instance, and the run behind it where there is one."""

    instance: Instance
    run: MatchRun | None
    found: Candidates | None


def asked(
    placement: Placement, change: Change, run: MatchRun | None, found: Candidates | None
) -> Asked:
    """The instance that a change makes of a placement; refused where it names what is not there."""
    capacity = capacity_after(placement, change)
    closed = np.array([_park(placement, park) for park in change.parks_out], dtype=np.int64)
    if run is None:
        fail_if_run_needed(change)
        return Asked(_limited(placement.instance, capacity, closed), None, None)
    fail_if_other_tables(run, placement)
    if change.needs_run:
        run = rerun(run, request_after(run, change))
        found = candidates_of(run, top=placement.instance.slots)
    found = found or candidates_of(run, top=placement.instance.slots)
    instance = _of_run(run, found, placement, capacity)
    return Asked(_closed(instance, closed), run, found)


def capacity_after(placement: Placement, change: Change) -> Floats:
    """(M, R) capacities; a limit that would fall below 0 is refused with what there is."""
    instance = placement.instance
    capacity = instance.capacity.copy()
    for more in change.capacity:
        j, r = _park(placement, more.park), _resource(instance, more.resource)
        if not (np.isfinite(more.amount) and capacity[j, r] + more.amount >= 0):
            hint = f"the park has {capacity[j, r]:g} of {more.resource}"
            value = f"{more.park}: {more.amount:g}"
            raise Refusal(Problem("less than nothing would be left", value=value, hint=hint))
        capacity[j, r] += more.amount
    return capacity


def fail_if_run_needed(change: Change) -> None:
    if change.needs_run:
        hint = "scores of one's own (--edges) know no pairs, rules or weights; change the scores"
        raise Refusal(Problem("this what-if needs a run with rules and weights", hint=hint))


def request_after(run: MatchRun, change: Change) -> MatchRequest:
    request = run.request
    refuse_if_any(
        Problem("no such rule to lift", value=rule, hint=f"there is: {_rules(run)}")
        for rule in change.lifted
        if rule not in [held.id for held in run.rules]
    )
    return replace(
        request,
        lifted=tuple(dict.fromkeys((*request.lifted, *change.lifted))),
        pairs_out=tuple(dict.fromkeys((*request.pairs_out, *change.pairs_out))),
        weights=request.weights if change.weights is None else change.weights,
    )


def _rules(run: MatchRun) -> str:
    return ", ".join(rule.id for rule in run.rules) or "none"


def _of_run(run: MatchRun, found: Candidates, placement: Placement, capacity: Floats) -> Instance:
    """Built anew from the candidates: a park that grew may now take firms it was too small for."""
    resources = placement.instance.resources
    score, park = with_held(run, found, placement.answer.park)
    demand = demand_of(run, resources)
    before = placement.instance
    return Instance.of_candidates(
        score,
        park,
        demand,
        capacity,
        resources=resources,
        quotas=before.quotas,
        firm_group=before.firm_group,
    )


def fail_if_other_tables(run: MatchRun, placement: Placement) -> None:
    """The run must be the one that was placed: the same firms and parks, in the same order."""
    same = tuple(run.firms["firm"].astype(str)) == placement.firms
    if not (same and tuple(run.parks["park"].astype(str)) == placement.parks):
        hint = "give the run whose candidates were placed"
        raise Refusal(Problem("the run is not of this placement's tables", hint=hint))


def with_held(
    run: MatchRun, found: Candidates, held: NDArray[np.int32], *, floor: float | None = None
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Candidates where each firm's own park is among them, in place of its last one if need be.

    The best K under changed scores may leave out where a firm is; it must be able to stay, if its
    score there is above the `floor`, by default that of the run.
    """
    least = run.scoring.weights.floor if floor is None else floor
    score, park = found.score.copy(), found.park.copy()
    lost = np.flatnonzero((held >= 0) & ~(park == held[:, np.newaxis]).any(axis=1))
    if lost.size:
        worth = run.scoring.at(lost, held[lost].astype(np.int64))
        stays = lost[worth > least]
        park[stays, -1] = held[stays]
        score[stays, -1] = worth[worth > least]
    return score, park


def _limited(instance: Instance, capacity: Floats, closed: NDArray[np.int64]) -> Instance:
    """Other limits for a placement without a run: what never fitted before stays out."""
    changed = replace(instance, score=instance.score.copy(), capacity=capacity)
    changed.empty_what_never_fits()
    return _closed(changed, closed)


def _closed(instance: Instance, parks: NDArray[np.int64]) -> Instance:
    if parks.size:
        instance.score[np.isin(instance.park, parks)] = NO_EDGE
    return instance


def _park(placement: Placement, park: str) -> int:
    if park not in placement.parks:
        raise Refusal(Problem("no such park in this run", value=park, hint="check its id"))
    return placement.parks.index(park)


def _resource(instance: Instance, resource: str) -> int:
    if resource not in instance.resources:
        hint = f"limits are known of {', '.join(instance.resources)}"
        raise Refusal(Problem("nothing limits this", column="resource", value=resource, hint=hint))
    return instance.resources.index(resource)
