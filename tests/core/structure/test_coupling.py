"""Coupling, classical and corrected (王淑佳 et al. 2021), worked by hand. Mission A7."""

import math

import pytest

from jiedui.core import structure
from jiedui.core.errors import Refusal


def test_two_sides_classical():
    found = structure.coupling_coordination([[0.4, 0.9]], method="classical")
    assert found.coupling[0] == pytest.approx(2 * 0.6 / 1.3)
    assert found.level[0] == pytest.approx(0.65)
    assert found.coordination[0] == pytest.approx(math.sqrt(2 * 0.6 / 1.3 * 0.65))


def test_two_sides_corrected():
    found = structure.coupling_coordination([[0.4, 0.9]])
    assert found.coupling[0] == pytest.approx(math.sqrt((1 - 0.5) * 0.4 / 0.9))


def test_three_sides():
    sides = [[0.2, 0.4, 0.8]]
    classical = structure.coupling_coordination(sides, method="classical")
    corrected = structure.coupling_coordination(sides)
    assert classical.coupling[0] == pytest.approx(3 * 0.4 / 1.4)  # cube root of 0.064 is 0.4
    assert corrected.coupling[0] == pytest.approx(
        math.sqrt((1 - (0.2 + 0.6 + 0.4) / 3) * math.sqrt(0.25 * 0.5))
    )


def test_equal_sides_are_wholly_coupled_however_low():
    for method in ("classical", "corrected"):
        found = structure.coupling_coordination([[0.1, 0.1, 0.1]], method=method)
        assert found.coupling[0] == pytest.approx(1.0)
        assert found.coordination[0] == pytest.approx(math.sqrt(0.1))


# 王淑佳 et al. 2021, table 8, 2008: classical and corrected C of the same two sides.
TABLE_8 = {
    "北京": (0.9989, 0.9404),
    "天津": (0.9935, 0.8660),
    "石家庄": (0.8868, 0.5440),
    "唐山": (0.9073, 0.5769),
    "秦皇岛": (0.6821, 0.3006),
}


@pytest.mark.parametrize(("classical", "corrected"), TABLE_8.values(), ids=TABLE_8)
def test_the_published_pairs_of_figures_come_from_admissible_sides(classical, corrected):
    """Both formulas together fix U_min and U_max; they must be shares, and give both figures."""
    root = (1 - math.sqrt(1 - classical**2)) / classical  # C = 2√r/(1+r), solved for √r
    ratio = root**2
    apart = 1 - corrected**2 / ratio
    largest = apart / (1 - ratio)
    assert 0.26 < largest < 0.55
    assert 0.05 < largest * ratio < 0.39
    sides = [[largest * ratio, largest]]
    again = structure.coupling_coordination(sides, method="classical").coupling[0]
    assert round(float(again), 4) == classical
    assert round(float(structure.coupling_coordination(sides).coupling[0]), 4) == corrected


def test_classes_are_ten_equal_labels():
    assert structure.coupling_class(0.0) == "极度失调"
    assert structure.coupling_class(0.0999, "en") == "extreme disorder"
    assert structure.coupling_class(0.1) == "严重失调"
    assert structure.coupling_class(1.0) == "优质协调"


def test_weights_move_the_level_only():
    even = structure.coupling_coordination([[0.4, 0.9]])
    uneven = structure.coupling_coordination([[0.4, 0.9]], weights=[0.2, 0.8])
    assert uneven.coupling[0] == even.coupling[0]
    assert uneven.level[0] == pytest.approx(0.2 * 0.4 + 0.8 * 0.9)


@pytest.mark.parametrize("sides", [[[0.0, 0.5]], [[1.1, 0.5]], [[float("nan"), 0.5]], [[0.5]]])
def test_sides_outside_zero_to_one_are_refused(sides):
    with pytest.raises(Refusal):
        structure.coupling_coordination(sides)


def test_weights_that_do_not_add_to_one_are_refused():
    with pytest.raises(Refusal, match="add to 1"):
        structure.coupling_coordination([[0.4, 0.9]], weights=[1, 1])
