"""Sigma and beta convergence on lines drawn by hand."""

import math

import numpy as np
import pytest

from jiedui.core import gaps
from jiedui.core.errors import Refusal


def test_beta_is_recovered_from_regions_that_close_their_gap_at_a_known_speed():
    """ln y(T) = ln y* + (ln y(0) - ln y*)·e^(-βT) is what the regression assumes."""
    beta, span, steady = 0.02, 20, math.log(50.0)
    start = np.log([5.0, 10.0, 20.0, 40.0])
    end = steady + (start - steady) * math.exp(-beta * span)
    fit = gaps.beta_convergence(np.exp(start), np.exp(end), span_years=span)
    assert fit.beta == pytest.approx(0.02)
    assert fit.half_life_years == pytest.approx(math.log(2) / 0.02)
    assert fit.slope == pytest.approx(-(1 - math.exp(-0.4)) / 20)
    assert fit.r_squared == pytest.approx(1)
    assert fit.slope_se == pytest.approx(0, abs=1e-9)
    assert (fit.regions, fit.span_years, fit.reason) == (4, 20, "")


def test_the_line_and_its_standard_error_by_hand():
    # x = ln y(0) = 0, 1, 2; growth over one year 0.2, 0.2, -0.1.
    # Sxx = 2, Sxy = -0.3: slope -0.15, intercept 0.25; residuals -0.05, 0.1, -0.05: SSR 0.015.
    # s.e. = √(0.015/(3 - 2)/2); R² = 1 - 0.015/0.06.
    start = np.array([0.0, 1.0, 2.0])
    growth = np.array([0.2, 0.2, -0.1])
    fit = gaps.beta_convergence(np.exp(start), np.exp(start + growth), span_years=1)
    assert fit.slope == pytest.approx(-0.15)
    assert fit.intercept == pytest.approx(0.25)
    assert fit.slope_se == pytest.approx(math.sqrt(0.0075))
    assert fit.r_squared == pytest.approx(0.75)
    assert fit.beta == pytest.approx(-math.log(0.85))
    assert fit.beta_se == pytest.approx(math.sqrt(0.0075) / 0.85)


def test_regions_that_draw_apart_have_no_half_life_and_the_reason_says_so():
    fit = gaps.beta_convergence([1.0, 2.0, 4.0], [1.0, 3.0, 9.0], span_years=10)
    assert fit.beta is not None
    assert fit.beta < 0
    assert fit.half_life_years is None
    assert "did not converge" in fit.reason


def test_where_the_poor_overtook_the_rich_there_is_no_speed():
    fit = gaps.beta_convergence([1.0, 2.0, 4.0], [9.0, 3.0, 1.0], span_years=1)
    assert (fit.beta, fit.beta_se, fit.half_life_years) == (None, None, None)
    assert "overtook" in fit.reason


@pytest.mark.parametrize(
    ("first", "last", "span", "words"),
    [
        ([1.0, 2.0], [2.0, 3.0], 10, "2 regions, 10 years: too little to regress on"),
        ([1.0, 2.0, 3.0], [2.0, 3.0, 4.0], 0, "3 regions, 0 years"),
        ([2.0, 2.0, 2.0], [2.0, 3.0, 4.0], 10, "start at the same level"),
        ([0.0, 1.0, 2.0], [1.0, 2.0, 3.0], 10, r"first: \[0\]=0: not above zero"),
        ([1.0, 1.0, 2.0], [1.0, -2.0, 3.0], 10, r"last: \[1\]=-2: not above zero"),
        ([1.0, 2.0, 3.0], [1.0, 2.0], 10, "lists differ in length"),
    ],
)
def test_what_cannot_be_regressed_is_refused(first, last, span, words):
    with pytest.raises(Refusal, match=words):
        gaps.beta_convergence(first, last, span_years=span)


def test_sigma_by_hand():
    # ln y spreads by ln 4/2 at first, then by ln 2/2; the means are 2.5 and 3.
    spread = gaps.sigma_convergence([[1.0, 2.0], [4.0, 4.0]], [2000, 2004])
    assert spread.sd_log == pytest.approx((math.log(4) / 2, math.log(2) / 2))
    assert spread.cv == pytest.approx((1.5 / 2.5, 1 / 3))
    assert spread.trend == pytest.approx(-math.log(2) / 2 / 4)
    assert spread.trend_se is None
    assert spread.is_converging


def test_the_trend_counts_calendar_years_and_not_columns():
    # A spread of 1, 2, 3, 4 in 2000, 2001, 2002 and 2003, and the same with a hole after 2001.
    steps = [np.exp([-s, s]) for s in (1.0, 2.0, 4.0)]
    spread = gaps.sigma_convergence(np.column_stack(steps), [2000, 2001, 2003])
    assert spread.trend == pytest.approx(1.0)
    assert spread.trend_se == pytest.approx(0, abs=1e-12)
    assert not spread.is_converging


@pytest.mark.parametrize("years", [[2000, 2000], [2001, 2000]])
def test_years_must_rise(years):
    with pytest.raises(Refusal, match="years do not rise"):
        gaps.sigma_convergence([[1.0, 2.0], [3.0, 4.0]], years)


def test_sigma_needs_two_years():
    with pytest.raises(Refusal, match="years do not rise"):
        gaps.sigma_convergence([[1.0], [3.0]], [2000])


def test_a_year_per_column():
    with pytest.raises(Refusal, match="columns: 2, years: 3"):
        gaps.sigma_convergence([[1.0, 2.0], [3.0, 4.0]], [2000, 2001, 2002])


@pytest.mark.parametrize(("bad", "words"), [(0.0, "not above zero"), (math.nan, "missing")])
def test_a_hole_or_a_zero_is_refused_with_its_place(bad, words):
    with pytest.raises(Refusal, match=f"{words}.*row 1, column 0"):
        gaps.sigma_convergence([[1.0, 2.0], [bad, 4.0]], [2000, 2001])
