"""The pages of regions: figures with their definition, dated roles, orphans, codes over time."""

import re
from datetime import date

import pytest

from jiedui.analysis.gaps import GapsRequest, measure_gaps
from jiedui.data import panels
from jiedui.schemes.load import programme
from jiedui.web.desk.regions import queries


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def cells(page, table, column):
    found = page.context["tables"][table]
    place = [one.id for one in found.columns].index(column)
    return [row[place] for row in found.rows]


def test_per_capita_figures_are_those_of_the_analysis_of_gaps():
    jiangsu = programme("jiangsu-2022")
    result = measure_gaps(
        panels.city_panel(),
        jiangsu.grouping("areas"),
        GapsRequest(years=(2021,)),
        programme=jiangsu,
        inputs={},
    )
    assert len(result.regions) == 13
    for one in result.regions:
        assert queries.per_person(one.region).values[2021] == pytest.approx(one.per_capita)


def test_the_page_answers_in_one_sentence_with_its_place_in_the_province(visitor):
    page = visitor.get("/regions/320300/")
    values = {
        code: queries.per_person(code).values[2023]
        for code in panels.city_panel().regions()
        if code.startswith("32") and 2023 in queries.per_person(code).values
    }
    rank = sorted(values, key=values.get, reverse=True).index("320300") + 1
    said = page.context["headline"]
    assert f"{values['320300']:,.0f} 元" in said
    assert f"{len(values)} 个市中列第 {rank}" in said
    assert "年末常住人口" in page.context["definition"]


def test_a_region_may_support_in_one_pair_and_receive_in_another_with_dates(visitor):
    """B15: 徐州 received from 2001 to 2022 and supports since 2021."""
    page = visitor.get("/regions/320300/")
    roles = list(
        zip(
            (cell.value for cell in cells(page, "roles", "role")),
            (cell.value for cell in cells(page, "roles", "start")),
            (cell.value for cell in cells(page, "roles", "end")),
            strict=True,
        )
    )
    assert ("受帮扶方", "2001-11-02", "2022-03-10") in roles
    assert ("帮扶方", "2021-12-08", "2031") in roles


def test_a_park_whose_pair_is_gone_stays_in_sight(visitor):
    """D8: 无锡徐州工业园区 and two parks of counties outlived the pair of 2001."""
    page = visitor.get("/regions/320300/")
    states = [cell.value for cell in cells(page, "parks", "state")]
    assert page.context["orphans"] == 3
    assert states.count("结对已于2022-03-10解除") == 3


def test_years_without_a_figure_stay_empty_and_are_named(visitor):
    """Residents of 2001-2004 were not published for 徐州, revenue of 2019-2021 neither."""
    page = visitor.get("/regions/320300/")
    years = [cell.value for cell in cells(page, "figures", "year")]
    people = dict(
        zip(years, (c.value for c in cells(page, "figures", "pop_resident")), strict=True)
    )
    revenue = dict(
        zip(years, (c.value for c in cells(page, "figures", "fiscal_revenue")), strict=True)
    )
    assert people[2001] is people[2004] is None
    assert people[2005] is not None
    assert revenue[2020] is None
    assert "2001–2004" in page.context["picture"].note


def test_suspicious_cells_are_marked_where_the_value_stands(visitor):
    flags = panels.city_panel().flags
    wanted = flags[flags["indicator"].isin(panels.city_panel().values.columns)].iloc[0]
    page = visitor.get(f"/regions/{wanted.region}/")
    years = [cell.value for cell in cells(page, "figures", "year")]
    cell = cells(page, "figures", wanted.indicator)[years.index(int(wanted.year))]
    assert cell.flags
    assert "†" in text_of(page)


@pytest.mark.parametrize(
    ("name", "now"),
    [
        ("吴江", "320509"),
        ("铜山", "320312"),
        ("淮阴", "320804"),
        ("赣榆", "320707"),
        ("320584", "320509"),
    ],
)
def test_a_place_is_found_by_its_old_name_or_code(visitor, name, now):
    table = visitor.get("/regions/", {"q": name}).context["table"]
    assert table.rows[0][1].value == now


def test_an_ended_code_names_what_came_after_it(visitor):
    page = visitor.get("/regions/320584/")
    assert "2011" in page.context["headline"]
    assert "320509" in page.context["successors_line"]


def test_a_transfer_in_part_is_marked(visitor):
    """Part of 铜山县 went to 鼓楼区 in 2005, the rest became 铜山区 in 2010."""
    page = visitor.get("/regions/320323/")
    parts = dict(
        zip(
            (cell.value for cell in cells(page, "codes", "code")),
            (cell.value for cell in cells(page, "codes", "part")),
            strict=True,
        )
    )
    assert parts["320302"] == "部分"
    assert parts["320312"] == "整体"


def test_county_coverage_is_said_beside_county_figures(visitor):
    text = text_of(visitor.get("/regions/320300/"))
    assert re.search(r"江苏省 95 个县\(市、区\)中 64 个有数", text)


def test_a_district_without_figures_says_so_and_still_shows_its_pair(visitor):
    page = visitor.get("/regions/310112/")
    assert "没有地区生产总值" in page.context["headline"]
    assert [cell.value for cell in cells(page, "roles", "partner")] == ["淮南市"]


def test_the_page_is_whole_in_english(english_visitor):
    page = english_visitor.get("/regions/320300/")
    assert page.context["headline"].startswith("In 2023, GDP per person in Xuzhou was 98,675 yuan")
    assert "Today it supports Huaibei" in text_of(page)


def test_the_list_holds_every_region_of_the_programmes_and_can_be_exported(visitor):
    table = visitor.get("/regions/").context["table"]
    assert {row[1].value for row in table.rows} == set(queries.programme_regions())
    lines = visitor.get("/regions/", {"format": "csv"}).content.decode("utf-8-sig").splitlines()
    assert len(lines) == len(table.rows) + 1


def test_roles_follow_the_day(monkeypatch):
    monkeypatch.setattr(queries, "today", lambda: date(2021, 12, 31))
    assert {one.role for one in queries.roles_today("320300")} == {"supporter", "recipient"}


def test_an_unknown_code_is_not_found(visitor):
    assert visitor.get("/regions/999999/").status_code == 404
    assert "没有找到" in visitor.get("/regions/", {"q": "没有这个地方"}).context["headline"]
