"""Why a pair was chosen, who came second, and what another choice would cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from jiedui.core.frames import Floats
from jiedui.core.pairing.limits import fixed, own_rule
from jiedui.core.pairing.model import Pairing, try_solve
from jiedui.core.pairing.problem import CodePair, PairingProblem


@dataclass(frozen=True)
class PairReason:
    """One chosen pair.

    Attributes
    ----------
    contributions
        weight·term of each criterion; they sum to the score of the pair.
    runner_up, runner_up_score
        The recipient's next best candidate by score alone, whatever the other pairs need.
    differences
        contribution of the chosen pair minus that of the runner-up, by criterion.
    cost_of_dropping
        Objective lost if this pair is forbidden and all else is chosen anew; None where no
        pairing exists without it.
    instead
        The pairs that would come in if it were forbidden.
    """

    pair: CodePair
    score: float
    contributions: Mapping[str, float]
    runner_up: CodePair | None
    runner_up_score: float | None
    differences: Mapping[str, float]
    cost_of_dropping: float | None
    instead: tuple[CodePair, ...]


@dataclass(frozen=True)
class ForcedPair:
    """A candidate that was not chosen: what forcing it costs, None where it cannot be had."""

    pair: CodePair
    cost_of_forcing: float | None
    instead_of: tuple[CodePair, ...]


def reasons(
    problem: PairingProblem,
    best: Pairing,
    *,
    terms: Floats,
    weights: Floats,
    criteria: tuple[str, ...],
) -> tuple[PairReason, ...]:
    """One record per chosen pair, from `terms` (m, k) and `weights` (k,) or (m, k)."""
    parts = terms * weights
    return tuple(_reason(problem, best, number, parts, criteria) for number in best.chosen)


def forced(problem: PairingProblem, best: Pairing) -> tuple[ForcedPair, ...]:
    """One record per candidate that was not chosen; each costs one solve."""
    others = [i for i in range(len(problem.candidates)) if i not in set(best.chosen)]
    return tuple(_forced(problem, best, number) for number in others)


def _reason(
    problem: PairingProblem, best: Pairing, number: int, parts: Floats, criteria: tuple[str, ...]
) -> PairReason:
    second = _runner_up(problem, number)
    without = _solved_with(problem, number, value=0)
    difference = parts[number] - parts[second] if second is not None else np.zeros(len(criteria))
    return PairReason(
        pair=problem.candidates.pair(number),
        score=float(problem.score[number]),
        contributions=_named(criteria, parts[number]),
        runner_up=None if second is None else problem.candidates.pair(second),
        runner_up_score=None if second is None else float(problem.score[second]),
        differences=_named(criteria, difference),
        cost_of_dropping=None if without is None else best.objective - without.objective,
        instead=() if without is None else _only_in(without, best),
    )


def _forced(problem: PairingProblem, best: Pairing, number: int) -> ForcedPair:
    found = _solved_with(problem, number, value=1)
    if found is None:
        return ForcedPair(problem.candidates.pair(number), None, ())
    cost = best.objective - found.objective
    return ForcedPair(problem.candidates.pair(number), cost, _only_in(best, found))


def _solved_with(problem: PairingProblem, number: int, *, value: int) -> Pairing | None:
    rule = own_rule("what-if", "what_if", "the question what if not")
    return try_solve(problem.with_limits(fixed(problem.candidates, rule, number, value=value)))


def _runner_up(problem: PairingProblem, number: int) -> int | None:
    recipient = problem.candidates.recipient
    rivals = np.flatnonzero(recipient == recipient[number])
    rivals = rivals[rivals != number]
    return int(rivals[np.argmax(problem.score[rivals])]) if len(rivals) else None


def _only_in(this: Pairing, other: Pairing) -> tuple[CodePair, ...]:
    return tuple(pair for pair in this.pairs if pair not in set(other.pairs))


def _named(criteria: tuple[str, ...], values: Floats) -> dict[str, float]:
    return {name: float(value) for name, value in zip(criteria, values, strict=True)}
