"""Dagum's decomposition: golden values, and overlap worked by hand."""

import pytest

from jiedui.core import gaps
from jiedui.core.errors import Refusal

DIGITS = 5e-11


def test_jiangsu_2021_weighted(jiangsu):
    parts = gaps.dagum(jiangsu.output, jiangsu.people, jiangsu.labels)
    assert parts.total == pytest.approx(0.1576597657, abs=DIGITS)
    assert parts.within == pytest.approx(0.0130284041, abs=DIGITS)
    assert parts.between == pytest.approx(0.1446313615, abs=DIGITS)
    assert parts.transvariation == 0


def test_jiangsu_2021_unweighted(jiangsu):
    parts = gaps.dagum(jiangsu.output, jiangsu.people, jiangsu.labels, weighted=False)
    assert parts.total == pytest.approx(0.1612408799, abs=DIGITS)
    assert parts.within == pytest.approx(0.0154031204, abs=DIGITS)
    assert parts.between == pytest.approx(0.1458377595, abs=DIGITS)
    assert parts.transvariation == 0


@pytest.mark.parametrize(
    ("group", "value"), [("south", 0.04258), ("middle", 0.02062), ("north", 0.06154)]
)
def test_jiangsu_2021_inside_groups(jiangsu, group, value):
    parts = gaps.dagum(jiangsu.output, jiangsu.people, jiangsu.labels, weighted=False)
    inside = {each.label: each.gini for each in parts.groups}
    assert inside[group] == pytest.approx(value, abs=5e-6)


@pytest.mark.parametrize(
    ("richer", "poorer", "value"),
    [("south", "north", 0.3143), ("south", "middle", 0.09442), ("middle", "north", 0.22661)],
)
def test_jiangsu_2021_between_groups_that_do_not_overlap(jiangsu, richer, poorer, value):
    parts = gaps.dagum(jiangsu.output, jiangsu.people, jiangsu.labels, weighted=False)
    pair = next(each for each in parts.pairs if (each.richer, each.poorer) == (richer, poorer))
    assert pair.gini == pytest.approx(value, abs=5e-5 if value > 0.3 else 5e-6)
    assert pair.relative_affluence == pytest.approx(1)


def test_overlapping_groups_by_hand():
    # a: 4 and 2 a head (mean 3), b: 3 and 1 (mean 2); n = 4, mean 2.5.
    # Differences a - b: 1, 3, -1, 1: d = 5/4, p = 1/4, G_ab = 6/4/(3 + 2) = 0.3, D = 1/1.5 = 2/3.
    # G_aa = (2·2)/(2·4·3) = 1/6, G_bb = (2·2)/(2·4·2) = 1/4.
    # p_a = p_b = 1/2, s_a = 6/10, s_b = 4/10: cross = 1/2.
    parts = gaps.dagum([4.0, 2.0, 3.0, 1.0], [1.0] * 4, ["a", "a", "b", "b"])
    (pair,) = parts.pairs
    assert (pair.richer, pair.poorer) == ("a", "b")
    assert pair.gini == pytest.approx(0.3)
    assert pair.relative_affluence == pytest.approx(2 / 3)
    assert parts.within == pytest.approx(1 / 6 * 0.3 + 1 / 4 * 0.2)
    assert parts.between == pytest.approx(0.3 * 0.5 * 2 / 3)
    assert parts.transvariation == pytest.approx(0.3 * 0.5 * 1 / 3)
    assert parts.total == pytest.approx(0.25)


def test_groups_with_one_mean_and_no_net_difference_are_all_overlap():
    parts = gaps.dagum([1.0, 3.0, 1.0, 3.0], [1.0] * 4, ["a", "a", "b", "b"])
    assert parts.between == pytest.approx(0)
    assert parts.transvariation == pytest.approx(0.125)
    assert parts.total == pytest.approx(0.25)


def test_the_richer_group_comes_first_whatever_the_order_of_rows():
    there = gaps.dagum([1.0, 4.0], [1.0, 1.0], ["poor", "rich"]).pairs[0]
    back = gaps.dagum([4.0, 1.0], [1.0, 1.0], ["rich", "poor"]).pairs[0]
    assert there == back
    assert there.richer == "rich"


def test_a_group_without_output_is_all_below():
    parts = gaps.dagum([4.0, 4.0, 0.0], [1.0] * 3, ["a", "a", "b"])
    assert parts.groups[1].gini == 0
    assert parts.total == pytest.approx(1 / 3)
    assert parts.between == pytest.approx(1 / 3)


def test_unweighted_equals_weighted_where_all_are_of_one_size():
    case = ([4.0, 2.0, 3.0, 1.0], [2.0] * 4, ["a", "a", "b", "b"])
    assert gaps.dagum(*case) == gaps.dagum(*case, weighted=False)


def test_a_region_in_no_group_is_refused():
    with pytest.raises(Refusal, match="region in no group"):
        gaps.dagum([1.0, 2.0], [1.0, 1.0], ["a", ""])
