"""The pairing programme on cases small enough to solve by hand."""

import numpy as np
import pytest

from jiedui.core import pairing as engine
from jiedui.core.errors import Refusal
from jiedui.core.pairing import check

ONE = engine.own_rule("one", "quota", "one each")


def problem(scores, *, today=(), keep_cost=0.0, equity=0.0, low=1, high=1):
    """Supporters s0.. and recipients r0.., one score per row and column."""
    table = np.array(scores, dtype=float)
    candidates = engine.all_candidates(
        [f"s{i}" for i in range(len(table))], [f"r{j}" for j in range(table.shape[1])]
    )
    limits = [
        engine.quotas(candidates, ONE, side="supporter", low=low, high=high),
        engine.quotas(candidates, ONE, side="recipient", low=1, high=1),
    ]
    return engine.problem_of(
        candidates,
        table.ravel(),
        today=today,
        keep_cost=keep_cost,
        equity=equity,
        limits=limits,
    )


def test_the_best_whole_is_not_the_best_of_every_pair():
    # s0 scores most with both; giving it r0 (0.9) leaves 0.1, giving it r1 (0.8) leaves 0.7.
    found = engine.solve(problem([[0.9, 0.8], [0.7, 0.1]]))
    assert found.pairs == (("s0", "r1"), ("s1", "r0"))
    assert found.objective == pytest.approx(0.8 + 0.7)
    assert found.bound == pytest.approx(found.objective)


def test_a_change_costs_twice_once_for_the_pair_dropped_and_once_for_the_new_one():
    """Mission B8: today's pairs stay unless the change is worth more than it costs."""
    today = [("s0", "r0"), ("s1", "r1")]
    scores = [[0.9, 0.8], [0.7, 0.1]]  # crossing gains 0.5 and makes four changes
    assert engine.solve(problem(scores, today=today, keep_cost=0.12)).changes == 4
    kept = engine.solve(problem(scores, today=today, keep_cost=0.13))
    assert kept.changes == 0
    assert kept.objective == pytest.approx(1.0)
    moved = engine.solve(problem(scores, today=today, keep_cost=0.12))
    assert moved.objective == pytest.approx(1.5 - 4 * 0.12)


def test_equity_lifts_the_recipient_with_the_least():
    scores = [[1.0, 0.45], [0.5, 0.1]]  # straight: 1.1, least 0.1; crossed: 0.95, least 0.45
    assert engine.solve(problem(scores)).least_gain == pytest.approx(0.1)
    fair = engine.solve(problem(scores, equity=1.0))
    assert fair.least_gain == pytest.approx(0.45)
    assert fair.objective == pytest.approx(0.95 + 0.45)


def test_a_supporter_takes_on_no_more_need_than_it_can_carry():
    """Mission A9: the capacity caps what a pairing may ask."""
    base = problem([[1.0, 1.0], [0.1, 0.1]], low=0, high=2)
    both = engine.solve(base)
    assert {a for a, _ in both.pairs} == {"s0"}
    rule = engine.own_rule("capacity", "capacity", "at most 5")
    limit = engine.capacity(base.candidates, rule, need=[3.0, 4.0], available=[5.0, 9.0])
    found = engine.solve(base.with_limits(limit))
    assert {a for a, _ in found.pairs} == {"s0", "s1"}


def test_required_and_forbidden_pairs_are_kept():
    base = problem([[0.9, 0.8], [0.7, 0.1]])
    rule = engine.own_rule("r", "required_pair", "s0:r0")
    number = base.candidates.numbers([("s0", "r0")])
    required = base.with_limits(engine.fixed(base.candidates, rule, number, value=1))
    assert ("s0", "r0") in engine.solve(required).pairs
    other = base.candidates.numbers([("s0", "r1")])
    forbidden = base.with_limits(engine.fixed(base.candidates, rule, other, value=0))
    assert ("s0", "r0") in engine.solve(forbidden).pairs


def test_a_clash_names_the_smallest_set_of_rules_with_their_clauses():
    base = problem(np.full((3, 3), 0.5))
    for a in ("s0", "s1"):
        rule = engine.own_rule(f"require:{a}", "required_pair", f"--require {a}:r0")
        number = base.candidates.numbers([(a, "r0")])
        base = base.with_limits(engine.fixed(base.candidates, rule, number, value=1))
    with pytest.raises(Refusal) as refused:
        engine.solve(base)
    lines = [str(item) for item in refused.value.problems]
    assert len(lines) == 1 + 3  # the two demands and the quota of r0, and nothing else
    assert any(line.startswith("one: r0: one each: exactly 1") for line in lines)
    assert any("--require s0:r0" in line for line in lines)


