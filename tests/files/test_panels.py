"""A user's own panel and regions: what is read, and every row of bad input with its words."""

import codecs
import io
import math

import openpyxl
import pandas as pd
import pytest

from jiedui.core.errors import Problem, Refusal
from jiedui.files.panels import read_panel
from jiedui.files.sources import Source

REGIONS = "region,name,group\nA,甲市,south\nB,乙市,north\n"
WIDE = """region,year,gdp_100m_cny,pop_resident_10k
A,2020,100,50
A,2021,110,50.5
B,2020,40,40
B,2021,,39
"""
TIDY = """region,year,indicator,value,unit
A,2020,gdp,100,100m_cny
A,2020,pop_resident,50,10k
A,2021,gdp,1100000,10k_cny
A,2021,pop_resident,505000,persons
B,2020,地区生产总值,40,亿元
B,2020,常住人口,40,万人
B,2021,gdp,,100m_cny
B,2021,pop_resident,39,10k
"""
CHINESE = """地区代码,年份,地区生产总值（亿元）,年末常住人口(万人)
A,２０２０,１００,５０
A,2021年,110,50.5
B,2020,40,40
B,2021,,39
"""


def read(panel=WIDE, regions=REGIONS, **options):
    return read_panel(
        Source("panel.csv", panel if isinstance(panel, bytes) else panel.encode()),
        Source("regions.csv", regions.encode()),
        **options,
    )


def refusal(panel=WIDE, regions=REGIONS, **options):
    with pytest.raises(Refusal) as refused:
        read(panel, regions, **options)
    return [str(problem) for problem in refused.value.problems]


def only(panel=WIDE, regions=REGIONS, **options):
    (problem,) = refusal(panel, regions, **options)
    return problem


# What is read


def test_a_wide_panel_is_read_with_its_holes():
    panel = read().panel
    assert panel.units == {"gdp": "100m_cny", "pop_resident": "10k"}
    assert panel.values.loc[("A", 2021), "gdp"] == 110
    assert math.isnan(panel.values.loc[("B", 2021), "gdp"])
    assert panel.names == {"A": "甲市", "B": "乙市"}


@pytest.mark.parametrize("text", [TIDY, CHINESE])
def test_tidy_wide_and_chinese_panels_of_the_same_figures_are_the_same_panel(text):
    pd.testing.assert_frame_equal(read(text).panel.values, read().panel.values)


def test_the_order_of_rows_does_not_matter():
    header, *rows = WIDE.splitlines(keepends=True)
    pd.testing.assert_frame_equal(
        read(header + "".join(reversed(rows))).panel.values, read().panel.values
    )


@pytest.mark.parametrize(
    "encoded",
    [
        CHINESE.encode(),
        codecs.BOM_UTF8 + CHINESE.encode(),
        CHINESE.encode("gbk"),
        codecs.BOM_UTF16_LE + CHINESE.encode("utf-16-le"),
        CHINESE.encode("utf-16-be"),
    ],
)
def test_every_encoding_gives_the_same_panel(encoded):
    pd.testing.assert_frame_equal(read(encoded).panel.values, read().panel.values)


def test_a_workbook_with_titles_and_merged_regions_gives_the_same_panel():
    book = openpyxl.Workbook()
    page = book.active
    page.append(["各市主要指标"])
    page.append(["2020—2021年"])
    page.append(["地区", "年份", "GDP(亿元)", "常住人口(万人)"])
    for row in (["A", 2020, 100, 50], [None, 2021, 110, 50.5], ["B", 2020, 40, 40]):
        page.append(row)
    page.append([None, 2021, None, 39])
    page.append(["注：按当年价格"])
    for cells in ("A1:D1", "A2:D2", "A4:A5", "A6:A7", "A8:D8"):
        page.merge_cells(cells)
    target = io.BytesIO()
    book.save(target)
    found = read_panel(
        Source("panel.xlsx", target.getvalue()), Source("regions.csv", REGIONS.encode())
    )
    pd.testing.assert_frame_equal(found.panel.values, read().panel.values)
    assert [warning.line for warning in found.warnings] == [1, 8]


def test_a_figure_in_a_merged_cell_is_refused_because_it_could_be_the_sum():
    book = openpyxl.Workbook()
    page = book.active
    for row in (["region", "year", "gdp_100m_cny"], ["A", 2020, 100], ["B", 2020, None]):
        page.append(row)
    page.merge_cells("C2:C3")
    page.title = "数据"
    target = io.BytesIO()
    book.save(target)
    with pytest.raises(Refusal) as refused:
        read_panel(Source("panel.xlsx", target.getvalue()), Source("regions.csv", REGIONS.encode()))
    assert str(refused.value.problems[0]) == (
        "panel.xlsx[数据]:2: gdp_100m_cny: 100: a merged cell does not say whose figure it is; "
        "take the merged cell apart and write the figure of each region and year"
    )


