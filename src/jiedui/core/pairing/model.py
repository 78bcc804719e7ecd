"""The pairing as one mixed-integer programme, solved to proven optimality and checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiedui.core import solver
from jiedui.core.frames import Floats
from jiedui.core.pairing import check
from jiedui.core.pairing.conflict import refuse_infeasible
from jiedui.core.pairing.problem import CodePair, Index, PairingProblem


@dataclass(frozen=True)
class Pairing:
    """A feasible choice with its objective, recomputed without the solver.

    `bound` is the solver's proof: no feasible choice is worth more (up to its tolerance).
    `least_gain` is the smallest Σ score over recipients; `changes` counts both pairs dropped
    and pairs taken up.
    """

    chosen: tuple[int, ...]
    pairs: tuple[CodePair, ...]
    objective: float
    bound: float
    score: float
    changes: int
    least_gain: float

    def mask(self, count: int) -> NDArray[np.bool_]:
        taken = np.zeros(count, dtype=bool)
        taken[list(self.chosen)] = True
        return taken


def solve(problem: PairingProblem) -> Pairing:
    """The best pairing, or a refusal that names a smallest set of rules that clash."""
    found = try_solve(problem)
    if found is None:
        refuse_infeasible(problem, is_feasible)
        raise solver.SolverError("no pairing found, yet its rules do not clash")
    return found


def try_solve(problem: PairingProblem) -> Pairing | None:
    """The best pairing, or None where the limits leave none."""
    if len(problem.candidates) == 0:
        empty = np.zeros(0, dtype=bool)
        return _pairing(problem, empty, 0.0) if check.is_allowed(problem, empty) else None
    solution = solver.maximise(programme_of(problem))
    if not solution.feasible:
        return None
    taken = solution.x[: len(problem.candidates)] > 0.5
    constant = problem.keep_cost * float(problem.today.sum())
    check.fail_if_wrong(problem, taken, claimed=solution.value - constant)
    return _pairing(problem, taken, solution.bound - constant)


def is_feasible(problem: PairingProblem) -> bool:
    """Whether any choice keeps all limits."""
    return (
        try_solve(
            PairingProblem(
                problem.candidates,
                np.zeros(len(problem.candidates)),
                problem.today,
                limits=problem.limits,
            )
        )
        is not None
    )


def programme_of(problem: PairingProblem) -> solver.Programme:
    """Objective and rows in sparse form, without a loop over candidates.

    |x − today| is x where the pair is new and 1 − x where it is today's, so the switching cost
    is linear up to the constant keep_cost · Σ today. Equity adds one column z and one row
    z − Σ score·x ≤ 0 per recipient.
    """
    from scipy.sparse import coo_array

    m = len(problem.candidates)
    blocks = [(b.row, b.candidate, b.coefficient, b.lower, b.upper) for b in problem.limits]
    extra = 1 if problem.equity > 0 else 0
    if extra:
        blocks.append(_equity_rows(problem))
    starts = np.cumsum([0, *(len(block[3]) for block in blocks)])
    rows = [block[0] + start for block, start in zip(blocks, starts, strict=False)]
    matrix = coo_array(
        (
            _joined([block[2] for block in blocks]),
            (_joined(rows, np.intp), _joined([block[1] for block in blocks], np.intp)),
        ),
        shape=(int(starts[-1]), m + extra),
    )
    return solver.Programme(
        gain=np.concatenate([gain_of(problem), np.full(extra, problem.equity)]),
        matrix=matrix.tocsc(),
        lower=_joined([block[3] for block in blocks]),
        upper=_joined([block[4] for block in blocks]),
        low=np.concatenate([np.zeros(m), np.full(extra, -np.inf)]),
        high=np.concatenate([np.ones(m), np.full(extra, np.inf)]),
        integer=np.concatenate([np.ones(m), np.zeros(extra)]).astype(np.int8),
    )


def gain_of(problem: PairingProblem) -> Floats:
    """Score of each candidate with the switching cost folded in."""
    return problem.score + problem.keep_cost * np.where(problem.today, 1.0, -1.0)


def _equity_rows(problem: PairingProblem) -> tuple[Index, Index, Floats, Floats, Floats]:
    """z − Σ score·x ≤ 0 for each recipient; z is the last column."""
    m, recipients = len(problem.candidates), len(problem.candidates.recipients)
    each = np.arange(recipients, dtype=np.intp)
    return (
        np.concatenate([each, problem.candidates.recipient]),
        np.concatenate([np.full(recipients, m, dtype=np.intp), np.arange(m, dtype=np.intp)]),
        np.concatenate([np.ones(recipients), -problem.score]),
        np.full(recipients, -np.inf),
        np.zeros(recipients),
    )


def _joined(parts: list[Any], kind: Any = float) -> Any:
    return np.concatenate(parts).astype(kind, copy=False) if parts else np.zeros(0, dtype=kind)


def _pairing(problem: PairingProblem, taken: NDArray[np.bool_], bound: float) -> Pairing:
    value = check.value_of(problem, taken)
    chosen = tuple(int(item) for item in np.flatnonzero(taken))
    return Pairing(
        chosen,
        problem.candidates.pairs(chosen),
        value.objective,
        max(bound, value.objective),
        value.score,
        value.changes,
        value.least_gain,
    )
