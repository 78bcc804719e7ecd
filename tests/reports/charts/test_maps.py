import json
import math
from itertools import pairwise
from xml.etree import ElementTree

from jiedui.data.boundaries import boundaries, dash_line
from jiedui.reports.charts import map_with_pairs
from jiedui.reports.charts.maps import class_limits, equal_counts
from jiedui.reports.svg import render

JIANGSU = boundaries("prefecture", "32")
VALUES = {"320500": 17.68, "321300": 7.44}


def the_map(**more):
    arguments = {"map_name": "js", "geojson": JIANGSU, "unit": "万元/人"} | more
    return map_with_pairs(VALUES, **arguments)


def words(option):
    return option["graphic"][0]["style"]["text"]


def test_the_shape_is_right_for_its_latitude():
    """Jiangsu lies between 30.8 and 35.1 degrees north: cos(33°) is 0.84."""
    assert math.isclose(the_map()["geo"]["aspectScale"], 0.84, abs_tol=0.005)


def test_arrows_run_from_supporter_to_recipient():
    arcs = next(s for s in the_map(pairs=[("320500", "321300")])["series"] if s["type"] == "lines")
    places = {f["properties"]["adcode"]: f["properties"] for f in JIANGSU["features"]}
    start, end = arcs["data"][0]["coords"]
    assert start == [places["320500"]["lon"], places["320500"]["lat"]]
    assert end == [places["321300"]["lon"], places["321300"]["lat"]]
    assert arcs["symbol"] == ["none", "arrow"]


def test_it_says_that_it_is_a_sketch_or_else_the_approval_number():
    approved = map_with_pairs(
        {}, map_name="js", geojson={**JIANGSU, "approval_number": "苏S(2026)001号"}, unit=""
    )
    assert "示意图" in words(the_map())
    assert "审图号：苏S(2026)001号" in words(approved) and "示意图" not in words(approved)


def test_regions_without_data_have_a_swatch_of_the_colour_they_are_drawn_in():
    option = the_map()
    (swatch,) = [one for one in option["visualMap"]["pieces"] if one["label"] == "无数据"]
    assert swatch["color"] == option["geo"]["itemStyle"]["areaColor"]
    assert all(swatch["lt"] <= item["value"] for item in option["series"][0]["data"])
    full = map_with_pairs(
        {feature["properties"]["adcode"]: 1.0 for feature in JIANGSU["features"]},
        map_name="js",
        geojson=JIANGSU,
        unit="",
    )
    assert not [one for one in full["visualMap"]["pieces"] if one["label"] == "无数据"]


def test_a_pair_that_is_not_on_the_map_is_named_and_not_dropped_in_silence():
    assert "不在图上：310112→宿迁市" in words(the_map(pairs=[("310112", "321300")]))


def test_a_region_without_data_is_not_given_a_class():
    option = the_map()
    shaded = {item["name"] for item in option["series"][0]["data"]}
    assert shaded == {"320500", "321300"}


def test_a_map_of_the_nation_carries_the_dash_line():
    option = map_with_pairs({}, map_name="cn", geojson=boundaries(), unit="", dash_line=dash_line())
    dashes = next(s for s in option["series"] if s.get("polyline"))
    shapes = [feature["geometry"] for feature in dash_line()["features"]]
    drawn = sum(1 if g["type"] == "LineString" else len(g["coordinates"]) for g in shapes)
    assert len(dashes["data"]) == drawn
    svg = render(option, width=400, height=360, maps={"cn": boundaries()})
    assert ElementTree.fromstring(svg) is not None
    json.dumps(option, allow_nan=False)


def test_every_value_falls_into_a_class():
    for values in ([7.44, 18.72], [0.0, 1.0], [5.0], [-3.0, 4.0], [74395.0, 187221.6]):
        limits = class_limits(values)
        assert limits[0] <= min(values) and max(values) < limits[-1]
        assert 2 <= len(limits) <= 7


def test_one_outlier_among_many_does_not_hide_the_rest():
    values = [float(i) for i in range(1, 100)] + [10_000.0]
    limits = equal_counts(values, 0)
    counts = [sum(a <= v < b for v in values) for a, b in pairwise(limits)]
    assert sum(counts) == 100 and max(counts) <= 25
