"""The k best pairings, each found by forbidding the ones before it (no-good cuts)."""

from __future__ import annotations

import numpy as np

from jiedui.core.pairing.limits import own_rule, total
from jiedui.core.pairing.model import Pairing, solve, try_solve
from jiedui.core.pairing.problem import Limits, PairingProblem


def best_pairings(problem: PairingProblem, count: int) -> tuple[Pairing, ...]:
    """The `count` best pairings from the best down; fewer where no more exist."""
    found = [solve(problem)]
    while len(found) < count:
        problem = problem.with_limits(no_good(problem, found[-1]))
        another = try_solve(problem)
        if another is None:
            break
        found.append(another)
    return tuple(found)


def no_good(problem: PairingProblem, pairing: Pairing) -> Limits:
    """Forbid exactly this choice: Σ over chosen x − Σ over others x ≤ |chosen| − 1."""
    taken = pairing.mask(len(problem.candidates))
    rule = own_rule("alternative", "no_good", "another pairing than those already found")
    return total(
        rule,
        np.arange(len(taken)),
        upper=float(taken.sum()) - 1,
        coefficient=np.where(taken, 1.0, -1.0),
    )
