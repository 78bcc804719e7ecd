"""The solver against hand-worked cases, properties, and mixed-integer programming by other code."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, vstack

from jiedui.core.errors import Refusal
from jiedui.core.matching import Instance, Quotas, assign, bound, judge
from jiedui.core.matching.assign.duals import Duals
from jiedui.core.matching.assign.levels import EVERYTHING, certify
from jiedui.core.matching.assign.plain import PlainEngine
from jiedui.core.matching.assign.quadratic import minimise_above
from jiedui.core.matching.assign.quotas import filled
from jiedui.core.matching.assign.reference import reference_prices
from jiedui.core.matching.instance import cuts_of


def drawn(
    seed, *, firms=40, parks=6, slots=4, resources=2, per_edge=False, tight=0.8, quotas=None,
    firm_group=None,
):  # fmt: skip
    """A random instance whose parks have room for `tight` of all demand."""
    generator = np.random.default_rng(seed)
    shape = (firms, slots, resources) if per_edge else (firms, resources)
    demand = generator.lognormal(0, 0.5, shape)
    whole = demand.sum(axis=0) if not per_edge else demand.mean(axis=1).sum(axis=0)
    park = np.argsort(generator.random((firms, parks)), axis=1)[:, :slots]
    capacity = generator.dirichlet(np.full(parks, 4.0), resources).T * whole * tight
    score = generator.random((firms, slots))
    return Instance.of_candidates(
        score, park, demand, capacity, quotas=quotas, firm_group=firm_group
    )


def optimum(instance):
    """The true optimum, by HiGHS on the whole model."""
    N, K = instance.score.shape
    M, R = instance.capacity.shape
    firm, edge = np.repeat(np.arange(N), K), np.arange(N * K)
    park = instance.park.ravel().astype(int)
    demand = np.broadcast_to(
        instance.demand if instance.is_per_edge else instance.demand[:, None, :], (N, K, R)
    ).reshape(N * K, R)
    rows = [coo_array((np.ones(N * K), (firm, edge)), shape=(N, N * K))]
    rows += [coo_array((demand[:, r], (park, edge)), shape=(M, N * K)) for r in range(R)]
    lower = np.full(N + M * R, -np.inf)
    upper = np.concatenate([np.ones(N), *instance.capacity.T])
    if instance.quotas is not None:
        groups = [instance.quotas.group[park]]
        if instance.firm_group is not None:
            groups.append(instance.firm_group[firm])
        counted = [sum(group == g for group in groups) for g in range(instance.quotas.groups)]
        rows += [coo_array((one.astype(float), (np.zeros(N * K, int), edge)), (1, N * K))
                 for one in counted]  # fmt: skip
        lower = np.concatenate([lower, instance.quotas.least])
        upper = np.concatenate([upper, instance.quotas.most])
    there = (instance.score.ravel() >= 0).astype(float)
    found = milp(
        -instance.score.ravel().astype(float),
        integrality=np.ones(N * K),
        bounds=Bounds(0, there),
        constraints=LinearConstraint(vstack(rows, format="csc"), lower, upper),
    )
    return -found.fun


def halves(parks):
    """Every second park belongs to one group, which must take ten firms and may take fourteen."""
    group = np.where(np.arange(parks) % 2 == 0, 0, -1).astype(np.int32)
    return Quotas(group, least=np.array([10.0]), most=np.array([14.0]), names=("north",))


def test_the_firm_that_loses_less_by_its_second_choice_gives_way():
    instance = Instance.of_candidates(
        [[0.9, 0.2], [0.8, 0.7]], [[0, 1], [0, 1]], [[1.0], [1.0]], [[1.0], [1.0]]
    )
    answer = assign(instance)
    assert answer.park.tolist() == [0, 1]  # 0.9 + 0.7, not 0.8 + 0.2
    assert answer.value == pytest.approx(1.6)
    assert answer.gap == pytest.approx(0, abs=1e-6)


def test_one_more_plot_is_worth_what_the_first_firm_outside_would_bring():
    instance = Instance.of_candidates([[5.0], [3.0], [2.0]], [[0]] * 3, [[1.0]] * 3, [[1.0]])
    answer = assign(instance)
    assert 3.0 - 1e-6 <= answer.prices[0, 0] <= 5.0 + 1e-6  # dual prices are not unique
    more = assign(instance.with_capacity(np.array([[2.0]])), start=answer)
    assert more.value - answer.value == pytest.approx(3.0)


@pytest.mark.parametrize("engine", ["plain", "compiled"])
@pytest.mark.parametrize("per_edge", [False, True])
@pytest.mark.parametrize("resources", [1, 3, 4])
def test_an_answer_keeps_every_limit_and_its_bound_holds(engine, per_edge, resources):
    instance = drawn(
        7, firms=4000, parks=30, slots=8, resources=resources, per_edge=per_edge, tight=1.0
    )
    answer = assign(instance, engine=engine, seed=3)
    worth = judge(instance, answer.slot)
    assert (worth.used <= instance.capacity).all()
    assert worth.value == pytest.approx(answer.value, rel=1e-12)
    assert answer.value <= bound(instance, answer.prices) == answer.bound
    # 133 firms a park: each further limit leaves a part of its land unsold
    assert answer.gap < (5e-3 if resources < 4 else 1e-2)


def test_the_same_bytes_for_any_number_of_threads():
    instance = drawn(11, firms=60_000, parks=80, slots=8)
    one, two, four = (assign(instance, engine="compiled", threads=n, seed=5) for n in (1, 2, 4))
    for other in (two, four):
        assert one.slot.tobytes() == other.slot.tobytes()
        assert one.prices.tobytes() == other.prices.tobytes()


def test_the_order_of_firms_does_not_decide_the_quality():
    instance = drawn(13, firms=5000, parks=40, slots=6)
    order = np.lexsort(instance.park.T)  # as in a file sorted by county
    there = Instance.of_candidates(
        instance.score[order].clip(0), instance.park[order], instance.demand[order],
        instance.capacity,
    )  # fmt: skip
    assert assign(there).value == pytest.approx(assign(instance).value, rel=2e-3)


def test_many_exact_ties_are_no_trouble():
    firms, parks = 3000, 20
    park = np.tile(np.arange(parks), (firms, 1))
    instance = Instance.of_candidates(
        np.ones((firms, parks)), park, np.ones((firms, 1)), np.full((parks, 1), 100.0)
    )
    answer = assign(instance)
    assert answer.value == 2000.0  # 20 parks of 100 places
    # smoothing at temperature 0.0015 over 20 equal offers: at most 0.0015 · log 21 of the score
    assert answer.bound == pytest.approx(2000.0, rel=0.0015 * np.log(21))


@pytest.mark.parametrize("per_edge", [False, True])
@pytest.mark.parametrize(("slots", "resources"), [(7, 3), (8, 1), (13, 2), (50, 3), (70, 4)])
def test_the_kernels_and_their_plain_twin_see_the_same(slots, resources, per_edge):
    """Less than a vector of slots, whole ones, a last one that overlaps, more than a word."""
    from jiedui.core.matching.assign.compiled import CompiledEngine

    given = {"parks": 80, "slots": slots, "resources": resources, "per_edge": per_edge}
    instance, columns = drawn(17, firms=3000, **given), slice(resources + 1)
    plain, compiled = PlainEngine(instance), CompiledEngine(instance, 2)
    duals = Duals.of(instance)
    x = np.random.default_rng(1).random(duals.size) * 0.2
    rows, record = np.arange(3000, dtype=np.int32), duals.record(x)
    one, two = (e.pick(record, rows, 0.1) for e in (plain, compiled))
    assert one.settled.total == pytest.approx(two.settled.total, rel=1e-6)
    assert one.settled.settled_score == pytest.approx(two.settled.settled_score, rel=1e-2)
    assert np.abs(one.settled.count - two.settled.count).mean() < 1e-3  # last-bit ties
    one, two = (e.pick(record, rows, EVERYTHING) for e in (plain, compiled))
    assert sorted(one.rows) == sorted(two.rows)
    assert one.score.sum() == pytest.approx(two.score.sum(), rel=1e-5)
    one, two = plain.laid_out(one), compiled.laid_out(two)
    a, b = plain.smooth(one, record, 0.05), compiled.smooth(two, record, 0.05)
    assert a.value == pytest.approx(b.value, rel=1e-5)
    np.testing.assert_allclose(a.load, b.load[:, columns], rtol=1e-3, atol=1e-3)
    direction = duals.record(np.random.default_rng(2).random(duals.size))
    c, d = (
        e.curvature(edges, smooth, 0.05)(direction)
        for e, edges, smooth in ((plain, one, a), (compiled, two, b))
    )
    np.testing.assert_allclose(c, d[:, columns], rtol=2e-2, atol=2e-2 * np.abs(c).max())


@pytest.mark.parametrize("per_edge", [False, True])
def test_unlikely_edges_left_out_change_a_product_by_as_little_as_they_weigh(per_edge, monkeypatch):
    """Cold firms have one likely edge in many: products over those alone or over all agree."""
    pytest.importorskip("numba")
    from jiedui.core.matching.assign import compiled

    instance = drawn(23, firms=3000, parks=60, slots=30, per_edge=per_edge)
    engine, duals = compiled.CompiledEngine(instance, 2), Duals.of(instance)
    x = np.random.default_rng(1).random(duals.size) * 0.2
    record, rows = duals.record(x), np.arange(instance.firms, dtype=np.int32)
    edges = engine.laid_out(engine.pick(record, rows, EVERYTHING))
    smooth = engine.smooth(edges, record, 0.01)
    assert smooth.likely.sum() < compiled.WORTH_PACKING * len(edges.door)
    direction = duals.record(np.random.default_rng(2).random(duals.size))
    packed = engine.curvature(edges, smooth, 0.01)(direction)
    monkeypatch.setattr(compiled, "WORTH_PACKING", 0.0)
    whole = engine.curvature(edges, smooth, 0.01)(direction)
    np.testing.assert_allclose(packed, whole, atol=1e-2 * np.abs(whole).max())
    assert not np.array_equal(packed, whole)


def test_a_second_choice_of_the_same_value_costs_nothing():
    """Values 5, 3 | 2, 2 | 1 | −1: second choices cost 2, 0, 1 (no park) and 0."""
    pytest.importorskip("numba")
    from jiedui.core.matching.assign.compiled import CompiledEngine

    score = [[5.0, 3.0], [2.0, 2.0], [1.0, 0.0], [0.5, 0.5]]
    park = [[0, 1], [0, 1], [0, -1], [0, 1]]
    instance = Instance.of_candidates(score, park, np.ones((4, 1)), np.full((2, 1), 9.0))
    everyone, record = np.arange(4, dtype=np.int32), np.zeros((2, 4), np.float32)
    for engine in (PlainEngine(instance), CompiledEngine(instance, 1)):
        charged = record[:, : 2 if engine.name == "plain" else 4]
        active = engine.pick(charged, everyone, EVERYTHING)
        value = np.where(active.rows.repeat(active.sizes) == 3, -1, active.score)
        best, lost = engine.regrets(active, value.astype(np.float32))
        order = np.argsort(active.rows)
        assert best[order].tolist() == [5.0, 2.0, 1.0, 0.0]
        assert lost[order].tolist() == [2.0, 0.0, 1.0, 0.0]


def test_a_step_where_rounding_left_no_curvature_stays_finite():
    """Products in single precision may come out below zero along a flat direction."""
    y, taken = minimise_above(
        lambda y: -1e-9 * y,
        np.array([1e5, -2e5]),
        np.array([-0.5, -9.0]),
        step=1.0,
        accuracy=1e-12,
        products_max=3,
    )
    assert np.isfinite(y).all() and y[0] == -0.5 and y[1] > 0 and taken >= 1


def test_firms_that_no_park_scores_have_no_temperature_and_divide_nothing():
    """Two firms, the second without a score: the first is as likely to go as γ says.

    At γ = 1 and a best score of 1, exp(1) and exp(0) beside no park's exp(0), by hand.
    """
    instance = Instance.of_candidates(
        [[1.0, 0.0], [0.0, 0.0]], [[0, 1], [0, 1]], np.ones((2, 1)), np.full((2, 1), 9.0)
    )
    engine = PlainEngine(instance)
    record = np.zeros((2, 2), np.float32)
    active = engine.pick(record, np.arange(2, dtype=np.int32), EVERYTHING)
    smooth = engine.smooth(active, record, 1.0)
    whole = np.e + 2
    assert smooth.value == pytest.approx(np.log(whole), rel=1e-6)
    assert smooth.chance[:2].tolist() == pytest.approx([np.e / whole, 1 / whole], rel=1e-6)
    product = engine.curvature(active, smooth, 1.0)(np.ones((2, 2), np.float32))
    assert np.isfinite(product).all() and np.isfinite(smooth.curvature).all()


def test_the_prices_of_a_park_are_shortened_together():
    """4 and −2 may be 2 at most: halved, both; 1 and 0 stand; a quota's price stands alone."""
    quotas = Quotas(np.array([0, 0]), most=np.array([9.0]), least=np.array([0.0]))
    one = Instance.of_candidates(
        [[1.0, 1.0]], [[0, 1]], [[1.0, 1.0]], np.full((2, 2), 9.0), quotas=quotas
    )
    duals = Duals.of(one)
    most = np.full(duals.size, 2.0)
    moved = duals.shortened(np.array([4.0, -2.0, 1.0, 0.0, -8.0]), most)
    assert moved.tolist() == [2.0, -1.0, 1.0, 0.0, -2.0]


