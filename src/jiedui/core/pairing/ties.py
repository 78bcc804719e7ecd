"""Is the optimum the only one? Pairings that are worth the same cannot be told apart by data."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jiedui.core import solver
from jiedui.core.pairing import check
from jiedui.core.pairing.model import programme_of
from jiedui.core.pairing.problem import CodePair, PairingProblem

TIE = 1e-9  # of the objective, or of 1 where that is smaller
# What a shared pair is charged while another pairing is looked for: above the solver's tolerance.
CHARGE = 1e-5


@dataclass(frozen=True)
class Ties:
    """What the optima of one problem have in common.

    Attributes
    ----------
    shared
        Shape (m,), True for candidates that are in every pairing worth as much.
    another
        Another pairing worth as much, None where the optimum is the only one.
    """

    shared: NDArray[np.bool_]
    another: tuple[CodePair, ...] | None


def ties_of(problem: PairingProblem, taken: NDArray[np.bool_]) -> Ties:
    """Whether another pairing is worth as much as the optimum `taken`, and what both hold.

    Pairs held by all optima met so far are charged a little and the problem is solved again:
    the answer leaves one of them out as long as any optimum does.
    """
    shared, another = taken.copy(), None
    best = check.value_of(problem, taken).objective
    while shared.any():
        found = _with_less_of(problem, shared)
        value = check.value_of(problem, found).objective
        if bool(found[shared].all()) or best - value > TIE * max(1.0, abs(best)):
            break
        another = another or problem.candidates.pairs(np.flatnonzero(found))
        shared &= found
    return Ties(shared, another)


def _with_less_of(problem: PairingProblem, charged: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The optimum when each of the charged candidates is worth a little less."""
    programme = programme_of(problem)
    gain = programme.gain.copy()
    gain[: len(charged)] -= CHARGE * charged
    solution = solver.maximise(replace(programme, gain=gain))
    taken: NDArray[np.bool_] = solution.x[: len(charged)] > 0.5
    if not check.is_allowed(problem, taken):
        raise check.CheckError("the solver's pairing breaks a rule")
    return taken
