"""Output against people (mission A12), labour productivity in the slot of A11."""

import math

import pytest

from jiedui.core import structure
from jiedui.core.errors import Refusal


def test_the_gap_is_output_share_minus_population_share():
    found = structure.factor_allocation([75, 25], [50, 50])
    assert found.gap.tolist() == [0.25, -0.25]
    assert found.misplaced == 0.25
    assert found.productivity == "labour"


def test_dispersion_is_the_weighted_deviation_of_logs():
    # ln(75/50) and ln(25/50) differ by ln 3 and weigh one half each.
    found = structure.factor_allocation([75, 25], [50, 50])
    assert found.dispersion == pytest.approx(math.log(3) / 2)


def test_equal_output_per_head_is_no_misplacement():
    found = structure.factor_allocation([10, 30], [1, 3])
    assert found.misplaced == pytest.approx(0)
    assert found.dispersion == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("people", [[0, 1], [float("nan"), 1], [-1, 1]])
def test_a_region_without_people_is_refused(people):
    with pytest.raises(Refusal, match="people"):
        structure.factor_allocation([1, 1], people)