def test_newton_and_accelerated_gradient_find_the_same_bound():
    instance = drawn(19, firms=3000, parks=25, slots=6)
    _, slow = reference_prices(instance)
    assert assign(instance).bound == pytest.approx(slow, rel=1e-3)


@given(st.integers(0, 10**6), st.booleans(), st.sampled_from([0.5, 0.8, 1.5]))
@settings(max_examples=25, deadline=None)
def test_value_optimum_and_bound_stand_in_this_order(seed, per_edge, tight):
    instance = drawn(seed, firms=14, parks=4, slots=3, per_edge=per_edge, tight=tight)
    answer = assign(instance)
    best = optimum(instance)
    assert answer.value <= best + 1e-6 <= answer.bound + 2e-6
    assert answer.value >= 0.97 * best


@given(st.integers(0, 10**6))
@settings(max_examples=6, deadline=None)
def test_quotas_are_kept_where_they_can_be(seed):
    instance = drawn(seed, firms=30, parks=6, slots=4, tight=1.3, quotas=halves(6))
    answer = assign(instance)
    inside = answer.counts[::2].sum()
    assert 10 <= inside <= 14
    assert answer.value <= optimum(instance) + 1e-6 <= answer.bound + 2e-6


@given(st.integers(0, 10**6), st.floats(1.0, 2.0))
@settings(max_examples=15, deadline=None)
def test_more_capacity_never_lowers_the_optimum(seed, factor):
    instance = drawn(seed, firms=12, parks=4, slots=3)
    wider = instance.with_capacity(instance.capacity * factor)
    assert optimum(wider) >= optimum(instance) - 1e-9
    assert assign(wider).bound >= assign(instance).value - 1e-9


