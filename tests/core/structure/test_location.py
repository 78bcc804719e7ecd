import numpy as np
import pytest

from jiedui.core import structure
from jiedui.core.errors import Refusal


def test_the_quotient_can_be_held_against_a_larger_economy():
    # Share in the region 30/100, in the nation 100/1000.
    quotient = structure.location_quotients([[30, 70]], reference=[100, 900])
    assert quotient[0, 0] == pytest.approx(0.30 / 0.10)


def test_an_industry_that_nobody_has_has_no_quotient():
    quotient = structure.location_quotients([[1, 0], [2, 0]])
    assert np.isnan(quotient[:, 1]).all()


def test_one_workshop_is_no_specialisation():
    values = [[2, 98, 0], [0, 4000, 6000]]  # the only maker of the first industry
    assert structure.location_quotients(values)[0, 0] > 1
    assert structure.specialised(values)[0, 0]
    assert not structure.specialised(values, share_in_region_min=0.05)[0, 0]


def test_a_specialisation_may_be_asked_to_weigh_in_the_whole_industry():
    values = [[10, 10], [90, 890]]
    assert structure.specialised(values, share_of_industry_min=0.10)[0, 0]
    assert not structure.specialised(values, share_of_industry_min=0.11)[0, 0]


@pytest.mark.parametrize("bad", [[[1, -1]], [[1, np.nan]], [[0, 0]], [[np.inf, 1]]])
def test_gaps_negatives_and_empty_regions_are_refused(bad):
    with pytest.raises(Refusal):
        structure.location_quotients(bad)


def test_structures_of_different_classifications_are_not_compared():
    with pytest.raises(Refusal, match="same regions and industries"):
        structure.krugman_index([1, 2, 3], [1, 2])
