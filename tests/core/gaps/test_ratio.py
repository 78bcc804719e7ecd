"""The ratio of pooled means and what moved it (mission rows A1, A4)."""

import math

import pytest

from jiedui.core import gaps
from jiedui.core.errors import Refusal


def test_jiangsu_2021_is_1_945804276(jiangsu):
    gap = gaps.pooled_ratio(
        jiangsu.output, jiangsu.people, first=jiangsu.of("south"), second=jiangsu.of("north")
    )
    assert gap.ratio == pytest.approx(1.945804276, abs=5e-10)


def test_the_same_product_on_people_counted_before_the_census_is_2_249896633(jiangsu):
    gap = gaps.pooled_ratio(
        jiangsu.output, jiangsu.people_2018, first=jiangsu.of("south"), second=jiangsu.of("north")
    )
    assert gap.ratio == pytest.approx(2.249896633, abs=5e-10)


def test_the_ratio_is_of_pooled_means_not_a_mean_of_ratios():
    # South: (60 + 120)/(10 + 20) = 6; north: (20 + 100)/(10 + 30) = 3. Means of the towns' own
    # figures would be 6 over (2 + 10/3)/2.
    gap = gaps.pooled_ratio([60, 120, 20, 100], [10, 20, 10, 30], first=[0, 1], second=[2, 3])
    assert (gap.first_mean, gap.second_mean, gap.ratio) == (6.0, 3.0, 2.0)


def test_the_absolute_gap_stands_beside_the_ratio():
    """A4: a falling ratio with a rising absolute gap must be visible."""
    early = gaps.pooled_ratio([40, 10], [10, 10], first=[0], second=[1])
    late = gaps.pooled_ratio([90, 30], [10, 10], first=[0], second=[1])
    assert (early.ratio, late.ratio) == (4.0, 3.0)
    assert (early.absolute_gap, late.absolute_gap) == (3.0, 6.0)


def test_ratio_is_output_ratio_over_population_ratio():
    gap = gaps.pooled_ratio([300, 100], [10, 20], first=[0], second=[1])
    assert (gap.output_ratio, gap.population_ratio) == (3.0, 0.5)
    assert gap.ratio == 3.0 / 0.5


def test_people_alone_can_close_a_gap():
    before = gaps.pooled_ratio([300, 100], [10, 10], first=[0], second=[1])
    after = gaps.pooled_ratio([300, 100], [20, 10], first=[0], second=[1])
    change = gaps.ratio_change(before, after)
    assert change.from_output == 0.0
    assert change.from_people == pytest.approx(-math.log(2))
    assert change.people_share == 1.0


def test_output_and_people_may_pull_in_opposite_ways():
    # Output 3 → 6 widens by ln 2, people 1 → 4 narrow by ln 4: together -ln 2.
    before = gaps.pooled_ratio([300, 100], [10, 10], first=[0], second=[1])
    after = gaps.pooled_ratio([600, 100], [40, 10], first=[0], second=[1])
    change = gaps.ratio_change(before, after)
    assert change.from_output == pytest.approx(math.log(2))
    assert change.from_people == pytest.approx(-math.log(4))
    assert change.total == pytest.approx(-math.log(2))
    assert change.people_share == pytest.approx(2.0)


def test_where_nothing_changed_nothing_has_a_share():
    gap = gaps.pooled_ratio([300, 100], [10, 10], first=[0], second=[1])
    assert gaps.ratio_change(gap, gap).people_share is None


def test_groups_may_be_masks_or_places_and_may_overlap():
    output, people = [30.0, 20.0, 10.0], [10.0, 10.0, 10.0]
    places = gaps.pooled_ratio(output, people, first=[0, 1], second=[1, 2])
    masks = gaps.pooled_ratio(output, people, first=[True, True, False], second=[False, True, True])
    assert places == masks
    assert places.ratio == pytest.approx(50 / 30)


@pytest.mark.parametrize(
    ("output", "people", "first", "second", "words"),
    [
        ([1, 2], [1, 0], [0], [1], r"\[1\]=0: population is not above zero"),
        ([1, -2], [1, 1], [0], [1], r"\[1\]=-2: output is negative"),
        ([1, math.nan], [1, 1], [0], [1], "missing or not finite"),
        ([1, math.inf], [1, 1], [0], [1], "missing or not finite"),
        ([1, 2, 3], [1, 1], [0], [1], "output: 3, people: 2: lists differ in length"),
        ([1, 2], [1, 1], [], [1], "the first group has no region"),
        ([1, 2], [1, 1], [0], [False, False], "the second group has no region"),
        ([1, 0], [1, 1], [0], [1], "the second group has no output"),
        ([], [], [0], [0], "not a list of numbers"),
        ([0, 0], [1, 1], [0], [1], "total output is zero"),
    ],
)
def test_what_cannot_be_divided_is_refused(output, people, first, second, words):
    with pytest.raises(Refusal, match=words):
        gaps.pooled_ratio(output, people, first=first, second=second)


def test_a_pooled_mean_of_nobody_is_refused():
    with pytest.raises(Refusal, match="population is not above zero"):
        gaps.pooled_mean([1.0], [0.0])