def test_any_prices_give_a_valid_bound():
    instance = drawn(23, firms=12, parks=4, slots=3)
    best = optimum(instance)
    for seed in range(20):
        prices = np.random.default_rng(seed).exponential(0.3, instance.capacity.shape)
        assert bound(instance, prices) >= best - 1e-9


@pytest.mark.parametrize("per_edge", [False, True])
def test_the_compiled_certificate_is_the_plain_one(per_edge):
    from jiedui.core.matching import certificate, certificate_kernel

    instance = drawn(37, firms=5000, parks=40, slots=6, resources=3, per_edge=per_edge)
    prices = np.random.default_rng(3).exponential(0.2, instance.capacity.shape)
    offset = np.random.default_rng(4).normal(0, 0.1, instance.parks)
    cuts = cuts_of(20_000) // 4  # two parts
    charged = certificate.Charged(prices, offset, np.zeros(1), 0.0, is_large=False)
    plain = certificate.best_values(instance, charged, cuts)
    for threads in (1, 2):
        compiled = certificate_kernel.best_values(instance, charged, cuts, threads)
        assert compiled == pytest.approx(plain, rel=1e-12)


def test_the_quick_exponential_is_right_to_five_digits():
    from jiedui.core.matching.assign.steps_kernel import decay

    x = np.linspace(-15.9, 0, 500, dtype=np.float32)
    np.testing.assert_allclose([decay(one) for one in x], np.exp(x), rtol=3e-5)
    assert decay(np.float32(-17)) == 0


