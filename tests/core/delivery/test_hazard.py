"""The discrete-time hazard: by hand, against simulation, and refused where it has no answer."""

import numpy as np
import pytest

from jiedui.core.delivery import hazard
from jiedui.core.errors import NotSupported, Refusal


def two_by_two(clusters=None):
    """One period: of 20 high-tech projects 10 land, of 20 others 5."""
    tech = np.repeat([1.0, 0.0], 20)
    landed = np.concatenate([np.arange(20) < 10, np.arange(20) < 5])
    return hazard(np.ones(40), landed, tech[:, None], names=["high_tech"], clusters=clusters)


def test_one_period_and_two_classes_are_worked_by_hand():
    """β = ln(-ln(1-10/20)) - ln(-ln(1-5/20)); each term has variance p/((1-p) n ln²(1-p))."""
    fitted = two_by_two()
    expected = np.log(-np.log(0.5)) - np.log(-np.log(0.75))
    variance = 0.5 / (0.5 * 20 * np.log(0.5) ** 2) + 0.25 / (0.75 * 20 * np.log(0.75) ** 2)
    assert fitted.of("high_tech").value == pytest.approx(expected, abs=1e-7)
    assert fitted.of("high_tech").standard_error == pytest.approx(np.sqrt(variance), abs=1e-6)
    assert fitted.baseline.tolist() == pytest.approx([0.25])
    assert fitted.log_likelihood == pytest.approx(
        20 * np.log(0.5) + 5 * np.log(0.25) + 15 * np.log(0.75)
    )


def simulated(seed=3, count=4000):
    """Landing after an exponential time with hazard 0.2·exp(0.7 x) per period, seen in 6."""
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 2, count).astype(float)
    time = rng.exponential(1 / (0.2 * np.exp(0.7 * x)))
    period = np.minimum(np.floor(time).astype(int) + 1, 6)
    return period, time < 6, x[:, None]


def test_grouping_time_keeps_the_ratio_of_hazards():
    """Prentice & Gloeckler: exp(β) is that of the continuous time, whatever the periods."""
    period, landed, x = simulated()
    found = hazard(period, landed, x, names=["x"]).of("x")
    assert abs(found.value - 0.7) < 3 * found.standard_error
    assert found.standard_error < 0.05


def test_each_project_its_own_cluster_comes_close_to_the_plain_error():
    period, landed, x = simulated()
    plain = hazard(period, landed, x, names=["x"]).of("x")
    own = hazard(period, landed, x, names=["x"], clusters=np.arange(len(x))).of("x")
    assert own.value == plain.value
    assert own.standard_error == pytest.approx(plain.standard_error, rel=0.1)


def test_copies_in_one_park_add_no_knowledge():
    """Every project four times, copies sharing a cluster: √4 smaller plain error, clustered as
    before."""
    period, landed, x = simulated(count=500)
    times = np.repeat(np.arange(500), 4)
    once = hazard(period, landed, x, names=["x"], clusters=np.arange(500)).of("x")
    copied = hazard(period[times], landed[times], x[times], names=["x"], clusters=times).of("x")
    assert copied.standard_error == pytest.approx(once.standard_error, rel=1e-6)


def test_a_class_in_which_nothing_lands_is_refused_by_name():
    with pytest.raises(NotSupported, match="food: no project with food = 1 has landed"):
        hazard([1, 1, 1, 1], [1, 0, 0, 0], [[0.0], [0.0], [1.0], [1.0]], names=["food"])


def test_a_covariate_that_separates_is_refused_by_name():
    x = np.arange(20.0)[:, None]
    with pytest.raises(NotSupported, match="size: size separates"):
        hazard(np.ones(20), x[:, 0] > 9, x, names=["size"])


def test_covariates_that_say_the_same_are_refused():
    period, landed, x = simulated(count=200)
    with pytest.raises(NotSupported, match="depend on one another"):
        hazard(period, landed, np.hstack([x, 2 * x]), names=["x", "twice"])


def test_periods_without_a_landing_are_named_and_left_out():
    fitted = hazard(
        [1, 1, 1, 2, 3, 3, 3],
        [1, 1, 0, 0, 1, 1, 0],
        [[0], [1], [0], [0], [1], [0], [1]],
        names=["x"],
    )
    assert fitted.periods == (1, 3)
    assert fitted.dropped_periods == (2,)


def test_nothing_landed_is_refused():
    with pytest.raises(Refusal, match="nothing has landed"):
        hazard([1, 2], [0, 0], [[0.0], [1.0]], names=["x"])
