"""The tables of terms, each worked by hand (C3-C6, C9, C20, C21)."""

import numpy as np
import pytest

from jiedui.core.errors import Refusal
from jiedui.core.matching.fits import (
    GAP_KINDS,
    chain_fit,
    distances_km,
    level_step,
    low_end,
    relatedness,
)

# Steel → parts → cars: parts take 10 % steel, cars 20 % parts and 5 % steel.
STEEL, PARTS, CARS = 0, 1, 2
A = [[0.3, 0.10, 0.05], [0.0, 0.2, 0.20], [0.0, 0.0, 0.1]]


def kinds(found, park=0):
    return [GAP_KINDS[kind] for kind in found.kind[:, park]]


def test_between_a_supplier_and_a_buyer_an_industry_fills_the_chain():
    """C9 补链: a park of steel and cars lacks parts, bought from steel (0.10) and sold to cars."""
    found = chain_fit(A, [[1, 0, 1]])
    assert kinds(found) == ["strengthen", "fill", "strengthen"]
    assert found.value[PARTS, 0] == pytest.approx(1.0)
    assert (found.supplier[PARTS, 0], found.buyer[PARTS, 0]) == (STEEL, CARS)


def test_at_one_end_an_industry_extends_the_chain_by_the_strength_of_its_link():
    """延链: with steel alone, cars take 5 % of their output from it: half of a full link."""
    found = chain_fit(A, [[1, 0, 0]])
    assert kinds(found) == ["strengthen", "extend", "extend"]
    assert found.value[CARS, 0] == pytest.approx(0.8 * 0.5)
    assert (found.supplier[CARS, 0], found.buyer[CARS, 0]) == (STEEL, -1)


def test_a_delivery_below_the_threshold_is_no_link():
    assert kinds(chain_fit(A, [[1, 0, 0]], threshold=0.06))[1:] == ["extend", ""]


def test_where_it_is_already_an_industry_delivers_to_its_own_kind_and_only_there():
    """Medicine buys a quarter of its inputs from medicine: intermediates for makers of drugs."""
    alone = [[0.25, 0.0], [0.0, 0.0]]
    found = chain_fit(alone, [[1, 0], [0, 0], [0.5, 0]])
    assert [kinds(found, park)[0] for park in range(3)] == ["strengthen", "", ""]
    assert found.value[0].tolist() == [0.7, 0.0, 0.0]
    assert (found.buyer[0, 0], found.supplier[0, 0]) == (0, 0)


def test_an_industry_known_to_be_large_is_no_gap_and_a_small_one_is_strengthened():
    """强链 needs 'present but small'; of an unknown size it is not held to be large."""
    present = [[1, 1, 0]]
    large = chain_fit(A, present, small=[[0, 0, 0]])
    assert kinds(large) == ["", "", "extend"] and large.value[PARTS, 0] == 0
    for small in ([[0, 1, 0]], [[0, np.nan, 0]]):
        found = chain_fit(A, present, small=small)
        assert kinds(found)[PARTS] == "strengthen"
        assert found.value[PARTS, 0] == pytest.approx(0.7)


def test_a_neighbour_near_at_hand_or_at_the_partner_counts_less():
    near = chain_fit(A, [[0.5, 0, 0]])
    assert near.value[PARTS, 0] == pytest.approx(0.8 * 0.5)
    partner = chain_fit(A, [[0, 0, 0]], partner=[[0, 0, 1]], partner_share=0.4)
    assert kinds(partner)[PARTS] == "extend"
    assert partner.value[PARTS, 0] == pytest.approx(0.8 * 0.4)


def test_of_a_park_of_which_nothing_is_known_the_chain_is_missing_not_zero():
    found = chain_fit(A, [[np.nan] * 3, [0, 0, 0]])
    assert np.isnan(found.value[:, 0]).all()
    assert (found.value[:, 1] == 0).all()


def test_relatedness_is_that_of_the_nearest_industry_there():
    near = [[0.0, 0.4, 0.1], [0.4, 0.0, 0.2], [0.1, 0.2, 0.0]]
    found = relatedness(near, [[1, 0, 0.5], [0, 0, 0]])
    assert found.value[:, 0].tolist() == [1.0, 0.4, 0.5]
    assert found.industry[:, 0].tolist() == [0, 0, 2]
    assert found.value[:, 1].tolist() == [0, 0, 0] and found.industry[0, 1] == -1


def test_suzhou_to_suqian_is_about_three_hundred_kilometres():
    """One degree of latitude is 111.2 km; Suzhou 120.6 E 31.3 N, Suqian 118.3 E 33.9 N."""
    assert distances_km([[120.6, 31.3]], [[118.3, 33.9]])[0, 0] == pytest.approx(361, abs=3)


def test_a_home_three_times_as_rich_is_a_full_step_and_nobody_steps_up():
    found = level_step([150.0, 50.0, np.nan], [50.0, 86.6025403784])
    assert found[0] == pytest.approx([1.0, 0.5])
    assert found[1].tolist() == [0.0, 0.0]
    assert np.isnan(found[2]).all()


def test_low_end_needs_a_high_tech_industry_and_a_known_sign():
    """C20: rate 5 % of 20 % falls short by three quarters; no other sign is known."""
    found = low_end(
        [1, 1, 0],
        value_added_rate=[0.05, np.nan, 0.01],
        reference_rate=[0.2, 0.2, 0.2],
        rd_share=[np.nan, np.nan, 0.0],
        enough_rd=0.03,
        assembly_only=[np.nan, np.nan, 1.0],
    )
    assert found[0] == pytest.approx(0.75)
    assert np.isnan(found[1]) and found[2] == 0


@pytest.mark.parametrize("present", [[[2, 0, 0]], [[-1, 0, 0]], [[1, 0]]], ids=["2", "-1", "short"])
def test_presence_outside_of_0_to_1_or_of_other_industries_is_refused(present):
    with pytest.raises(Refusal, match="presence is parks × industries"):
        chain_fit(A, present)