def test_a_quota_that_no_one_can_meet_is_named():
    group = np.array([0, -1], np.int32)
    quotas = Quotas(group, least=np.array([3.0]), most=np.array([np.inf]), names=("宿迁",))
    with pytest.raises(Refusal, match=r"宿迁: at least 3 firms.*only 2 firms have such a"):
        assign(Instance.of_candidates(
            [[1.0, 1.0], [1.0, 1.0]], [[0, 1], [0, 1]], [[1.0], [1.0]], [[9.0], [9.0]],
            quotas=quotas,
        ))  # fmt: skip


def test_one_large_firm_makes_room_where_a_quota_counts_firms():
    """Park 0 holds 2 and must have two firms; the firm in it needs 2, two others need 1 each.

    A third one needs nothing of the sort: it is alone in park 1, whose own quota it must keep.
    """
    instance = Instance.of_candidates(
        [[3.0], [1.0], [0.8], [0.9]],
        [[0], [0], [0], [1]],
        [[2.0], [1.0], [1.0], [1.0]],
        [[2.0], [5.0]],
        quotas=Quotas(np.array([0, 1]), least=np.array([2.0, 1.0]), most=np.full(2, np.inf)),
    )
    before = np.array([0, -1, -1, 0], np.int16)
    after = filled(instance, before)
    assert after.tolist() == [-1, 0, 0, 0]
    assert judge(instance, after).feasible


def test_no_group_gives_up_a_firm_that_its_own_quota_needs():
    """The only small firms stand in the other group, which may lose one of its two, not both."""
    instance = Instance.of_candidates(
        [[3.0, 0.0], [1.0, 2.0], [1.0, 2.0]],
        [[0, -1], [0, 1], [0, 1]],
        [[2.0], [1.0], [1.0]],
        [[2.0], [5.0]],
        quotas=Quotas(np.array([0, 1]), least=np.array([2.0, 1.0]), most=np.full(2, np.inf)),
    )
    with pytest.raises(Refusal, match="at least 2 firms"):
        filled(instance, np.array([0, 1, 1], np.int16))


def test_a_quota_beyond_the_capacity_of_its_parks_is_refused():
    quotas = Quotas(np.array([0, -1], np.int32), np.array([2.0]), np.array([np.inf]), ("宿迁",))
    with pytest.raises(Refusal, match="宿迁"):
        assign(Instance.of_candidates(
            [[1.0, 1.0], [1.0, 1.0]], [[0, 1], [0, 1]], [[1.0], [1.0]], [[1.0], [9.0]],
            quotas=quotas,
        ))  # fmt: skip


def of_industries(least, most, *, parks=1, names=("chips",)):
    """Quotas on groups of firms alone, as one of an industry is."""
    nowhere = np.full(parks, -1, np.int32)
    G = len(least)
    return Quotas(nowhere, np.array(least), np.array(most), names, of_firms=G)


def test_an_industry_that_must_be_placed_takes_the_place_of_a_better_firm():
    """C11. One place; steel would score 0.9 and chips 0.5, but one firm of chips must come."""
    instance = Instance.of_candidates(
        [[0.9], [0.5]], [[0], [0]], [[1.0], [1.0]], [[1.0]],
        quotas=of_industries([1.0], [np.inf]), firm_group=[-1, 0],
    )  # fmt: skip
    answer = assign(instance)
    assert answer.park.tolist() == [-1, 0]
    assert answer.value == pytest.approx(0.5) == answer.bound
    assert answer.grouped.tolist() == [1.0]
    assert answer.quota_prices[0, 1] >= 0.4 - 1e-6  # what makes up for 0.9 − 0.5


def test_an_industry_is_placed_no_more_often_than_its_quota_allows():
    """C11. Room for all three; of two firms of chips one may come: the better."""
    instance = Instance.of_candidates(
        [[0.9], [0.5], [0.2]], [[0], [0], [0]], [[1.0]] * 3, [[9.0]],
        quotas=of_industries([0.0], [1.0]), firm_group=[0, 0, -1],
    )  # fmt: skip
    answer = assign(instance)
    assert answer.park.tolist() == [0, -1, 0]
    assert answer.value == pytest.approx(1.1) == answer.bound


def both_kinds(parks, firms):
    """Every second park in the north, which must take 8 and may take 14; three firms in four in
    industries of which 6 must, and 4 and 5 may be placed."""
    group = np.where(np.arange(parks) % 2 == 0, 0, -1).astype(np.int32)
    quotas = Quotas(
        group,
        least=np.array([8.0, 6.0, 0.0, 2.0]),
        most=np.array([14.0, np.inf, 4.0, 5.0]),
        of_firms=3,
    )
    firm = np.arange(firms) % 4
    return {"quotas": quotas, "firm_group": np.where(firm < 3, firm + 1, -1)}


@given(st.integers(0, 10**6), st.sampled_from(["plain", "compiled"]))
@settings(max_examples=10, deadline=None)
def test_quotas_of_industries_and_of_parks_are_kept_together(seed, engine):
    """C11, B10: never above the optimum of a model that HiGHS solves, nor that above the bound."""
    if engine == "compiled":
        pytest.importorskip("numba")
    instance = drawn(seed, firms=32, tight=1.3, **both_kinds(6, 32))
    answer = assign(instance, engine=engine)
    counted = [answer.counts[::2].sum()]
    placed = np.flatnonzero(answer.park >= 0)
    counted += [(placed % 4 == industry).sum() for industry in range(3)]
    assert answer.grouped.tolist() == counted
    assert (instance.quotas.least <= counted).all() and (counted <= instance.quotas.most).all()
    assert answer.value <= optimum(instance) + 1e-6 <= answer.bound + 2e-6


