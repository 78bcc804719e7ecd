"""How unequal regions are, in one number: every function takes total output and people.

Symbols: Y output, N people, y = Y/N, f = N/ΣN population shares, q = Y/ΣY output shares. All raise
`Refusal` when a figure is missing, negative or not finite, when a population is not above zero, and
when the lists differ in length.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Floats
from jiedui.core.gaps.inputs import output_and_people


def cv(output: ArrayLike, people: ArrayLike, *, ddof: int = 0) -> float:
    """Coefficient of variation of output per person, each region counting once.

    σ(y)/ȳ with divisor n (`ddof=0`); `ddof=1` divides by n-1.

    >>> cv([1.0, 3.0], [1.0, 1.0])
    0.5
    """
    y = _per_person(output, people)
    if y.size <= ddof:
        raise Refusal(Problem("too few regions", value=str(y.size), hint=f"more than {ddof}"))
    return float(y.std(ddof=ddof) / y.mean())


def weighted_cv(output: ArrayLike, people: ArrayLike) -> float:
    """Population-weighted coefficient of variation (Williamson 1965).

    √[Σ f (y - ȳ)²] / ȳ with ȳ = ΣY/ΣN.

    >>> weighted_cv([1.0, 9.0], [1.0, 3.0])
    0.34641016151377546
    """
    Y, N = output_and_people(output, people)
    mean = Y.sum() / N.sum()
    return float(np.sqrt(N / N.sum() @ (Y / N - mean) ** 2) / mean)


def theil_t(output: ArrayLike, people: ArrayLike) -> float:
    """Theil's T, sensitive to the top: Σ q ln(q/f) (Theil 1967). Zero when all are equal.

    >>> round(theil_t([3.0, 1.0], [1.0, 1.0]), 6)
    0.130812
    """
    q, f = shares(output, people)
    return float(np.sum(_x_log_ratio(q, f)))


def theil_l(output: ArrayLike, people: ArrayLike) -> float:
    """Theil's L or mean log deviation, sensitive to the bottom: Σ f ln(f/q).

    Refuses a region without output, whose logarithm does not exist.

    >>> round(theil_l([3.0, 1.0], [1.0, 1.0]), 6)
    0.143841
    """
    q, f = shares(output, people, positive_output=True)
    return float(np.sum(_x_log_ratio(f, q)))


def hoover(output: ArrayLike, people: ArrayLike) -> float:
    """Share of output that would have to move for equal output per person: ½Σ|q - f|.

    >>> hoover([3.0, 1.0], [1.0, 1.0])
    0.25
    """
    q, f = shares(output, people)
    return float(np.abs(q - f).sum() / 2)


def gini(output: ArrayLike, people: ArrayLike) -> float:
    """Gini coefficient of output per person, weighted by population.

    ΣΣ f_i f_j |y_i - y_j| / (2ȳ), computed on sorted regions in n log n.

    >>> gini([3.0, 1.0], [1.0, 1.0])
    0.25
    """
    Y, N = output_and_people(output, people)
    return sorted_gini(Y / N, N)


def gini_unweighted(output: ArrayLike, people: ArrayLike) -> float:
    """Gini coefficient of output per person, each region counting once (f = 1/n)."""
    y = _per_person(output, people)
    return sorted_gini(y, np.ones_like(y))


def sd_log(output: ArrayLike, people: ArrayLike) -> float:
    """Standard deviation (divisor n) of ln y, the usual sigma of convergence studies."""
    Y, N = output_and_people(output, people, positive_output=True)
    return float(np.log(Y / N).std())


def max_min(output: ArrayLike, people: ArrayLike) -> float:
    """The richest region's output per person over the poorest's."""
    Y, N = output_and_people(output, people, positive_output=True)
    y = Y / N
    return float(y.max() / y.min())


def shares(
    output: ArrayLike, people: ArrayLike, *, positive_output: bool = False
) -> tuple[Floats, Floats]:
    """Each region's share of output and share of people."""
    Y, N = output_and_people(output, people, positive_output=positive_output)
    return Y / Y.sum(), N / N.sum()


def sorted_gini(y: Floats, weights: Floats) -> float:
    """Σ f_i y_i (F_i + F_{i-1} - 1) / ȳ over regions sorted by y, F being cumulated weights."""
    order = np.argsort(y, kind="stable")
    value, f = y[order], weights[order] / weights.sum()
    cumulated = np.cumsum(f)
    spread = f * value * (2 * cumulated - f - 1)
    return max(0.0, float(spread.sum() / (f @ value)))


def _per_person(output: ArrayLike, people: ArrayLike) -> Floats:
    Y, N = output_and_people(output, people)
    return Y / N


def _x_log_ratio(x: Floats, other: Floats) -> Floats:
    """x·ln(x/other), which is 0 where x is 0."""
    safe = np.where(x > 0, x, 1.0)
    return np.where(x > 0, x * np.log(safe / other), 0.0)
