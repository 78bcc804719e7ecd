"""Sheets of XLSX, XLS and ODS workbooks as grids of texts, through calamine."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine as calamine

from jiedui.core.errors import JieduiError, Problem
from jiedui.files.archives import Archive, Findings, cell_place, fail_if_too_large, inspect
from jiedui.files.sources import FileRefusal, Limits, Source

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
Place = tuple[int, int]


@dataclass(frozen=True)
class Grid:
    """Cells as texts, row by row, with the line (or sheet row) that each row began on.

    `merged` holds the places (line, column from 0) inside a merged range of more than one cell,
    all of them showing the text of the range. `unreadable` holds places whose content is lost
    (an error value, a formula that was never computed) and why.
    """

    rows: list[tuple[int, list[str]]]
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    merged: frozenset[Place] = frozenset()
    unreadable: dict[Place, str] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()


def is_workbook(data: bytes) -> bool:
    return data.startswith((ZIP, OLE, b"PK\x05\x06"))


def read_sheets(source: Source, limits: Limits) -> list[Grid]:
    """Every visible worksheet that holds anything, in the workbook's order."""
    with opened_workbook(source, limits) as (workbook, archive):
        return _grids(source, workbook, archive, limits)


@contextmanager
def opened_workbook(
    source: Source, limits: Limits
) -> Iterator[tuple[calamine.CalamineWorkbook, Archive]]:
    """The workbook, inspected before it is parsed; a parser's failure becomes a refusal."""
    archive = inspect(source, limits) if source.data.startswith(b"PK") else Archive("xls")
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(source.data)) as workbook:
            yield workbook, archive
    except JieduiError:
        raise
    except calamine.PasswordError:
        reason, hint = "the workbook is protected by a password", "save it without one"
        raise FileRefusal([Problem(reason, file=source.name, hint=hint)]) from None
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic of the Rust parser is no Exception
        reason = f"the workbook cannot be read ({error})"
        hint = "open it in a spreadsheet program and save it as .xlsx"
        raise FileRefusal([Problem(reason, file=source.name, hint=hint)]) from None


def _grids(
    source: Source, workbook: calamine.CalamineWorkbook, archive: Archive, limits: Limits
) -> list[Grid]:
    grids = []
    for about in workbook.sheets_metadata:
        if about.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        if about.visible != calamine.SheetVisibleEnum.Visible:
            continue
        sheet = workbook.get_sheet_by_name(about.name)
        if sheet.end is None:
            continue
        fail_if_too_large(source, sheet.end[0] + 1, sheet.end[1] + 1, limits, about.name)
        found = archive.sheets.get(about.name, Findings())
        grids.append(_grid(sheet, found, source.name))
    return grids


def _grid(sheet: calamine.CalamineSheet, found: Findings, file: str) -> Grid:
    cells = [[as_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    merged = _unmerge(cells, sheet.merged_cell_ranges or [])
    unreadable = dict.fromkeys(map(_place, found.errors), "an error of the spreadsheet")
    unreadable |= dict.fromkeys(map(_place, found.uncomputed), "a formula that was never computed")
    hidden = Problem(
        f"{found.hidden_rows} hidden rows are read like the others",
        file=file,
        sheet=sheet.name,
        hint="delete them if they do not belong to the data",
        severity="warning",
    )
    return Grid(
        rows=list(enumerate(cells, start=1)),
        sheet=sheet.name,
        merged=merged,
        unreadable=unreadable,
        warnings=(hidden,) if found.hidden_rows else (),
    )


def _place(reference: str) -> Place:
    row, column = cell_place(reference)
    return row, column - 1


def _unmerge(cells: list[list[str]], ranges: list[tuple[Place, Place]]) -> frozenset[Place]:
    """Write the text of each merged range into all its cells; give their places."""
    places = set()
    for (top, left), (bottom, right) in sorted(ranges):
        if top >= len(cells) or left >= len(cells[top]):
            continue
        text = cells[top][left]
        for row in range(top, min(bottom, len(cells) - 1) + 1):
            for column in range(left, min(right, len(cells[row]) - 1) + 1):
                cells[row][column] = text
                places.add((row + 1, column))
    return frozenset(places)


def as_text(cell: Any) -> str:
    """A cell as a person would type it: 320100.0 is the code 320100.

    >>> as_text(320100.0), as_text(0.25), as_text(True), as_text(date(2021, 1, 31))
    ('320100', '0.25', 'TRUE', '2021-01-31')
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time(0):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int | float | timedelta) else ""
