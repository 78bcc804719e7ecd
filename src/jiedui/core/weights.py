"""Normalising indicators and weighing criteria: by hand, equally, by entropy, by CRITIC.

Formulas: entropy weights after Shannon, p_ij = x_ij / Σ_i x_ij, e_j = −(ln n)⁻¹ Σ p ln p,
w_j ∝ 1 − e_j; CRITIC after Diakoulaki, Mavrotas & Papayannakis (1995), C_j = σ_j Σ_k (1 − r_jk).
On 8 to 13 regions both swing widely; `bootstrap` says how widely.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Floats

Weighting = Callable[[Floats], Floats]


def min_max(values: Floats, *, direction: int = 1) -> Floats:
    """Stretch finite `values` to 0-1; with `direction` −1 the smallest becomes 1.

    Values that are all the same tell nothing apart and become 0.

    >>> min_max(np.array([2.0, 3.0, 6.0])).tolist()
    [0.0, 0.25, 1.0]
    """
    signed = direction * values
    low, width = signed.min(), np.ptp(signed)
    return np.zeros_like(signed) if width <= _noise(values) else (signed - low) / width


def z_score(values: Floats, *, direction: int = 1) -> Floats:
    """Standardise (divisor n) and map to 0-1 by the normal distribution function.

    The mapping keeps the order and tempers outliers; it makes z-scores addable with 0-1 terms.

    >>> z_score(np.array([-1.0, 0.0, 1.0])).round(4).tolist()
    [0.1103, 0.5, 0.8897]
    """
    spread = values.std()
    if np.ptp(values) <= _noise(values):
        return np.zeros_like(values)
    z = direction * (values - values.mean()) / spread
    return np.array([0.5 * (1 + math.erf(item / math.sqrt(2))) for item in z])


def rank(values: Floats, *, direction: int = 1) -> Floats:
    """Average ranks stretched to 0-1; equal values share a rank.

    >>> rank(np.array([10.0, 30.0, 10.0, 99.0])).round(4).tolist()
    [0.0, 0.6, 0.0, 1.0]
    """
    _, place, count = np.unique(direction * values, return_inverse=True, return_counts=True)
    average = np.cumsum(count) - (count - 1) / 2
    return min_max(average[place].astype(float))


NORMALISATIONS: Mapping[str, Callable[..., Floats]] = {
    "min_max": min_max,
    "z_score": z_score,
    "rank": rank,
}


def normalise(values: Floats, *, method: str = "min_max", direction: int = 1) -> Floats:
    """Normalise by a named method: `min_max`, `z_score` or `rank`; refuses missing values."""
    if method not in NORMALISATIONS:
        allowed = ", ".join(NORMALISATIONS)
        raise Refusal(Problem("no such normalisation", value=method, hint=f"choose from {allowed}"))
    if values.size == 0 or not np.isfinite(values).all():
        raise Refusal(Problem("values to normalise are missing or not finite"))
    return np.asarray(NORMALISATIONS[method](values, direction=direction), dtype=float)


def by_hand(weights: Mapping[str, float], criteria: Sequence[str]) -> Floats:
    """Weights somebody chose, in the order of `criteria`, scaled to sum to 1.

    >>> by_hand({"history": 1, "industry": 3}, ["industry", "history"]).tolist()
    [0.75, 0.25]
    """
    unknown = [name for name in weights if name not in criteria]
    problems = [
        Problem("no such criterion", value=name, hint=f"choose from {', '.join(criteria)}")
        for name in unknown
    ]
    problems += [
        Problem("a weight is a number of 0 or more", column=name, value=str(value))
        for name, value in weights.items()
        if not (math.isfinite(value) and value >= 0)
    ]
    if problems:
        raise Refusal(problems)
    chosen = np.array([float(weights.get(name, 0.0)) for name in criteria])
    if chosen.sum() <= 0:
        raise Refusal(Problem("the weights sum to zero", hint="give at least one above 0"))
    scaled: Floats = chosen / chosen.sum()
    return scaled


def equal(terms: Floats) -> Floats:
    """The same weight for each of the columns of `terms`."""
    count = terms.shape[1]
    return np.full(count, 1 / count)


def entropy(terms: Floats) -> Floats:
    """Entropy weights of the columns of `terms` (alternatives × criteria, each value ≥ 0).

    0·ln 0 is 0. A column that is all zero or constant tells nothing apart and weighs 0; if none
    tells anything apart the weights are equal.
    """
    totals = terms.sum(axis=0)
    shares = np.divide(terms, totals, out=np.zeros_like(terms), where=totals > 0)
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    spread = 1 + (shares * logs).sum(axis=0) / math.log(max(len(terms), 2))
    return _scaled(np.where(totals > 0, spread, 0.0))


def critic(terms: Floats) -> Floats:
    """CRITIC weights of the columns of `terms` (alternatives × criteria, already normalised).

    A constant column has no correlation and weighs 0.
    """
    spread = terms.std(axis=0)
    alive = spread > 1e-12
    correlation = np.zeros((terms.shape[1], terms.shape[1]))
    if alive.sum() > 1:
        found = np.corrcoef(terms[:, alive], rowvar=False)
        correlation[np.ix_(alive, alive)] = found
    conflict = (1 - correlation[:, alive]).sum(axis=1) if alive.any() else np.zeros(len(spread))
    if alive.sum() == 1:
        only: Floats = alive.astype(float)
        return only
    return _scaled(np.where(alive, spread * conflict, 0.0))


WEIGHTINGS: Mapping[str, Weighting] = {"equal": equal, "entropy": entropy, "critic": critic}


@dataclass(frozen=True)
class WeightStability:
    """How a weight swings when the regions are drawn again: 5th and 95th percentile, spread."""

    criterion: str
    weight: float
    low: float
    high: float
    standard_deviation: float


def bootstrap(
    terms: Floats,
    *,
    criteria: Sequence[str],
    weighting: Weighting,
    sides: tuple[NDArray[np.intp], NDArray[np.intp]],
    generator: np.random.Generator,
    draws: int = 500,
) -> tuple[WeightStability, ...]:
    """Weights of `terms` under resampled regions.

    `sides` holds, per row of `terms`, the number of its supporter and of its recipient. Regions
    are drawn and not rows: the rows of one region are not independent. A draw without two
    distinct rows left is drawn as it is: entropy and CRITIC then fall back as documented.
    """
    supporters, recipients = sides
    sample = np.empty((draws, terms.shape[1]))
    counts = (int(supporters.max()) + 1, int(recipients.max()) + 1)
    for draw in range(draws):
        times = [np.bincount(generator.integers(0, n, n), minlength=n) for n in counts]
        repeat = times[0][supporters] * times[1][recipients]
        rows = np.repeat(np.arange(len(terms)), repeat)
        sample[draw] = weighting(terms[rows]) if len(rows) else equal(terms)
    point = weighting(terms)
    low, high = np.percentile(sample, [5, 95], axis=0)
    spread = sample.std(axis=0)
    return tuple(
        WeightStability(name, float(point[i]), float(low[i]), float(high[i]), float(spread[i]))
        for i, name in enumerate(criteria)
    )


def _scaled(raw: Floats) -> Floats:
    positive = np.where(raw > 1e-12, raw, 0.0)
    return positive / positive.sum() if positive.sum() > 0 else np.full(len(raw), 1 / len(raw))


def _noise(values: Floats) -> float:
    return 1e-12 * max(1.0, float(np.abs(values).max()))
