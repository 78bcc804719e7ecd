"""The whole simplex of weights at once: which pairing is best where.

For one pairing X the objective is linear in the weights: V_X(w) = w·a_X + c_X, with a_X the sum
of the terms of its pairs and c_X its switching cost. The optimum V*(w) = max over X is convex and
piecewise linear, so a set S of pairings is complete as soon as V* = max over S at every vertex
of the cells of S: inside a cell the convex V* cannot rise above its values at the vertices. Then
every further draw of weights is answered by comparing the members of S, without the solver.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiedui.core import solver
from jiedui.core.errors import NotSupported, Problem
from jiedui.core.frames import Floats
from jiedui.core.pairing import check
from jiedui.core.pairing.model import gain_of, programme_of, solve
from jiedui.core.pairing.problem import PairingProblem

TOLERANCE = 1e-7  # values of pairings are sums of a few terms of order 1


@dataclass
class WeightFamily:
    """One problem under any weights: score = terms·w. Holds the optima found so far.

    The equity term is not linear in the weights for a given pairing; families refuse it.
    """

    problem: PairingProblem
    terms: Floats
    choices: list[NDArray[np.bool_]] = field(default_factory=list)
    slopes: list[Floats] = field(default_factory=list)
    constants: list[float] = field(default_factory=list)
    solves: int = 0
    seen: set[tuple[float, ...]] = field(default_factory=set)
    complete: bool = False

    def __post_init__(self) -> None:
        if self.problem.equity > 0:
            raise NotSupported(
                Problem("weights are not explored with an equity term", hint="set equity to 0")
            )
        self._programme = programme_of(self.problem)
        solve(self.problem)  # refuses rules that clash, by name

    def line_of(self, taken: NDArray[np.bool_]) -> tuple[Floats, float]:
        """Slope a_X and constant c_X of a choice."""
        changes = int((taken != self.problem.today).sum())
        return self.terms[taken].sum(axis=0), -self.problem.keep_cost * changes

    def best_at(self, weights: Floats) -> tuple[NDArray[np.bool_], float]:
        """The optimum at one vector of weights, by the solver, checked."""
        problem = self.problem.with_score(self.terms @ weights)
        solution = solver.maximise(replace(self._programme, gain=gain_of(problem)))
        taken = solution.x[: len(self.terms)] > 0.5
        claimed = solution.value - problem.keep_cost * float(problem.today.sum())
        check.fail_if_wrong(problem, taken, claimed=claimed)
        self.solves += 1
        return taken, check.value_of(problem, taken).objective

    def known_at(self, weights: Floats) -> float:
        return max(
            (float(a @ weights + c) for a, c in zip(self.slopes, self.constants, strict=True)),
            default=float("-inf"),
        )

    def learn(self, weights: Floats) -> bool:
        """Solve at `weights`; True if the optimum there was not among the known ones."""
        taken, value = self.best_at(weights)
        if value <= self.known_at(weights) + TOLERANCE:
            return False
        slope, constant = self.line_of(taken)
        self.choices.append(taken)
        self.slopes.append(slope)
        self.constants.append(constant)
        return True

    def values_at(self, weights: Floats) -> Floats:
        """Value of each known pairing (columns) at each row of `weights`."""
        values: Floats = weights @ np.array(self.slopes).T + np.array(self.constants)
        return values


def explore(family: WeightFamily, *, most_solves: int = 2000) -> bool:
    """Collect every optimum over the simplex; True if the set is proven complete."""
    k = family.terms.shape[1]
    fresh: list[Floats] = [*np.eye(k), np.full(k, 1 / k)]
    while fresh and not family.complete:
        for weights in fresh:
            if family.solves >= most_solves:
                return False
            family.seen.add(_key(weights))
            family.learn(weights)
        fresh = [w for w in _cell_vertices(family) if _key(w) not in family.seen]
    family.complete = True
    return True


@dataclass(frozen=True)
class WeightRegion:
    """The weights under which a given pairing is optimal: a sensitivity statement.

    It says how much the answer depends on the weights; it is nobody's priorities. Where
    `empty`, `rivals` and `multipliers` prove it: the mixture of rivals beats the pairing by at
    least −`margin` under every admissible vector of weights.

    Attributes
    ----------
    example
        Weights in the middle of the region (largest lead over the rivals met), None if empty.
    ranges
        Smallest and largest weight of each criterion within the region.
    margin
        Lead at `example`, negative where empty.
    """

    empty: bool
    margin: float
    example: Floats | None
    ranges: tuple[tuple[float, float], ...]
    rivals: tuple[tuple[int, ...], ...]
    multipliers: tuple[float, ...]


def optimal_weights(
    family: WeightFamily, taken: NDArray[np.bool_], *, without: Sequence[int] = ()
) -> WeightRegion:
    """The polytope of weights under which `taken` is optimal; `without` holds criteria at 0.

    Linear programmes with rivals generated as needed: the solver names a better pairing at the
    weights tried, that pairing becomes a row, until none is better or no weights are left.
    """
    k = family.terms.shape[1]
    high = np.array([0.0 if i in without else 1.0 for i in range(k)])
    rivals: list[NDArray[np.bool_]] = []
    centre = _push(family, taken, rivals, high, goal=np.append(np.zeros(k), 1.0), lead=True)
    weights, margin, multipliers = centre
    chosen = tuple(tuple(int(i) for i in np.flatnonzero(rival)) for rival in rivals)
    if margin < -TOLERANCE:
        _check_proof(family, taken, rivals, multipliers, high, margin)
        return WeightRegion(True, margin, None, (), chosen, tuple(map(float, multipliers)))
    ranges = []
    for criterion in range(k):
        ends = []
        for sign in (-1.0, 1.0):
            goal = np.zeros(k + 1)
            goal[criterion] = sign
            found, _, _ = _push(family, taken, rivals, high, goal=goal, lead=False)
            ends.append(float(found[criterion]))
        ranges.append((ends[0], ends[1]))
    return WeightRegion(False, margin, weights, tuple(ranges), (), ())


def _push(
    family: WeightFamily,
    taken: NDArray[np.bool_],
    rivals: list[NDArray[np.bool_]],
    high: Floats,
    *,
    goal: Floats,
    lead: bool,
) -> tuple[Floats, float, Floats]:
    """maximise goal·(w, t) with V_X(w) − V_Y(w) ≥ t for every rival Y met; adds rivals."""
    k = len(high)
    slope, constant = family.line_of(taken)
    while True:
        rows, upper = _rows(family, slope, constant, rivals, k)
        # Without `lead` the tolerance of the certificate is allowed, so that a region that is
        # one point is not called empty by rounding.
        t_low, t_high = (-1e6, 1e3) if lead else (-TOLERANCE, -TOLERANCE)
        solution = solver.maximise_linear(
            goal, rows, upper, np.append(np.zeros(k), t_low), np.append(high, t_high)
        )
        if solution.status != "optimal":
            raise solver.SolverError(f"weights could not be explored: {solution.status}")
        weights = _on_simplex(solution.x[:k])
        t = float(solution.x[k])
        if lead and t < -TOLERANCE:
            return weights, t, solution.multipliers[2:]
        rival, value = family.best_at(weights)
        own = float(slope @ weights + constant)
        known = any(bool((rival == other).all()) for other in rivals)
        if value <= own + 2 * TOLERANCE or known:
            return weights, t, solution.multipliers[2:]
        rivals.append(rival)


def _rows(
    family: WeightFamily,
    slope: Floats,
    constant: float,
    rivals: list[NDArray[np.bool_]],
    k: int,
) -> tuple[Floats, Floats]:
    """Rows of (w, t): Σw ≤ 1, −Σw ≤ −1, then (a_Y − a_X)·w + t ≤ c_X − c_Y per rival."""
    ones = np.append(np.ones(k), 0.0)
    rows, upper = [ones, -ones], [1.0, -1.0]
    for rival in rivals:
        other, other_constant = family.line_of(rival)
        rows.append(np.append(other - slope, 1.0))
        upper.append(constant - other_constant)
    return np.array(rows), np.array(upper)


def _check_proof(
    family: WeightFamily,
    taken: NDArray[np.bool_],
    rivals: list[NDArray[np.bool_]],
    multipliers: Floats,
    high: Floats,
    margin: float,
) -> None:
    """The mixture of rivals must beat the pairing at every corner of the admissible weights."""
    slope, constant = family.line_of(taken)
    lines = [family.line_of(rival) for rival in rivals]
    lead = slope - sum(m * a for m, (a, _) in zip(multipliers, lines, strict=True))
    shift = constant - sum(m * c for m, (_, c) in zip(multipliers, lines, strict=True))
    worst = float((lead + shift)[high > 0].max())
    if abs(float(multipliers.sum()) - 1) > 1e-6 or worst > margin + 1e-6:
        raise check.CheckError("the proof that no weights make this pairing optimal fails")


def _cell_vertices(family: WeightFamily) -> list[Floats]:
    """Vertices of the cells {w : X is best of the known} on the simplex."""
    from scipy.spatial import HalfspaceIntersection

    k = family.terms.shape[1]
    if k == 1:
        return [np.ones(1)]
    slopes, constants = np.array(family.slopes), np.array(family.constants)
    centre = np.full(k, 1 / k)
    top = float(np.abs(slopes).max() + np.abs(constants).max()) + 2.0
    start = np.append(centre[:-1], (family.known_at(centre) + top) / 2)
    points = HalfspaceIntersection(_halfspaces(slopes, constants, top), start).intersections
    finite = points[np.isfinite(points).all(axis=1)]
    below = finite[finite[:, -1] < top - 1e-6]
    free = below[:, :-1]
    weights = np.column_stack([free, 1 - free.sum(axis=1)])
    unique = {_key(w): _on_simplex(w) for w in weights}
    return [unique[key] for key in sorted(unique)]


def _halfspaces(slopes: Floats, constants: Floats, top: float) -> Floats:
    """Rows (normal, offset) ≤ 0 in the free weights and the value t; the last weight is 1 − Σ."""
    k = slopes.shape[1]
    lines = np.column_stack(
        [slopes[:, :-1] - slopes[:, -1:], -np.ones(len(slopes)), slopes[:, -1] + constants]
    )
    positive = np.column_stack([-np.eye(k - 1), np.zeros((k - 1, 2))])
    within = np.concatenate([np.ones(k - 1), [0.0, -1.0]])
    ceiling = np.concatenate([np.zeros(k - 1), [1.0, -top]])
    return np.vstack([lines, positive, within, ceiling])


def _on_simplex(weights: Any) -> Floats:
    clipped = np.clip(np.asarray(weights, dtype=float), 0.0, None)
    scaled: Floats = clipped / clipped.sum()
    return scaled


def _key(weights: Floats) -> tuple[float, ...]:
    return tuple(float(item) + 0.0 for item in np.round(weights, 9))
