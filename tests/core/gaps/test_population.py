"""Per person of whom: the denominator is never silent (mission row A1)."""

import math

import pytest

from jiedui.core import gaps
from jiedui.core.errors import Refusal


def test_the_four_denominators():
    assert list(gaps.POPULATIONS) == ["resident", "resident_average", "registered", "implied"]


def test_each_has_a_name_in_both_languages():
    assert gaps.named_population("resident").name("zh") == "年末常住人口"
    assert gaps.named_population("resident").name() == "resident population, year-end"


def test_an_unknown_one_is_refused_naming_the_four():
    with pytest.raises(Refusal, match="census: no such population; use resident, resident_average"):
        gaps.named_population("census")


def test_residents_on_two_dates_are_two_denominators():
    assert gaps.denominator("resident", 2021) != gaps.denominator("resident_average", 2021)


def test_published_figures_per_person_changed_their_denominator():
    before, since = gaps.IMPLIED_BREAK_YEAR - 1, gaps.IMPLIED_BREAK_YEAR
    assert gaps.denominator("implied", before) == "implied_registered"
    assert gaps.denominator("implied", since) == "implied_resident"


def test_average_residents_are_of_two_year_ends():
    assert gaps.resident_average([10.0, 20.0], [12.0, 20.0]).tolist() == [11.0, 20.0]


def test_an_average_with_a_missing_year_is_missing():
    assert math.isnan(gaps.resident_average([math.nan], [12.0])[0])


def test_implied_people_are_output_over_the_published_figure():
    assert gaps.implied_people([100.0, 90.0], [20.0, 30.0]).tolist() == [5.0, 3.0]


def test_a_hole_in_the_published_figure_is_a_hole_in_the_people():
    assert math.isnan(gaps.implied_people([100.0], [math.nan])[0])


def test_a_published_figure_of_zero_is_refused():
    with pytest.raises(Refusal, match="not above zero"):
        gaps.implied_people([100.0], [0.0])
