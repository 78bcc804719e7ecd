"""Identities of landing curves and rates on any ledger."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiedui.core import delivery

days = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 2), st.floats(0, 1e6)), min_size=1, max_size=60
)


@given(days)
def test_shares_of_all_causes_and_the_open_share_add_up_to_one(rows):
    when, cause, _ = (np.array(column) for column in zip(*rows, strict=True))
    found = delivery.cumulative_incidence(when, cause, causes=("landed", "terminated"))
    curve = delivery.landing_curve(when, cause > 0)
    assert found.share.sum(axis=0) == pytest.approx(curve.landed, abs=1e-12)


@given(days)
def test_the_curve_rises_within_its_band_and_row_order_does_not_matter(rows):
    when, cause, _ = (np.array(column) for column in zip(*rows, strict=True))
    curve = delivery.landing_curve(when, cause == 1)
    turned = delivery.landing_curve(when[::-1], (cause == 1)[::-1])
    assert (np.diff(curve.landed) > -1e-12).all()
    assert curve.landed.tolist() == turned.landed.tolist()
    sound = np.isfinite(curve.low)
    assert (curve.low[sound] <= curve.landed[sound] + 1e-12).all()
    assert (curve.high[sound] >= curve.landed[sound] - 1e-12).all()


@given(days)
def test_without_censoring_the_curve_is_the_share_that_landed(rows):
    when = np.array([row[0] for row in rows])
    curve = delivery.landing_curve(when, np.ones(when.size, dtype=bool))
    assert curve.landed == pytest.approx([(when <= day).mean() for day in curve.days])


@given(days)
def test_intervals_of_one_day_give_kaplan_meier(rows):
    when = np.array([row[0] for row in rows], dtype=float)
    landed = np.array([row[1] == 1 for row in rows])
    exact = delivery.landing_curve(when, landed)
    found = delivery.interval_curve(when, np.where(landed, when, np.inf), tolerance=1e-9)
    for day, share in zip(exact.days, exact.landed, strict=True):
        assert found.at(day)[0] == pytest.approx(share, abs=1e-4)


@given(days)
def test_equal_amounts_make_the_two_rates_equal(rows):
    landed = np.array([row[1] == 1 for row in rows])
    rates = delivery.landing_rates(landed, np.full(landed.size, 7.0))
    assert rates.by_money == pytest.approx(rates.by_count)


@given(days)
def test_money_paid_at_once_and_followed_alike_gives_paid_over_promised(rows):
    paid = np.array([row[2] for row in rows]) + 1
    size = paid.size
    found = delivery.money_curve(
        np.full(size, 2e6),
        np.full(size, 100.0),
        np.arange(size),
        payment_project=np.arange(size),
        payment_days=np.array([float(row[0]) for row in rows]),
        payment_amounts=paid,
    )
    assert found.paid_share[-1] == pytest.approx(paid.sum() / (2e6 * size))
