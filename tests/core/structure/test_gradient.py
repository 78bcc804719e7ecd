"""Gradient coefficients by hand (mission A6)."""

import numpy as np
import pytest

from jiedui.core import structure
from jiedui.core.errors import Refusal

VALUE_ADDED = [[60.0, 40.0], [20.0, 80.0]]
WORKERS = [[30.0, 70.0], [50.0, 50.0]]


def test_the_coefficient_is_quotient_times_comparative_productivity():
    found = structure.gradient_coefficients(VALUE_ADDED, WORKERS)
    # LQ = (60/100)/(80/200) = 1.5; CPOR = (60/80)/(30/80) = 2; product 3.
    assert found.quotient[0, 0] == pytest.approx(1.5)
    assert found.cpor[0, 0] == pytest.approx(2.0)
    assert found.coefficient[0, 0] == pytest.approx(3.0)
    assert found.ccor is None


def test_capital_adds_the_third_factor():
    found = structure.gradient_coefficients(VALUE_ADDED, WORKERS, capital=[[45, 1], [15, 1]])
    # CCOR = (60/80)/(45/60) = 1: as much capital as output, so nothing changes.
    assert found.coefficient[0, 0] == pytest.approx(1.5 * 2.0 * 1.0)


def test_high_is_sent_low_is_received():
    moves = structure.gradient_coefficients(VALUE_ADDED, WORKERS).moves()
    assert moves == [["send", "receive"], ["receive", "send"]]


def test_within_the_margin_nothing_is_decided():
    even = structure.gradient_coefficients([[1, 1], [1, 1]], [[1, 1], [1, 1]])
    assert even.moves() == [["even", "even"], ["even", "even"]]


def test_one_but_for_rounding_decides_nothing():
    alone = structure.gradient_coefficients([[0.1, 0.2, 0.7]], [[0.3, 0.3, 0.1]])
    assert alone.moves() == [["even", "even", "even"]]


def test_an_absent_industry_stands_on_no_rung():
    found = structure.gradient_coefficients([[5, 5], [0, 10]], [[5, 5], [0, 10]])
    assert np.isnan(found.coefficient[1, 0])
    assert found.moves()[1][0] == "absent"


def test_value_added_without_workers_is_refused():
    with pytest.raises(Refusal, match="value added without employment"):
        structure.gradient_coefficients([[5, 5], [5, 5]], [[5, 5], [0, 5]])
