"""Rates by count and by money together, cohorts that cannot be judged, ledgers of survivors."""

import numpy as np
import pytest

from jiedui.core.delivery import (
    LandingRates,
    cohort_rates,
    funnel,
    landing_rates,
    only_survivors,
    period_ratio,
)


def test_the_guangdong_funnel_differs_by_a_factor_of_two_point_three():
    """34 transfer parks to the end of 2010: 2,044 agreements of 468.48 bn, 1,196 of 118.16 bn."""
    rates = LandingRates(signed=2044, landed=1196, signed_money=468.48, landed_money=118.16)
    assert round(rates.by_count, 3) == 0.585
    assert round(rates.by_money, 3) == 0.252
    assert round(rates.times_apart, 1) == 2.3


def test_a_project_without_an_amount_counts_by_count_alone_and_is_said():
    rates = landing_rates([True, False, True], [10.0, 30.0, np.nan])
    assert (rates.by_count, rates.by_money, rates.without_amount) == (2 / 3, 0.25, 1)


def test_nothing_signed_gives_no_rate():
    rates = landing_rates([], [])
    assert (rates.by_count, rates.by_money, rates.times_apart) == (None, None, None)


def test_a_young_cohort_is_marked_as_not_yet_judgeable():
    """D2: half of all land within 400 days; the youngest here was followed for 300."""
    young = cohort_rates([True, False], [1.0, 1.0], [900, 300], usual_days=400)
    assert not young.is_judgeable
    assert young.rates.by_count == 0.5
    assert cohort_rates([True], [1.0], [400], usual_days=400).is_judgeable
    assert not cohort_rates([True], [1.0], [4000], usual_days=None).is_judgeable


def test_the_period_ratio_says_that_it_is_biased():
    ratio = period_ratio(signed_amounts=[1.0, 1.0], landed_amounts=[1.0, 2.0, 3.0])
    assert ratio.is_biased
    assert ratio.rates.by_count == 1.5  # three landed of two signed: no share
    assert "different projects" in ratio.reason_en


def test_a_later_stage_counts_the_earlier_ones_as_reached():
    steps = funnel(
        [[1, 1, 1], [1, 0, 1], [1, 1, 0], [0, 0, 0]],
        [10.0, 20.0, 30.0, 40.0],
        ("signed", "started", "in_production"),
    )
    assert [step.rates.landed for step in steps] == [3, 3, 2]
    assert [step.rates.by_money for step in steps] == [1.0, 1.0, 0.5]
    assert {step.rates.signed for step in steps} == {3}


@pytest.mark.parametrize(
    ("landed", "ended", "only", "doubtful"),
    [
        ([1] * 12, [0] * 12, True, True),
        ([1] * 9, [0] * 9, False, False),  # too few to say
        ([1] * 11 + [0], [0] * 12, False, True),  # nothing ever failed
        ([1] * 11 + [0], [0] * 11 + [1], False, True),  # nothing is open
        ([1] * 10 + [0, 0], [0] * 11 + [1], False, False),
    ],
)
def test_a_ledger_of_survivors_is_recognised(landed, ended, only, doubtful):
    check = only_survivors(landed, ended)
    assert (check.only_survivors, check.is_doubtful) == (only, doubtful)
