"""Places over time (domain notes 6.1 and 7.9), on the bundled history of codes and by hand."""

import numpy as np
import pandas as pd
import pytest

from jiedui.core.errors import Refusal
from jiedui.core.frames import Panel
from jiedui.core.places import Place, Places, Succession, parse_successors, stem
from jiedui.core.series import Transfer, join_series
from jiedui.data.places import places


@pytest.mark.parametrize(
    ("text", "year", "code"),
    [
        ("吴江", 2005, "320584"),
        ("吴江", 2020, "320509"),
        ("吴江市", 2020, "320509"),
        ("吴江区", 2005, "320584"),
        ("淮阴县", 2020, "320804"),
        ("淮阴区", 1995, "320821"),
        ("淮阴市", 2020, "320800"),
        ("赣榆", 2020, "320707"),
        ("赣榆区", 2005, "320721"),
        ("溧水县", 2020, "320117"),
        ("溧水区", 2005, "320124"),
        ("铜山县", 2020, "320312"),
        ("铜山", 2000, "320323"),
        ("320584", 2020, "320509"),
        ("江苏", 2020, "320000"),
    ],
)
def test_a_place_is_found_under_either_name(text, year, code):
    assert places().find(text, on=year).code == code


def test_suzhou_in_jiangsu_and_suzhou_in_anhui_are_never_confused():
    assert places().find("苏州", on=2020).code == "320500"
    assert places().find("宿州", on=2020).code == "341300"
    assert places().find("宿州市", on=1995).code == "342201"  # a county-level city until 1998


def test_huaiyin_became_huaian_in_2000_and_the_older_huaian_became_a_district():
    found = places()
    assert found.find("淮阴市", on=1999).name == "淮阴市"
    assert found.find("淮阴市", on=2000).name == "淮安市"
    assert found.find("淮安市", on=1999).code == "320882"
    assert found.find("淮安市", on=2020).code == "320800"


def test_a_name_that_fits_several_places_is_refused_with_all_of_them():
    with pytest.raises(Refusal, match=r"fits 4 places in 2020; choose: 320106 南京市鼓楼区"):
        places().find("鼓楼区", on=2020)
    assert places().find("鼓楼区", on=2020, within="3203").code == "320302"


def test_a_short_name_that_means_a_city_and_a_district_needs_the_level():
    with pytest.raises(Refusal, match=r"320800 淮安市.*320803 淮安市淮安区"):
        places().find("淮安", on=2020)
    assert places().find("淮安", on=2020, level="prefecture").code == "320800"


def test_a_code_holds_to_the_end_of_its_validity_and_then_names_its_successor():
    assert places().check("320584", 2011).name == "吴江市"
    with pytest.raises(
        Refusal, match="has this code in 1992-2011, not in 2012; for 2012 use 320509"
    ):
        places().check("320584", 2012)


def test_a_code_before_its_time_names_what_held_then():
    with pytest.raises(Refusal, match="for 2005 use 320584 苏州市吴江市"):
        places().check("320509", 2005)


def test_a_code_whose_territory_was_shared_out_names_all_heirs():
    with pytest.raises(
        Refusal, match="it was shared out: 321302 宿迁市宿城区, 321311 宿迁市宿豫区"
    ):
        places().check("321321", 2010)


def test_an_unknown_code_is_refused():
    with pytest.raises(Refusal, match="no such code"):
        places().check("999999", 2020)


def test_prefectures_go_where_their_counties_went():
    """莱芜 into 济南 2018; 巢湖 among three cities 2011."""
    assert places().successors("371200") == (Succession("370100", 2018, False),)
    heirs = places().successors("341400")
    assert [step.code for step in heirs] == ["340100", "340200", "340500"]
    assert all(step.is_partial for step in heirs)


def test_a_bracketed_successor_got_a_part_in_that_year():
    assert parse_successors("320302[2005];320312", 2010) == (
        Succession("320302", 2005, True),
        Succession("320312", 2010, False),
    )
    assert all(step.is_partial for step in parse_successors("320205;320206", 2000))


def test_a_short_name_keeps_two_characters():
    assert (stem("吴江市"), stem("吴县"), stem("新疆维吾尔自治区")) == ("吴江", "吴县", "新疆")


