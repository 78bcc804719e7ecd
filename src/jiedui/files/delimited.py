"""Comma, semicolon and tab separated text as grids of texts with true line numbers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

from jiedui.core.errors import Problem
from jiedui.files.cells import unescaped
from jiedui.files.encodings import decode
from jiedui.files.sources import FileRefusal, Limits, Source
from jiedui.files.workbooks import Grid

DELIMITERS = (",", ";", "\t")
_LOOKED_AT_ROWS = 40
_NOT_TEXT = {b"%PDF": "a PDF file", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture"}


def read_text(source: Source, limits: Limits, score: Callable[[list[str]], int]) -> Grid:
    """The grid of a text file. `score` says how many cells of a row are known column names."""
    _fail_if_not_text(source)
    decoded = decode(source.data, source.name)
    if re.match(r"\s*<(!doctype html|html|table|\?xml)", decoded.text, re.IGNORECASE):
        reason = "a web page, whatever its name says"
        hint = "open it in a spreadsheet program and save it as .xlsx"
        raise FileRefusal([Problem(reason, file=source.name, hint=hint)])
    delimiter = _delimiter(decoded.text, score)
    return Grid(
        rows=_rows(decoded.text, delimiter, source.name, limits),
        encoding=decoded.encoding,
        delimiter=delimiter,
    )


def _fail_if_not_text(source: Source) -> None:
    for mark, kind in _NOT_TEXT.items():
        if source.data.startswith(mark):
            hint = "give a table as .csv, .xlsx, .xls or .ods"
            raise FileRefusal([Problem(f"{kind}, not a table", file=source.name, hint=hint)])


def _delimiter(text: str, score: Callable[[list[str]], int]) -> str:
    """The separator that gives most known names; else rows of one length; else the most cells."""

    def worth(delimiter: str) -> tuple[int, bool, int, int]:
        rows = _first_rows(text, delimiter)
        known = max((score(row) for row in rows), default=0)
        widths = {len(row) for row in rows}
        is_even = len(widths) == 1 and widths != {1}
        cells = 0 if is_even else max(widths, default=0)
        return known, is_even, cells, -DELIMITERS.index(delimiter)

    return max(DELIMITERS, key=worth)


def _first_rows(text: str, delimiter: str) -> list[list[str]]:
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) == _LOOKED_AT_ROWS:
                break
    except csv.Error:
        pass
    return rows


def _rows(text: str, delimiter: str, file: str, limits: Limits) -> list[tuple[int, list[str]]]:
    """Rows with the line each begins on: a quoted cell may run over several lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    cells = 0
    line = 1
    try:
        for row in reader:
            cells += len(row)
            if len(rows) >= limits.rows or len(row) > limits.columns or cells > limits.cells:
                raise _too_large(file, line, limits)
            rows.append((line, [unescaped(cell) for cell in row]))
            line = reader.line_num + 1
    except csv.Error as error:
        hint = 'close every quotation mark, and write one inside a text twice ("")'
        raise FileRefusal([Problem(_reason(error), file=file, line=line, hint=hint)]) from None
    return rows


def _reason(error: csv.Error) -> str:
    said = str(error)
    if "end of data" in said:
        return "a quotation mark is opened here and never closed"
    return f"the row cannot be split into cells ({said})"


def _too_large(file: str, line: int, limits: Limits) -> FileRefusal:
    reason = "the table is too large"
    hint = (
        f"at most {limits.rows:,} rows, {limits.columns:,} columns and {limits.cells:,} cells "
        "are read; split the file by years"
    )
    return FileRefusal([Problem(reason, file=file, line=line, hint=hint)])
