"""One table out of a text file: delimiters, line numbers, title rows, notes, and refusals."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiedui.core.errors import Refusal
from jiedui.files.sources import Limits, Source
from jiedui.files.tables import read_table

NAMES = ("region", "地区代码", "year", "年份", "gdp")


def read(text, expected=NAMES, **options):
    return read_table(Source("panel.csv", text.encode()), expected=expected, **options)


def refusal(text, expected=NAMES, **options):
    with pytest.raises(Refusal) as refused:
        read(text, expected, **options)
    return [str(problem) for problem in refused.value.problems]


def cells(table):
    return [row.cells for row in table.rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(delimiter):
    table = read("region,year,gdp\nA,2021,1\n".replace(",", delimiter))
    assert table.header == ("region", "year", "gdp")
    assert cells(table) == [("A", "2021", "1")]
    assert table.delimiter == delimiter


def test_a_semicolon_file_with_decimal_commas_is_not_cut_at_the_commas():
    assert read("a;b\n1,5;2,5\n", expected=None).delimiter == ";"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_gives_the_same_rows_and_lines(end):
    table = read(end.join(["region,year,gdp", "A,2021,1", "B,2021,2"]))
    assert [(row.line, row.cells[0]) for row in table.rows] == [(2, "A"), (3, "B")]


def test_a_quoted_cell_over_two_lines_keeps_the_lines_below_it_right():
    table = read('region,year,gdp\n"A\nB",2021,1\nC,2021,2\n')
    assert [(row.line, row.cells[0]) for row in table.rows] == [(2, "A\nB"), (4, "C")]


def test_the_header_is_found_below_title_rows_and_they_are_said_to_be_skipped():
    """Mission: header on row 3, with Chinese names."""
    table = read("表1 主要指标,,\n单位：亿元,,\n地区代码,年份,gdp\nA,2021,1\n")
    assert (table.header_line, cells(table)) == (3, [("A", "2021", "1")])
    assert [str(warning) for warning in table.warnings] == [
        "warning: panel.csv:1: 表1 主要指标 / 单位:亿元: skipped as a title; the column names "
        "stand on line 3; a unit named only in a title is not read: write it into the header"
    ]


def test_two_rows_that_could_be_the_header_are_refused():
    assert refusal("region,year,gdp\n地区代码,年份,gdp\nA,2021,1\n") == [
        "panel.csv:2: two rows look like the header, lines 1 and 2; leave one row of column names"
    ]


def test_notes_below_the_table_are_skipped_and_said():
    table = read("region,year,gdp\nA,2021,1\n,,\n注：按当年价格,,\n资料来源: 年鉴,,\n")
    assert cells(table) == [("A", "2021", "1")]
    assert str(table.warnings[0]) == (
        "warning: panel.csv:4: 注:按当年价格 / 资料来源: 年鉴: skipped as a note below the table"
    )


def test_a_note_between_rows_is_no_note():
    table = read("region,year,gdp\n注：甲,,\nA,2021,1\n")
    assert len(table.rows) == 2


def test_a_row_that_was_cut_is_refused():
    assert refusal("region,year,gdp\nA,2021,1\nB,20") == [
        "panel.csv:3: the row has 2 cells, the header 3: it may have been cut; "
        "complete it; leave unknown cells empty between separators"
    ]


def test_a_row_longer_than_the_header_is_refused():
    assert refusal("region,year,gdp\nA,2021,1,234\n") == [
        "panel.csv:2: 234: the row has more cells than the header has names; name every column"
    ]


def test_empty_cells_beyond_the_header_are_no_cells():
    assert cells(read("region,year,gdp,,\nA,2021,1,,\n")) == [("A", "2021", "1")]


def test_a_name_twice_and_a_column_without_name_are_refused_together():
    assert refusal("region,year,gdp,,ＧＤＰ\nA,2021,1,5,3\n") == [
        "panel.csv:1: column 4 has no name; name it, or delete the column",
        "panel.csv:1: GDP: two columns have this name; leave one of them",
    ]


def test_an_open_quotation_mark_is_refused_where_it_is_opened():
    assert refusal('region,year,gdp\nA,2021,1\n"B,2021,2\nC,2021,3\n') == [
        "panel.csv:3: a quotation mark is opened here and never closed; "
        'close every quotation mark, and write one inside a text twice ("")'
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b"\n\n,,\n", "the file holds no row"),
        (b"%PDF-1.7\n\x00", "a PDF file, not a table"),
        (b"<html><table><tr><td>region", "a web page, whatever its name says"),
    ],
)
def test_what_is_no_table_is_refused(data, reason):
    with pytest.raises(Refusal, match=reason):
        read_table(Source("panel.xls", data))


def test_a_path_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refusal, match="there is no such file; check the path"):
        read_table(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(file_bytes=10), "the file has 44 bytes; at most 10 are read"),
        (Limits(rows=2), "the table is too large"),
        (Limits(columns=2), "the table is too large"),
        (Limits(cells=5), "the table is too large"),
        (Limits(cell_characters=3), "a cell holds more than 3 characters"),
    ],
)
def test_documented_limits_are_kept(limits, reason):
    problems = refusal("region,year,gdp\nA,2021,1\nB,2021,2\nC,2021,3\n\n", limits=limits)
    assert reason in problems[0]


def test_all_problems_are_kept_and_a_readable_number_is_listed():
    text = "region,year,gdp\n" + "A,2021,1,x\n" * 70
    with pytest.raises(Refusal) as refused:
        read(text)
    assert len(refused.value.every) == 70
    assert len(refused.value.problems) == 51
    assert str(refused.value).endswith("and 20 more problems; mend these first, then try again")


@given(st.binary(max_size=80), st.sampled_from([b"", b"region,year,gdp\n", b"PK\x03\x04"]))
def test_any_bytes_are_a_table_or_a_refusal_and_never_a_crash(data, before):
    with contextlib.suppress(Refusal):
        read_table(Source("panel.csv", before + data), expected=NAMES)
