"""What one cell says. Bad input of every figure: digits, signs, scale words, non-finite values."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiedui.core.errors import Problem
from jiedui.files.cells import clean, escaped, number, shown, sign, unescaped, year


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12.0),
        (" 12.50 ", 12.5),
        ("-3", -3.0),
        ("−3", -3.0),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("１２．５", 12.5),
        ("　１，２３４，５６７．８", 1234567.8),
        ("1,234", 1234.0),
        ("12 345.6", 12345.6),
        ("12\u00a0345", 12345.0),
        ("12\u202f345", 12345.0),
        ("\ufeff7", 7.0),
    ],
)
def test_a_number_is_read_in_any_usual_form(text, value):
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *[("", "unknown"), ("　", "unknown"), ("不详", "unknown"), ("N/A", "unknown")],
        *[("…", "below_unit"), ("……", "below_unit"), ("...", "below_unit")],
        *[("-", "none"), ("—", "none"), ("－", "none"), ("——", "none")],
    ],
)
def test_yearbook_signs_are_told_apart_and_never_become_zero(text, said):
    assert sign(text) == said
    assert math.isnan(number(text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "12.3万",
            "12.3万: a number with a scale word; "
            "write the figure in the unit of the column, without 万",
        ),
        (
            "3亿元",
            "3亿元: a number with a scale word; "
            "write the figure in the unit of the column, without 亿",
        ),
        (
            "7.5%",
            "7.5%: a percent sign; write the number alone and percent in the header or the unit",
        ),
        ("(12)", "(12): a number in brackets; write a minus sign if it is negative"),
        ("1,5", "1,5: the comma may be decimal; write a point and no separators"),
        ("1.234,56", "1.234,56: the comma may be decimal; write a point and no separators"),
        (
            "NaN",
            "NaN: not a finite number; give a number, or leave the cell empty if it is unknown",
        ),
        (
            "-inf",
            "-inf: not a finite number; give a number, or leave the cell empty if it is unknown",
        ),
        (
            "1e999",
            "1e999: not a finite number; give a number, or leave the cell empty if it is unknown",
        ),
        ("#DIV/0!", "#DIV/0!: an error of the spreadsheet; mend the formula in the workbook"),
        ("12²", "12²: not a number; give a number, or leave the cell empty if it is unknown"),
        ("12*", "12*: not a number; give a number, or leave the cell empty if it is unknown"),
        ("约12", "约12: not a number; give a number, or leave the cell empty if it is unknown"),
        ("TRUE", "TRUE: not a number; give a number, or leave the cell empty if it is unknown"),
        ("1 23", "1 23: not a number; give a number, or leave the cell empty if it is unknown"),
    ],
)
def test_a_doubtful_number_is_refused_with_what_to_write(text, message):
    problem = number(text)
    assert isinstance(problem, Problem)
    assert str(problem) == message


def test_a_comma_is_doubtful_where_commas_may_be_decimal():
    assert number("1,234") == 1234.0
    problem = number("1,234", decimal_comma=True)
    assert isinstance(problem, Problem)
    assert problem.reason == "the comma may be decimal"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_float_is_read_back_exactly(value):
    assert number(repr(value)) == value


@given(st.text())
def test_any_text_is_a_number_or_a_problem_and_never_a_crash(text):
    assert isinstance(number(text), float | Problem)
    assert isinstance(year(text), int | Problem)


@pytest.mark.parametrize("text", ["1899", "2101", "21", "2021.5", "2021-01-01", "二〇二一", ""])
def test_a_year_is_four_digits_from_1900_to_2100(text):
    assert isinstance(year(text), Problem)


@pytest.mark.parametrize("text", ["2021", "２０２１", "2021年", "2021.0", " 2021 "])
def test_a_year_is_read_in_its_usual_forms(text):
    assert year(text) == 2021


@given(st.text())
def test_an_escaped_text_comes_back_as_it_was(text):
    assert unescaped(escaped(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "'=1"])
def test_what_a_spreadsheet_would_compute_is_escaped(text):
    assert escaped(text) == "'" + text


def test_clean_removes_unseen_characters_but_keeps_footnote_marks():
    assert clean("\u200bＧＤＰ\u00a0²　") == "GDP ²"


def test_a_long_value_is_quoted_short_and_on_one_line():
    assert shown("x" * 100) == "x" * 59 + "…"
    assert shown("a\r\n b") == "a b"
