"""Does the answer hang on the weights, the normalisation, or one indicator?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiedui.core.frames import Floats
from jiedui.core.pairing import check
from jiedui.core.pairing.model import Pairing, solve
from jiedui.core.pairing.problem import CodePair, PairingProblem
from jiedui.core.pairing.weight_space import TOLERANCE, WeightFamily, explore


@dataclass(frozen=True)
class Survival:
    """How often each candidate is in the optimum when the weights are drawn.

    Attributes
    ----------
    frequency
        Shape (m,), share of the draws.
    pairings
        Each optimum met with its share of the draws, the commonest first.
    draws, solves
        Draws of weights, and calls of the solver that they needed.
    """

    frequency: Floats
    pairings: tuple[tuple[tuple[CodePair, ...], float], ...]
    draws: int
    solves: int


def survival(
    family: WeightFamily,
    *,
    draws: int,
    generator: np.random.Generator,
    centre: Floats | None = None,
    concentration: float = 0.0,
    progress: Callable[[int], None] | None = None,
) -> Survival:
    """Dirichlet draws of weights: uniform on the simplex, or around `centre`.

    With `concentration` κ > 0 the parameter is κ·centre; the draws are then closer to `centre`
    the larger κ. Optima are collected once (`explore`); only where their completeness could not
    be proven is a draw solved by itself.
    """
    complete = explore(family)
    k = family.terms.shape[1]
    alpha = np.ones(k)
    if concentration > 0 and centre is not None:
        alpha = np.maximum(concentration * centre, 1e-3)
    weights = generator.dirichlet(alpha, draws)
    if not complete:
        for number, draw in enumerate(weights):
            family.learn(draw)
            if progress is not None:
                progress(number)
    winners = _first_best(family.values_at(weights))
    counts = np.bincount(winners, minlength=len(family.choices))
    frequency = counts @ np.array(family.choices, dtype=float) / draws
    return Survival(frequency, _named(family, counts / draws), draws, family.solves)


@dataclass(frozen=True)
class Variant:
    """The optimum when scores are made in another way, beside the one proposed.

    `regret` is what the proposed pairing loses under the variant's scores.
    """

    name: str
    pairs: tuple[CodePair, ...]
    same: bool
    regret: float


def variants(
    problem: PairingProblem, best: Pairing, scores: Mapping[str, Floats]
) -> tuple[Variant, ...]:
    """Solve again under each named vector of scores."""
    return tuple(_variant(problem.with_score(score), best, name) for name, score in scores.items())


def _variant(problem: PairingProblem, best: Pairing, name: str) -> Variant:
    found = solve(problem)
    proposed = check.value_of(problem, best.mask(len(problem.candidates))).objective
    regret = max(0.0, found.objective - proposed)
    return Variant(name, found.pairs, set(found.pairs) == set(best.pairs), regret)


def _first_best(values: Floats) -> NDArray[np.intp]:
    """The first column within rounding of the row's best, so that ties do not flicker."""
    best = values.max(axis=1, keepdims=True)
    return np.asarray((values >= best - TOLERANCE).argmax(axis=1), dtype=np.intp)


def _named(family: WeightFamily, shares: Floats) -> tuple[tuple[tuple[CodePair, ...], float], ...]:
    met = [
        (family.problem.candidates.pairs(np.flatnonzero(choice)), float(share))
        for choice, share in zip(family.choices, shares, strict=True)
        if share > 0
    ]
    return tuple(sorted(met, key=lambda item: (-item[1], item[0])))
