"""Theil between and within groups, and nested (province, city, county)."""

import math

import numpy as np
import pytest

from jiedui.core import gaps
from jiedui.core.errors import Refusal

DIGITS = 5e-11


def test_jiangsu_2021_theil_t_and_its_parts(jiangsu):
    parts = gaps.theil_t_by_group(jiangsu.output, jiangsu.people, jiangsu.labels)
    assert parts.total == pytest.approx(0.0415376628, abs=DIGITS)
    assert parts.between == pytest.approx(0.0391776984, abs=DIGITS)
    assert parts.between_share == pytest.approx(0.9432, abs=5e-5)
    assert parts.total == pytest.approx(parts.between + parts.within, abs=1e-15)


@pytest.mark.parametrize(
    ("group", "value"), [("south", 0.001784), ("middle", 0.000632), ("north", 0.005331)]
)
def test_jiangsu_2021_theil_t_inside_groups(jiangsu, group, value):
    parts = gaps.theil_t_by_group(jiangsu.output, jiangsu.people, jiangsu.labels)
    inside = {each.label: each.inside for each in parts.groups}
    assert inside[group] == pytest.approx(value, abs=5e-7)


def test_jiangsu_2021_theil_l_and_its_parts(jiangsu):
    parts = gaps.theil_l_by_group(jiangsu.output, jiangsu.people, jiangsu.labels)
    assert parts.total == pytest.approx(0.0447912985, abs=DIGITS)
    assert parts.between == pytest.approx(0.0419289443, abs=DIGITS)


def test_two_groups_by_hand():
    # Rich: towns with 3 and 5 a head, poor: 1 and 1; one person each, 10 yuan in all.
    parts = gaps.theil_t_by_group([3.0, 5.0, 1.0, 1.0], [1.0] * 4, ["rich", "rich", "poor", "poor"])
    rich, poor = parts.groups
    inside = 3 / 8 * math.log(3 / 4) + 5 / 8 * math.log(5 / 4)
    assert (rich.label, rich.output_share, rich.people_share) == ("rich", 0.8, 0.5)
    assert rich.inside == pytest.approx(inside)
    assert rich.contribution == pytest.approx(0.8 * inside)
    assert poor.inside == pytest.approx(0)
    assert parts.within == pytest.approx(0.8 * inside)
    assert parts.between == pytest.approx(0.8 * math.log(1.6) + 0.2 * math.log(0.4))


def test_theil_l_weighs_groups_by_people_alone():
    parts = gaps.theil_l_by_group([3.0, 5.0, 1.0, 1.0], [1.0] * 4, ["rich", "rich", "poor", "poor"])
    inside = 0.5 * math.log(4 / 3) + 0.5 * math.log(4 / 5)
    assert parts.within == pytest.approx(0.5 * inside)
    assert parts.between == pytest.approx(0.5 * math.log(0.5 / 0.8) + 0.5 * math.log(0.5 / 0.2))


def test_a_group_without_output_adds_nothing_to_t():
    parts = gaps.theil_t_by_group([2.0, 2.0, 0.0], [1.0, 1.0, 1.0], ["a", "a", "b"])
    assert parts.groups[1].inside == 0
    assert parts.total == pytest.approx(math.log(1.5))
    assert parts.total == pytest.approx(parts.between + parts.within)


def test_a_group_without_output_has_no_theil_l():
    with pytest.raises(Refusal, match="output is zero"):
        gaps.theil_l_by_group([2.0, 2.0, 0.0], [1.0, 1.0, 1.0], ["a", "a", "b"])


def test_equal_regions_have_no_between_share():
    assert gaps.theil_t_by_group([1.0, 1.0], [1.0, 1.0], ["a", "b"]).between_share is None


COUNTIES = ([9.0, 3.0, 4.0, 2.0, 2.0, 1.0], [1.0, 1.0, 2.0, 2.0, 1.0, 1.0])
CITIES = ["s1", "s1", "s2", "n1", "n1", "n2"]
PROVINCES = ["s", "s", "s", "n", "n", "n"]


@pytest.mark.parametrize(("index", "whole"), [("T", gaps.theil_t), ("L", gaps.theil_l)])
def test_nested_parts_add_up_to_the_whole(index, whole):
    parts = gaps.nested_theil(*COUNTIES, outer=PROVINCES, inner=CITIES, index=index)
    together = parts.between_outer + parts.between_inner + parts.within_inner
    assert parts.total == pytest.approx(whole(*COUNTIES))
    assert together == pytest.approx(parts.total, abs=1e-15)


@pytest.mark.parametrize(
    ("index", "split"), [("T", gaps.theil_t_by_group), ("L", gaps.theil_l_by_group)]
)
def test_nested_parts_agree_with_each_grouping_taken_alone(index, split):
    parts = gaps.nested_theil(*COUNTIES, outer=PROVINCES, inner=CITIES, index=index)
    by_province, by_city = split(*COUNTIES, PROVINCES), split(*COUNTIES, CITIES)
    assert parts.between_outer == pytest.approx(by_province.between)
    assert parts.within_inner == pytest.approx(by_city.within)
    assert parts.between_inner == pytest.approx(by_city.between - by_province.between)


def test_nested_by_hand():
    # Only the two cities of the north differ, 1 and 3 a head: everything is between its cities.
    parts = gaps.nested_theil(
        [2.0, 2.0, 1.0, 3.0], [1.0] * 4, outer=["s", "s", "n", "n"], inner=["a", "a", "b", "c"]
    )
    north = 0.25 * math.log(0.5) + 0.75 * math.log(1.5)
    assert parts.between_outer == pytest.approx(0, abs=1e-15)
    assert parts.within_inner == pytest.approx(0, abs=1e-15)
    assert parts.between_inner == pytest.approx(0.5 * north)
    assert [label for label, _ in parts.outer] == ["s", "n"]


def test_a_city_in_two_provinces_is_refused():
    with pytest.raises(Refusal, match="朝阳: inner group lies in two outer groups, 北京 and 长春"):
        gaps.nested_theil([1.0, 2.0], [1.0, 1.0], outer=["北京", "长春"], inner=["朝阳", "朝阳"])


@pytest.mark.parametrize("missing", ["", None])
def test_a_region_in_no_group_is_refused(missing):
    with pytest.raises(Refusal, match=r"\[1\]: region in no group"):
        gaps.theil_t_by_group([1.0, 2.0], [1.0, 1.0], ["a", missing])


def test_labels_of_another_length_are_refused():
    with pytest.raises(Refusal, match="lists differ in length"):
        gaps.theil_t_by_group([1.0, 2.0], [1.0, 1.0], ["a"])


def test_groups_stand_in_order_of_first_appearance():
    parts = gaps.theil_t_by_group(np.ones(3), np.ones(3), ["b", "a", "b"])
    assert [group.label for group in parts.groups] == ["b", "a"]