@pytest.mark.parametrize("per_edge", [False, True])
def test_compiled_and_plain_place_industries_alike(per_edge):
    """Both certify within half a percent, and each other's prices prove the same."""
    pytest.importorskip("numba")
    quotas = of_industries([700.0, 0.0], [np.inf, 300.0], parks=25, names=("chips", "steel"))
    group = np.where(np.arange(3000) % 3 < 2, np.arange(3000) % 3, -1)
    instance = drawn(
        7, firms=3000, parks=25, slots=6, per_edge=per_edge, quotas=quotas, firm_group=group
    )
    for engine in ("plain", "compiled"):
        answer = assign(instance, engine=engine)
        placed = answer.park >= 0
        assert placed[group == 0].sum() >= 700 and placed[group == 1].sum() <= 300
        assert answer.gap < 5e-3
        assert bound(instance, answer.prices, answer.quota_prices) == pytest.approx(answer.bound)


def test_one_firm_makes_room_for_two_of_an_industry():
    """The park holds 2: a firm of no industry that needs 2, then two of chips that need 1 each."""
    instance = Instance.of_candidates(
        [[3.0], [1.0], [0.8]], [[0], [0], [0]], [[2.0], [1.0], [1.0]], [[2.0]],
        quotas=of_industries([2.0], [np.inf]), firm_group=[-1, 0, 0],
    )  # fmt: skip
    assert filled(instance, np.array([0, -1, -1], np.int16)).tolist() == [-1, 0, 0]


def test_a_firm_that_its_industry_needs_is_not_sent_away_for_another():
    """One place, one firm of chips in it that must stay; the steel that must come too has none."""
    instance = Instance.of_candidates(
        [[3.0], [1.0]], [[0], [0]], [[1.0], [1.0]], [[1.0]],
        quotas=of_industries([1.0, 1.0], [9.0, 9.0], names=("chips", "steel")), firm_group=[0, 1],
    )  # fmt: skip
    with pytest.raises(Refusal, match=r"steel: at least 1 firms.*only 0 firms were found room; "):
        filled(instance, np.array([0, -1], np.int16))


def test_an_industry_with_too_few_firms_for_its_quota_is_named():
    with pytest.raises(Refusal, match=r"chips: at least 2 firms.*only 1 firms have such a cand"):
        assign(Instance.of_candidates(
            [[0.9], [0.5]], [[0], [0]], [[1.0], [1.0]], [[9.0]],
            quotas=of_industries([2.0], [np.inf]), firm_group=[-1, 0],
        ))  # fmt: skip


@pytest.mark.parametrize(
    ("given_groups", "said"),
    [
        ({"firm_group": None}, "groups of firms without firms"),
        ({"firm_group": [0]}, r"firm_group: \(1,\): wrong shape; .*\(2,\)"),
        ({"firm_group": [0, 1]}, r"1 at \[1\]: unknown group; .*numbered 0 to 0"),
        ({"quotas": None, "firm_group": [0, 0]}, "unknown group; no quota is on such a group"),
    ],
)
def test_groups_that_no_quota_knows_are_refused(given_groups, said):
    given_all = {"quotas": of_industries([1.0], [np.inf]), "firm_group": [0, -1], **given_groups}
    with pytest.raises(Refusal) as refused:
        Instance.of_candidates([[1.0], [1.0]], [[0], [0]], [[1.0]] * 2, [[9.0]], **given_all)
    assert re.search(said, str(refused.value)), str(refused.value)


def test_more_groups_of_firms_than_prices_can_be_kept_for_are_refused():
    quotas = of_industries(np.ones(300), np.full(300, 9.0), parks=1000, names=())
    with pytest.raises(Refusal, match="300: too many groups of firms; 262 with 1,000 parks; put"):
        Instance.of_candidates(
            [[1.0]], [[0]], [[1.0]], np.ones((1000, 1)), quotas=quotas, firm_group=[0]
        )


def test_ctrl_c_keeps_the_best_certified_answer():
    instance = drawn(29, firms=4000, parks=30, slots=8)

    def stop(passes, best):
        if passes == 2:
            raise KeyboardInterrupt

    answer = assign(instance, on_pass=stop)
    assert answer.interrupted
    assert judge(instance, answer.slot).feasible
    assert answer.value <= answer.bound


@pytest.mark.parametrize("engine", ["plain", "compiled"])
def test_prices_that_misled_are_not_taken_for_settled(engine):
    """A few firms need thousands of times what most need, and a sample tells little of them.

    The first steps on all firms run past the edges that were picked; going back to better prices
    changes no bound, which used to end the search 3 % from the optimum.
    """
    if engine == "compiled":
        pytest.importorskip("numba")
    generator = np.random.default_rng(0)
    firms, parks, slots = 4000, 200, 12
    demand = generator.lognormal(0, 2.0, (firms, 1))
    park = np.argsort(generator.random((firms, parks)), axis=1)[:, :slots]
    capacity = generator.dirichlet(np.full(parks, 2.0), 1).T * demand.sum() * 0.6
    score = generator.random((firms, slots)) * 0.3 + 0.4
    answer = assign(
        Instance.of_candidates(score, park, demand, capacity), gap=1e-3, seed=1, engine=engine
    )
    assert answer.gap < 6e-3


def test_a_wider_gap_is_reached_in_no_more_passes():
    pytest.importorskip("numba")
    instance = drawn(5, firms=30_000, parks=120, slots=12)
    whole = assign(instance, engine="compiled")
    rough = assign(instance, engine="compiled", gap=5e-3)
    assert rough.passes <= whole.passes
    assert rough.gap <= 5e-3
    assert rough.bound >= whole.bound * (1 - 1e-5)
    assert rough.value <= whole.bound


def test_a_search_says_that_nothing_is_better_where_prices_cannot():
    """One place, two firms that need more than half of it: prices let the second one in part."""
    instance = Instance.of_candidates([[1.0], [0.7]], [[0], [0]], [[0.5], [0.625]], [[1.0]])
    found = assign(instance)
    assert found.value == 1.0 and found.bound > 1.5
    assert found.searched == 1.0 and found.is_best


