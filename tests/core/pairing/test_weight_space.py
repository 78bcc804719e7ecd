"""The simplex of weights: optima collected once, regions of weights, proofs that none exist."""

import itertools

import numpy as np
import pytest

from jiedui.core import pairing as engine
from jiedui.core.errors import NotSupported

ONE = engine.own_rule("one", "quota", "one each")


def assignment(terms, n, **options):
    candidates = engine.all_candidates([f"s{i}" for i in range(n)], [f"r{i}" for i in range(n)])
    limits = [
        engine.quotas(candidates, ONE, side=side, low=1, high=1)
        for side in ("supporter", "recipient")
    ]
    weights = np.full(terms.shape[1], 1 / terms.shape[1])
    return engine.problem_of(candidates, terms @ weights, limits=limits, **options)


def best_by_enumeration(terms, weights, n, keep_cost=0.0, today=()):
    scores = (terms @ weights).reshape(n, n)
    kept = {(int(a[1:]), int(b[1:])) for a, b in today}
    return max(
        sum(scores[i, p[i]] for i in range(n))
        - keep_cost * len({(i, p[i]) for i in range(n)} ^ kept)
        for p in itertools.permutations(range(n))
    )


@pytest.mark.parametrize(("n", "k"), [(2, 1), (3, 2), (4, 3), (4, 4)])
def test_the_collected_optima_give_the_best_value_under_every_weight(n, k):
    generator = np.random.default_rng(n * 10 + k)
    terms = generator.random((n * n, k))
    today = [("s0", "r0"), ("s1", "r1")]
    problem = assignment(terms, n, today=today, keep_cost=0.07)
    family = engine.WeightFamily(problem, terms)
    assert engine.explore(family)
    for weights in generator.dirichlet(np.ones(k), 200):
        known = family.values_at(weights[np.newaxis]).max()
        expected = best_by_enumeration(terms, weights, n, 0.07, today)
        assert known == pytest.approx(expected, abs=1e-6)


def test_ten_thousand_draws_need_only_the_calls_that_collect_the_optima():
    terms = np.random.default_rng(5).random((16, 4))
    family = engine.WeightFamily(assignment(terms, 4), terms)
    found = engine.survival(family, draws=10_000, generator=np.random.default_rng(1))
    assert found.solves < 400
    assert found.frequency.sum() == pytest.approx(4)  # four pairs in each draw
    assert sum(share for _, share in found.pairings) == pytest.approx(1)


def test_draws_repeat_with_their_seed_and_differ_without_it():
    terms = np.random.default_rng(6).random((9, 3))

    def drawn(seed):
        family = engine.WeightFamily(assignment(terms, 3), terms)
        return engine.survival(family, draws=500, generator=np.random.default_rng(seed))

    assert drawn(1).frequency.tolist() == drawn(1).frequency.tolist()
    assert drawn(1).frequency.tolist() != drawn(2).frequency.tolist()


def test_where_completeness_is_not_proven_each_draw_is_solved(monkeypatch):
    terms = np.random.default_rng(7).random((9, 3))
    quick = engine.WeightFamily(assignment(terms, 3), terms)
    expected = engine.survival(quick, draws=60, generator=np.random.default_rng(1))
    monkeypatch.setattr("jiedui.core.pairing.robustness.explore", lambda family: False)
    slow = engine.WeightFamily(assignment(terms, 3), terms)
    found = engine.survival(slow, draws=60, generator=np.random.default_rng(1))
    assert found.solves == 60
    assert found.frequency.tolist() == pytest.approx(expected.frequency.tolist())
    assert found.pairings == expected.pairings


def test_solving_each_draw_stops_at_a_limit_and_says_so(monkeypatch):
    monkeypatch.setattr("jiedui.core.pairing.robustness.SOLVED_DRAWS_MOST", 20)
    terms = np.random.default_rng(8).random((4, 2))
    problem = assignment(terms, 2, equity=0.3)
    generator = np.random.default_rng(1)
    found = engine.survival_by_solving(problem, terms, draws=10_000, generator=generator)
    assert found.draws == found.solves == 20
    assert found.frequency.sum() == pytest.approx(2)


# Two criteria, two regions on each side. Straight pairs score (1, 0), crossed pairs (0, 1).
TWO = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
STRAIGHT = np.array([True, False, False, True])


def test_the_region_of_weights_of_a_pairing_is_half_the_simplex_by_symmetry():
    family = engine.WeightFamily(assignment(TWO, 2), TWO)
    region = engine.optimal_weights(family, STRAIGHT)
    assert not region.empty
    assert region.ranges[0] == pytest.approx((0.5, 1.0), abs=1e-6)
    assert region.ranges[1] == pytest.approx((0.0, 0.5), abs=1e-6)


def test_without_its_criterion_no_weights_are_left_and_the_rivals_prove_it():
    """A sensitivity statement: with the first criterion at 0, crossing is better by 2."""
    family = engine.WeightFamily(assignment(TWO, 2), TWO)
    region = engine.optimal_weights(family, STRAIGHT, without=[0])
    assert region.empty
    assert region.margin == pytest.approx(-2)
    assert region.rivals == ((1, 2),)
    assert sum(region.multipliers) == pytest.approx(1)


def test_a_mixture_of_rivals_can_prove_what_no_single_rival_can():
    # The middle pairing scores 0.4 on either criterion, the others 1 on one and 0 on the other:
    # each rival loses somewhere, their even mixture (0.5, 0.5) wins everywhere.
    candidates = engine.all_candidates(["s0", "s1", "s2"], ["r0"])
    limit = engine.quotas(candidates, ONE, side="recipient", low=1, high=1)
    terms = np.array([[1.0, 0.0], [0.4, 0.4], [0.0, 1.0]])
    problem = engine.problem_of(candidates, terms.sum(axis=1), limits=[limit])
    family = engine.WeightFamily(problem, terms)
    region = engine.optimal_weights(family, np.array([False, True, False]))
    assert region.empty
    assert region.margin == pytest.approx(-0.1)
    assert sorted(region.multipliers) == pytest.approx([0.5, 0.5])


def test_equity_is_refused_where_values_must_be_linear_in_the_weights():
    with pytest.raises(NotSupported, match="equity"):
        engine.WeightFamily(assignment(TWO, 2, equity=0.5), TWO)


def test_variants_say_what_the_proposal_loses_under_other_scores():
    problem = assignment(TWO, 2)
    first = problem.with_score(TWO @ np.array([1.0, 0.0]))
    best = engine.solve(first)
    same, other = engine.variants(
        first, best, {"same": first.score, "other": TWO @ np.array([0.0, 1.0])}
    )
    assert same.same
    assert same.regret == 0
    assert not other.same
    assert other.regret == pytest.approx(2)
