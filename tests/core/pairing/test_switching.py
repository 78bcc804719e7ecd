"""Where re-pairing stops being worth its cost, worked by hand (mission B8)."""

import itertools

import numpy as np
import pytest

from jiedui.core import pairing as engine

ONE = engine.own_rule("one", "quota", "one each")


def problem(scores, today):
    n = len(scores)
    candidates = engine.all_candidates([f"s{i}" for i in range(n)], [f"r{i}" for i in range(n)])
    limits = [
        engine.quotas(candidates, ONE, side=side, low=1, high=1)
        for side in ("supporter", "recipient")
    ]
    return engine.problem_of(candidates, np.ravel(scores), today=today, limits=limits)


def test_crossing_is_worth_half_a_point_and_four_changes_so_it_ends_at_an_eighth():
    today = [("s0", "r0"), ("s1", "r1")]
    first, second = engine.switching_steps(problem([[0.9, 0.8], [0.7, 0.1]], today))
    assert first.keep_cost == 0
    assert first.pairing.changes == 4
    assert second.keep_cost == pytest.approx(0.5 / 4)
    assert second.pairing.pairs == tuple(today)


def test_a_pairing_that_is_todays_has_one_step():
    today = [("s0", "r1"), ("s1", "r0")]
    (only,) = engine.switching_steps(problem([[0.9, 0.8], [0.7, 0.1]], today))
    assert only.pairing.pairs == tuple(today)


@pytest.mark.parametrize("seed", range(6))
def test_between_the_steps_the_step_is_the_best_of_all_pairings(seed):
    generator = np.random.default_rng(seed)
    scores = generator.random((4, 4))
    order = generator.permutation(4)
    today = {(f"s{i}", f"r{order[i]}") for i in range(4)}
    steps = engine.switching_steps(problem(scores, today))
    changes = [step.pairing.changes for step in steps]
    assert changes == sorted(set(changes), reverse=True)
    ends = [*(step.keep_cost for step in steps[1:]), steps[-1].keep_cost + 1]
    for step, end in zip(steps, ends, strict=True):
        cost = (step.keep_cost + end) / 2
        best = max(
            sum(scores[i, p[i]] for i in range(4))
            - cost * len(today ^ {(f"s{i}", f"r{p[i]}") for i in range(4)})
            for p in itertools.permutations(range(4))
        )
        mine = step.pairing.score - cost * step.pairing.changes
        assert mine == pytest.approx(best, abs=1e-6)
