"""Spatial Markov: chains conditional on neighbours, and their tests of homogeneity."""

import math

import numpy as np
import pytest

from jiedui.core import gaps
from jiedui.core.errors import Refusal
from jiedui.core.gaps.mobility import States


def states(*rows, count=2):
    return States(np.array(rows, dtype=np.int64), count, (), "by hand")


def test_the_mean_of_neighbours_that_have_figures():
    values = [[1.0, 2.0], [3.0, 4.0], [5.0, 8.0]]
    around = {"a": ["b", "c"], "b": ["a", "nowhere"], "c": ["b", "c"]}
    found = gaps.neighbour_mean(values, ["a", "b", "c"], around)
    assert found.tolist() == [[4.0, 6.0], [1.0, 2.0], [3.0, 4.0]]


def test_an_island_is_refused_by_name():
    with pytest.raises(Refusal, match="460300: region without neighbours"):
        gaps.neighbour_mean([[1.0], [2.0]], ["460300", "460100"], {"460100": ["460300"]})


# Eight regions, one step. Beside poor neighbours 1 of 4 low regions rises, beside rich 3 of 4.
OWN = states([0, 0], [0, 0], [0, 0], [0, 1], [0, 1], [0, 1], [0, 1], [0, 0])
AROUND = states([0, 0], [0, 0], [0, 0], [0, 0], [1, 1], [1, 1], [1, 1], [1, 1])


def test_each_class_of_neighbours_has_its_own_chain():
    found = gaps.spatial_markov(OWN, AROUND)
    assert found.conditional[0].counts.tolist() == [[3, 1], [0, 0]]
    assert found.conditional[1].counts.tolist() == [[1, 3], [0, 0]]
    assert found.pooled.counts.tolist() == [[4, 4], [0, 0]]


def test_homogeneity_by_hand():
    # LR = 2[3 ln(.75/.5) + ln(.25/.5)]·2; Q = Σ 4·(.25)²/.5 over four cells = 2; one degree.
    found = gaps.spatial_markov(OWN, AROUND)
    expected = 4 * (3 * math.log(1.5) + math.log(0.5))
    assert found.likelihood_ratio.statistic == pytest.approx(expected)
    assert found.chi_square.statistic == pytest.approx(2.0)
    assert found.chi_square.degrees == found.likelihood_ratio.degrees == 1
    # The upper tail of χ² with one degree is erfc(√(x/2)).
    assert found.chi_square.p_value == pytest.approx(math.erfc(1.0))
    assert found.likelihood_ratio.p_value == pytest.approx(math.erfc(math.sqrt(expected / 2)))


def test_chains_that_are_alike_show_no_difference():
    own = states([0, 1], [0, 0], [0, 1], [0, 0])
    around = states([0, 0], [0, 0], [1, 1], [1, 1])
    found = gaps.spatial_markov(own, around)
    assert found.likelihood_ratio.statistic == pytest.approx(0)
    assert found.chi_square.p_value == pytest.approx(1)


def test_neighbours_of_one_class_leave_nothing_to_test():
    own = states([0, 1], [1, 0])
    found = gaps.spatial_markov(own, states([0, 0], [0, 0]))
    assert found.likelihood_ratio.degrees == 0
    assert found.likelihood_ratio.p_value is None


def test_the_conditional_tables_add_up_to_the_pooled_one():
    rng = np.random.default_rng(11)
    own = gaps.quantile_states(rng.lognormal(size=(40, 10)), 4, pooled=False)
    around = gaps.quantile_states(rng.lognormal(size=(40, 10)), 4, pooled=False)
    found = gaps.spatial_markov(own, around)
    assert sum(chain.counts for chain in found.conditional).tolist() == found.pooled.counts.tolist()


def test_the_class_of_neighbours_counts_at_the_start_of_the_step():
    found = gaps.spatial_markov(states([0, 1]), states([1, 0]))
    assert found.conditional[1].counts.tolist() == [[0, 1], [0, 0]]
    assert found.conditional[0].counts.sum() == 0


def test_other_shapes_are_refused():
    with pytest.raises(Refusal, match="classes of regions and neighbours differ"):
        gaps.spatial_markov(states([0, 1]), states([0, 1], [0, 1]))
