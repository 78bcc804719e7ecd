"""Firms spread over partitions against one machine: the same bytes (C11)."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from jiedui.core.matching import Instance, Quotas, assign, judge
from jiedui.core.matching.assign.quotas import filled, filled_by
from jiedui.core.matching.assign.solve import assigned
from jiedui.core.matching.assign.spread import Partition, SpreadEngine, bounds_of, local_cuts


def drawn(
    *, firms=25_000, parks=40, slots=17, per_edge=False, whole=False, same=False, quotas=None,
    firm_group=None,
):  # fmt: skip
    generator = np.random.default_rng(5)
    shape = (firms, slots, 2) if per_edge else (firms, 2)
    demand = generator.lognormal(0, 0.5, shape).astype(np.float32)
    if whole:
        demand = np.ceil(demand)
    if same:
        demand = np.full((firms, 1), 0.3, np.float32)
    park = np.argsort(generator.random((firms, parks)), axis=1)[:, :slots]
    needs = demand.mean(axis=1).sum(axis=0) if per_edge else demand.sum(axis=0)
    capacity = generator.dirichlet(np.full(parks, 4.0), demand.shape[-1]).T * needs * 0.7
    score = generator.random((firms, slots))
    return Instance.of_candidates(
        score, park, demand, capacity, quotas=quotas, firm_group=firm_group
    )


def spread(instance, partitions):
    """The engine over partitions that are copied through pickle, as a wire would."""
    bounds = bounds_of(instance.firms, partitions)
    held = [
        Partition(
            Instance(
                instance.score[lo:hi], instance.park[lo:hi], instance.demand[lo:hi],
                instance.capacity, instance.resources, instance.quotas,
                None if instance.firm_group is None else instance.firm_group[lo:hi],
            ),
            local_cuts(instance.firms, lo, hi),
            lo,
        )
        for lo, hi in bounds
    ]  # fmt: skip
    asked = []

    def ask(name, common, own):
        asked.append(name)
        sent = pickle.loads(pickle.dumps([(mine, common) for mine in own]))
        found = [
            getattr(part, name)(*mine, *shared)
            for part, (mine, shared) in zip(held, sent, strict=True)
            if mine is not None
        ]
        return pickle.loads(pickle.dumps(found))

    engine = SpreadEngine(
        ask, bounds, instance.capacity, instance.resources, instance.quotas, threads=1
    )
    engine.asked = asked
    return engine


def fail_unless_same_bytes(one, other):
    assert one.slot.tobytes() == other.slot.tobytes()
    assert one.park.tobytes() == other.park.tobytes()
    assert one.prices.tobytes() == other.prices.tobytes()
    assert one.quota_prices.tobytes() == other.quota_prices.tobytes()
    assert one.used.tobytes() == other.used.tobytes()
    assert (one.value, one.bound, one.passes) == (other.value, other.bound, other.passes)


GROUPS = Quotas(
    np.where(np.arange(40) % 4 == 0, 0, -1).astype(np.int32),
    least=np.array([5300.0]),
    most=np.array([np.inf]),
)


INDUSTRIES = {
    "quotas": replace(GROUPS, least=np.array([5000.0, 900.0]), most=np.full(2, np.inf), of_firms=1),
    "firm_group": np.where(np.arange(25_000) % 20 == 0, 1, -1),
}


@pytest.mark.parametrize(
    "kind",
    [{}, {"per_edge": True}, {"whole": True}, {"same": True}, {"quotas": GROUPS}, INDUSTRIES],
    ids=lambda kind: "-".join(kind),
)
def test_partitions_give_the_bytes_of_one_machine(kind):
    instance = drawn(**kind)
    one = assign(instance, engine="compiled", threads=1, seed=4)
    fail_unless_same_bytes(one, assigned(spread(instance, 3), gap=0.0, seed=4))


def test_a_large_sample_is_picked_where_the_firms_are_with_the_same_bytes(monkeypatch):
    from jiedui.core.matching.assign import spread as module

    instance = drawn(firms=17_000, slots=24)
    one = assign(instance, engine="compiled", threads=1, seed=4)
    here = spread(instance, 2)
    assigned(here, gap=0.0, seed=4)
    monkeypatch.setattr(module, "LOCAL_BYTES_MAX", 0)
    there = spread(instance, 2)
    fail_unless_same_bytes(one, assigned(there, gap=0.0, seed=4))
    assert there.asked.count("pick") > here.asked.count("pick")


def test_quotas_may_bring_firms_in_from_any_partition():
    quotas = Quotas(
        np.where(np.arange(40) == 3, 0, -1).astype(np.int32),
        least=np.array([250.0]),
        most=np.array([np.inf]),
    )
    instance = drawn(quotas=quotas)
    slot = np.where(np.arange(instance.firms) % 3, -1, 0).astype(np.int16)
    ours = filled(instance, slot)
    assert (filled_by(spread(instance, 3), slot) == ours).all()
    assert judge(instance, ours).counts[3] == 250


def test_the_edges_that_firms_hold_come_from_where_they_lie():
    instance = drawn(per_edge=True)
    slot = np.arange(instance.firms, dtype=np.int16) % 18 - 1
    taken = spread(instance, 3).taken(slot)
    firm = np.flatnonzero(slot >= 0)
    assert (taken.score[firm] == instance.score[firm, slot[firm]]).all()
    assert (taken.need[firm] == instance.demand[firm, slot[firm]]).all()
    assert (taken.park[slot < 0] == -1).all()
    assert not taken.score[slot < 0].any() and not taken.need[slot < 0].any()