# Two invented provinces: 甲 and 乙 merge into 甲 in 2003; 丙 is renumbered in 2002; 丁 is split.
TOY = Places(
    (
        Place("100100", "甲市", "county", "东省", "", 2000, None),
        Place("100200", "乙市", "county", "东省", "", 2000, 2003, parse_successors("100100", 2003)),
        Place("100300", "丙县", "county", "东省", "", 2000, 2002, parse_successors("100301", 2002)),
        Place("100301", "丙区", "county", "东省", "", 2002, None),
        Place(
            "100400",
            "丁县",
            "county",
            "东省",
            "",
            2000,
            2002,
            parse_successors("100401;100402", 2002),
        ),
        Place("100401", "丁东区", "county", "东省", "", 2002, None),
        Place(
            "100402",
            "丁西区",
            "county",
            "东省",
            "",
            2002,
            None,
            parse_successors("100401[2003]", None),
        ),
    )
)


def panel(**figures: dict[int, float]) -> Panel:
    rows = {
        (region.removeprefix("r"), year): value
        for region, series in figures.items()
        for year, value in series.items()
    }
    index = pd.MultiIndex.from_tuples(rows, names=["region", "year"])
    frame = pd.DataFrame({"gdp": list(rows.values())}, index=index).sort_index()
    return Panel(frame, {"gdp": "100m_cny"})


def join(found: Panel, region: str, *, is_intensive: bool = False, weights=None):
    return join_series(
        found, TOY, region=region, indicator="gdp", is_intensive=is_intensive, weights=weights
    )


def test_a_merger_is_summed_back_to_the_territory_of_today():
    found = panel(r100100={2000: 10, 2002: 12, 2004: 20}, r100200={2000: 3, 2002: 4})
    joined = join(found, "100100")
    assert joined.values.tolist() == [10 + 3, 12 + 4, 20]
    assert joined.parts[2000] == (("100100", 1.0), ("100200", 1.0))


def test_statistics_that_close_a_year_after_the_map_are_still_added():
    found = panel(r100100={2002: 12, 2003: 13, 2004: 20}, r100200={2002: 4, 2003: 5})
    assert join(found, "100100").values.tolist() == [12 + 4, 13 + 5, 20]


def test_a_missing_part_leaves_a_hole_and_never_a_smaller_sum():
    found = panel(r100100={2000: 10, 2002: 12, 2004: 20}, r100200={2000: 3})
    assert np.isnan(join(found, "100100").values[1])


def test_a_new_number_for_the_same_place_carries_any_indicator_over():
    found = panel(r100300={2000: 1, 2001: 2}, r100301={2002: 3})
    assert join(found, "100301", is_intensive=True).values.tolist() == [1, 2, 3]


def test_a_rate_is_not_summed_over_a_merger():
    found = panel(r100100={2000: 10, 2004: 20}, r100200={2000: 3})
    with pytest.raises(Refusal, match=r"100100 was 100100 \+ 100200 in 2000"):
        join(found, "100100", is_intensive=True)


def test_a_split_is_refused_without_weights_and_joined_with_them():
    found = panel(r100400={2000: 10, 2001: 20}, r100401={2002: 6, 2004: 7})
    with pytest.raises(Refusal, match=r"shared out among 100401, 100402"):
        join(found, "100401")
    joined = join(found, "100401", weights={("100400", "100401"): 0.3})
    assert joined.values == pytest.approx([3, 6, 6, 7])


def test_a_transfer_of_unknown_size_is_listed_as_a_break():
    found = panel(r100400={2000: 10, 2001: 20}, r100401={2002: 6, 2004: 7})
    joined = join(found, "100401", weights={("100400", "100401"): 0.3})
    assert joined.breaks == (Transfer(2003, "100402", "100401"),)


def test_a_split_before_the_panel_begins_does_not_matter():
    found = panel(r100401={2003: 6, 2004: 7})
    assert join(found, "100401").values.tolist() == [6, 7]


def test_jinan_holds_laiwu_in_every_year():
    """2018: 7856.56 of 济南 and 1005.65 of 莱芜, which merged on the turn of the year."""
    from jiedui.data.panels import city_panel

    joined = join_series(
        city_panel(), places(), region="370100", indicator="gdp", is_intensive=False
    )
    in_2018 = dict(zip(joined.years, joined.values, strict=True))[2018]
    assert in_2018 == pytest.approx(7856.56 + 1005.65)
