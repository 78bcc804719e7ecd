"""A nested matrix of three regions and three industries, worked by hand.

k_c = 3, 2, 1 and k_p = 3, 2, 1 give M̃ = [[11, 5, 2]/18, [5, 5, 2]/12, [1, 1, 1]/3], whose
characteristic equation is (λ − 1)(36 λ² − 13 λ + 1) = 0: eigenvalues 1, 1/4, 1/9. For 1/4 the
eigenvector is (2, −1, −4), with mean −1 and deviation √6.
"""

import math

import numpy as np
import pytest

from jiedui.core import structure
from jiedui.core.errors import NotSupported, Refusal

NESTED = [[1, 1, 1], [1, 1, 0], [1, 0, 0]]


def test_complexity_is_the_second_eigenvector_standardised():
    found = structure.complexity(NESTED)
    assert found.region_index == pytest.approx([3 / math.sqrt(6), 0, -3 / math.sqrt(6)])
    assert found.industry_index == pytest.approx([-math.sqrt(1.5), 0, math.sqrt(1.5)])


def test_the_sign_goes_with_diversity_whatever_the_order_of_rows():
    turned = structure.complexity(NESTED[::-1])
    assert turned.region_index == pytest.approx([-math.sqrt(1.5), 0, math.sqrt(1.5)])


def test_an_industry_that_nobody_has_changes_nothing_and_has_no_index():
    wider = [[*row, 0] for row in NESTED]
    found = structure.complexity(wider)
    assert found.region_index == pytest.approx(structure.complexity(NESTED).region_index)
    assert np.isnan(found.industry_index[3])


def test_proximity_is_the_smaller_conditional_share():
    near = structure.proximity(NESTED)
    assert near[0, 1] == pytest.approx(min(2 / 2, 2 / 3))
    assert near[0, 2] == pytest.approx(1 / 3)
    assert near[1, 2] == pytest.approx(1 / 2)


def test_density_is_what_is_there_of_all_that_lives_nearby():
    close = structure.density(NESTED, structure.proximity(NESTED))
    # The third region has industry 0 only; around industry 1 live 0 (2/3) and 2 (1/2).
    assert close[2, 1] == pytest.approx((2 / 3) / (2 / 3 + 1 / 2))


def test_presence_needs_an_advantage_of_one():
    advantage = structure.revealed_advantage([[2, 2], [1, 3]])
    assert structure.presence(advantage).tolist() == [[True, False], [False, True]]


def test_blocks_that_share_nothing_have_no_order_of_complexity():
    with pytest.raises(NotSupported, match="not alone"):
        structure.complexity([[1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 1]])


def test_a_region_without_any_advantage_is_refused():
    with pytest.raises(Refusal, match="no industry with an advantage"):
        structure.complexity([[1, 1], [0, 0]])
