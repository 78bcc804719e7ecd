"""An optimum that is not the only one: what the data cannot decide is said to be undecided."""

import numpy as np
import pytest

from jiedui.core.pairing import (
    WeightFamily,
    all_candidates,
    own_rule,
    problem_of,
    quotas,
    solve,
    survival,
    ties_of,
    variants,
)

CANDIDATES = all_candidates(["a", "b"], ["x", "y"])  # ax, ay, bx, by


def problem(score):
    one = own_rule("one", "quota", "one partner each")
    limits = [quotas(CANDIDATES, one, side=side, low=1, high=1) for side in ("supporter", "other")]
    return problem_of(CANDIDATES, score, limits=limits)


def test_two_pairings_with_equal_sums_tie_and_share_nothing():
    """0.9 + 0.3 = 0.7 + 0.5."""
    found = problem([0.9, 0.7, 0.5, 0.3])
    ties = ties_of(found, solve(found).mask(4))
    assert ties.another is not None
    assert not ties.shared.any()


def test_an_optimum_that_leads_by_little_is_the_only_one():
    """The lead, 1e-7, is below what a shared pair is charged, and still no tie."""
    found = problem([0.9, 0.7, 0.5, 0.3 + 1e-7])
    ties = ties_of(found, solve(found).mask(4))
    assert ties.another is None
    assert ties.shared.tolist() == [True, False, False, True]


def test_pairs_that_every_optimum_holds_are_shared():
    """c–z scores far above the rest, the others tie as before."""
    candidates = all_candidates(["a", "b", "c"], ["x", "y", "z"])
    score = dict.fromkeys(candidates.pairs(), 0.0) | {
        ("a", "x"): 0.9,
        ("a", "y"): 0.7,
        ("b", "x"): 0.5,
        ("b", "y"): 0.3,
        ("c", "z"): 5.0,
    }
    one = own_rule("one", "quota", "one partner each")
    limits = [quotas(candidates, one, side=side, low=1, high=1) for side in ("supporter", "other")]
    found = problem_of(candidates, list(score.values()), limits=limits)
    ties = ties_of(found, solve(found).mask(9))
    assert candidates.pairs(np.flatnonzero(ties.shared)) == (("c", "z"),)


def test_a_tie_supports_neither_pairing_over_drawn_weights():
    terms = np.array([[0.9, 0.4], [0.7, 0.3], [0.5, 0.2], [0.3, 0.1]])  # both columns tie
    family = WeightFamily(problem([0.0] * 4), terms)
    found = survival(family, draws=100, generator=np.random.default_rng(1))
    assert found.tied == 1.0
    assert found.pairings == ()
    assert found.frequency.tolist() == [0.0] * 4


@pytest.mark.parametrize(
    ("score", "same", "tied"),
    [
        ([0.9, 0, 0, 0.3], True, False),
        ([0.9, 0.7, 0.5, 0.3], False, True),
        ([0, 1, 1, 0], False, False),
    ],
)
def test_a_variant_is_the_same_only_where_nothing_else_is_as_good(score, same, tied):
    found = problem([1.0, 0.0, 0.0, 1.0])
    (variant,) = variants(found, solve(found), {"other": np.array(score, dtype=float)})
    assert (variant.same, variant.tied) == (same, tied)
    assert (set(variant.pairs) == {("a", "x"), ("b", "y")}) == same
