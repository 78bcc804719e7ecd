"""What an instance refuses, and what it empties."""

import numpy as np
import pytest

from jiedui.core.errors import Refusal
from jiedui.core.matching import NO_EDGE, Instance, Quotas


def of(score=((1.0, 2.0),), park=((0, 1),), demand=((1.0,),), capacity=((1.0,), (1.0,)), **more):
    return Instance.of_candidates(score, park, demand, capacity, **more)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("score", ((1.0, -2.0),), r"score: -2.0 at \[0, 1\]: not a usable number"),
        ("score", ((1.0, float("nan")),), "score: nan"),
        ("demand", ((float("inf"),),), "demand: inf"),
        ("capacity", ((1.0,), (-1.0,)), r"capacity: -1.0 at \[1, 0\]"),
        ("park", ((0, 2),), "park: 2: unknown park; parks are numbered 0 to 1"),
        ("demand", ((1.0, 2.0),), "demand: .* wrong shape"),
        ("park", ((0,),), "park: .* wrong shape"),
    ],
)
def test_what_cannot_be_right_is_refused_by_name(field, value, reason):
    with pytest.raises(Refusal, match=reason):
        of(**{field: value})


def test_an_edge_that_never_fits_is_emptied():
    instance = of(demand=((1.5,),), capacity=((1.0,), (2.0,)))
    assert instance.score[0].tolist() == [NO_EDGE, 2.0]


def test_the_given_arrays_stay_as_they_were():
    score = np.array([[1.0, 2.0]], np.float32)
    of(score=score, demand=((9.0,),))
    assert score.tolist() == [[1.0, 2.0]]


def test_a_quota_below_itself_is_refused():
    crossed = Quotas(np.array([0, 0], np.int32), np.array([3.0]), np.array([2.0]), ("盐城",))
    with pytest.raises(Refusal, match="盐城: 3 > 2"):
        of(quotas=crossed)


def test_an_empty_slot_is_never_taken():
    from jiedui.core.matching import assign

    assert assign(of(park=((-1, 1),))).park.tolist() == [1]


def test_quotas_that_are_no_numbers_of_firms_are_refused():
    group = np.array([0, -1], np.int32)
    for least, most, said in (
        (0.5, 1.0, "quota_min: 群: 0.5"),
        (0.0, np.nan, "quota_max: 群: nan"),
    ):
        quotas = Quotas(group, np.array([least]), np.array([most]), ("群",))
        with pytest.raises(Refusal, match=f"{said}: not a whole number"):
            Instance.of_candidates([[1.0]], [[0]], [[1.0]], [[1.0], [1.0]], quotas=quotas)


@pytest.mark.parametrize("name", ["score", "demand"])
def test_figures_beyond_single_precision_are_refused_without_a_warning(name):
    given = {"score": [[1.0]], "demand": [[1.0]], name: [[1e300]]}
    with pytest.raises(Refusal, match=f"{name}: inf at .*at most 1e\\+28"):
        Instance.of_candidates(given["score"], [[0]], given["demand"], [[1.0]])


def test_a_matching_without_a_park_is_refused():
    with pytest.raises(Refusal, match=r"capacity: .*one row a park and a column a resource"):
        Instance.of_candidates(np.zeros((1, 0)), np.zeros((1, 0)), [[1.0]], np.zeros((0, 1)))


def test_a_matching_without_a_candidate_or_a_resource_is_refused():
    with pytest.raises(Refusal, match=r"score: \(2, 0\): wrong shape; .*a column a candidate"):
        Instance.of_candidates(np.zeros((2, 0)), np.zeros((2, 0), int), np.zeros((2, 1)), [[1.0]])
    with pytest.raises(Refusal, match=r"capacity: \(1, 0\): wrong shape; .*a column a resource"):
        Instance.of_candidates([[1.0]], [[0]], np.zeros((1, 0)), np.zeros((1, 0)))


def test_a_capacity_that_no_sum_could_hold_is_refused():
    with pytest.raises(Refusal, match=r"capacity: 1e.308 at .*at most 1e.100"):
        Instance.of_candidates([[1.0]], [[0]], [[0.3]], [[1e308]])
