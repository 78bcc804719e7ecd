"""Tables out: CSV and XLSX that are whole, say what they are, and compute nothing by themselves.

The same table gives the same bytes. A text never becomes a formula (OWASP CSV injection): XLSX
holds it as a string, CSV puts an apostrophe before it, which our own reader takes away again.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

import numpy as np
import pandas as pd
import xlsxwriter

from jiedui.core.errors import Problem, Refusal
from jiedui.core.units import LABELS_ZH
from jiedui.files.cells import escaped, shown
from jiedui.files.tables import ABOUT_SHEET

Target = str | Path | IO[bytes]
_ROWS_PER_SHEET = 1_048_576 - 1
_CELL_CHARACTERS = 32_767
_WIDTHS = (8, 48)
_NAME_MOST, _FORBIDDEN = 31, re.compile(r"[][:*?/\\]")
# A workbook carries its time of creation; a fixed one keeps equal tables equal to the byte.
CREATED = datetime(2000, 1, 1)


@dataclass(frozen=True)
class Field:
    """A column to write: its header, the unit put behind it, and a number format of Excel."""

    title: str
    unit: str = ""
    number_format: str = ""

    def header(self, lang: str = "en") -> str:
        """
        >>> Field("地区生产总值", "100m_cny").header("zh"), Field("gdp", "100m_cny").header()
        ('地区生产总值(亿元)', 'gdp (100m_cny)')
        """
        if not self.unit:
            return self.title
        if lang == "zh":
            return f"{self.title}({LABELS_ZH.get(self.unit, self.unit)})"
        return f"{self.title} ({self.unit})"


@dataclass(frozen=True)
class Sheet:
    """A table to write. `rows` are gone through once for the sheet and once for its checksum."""

    name: str
    fields: Sequence[Field]
    rows: Sequence[Sequence[Any]]

    @staticmethod
    def of_frame(name: str, frame: pd.DataFrame, units: Mapping[str, str] | None = None) -> Sheet:
        """A frame without its index; `units` by column."""
        units = units or {}
        fields = [Field(str(column), units.get(str(column), "")) for column in frame.columns]
        return Sheet(name, fields, list(frame.itertuples(index=False, name=None)))


def sheet_name(title: str) -> str:
    """A title as Excel takes the name of a sheet: at most 31 characters, some of them forbidden.

    >>> sheet_name("园区/企业:2026"), len(sheet_name("x" * 40))
    ('园区 企业 2026', 31)
    """
    return _FORBIDDEN.sub(" ", title)[:_NAME_MOST].strip(" '")


@dataclass(frozen=True)
class About:
    """What the last sheet says beside row counts and checksums."""

    title: str
    sources: Sequence[str] = ()
    definitions: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()


def write_csv(
    rows: pd.DataFrame | Sequence[Mapping[str, Any]], target: Target, *, bom: bool = True
) -> None:
    """Write a frame (without its index) or rows as CSV in UTF-8.

    Parameters
    ----------
    rows
        Mappings may differ in their keys: the columns are the union in order of appearance.
    target
        A path, replaced in one step when everything is written, or a binary stream.
    bom
        A byte order mark, without which Excel on Windows garbles Chinese. Programs want none.

    Raises
    ------
    Refusal
        For a number that is not finite, other than NaN, which is an empty cell.
    """
    header, body = _header_and_rows(rows)
    with opened_target(target) as stream:
        if bom:
            stream.write(b"\xef\xbb\xbf")
        for line in _csv_lines(header, body):
            stream.write(line)


def write_sheet_csv(sheet: Sheet, target: Target, *, lang: str = "zh", bom: bool = True) -> None:
    """Write one sheet as CSV in UTF-8, row by row: its rows need not fit into memory."""
    with opened_target(target) as stream:
        if bom:
            stream.write(b"\xef\xbb\xbf")
        for line in _csv_lines([one.header(lang) for one in sheet.fields], sheet.rows):
            stream.write(line)


def write_xlsx(sheets: Sequence[Sheet], target: Target, *, about: About, lang: str = "zh") -> None:
    """Write sheets and a last one that says row counts, checksums, sources and definitions.

    Nothing is cut: a table longer than a sheet goes on in the next one, and a text longer than a
    cell is refused. Excel keeps 15 significant digits of a number; CSV keeps all.
    """
    with opened_target(target) as stream, _streaming(stream) as workbook:
        workbook.set_properties({"title": about.title, "created": CREATED})
        for sheet in sheets:
            _write_sheet(workbook, sheet, lang)
        _write_about(workbook, sheets, about, lang)


@contextmanager
def _streaming(stream: IO[bytes]) -> Iterator[Any]:
    """A workbook that keeps its rows in a temporary folder, which goes away whatever happens."""
    with TemporaryDirectory() as folder:
        options = {"constant_memory": True, "tmpdir": folder, "default_date_format": "yyyy-mm-dd"}
        workbook = xlsxwriter.Workbook(stream, options)
        try:
            yield workbook
            workbook.close()
        finally:
            for worksheet in workbook.worksheets():
                worksheet.row_data_fh.close()


def checksum(sheet: Sheet, lang: str = "zh") -> str:
    """SHA-256 of the sheet as `write_csv` would write it without mark: anybody can check it."""
    digest = hashlib.sha256()
    for line in _csv_lines([one.header(lang) for one in sheet.fields], sheet.rows):
        digest.update(line)
    return digest.hexdigest()


def _header_and_rows(
    rows: pd.DataFrame | Sequence[Mapping[str, Any]],
) -> tuple[list[str], Iterable[Sequence[Any]]]:
    if isinstance(rows, pd.DataFrame):
        return [str(name) for name in rows.columns], rows.itertuples(index=False, name=None)
    header = list(dict.fromkeys(str(name) for row in rows for name in row))
    return header, ([row.get(name) for name in header] for row in rows)


def _csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    buffer = io.StringIO(newline="")
    # RFC 4180 line ends. They also make the writer quote a lone carriage return in a text.
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in chain([header], rows):
        writer.writerow([_csv_cell(plain_cell(cell)) for cell in row])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def _csv_cell(cell: Any) -> Any:
    return escaped(cell) if isinstance(cell, str) else cell


def plain_cell(cell: Any) -> str | int | float | bool | date:
    """What is written for a value: empty text for None and NaN; infinities are refused."""
    if cell is None or cell is pd.NaT or cell is pd.NA:
        return ""
    if isinstance(cell, np.generic):
        cell = cell.item()
    if isinstance(cell, float):
        if math.isinf(cell):
            hint = "leave the cell empty if the figure is unknown"
            raise Refusal(Problem("a number that is not finite", value=str(cell), hint=hint))
        return "" if math.isnan(cell) else cell
    return cell if isinstance(cell, str | int | date) else str(cell)


def _write_sheet(workbook: Any, sheet: Sheet, lang: str) -> None:
    head = workbook.add_format(
        {"bold": True, "bottom": 1, "bg_color": "#EEF2F5", "text_wrap": True, "valign": "top"}
    )
    formats = [
        workbook.add_format({"num_format": one.number_format}) if one.number_format else None
        for one in sheet.fields
    ]
    headers = [one.header(lang) for one in sheet.fields]
    for number, part in enumerate(_parts(sheet.rows), start=1):
        more = "" if number == 1 else f" ({number})"
        name = sheet.name[: _NAME_MOST - len(more)] + more
        worksheet = workbook.add_worksheet(name)
        worksheet.freeze_panes(1, 0)
        # Codes are texts on purpose; Excel need not mark each of them with a green corner.
        worksheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        widths = [display_width(title) for title in headers]
        for column, title in enumerate(headers):
            write_cell(worksheet, 0, column, title, head)
        for row, cells in enumerate(part, start=1):
            for column, cell in enumerate(cells):
                write_cell(worksheet, row, column, cell, formats[column])
                widths[column] = max(widths[column], display_width(str(cell)))
        for column, width in enumerate(widths):
            worksheet.set_column(column, column, min(max(width + 2, _WIDTHS[0]), _WIDTHS[1]))


def _parts(rows: Sequence[Sequence[Any]]) -> Iterator[Sequence[Sequence[Any]]]:
    yield rows[:_ROWS_PER_SHEET]
    for start in range(_ROWS_PER_SHEET, len(rows), _ROWS_PER_SHEET):
        yield rows[start : start + _ROWS_PER_SHEET]


def write_cell(worksheet: Any, row: int, column: int, cell: Any, style: Any = None) -> None:
    """Write one cell by its type; a text is always a string, whatever it begins with."""
    value = plain_cell(cell)
    if isinstance(value, str):
        if len(value) > _CELL_CHARACTERS:
            reason = f"a text of {len(value):,} characters does not fit a cell of a workbook"
            hint = f"at most {_CELL_CHARACTERS:,} do: export CSV instead"
            raise Refusal(
                Problem(reason, sheet=worksheet.name, line=row + 1, value=shown(value), hint=hint)
            )
        if value:
            worksheet.write_string(row, column, value, style)
        elif style:
            worksheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        worksheet.write_boolean(row, column, value, style)
    elif isinstance(value, date):
        worksheet.write_datetime(row, column, value, style)
    else:
        worksheet.write_number(row, column, value, style)


def _write_about(workbook: Any, sheets: Sequence[Sheet], about: About, lang: str) -> None:
    bold = workbook.add_format({"bold": True})
    worksheet = workbook.add_worksheet(ABOUT_SHEET)
    worksheet.set_column(0, 0, 28)
    worksheet.set_column(1, 1, 100)
    for row, (label, said) in enumerate(_about_lines(sheets, about, lang)):
        write_cell(worksheet, row, 0, label, bold)
        write_cell(worksheet, row, 1, said)


def _about_lines(
    sheets: Sequence[Sheet], about: About, lang: str
) -> Iterator[tuple[str, str | int]]:
    zh = lang == "zh"
    yield ("标题" if zh else "Title"), about.title
    for sheet in sheets:
        yield ("工作表" if zh else "Sheet"), sheet.name
        yield ("行数(不含表头)" if zh else "Rows without header"), len(sheet.rows)
        yield "SHA-256", checksum(sheet, lang)
    how = (
        "校验值按该表另存为 CSV(UTF-8 无签名、逗号分隔、CRLF 换行)的字节计算"
        if zh
        else "The checksum is of the sheet as CSV: UTF-8 without mark, commas, CRLF"
    )
    yield ("校验方法" if zh else "Checksum"), how
    yield from (("来源" if zh else "Source", source) for source in about.sources)
    yield from about.definitions.items()
    yield from (("说明" if zh else "Note", note) for note in about.notes)


def display_width(text: str) -> int:
    """Columns a text takes, a Chinese character counted as two.

    >>> display_width("苏南 1.95")
    9
    """
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


@contextmanager
def opened_target(target: Target) -> Iterator[IO[bytes]]:
    """A stream as it is; a path through a neighbour that replaces it when all is written."""
    if not isinstance(target, str | Path):
        yield target
        return
    path = Path(target)
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as stream:
            yield stream
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
