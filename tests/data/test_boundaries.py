"""Boundaries are sketches; a national map draws the dash line."""

import pytest

from jiedui.core.errors import Refusal
from jiedui.data.boundaries import boundaries, centres, dash_line


def test_jiangsu_has_thirteen_prefectures_and_95_counties():
    assert len(boundaries("prefecture", "32")["features"]) == 13
    assert len(boundaries("county", "32")["features"]) == 95


def test_counties_elsewhere_are_refused():
    with pytest.raises(Refusal, match="county boundaries are not bundled there"):
        boundaries("county", "44")


def test_the_dash_line_is_there():
    assert len(dash_line()["features"]) == 8


def test_an_inner_point_stands_where_the_city_is():
    longitude, latitude = centres("prefecture", "3205")["320500"]
    assert 119.9 < longitude < 121.4 and 30.7 < latitude < 32.1


def test_the_caller_may_change_what_he_was_given():
    boundaries(within="3205")["features"][0]["properties"]["name"] = "x"
    assert boundaries(within="3205")["features"][0]["properties"]["name"] == "苏州市"
