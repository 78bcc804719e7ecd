"""What one cell says: a number, a year, a text; and how text is written so that it stays text."""

from __future__ import annotations

import math
import re
from typing import Literal

from jiedui.core.errors import Problem

Sign = Literal["", "unknown", "below_unit", "none"]

# Full-width ！ to ～ are ASCII 0xFEE0 further on. NFKC is not used: it would also turn the
# footnote mark of 12² into the number 122.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys([0x3000, 0xA0, 0x2007, 0x2009, 0x202F], 0x20)
_UNSEEN = dict.fromkeys([0xFEFF, 0x200B, 0x2060])
_TABLE = {**_HALF_WIDTH, **_SPACES, **_UNSEEN, 0x2212: 0x2D}

_ODD = re.compile("[" + "".join(map(re.escape, map(chr, sorted(_TABLE)))) + "]")

_UNKNOWN = {"", "na", "n/a", "n.a.", "不详", "缺失", "无数据"}
_BELOW_UNIT = {"…", "……", "...", "......"}
_NONE = {"-", "--", "—", "——", "–", "―"}

_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([, ])\d{3})(?:\1\d{3})*(\.\d+)?", re.ASCII)
_SCALED = re.compile(r"([+-]?[\d,.]+)\s*(百万|千万|万|亿|千|k|m|bn)\s*\D*", re.IGNORECASE)
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")


def clean(text: str) -> str:
    """A text without full-width forms, odd spaces and outer space.

    >>> clean("　２０２１ 年 ")
    '2021 年'
    """
    return (text.translate(_TABLE) if _ODD.search(text) else text).strip()


def sign(text: str) -> Sign:
    """What stands for a figure in a yearbook: `…` is below the unit, `-` none, blank unknown.

    >>> sign("…"), sign("—"), sign(" "), sign("0")
    ('below_unit', 'none', 'unknown', '')
    """
    said = clean(text).lower()
    if said in _BELOW_UNIT:
        return "below_unit"
    if said in _NONE:
        return "none"
    return "unknown" if said in _UNKNOWN else ""


def number(text: str, *, decimal_comma: bool = False) -> float | Problem:
    """The number in a cell, NaN where it holds none, or why it cannot be read.

    Full-width digits, thousands separators and odd spaces are read; the yearbook signs of `sign`
    are NaN, never zero. Nothing is guessed: a scale word, a percent sign, a footnote mark or a
    comma that could be decimal is refused. `decimal_comma` says that commas may be decimal.

    >>> number("１,２３４.５")
    1234.5
    >>> number("12.3万").hint
    'write the figure in the unit of the column, without 万'
    """
    said = clean(text)
    if _PLAIN.fullmatch(said):
        return _finite(float(said), text)
    if sign(said):
        return math.nan
    if "," in said and decimal_comma:
        return _refused(text, "the comma may be decimal", "write a point and no separators")
    if _GROUPED.fullmatch(said):
        return _finite(float(said.replace(",", "").replace(" ", "")), text)
    return _unreadable(text, said)


_GIVE = "give a number, or leave the cell empty if it is unknown"


def _finite(value: float, text: str) -> float | Problem:
    return value if math.isfinite(value) else _refused(text, "not a finite number", _GIVE)


def _unreadable(text: str, said: str) -> Problem:
    scaled = _SCALED.fullmatch(said)
    if said.lower().lstrip("+-") in {"nan", "inf", "infinity"}:
        return _refused(text, "not a finite number", _GIVE)
    if scaled:
        hint = f"write the figure in the unit of the column, without {scaled[2]}"
        return _refused(text, "a number with a scale word", hint)
    if said.endswith("%"):
        return _refused(
            text, "a percent sign", "write the number alone and percent in the header or the unit"
        )
    if re.fullmatch(r"\([\d.,]+\)", said):
        return _refused(text, "a number in brackets", "write a minus sign if it is negative")
    if re.fullmatch(r"[+-]?[\d.]*,[\d.,]*", said):
        return _refused(text, "the comma may be decimal", "write a point and no separators")
    if re.fullmatch(r"#[A-Z0-9/!?]+", said):
        return _refused(text, "an error of the spreadsheet", "mend the formula in the workbook")
    return _refused(text, "not a number", _GIVE)


def year(text: str) -> int | Problem:
    """A year from 1900 to 2100, also as `2021年`.

    >>> year("２０２１年"), str(year("21"))
    (2021, '21: not a year from 1900 to 2100; write four digits')
    """
    said = clean(text)
    found = re.fullmatch(r"(\d{4})(\.0+)?\s*年?", said, re.ASCII)
    if found and 1900 <= int(found[1]) <= 2100:
        return int(found[1])
    if not said:
        return _refused(text, "the year is missing", "write four digits")
    return _refused(text, "not a year from 1900 to 2100", "write four digits")


def _refused(text: str, reason: str, hint: str) -> Problem:
    return Problem(reason, value=shown(text), hint=hint)


def shown(text: str, most: int = 60) -> str:
    """A value as a message quotes it: on one line, and not longer than a line.

    >>> shown("a\\nb")
    'a b'
    """
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def escaped(text: str) -> str:
    """Text as a CSV file may hold it: an apostrophe before what a spreadsheet would compute.

    A text that already begins so gets one more, so that `unescaped` gives every text back.

    >>> escaped("=1+1"), escaped("'=1+1"), escaped("'tis")
    ("'=1+1", "''=1+1", "'tis")
    """
    return "'" + text if _FORMULA.match(text) else text


def unescaped(text: str) -> str:
    """The text that `escaped` was given.

    >>> unescaped("'=1+1"), unescaped("-5")
    ('=1+1', '-5')
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
