"""Each chart is drawn with its words in it, holds no NaN, and is the same the second time."""

import json
from xml.etree import ElementTree

import pytest

from jiedui.reports import charts
from jiedui.reports.charts import Line
from jiedui.reports.svg import render

YEARS = (2000, 2005, 2010)
NAN = float("nan")
SQUARE = [[119.0, 32.0], [120.0, 32.0], [120.0, 33.0], [119.0, 33.0], [119.0, 32.0]]


def feature(code, name, shift):
    ring = [[x + shift, y] for x, y in SQUARE]
    return {
        "type": "Feature",
        "properties": {"adcode": code, "name": name, "lon": 119.5 + shift, "lat": 32.5},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


GEOJSON = {
    "type": "FeatureCollection",
    "features": [feature("320500", "苏州市", 0), feature("321300", "宿迁市", 1)],
}


def the_map(**more):
    return charts.map_with_pairs(
        {"320500": 17.68, "321300": NAN},
        map_name="two",
        geojson=GEOJSON,
        pairs=[("320500", "321300")],
        unit="万元/人",
        **more,
    )


CHARTS = {
    "map": (the_map, ["苏州市", "宿迁市", "万元/人", "示意图", "无数据"]),
    "ratio": (
        lambda: charts.ratio_by_definition(
            [Line("年末常住人口", [3.1, NAN, 2.6])], YEARS, published=[(2000, 3.5)]
        ),
        ["年末常住人口", "3.5", "倍", "2000"],
    ),
    "moved": (
        lambda: charts.what_moved([2.4, None, 2.5], [0.8, None, 1.3], YEARS),
        ["产出之比", "人口之比", "倍"],
    ),
    "absolute": (
        lambda: charts.absolute_and_relative([3.1, 3.6, 1.9], [1e4, NAN, 8e4], YEARS, unit="元/人"),
        ["相对差距", "绝对差距", "元/人", "倍"],
    ),
    "joining": (
        lambda: charts.joining_bars(
            {"电子元器件": {"strengthen": 21, "fill": 2}, "医疗仪器": {"extend": 5}},
            kinds={"strengthen": "强链", "fill": "补链", "extend": "延链", "none": "没接上"},
        ),
        ["电子元器件", "医疗仪器", "强链", "补链", "23", "21", "企业(家)"],
    ),
    "theil": (
        lambda: charts.theil_stack([0.1, NAN, 0.2], [0.01, NAN, 0.02], YEARS),
        ["组间", "组内", "泰尔指数(无量纲)"],
    ),
    "density": (
        lambda: charts.density({2005: ([1, 2, 3], [0.1, 0.5, 0.1])}, unit="人均GDP(万元/人)"),
        ["2005", "人均GDP(万元/人)"],
    ),
    "beta": (
        lambda: charts.beta_scatter(
            {"苏州": (9.1, 0.1), "宿迁": (8.1, 0.13)}, fit=(0.37, -0.03), years=(2005, 2021)
        ),
        ["苏州", "宿迁", "2005年人均GDP的自然对数(元)"],
    ),
    "markov": (
        lambda: charts.markov_heatmap([[0.9, 0.1], [None, None]], states=["低", "高"]),
        ["低", "0.90", "—"],
    ),
    "score": (
        lambda: charts.score_bars(
            {"苏州 → 宿迁": {"a": 0.3, "b": NAN}}, terms={"a": "资源禀赋", "b": "历史基础"}
        ),
        ["苏州 → 宿迁", "资源禀赋", "0.300", "得分(分)"],
    ),
    "survival": (
        lambda: charts.survival_bars({"苏州 → 宿迁": {"w": 0.5}}, kinds={"w": "随机权重"}),
        ["苏州 → 宿迁", "50%"],
    ),
    "pairs": (
        lambda: charts.pair_heatmap(
            {("苏州", "宿迁"): 0.6, ("苏州", "淮安"): NAN},
            supporters=["苏州"],
            recipients=["宿迁", "淮安"],
            chosen=[("苏州", "宿迁")],
        ),
        ["苏州", "淮安", "0.60", "—"],
    ),
    "lq": (
        lambda: charts.lq_bars({"制造业": 1.62, "金融业": None}),
        ["制造业", "1.62", "金融业 (无数据)"],
    ),
    "similarity": (
        lambda: charts.similarity_heatmap([[1, 0.9], [0.9, 1]], regions=["南京", "无锡"]),
        ["南京", "无锡", "0.90"],
    ),
    "io": (
        lambda: charts.io_scatter({"教育": (0.6, 0.5), "建筑": (1.2, 0.8)}),
        ["教育", "建筑", "影响力系数(平均=1)"],
    ),
}


@pytest.fixture(params=sorted(CHARTS))
def chart(request):
    make, words = CHARTS[request.param]
    return make(), words


def draw(option):
    return render(option, width=560, height=320, maps={"two": GEOJSON})


def test_it_is_drawn_with_its_words(chart):
    option, words = chart
    text = "|".join(ElementTree.fromstring(draw(option)).itertext())
    assert [word for word in words if word not in text] == []


def test_it_is_plain_json_without_nan(chart):
    option, _ = chart
    assert json.loads(json.dumps(option, allow_nan=False)) == option


def test_it_has_our_font_no_animation_and_a_tooltip_that_the_policy_allows(chart):
    option, _ = chart
    assert option["textStyle"]["fontFamily"] == "JD Sans"
    assert option["animation"] is False
    assert option["tooltip"]["renderMode"] == "richText" and option["tooltip"]["confine"]


def test_it_is_the_same_the_second_time(chart):
    option, _ = chart
    assert draw(option) == draw(option)


def test_the_parts_of_a_score_add_up_to_what_stands_at_its_end():
    option = charts.score_bars({"甲": {"a": 0.25, "b": 0.125}}, terms={"a": "一", "b": "二"})
    parts = [s["data"][0]["value"] for s in option["series"][:-1]]
    assert option["series"][-1]["data"][0]["label"]["formatter"] == f"{sum(parts):.3f}"


def test_the_chosen_pair_alone_is_outlined_and_drawn_last():
    option = CHARTS["pairs"][0]()
    widths = [cell["itemStyle"]["borderWidth"] for cell in option["series"][0]["data"]]
    assert widths == [3]


def test_charts_speak_english_too():
    option = charts.what_moved([2.4, 2.5, 2.6], [0.8, 1.0, 1.3], YEARS, lang="en")
    assert {s["name"] for s in option["series"]} == {"output", "people"}
