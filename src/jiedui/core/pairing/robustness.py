"""Does the answer hang on the weights, the normalisation, or one indicator?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


# Where the optima cannot be collected beforehand every draw is a solve of its own; ten thousand
# of them would keep a person waiting for nothing: 500 give a share within 0.05 or so.
SOLVED_DRAWS_MOST = 500


def survival(family: WeightFamily, *, draws: int, generator: np.random.Generator) -> Survival:
    """Dirichlet draws of weights, uniform on the simplex, answered from the collected optima.

    Where their completeness cannot be proven (`explore`), fewer draws are solved one by one; the
    record says how many.
    """
    if not explore(family):
        return survival_by_solving(family.problem, family.terms, draws=draws, generator=generator)
    weights = generator.dirichlet(np.ones(family.terms.shape[1]), draws)
    winners = _first_best(family.values_at(weights))
    shares = np.bincount(winners, minlength=len(family.choices)) / draws
    return _survival(family.problem, family.choices, shares, draws, family.solves)


def survival_by_solving(
    problem: PairingProblem,
    terms: Floats,
    *,
    draws: int,
    generator: np.random.Generator,
    progress: Callable[[int], None] | None = None,
) -> Survival:
    """As `survival`, each draw solved by itself, at most `SOLVED_DRAWS_MOST` of them.

    This holds for any problem, with an equity term too.
    """
    draws = min(draws, SOLVED_DRAWS_MOST)
    met: dict[tuple[int, ...], int] = {}
    for number, weights in enumerate(generator.dirichlet(np.ones(terms.shape[1]), draws)):
        chosen = solve(problem.with_score(terms @ weights)).chosen
        met[chosen] = met.get(chosen, 0) + 1
        if progress is not None:
            progress(number + 1)
    choices = [np.isin(np.arange(len(terms)), chosen) for chosen in sorted(met)]
    shares = np.array([met[chosen] for chosen in sorted(met)]) / draws
    return _survival(problem, choices, shares, draws, draws)


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


def _survival(
    problem: PairingProblem,
    choices: Sequence[NDArray[np.bool_]],
    shares: Floats,
    draws: int,
    solves: int,
) -> Survival:
    met = [
        (problem.candidates.pairs(np.flatnonzero(choice)), float(share))
        for choice, share in zip(choices, shares, strict=True)
        if share > 0
    ]
    met.sort(key=lambda item: (-item[1], item[0]))
    return Survival(shares @ np.array(choices, dtype=float), tuple(met), draws, solves)
