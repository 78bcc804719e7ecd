"""Tables out: whole, harmless, the same bytes each time, and equal when read again."""

import csv
import hashlib
import io
import math
from datetime import date

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiedui.core.errors import Refusal
from jiedui.files import writing
from jiedui.files.sources import Source
from jiedui.files.tables import ABOUT_SHEET, read_table
from jiedui.files.writing import About, Field, Sheet, checksum, write_csv, write_xlsx

ABOUT = About("Gaps", sources=["年鉴"], definitions={"gdp": "地区生产总值"}, notes=["示意"])
DANGEROUS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "＝HYPERLINK(1)", "'=1"]


def as_csv(rows, **options):
    target = io.BytesIO()
    write_csv(rows, target, **options)
    return target.getvalue()


def as_xlsx(sheets, **options):
    target = io.BytesIO()
    write_xlsx(sheets, target, about=ABOUT, **options)
    return target.getvalue()


def rows_of(data, name="out.csv", **options):
    table = read_table(Source(name, data), **options)
    return [table.header, *(row.cells for row in table.rows)]


# Characters that a file can hold: no lone surrogates, and none that end a text in C.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
FILLED = TEXTS.map(lambda text: "x" + text)


@given(st.lists(st.tuples(FILLED, TEXTS, TEXTS), max_size=6))
def test_a_csv_file_read_again_is_what_was_written(rows):
    frame = pd.DataFrame(rows, columns=["key", "one", "two"])
    assert rows_of(as_csv(frame))[1:] == rows


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=6))
def test_every_float_of_a_csv_file_is_read_again_exactly(values):
    frame = pd.DataFrame({"key": ["k"] * len(values), "value": values})
    assert [float(row[1]) for row in rows_of(as_csv(frame))[1:]] == values


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(FILLED, TEXTS, TEXTS), min_size=1, max_size=4))
def test_a_workbook_read_again_is_what_was_written(rows):
    sheet = Sheet("data", [Field("key"), Field("one"), Field("two")], rows)
    assert rows_of(as_xlsx([sheet]), "out.xlsx", sheet="data")[1:] == rows


@settings(deadline=None, max_examples=40)
@given(st.floats(min_value=-1e300, max_value=1e300))
def test_a_workbook_keeps_15_digits_of_a_number(value):
    value = float(f"{value:.15g}")
    sheet = Sheet("data", [Field("key"), Field("value")], [("k", value)])
    read = rows_of(as_xlsx([sheet]), "out.xlsx", sheet="data")[1][1]
    assert float(read) == pytest.approx(value, rel=1e-14, abs=0)


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_becomes_a_formula_in_csv(text):
    data = as_csv([{"name": "x", "note": text}], bom=False).decode()
    assert list(csv.reader(io.StringIO(data, newline="")))[1][1] == "'" + text


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_becomes_a_formula_in_a_workbook(text):
    data = as_xlsx([Sheet("data", [Field(text)], [(text,)])])
    page = openpyxl.load_workbook(io.BytesIO(data))["data"]
    assert {cell.data_type for row in page.iter_rows() for cell in row} == {"s"}
    assert page["A2"].value.replace("_x000D_", "\r") == text


def test_a_negative_number_is_no_formula_and_stays_a_number():
    assert as_csv([{"value": -5.5}], bom=False) == b"value\r\n-5.5\r\n"


def test_csv_starts_with_a_mark_for_excel_unless_told_otherwise():
    assert as_csv([{"a": 1}]).startswith(b"\xef\xbb\xbf")
    assert as_csv([{"a": 1}], bom=False) == b"a\r\n1\r\n"


def test_rows_with_different_keys_have_the_union_of_columns():
    assert as_csv([{"a": 1}, {"b": None, "a": np.int64(2)}], bom=False) == b"a,b\r\n1,\r\n2,\r\n"


def test_unknown_figures_are_empty_and_infinite_ones_are_refused():
    assert as_csv([{"a": math.nan, "b": pd.NA, "c": 1}], bom=False) == b"a,b,c\r\n,,1\r\n"
    with pytest.raises(Refusal, match="not finite"):
        as_csv([{"a": math.inf}])


def test_the_same_table_gives_the_same_bytes():
    sheet = Sheet.of_frame("data", pd.DataFrame({"gdp": [1.5, 2.5]}), {"gdp": "100m_cny"})
    assert as_xlsx([sheet]) == as_xlsx([sheet])


def test_the_last_sheet_says_rows_checksum_sources_and_definitions():
    sheet = Sheet.of_frame("data", pd.DataFrame({"name": ["甲", "=乙"], "gdp": [1.5, None]}))
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx([sheet], lang="en")))
    assert book.sheetnames == ["data", ABOUT_SHEET]
    said = list(book[ABOUT_SHEET].iter_rows(values_only=True))
    assert ("Rows without header", 2) in said
    assert ("SHA-256", checksum(sheet, "en")) in said
    assert ("Source", "年鉴") in said
    assert ("gdp", "地区生产总值") in said
    by_hand = "name,gdp\r\n甲,1.5\r\n'=乙,\r\n".encode()
    assert checksum(sheet, "en") == hashlib.sha256(by_hand).hexdigest()


def test_units_stand_in_the_header_in_the_readers_language():
    sheet = Sheet("data", [Field("地区生产总值", "100m_cny", "#,##0.00")], [(1234.5,)])
    page = openpyxl.load_workbook(io.BytesIO(as_xlsx([sheet])))["data"]
    assert page["A1"].value == "地区生产总值(亿元)"
    assert page["A2"].number_format == "#,##0.00"
    assert page.freeze_panes == "A2"
    assert page.column_dimensions["A"].width > 18  # nine Chinese characters' room and two


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(monkeypatch):
    """Complaint 8 of other systems: exports cut at 30,000 rows."""
    monkeypatch.setattr(writing, "_ROWS_PER_SHEET", 3)
    sheet = Sheet("data", [Field("n")], [(n,) for n in range(7)])
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx([sheet])))
    assert book.sheetnames == ["data", "data (2)", "data (3)", ABOUT_SHEET]
    read = [row[0] for name in book.sheetnames[:3] for row in book[name].values if row[0] != "n"]
    assert read == list(range(7))


def test_a_long_name_of_a_sheet_leaves_room_for_the_number_of_the_next(monkeypatch):
    """Excel takes 31 characters of a name."""
    monkeypatch.setattr(writing, "_ROWS_PER_SHEET", 2)
    sheet = Sheet("x" * 31, [Field("n")], [(n,) for n in range(3)])
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx([sheet])))
    assert book.sheetnames == ["x" * 31, "x" * 27 + " (2)", ABOUT_SHEET]


def test_a_text_too_long_for_a_cell_is_refused_and_not_cut():
    with pytest.raises(Refusal, match="32,768 characters does not fit"):
        as_xlsx([Sheet("data", [Field("note")], [("x" * 32_768,)])])


def test_dates_booleans_and_codes_keep_their_kind():
    row = ("320100", date(2021, 1, 31), True, 5)
    sheet = Sheet("data", [Field("code"), Field("day"), Field("is"), Field("n")], [row])
    page = openpyxl.load_workbook(io.BytesIO(as_xlsx([sheet])))["data"]
    assert [cell.data_type for cell in page[2]] == ["s", "d", "b", "n"]


def test_a_failed_export_leaves_the_old_file_and_nothing_beside_it(tmp_path):
    """F1: old state or new state, nothing between."""
    path = tmp_path / "out.csv"
    write_csv([{"a": 1}], path)
    before = path.read_bytes()
    with pytest.raises(Refusal):
        write_csv([{"a": math.inf}], path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