@pytest.mark.parametrize("seed", range(4))
def test_a_search_is_never_below_the_optimum_nor_above_the_bound(seed):
    instance = drawn(seed, tight=0.5)
    found = assign(instance)
    best = optimum(instance)
    if found.searched is not None:
        assert best <= found.searched * (1 + 1e-6)
        assert found.value <= found.searched <= found.bound
    assert not found.is_best or found.value == pytest.approx(best, rel=1e-5)


def test_an_answer_for_other_parks_is_no_start():
    answer = assign(drawn(1, firms=14, parks=4, slots=3))
    with pytest.raises(Refusal, match=r"another instance's answer.*\(5, 2\)"):
        assign(drawn(1, firms=14, parks=5, slots=3), start=answer)


def test_an_earlier_answer_is_a_start():
    instance = drawn(31, firms=5000, parks=30, slots=8)
    cold = assign(instance)
    warm = assign(instance.with_capacity(instance.capacity * 1.02), start=cold)
    assert warm.passes <= cold.passes
    assert warm.gap < 5e-3


@pytest.mark.parametrize(
    ("demand", "capacity"),
    [([0.1, 0.2], 0.3), ([12.35], 12.35), ([0.1] * 10, 1.0), ([0.5, 0.5], 1.0), ([7.7] * 3, 23.1)],
    ids=["0.1+0.2", "12.35", "ten-tenths", "halves", "sevens"],
)
def test_decimals_that_add_up_to_the_capacity_fit(demand, capacity):
    firms = len(demand)
    instance = Instance.of_candidates(
        [[1.0]] * firms, [[0]] * firms, [[one] for one in demand], [[capacity]]
    )
    found = assign(instance)
    assert found.park.tolist() == [0] * firms
    assert judge(instance, found.slot).feasible
    assert found.value <= found.bound


def test_no_bound_is_below_a_value_that_fills_what_rounding_allows():
    """Both firms fit 0.3 as given; at a price of 5 the capacity alone proves 2 - 2e-8."""
    pytest.importorskip("numba")
    score, demand = np.ones((30_000, 2)), np.tile([[0.1], [0.2]], (15_000, 1))
    park = np.repeat(np.arange(15_000) % 5_000, 2)[:, None] + np.array([[0, 5_000]])
    capacity = np.full((10_000, 1), 0.3)
    instance = Instance.of_candidates(score, park, demand, capacity)
    found = assign(instance, engine="compiled")
    assert found.value <= found.bound
    assert judge(instance, found.slot).feasible


def test_a_millionth_too_much_does_not_fit():
    instance = Instance.of_candidates([[1.0], [1.0]], [[0], [0]], [[0.3], [0.700001]], [[1.0]])
    assert assign(instance).value == 1.0


def test_a_search_whose_answer_breaks_a_limit_by_its_tolerance_is_not_taken():
    """Firms of 0.1 and 0.2 in a park of 0.3, one of 0.3 in another: HiGHS rounds, limits do not."""
    score, park = [[1.0], [1.0], [1.0]], [[0], [0], [1]]
    instance = Instance.of_candidates(score, park, [[0.1], [0.2], [0.3]], [[0.3], [0.3]])
    assert assign(instance).value == 3.0
    tight = Instance.of_candidates(score, park, [[0.1], [0.2], [0.3]], [[0.2999999], [0.3]])
    assert assign(tight).value == 2.0


@pytest.mark.parametrize(
    ("firms", "factor"), [(40, 1e12), (600, 1e-9), (600, 1e-6), (600, 1e12), (600, 1e18)]
)
def test_the_unit_of_scores_and_amounts_does_not_matter(firms, factor):
    generator = np.random.default_rng(1)
    park = np.argsort(generator.random((firms, 8)), axis=1)[:, :4]
    score, demand = generator.random((firms, 4)), generator.lognormal(0, 0.5, (firms, 2))
    capacity = generator.dirichlet(np.full(8, 4.0), 2).T * demand.sum(axis=0) * 0.6
    one = assign(Instance.of_candidates(score, park, demand, capacity))
    other = assign(Instance.of_candidates(score * factor, park, demand, capacity))
    third = assign(Instance.of_candidates(score, park, demand * factor, capacity * factor))
    assert other.bound == pytest.approx(one.bound * factor, rel=1e-5)
    assert third.bound == pytest.approx(one.bound, rel=1e-5)
    assert other.value > one.value * factor * 0.99
    assert third.value > one.value * 0.99
    assert len(other.binding()) == len(third.binding()) == len(one.binding())


@pytest.mark.parametrize("engine", ["plain", "compiled"])
def test_scores_in_units_of_a_power_of_two_place_every_firm_as_before(engine):
    """Such a factor rounds nothing, so nothing may hang on the size of scores."""
    one = drawn(31, firms=6000, parks=40, slots=12)
    small = Instance(
        one.score * np.float32(2.0**-30), one.park, one.demand, one.capacity, one.resources
    )
    first, second = assign(one, engine=engine), assign(small, engine=engine)
    assert first.gap < 0.01
    assert (first.slot == second.slot).all()
    assert second.bound == first.bound * 2.0**-30


@pytest.mark.filterwarnings("error")
def test_parks_without_any_capacity_take_the_firms_that_need_nothing():
    generator = np.random.default_rng(0)
    park = np.argsort(generator.random((6000, 20)), axis=1)[:, :4]
    demand = generator.lognormal(0, 0.5, (6000, 1))
    demand[:50] = 0
    score = generator.random((6000, 4))
    found = assign(Instance.of_candidates(score, park, demand, np.zeros((20, 1))))
    best = score[:50].astype(np.float32).max(axis=1).sum(dtype=float)
    assert found.value == pytest.approx(best) == found.bound


