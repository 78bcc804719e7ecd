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
from jiedui.core.pairing.ties import TIE, ties_of
from jiedui.core.pairing.weight_space import TOLERANCE, WeightFamily, explore


@dataclass(frozen=True)
class Survival:
    """How often each candidate is in the optimum when the weights are drawn.

    A tie supports nobody: where several pairings are worth the same, only what all of them hold
    counts.

    Attributes
    ----------
    frequency
        Shape (m,), share of the draws in which every optimum holds the candidate.
    pairings
        Each pairing that is the only optimum somewhere, with its share of the draws, the
        commonest first.
    draws, solves
        Draws of weights, and calls of the solver that collecting the optima needed.
    tied
        Share of the draws in which several pairings are worth the same.
    """

    frequency: Floats
    pairings: tuple[tuple[tuple[CodePair, ...], float], ...]
    draws: int
    solves: int
    tied: float = 0.0


# Where the optima cannot be collected beforehand every draw is a solve of its own; ten thousand
# of them would keep a person waiting for nothing: 500 give a share within 0.05 or so.
SOLVED_DRAWS_MOST = 500
# Draws are held against all optima so many at a time: a million against hundreds would not fit.
BLOCK = 10_000


def survival(family: WeightFamily, *, draws: int, generator: np.random.Generator) -> Survival:
    """Dirichlet draws of weights, uniform on the simplex, answered from the collected optima.

    Where their completeness cannot be proven (`explore`), fewer draws are solved one by one; the
    record says how many.
    """
    if not explore(family):
        return survival_by_solving(family.problem, family.terms, draws=draws, generator=generator)
    weights = generator.dirichlet(np.ones(family.terms.shape[1]), draws)
    blocks = np.array_split(weights, range(BLOCK, draws, BLOCK))
    winners = np.concatenate([_first_best(family.values_at(block)) for block in blocks])
    shares = np.bincount(winners, minlength=len(family.choices)) / draws
    met = [
        _met(family.problem.with_score(family.terms @ weights[winners == i][0]), choice, share)
        for i, (choice, share) in enumerate(zip(family.choices, shares, strict=True))
        if share > 0
    ]
    return _survival(family.problem, met, draws, family.solves)


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
    times: dict[tuple[int, ...], int] = {}
    first: dict[tuple[int, ...], PairingProblem] = {}
    for number, weights in enumerate(generator.dirichlet(np.ones(terms.shape[1]), draws)):
        drawn = problem.with_score(terms @ weights)
        chosen = solve(drawn).chosen
        times[chosen] = times.get(chosen, 0) + 1
        first.setdefault(chosen, drawn)
        if progress is not None:
            progress(number + 1)
    met = [
        _met(first[chosen], np.isin(np.arange(len(terms)), chosen), times[chosen] / draws)
        for chosen in sorted(times)
    ]
    return _survival(problem, met, draws, draws)


@dataclass(frozen=True)
class Variant:
    """The optimum when scores are made in another way, beside the one proposed.

    `regret` is what the proposed pairing loses under the variant's scores. Where another pairing
    is worth as much as the proposed one, `tied` says so, `pairs` is that other one, and `same`
    is False: a tie is no support.
    """

    name: str
    pairs: tuple[CodePair, ...]
    same: bool
    regret: float
    tied: bool = False


def variants(
    problem: PairingProblem, best: Pairing, scores: Mapping[str, Floats]
) -> tuple[Variant, ...]:
    """Solve again under each named vector of scores."""
    return tuple(_variant(problem.with_score(score), best, name) for name, score in scores.items())


def _variant(problem: PairingProblem, best: Pairing, name: str) -> Variant:
    found = solve(problem)
    ours = best.mask(len(problem.candidates))
    regret = max(0.0, found.objective - check.value_of(problem, ours).objective)
    if regret > TIE * max(1.0, abs(found.objective)):
        return Variant(name, found.pairs, False, regret)
    another = ties_of(problem, ours).another
    return Variant(name, another or best.pairs, another is None, regret, another is not None)


def _first_best(values: Floats) -> NDArray[np.intp]:
    """The first column within rounding of the row's best, so that ties do not flicker."""
    best = values.max(axis=1, keepdims=True)
    return np.asarray((values >= best - TOLERANCE).argmax(axis=1), dtype=np.intp)


@dataclass(frozen=True)
class _Met:
    """An optimum with its share of the draws, what every optimum there holds, and if it is alone.

    Optima tie over a whole region of weights or not at all, up to draws of no probability: one
    draw tells.
    """

    taken: NDArray[np.bool_]
    share: float
    shared: NDArray[np.bool_]
    alone: bool


def _met(problem: PairingProblem, taken: NDArray[np.bool_], share: float) -> _Met:
    found = ties_of(problem, taken)
    return _Met(taken, float(share), found.shared, found.another is None)


def _survival(problem: PairingProblem, met: Sequence[_Met], draws: int, solves: int) -> Survival:
    pairings = [
        (problem.candidates.pairs(np.flatnonzero(one.taken)), one.share) for one in met if one.alone
    ]
    pairings.sort(key=lambda item: (-item[1], item[0]))
    frequency = np.zeros(len(problem.candidates))
    for one in met:
        frequency[one.shared] += one.share
    tied = sum(one.share for one in met if not one.alone)
    return Survival(frequency, tuple(pairings), draws, solves, float(tied))
