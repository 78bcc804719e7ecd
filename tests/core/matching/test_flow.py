"""Firms that all need the same of one resource: the optimum, against SciPy's own solvers (C4)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment, linprog
from scipy.sparse import coo_array

from jiedui.core.matching import Instance, Quotas, assign, bound, judge
from jiedui.core.matching.assign import flow
from jiedui.core.matching.instance import in_whole_firms, need_of_all


def random_instance(seed, *, firms, parks, slots, ties=False, need=1.0, room=0.9):
    rng = np.random.default_rng(seed)
    park = np.argsort(rng.random((firms, parks)), axis=1)[:, :slots]
    score = rng.random((firms, slots))
    if ties:
        score = np.ceil(score * 4) / 4
    capacity = rng.random((parks, 1)) * 2 * need * room * firms / parks
    return Instance.of_candidates(score, park, np.full((firms, 1), need), capacity)


def by_expanding_parks_to_places(instance, need):
    """Every place of a park is a column, and every firm may take one of as many empty columns."""
    places = np.floor(instance.capacity[:, 0] / need).astype(int)
    owner = np.repeat(np.arange(instance.parks), places)
    table = np.full((instance.firms, instance.parks), -1e3)
    at = np.nonzero(instance.score >= 0)
    table[at[0], instance.park[at]] = instance.score[at].astype(float)
    whole = np.hstack([table[:, owner], np.zeros((instance.firms, instance.firms))])
    return whole[linear_sum_assignment(whole, maximize=True)].sum()


def by_linear_programming(instance):
    """The constraint matrix is totally unimodular: the relaxation has a whole optimum."""
    firm, slot = np.nonzero(instance.score >= 0)
    park, edge = instance.park[firm, slot].astype(int), np.arange(len(firm))
    rows = np.concatenate([firm, instance.firms + park])
    shape = (instance.firms + instance.parks, len(firm))
    matrix = coo_array((np.ones(2 * len(firm)), (rows, np.tile(edge, 2))), shape=shape)
    limits = np.concatenate([np.ones(instance.firms), np.floor(instance.capacity[:, 0])])
    gain = instance.score[firm, slot].astype(float)
    return -linprog(-gain, A_ub=matrix.tocsr(), b_ub=limits, bounds=(0, 1)).fun


@settings(max_examples=60)
@given(
    st.integers(0, 10**6),
    st.integers(1, 25),
    st.integers(1, 6),
    st.booleans(),
    st.sampled_from([1.0, 3.0, 2.5]),
    st.sampled_from([0.3, 0.9, 2.0]),
)
def test_the_placement_is_the_optimum_and_the_prices_prove_it(seed, firms, parks, ties, need, room):
    one = random_instance(
        seed, firms=firms, parks=parks, slots=min(parks, 3), ties=ties, need=need, room=room
    )
    answer = assign(one)
    assert judge(one, answer.slot).feasible
    assert answer.value == pytest.approx(by_expanding_parks_to_places(one, need), abs=1e-9)
    assert answer.bound == pytest.approx(answer.value, abs=1e-6)


@pytest.mark.parametrize("engine", ["plain", "compiled"])
@pytest.mark.parametrize("ties", [False, True])
def test_smoothed_prices_lead_to_the_optimum_of_linear_programming(engine, ties):
    """Beyond the sizes where the first prices are exact already."""
    one = random_instance(3, firms=1500, parks=20, slots=8, ties=ties)
    answer = assign(one, engine=engine)
    assert answer.value == pytest.approx(by_linear_programming(one), rel=1e-9)
    assert answer.gap < 1e-8
    assert judge(one, answer.slot).feasible


def test_part_of_a_place_holds_nobody_and_proves_nothing():
    """Two firms, one park with room for one and a half: 5 is the best, and the bound says so."""
    one = Instance.of_candidates([[5.0], [4.0]], [[0], [0]], [[2.0], [2.0]], [[3.0]])
    answer = assign(one)
    assert (answer.value, answer.bound) == (5.0, 5.0)
    assert bound(one, answer.prices) == 5.0


def test_where_needs_differ_or_quotas_hold_other_ways_are_taken():
    same = random_instance(1, firms=8, parks=3, slots=2)
    assert need_of_all(same) == 1.0
    needs = same.demand.copy()
    needs[3] = 0.5
    other = Instance.of_candidates(same.score.clip(0), same.park, needs, same.capacity)
    assert need_of_all(other) == 0.0
    quotas = Quotas(np.zeros(3, np.int32), least=np.array([0.0]), most=np.array([2.0]))
    limited = Instance(same.score, same.park, same.demand, same.capacity, same.resources, quotas)
    assert need_of_all(limited) == 0.0
    assert (assign(limited).slot >= 0).sum() <= 2


def test_poor_prices_only_make_it_slower():
    """From prices of nothing and the fewest edges, wider and wider looks end at the same answer."""
    one = in_whole_firms(random_instance(5, firms=400, parks=12, slots=6))
    from jiedui.core.matching.assign.duals import Duals
    from jiedui.core.matching.assign.levels import Progress, certify
    from jiedui.core.matching.assign.plain import PlainEngine

    engine, duals, progress = PlainEngine(one), Duals.of(one), Progress()
    rows = np.arange(one.firms, dtype=np.int32)
    poor = certify(engine, duals, np.zeros(duals.size), rows, 0.02)
    found = flow.placed_exactly(engine, duals, poor, progress)
    assert found is not None
    priced, slot = found
    assert judge(one, slot).value == pytest.approx(by_linear_programming(one), rel=1e-9)
    assert priced.bound == pytest.approx(judge(one, slot).value, rel=1e-6)
    assert progress.passes > 1


def test_nobody_who_wants_in_is_an_answer_too():
    one = Instance.of_candidates([[0.0], [0.0]], [[0], [1]], [[1.0], [1.0]], [[1.0], [1.0]])
    assert assign(one).value == 0.0


def test_where_no_firm_fits_anywhere_nobody_is_placed():
    one = Instance.of_candidates([[1.0]], [[0]], [[2.0]], [[1.0]])
    answer = assign(one)
    assert (answer.slot.tolist(), answer.value, answer.gap) == ([-1], 0.0, 0.0)
