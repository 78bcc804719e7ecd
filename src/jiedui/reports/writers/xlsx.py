"""A document as a workbook: a sheet per table, numbers as numbers, an account of it all last."""

from __future__ import annotations

import hashlib
import io
import re
from datetime import datetime
from typing import Any

import xlsxwriter

from jiedui.analysis.provenance import canonical_json
from jiedui.reports.archive import with_fixed_dates
from jiedui.reports.charts.base import say, text_width
from jiedui.reports.document import Column, Document, Table

FACE = "等线"
_EPOCH = datetime(2000, 1, 1)
_WIDEST = 60
_FORBIDDEN = re.compile(r"[][:*?/\\]")


def xlsx_bytes(document: Document) -> bytes:
    """The whole workbook; the same document gives the same bytes."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"title": document.title, "author": "Jiedui", "created": _EPOCH})
    formats = _Formats(book)
    for name, table in zip(sheet_names(document), document.tables(), strict=True):
        _sheet(book.add_worksheet(name), table, document, formats)
    _account(book.add_worksheet(say(document.lang, "说明", "About")), document, formats)
    book.close()
    return with_fixed_dates(target.getvalue())


def checksum(table: Table) -> str:
    """SHA-256 over the heads and rows of a table in canonical JSON: truncation would show."""
    content = [[column.name for column in table.columns], [list(row) for row in table.rows]]
    return hashlib.sha256(canonical_json(content, indent=None).encode()).hexdigest()


def sheet_names(document: Document) -> list[str]:
    """`1 标题…`: unique, within Excel's 31 characters and without its forbidden ones."""
    return [
        f"{number} {_FORBIDDEN.sub(' ', table.title)}"[:31].strip()
        for number, table in enumerate(document.tables(), start=1)
    ]


class _Formats:
    """One cell format per kind of figure: a workbook keeps them, so each is made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}
        base = {"font_name": FACE, "font_size": 10.5}
        self.title = book.add_format(base | {"font_size": 13, "bold": True})
        self.soft = book.add_format(base | {"font_color": "#4a565b"})
        self.wrapped = book.add_format(base | {"text_wrap": True, "valign": "top"})
        self.text = book.add_format(base)
        head = base | {"bold": True, "bottom": 1, "bg_color": "#eef4f6", "text_wrap": True}
        self.head = book.add_format(head)
        self.number_head = book.add_format(head | {"align": "right"})

    def number(self, column: Column) -> Any:
        whole = "#,##0" if column.grouped else "0"
        pattern = whole + ("." + "0" * column.places if column.places else "")
        if pattern not in self._made:
            self._made[pattern] = self._book.add_format(
                {"font_name": FACE, "font_size": 10.5, "num_format": pattern}
            )
        return self._made[pattern]


def _sheet(sheet: Any, table: Table, document: Document, formats: _Formats) -> None:
    """Title, note, header, rows; the header stays in sight and can be filtered."""
    sheet.write(0, 0, document.caption(table), formats.title)
    sheet.write(1, 0, table.note or document.subtitle, formats.soft)
    for x, column in enumerate(table.columns):
        head = formats.number_head if column.is_number else formats.head
        sheet.write(2, x, column.head(document.lang), head)
        sheet.set_column(x, x, _width(column, table, document, x))
    for y, row in enumerate(table.rows, start=3):
        for x, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            _cell(sheet, y, x, column, cell, formats)
    sheet.freeze_panes(3, 1)
    if table.rows:
        sheet.autofilter(2, 0, 2 + len(table.rows), len(table.columns) - 1)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)


def _cell(sheet: Any, y: int, x: int, column: Column, cell: Any, formats: _Formats) -> None:
    """A number as a number, a missing figure as an empty cell, text never as a formula."""
    if cell is None:
        sheet.write_blank(y, x, None, formats.text)
    elif column.is_number and not isinstance(cell, str):
        sheet.write_number(y, x, cell, formats.number(column))
    else:
        sheet.write_string(y, x, str(cell), formats.text)


def _width(column: Column, table: Table, document: Document, x: int) -> float:
    texts = [column.head(document.lang), *(column.shown(row[x]) for row in table.rows)]
    return min(max(text_width(text, 7) / 3.9 for text in texts) + 3, _WIDEST)


def _account(sheet: Any, document: Document, formats: _Formats) -> None:
    """The last sheet: what was asked, what the words mean, whence, how many rows, which sums."""
    lang = document.lang
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    sheet.write(0, 0, document.title, formats.title)
    lines: list[tuple[str, str]] = [
        (say(lang, "结论", "answer"), document.answer),
        (say(lang, "范围", "scope"), document.subtitle),
        *document.definitions,
        *((say(lang, "来源", "source"), line) for line in document.sources),
        (say(lang, "测算", "run"), document.imprint()),
    ]
    for name, table in zip(sheet_names(document), document.tables(), strict=True):
        counted = say(lang, f"{len(table.rows)} 行", f"{len(table.rows)} rows")
        lines.append((name, f"{counted} · SHA-256 {checksum(table)}"))
    for y, (term, meaning) in enumerate(lines, start=1):
        sheet.write_string(y, 0, term, formats.wrapped)
        sheet.write_string(y, 1, meaning, formats.wrapped)
