"""What is refused of tables of firms and parks: where, what was received, what is allowed."""

import numpy as np
import pandas as pd
import pytest

from jiedui.analysis.matching import checked_firms, checked_parks, read_firms, read_parks
from jiedui.analysis.matching.columns import SECTORS
from jiedui.core.errors import Refusal

FIRMS = {"firm": ["a", "b"], "home": ["320500", "330100"], "industry": ["3610", "27"]}
PARKS = {"park": ["p", "q"], "region": ["321300", "341300"], "capacity_land_m2": [1e5, 0.0]}


def firms(**changed):
    return pd.DataFrame({**FIRMS, **changed})


def parks(**changed):
    return pd.DataFrame({**PARKS, **changed})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"industry": ["3610", "9900"]}, "firms:3: industry: 9900: unknown industry code"),
        ({"industry": ["", "27"]}, "firms:2: industry: unknown industry code"),
        ({"firm": ["a", "a"]}, "firms:3: firm: a: stands twice, first on line 2"),
        ({"home": ["320500", "苏州"]}, "firms:3: home: 苏州: not a code of GB/T 2260"),
        ({"home": ["320500", "999999"]}, "firms:3: home: 999999: not a code of GB/T 2260"),
        (
            {"home": ["320500", "310100"]},
            "310100: a heading of GB/T 2260 .市辖区., no place; write 310000",
        ),
        (
            {"home": ["320500", "320501"]},
            "320501: a heading of GB/T 2260 .市辖区., no place; write 320500",
        ),
        ({"employees": [10, -1]}, "firms:3: employees: -1: out of its bounds; allowed: 0 to any"),
        ({"employees": [10, np.inf]}, "firms:3: employees: inf: not a finite number"),
        ({"employees": ["10", "many"]}, "firms:3: employees: many: not a number"),
        ({"rd_share": [0.1, 1.2]}, "rd_share: 1.2: out of its bounds; allowed: 0 to 1"),
        ({"demand_land_m2": [1.0, -2.0]}, "firms:3: demand_land_m2: -2.0: out of its bounds"),
        (
            {"revenue": [1, 2]},
            "firms: revenue: unknown column; the columns are firm .企业代码., n",
        ),
    ],
    ids=[
        *(
            "industry",
            "no_industry",
            "twice",
            "name",
            "code",
            "municipality",
            "heading",
            "negative",
        ),
        *("infinite", "text", "share", "demand", "column"),
    ],
)
def test_a_faulty_table_of_firms_is_refused_with_line_column_value_and_remedy(changed, said):
    with pytest.raises(Refusal, match=said):
        checked_firms(firms(**changed))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"park": ["p", "p"]}, "parks:3: park: p: stands twice"),
        ({"capacity_land_m2": [1.0, np.nan]}, "parks:3: capacity_land_m2: a park without capacity"),
        ({"capacity_land_m2": [1.0, -1.0]}, "parks:3: capacity_land_m2: -1.0: out of its bounds"),
        ({"industries": ["36;39", "36;3X"]}, "industries: 36;3X: unknown industry code 3X"),
    ],
    ids=["twice", "without", "negative", "industries"],
)
def test_a_faulty_table_of_parks_is_refused_with_line_column_value_and_remedy(changed, said):
    with pytest.raises(Refusal, match=said):
        checked_parks(parks(**changed))


def test_sectors_of_a_firm_are_those_of_the_table_of_153():
    """They are separated as industries are; one that is none is named with its line."""
    known = sorted(SECTORS)[:2]
    checked_firms(firms(sectors=["; ".join(known), "、".join(known)]))
    with pytest.raises(Refusal, match="firms:3: sectors: XYZ: unknown sector XYZ; write codes"):
        checked_firms(firms(sectors=["", "XYZ"]))


def test_every_fault_is_told_at_once():
    with pytest.raises(Refusal) as told:
        checked_firms(firms(firm=["a", "a"], industry=["00", "27"], home=["x", "330100"]))
    assert len(told.value.problems) == 3


def test_a_missing_column_is_named():
    with pytest.raises(Refusal, match="parks: region: the column is missing"):
        checked_parks(parks().drop(columns="region"))


def test_a_table_without_rows_is_refused():
    with pytest.raises(Refusal, match="there is no row"):
        checked_firms(firms().iloc[:0])


