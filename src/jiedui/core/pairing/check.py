"""Feasibility and objective recomputed without the solver: an optimum is not taken on trust."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiedui.core.errors import JieduiError
from jiedui.core.pairing.problem import Limits, PairingProblem
from jiedui.core.rules import Rule

TOLERANCE = 1e-6  # HiGHS's own feasibility tolerance; scores are of order 1


class CheckError(JieduiError):
    """The solver's answer and our own arithmetic disagree: nothing of it may be shown."""


@dataclass(frozen=True)
class Value:
    """What a choice is worth: `objective` = score − keep_cost·changes + equity·least_gain."""

    objective: float
    score: float
    changes: int
    least_gain: float


@dataclass(frozen=True)
class Clash:
    """A row of a rule that a choice does not keep."""

    rule: Rule
    where: str
    value: float
    lower: float
    upper: float

    def __str__(self) -> str:
        low, high = _bound(self.lower), _bound(self.upper)
        allowed = low if low == high else f"{low} to {high}"
        return f"{self.where}: {self.value:g}, allowed {allowed} ({self.rule.id})"


def value_of(problem: PairingProblem, taken: NDArray[np.bool_]) -> Value:
    """Worth of a 0/1 choice, from the definition and not from the solver's linear form."""
    score = float(problem.score[taken].sum())
    changes = int((taken != problem.today).sum())
    gains = np.bincount(
        problem.candidates.recipient[taken],
        weights=problem.score[taken],
        minlength=len(problem.candidates.recipients),
    )
    least = float(gains.min()) if len(gains) else 0.0
    objective = score - problem.keep_cost * changes + problem.equity * least
    return Value(objective, score, changes, least)


def clashes(problem: PairingProblem, taken: NDArray[np.bool_]) -> tuple[Clash, ...]:
    """Every row that the choice breaks, in the order of the limits."""
    return tuple(clash for block in problem.limits for clash in _broken(block, taken))


def is_allowed(problem: PairingProblem, taken: NDArray[np.bool_]) -> bool:
    return not clashes(problem, taken)


def fail_if_wrong(problem: PairingProblem, taken: NDArray[np.bool_], *, claimed: float) -> None:
    """Raise `CheckError` unless the choice keeps every limit and is worth what was claimed."""
    broken = clashes(problem, taken)
    if broken:
        raise CheckError(f"the solver's pairing breaks a rule: {broken[0]}")
    objective = value_of(problem, taken).objective
    if abs(objective - claimed) > TOLERANCE * max(1.0, abs(objective)):
        raise CheckError(f"the solver claims {claimed!r}, recomputed {objective!r}")


def _broken(block: Limits, taken: NDArray[np.bool_]) -> list[Clash]:
    values = block.values(taken)
    slack = TOLERANCE * np.maximum(1.0, np.abs(values))
    wrong = (values < block.lower - slack) | (values > block.upper + slack)
    return [
        Clash(
            block.rule,
            block.names[row],
            float(values[row]),
            float(block.lower[row]),
            float(block.upper[row]),
        )
        for row in np.flatnonzero(wrong)
    ]


def _bound(value: float) -> str:
    return "any" if np.isinf(value) else f"{value:g}"
