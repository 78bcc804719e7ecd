"""Normalisation and weights on numbers that can be worked by hand (domain notes 3.3)."""

import math

import numpy as np
import pytest

from jiedui.core import weights
from jiedui.core.errors import Refusal

CRITERIA = ("a", "b")


def test_min_max_turns_around_when_less_is_better():
    values = np.array([2.0, 3.0, 6.0])
    assert weights.normalise(values).tolist() == [0.0, 0.25, 1.0]
    assert weights.normalise(values, direction=-1).tolist() == [1.0, 0.75, 0.0]


@pytest.mark.parametrize("method", sorted(weights.NORMALISATIONS))
def test_every_normalisation_keeps_the_order_and_stays_between_0_and_1(method):
    values = np.array([5.0, -1.0, 5.5, 40.0])
    result = weights.normalise(values, method=method)
    assert (np.argsort(result) == np.argsort(values)).all()
    assert result.min() >= 0
    assert result.max() <= 1


@pytest.mark.parametrize("method", sorted(weights.NORMALISATIONS))
def test_values_that_are_all_the_same_tell_nothing_apart(method):
    assert weights.normalise(np.full(3, 7.3), method=method).tolist() == [0.0, 0.0, 0.0]


def test_rank_shares_ranks_between_equal_values():
    # Ranks 1.5, 3, 1.5, 4 stretched to 0-1: (r - 1.5) / 2.5.
    expected = [0.0, 0.6, 0.0, 1.0]
    assert weights.rank(np.array([10.0, 30.0, 10.0, 99.0])).tolist() == pytest.approx(expected)


def test_z_score_maps_the_mean_to_one_half():
    result = weights.z_score(np.array([1.0, 2.0, 3.0]))
    assert result[1] == 0.5
    # One and a half variances of a normal law: z = 1 / sqrt(2/3).
    z = 1 / math.sqrt(2 / 3)
    assert result[2] == pytest.approx(0.5 * (1 + math.erf(z / math.sqrt(2))))


def test_a_missing_value_and_an_unknown_method_are_refused():
    with pytest.raises(Refusal, match="missing"):
        weights.normalise(np.array([1.0, np.nan]))
    with pytest.raises(Refusal, match="choose from min_max"):
        weights.normalise(np.array([1.0, 2.0]), method="minmax")


def test_weights_by_hand_are_scaled_to_one_and_unnamed_criteria_weigh_nothing():
    assert weights.by_hand({"a": 3}, CRITERIA).tolist() == [1.0, 0.0]
    assert weights.by_hand({"a": 1, "b": 3}, CRITERIA).tolist() == [0.25, 0.75]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"c": 1}, "no such criterion"),
        ({"a": -1}, "0 or more"),
        ({"a": math.nan}, "0 or more"),
        ({"a": 0, "b": 0}, "sum to zero"),
    ],
)
def test_weights_that_mean_nothing_are_refused(given, reason):
    with pytest.raises(Refusal, match=reason):
        weights.by_hand(given, CRITERIA)


def test_entropy_gives_all_weight_to_the_criterion_that_tells_apart():
    # Column 0 is even: e = 1, weight 0. Column 1 is all in one row: e = 0, weight 1.
    assert weights.entropy(np.array([[0.5, 1.0], [0.5, 0.0]])).tolist() == [0.0, 1.0]


def test_entropy_worked_by_hand():
    # p = (1/4, 3/4): e = -(1/4 ln 1/4 + 3/4 ln 3/4) / ln 2; the other column has e = 0.
    first = 1 + (0.25 * math.log(0.25) + 0.75 * math.log(0.75)) / math.log(2)
    result = weights.entropy(np.array([[1.0, 1.0], [3.0, 0.0]]))
    assert result.tolist() == pytest.approx([first / (first + 1), 1 / (first + 1)])


def test_critic_worked_by_hand():
    # Two columns with correlation -1: conflict is 2 for both, so only the spreads decide.
    terms = np.array([[0.0, 0.6], [1.0, 0.4]])
    assert weights.critic(terms).tolist() == pytest.approx([0.5 / 0.6, 0.1 / 0.6])


def test_critic_leaves_out_what_does_not_vary():
    terms = np.array([[0.0, 0.3, 1.0], [1.0, 0.3, 0.0], [0.2, 0.3, 0.1]])
    result = weights.critic(terms)
    assert result[1] == 0
    assert result.sum() == pytest.approx(1)
    assert weights.critic(terms[:, :2]).tolist() == [1.0, 0.0]


def test_the_bootstrap_draws_regions_and_repeats_with_its_seed():
    terms = np.random.default_rng(3).random((6, 2))
    sides = (np.array([0, 0, 0, 1, 1, 1]), np.array([0, 1, 2, 0, 1, 2]))

    def draw(seed):
        return weights.bootstrap(
            terms,
            criteria=CRITERIA,
            weighting=weights.entropy,
            sides=sides,
            generator=np.random.default_rng(seed),
            draws=50,
        )

    assert draw(1) == draw(1)
    assert draw(1) != draw(2)
    first = draw(1)[0]
    assert first.low <= first.high
    assert first.standard_deviation > 0
    assert first.weight == pytest.approx(weights.entropy(terms)[0])
