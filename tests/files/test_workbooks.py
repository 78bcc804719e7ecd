"""Workbooks: merged cells, titles, lost values, several sheets, and archives made to harm."""

import contextlib
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiedui.core.errors import Refusal
from jiedui.files.sources import Limits, Source
from jiedui.files.tables import read_table

NAMES = ("region", "地区代码", "year", "年份", "gdp")


def workbook(rows, *, sheet="数据", merged=(), change=None):
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(row)
    for cells in merged:
        page.merge_cells(cells)
    if change:
        change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


SMALL = workbook([["region", "year", "gdp"], ["A", 2021, 1]])


def read(data, **options):
    return read_table(Source("panel.xlsx", data), expected=NAMES, **options)


def refusal(data, **options):
    with pytest.raises(Refusal) as refused:
        read(data, **options)
    return str(refused.value)


def test_a_header_on_row_3_below_merged_titles_is_found():
    rows = [["表1 主要指标"], ["单位：亿元"], ["地区代码", "年份", "gdp"], [320100, 2021, 16355.32]]
    table = read(workbook(rows, merged=["A1:C1", "A2:C2"]))
    assert table.header_line == 3
    assert table.rows[0].cells == ("320100", "2021", "16355.32")
    assert str(table.warnings[0]).startswith(
        "warning: panel.xlsx[数据]:1: 表1 主要指标 / 单位:亿元: skipped as a title"
    )


def test_a_merged_region_stands_in_each_of_its_rows():
    rows = [["region", "year", "gdp"], ["A", 2020, 1], [None, 2021, 2]]
    table = read(workbook(rows, merged=["A2:A3"]))
    assert [row.cells[0] for row in table.rows] == ["A", "A"]
    assert (3, 0) in table.merged


def test_a_table_that_starts_away_from_the_corner_keeps_its_rows():
    rows = [[], [], [None, "region", "year"], [None, "A", 2021]]
    table = read(workbook(rows))
    assert table.header_line == 3
    assert [(row.line, row.cells) for row in table.rows] == [(4, ("", "A", "2021"))]


def test_a_filled_column_without_a_name_is_refused():
    assert refusal(workbook([["region", "year", None, "gdp"], ["A", 2021, 5, 1]])) == (
        "panel.xlsx[数据]:1: column 3 has no name; name it, or delete the column"
    )


def test_error_values_and_formulas_never_computed_are_known_as_lost():
    def change(book):
        book.active["C2"] = "=1/0"
        book.active["C3"].data_type = "e"

    rows = [["region", "year", "gdp"], ["A", 2020, 1], ["A", 2021, "#N/A"]]
    table = read(workbook(rows, change=change))
    assert table.unreadable == (
        ((2, 2), "a formula that was never computed"),
        ((3, 2), "an error of the spreadsheet"),
    )


def test_hidden_rows_are_read_and_said():
    def change(book):
        book.active.row_dimensions[2].hidden = True

    table = read(workbook([["region", "year", "gdp"], ["A", 2021, 1]], change=change))
    assert len(table.rows) == 1
    assert str(table.warnings[0]) == (
        "warning: panel.xlsx[数据]: 1 hidden rows are read like the others; "
        "delete them if they do not belong to the data"
    )


def test_the_only_sheet_with_such_a_header_is_taken_and_hidden_ones_are_not():
    def change(book):
        book.create_sheet("封面", 0)["A1"] = "region"
        old = book.create_sheet("旧")
        old.append(["region", "year", "gdp"])
        old.sheet_state = "hidden"

    assert read(workbook([["region", "year", "gdp"], ["A", 1, 2]], change=change)).sheet == "数据"


def test_two_fitting_sheets_are_refused_and_one_may_be_named():
    def change(book):
        book.create_sheet("B").append(["region", "year", "gdp"])

    data = workbook([["region", "year", "gdp"], ["A", 2021, 1]], change=change)
    assert refusal(data) == (
        "panel.xlsx: several sheets hold a table: 数据, B; leave one of them in the file"
    )
    assert read(data, sheet="数据").sheet == "数据"
    assert refusal(data, sheet="C") == "panel.xlsx: C: no such sheet; it has: 数据, B"


def test_a_zip_that_unpacks_to_far_more_than_its_size_is_refused():
    """T6: the bytes that really come out are counted."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 20_000_000)
    assert "the workbook unpacks to more than 10,485,760 bytes" in refusal(target.getvalue())


def test_a_zip_with_too_many_parts_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(30):
            archive.writestr(f"{number}.xml", b"<a/>")
    limits = Limits(archive_entries=20)
    assert "holds 30 parts; at most 20" in refusal(target.getvalue(), limits=limits)


def with_part(data, name, change):
    """The workbook with one part of its zip changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.namelist():
            part = old.read(entry)
            new.writestr(entry, change(part) if entry == name else part)
    return target.getvalue()


def test_xml_entities_are_refused_before_any_parser_sees_them():
    """T7: no document type, so nothing is read from outside and nothing is blown up."""
    data = with_part(
        workbook([["region", "year", "gdp"]]),
        "xl/workbook.xml",
        lambda part: b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + part,
    )
    assert "declares a document type" in refusal(data)


def test_two_cells_far_apart_do_not_lay_out_all_cells_between_them():
    def change(book):
        book.active["ZZZ900000"] = 1

    data = workbook([["region", "year", "gdp"]], change=change)
    assert "the table reaches over 900,000 rows and 18,278 columns" in refusal(data)


@pytest.mark.parametrize("cut", [100, 1000, 3000])
def test_a_workbook_cut_short_is_refused(cut):
    data = workbook([["region", "year", "gdp"], ["A", 2021, 1]])
    assert "the workbook is damaged" in refusal(data[:cut])


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_workbook_changed_anywhere_is_read_or_refused_and_nothing_else(data):
    """F9, T6: whatever a byte is turned into, the answer is a table or a refusal."""
    changed = bytearray(SMALL)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(4, len(changed) - 1))
        changed[at] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Refusal):
        read(bytes(changed))


@pytest.mark.parametrize("repeated", ["x", "-1", "99999999999999999999"])
def test_an_ods_file_with_a_senseless_repetition_is_refused(repeated):
    assert refusal(ods([["region", "year", ("gdp", repeated)]]))


def test_a_zip_that_is_no_workbook_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", b"a")
    assert "a zip file that is no .xlsx or .ods workbook" in refusal(target.getvalue())


def test_an_old_workbook_that_is_broken_is_refused():
    broken = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000
    assert "the workbook cannot be read" in refusal(broken)


ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0">
<office:body><office:spreadsheet><table:table table:name="数据">{rows}
<table:table-row table:number-rows-repeated="1048000"><table:table-cell
 table:number-columns-repeated="16384"/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""


def ods(rows):
    def cell(value, repeated=1):
        return (
            f'<table:table-cell office:value-type="string" '
            f'table:number-columns-repeated="{repeated}"><text:p>{value}</text:p></table:table-cell>'
        )

    body = "".join(
        "<table:table-row>"
        + "".join(cell(*(c if isinstance(c, tuple) else (c,))) for c in row)
        + "</table:table-row>"
        for row in rows
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(rows=body))
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return target.getvalue()


def test_an_ods_file_is_read_and_its_empty_million_rows_cost_nothing():
    table = read(ods([["地区代码", "年份", "gdp"], ["320100", "2021", "1"]]))
    assert [row.cells for row in table.rows] == [("320100", "2021", "1")]


def test_an_ods_cell_repeated_without_end_is_refused():
    assert "columns" in refusal(ods([["region", "year", ("gdp", 100_000)]]))
