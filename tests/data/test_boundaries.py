"""Boundaries are sketches; a national map draws the dash line."""

import json

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


@pytest.fixture
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("JIEDUI_BOUNDARIES", str(tmp_path))
    return tmp_path


def square(code, name):
    ring = [[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]
    properties = {"adcode": code, "name": name}
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_an_operators_approved_outlines_replace_the_sketch_and_bring_their_number(own_folder):
    own = {
        "type": "FeatureCollection",
        "approval_number": "苏S(2026)001号",
        "features": [square("320100", "南京市"), square("330100", "杭州市")],
    }
    (own_folder / "prefecture.geojson").write_text(json.dumps(own), encoding="utf-8")
    drawn = boundaries("prefecture", "32")
    assert drawn["approval_number"] == "苏S(2026)001号"
    assert [f["properties"]["name"] for f in drawn["features"]] == ["南京市"]


def test_a_level_without_an_own_file_stays_the_bundled_sketch(own_folder):
    drawn = boundaries("prefecture", "32")
    assert "approval_number" not in drawn and len(drawn["features"]) == 13


def test_outlines_that_do_not_say_which_region_they_are_are_refused(own_folder):
    own = {"type": "FeatureCollection", "features": [square("", "南京市")]}
    (own_folder / "prefecture.geojson").write_text(json.dumps(own), encoding="utf-8")
    with pytest.raises(Refusal, match=r"prefecture\.geojson: feature 1 lacks adcode"):
        boundaries("prefecture", "32")


def test_distances_do_not_depend_on_the_outlines_an_office_draws(own_folder):
    before = centres("prefecture", "32")
    own = {"type": "FeatureCollection", "features": [square("320100", "南京市")]}
    (own_folder / "prefecture.geojson").write_text(json.dumps(own), encoding="utf-8")
    assert centres("prefecture", "32") == before
