"""What matching is compared with answers on a small case, and its answers are judged alike (C4)."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks import _matching_peer as peers
from benchmarks._matching_instances import Size, make

from jiedui.core.matching import assign, bound, judge

SMALL = Size(firms=400, parks=12, slots=6, resources=2)


@pytest.fixture(scope="module")
def instance():
    return make(SMALL, 1)


@pytest.fixture(scope="module")
def best(instance):
    return assign(instance)


@pytest.mark.parametrize("how", ["arrays", "loops"])
def test_the_gradient_reaches_our_bound_and_none_lower(instance, best, how):
    peer = peers.PEERS[f"gradient_{how}"]
    found = peer(instance, 1, 20.0, best.bound)
    proven = bound(instance, found.prices)
    assert found.finished
    assert best.value <= proven <= best.bound * (1 + peers.NEAR)


def test_arrays_and_loops_share_firms_out_alike(instance, best):
    prices = best.prices * 0.9
    one = peers.load_by_arrays(instance, 1)(prices)
    other = peers.load_by_loops(instance, 1)(prices)
    assert np.allclose(one, other, rtol=1e-3, atol=1e-3 * one.max())


def test_a_firm_is_shared_out_at_most_once(instance):
    """At prices of nothing all want in: what all firms need is the most that can be given."""
    load = peers.load_by_arrays(instance, 1)(np.zeros_like(instance.capacity))
    placeable = (instance.score > 0).any(axis=1)
    assert load.sum(axis=0) == pytest.approx(instance.demand[placeable].sum(axis=0), rel=1e-3)


def test_highs_proves_no_bound_below_what_we_reached(instance, best):
    found = peers.highs(instance, 1, 60.0)
    assert found.finished
    assert best.value <= bound(instance, found.prices) <= best.bound * (1 + 1e-6)


def test_pdlp_with_our_rounding_gives_a_placement():
    pytest.importorskip("ortools")
    instance = make(SMALL, 1)
    row = peers.judged(instance, peers.pdlp(instance, 1, 60.0), 1)
    assert row["finished"]
    assert row["value"] <= row["proven"]
    assert float(row["gap"]) < 0.05


def test_flow_and_ours_are_both_the_optimum():
    pytest.importorskip("ortools")
    instance = make(Size(firms=400, parks=12, slots=6, resources=1), 1, unit=True)
    found = peers.flow(instance, 1, 60.0)
    assert found.finished
    flow = judge(instance, found.slot)
    assert flow.feasible
    rounding = instance.firms / peers.SCORE_STEPS
    assert flow.value == pytest.approx(assign(instance).value, abs=rounding)
