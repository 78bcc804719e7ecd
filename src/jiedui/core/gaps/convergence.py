"""Do regions draw together? Sigma (the spread falls) and beta (the poor grow faster)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Floats
from jiedui.core.gaps.inputs import fail_at, fail_unless_same_length, matrix, vector


@dataclass(frozen=True)
class SigmaConvergence:
    """Spread of output per person year by year.

    `sd_log` and `cv` have one entry per year (divisor n); `trend` is the least-squares change of
    `sd_log` per year and `trend_se` its standard error (None with two years).
    """

    years: tuple[int, ...]
    sd_log: tuple[float, ...]
    cv: tuple[float, ...]
    trend: float
    trend_se: float | None

    @property
    def is_converging(self) -> bool:
        return self.trend < 0


@dataclass(frozen=True)
class BetaConvergence:
    """Absolute beta-convergence between two years.

    Attributes
    ----------
    slope, slope_se
        Of mean yearly growth of ln y on the first year's ln y, with its classical standard error
        (equal variances, independent regions).
    intercept, r_squared, regions, span_years
        Of the same regression.
    beta, beta_se
        Speed per year, β = -ln(1 + slope·T)/T, its error by the delta method; None where
        1 + slope·T ≤ 0.
    half_life_years
        ln 2 / β; None unless β > 0.
    reason
        Why `beta` or `half_life_years` is None.
    """

    slope: float
    slope_se: float
    intercept: float
    r_squared: float
    regions: int
    span_years: int
    beta: float | None
    beta_se: float | None
    half_life_years: float | None
    reason: str = ""


def sigma_convergence(per_person: ArrayLike, years: Sequence[int]) -> SigmaConvergence:
    """Spread of ln y and the coefficient of variation per year, with the trend (Barro 1992).

    Parameters
    ----------
    per_person
        Output per person, one row per region, one column per year; above zero, no gaps.
    years
        The year of each column, rising, at least two.

    Examples
    --------
    >>> spread = sigma_convergence([[1.0, 2.0], [4.0, 4.0]], [2000, 2001])
    >>> spread.is_converging, round(spread.trend, 6)
    (True, -0.346574)
    """
    y = matrix(per_person, "per_person")
    fail_unless_same_length(columns=y.T, years=list(years))
    _fail_unless_rising(years)
    _fail_unless_positive(y)
    sd = np.log(y).std(axis=0)
    slope, error = _trend(np.asarray(years, dtype=float), sd)
    spread = y.std(axis=0) / y.mean(axis=0)
    return SigmaConvergence(
        tuple(int(year) for year in years),
        tuple(sd.tolist()),
        tuple(spread.tolist()),
        slope,
        error,
    )


def beta_convergence(first: ArrayLike, last: ArrayLike, *, span_years: int) -> BetaConvergence:
    """Regress mean growth on the starting level and read the speed of convergence from it.

    (1/T) ln(y_T/y_0) = a - [(1 - e^(-βT))/T] ln y_0 + u (Barro & Sala-i-Martin 1992), solved by
    ordinary least squares for the slope and in closed form for β.

    Parameters
    ----------
    first, last
        Output per person of the same regions, in the same order, in the first and last year;
        above zero.
    span_years
        T, the years between them.

    Raises
    ------
    Refusal
        Fewer than three regions, equal starting levels, a value not above zero.

    Examples
    --------
    >>> fit = beta_convergence([1.0, 2.0, 4.0], [2.0, 3.0, 4.0], span_years=10)
    >>> fit.beta is not None and fit.half_life_years is not None
    True
    """
    start, end = vector(first, "first"), vector(last, "last")
    fail_unless_same_length(first=start, last=end)
    for name, values in (("first", start), ("last", end)):
        fail_at(values <= 0, values, name, "not above zero, no logarithm", "leave the region out")
    if start.size < 3 or span_years < 1:
        shown = f"{start.size} regions, {span_years} years"
        hint = "beta needs at least three regions and one year"
        raise Refusal(Problem("too little to regress on", value=shown, hint=hint))
    return _solved(np.log(start), np.log(end), span_years)


def _solved(start: Floats, end: Floats, T: int) -> BetaConvergence:
    growth = (end - start) / T
    slope, slope_se, intercept, r_squared = _ols(start, growth)
    common = (slope, slope_se, intercept, r_squared, start.size, T)
    left = 1 + slope * T
    if left <= 0:
        reason = "1 + slope × years is not above zero: the poor overtook the rich within the span"
        return BetaConvergence(*common, None, None, None, reason)
    beta = -math.log(left) / T
    if beta <= 0:
        reason = "beta is not above zero: regions did not converge, so there is no half-life"
        return BetaConvergence(*common, beta, slope_se / left, None, reason)
    return BetaConvergence(*common, beta, slope_se / left, math.log(2) / beta)


def _ols(x: Floats, y: Floats) -> tuple[float, float, float, float]:
    """Slope, its standard error, intercept and R² of a line through y on x."""
    dx, dy = x - x.mean(), y - y.mean()
    spread = float(dx @ dx)
    if spread <= 1e-24 * max(1.0, float(x @ x)):
        hint = "choose an earlier first year or more regions"
        raise Refusal(Problem("all regions start at the same level", hint=hint))
    slope = float(dx @ dy) / spread
    residual = dy - slope * dx
    left_over = float(residual @ residual)
    error = math.sqrt(left_over / (x.size - 2) / spread)
    total = float(dy @ dy)
    r_squared = 1 - left_over / total if total > 0 else 0.0
    return slope, error, float(y.mean() - slope * x.mean()), r_squared


def _trend(years: Floats, values: Floats) -> tuple[float, float | None]:
    if years.size == 2:
        return float((values[1] - values[0]) / (years[1] - years[0])), None
    slope, error, _, _ = _ols(years, values)
    return slope, error


def _fail_unless_rising(years: Sequence[int]) -> None:
    if len(years) < 2 or any(b <= a for a, b in pairwise(years)):
        hint = "give at least two years, each once, in rising order"
        raise Refusal(Problem("years do not rise", value=str(list(years)), hint=hint))


def _fail_unless_positive(y: Floats) -> None:
    if (y <= 0).any():
        row, column = (int(i) for i in np.argwhere(y <= 0)[0])
        reason = f"not above zero at row {row}, column {column}: no logarithm"
        raise Refusal(Problem(reason, column="per_person", hint="leave the region out"))
