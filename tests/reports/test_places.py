from jiedui.reports.drawings.places import city_pairs, map_of


def test_regions_of_ones_own_codes_get_no_map():
    assert map_of({"A1": 1.0}, title="", unit="", lang="zh") is None


def test_regions_of_two_provinces_stand_on_a_map_of_both():
    chart = map_of({"320100": 1.0, "340100": 2.0}, title="", unit="", lang="zh")
    assert list(chart.maps) == ["32-34"]
    codes = {f["properties"]["adcode"][:2] for f in chart.maps["32-34"]["features"]}
    assert codes == {"32", "34"}


def test_before_a_programme_its_first_pairs_are_drawn():
    assert ("320200", "320700") in city_pairs("jiangsu-2022", 2021)
    assert ("320200", "320300") in city_pairs("jiangsu-2001", 2010)


def test_an_unknown_programme_has_no_pairs():
    assert city_pairs("", 2021) == ()


def test_regions_of_many_provinces_stand_on_the_map_of_the_nation_with_its_dash_line():
    values = {f"{province}0100": 1.0 for province in (13, 21, 32, 44, 52)}
    chart = map_of(values, title="", unit="", lang="zh")
    assert list(chart.maps) == ["nation"]
    assert any(series.get("polyline") for series in chart.option["series"])
