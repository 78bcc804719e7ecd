"""The one door to HiGHS: linear and mixed-integer programmes through SciPy.

Only this module imports `scipy.optimize`, lazily, because that import costs a second.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiedui.core.errors import JieduiError

Floats = NDArray[np.float64]  # core.frames has the same, but brings pandas with it


class SolverError(JieduiError):
    """HiGHS stopped without an answer that may be used."""


@dataclass(frozen=True)
class Programme:
    """maximise `gain`·x subject to `lower` ≤ A x ≤ `upper` and `low` ≤ x ≤ `high`.

    `matrix` is a SciPy sparse array of shape (rows, n); `integer` holds 1 where x must be whole.
    """

    gain: Floats
    matrix: Any
    lower: Floats
    upper: Floats
    low: Floats
    high: Floats
    integer: NDArray[np.int8]


@dataclass(frozen=True)
class Solution:
    """`feasible` False means proven infeasible; `x` is then empty. `bound` is proven by HiGHS."""

    feasible: bool
    x: Floats
    value: float
    bound: float


# Up to this many columns the linear relaxation is tried first: pairings with quotas mostly have
# whole corners, and HiGHS needs a fifth of the time when it is not told to branch.
RELAX_FIRST_COLUMNS = 2000


def search(programme: Programme, *, gap: float, nodes_max: int) -> Solution | None:
    """The best whole answer within so many nodes of branch and bound; None where none was found.

    A limit in nodes, not seconds, so that every machine stops at the same answer.
    """
    options = {"mip_rel_gap": gap, "node_limit": nodes_max}
    with quiet_output():
        result = _milp(programme, programme.integer, options)
    if result.x is None:
        return None
    value = float(-result.fun)
    bound = value if result.status == 0 and gap == 0 else float(-result.mip_dual_bound)
    return Solution(True, np.asarray(result.x), value, bound)


@contextmanager
def quiet_output() -> Iterator[None]:
    """Keep out of our output what HiGHS prints past Python when it searches inside a search."""
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def maximise(
    programme: Programme, *, gap: float = 0.0, time_limit_s: float | None = None
) -> Solution:
    """Solve to proven optimality within the relative `gap`; raise if HiGHS gives up earlier.

    Where the optimum of the linear relaxation is whole it is the optimum, with its own proof.
    Deterministic: HiGHS runs single-threaded through SciPy with its fixed default seed.
    """
    if programme.integer.any() and len(programme.gain) <= RELAX_FIRST_COLUMNS:
        relaxed = _solve(programme, np.zeros_like(programme.integer), gap, time_limit_s)
        if not relaxed.feasible:
            return relaxed
        whole = _rounded(programme, relaxed.x)
        if whole is not None:
            return Solution(True, whole, float(programme.gain @ whole), relaxed.value)
    return _solve(programme, programme.integer, gap, time_limit_s)


def _rounded(programme: Programme, x: Floats) -> Floats | None:
    """x with its whole columns freed of rounding, or None where one is not whole."""
    columns = programme.integer > 0
    nearest = np.round(x)
    if float(np.abs(x - nearest)[columns].max()) > 1e-9:
        return None
    return np.where(columns, nearest, x)


def _solve(
    programme: Programme, integer: NDArray[np.int8], gap: float, time_limit_s: float | None
) -> Solution:
    limit = float("inf") if time_limit_s is None else time_limit_s
    result = _milp(programme, integer, {"mip_rel_gap": gap, "time_limit": limit})
    if result.status == 2:
        return Solution(False, np.empty(0), float("-inf"), float("-inf"))
    if result.status != 0 or result.x is None:
        raise SolverError(f"HiGHS stopped: {result.message}")
    bound = -result.mip_dual_bound if result.mip_dual_bound is not None else -result.fun
    return Solution(True, np.asarray(result.x), float(-result.fun), float(bound))


def _milp(programme: Programme, integer: NDArray[np.int8], options: Any) -> Any:
    from scipy.optimize import Bounds, LinearConstraint, milp

    return milp(
        -programme.gain,
        integrality=integer,
        bounds=Bounds(programme.low, programme.high),
        constraints=LinearConstraint(programme.matrix, programme.lower, programme.upper),
        options=options,
    )


@dataclass(frozen=True)
class LinearSolution:
    """Answer of a linear programme with its certificate.

    `multipliers` holds one number per row, ≥ 0 where only the upper side binds: the gain of one
    more unit on the right. `status` is optimal, infeasible or unbounded; `x` is then empty.
    """

    status: str
    x: Floats
    value: float
    multipliers: Floats


def maximise_linear(
    gain: Floats, matrix: Any, upper: Floats, low: Floats, high: Floats
) -> LinearSolution:
    """maximise `gain`·x subject to `matrix`·x ≤ `upper` and `low` ≤ x ≤ `high`, with duals."""
    if not len(gain):  # SciPy refuses a programme without a column
        nothing = np.zeros(len(upper))
        status = "optimal" if (upper >= 0).all() else "infeasible"
        return LinearSolution(status, np.empty(0), 0.0, nothing)
    from scipy.optimize import linprog

    bounds = list(zip(low.tolist(), high.tolist(), strict=True))
    result = linprog(-gain, A_ub=matrix, b_ub=upper, bounds=bounds, method="highs-ds")
    if result.status in (2, 3):
        status = "infeasible" if result.status == 2 else "unbounded"
        return LinearSolution(status, np.empty(0), float("nan"), np.empty(0))
    if result.status != 0 or result.fun is None:
        raise SolverError(f"HiGHS stopped: {result.message}")
    multipliers = -np.asarray(result.ineqlin.marginals, dtype=float)
    return LinearSolution("optimal", np.asarray(result.x), float(-result.fun), multipliers)
