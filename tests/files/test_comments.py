"""The sender's workbook comes back with its bad cells commented (complaint 9 of other systems)."""

import io

import openpyxl
import pytest

from jiedui.core.errors import Problem, Refusal
from jiedui.files.comments import commented_copy
from jiedui.files.panels import read_panel
from jiedui.files.sources import Source
from jiedui.files.tables import PROBLEMS_SHEET

REGIONS = Source("regions.csv", "region,name,group\n320100,南京市,south\n".encode())


def sent(change=lambda page: None):
    book = openpyxl.Workbook()
    page = book.active
    page.title = "数据"
    for row in (
        ["表1"],
        ["地区代码", "年份", "地区生产总值(亿元)"],
        [320100, 2020, 100],
        [320100, 2021, -5],
        [320999, 2021, 7],
    ):
        page.append(row)
    change(page)
    target = io.BytesIO()
    book.save(target)
    return Source("panel.xlsx", target.getvalue())


def refused(source):
    with pytest.raises(Refusal) as refusal:
        read_panel(source, REGIONS)
    return refusal.value


def returned(source, problems):
    target = io.BytesIO()
    commented_copy(source, problems, target)
    return openpyxl.load_workbook(io.BytesIO(target.getvalue()))


def comments(page):
    return {
        cell.coordinate: cell.comment.text
        for row in page.iter_rows()
        for cell in row
        if cell.comment
    }


def test_each_bad_cell_carries_its_reason_and_what_to_do():
    source = sent()
    book = returned(source, refused(source).every)
    assert comments(book["数据"]) == {
        "C4": "below the least possible for gdp, 0 100m_cny; "
        "correct the figure, or leave the cell empty if it is unknown",
        "A5": "the region is in no group; add a row with its group to regions.csv, "
        "or delete it here",
    }
    assert book["数据"]["C3"].value == 100


def test_every_problem_is_commented_and_not_only_those_listed():
    source = sent(lambda page: [page.append([320100, 1900 + i, -1]) for i in range(80)])
    refusal = refused(source)
    assert len(refusal.problems) < len(refusal.every)
    book = returned(source, refusal.every)
    assert len(comments(book["数据"])) == len(refusal.every) == 82
    assert book[PROBLEMS_SHEET].max_row == 83


def test_a_mended_copy_can_be_sent_again_with_its_list_of_problems():
    source = sent()
    book = returned(source, refused(source).every)
    book["数据"]["C4"] = 110
    book["数据"].delete_rows(5)
    target = io.BytesIO()
    book.save(target)
    found = read_panel(Source("panel.xlsx", target.getvalue()), REGIONS)
    assert found.panel.values.loc[("320100", 2021), "gdp"] == 110


def test_a_text_file_comes_back_as_a_workbook():
    source = Source("panel.csv", b"region,year,gdp_100m_cny\n\n320100,2021,x\n")
    book = returned(source, refused(source).every)
    assert list(comments(book["panel"])) == ["C3"]


def test_a_formula_in_the_senders_text_stays_a_text():
    source = sent(lambda page: page.append(["=cmd()", 2021, 1]))
    book = returned(source, refused(source).every)
    assert {cell.data_type for row in book["数据"].iter_rows() for cell in row} <= {"s", "n"}


def test_the_same_problems_give_the_same_bytes():
    source = sent()
    problems = refused(source).every
    first, second = io.BytesIO(), io.BytesIO()
    commented_copy(source, problems, first)
    commented_copy(source, problems, second)
    assert first.getvalue() == second.getvalue()


@pytest.mark.parametrize("name", ["a:b[1]*?.csv", "'x'.csv", "Problems 问题.csv", "history.csv"])
def test_a_file_name_that_excel_refuses_for_a_sheet_still_gives_a_commented_copy(name):
    target = io.BytesIO()
    commented_copy(Source(name, b"region,year\nA,x\n"), [Problem("wrong", line=2)], target)
    assert len(openpyxl.load_workbook(target).sheetnames) == 2
