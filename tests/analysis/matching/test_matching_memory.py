"""Memory short: how much is needed is said before the start (issue words: bad input)."""

import pytest

from jiedui.analysis.matching.memory import (
    fail_if_memory_short,
    free_bytes,
    instance_bytes,
    needed_bytes,
)
from jiedui.core.errors import Refusal
from jiedui.core.matching import Instance

GIB = 2**30


@pytest.mark.parametrize(
    ("per_edge", "expected"),
    [(False, 10 * 4 * (4 + 2) + 10 * 2 * 4), (True, 10 * 4 * (4 + 2) + 10 * 4 * 2 * 4)],
    ids=["a_need_of_each_firm", "a_need_at_each_park"],
)
def test_bytes_are_those_of_score_park_and_need(per_edge, expected):
    assert instance_bytes(firms=10, top=4, resources=2, per_edge=per_edge) == expected


def test_the_estimate_is_what_an_instance_really_holds():
    demand, capacity = [[1.0, 2.0]] * 3, [[5.0, 5.0]] * 4
    made = Instance.of_candidates([[0.5, 0.4]] * 3, [[0, 3]] * 3, demand, capacity)
    assert instance_bytes(firms=3, top=2, resources=2, parks=4) == made.nbytes


def test_more_parks_than_two_bytes_can_number_take_four_bytes_an_edge():
    few, many = (instance_bytes(firms=1, top=1, resources=0, parks=n) for n in (65_536, 65_537))
    assert (few, many) == (6, 8)


def test_a_solve_takes_six_tenths_more_than_its_arrays():
    """10^7 firms × 50 parks, 3 resources: 3.12 GB of arrays, 4.99 GB at the peak."""
    assert needed_bytes(firms=10**7, top=50, resources=3) == 4_992_000_000


def test_short_memory_is_refused_with_what_is_needed_what_is_free_and_what_to_do():
    with pytest.raises(Refusal) as refused:
        fail_if_memory_short(8 * GIB, 3 * GIB, top=50)
    problem = refused.value.problems[0]
    assert problem.value == "8.0 GiB needed, 3.0 GiB free"
    assert "--top (now 50)" in problem.hint and "--scheduler" in problem.hint


@pytest.mark.parametrize("free", [8 * GIB, None], ids=["enough", "not_known"])
def test_nothing_is_refused_where_there_is_enough_or_nobody_can_tell(free):
    fail_if_memory_short(8 * GIB, free, top=50)


def test_the_memory_of_this_machine_is_a_number_or_not_known():
    found = free_bytes()
    assert found is None or found > 0
