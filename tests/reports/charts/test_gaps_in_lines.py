"""Years without figures are seen: broken lines, dotted bridges, single points."""

from jiedui.reports.charts import Line, missing_note, trend
from jiedui.reports.charts.base import labelled_years, line_series

YEARS = (2000, 2001, 2002, 2003)


def test_a_hole_breaks_the_line_and_is_bridged_by_dots():
    drawn, bridge = line_series(Line("户籍人口", [3.0, None, 2.0, 1.0]), YEARS)
    assert [point["value"][1] for point in drawn["data"]] == [3.0, None, 2.0, 1.0]
    assert bridge["data"] == [["2000", 3.0], ["2002", 2.0]]
    assert bridge["lineStyle"]["width"] < drawn["lineStyle"]["width"]


def test_a_whole_line_has_no_bridge():
    assert len(line_series(Line("户籍人口", [3.0, 2.5, 2.0, 1.0]), YEARS)) == 1


def test_not_a_number_is_a_hole():
    drawn = line_series(Line("户籍人口", [3.0, float("nan"), 2.0, 1.0]), YEARS)[0]
    assert drawn["data"][1]["value"] == ["2001", None]


def test_a_figure_without_neighbours_gets_a_dot():
    drawn = line_series(Line("户籍人口", [3.0, None, 2.0, 1.0]), YEARS)[0]
    assert drawn["data"][0]["symbolSize"] > 1
    assert "symbolSize" not in drawn["data"][2]


def test_the_name_stands_at_the_last_known_figure():
    drawn = line_series(Line("户籍人口", [3.0, 2.0, None, None]), YEARS)[0]
    labelled = [point for point in drawn["data"] if "label" in point]
    assert [point["value"][0] for point in labelled] == ["2001"]
    assert labelled[0]["label"]["formatter"] == "户籍人口"


def test_a_line_without_any_figure_is_drawn_empty_and_unnamed():
    option = trend([Line("户籍人口", [None] * 4)], YEARS, unit="倍")
    assert not any("label" in point for point in option["series"][0]["data"])


def test_names_of_lines_that_end_together_are_moved_apart():
    lines = [Line("一", [1.0, 1.0, 1.0, 2.0]), Line("二", [5.0, 4.0, 3.0, 2.01])]
    series = trend(lines, YEARS, unit="倍")["series"]
    offsets = [one["data"][-1]["label"]["offset"][1] for one in series]
    assert abs(offsets[0] - offsets[1]) >= 12


def test_the_reader_is_told_of_holes_only_where_there_are_some():
    assert missing_note([Line("一", [1.0, None, 2.0])], "zh") == "细点线：缺数年份，不作插补。"
    assert missing_note([Line("一", [None, 1.0, 2.0])], "zh") == ""


def test_first_and_last_year_are_always_labelled_and_never_touch_a_round_one():
    assert labelled_years(range(2004, 2022)) == [2004, 2010, 2015, 2021]