def test_a_file_with_chinese_headers_is_read_and_its_lines_are_named(tmp_path):
    path = tmp_path / "企业.csv"
    path.write_text(
        "企业编号,企业名称,注册地代码,行业代码,从业人数,高技术,demand_power_kw\n"
        "a,甲,320500,39,1200,是,800\nb,乙,330100,2710,,否,\n",
        "utf-8",
    )
    found = read_firms(path)
    assert found["name"].tolist() == ["甲", "乙"]
    assert found["high_tech"].tolist() == [1.0, 0.0]
    assert np.isnan(found["employees"][1]) and np.isnan(found["demand_power_kw"][1])
    path.write_text("企业编号,注册地代码,行业代码\na,320500,39\n\na,330100,97\n", "utf-8")
    with pytest.raises(Refusal, match=r"企业.csv:4: 企业编号: a: stands twice, first on line 2"):
        read_firms(path)


def test_parks_of_ones_own_may_name_words_or_codes(tmp_path):
    path = tmp_path / "parks.csv"
    path.write_text(
        "园区编号,所在地代码,主导产业代码,capacity_land_m2\np,321300,36;39,5\n", "utf-8"
    )
    assert read_parks(path)["industries"].tolist() == ["36;39"]


def saved_as_workbook(path, header, *rows, sheet="企业"):
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet(sheet)
    for line, cells in enumerate((header, *rows)):
        for column, cell in enumerate(cells):
            if cell == "=1/0":
                page.write_formula(line, column, cell, None, "#DIV/0!")
            else:
                page.write(line, column, cell)
    book.close()
    return path


def test_a_fault_in_a_workbook_names_sheet_line_and_header_as_they_stand_there(tmp_path):
    """What an official searches for in the file is its own heading, not the word of the code."""
    header = ("企业代码", "注册地代码", "行业代码")
    path = saved_as_workbook(
        tmp_path / "f.xlsx", header, ("a", "320500", "39"), ("b", "苏州", "39")
    )
    with pytest.raises(Refusal) as told:
        read_firms(path)
    (one,) = told.value.problems
    assert (one.file, one.sheet, one.line, one.column) == ("f.xlsx", "企业", 3, "注册地代码")
    assert (one.value, one.reason) == ("苏州", "not a code of GB/T 2260")


def test_no_fault_of_a_long_table_is_kept_back(tmp_path):
    """60 wrong homes: the message lists 50, `every` has them all, for a commented copy."""
    path = tmp_path / "firms.csv"
    rows = "".join(f"f{n},x,39\n" for n in range(60))
    path.write_text(f"firm,home,industry\n{rows}", "utf-8")
    with pytest.raises(Refusal) as told:
        read_firms(path)
    assert len(told.value.every) == 60 and len(told.value.problems) == 50 + 1


def test_an_error_of_the_spreadsheet_is_no_blank_cell(tmp_path):
    header = ("企业代码", "注册地代码", "行业代码", "从业人数")
    path = saved_as_workbook(tmp_path / "f.xlsx", header, ("a", "320500", "39", "=1/0"))
    with pytest.raises(Refusal, match=r"f.xlsx.*2: 从业人数: .*error of the spreadsheet"):
        read_firms(path)


