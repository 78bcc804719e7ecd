"""Pairing against plain enumeration and an independent solver, on random small cases."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiedui.core import pairing as engine

ONE = engine.own_rule("one", "quota", "quota")

sizes = st.integers(1, 3)
values = st.floats(0, 1, allow_nan=False, width=32)


@st.composite
def cases(draw):
    rows, columns = draw(sizes), draw(sizes)
    count = rows * columns
    return {
        "shape": (rows, columns),
        "score": draw(st.lists(values, min_size=count, max_size=count)),
        "today": draw(st.lists(st.booleans(), min_size=count, max_size=count)),
        "low": draw(st.lists(st.integers(0, 1), min_size=rows, max_size=rows)),
        "high": draw(st.lists(st.integers(1, 3), min_size=rows, max_size=rows)),
        "keep_cost": draw(st.sampled_from([0.0, 0.1, 0.3])),
        "equity": draw(st.sampled_from([0.0, 0.5])),
    }


def build(case):
    rows, columns = case["shape"]
    candidates = engine.all_candidates(
        [f"s{i}" for i in range(rows)], [f"r{j}" for j in range(columns)]
    )
    limits = [
        engine.quotas(candidates, ONE, side="supporter", low=case["low"], high=case["high"]),
        engine.quotas(candidates, ONE, side="recipient", low=1, high=2),
    ]
    today = candidates.pairs([i for i, flag in enumerate(case["today"]) if flag])
    return engine.problem_of(
        candidates,
        case["score"],
        today=today,
        keep_cost=case["keep_cost"],
        equity=case["equity"],
        limits=limits,
    )


def worth(case, choice):
    """The objective as a person would write it, from the case alone."""
    rows, columns = case["shape"]
    score = np.array(case["score"]).reshape(rows, columns)
    taken = np.array(choice).reshape(rows, columns)
    changes = sum(bool(x) != flag for x, flag in zip(choice, case["today"], strict=True))
    gains = (score * taken).sum(axis=0)
    return (score * taken).sum() - case["keep_cost"] * changes + case["equity"] * gains.min()


def allowed(case, choice):
    rows, columns = case["shape"]
    taken = np.array(choice).reshape(rows, columns)
    per_supporter, per_recipient = taken.sum(axis=1), taken.sum(axis=0)
    fits = all(
        low <= n <= high
        for n, low, high in zip(per_supporter, case["low"], case["high"], strict=True)
    )
    return fits and all(1 <= n <= 2 for n in per_recipient)


def enumerated(case):
    rows, columns = case["shape"]
    choices = itertools.product([0, 1], repeat=rows * columns)
    return [worth(case, choice) for choice in choices if allowed(case, choice)]


@settings(max_examples=60, deadline=None)
@given(cases())
def test_the_optimum_is_the_best_of_all_feasible_pairings(case):
    every = enumerated(case)
    found = engine.try_solve(build(case))
    if not every:
        assert found is None
    else:
        assert found is not None
        assert found.objective == pytest.approx(max(every), abs=1e-6)
        assert found.bound == pytest.approx(max(every), abs=1e-5)


@settings(max_examples=20, deadline=None)
@given(cases())
def test_the_k_best_are_the_k_best_of_all(case):
    every = sorted(enumerated(case), reverse=True)
    if not every:
        return
    found = [item.objective for item in engine.best_pairings(build(case), 4)]
    assert found == pytest.approx(every[: len(found)], abs=1e-6)
    assert len(found) == min(4, len(every))


@settings(max_examples=25, deadline=None)
@given(cases(), st.integers(0, 2))
def test_more_quota_never_lowers_the_optimum(case, which):
    before = engine.try_solve(build(case))
    more = list(case["high"])
    more[which % len(more)] += 1
    after = engine.try_solve(build({**case, "high": more}))
    if before is not None:
        assert after is not None
        assert after.objective >= before.objective - 1e-7


@settings(max_examples=25, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(case, random):
    problem = build(case)
    pairs = list(problem.candidates.pairs())
    scores = dict(zip(pairs, case["score"], strict=True))
    random.shuffle(pairs)
    candidates = engine.candidates_of(pairs)
    again = engine.problem_of(
        candidates,
        [scores[pair] for pair in candidates.pairs()],
        today=[
            p for p, flag in zip(problem.candidates.pairs(), case["today"], strict=True) if flag
        ],
        keep_cost=case["keep_cost"],
        equity=case["equity"],
        limits=problem.limits,
    )
    first, second = engine.try_solve(problem), engine.try_solve(again)
    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assert first == second


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 7), st.integers(0, 2**31))
def test_without_switching_cost_one_to_one_pairing_is_plain_assignment(n, seed):
    """An independent oracle: the Hungarian method of SciPy."""
    from scipy.optimize import linear_sum_assignment

    score = np.random.default_rng(seed).random((n, n))
    candidates = engine.all_candidates([f"s{i}" for i in range(n)], [f"r{i}" for i in range(n)])
    limits = [engine.quotas(candidates, ONE, side=s, low=1, high=1) for s in ("supporter", "r")]
    found = engine.solve(engine.problem_of(candidates, score.ravel(), limits=limits))
    rows, columns = linear_sum_assignment(score, maximize=True)
    assert found.objective == pytest.approx(score[rows, columns].sum())


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 5), st.integers(0, 2**31), st.data())
def test_deferred_acceptance_leaves_no_blocking_pair(n, seed, data):
    generator = np.random.default_rng(seed)
    left, right = [f"s{i}" for i in range(n)], [f"r{i}" for i in range(n + 1)]
    preferences = engine.Preferences(
        supporters={a: tuple(generator.permutation(right)[: n - 1 or 1]) for a in left},
        recipients={b: tuple(generator.permutation(left)) for b in right},
    )
    quotas = {
        "supporter_quotas": {a: int(generator.integers(1, 3)) for a in left},
        "recipient_quotas": {b: int(generator.integers(1, 3)) for b in right},
    }
    side = data.draw(st.sampled_from(["recipient", "supporter"]))
    pairs = engine.deferred_acceptance(preferences, proposers=side, **quotas)
    assert engine.blocking_pairs(pairs, preferences, **quotas).stable
