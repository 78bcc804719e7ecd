"""From which switching cost on does which pairing stay best? (mission B8)

For one pairing the objective falls on a straight line with the cost per change, so the best
pairing changes only at the corners of a broken line. The corners are found exactly: solve at both
ends, then where their lines cross, until no crossing brings a new pairing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from jiedui.core.pairing.model import Pairing, solve
from jiedui.core.pairing.problem import PairingProblem

TOLERANCE = 1e-7


@dataclass(frozen=True)
class Step:
    """From `keep_cost` on (up to the next step) `pairing` is best."""

    keep_cost: float
    pairing: Pairing


def switching_steps(problem: PairingProblem) -> tuple[Step, ...]:
    """Every best pairing as the cost per change rises from 0, with the cost it starts at.

    The last step holds for any higher cost. Changes fall from step to step.
    """
    # No pairing can gain more than this by a change, so beyond it only changes count.
    most = float(abs(problem.score).sum()) * (1 + problem.equity) + 1.0
    first, last = _at(problem, 0.0), _at(problem, most)
    found = _between(problem, first, last)
    steps = [Step(0.0, found[0])]
    for before, after in pairwise(found):
        steps.append(Step(_crossing(before, after), after))
    return tuple(steps)


def _between(problem: PairingProblem, left: Pairing, right: Pairing) -> list[Pairing]:
    """Best pairings from `left` to `right` in order, each once."""
    if left.changes == right.changes:
        return [left]
    cost = _crossing(left, right)
    middle = _at(problem, cost)
    if _worth(middle, cost) <= _worth(left, cost) + TOLERANCE:
        return [left, right]
    return [*_between(problem, left, middle)[:-1], *_between(problem, middle, right)]


def _at(problem: PairingProblem, cost: float) -> Pairing:
    """The best pairing at a cost, its objective without the cost of changes."""
    found = solve(replace(problem, keep_cost=cost))
    return replace(found, objective=found.objective + cost * found.changes)


def _worth(pairing: Pairing, cost: float) -> float:
    return pairing.objective - cost * pairing.changes


def _crossing(before: Pairing, after: Pairing) -> float:
    return (before.objective - after.objective) / (before.changes - after.changes)
