"""A made-up chain: farming → food → catering, and steel beside it. Mission C3, C6."""

import pytest

from jiedui.core import structure
from jiedui.core.errors import Refusal

INDUSTRIES = ["farming", "food", "catering", "steel"]
USES = [
    [0.10, 0.40, 0.00, 0.0],  # farming goes into food
    [0.00, 0.10, 0.30, 0.0],  # food goes into catering
    [0.00, 0.00, 0.00, 0.0],
    [0.00, 0.01, 0.00, 0.3],  # steel into food: below the threshold
]
GRAPH = structure.chain_graph(USES, INDUSTRIES, threshold=0.02)


def gaps(region, partner, **options):
    reference = [a + b for a, b in zip(region, partner, strict=True)]
    found = structure.chain_gaps(
        GRAPH, region=region, partner=partner, reference=reference, **options
    )
    return {gap.industry: gap for gap in found}


def test_a_link_needs_the_threshold_and_an_industry_is_not_its_own_neighbour():
    assert GRAPH.upstream(1) == (0,)
    assert GRAPH.downstream(1) == (2,)
    assert GRAPH.upstream(3) == ()


def test_a_missing_industry_between_two_present_ones_is_filled():
    found = gaps([50, 0, 50, 0], [10, 40, 10, 40])
    assert found["food"].kind == "fill"
    assert found["food"].upstream.here == ("farming",)
    assert found["food"].downstream.here == ("catering",)


def test_a_neighbour_may_be_at_the_partner_and_the_gap_says_so():
    found = gaps([100, 0, 0, 0], [0, 0, 60, 40])
    assert found["food"].kind == "fill"
    assert found["food"].downstream.here == ()
    assert found["food"].downstream.partner_only == ("catering",)


def test_a_missing_industry_at_the_end_extends():
    found = gaps([50, 50, 0, 0], [50, 50, 0, 1])
    assert found["catering"].kind == "extend"


def test_a_present_industry_below_its_share_is_strengthened():
    found = gaps([80, 10, 10, 0], [20, 70, 10, 0])
    # Food: share 0.10 in the region, 80/200 = 0.4 in both together.
    assert found["food"].kind == "strengthen"
    assert found["food"].quotient == pytest.approx(0.10 / 0.40)


def test_an_industry_outside_the_chain_is_no_gap():
    assert "steel" not in gaps([50, 30, 20, 0], [10, 10, 10, 70])


def test_tau_decides_what_counts_as_missing():
    region, partner = [50, 1, 49, 0], [10, 40, 10, 40]
    assert gaps(region, partner, tau=0.02)["food"].kind == "fill"
    assert gaps(region, partner, tau=0.005)["food"].kind == "strengthen"


def test_a_threshold_outside_zero_to_one_is_refused():
    with pytest.raises(Refusal):
        structure.chain_graph(USES, INDUSTRIES, threshold=0)
    with pytest.raises(Refusal):
        gaps([1, 1, 1, 1], [1, 1, 1, 1], tau=1.5)
