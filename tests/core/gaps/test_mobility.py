"""Classes, transitions, long run and first passage, on chains small enough for a pencil."""

import math

import numpy as np
import pytest

from jiedui.core import gaps
from jiedui.core.errors import Refusal
from jiedui.core.gaps.mobility import States


def states(*rows, count=2):
    return States(np.array(rows, dtype=np.int64), count, (), "by hand")


def test_a_chain_of_two_classes_by_hand():
    # From low: 3 stay, 1 rises; from high: 2 stay, 2 fall. p = 1/4, q = 1/2.
    # π = (q, p)/(p + q) = (2/3, 1/3); first passage 1/p = 4 and 1/q = 2; return 1/π = 3/2 and 3.
    chain = gaps.markov(states([0, 0, 0, 0, 1, 1, 1, 0], [1, 0, 0, 0, 0, 0, 0, 0]))
    assert chain.counts.tolist() == [[9, 1], [2, 2]]
    chain = gaps.markov(states([0, 0, 0, 0, 1, 1, 0, 1, 1], count=2))
    assert chain.counts.tolist() == [[3, 2], [1, 2]]
    p, q = 2 / 5, 1 / 3
    assert chain.probabilities == pytest.approx(np.array([[3 / 5, 2 / 5], [1 / 3, 2 / 3]]))
    assert chain.ergodic == pytest.approx([q / (p + q), p / (p + q)])
    assert chain.first_passage[0, 1] == pytest.approx(1 / p)
    assert chain.first_passage[1, 0] == pytest.approx(1 / q)
    assert chain.first_passage[0, 0] == pytest.approx((p + q) / q)
    assert chain.first_passage[1, 1] == pytest.approx((p + q) / p)


def test_a_ring_of_three_is_visited_in_turn():
    # 0 → 1 → 2 → 0: two steps to the next but one, three to return, a third of the time each.
    chain = gaps.markov(states([0, 1, 2, 0, 1, 2, 0], count=3))
    assert chain.ergodic == pytest.approx([1 / 3] * 3)
    assert chain.first_passage == pytest.approx(np.array([[3, 1, 2], [2, 3, 1], [1, 2, 3]]))


def test_the_long_run_is_what_the_chain_returns_to():
    rng = np.random.default_rng(3)
    chain = gaps.markov(gaps.quantile_states(rng.lognormal(size=(60, 25)), 4, pooled=True))
    assert chain.ergodic @ chain.probabilities == pytest.approx(chain.ergodic)
    assert chain.ergodic.sum() == pytest.approx(1)


def test_first_passage_satisfies_its_own_recursion():
    """m_ij = 1 + Σ_{k≠j} p_ik m_kj, whatever formula produced it."""
    rng = np.random.default_rng(5)
    chain = gaps.markov(gaps.quantile_states(rng.lognormal(size=(50, 12)), 5, pooled=False))
    P, m = chain.probabilities, chain.first_passage
    for j in range(5):
        others = [k for k in range(5) if k != j]
        assert m[:, j] == pytest.approx(1 + P[:, others] @ m[others, j])


def test_a_class_nobody_started_from_leaves_no_long_run():
    chain = gaps.markov(states([0, 0, 1]))
    assert chain.probabilities.tolist() == [[0.5, 0.5], [0.0, 0.0]]
    assert (chain.ergodic, chain.first_passage) == (None, None)
    assert chain.reason == "no region ever started from class 2"


def test_classes_that_never_meet_leave_no_single_long_run():
    chain = gaps.markov(states([0, 0, 0], [1, 1, 1]))
    assert chain.ergodic is None
    assert chain.reason.startswith("no path from class 1 to class 2")


def test_ratio_classes_are_cut_at_multiples_of_each_years_mean():
    # Means 2 and 20: 1 and 3 stand at half and one and a half, in both years.
    found = gaps.ratio_states([[1.0, 10.0], [3.0, 30.0]])
    assert found.count == 6
    assert found.classes.tolist() == [[0, 0], [4, 4]]
    assert found.cutoffs == ((1.0, 1.5, 2.0, 2.5, 3.0), (10.0, 15.0, 20.0, 25.0, 30.0))
    assert "0.5/0.75/1/1.25/1.5 of each year's mean" in found.rule


def test_a_value_on_a_cut_belongs_to_the_class_below():
    assert gaps.ratio_states([[2.0, 2.0], [2.0, 2.0]], (1.0,)).classes.tolist() == [[0, 0], [0, 0]]


def test_yearly_cuts_ignore_a_general_rise_and_pooled_cuts_do_not():
    values = [[1.0, 10.0], [2.0, 20.0], [3.0, 30.0], [4.0, 40.0]]
    yearly = gaps.quantile_states(values, 2, pooled=False)
    pooled = gaps.quantile_states(values, 2, pooled=True)
    assert yearly.classes.tolist() == [[0, 0], [0, 0], [1, 1], [1, 1]]
    assert pooled.classes.tolist() == [[0, 1], [0, 1], [0, 1], [0, 1]]
    assert yearly.cutoffs == ((2.5,), (25.0,))
    assert pooled.cutoffs == ((7.0,), (7.0,))
    assert "of each year" in yearly.rule
    assert "pooled over all years" in pooled.rule


def test_other_values_are_cut_where_the_regions_were():
    # Cuts at each year's mean, 2 and 20: neighbours at 3 and 3 stand above, then below.
    own = gaps.ratio_states([[1.0, 10.0], [3.0, 30.0]], (1.0,))
    found = gaps.cut_like([[3.0, 3.0]], own)
    assert found.classes.tolist() == [[1, 0]]
    assert (found.cutoffs, found.rule) == (own.cutoffs, own.rule)
    with pytest.raises(Refusal, match="values: 3, cutoffs: 2"):
        gaps.cut_like([[1.0, 2.0, 3.0]], own)


@pytest.mark.parametrize("k", [1, 5])
def test_no_more_classes_than_regions_and_at_least_two(k):
    with pytest.raises(Refusal, match="between 2 and the number of regions, 4"):
        gaps.quantile_states(np.ones((4, 2)), k, pooled=True)


@pytest.mark.parametrize("bounds", [(), (1.0, 1.0), (1.5, 0.5)])
def test_bounds_must_rise(bounds):
    with pytest.raises(Refusal, match="bounds do not rise"):
        gaps.ratio_states(np.ones((4, 2)), bounds)


def test_one_year_shows_no_transition():
    with pytest.raises(Refusal, match="one year shows no transition"):
        gaps.markov(states([0], [1]))


def test_a_hole_is_refused_with_its_place():
    with pytest.raises(Refusal, match="row 0, column 1"):
        gaps.quantile_states([[1.0, math.nan], [2.0, 3.0]], 2, pooled=True)