def test_a_pass_gives_the_same_bytes_wherever_its_arrays_lie():
    """Vector and scalar forms of a loop round alike; which one runs depends on addresses."""
    pytest.importorskip("numba")
    from jiedui.core.matching.assign.compiled import CompiledEngine

    instance = drawn(3, firms=9000, parks=60, slots=20)
    engine, duals = CompiledEngine(instance, 1), Duals.of(instance)
    record = duals.record(np.full(duals.size, 0.05))
    rows = np.arange(instance.firms, dtype=np.int32)
    seen, held = set(), []
    for size in range(0, 4000, 100):
        held.append(np.empty(size, np.uint8))
        edges = engine.laid_out(engine.pick(record, rows, 0.05))
        smooth = engine.smooth(edges, record, 0.01)
        product = engine.curvature(edges, smooth, 0.01)(record)
        seen.add((smooth.chance.tobytes(), smooth.load.tobytes(), product.tobytes()))
    assert len(seen) == 1


def test_firms_of_no_score_may_fill_a_quota_in_compiled_passes():
    """A quota pays for firms that no park scores: their temperature is 0, and nothing divides."""
    pytest.importorskip("numba")
    generator = np.random.default_rng(2)
    park = np.argsort(generator.random((9000, 60)), axis=1)[:, :12]
    score = generator.random((9000, 12))
    score[::3] = 0
    group = np.where(np.arange(60) % 2 == 0, 0, -1).astype(np.int32)
    quotas = Quotas(group, least=np.array([4800.0]), most=np.array([np.inf]))
    capacity = np.full((60, 1), 170.0)
    instance = Instance.of_candidates(score, park, np.ones((9000, 1)), capacity, quotas=quotas)
    found = assign(instance, engine="compiled")
    assert judge(instance, found.slot).feasible
    assert found.value <= found.bound and found.gap < 0.05


def of_few_parks(seed, *, share, units=(1.0,), sigma=1.0):
    """3,000 firms, five parks of any size, each resource in a unit of its own; `share` (R,) of all
    needs that the parks have room for."""
    generator = np.random.default_rng(seed)
    score = 0.3 + 0.4 * generator.random(5) + 0.3 * generator.random((3000, 5))
    demand = np.exp(sigma * generator.standard_normal((3000, len(units)))) * np.array(units)
    capacity = generator.dirichlet(np.full(5, 2.0))[:, None] * demand.sum(axis=0) * np.array(share)
    return Instance.of_candidates(score, np.tile(np.arange(5), (3000, 1)), demand, capacity)


def linear_optimum(instance):
    """No bound from prices can be below it: the linear programme, by HiGHS."""
    from scipy.optimize import linprog

    N, K = instance.score.shape
    firm, edge, park = np.repeat(np.arange(N), K), np.arange(N * K), instance.park.ravel()
    needs = np.repeat(instance.demand / instance.demand.mean(axis=0), K, axis=0)
    rows = [coo_array((np.ones(N * K), (firm, edge)))]
    rows += [coo_array((needs[:, r], (park, edge))) for r in range(needs.shape[1])]
    most = (instance.capacity / instance.demand.mean(axis=0)).T.ravel()
    limits = np.concatenate([np.ones(N), most])
    return -linprog(-instance.score.ravel(), vstack(rows).tocsr(), limits).fun


@pytest.mark.parametrize("engine", ["plain", "compiled"])
@pytest.mark.parametrize(
    ("share", "units"),
    [
        ((0.02,), (1.0,)),
        ((0.3,), (1e4,)),
        ((0.6, 2.0), (1e3, 1e-2)),
        ((0.05, 0.5, 2.0), (1e-2, 1.0, 1e4)),
    ],
    ids=["a_fiftieth", "a_third", "one_of_two", "one_of_three"],
)
def test_a_proof_is_tight_where_few_find_room_and_amounts_have_units_of_their_own(
    engine, share, units
):
    """Prices are then many times what most firms could bear, and beside a resource that is scarce
    one that is not must come to cost nothing."""
    for seed in range(3):
        instance = of_few_parks(seed, share=share, units=units)
        answer = assign(instance, engine=engine)
        assert answer.bound <= linear_optimum(instance) * 1.002
        assert answer.gap <= 0.01


def test_resources_that_stand_in_for_one_another_do_not_hold_up_the_search():
    """Every firm needs as much of both, so that only the scarcer one has a price."""
    instance = of_few_parks(4, share=(0.6, 2.0), units=(1e3, 1e-2), sigma=0.0)
    answer = assign(instance)
    assert answer.bound <= linear_optimum(instance) * 1.002
    assert answer.gap <= 0.01


def test_a_search_counts_decimals_as_they_were_written():
    """0.6 and 0.9 fill 1.5 also where single precision makes them a little more: worked out over
    all 3⁹ placements."""
    demand = [[0.1], [0.7], [0.5], [0.6], [0.3], [0.8], [0.5], [0.2], [0.6]]
    score = [
        *([0.75, 0.52], [0.24, 0.67], [0.46, 0.83], [0.32, 0.58], [0.04, 0.7]),
        *([0.65, 0.46], [0.37, 0.84], [0.58, 0.33], [0.56, 0.46]),
    ]
    park = [[0, 1], *([[1, 0]] * 5), [0, 1], [1, 0], [1, 0]]
    answer = assign(Instance.of_candidates(score, park, demand, [[2.0], [1.5]]))
    assert answer.value == pytest.approx(5.02) and answer.is_best
    assert answer.known_gap <= 1e-6 < answer.gap


