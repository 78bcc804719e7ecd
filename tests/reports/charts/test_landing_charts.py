"""The landing charts as they are drawn: names, bands, at-risk numbers, two sides of a funnel."""

import json

from jiedui.reports.charts.landing import LandingLine, funnel_sides, landing_curves
from jiedui.reports.svg import render

LINE = LandingLine(
    "2022",
    months=[6, 12, 20],
    share=[0.2, 0.4, 0.6],
    low=[0.1, 0.25, 0.4],
    high=[0.35, 0.55, None],
    at_risk=[(0, 40), (12, 21), (24, 7)],
    until=26,
)


def drawn(option):
    json.dumps(option, allow_nan=False)
    return render(option, width=760, height=380)


def test_a_curve_is_drawn_with_its_name_its_band_and_the_numbers_at_risk():
    option = landing_curves([LINE], measure="已投产")
    svg = drawn(option)
    for text in ("2022", "已投产 %", "40", "21"):
        assert text in svg
    band = [series for series in option["series"] if series.get("stack")]
    assert [point[1] for point in band[1]["data"]][1:3] == [25.0, 30.0]
    assert band[1]["data"][3][1] is None  # no band where there is none


def test_no_line_goes_beyond_what_was_followed():
    longer = LandingLine("2019", [6], [0.3], [0.1], [0.5], [(0, 9)], until=60)
    curves = [
        series
        for series in landing_curves([LINE, longer], measure="x")["series"]
        if series.get("lineStyle", {}).get("width")
    ]
    assert [curve["data"][-1]["value"][0] for curve in curves] == [26, 60]


def test_where_only_bounds_are_known_no_line_is_drawn():
    line = LandingLine("a", [3, 6], [None, 0.5], [0.0, 0.5], [0.5, 0.5], [(0, 2)], 6)
    curve = next(
        s
        for s in landing_curves([line], measure="x")["series"]
        if s.get("lineStyle", {}).get("width")
    )
    assert curve["data"][1]["value"] == [3, None]


def test_the_funnel_shows_both_sides_of_guangdong():
    """58.5 % by count and 25.2 % by money, side by side."""
    option = funnel_sides(
        ["签约", "建成"], counts=[2044, 1196], money=[4684.8, 1181.6], money_unit="亿元"
    )
    svg = drawn(option)
    for text in ("按个数", "按金额（亿元）", "1,196 · 58.5%", "1,181.6 · 25.2%", "签约", "建成"):
        assert text in svg