def test_groups_keep_the_order_of_the_file_and_their_parents():
    regions = "region,name,group,parent\nB,乙,north,all\nA,甲,south,all\nC,丙,north,all\n"
    grouping = read(WIDE, regions).grouping
    assert [(g.id, g.members, g.parent) for g in grouping.groups] == [
        ("north", ("B", "C"), "all"),
        ("south", ("A",), "all"),
    ]


def test_yearbook_signs_stay_holes_and_leave_a_flag():
    found = read(WIDE.replace("B,2021,,39", "B,2021,…,-")).panel
    assert found.values.loc[("B", 2021)].isna().all()
    assert found.flags[["region", "year", "indicator", "rule"]].to_numpy().tolist() == [
        ["B", 2021, "gdp", "below_unit"],
        ["B", 2021, "pop_resident", "none"],
    ]


def test_an_indicator_of_ones_own_keeps_its_unit_and_a_likely_slip_is_said():
    found = read(WIDE.replace("pop_resident_10k", "pop_residents_10k"))
    assert found.panel.units["pop_residents"] == "10k"
    assert [str(warning) for warning in found.warnings] == [
        "warning: panel.csv:1: pop_residents_10k: pop_residents is not in the catalogue and is "
        "kept as an indicator of its own; if pop_resident is meant, write pop_resident"
    ]


def test_a_region_without_any_figure_is_a_warning():
    found = read(WIDE, REGIONS + "C,丙市,north\n")
    assert [str(warning) for warning in found.warnings] == [
        "warning: regions.csv:4: region: C: no figure of it is in panel.csv; "
        "check that both files use the same codes"
    ]


def test_a_column_of_texts_is_skipped_and_said():
    panel = "region,year,gdp_100m_cny,来源\nA,2020,1,年鉴\nB,2020,2,公报\n"
    assert [str(warning) for warning in read(panel).warnings] == [
        "warning: panel.csv:1: 来源: a column of texts, skipped; "
        "figures only are read from a wide panel"
    ]


def test_hashes_are_of_the_bytes_of_both_files():
    hashes = read().hashes
    assert sorted(hashes) == ["panel", "regions"]
    assert hashes["panel"] == Source("", WIDE.encode()).sha256


def test_any_country_and_any_codes_are_read_in_their_own_money():
    regions = "region,name,group\nDE-BE,Berlin,east\nDE-BY,Bayern,west\n"
    panel = "region,year,gdp_1m_eur,pop_resident_persons\nDE-BE,2021,163049,3677472\n"
    found = read(panel, regions).panel
    assert found.units == {"gdp": "100m_eur", "pop_resident": "10k"}
    assert found.values.loc[("DE-BE", 2021), "gdp"] == 1630.49
    assert found.values.loc[("DE-BE", 2021), "pop_resident"] == 367.7472


def test_two_currencies_of_one_indicator_are_refused():
    assert only(TIDY.replace("40,亿元", "40,100m_eur")) == (
        "panel.csv:6: unit: 100m_eur: another unit than on line 2, 100m_cny; "
        "give an indicator in one currency, and one of your own in one unit, throughout"
    )