def test_a_firm_without_a_name_is_called_by_its_id():
    assert checked_firms(firms(name=["甲", ""]))["name"].tolist() == ["甲", "b"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_template_has_the_headers_that_are_read(tmp_path, ending, lang):
    """Sent back empty it is told that no row is there, of no column that it is unknown."""
    from jiedui.files.templates import template

    for kind, read in (("match_firms", read_firms), ("match_parks", read_parks)):
        path = tmp_path / f"{kind}.{ending}"
        path.write_bytes(template(kind, ending, lang=lang))
        with pytest.raises(Refusal) as told:
            read(path)
        assert [one.reason for one in told.value.problems] == ["there is no row"]


@pytest.mark.parametrize(
    ("header", "cell", "square_metres"),
    [
        ("可供土地(平方米)", "5", 5),
        ("可供土地（亩）", "15", 10_000),
        ("可供土地(公顷)", "1,200.5", 12_005_000),
        ("capacity_land_mu", "3", 2_000),
        ("容量_land_m2", "7", 7),
    ],
)
def test_land_comes_in_the_unit_that_its_header_names(tmp_path, header, cell, square_metres):
    """15 mu are a hectare."""
    path = tmp_path / "parks.csv"
    path.write_text(f'园区代码,所在地代码,{header}\np,321300,"{cell}"\n', "utf-8")
    assert read_parks(path)["capacity_land_m2"].tolist() == [square_metres]


@pytest.mark.parametrize("header", ["项目用地", "项目用地(斤)"])
def test_land_without_a_unit_is_refused_not_guessed(tmp_path, header):
    path = tmp_path / "firms.csv"
    path.write_text(f"企业代码,注册地代码,行业代码,{header}\na,320500,39,5\n", "utf-8")
    with pytest.raises(Refusal, match=r"unit.*项目用地\(亩\), \(公顷\) or \(平方米\)"):
        read_firms(path)


def test_land_of_a_unit_that_nobody_knows_is_no_resource_of_its_own(tmp_path):
    path = tmp_path / "firms.csv"
    path.write_text("firm,home,industry,demand_land_jin\na,320500,39,5\n", "utf-8")
    with pytest.raises(Refusal, match="demand_land_jin: no such unit: jin"):
        read_firms(path)


def test_thrice_ten_mu_are_thirty_mu(tmp_path):
    """10 mu are 6,666.67 m2; three of them go into 20,000."""
    from jiedui.analysis.matching import candidates_of, prepare
    from jiedui.analysis.matching.placement import place_run

    firm, park = tmp_path / "firms.csv", tmp_path / "parks.csv"
    rows = "".join(f"{one},320500,39,10\n" for one in "abc")
    firm.write_text(f"企业代码,注册地代码,行业代码,项目用地(亩)\n{rows}", "utf-8")
    park.write_text("园区代码,所在地代码,主导产业代码,可供土地(亩)\np,321322,39,30\n", "utf-8")
    run = prepare(read_firms(firm), read_parks(park))
    placed = place_run(run, candidates_of(run), gap=0.0, seed=0)
    assert placed.answer.counts.tolist() == [3]


def test_a_capacity_of_which_no_park_says_anything_limits_nothing(tmp_path):
    """The blank table has a column of power; who leaves it empty has no limit of power."""
    path = tmp_path / "parks.csv"
    path.write_text("园区代码,所在地代码,可供土地(亩),可供电力(千瓦)\np,321322,30,\n", "utf-8")
    assert "capacity_power_kw" not in read_parks(path)


def test_a_column_that_nobody_knows_hides_no_other_fault(tmp_path):
    path = tmp_path / "firms.csv"
    path.write_text("企业代码,注册地代码,行业代码,备注\na,苏州,39,x\na,320500,99,y\n", "utf-8")
    with pytest.raises(Refusal) as told:
        read_firms(path)
    reasons = [one.reason for one in told.value.every]
    assert reasons == [
        "unknown column",
        *("stands twice, first on line 2", "not a code of GB/T 2260", "unknown industry code"),
    ]


def test_land_in_two_columns_is_refused(tmp_path):
    path = tmp_path / "parks.csv"
    path.write_text("园区代码,所在地代码,可供土地(亩),可供土地(公顷)\np,321300,5,1\n", "utf-8")
    with pytest.raises(Refusal, match=r"可供土地\(公顷\): the column stands twice"):
        read_parks(path)


def test_figures_are_read_as_offices_write_them():
    """Separators of thousands, full-width digits, percent signs, ticks; as in the ledgers."""
    found = checked_firms(
        firms(employees=["1,200", "１２"], rd_share=["4%", ""], assembly_only=["√", "否"])
    )
    assert found["employees"].tolist() == [1200.0, 12.0]
    assert found["rd_share"][0] == pytest.approx(0.04) and np.isnan(found["rd_share"][1])
    assert found["assembly_only"].tolist() == [1.0, 0.0]


def test_a_demand_that_is_missing_is_asked_for_under_its_own_header(tmp_path):
    from jiedui.analysis.matching import demand_of, prepare

    firm, park = tmp_path / "firms.csv", tmp_path / "parks.csv"
    firm.write_text("企业代码,注册地代码,行业代码,项目用电(千瓦)\na,320500,39,\n", "utf-8")
    park.write_text("园区代码,所在地代码,可供电力(千瓦)\np,321300,50\n", "utf-8")
    with pytest.raises(Refusal, match=r"项目用电\(千瓦\): a: .*可供电力\(千瓦\) out of the parks"):
        demand_of(prepare(read_firms(firm), read_parks(park)))