def test_nothing_to_pair_is_a_clash_only_if_something_must_be_paired():
    empty = engine.candidates_of([])
    assert engine.solve(engine.problem_of(empty, [])).pairs == ()


def test_a_region_is_no_candidate_of_itself():
    candidates = engine.all_candidates(["a", "b"], ["a", "c"])
    assert candidates.pairs() == (("a", "c"), ("b", "a"), ("b", "c"))


def test_candidates_that_are_none_are_refused_by_name():
    candidates = engine.all_candidates(["a"], ["b"])
    with pytest.raises(Refusal, match="x:b"):
        candidates.numbers([("x", "b")])


def test_scores_that_are_missing_are_refused():
    candidates = engine.all_candidates(["a"], ["b"])
    with pytest.raises(Refusal, match="finite score"):
        engine.problem_of(candidates, [np.nan])
    with pytest.raises(Refusal, match="keep_cost"):
        engine.problem_of(candidates, [1.0], keep_cost=-1.0)


def test_the_check_finds_an_answer_that_breaks_a_rule_or_claims_too_much():
    base = problem([[0.9, 0.8], [0.7, 0.1]])
    with pytest.raises(engine.CheckError, match="breaks a rule"):
        check.fail_if_wrong(base, np.array([True, True, False, False]), claimed=1.7)
    with pytest.raises(engine.CheckError, match="claims"):
        check.fail_if_wrong(base, np.array([False, True, True, False]), claimed=1.6)
    check.fail_if_wrong(base, np.array([False, True, True, False]), claimed=1.5)


def test_alternatives_come_in_order_and_end_when_none_is_left():
    found = engine.best_pairings(problem([[0.9, 0.8], [0.7, 0.1]]), 5)
    assert [round(item.objective, 6) for item in found] == [1.5, 1.0]


def test_reasons_name_runner_up_and_the_cost_of_dropping():
    base = problem([[0.9, 0.8], [0.7, 0.1]])
    terms = np.column_stack([base.score, np.zeros(4)])
    best = engine.solve(base)
    weights = np.array([1.0, 0.0])
    first, second = engine.reasons(
        base, best, terms=terms, weights=weights, criteria=("level", "past")
    )
    assert first.pair == ("s0", "r1")
    assert first.contributions == {"level": 0.8, "past": 0.0}
    assert first.runner_up == ("s1", "r1")
    assert first.differences["level"] == pytest.approx(0.7)
    assert first.cost_of_dropping == pytest.approx(0.5)
    assert first.instead == (("s0", "r0"), ("s1", "r1"))
    # s1's own recipient would rather have s0 by score; the whole needs s0 elsewhere.
    assert second.runner_up_score == pytest.approx(0.9)
    assert second.runner_up_score > second.score


def test_forcing_a_pair_costs_the_difference_to_the_best_with_it():
    base = problem([[0.9, 0.8], [0.7, 0.1]])
    found = engine.forced(base, engine.solve(base))
    assert [item.pair for item in found] == [("s0", "r0"), ("s1", "r1")]
    assert [item.cost_of_forcing for item in found] == pytest.approx([0.5, 0.5])


def test_a_pair_without_which_nothing_works_has_no_price():
    base = problem([[0.4]])
    (only,) = engine.reasons(
        base, engine.solve(base), terms=np.array([[0.4]]), weights=np.ones(1), criteria=("x",)
    )
    assert only.cost_of_dropping is None
    assert only.runner_up is None


def test_a_given_pairing_is_judged_by_rules_and_regret():
    base = problem([[0.9, 0.8], [0.7, 0.1]])
    best = engine.solve(base)
    straight = engine.evaluate(base, best, name="old", pairs=[("s0", "r0"), ("s1", "r1")])
    assert straight.feasible
    assert straight.regret == pytest.approx(0.5)
    double = engine.evaluate(base, best, name="double", pairs=[("s0", "r0"), ("s0", "r1")])
    assert not double.feasible
    assert {clash.where for clash in double.clashes} == {"s0", "s1"}
    strange = engine.evaluate(base, best, name="strange", pairs=[("s0", "r0"), ("x", "r1")])
    assert strange.regret is None
    assert list(strange.outside) == [("x", "r1")]
    # r1 falls short only because its pair cannot be scored; that is said once, not twice.
    assert strange.clashes == ()