# Bad input, each with what to do (issue: bad input; mission: 口径)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "A,2021,110,",
            "A,2021,-110,",
            "panel.csv:3: gdp_100m_cny: -110: below the least possible for gdp, 0 100m_cny; "
            "correct the figure, or leave the cell empty if it is unknown",
        ),
        (
            "A,2021,110,",
            "A,2021,inf,",
            "panel.csv:3: gdp_100m_cny: inf: not a finite number; "
            "give a number, or leave the cell empty if it is unknown",
        ),
        (
            "A,2021,110,50.5",
            "A,2021,110,0",
            "panel.csv:3: pop_resident_10k: 0: a population of zero; "
            "leave the cell empty if it is unknown",
        ),
        (
            "A,2021,110,50.5",
            "A,2021,110,50.5万",
            "panel.csv:3: pop_resident_10k: 50.5万: a number with a scale word; "
            "write the figure in the unit of the column, without 万",
        ),
        (
            "A,2021,",
            "A,2020,",
            "panel.csv:3: region: A: A in 2020 stands on line 2 already; leave one of the two rows",
        ),
        (
            "A,2021,",
            "A,2021.5,",
            "panel.csv:3: year: 2021.5: not a year from 1900 to 2100; write four digits",
        ),
        (
            "A,2021,",
            "A,,",
            "panel.csv:3: year: the year is missing; write four digits",
        ),
        (
            "A,2021,",
            ",2021,",
            "panel.csv:3: region: the region is missing; "
            "give every row its region; merged cells of .ods files must be taken apart",
        ),
        (
            "region,year",
            "region,period",
            "panel.csv:1: year: missing column; add a column named year or 年份; "
            "the file has: region, period, gdp_100m_cny, pop_resident_10k",
        ),
        (
            "gdp_100m_cny",
            "gdp",
            "panel.csv:1: gdp: no unit is given; write one, such as 100m_cny (亿元)",
        ),
        (
            "gdp_100m_cny",
            "地区生产总值(万斤)",
            "panel.csv:1: 地区生产总值(万斤): unknown unit; "
            "use one of 元, 万元, 亿元, 人, 万人, 平方公里, 公顷, 百万美元, 年, %, "
            "100m_cny, 10k_cny, cny, 10k, persons, km2, or none",
        ),
        (
            "gdp_100m_cny",
            "gdp_km2",
            "panel.csv:1: gdp_km2: gdp is not measured in km2; give it in 100m_cny (亿元)",
        ),
        (
            "gdp_100m_cny",
            "常住人口(人)",
            "panel.csv:1: pop_resident_10k: two columns give pop_resident, "
            "the other is 常住人口(人); leave one of them",
        ),
        (
            "pop_resident_10k",
            "总人口(万人)",
            "panel.csv:1: 总人口(万人): does not say which indicator; "
            "say which: pop_resident (常住人口) or pop_registered (户籍人口)",
        ),
    ],
)
def test_bad_input_of_a_wide_panel_is_refused(old, new, message):
    assert only(WIDE.replace(old, new, 1)) == message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "A,2021,gdp",
            "A,2020,gdp",
            "panel.csv:4: region: A: gdp of A in 2020 stands on line 2 already; "
            "leave one of the two rows",
        ),
        (
            "100,100m_cny",
            "100,",
            "panel.csv:2: unit: no unit is given; write one, such as 100m_cny (亿元)",
        ),
        (
            "100,100m_cny",
            "100,km2",
            "panel.csv:2: unit: km2: gdp is not measured in km2; give it in 100m_cny (亿元)",
        ),
        (
            "A,2020,gdp",
            "A,2020,人口",
            "panel.csv:2: indicator: 人口: does not say which indicator; "
            "say which: pop_resident (常住人口) or pop_registered (户籍人口)",
        ),
        (
            "value,unit",
            "value,measure",
            "panel.csv:1: unit: missing column; add a column named unit or 单位; "
            "the file has: region, year, indicator, value, measure",
        ),
    ],
)
def test_bad_input_of_a_tidy_panel_is_refused(old, new, message):
    assert only(TIDY.replace(old, new, 1)) == message


def test_an_indicator_of_ones_own_in_two_units_is_refused():
    rows = "A,2020,cars,5,1k\nB,2020,cars,5000,persons\n"
    assert only("region,year,indicator,value,unit\n" + rows) == (
        "panel.csv:3: unit: persons: another unit than on line 2, 1k; "
        "give an indicator in one currency, and one of your own in one unit, throughout"
    )


@pytest.mark.parametrize(
    ("regions", "messages"),
    [
        (
            "region,name,group\nA,甲市,south\n",
            [
                "panel.csv:4: region: B: the region is in no group; "
                "add a row with its group to regions.csv, or delete it here"
            ],
        ),
        (
            "region,name,group\nA,甲市,south\nB,乙市,\n",
            [
                "regions.csv:3: group: region B is in no group; "
                "write the group that the region belongs to"
            ],
        ),
        (
            REGIONS + "A,甲市,north\n",
            [
                "regions.csv:4: region: A: the region stands on line 2 already; "
                "leave one row for each region"
            ],
        ),
        (
            "region,name\nA,甲市\nB,乙市\n",
            [
                "regions.csv:1: group: missing column; add a column named group or 分组; "
                "the file has: region, name"
            ],
        ),
        (
            "region,name,group,parent\nA,甲,s,all\nB,乙,s,\n",
            [
                "regions.csv:3: parent: group s is under all on line 2; "
                "give a group the same parent on each of its rows"
            ],
        ),
    ],
)
def test_bad_input_of_regions_is_refused(regions, messages):
    assert refusal(WIDE, regions) == messages


def test_a_code_out_of_force_is_refused_with_the_words_of_the_check():
    def check(code, year):
        out = code == "B" and year >= 2021
        return Problem("out of force since 2021", hint="use C") if out else None

    assert only(check_code=check) == "panel.csv:5: region: B: out of force since 2021; use C"


def test_problems_of_both_files_are_said_at_once():
    problems = refusal(
        WIDE.replace("A,2020,100,50", "A,20,-5,0"), REGIONS.replace("B,乙市,north", "A,乙市,north")
    )
    assert [problem.split(":")[:2] for problem in problems] == [
        ["panel.csv", "2"],
        ["regions.csv", "3"],
    ]


def test_a_panel_without_figures_is_refused():
    assert only("region,year,gdp_100m_cny\n") == "panel.csv:1: the panel holds no figure"
    assert only("region,year\nA,2020\nB,2020\n") == (
        "panel.csv:1: no column of figures; add one column per indicator, such as gdp_100m_cny"
    )