@pytest.mark.parametrize("engine", ["plain", "compiled"])
def test_a_capacity_without_end_is_no_more_than_there_are_firms(engine):
    score, park = [[0.06, 0.74], [0.41, 0.7]], [[1, 2], [0, 2]]
    instance = Instance.of_candidates(score, park, [[1.0], [1.0]], [[1e19], [1e19], [1.0]])
    assert assign(instance, engine=engine).value == pytest.approx(0.74 + 0.41)


@pytest.mark.parametrize("scores", [[0.5, 0.0], [0.0, 0.0]])
def test_a_quota_may_be_met_by_firms_of_no_score(scores):
    quotas = Quotas(np.array([0], np.int32), np.array([2.0]), np.array([np.inf]), ("东园",))
    answer = assign(Instance.of_candidates(
        [[one] for one in scores], [[0], [0]], [[10.0], [20.0]], [[30.0]], quotas=quotas
    ))  # fmt: skip
    assert answer.slot.tolist() == [0, 0] and answer.value == sum(scores)


@pytest.mark.parametrize("need", [16_777_219.0, 33_333_335.0, 100_000_007.0])
@pytest.mark.parametrize("firms", [1, 3])
def test_whole_needs_that_single_precision_rounds_fill_their_capacity(need, firms):
    """2²⁴ + 3 is kept as 2²⁴ + 4: every firm fits, as it was given."""
    ones = [[1.0]] * firms
    park, needs = np.zeros((firms, 1), int), np.full((firms, 1), need)
    found = assign(Instance.of_candidates(ones, park, needs, [[need * firms]]))
    assert found.value == firms == found.bound


@pytest.mark.parametrize("whole", [False, True], ids=["decimals", "equal"])
def test_the_bound_of_an_answer_is_that_of_its_prices_and_above_all_that_is_feasible(whole):
    """0.1 and 0.2 fill 0.3 by what rounding allows, and the bound counts that too."""
    demand = [[0.1]] * 3 if whole else [[0.1], [0.2], [0.3]]
    instance = Instance.of_candidates([[0.1], [0.2], [0.25]], [[0]] * 3, demand, [[0.3]])
    found = assign(instance)
    assert bound(instance, found.prices, found.quota_prices) == found.bound >= found.value


def test_an_earlier_answer_under_other_quotas_is_a_start_without_their_prices():
    plain = Instance.of_candidates([[0.1], [0.2]], [[0]] * 2, [[1.0], [2.0]], [[3.0]])
    quotas = Quotas(np.array([0], np.int32), np.array([0.0]), np.array([1.0]))
    one_only = Instance.of_candidates(
        [[0.1], [0.2]], [[0]] * 2, [[1.0], [2.0]], [[3.0]], quotas=quotas
    )
    found = assign(one_only, start=assign(plain))
    assert found.value == pytest.approx(0.2) and (found.slot >= 0).sum() == 1


def test_where_an_earlier_answer_leads_nowhere_the_search_begins_anew(monkeypatch):
    """From prices a thousand times too high and steps that are not taken, all firms stay out."""
    from jiedui.core.matching.assign import solve

    instance = drawn(31, firms=3000, parks=20, slots=8)
    cold = assign(instance)
    find = solve.find_prices

    def stuck(engine, duals, *, start, **given):
        if start is None:
            return find(engine, duals, start=None, **given)
        rows = np.arange(instance.firms, dtype=np.int32)
        priced = certify(engine, duals, start * 1000, rows, 0.02)
        given["progress"].seen(priced)
        return priced

    monkeypatch.setattr(solve, "find_prices", stuck)
    found = assign(instance, start=cold)
    assert found.gap <= cold.gap * 1.01
    assert bound(instance, found.prices) == found.bound

    def stopped(*_, **__):
        raise KeyboardInterrupt

    find = stopped
    kept = assign(instance, start=cold)
    assert kept.interrupted and judge(instance, kept.slot).feasible
    assert kept.value <= kept.bound == bound(instance, kept.prices)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"gap": float("nan")}, "gap: nan: cannot be asked; it must be a share of 0 or more"),
        ({"gap": -1.0}, "gap: -1.0: cannot be asked"),
        ({"seed": -1}, "seed: -1: cannot be asked"),
        ({"threads": 0}, "threads: 0: cannot be asked; it must be 1 or more, or None"),
        ({"engine": "fast"}, "engine: fast: cannot be asked; it must be one of auto, plain, comp"),
    ],
    ids=["nan", "below_zero", "seed", "threads", "engine"],
)
def test_what_cannot_be_asked_is_refused(given, said):
    with pytest.raises(Refusal, match=said):
        assign(drawn(1, firms=14, parks=4, slots=3), **given)


def test_prices_and_slots_of_another_shape_prove_nothing():
    instance = drawn(1, firms=14, parks=4, slots=3)
    with pytest.raises(Refusal, match=r"prices: \(3, 2\): no prices.*\(4, 2\)"):
        bound(instance, np.zeros((3, 2)))
    with pytest.raises(Refusal, match="no prices"):
        bound(instance, np.full((4, 2), np.nan))
    with pytest.raises(Refusal, match=r"slot: \(13,\): no slots of firms; .* 14 of -1 to 2"):
        judge(instance, np.zeros(13, np.int16))


@pytest.mark.parametrize("engine", ["plain", "compiled"])
def test_nobody_to_be_placed_is_an_answer(engine):
    nobody = Instance.of_candidates(
        np.zeros((0, 3)), np.zeros((0, 3), int), np.zeros((0, 1)), [[1]]
    )
    found = assign(nobody, engine=engine)
    assert (found.value, found.bound, len(found.slot)) == (0.0, 0.0, 0)
