"""Scores and the best K parks, worked by hand and against the full table."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiedui.core.errors import Refusal
from jiedui.core.matching.candidates import candidates
from jiedui.core.matching.eligibility import EligibilityRule
from jiedui.core.matching.score import Override, Scoring, Weight, Weights
from jiedui.core.matching.sides import Side
from jiedui.core.matching.terms import Term, Way, best_of, factor, missing, product, term
from jiedui.core.rules import Clause, Force, Rule


def weighed(floor=0.0, **weights):
    rows = tuple(Weight(name, value, "test") for name, value in weights.items())
    return Weights("test", "1", rows, floor)


def scope(*industries, rule_id="scope", refuses=True):
    clause = Clause(document="d", words="w")
    parameters = {"industries": list(industries)}
    rule = Rule(rule_id, "scope", "范围", "Scope", Force.DOCUMENT, clause, parameters)
    return EligibilityRule(rule, refuses)


def sides(firms, parks):
    return (
        Side.of({"industry": ["36"] * firms}, what="firms"),
        Side.of({"region": ["320500"] * parks}, what="parks"),
    )


def test_the_score_is_the_weighted_sum_and_a_penalty_takes_away():
    """0.6 × 0.5 + 0.4 × 1 − 0.2 × 0.5 = 0.6."""
    terms = (term("a", [0], [[0.5]]), term("b", [0], [[1.0]]), term("bad", [0], [[0.5]]))
    scoring = Scoring(terms, weighed(a=0.6, b=0.4, bad=-0.2), 1)
    found = candidates(*sides(1, 1), [], scoring, top=1)
    assert found.score[0, 0] == pytest.approx(0.6)
    assert found.terms_of(0)[0].tolist() == [0.5, 1.0, 0.5]
    assert found.score.dtype == np.float32 and found.park.dtype == np.int32


def test_a_region_may_have_weights_of_its_own_with_a_reason():
    """B16: in Suqian distance alone counts: 0.2 against 0.9; Shuyang, in it, has its own again."""
    terms = (term("a", [0], [[0.9] * 3]), term("far", [0], [[0.2] * 3]))
    overrides = (
        Override("321300", (Weight("far", 1.0, "近"),), "双方商定"),
        Override("321322", (Weight("a", 1.0, "产业"),), "县里商定"),
    )
    weights = Weights("w", "1", (Weight("a", 1.0, ""),), 0.0, overrides)
    scoring = Scoring(terms, weights, 3, ("341300", "321311", "321322"))
    assert scoring.block([0])[0].tolist() == pytest.approx([0.9, 0.2, 0.9])
    assert scoring.of_parks([1]).block([0])[0].tolist() == pytest.approx([0.2])
    unfounded = replace(weights, overrides=(replace(overrides[0], reason=" "),))
    with pytest.raises(Refusal, match="321300: an override without a reason"):
        Scoring(terms, unfounded, 3, ("341300", "321311", "321322"))
    with pytest.raises(Refusal, match="weights of regions need the regions of the parks"):
        Scoring(terms, weights, 3)


def test_a_missing_term_adds_nothing_and_its_weight_goes_nowhere():
    """0.6 × 0.5 with 0.4 missing: 0.3, and at most 0.7."""
    scoring = Scoring((term("a", [0], [[0.5]]), missing("b", 1)), weighed(a=0.6, b=0.4), 1)
    found = candidates(*sides(1, 1), [], scoring, top=1)
    assert found.score[0, 0] == pytest.approx(0.3)
    assert found.missing[0, 0] == pytest.approx(0.4)
    assert np.isnan(found.terms_of(0)[0, 1])


def test_a_product_with_a_known_zero_is_zero_whatever_is_missing():
    zero_first = product("p", factor([0], [[0.0]]), factor([0], [[np.nan]]))
    open_end = product("p", factor([0], [[0.5]]), factor([0], [[np.nan]]))
    assert zero_first.block([0], 1).tolist() == [[0.0]]
    assert np.isnan(open_end.block([0], 1)).all()


def test_the_best_way_counts_and_gives_its_name():
    """C21: the mode of cooperation that fits best; the first of two that are even."""
    ways = [Way(name, (factor([0], [row]),)) for name, row in MODES.items()]
    modes = best_of("cooperation", *ways)
    assert modes.block([0], 3)[0, :2].tolist() == [0.6, 0.7]
    assert [modes.label(0, park, 3) for park in range(3)] == ["base_hq", "make_rd", ""]


def test_a_way_that_is_not_known_leaves_a_zero_unknown_but_not_what_is_met():
    known, open_end = [[0.4, 0.0, 0.0]], [[np.nan, np.nan, 0.0]]
    ways = [Way("a", (factor([0], known),)), Way("b", (factor([0], open_end),))]
    found = best_of("t", *ways).block([0], 3)[0]
    assert (found[0], found[2]) == (0.4, 0.0) and np.isnan(found[1])


MODES = {"base_hq": [0.6, 0.2, 0.0], "resource": [np.nan, np.nan, 0.0], "make_rd": [0.6, 0.7, 0.0]}


def test_ties_go_to_the_park_that_stands_first():
    scoring = Scoring((term("a", [0], [[0.5, 0.7, 0.5, 0.7]]),), weighed(a=1.0), 4)
    found = candidates(*sides(1, 4), [], scoring, top=3)
    assert found.park.tolist() == [[1, 3, 0]]


def test_scores_that_are_one_in_single_precision_are_a_tie():
    scoring = Scoring((term("a", [0], [[0.5, 0.5 + 1e-12]]),), weighed(a=1.0), 2)
    assert candidates(*sides(1, 2), [], scoring, top=2).park.tolist() == [[0, 1]]


def test_a_firm_with_fewer_parks_than_k_has_empty_slots():
    scoring = Scoring((term("a", [0], [[0.0, 0.4, 0.0]]),), weighed(a=1.0), 3)
    found = candidates(*sides(1, 3), [], scoring, top=3)
    assert found.park.tolist() == [[1, -1, -1]]
    assert found.score[0, 1:].tolist() == [0.0, 0.0]
    assert np.isnan(found.terms_of(0)[1:]).all()


def test_a_firm_without_any_park_is_listed_with_the_rules_that_refused():
    firms = Side.of({"industry": ["66", "36", "36"]}, what="firms")
    parks = Side.of({"region": ["a", "b"]}, what="parks")
    scoring = Scoring((term("a", [0, 0, 1], [[0.5, 0.4], [0.1, 0.0]]),), weighed(0.2, a=1.0), 2)
    found = candidates(firms, parks, [scope("36")], scoring, top=2)
    assert found.without.tolist() == [0, 2]
    assert found.refused_parks.tolist() == [[2], [0]] and found.too_low.tolist() == [0, 2]
    assert found.refused.tolist() == [2]


def test_a_rule_that_may_not_refuse_only_warns():
    firms = Side.of({"industry": ["66"]}, what="firms")
    parks = Side.of({"region": ["a"]}, what="parks")
    scoring = Scoring((term("a", [0], [[0.5]]),), weighed(a=1.0), 1)
    found = candidates(firms, parks, [scope("36", refuses=False)], scoring, top=1)
    assert found.park.tolist() == [[0]] and found.warnings_of(0, 0) == ("scope",)
    assert found.refused.tolist() == [0]


def test_a_fact_that_one_firm_lacks_is_said_of_its_offers():
    firms = Side.of({"industry": ["", "36"]}, what="firms")
    parks = Side.of({"region": ["a"]}, what="parks")
    scoring = Scoring((term("a", [0, 0], [[0.5]]),), weighed(a=1.0), 1)
    found = candidates(firms, parks, [scope("36")], scoring, top=1)
    assert found.doubts_of(0, 0) == ("scope",) and found.doubts_of(1, 0) == ()
    assert found.unchecked.tolist() == [1]


def test_gradient_and_chain_are_two_sets_of_weights_over_the_same_terms():
    """C6: the richer step or the missing link decides, and both runs show both terms."""
    terms = (term("gradient", [0], [[0.9, 0.1]]), term("chain", [0], [[0.2, 0.8]]))
    by = {
        name: candidates(*sides(1, 2), [], Scoring(terms, weighed(**{name: 1.0}), 2), top=1)
        for name in ("gradient", "chain")
    }
    assert (by["gradient"].park[0, 0], by["chain"].park[0, 0]) == (0, 1)
    assert by["gradient"].names == by["chain"].names


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({"b": 1.0}, "no such term; the terms are a"),
        ({"a": 0.9}, "weights do not add up"),
        ({"a": float("nan")}, "not a weight"),
        ({"a": 2.0}, "not a weight"),
    ],
    ids=["unknown", "sum", "nan", "large"],
)
def test_weights_that_cannot_be_right_are_refused(weights, said):
    with pytest.raises(Refusal, match=said):
        Scoring((term("a", [0], [[0.5]]),), weighed(**weights), 1)


def test_a_term_outside_of_0_to_1_is_refused():
    with pytest.raises(Refusal, match="a term lies from 0 to 1"):
        term("a", [0], [[1.2]])
    with pytest.raises(Refusal, match="a state that the table has no row for"):
        term("a", [1], [[0.2]])


def test_progress_is_told_block_by_block():
    scoring = Scoring((term("a", range(5), np.full((5, 2), 0.5)),), weighed(a=1.0), 2)
    told = []
    candidates(*sides(5, 2), [], scoring, top=1, block=2, on_block=lambda *at: told.append(at))
    assert told == [(2, 5), (4, 5), (5, 5)]


@st.composite
def small_runs(draw):
    """Up to 12 firms of up to 4 kinds, up to 9 parks, coarse values so that ties happen."""
    firms, parks = draw(st.integers(1, 12)), draw(st.integers(1, 9))
    seed = draw(st.integers(0, 2**32 - 1))
    random = np.random.default_rng(seed)
    tables = random.integers(0, 5, (2, 4, parks)) / 4
    tables[random.random(tables.shape) < 0.1] = np.nan
    states = random.integers(0, 4, (2, firms))
    industries = random.choice(["36", "39", "66", ""], firms)
    return states, tables, industries, draw(st.integers(1, 10))


def run_of(states, tables, industries, top, *, block=None):
    terms: tuple[Term, ...] = tuple(
        term(name, state, table)
        for name, state, table in zip(("a", "b"), states, tables, strict=True)
    )
    parks = tables.shape[2]
    scoring = Scoring(terms, weighed(0.125, a=0.75, b=0.25), parks)
    firms = Side.of({"industry": industries}, what="firms")
    held = Side.of({"region": ["a"] * parks}, what="parks")
    rules = [scope("36", "39"), scope("39", rule_id="soft", refuses=False)]
    return candidates(firms, held, rules, scoring, top=top, block=block)


@given(small_runs())
def test_the_best_k_are_those_of_the_full_table(run):
    """Every pair by hand in plain Python, sorted by score and park."""
    states, tables, industries, top = run
    found = run_of(*run)
    for firm in range(len(industries)):
        rows = []
        for park in range(tables.shape[2]):
            values = [np.nan_to_num(t[s[firm], park]) for s, t in zip(states, tables, strict=True)]
            score = 0.75 * values[0] + 0.25 * values[1]
            if industries[firm] != "66" and score > 0.125:
                rows.append((-score, park))
        expected = sorted(rows)[:top]
        held = [int(park) for park in found.park[firm] if park >= 0]
        assert held == [park for _, park in expected]
        assert [-float(s) for s in found.score[firm][: len(held)]] == [s for s, _ in expected]


@given(small_runs(), st.integers(1, 7))
def test_blocks_of_any_size_give_the_same_bytes(run, block):
    whole, parts = run_of(*run), run_of(*run, block=block)
    for name in ("park", "score", "terms", "missing", "warned", "doubtful", "refused", "without"):
        assert getattr(whole, name).tobytes() == getattr(parts, name).tobytes(), name


@given(small_runs(), st.randoms(use_true_random=False))
def test_the_order_of_firms_changes_nothing_of_what_each_is_offered(run, random):
    states, tables, industries, top = run
    order = list(range(len(industries)))
    random.shuffle(order)
    whole = run_of(*run)
    turned = run_of(states[:, order], tables, industries[order], top)
    assert (turned.park == whole.park[order]).all()
    assert (turned.score == whole.score[order]).all()
    assert (turned.refused == whole.refused).all()


def test_scores_and_candidates_do_not_import_pandas():
    """On arrays a match must start at once."""
    code = "import sys, jiedui.core.matching.candidates; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
