"""Curves from dates known only to the quarter, against published ones (D1)."""

import numpy as np
import pytest

from jiedui.core.delivery import interval_band, interval_curve, landing_curve
from jiedui.core.errors import NotSupported, Refusal

INF = np.inf
# Finkelstein & Wolfe 1985, table 1: months to deterioration, radiotherapy alone (46 women).
RADIOTHERAPY = [
    (45, INF), (6, 10), (0, 7), (46, INF), (46, INF), (7, 16), (17, INF), (7, 14), (37, 44),
    (0, 8), (4, 11), (15, INF), (11, 15), (22, INF), (46, INF), (46, INF), (25, 37), (46, INF),
    (26, 40), (46, INF), (27, 34), (36, 44), (46, INF), (36, 48), (37, INF), (40, INF), (17, 25),
    (46, INF), (11, 18), (38, INF), (5, 12), (37, INF), (0, 5), (18, INF), (24, INF), (36, INF),
    (5, 11), (19, 35), (17, 25), (24, INF), (32, INF), (33, INF), (19, 26), (37, INF), (34, INF),
    (36, INF),
]  # fmt: skip


def test_the_breast_cosmesis_data_give_the_published_curve():
    """Fay & Shaw 2010, section 3, the estimate of the radiotherapy arm."""
    after, by = np.array(RADIOTHERAPY, dtype=float).T
    curve = interval_curve(after, by, tolerance=1e-9)
    assert list(zip(curve.after, curve.by, strict=True)) == [
        (4, 5), (6, 7), (7, 8), (11, 12), (24, 25), (33, 34), (38, 40), (46, 48),
    ]  # fmt: skip
    published = [0.0463, 0.0334, 0.0887, 0.0708, 0.0926, 0.0818, 0.1209, 0.4656]
    assert curve.share.round(4).tolist() == published


def test_two_overlapping_quarters_put_all_in_what_they_share():
    """(0, 90] and (60, 150] both hold (60, 90]: it explains both with certainty."""
    curve = interval_curve([0.0, 60.0], [90.0, 150.0])
    assert (curve.after.tolist(), curve.by.tolist()) == ([60.0], [90.0])
    assert curve.share.tolist() == pytest.approx([1.0])


def test_exact_days_and_open_projects_give_kaplan_meier():
    days = np.array([6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17.0])
    landed = np.array([1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0], dtype=bool)
    curve = interval_curve(days, np.where(landed, days, INF), tolerance=1e-10)
    known = landing_curve(days, landed)
    for day, share in zip(known.days, known.landed, strict=True):
        assert curve.at(day) == pytest.approx((share, share), abs=1e-7)


def test_inside_an_innermost_interval_the_curve_gives_two_bounds_and_picks_none():
    curve = interval_curve([0.0, 90.0, 180.0], [90.0, 180.0, INF])
    assert curve.at(90.0) == pytest.approx((1 / 3, 1 / 3))
    assert curve.at(120.0) == pytest.approx((1 / 3, 2 / 3), abs=1e-5)
    assert curve.quantile(0.5) == (90.0, 180.0)
    assert curve.quantile(0.9) is None


def test_what_is_not_an_interval_is_refused():
    with pytest.raises(Refusal, match=r"\(9, 3\]: not an interval at place 1"):
        interval_curve([0.0, 9.0], [1.0, 3.0])


def test_a_curve_that_has_not_settled_is_refused():
    after, by = np.array(RADIOTHERAPY, dtype=float).T
    with pytest.raises(Refusal, match="not settled after 2 rounds"):
        interval_curve(after, by, most_rounds=2)


def test_five_firms_alike_leave_no_doubt_but_that_of_the_dates():
    """Every firm landed one in (0, 90] and left one open: any sample gives the same curve."""
    after, by, firm = [0.0, 100.0] * 5, [90.0, INF] * 5, np.repeat(np.arange(5), 2)
    generator = np.random.default_rng(1)
    band = interval_band(after, by, firm, [45.0, 90.0], generator=generator, rounds=20)
    assert (band.firms, band.rounds) == (5, 20)
    assert band.low.tolist() == pytest.approx([0.0, 0.5])
    assert band.high.tolist() == pytest.approx([0.5, 0.5])


def test_a_firm_is_drawn_with_all_its_projects():
    """Of five firms one landed: k of five draws land k/5 (binomial 5, 0.2), whose quantiles are 0
    at 2.5 % and 0.6 at 97.5 %: P(k≤2) = 0.942, P(k≤3) = 0.993. Ten projects each change nothing."""
    firm = np.repeat(np.arange(5), 10)
    after, by = np.where(firm == 0, 0.0, 100.0), np.where(firm == 0, 90.0, INF)
    generator = np.random.default_rng(7)
    band = interval_band(after, by, firm, [90.0], generator=generator, rounds=2000)
    assert (band.low[0], band.high[0]) == pytest.approx((0.0, 0.6), abs=1e-6)


def test_the_band_holds_the_curve_and_repeats_with_its_seed():
    after, by = np.array(RADIOTHERAPY, dtype=float).T
    curve, days = interval_curve(after, by), [10.0, 20.0, 40.0]
    bands = [
        interval_band(
            after, by, np.arange(46), days, generator=np.random.default_rng(3), rounds=100
        )
        for _ in range(2)
    ]
    assert (bands[0].low == bands[1].low).all() and (bands[0].high == bands[1].high).all()
    for day, low, high in zip(days, bands[0].low, bands[0].high, strict=True):
        assert low <= curve.at(day)[0] and curve.at(day)[1] <= high


def test_a_band_of_four_firms_is_refused():
    with pytest.raises(NotSupported, match="too few firms"):
        interval_band(
            [0.0] * 4, [90.0] * 4, [1, 2, 3, 4], [90.0], generator=np.random.default_rng(0)
        )
