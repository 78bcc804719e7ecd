"""What each rule costs in fit, and what the pair bonus does: the best score with and without it.

A rule costs what the firms would gain were it lifted. The pair bonus is no fit but a preference;
it costs the fit that is given up for it: the best score of the other terms alone, less what those
terms are worth in the placement that the bonus led to.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from jiedui.analysis.matching.changes import Change, with_held
from jiedui.analysis.matching.keeping import kept, slots_at
from jiedui.analysis.matching.placement import Placement
from jiedui.analysis.matching.run import MatchRun, candidates_of, capacity_of, demand_of
from jiedui.analysis.matching.whatif import (
    Certified,
    Difference,
    Move,
    moves_between,
    polished,
    solved,
    what_if,
)
from jiedui.analysis.matching.words import TERM_NAMES, Said
from jiedui.core.matching import Instance, judge
from jiedui.core.matching.assign.solve import parks_of
from jiedui.core.matching.candidates import Candidates

PAIR = "pair"


@dataclass(frozen=True)
class RuleCost:
    """One rule, or the pair bonus, and what the placement would be without it.

    Attributes
    ----------
    what, id
        A rule by its id, or the term `pair`.
    refused
        Pairs of firm and park that the rule refuses; 0 for the bonus.
    with_it, without_it
        The score with it; of the bonus the score of the other terms in both.
    cost
        Without it less with it, and the interval that the certificates prove.
    moves
        Firms that would be elsewhere without it, by id.
    """

    what: Literal["rule", "bonus"]
    id: str
    name: Said
    refused: int
    with_it: Certified
    without_it: Certified
    cost: Difference
    moves: tuple[Move, ...]

    @property
    def gaining(self) -> tuple[Move, ...]:
        """Firms whose score would be higher without it, most first."""
        return tuple(sorted((m for m in self.moves if m.gain > 0), key=lambda m: (-m.gain, m.firm)))

    @property
    def losing(self) -> tuple[Move, ...]:
        """Firms whose score would be lower without it, most first."""
        return tuple(sorted((m for m in self.moves if m.gain < 0), key=lambda m: (m.gain, m.firm)))

    @property
    def parks(self) -> tuple[tuple[str, int], ...]:
        """Parks that would hold more firms without it, or fewer, by how many."""
        more = Counter(m.park for m in self.moves if m.park)
        more.subtract(Counter(m.origin for m in self.moves if m.origin))
        return tuple(sorted(((p, n) for p, n in more.items() if n), key=lambda x: (-x[1], x[0])))


def costs_of_rules(
    run: MatchRun, found: Candidates, placement: Placement, *, threads: int | None = None
) -> tuple[RuleCost, ...]:
    """Every rule that refuses an offer here, dearest first, then the pair bonus if there is one."""
    base = polished(placement, threads=threads)
    refused = dict(zip(found.rules, map(int, found.refused), strict=True))
    costs = [
        cost_of_rule(run, found, base, rule, threads=threads)
        for rule, number in refused.items()
        if number
    ]
    costs.sort(key=lambda cost: -cost.cost.reached)
    if run.scoring.weights.of(PAIR) > 0:
        costs.append(cost_of_bonus(run, base, threads=threads))
    return tuple(costs)


def cost_of_rule(
    run: MatchRun,
    found: Candidates,
    placement: Placement,
    rule: str,
    *,
    threads: int | None = None,
) -> RuleCost:
    """What one rule costs, by its id; refused where the run has no such rule."""
    lifted = what_if(placement, Change(lifted=(rule,)), run=run, found=found, threads=threads)
    held = run.rule(rule).rule
    checked = found.rules.index(rule) if rule in found.rules else None
    return RuleCost(
        what="rule",
        id=rule,
        name=Said(held.name_zh, held.name_en),
        refused=0 if checked is None else int(found.refused[checked]),
        with_it=lifted.before,
        without_it=lifted.after,
        cost=lifted.difference,
        moves=lifted.moves,
    )


def cost_of_bonus(run: MatchRun, placement: Placement, *, threads: int | None = None) -> RuleCost:
    """The fit given up for the pair bonus: all other terms keep their weights, its own counts 0."""
    plain = replace(run, scoring=run.scoring.without(PAIR))
    found = candidates_of(plain, top=placement.instance.slots)
    instance = _instance(plain, found, placement)
    carried = slots_at(instance, placement.answer.park)
    anew = solved(instance, placement, is_far=True, threads=threads)
    slot = kept(instance, carried, anew.prices, threads=threads)
    value = judge(instance, slot).value
    if anew.value > value:
        slot, value = anew.slot, anew.value
    answer = replace(anew, slot=slot, park=parks_of(instance, slot))
    free = replace(placement, instance=instance, answer=answer)
    fit = fit_of(plain, placement)
    name = TERM_NAMES[PAIR]
    return RuleCost(
        what="bonus",
        id=PAIR,
        name=Said(f"{name[0]}加分", f"bonus of the {name[1]}"),
        refused=0,
        with_it=Certified(fit, anew.known_bound),
        without_it=Certified(value, anew.known_bound),
        cost=Difference(value - fit, value - fit, anew.known_bound - fit),
        moves=_rescored(plain, moves_between(placement, free)),
    )


def fit_of(run: MatchRun, placement: Placement) -> float:
    """What a placement is worth by the terms and weights of a run, added up anew."""
    rows = np.flatnonzero(placement.answer.park >= 0)
    parks = placement.answer.park[rows].astype(np.int64)
    return float(run.scoring.at(rows, parks).astype(np.float32).sum(dtype=np.float64))


def _instance(run: MatchRun, found: Candidates, placement: Placement) -> Instance:
    """As placed, with other scores; a firm may stay where it is whatever its score is now."""
    resources = placement.instance.resources
    score, park = with_held(run, found, placement.answer.park, floor=0.0)
    demand, capacity = demand_of(run, resources), capacity_of(run, resources)
    return Instance.of_candidates(score, park, demand, capacity, resources=resources)


def _rescored(run: MatchRun, moves: tuple[Move, ...]) -> tuple[Move, ...]:
    """Moves with the fit of the earlier place instead of its score with the bonus."""
    at = [(run.place_of_firm[m.firm], run.place_of_park[m.origin]) for m in moves if m.origin]
    pairs = np.array(at, dtype=np.int64).reshape(-1, 2)
    fits = iter(run.scoring.at(pairs[:, 0], pairs[:, 1]).tolist())
    return tuple(replace(m, score_before=next(fits) if m.origin else 0.0) for m in moves)
