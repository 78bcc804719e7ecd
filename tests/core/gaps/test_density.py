"""Kernel density: Silverman's rule by hand, mass one, humps where they are."""

import math

import numpy as np
import pytest

from jiedui.core import gaps
from jiedui.core.errors import Refusal


def mass(shape):
    return float(np.trapezoid(shape.density, shape.points))


@pytest.mark.parametrize("weights", [None, [1.0, 5.0, 2.0, 2.0]])
def test_it_integrates_to_one(weights):
    # The grid ends four bandwidths beyond the data; the tails outside hold less than 1e-4.
    shape = gaps.kernel_density([1.0, 2.0, 4.0, 9.0], weights=weights)
    assert mass(shape) == pytest.approx(1, abs=1e-4)
    assert shape.weighted is (weights is not None)


def test_one_kernel_by_hand():
    # At the middle of 0 and 2 with h = 1 both kernels give φ(1).
    shape = gaps.kernel_density([0.0, 2.0], bandwidth=1.0, points=[0.0, 1.0])
    phi = [math.exp(-x * x / 2) / math.sqrt(2 * math.pi) for x in (0, 1, 2)]
    assert shape.density == pytest.approx([(phi[0] + phi[2]) / 2, phi[1]])


def test_weights_move_the_mass():
    shape = gaps.kernel_density([0.0, 9.0], weights=[3.0, 1.0], bandwidth=1.0, points=[0.0, 9.0])
    assert shape.density[0] / shape.density[1] == pytest.approx(3)


def test_silverman_by_hand():
    # 1..5: sd √2.5 = 1.581, quartiles 2 and 4: 2/1.34 = 1.4925 is less.
    expected = 0.9 * (2 / 1.34) * 5**-0.2
    assert gaps.silverman_bandwidth([1.0, 2.0, 3.0, 4.0, 5.0]) == pytest.approx(expected)


def test_the_standard_deviation_where_it_is_less_than_the_quartiles():
    # Two humps: quartiles 0 and 1, 1/1.34 = 0.746, sd (n - 1) of four = √(1/3) = 0.577.
    expected = 0.9 * math.sqrt(1 / 3) * 4**-0.2
    assert gaps.silverman_bandwidth([0.0, 0.0, 1.0, 1.0]) == pytest.approx(expected)


def test_the_standard_deviation_alone_where_the_quartiles_coincide():
    values = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 7.0]
    expected = 0.9 * np.std(values, ddof=1) * 8**-0.2
    assert gaps.silverman_bandwidth(values) == pytest.approx(expected)


def test_equal_weights_give_the_standard_deviation_of_the_unweighted():
    values = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 7.0]
    weighted = gaps.silverman_bandwidth(values, weights=[2.0] * 8)
    assert weighted == pytest.approx(gaps.silverman_bandwidth(values))


def test_two_clubs_show_two_peaks():
    shape = gaps.kernel_density([1.0, 1.1, 1.2, 8.0, 8.1, 8.2], bandwidth=0.5)
    low, high = shape.peaks()
    assert low == pytest.approx(1.1, abs=0.1)
    assert high == pytest.approx(8.1, abs=0.1)


@pytest.mark.parametrize("values", [[2.0], [2.0, 2.0]])
def test_values_must_differ(values):
    with pytest.raises(Refusal, match="values do not differ"):
        gaps.kernel_density(values)


@pytest.mark.parametrize("bandwidth", [0.0, -1.0, math.nan, math.inf])
def test_a_bandwidth_is_above_zero(bandwidth):
    with pytest.raises(Refusal, match="bandwidth is not above zero"):
        gaps.kernel_density([1.0, 2.0], bandwidth=bandwidth)


def test_nobody_has_no_weight():
    with pytest.raises(Refusal, match=r"\[1\]=0: weight is not above zero"):
        gaps.kernel_density([1.0, 2.0], weights=[1.0, 0.0])
