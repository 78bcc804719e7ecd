"""Paid-in money per promised money (D1): by hand, and the band by firm."""

import numpy as np
import pytest

from jiedui.core.delivery import money_curve
from jiedui.core.errors import NotSupported, Refusal


def curve(generator=None, **more):
    """Two firms; 100 promised and followed 10 days, 300 promised and followed 4 days."""
    given = {
        "promised": [100.0, 300.0],
        "followed_days": [10, 4],
        "firm": ["a", "b"],
        "payment_project": [0, 1, 0],
        "payment_days": [2, 4, 6],
        "payment_amounts": [40.0, 60.0, 30.0],
    } | more
    arrays = [given.pop(name) for name in ("promised", "followed_days", "firm")]
    return money_curve(*arrays, **given, generator=generator)


def test_each_payment_is_divided_by_what_is_promised_by_those_still_followed():
    """40/400 on day 2, 60/400 on day 4, and 30/100 on day 6, when only the first is followed."""
    found = curve()
    assert found.days.tolist() == [2, 4, 6]
    assert found.promised_followed.tolist() == [400, 400, 100]
    assert found.paid_share.tolist() == pytest.approx([0.10, 0.25, 0.55])
    assert found.at(5)[0] == pytest.approx(0.25)
    assert found.at(1) == (0.0, None, None)


def test_followed_alike_the_curve_ends_at_paid_over_promised():
    found = curve(followed_days=[10, 10])
    assert found.paid_share[-1] == pytest.approx(130 / 400)
    assert (found.paid_in, found.promised) == (130.0, 400.0)


def test_a_payment_after_the_last_day_of_looking_does_not_count():
    assert curve(payment_days=[2, 5, 6]).paid_in == 70.0


def test_a_project_without_a_promised_sum_is_left_out_and_counted():
    found = curve(promised=[100.0, np.nan])
    assert (found.count, found.without_promise) == (1, 1)
    assert found.paid_share.tolist() == pytest.approx([0.4, 0.7])


def test_no_promised_sum_at_all_carries_no_curve():
    with pytest.raises(NotSupported, match="no project has a promised sum"):
        curve(promised=[np.nan, np.nan])


def test_a_payment_of_no_project_is_refused():
    with pytest.raises(Refusal, match="belongs to no project"):
        curve(payment_project=[0, 1, 2])


def test_a_band_by_firm_needs_firms():
    with pytest.raises(NotSupported, match="too few firms"):
        curve(generator=np.random.default_rng(1))


def many(projects_per_firm, seed=1):
    """Twenty firms, half of which pay all on day 5, half nothing; each with k equal projects."""
    firms = np.repeat(np.arange(20), projects_per_firm)
    paying = np.flatnonzero(firms % 2 == 0)
    return money_curve(
        np.full(firms.size, 100.0),
        np.full(firms.size, 9),
        firms,
        payment_project=paying,
        payment_days=np.full(paying.size, 5),
        payment_amounts=np.full(paying.size, 100.0),
        generator=np.random.default_rng(seed),
        rounds=2000,
    )


def test_the_band_is_that_of_a_share_among_firms():
    """The share is 1/2 of 20 firms: its standard error is √(1/4/20) = 0.112, ± 1.96 of it."""
    found = many(1)
    assert found.paid_share.tolist() == [0.5]
    assert found.low[0] == pytest.approx(0.5 - 1.96 * 0.1118, abs=0.06)
    assert found.high[0] == pytest.approx(0.5 + 1.96 * 0.1118, abs=0.06)


def test_ten_projects_of_one_firm_make_the_band_no_narrower():
    one, ten = many(1), many(10)
    assert ten.high[0] - ten.low[0] == pytest.approx(one.high[0] - one.low[0], abs=1e-12)


def test_the_same_seed_gives_the_same_band():
    assert many(1).low.tolist() == many(1).low.tolist()
