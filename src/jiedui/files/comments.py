"""The sender's own workbook given back, its bad cells coloured and commented."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import python_calamine as calamine
import xlsxwriter

from jiedui.core.errors import Problem
from jiedui.files.cells import clean
from jiedui.files.delimited import read_text
from jiedui.files.sources import LIMITS, Limits, Source, open_source
from jiedui.files.tables import PROBLEMS_SHEET
from jiedui.files.workbooks import as_text, is_workbook, opened_workbook
from jiedui.files.writing import CREATED, Target, opened_target, write_cell

_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


@dataclass
class _Page:
    name: str
    cells: list[list[Any]]
    hidden: bool = False
    comments: dict[tuple[int, int], list[str]] = field(default_factory=dict)


def commented_copy(
    source: str | Path | Source,
    problems: Sequence[Problem],
    target: Target,
    *,
    limits: Limits = LIMITS,
) -> None:
    """Write a workbook with the values of `source` and a comment on each cell of `problems`.

    Values are kept; formats, formulas, pictures and merged ranges are not. A problem of a whole
    row stands at its first cell. A last sheet lists all problems, those without a place too.
    Give `FileRefusal.every`, not `problems`, which is shortened for reading. Problems that name
    another file are left out.
    """
    opened = open_source(source, limits)
    own = [problem for problem in problems if problem.file in ("", opened.name)]
    pages = list(_pages(opened, limits))
    for problem in own:
        _place(pages, problem)
    with opened_target(target) as stream:
        workbook = xlsxwriter.Workbook(stream, {"in_memory": True})
        workbook.set_properties({"created": CREATED})
        for page in pages:
            _write(workbook, page)
        _write_list(workbook, own)
        workbook.close()


def _pages(source: Source, limits: Limits) -> Iterator[_Page]:
    if not is_workbook(source.data):
        grid = read_text(source, limits, lambda row: 0)
        cells: list[list[Any]] = []
        for line, row in grid.rows:
            cells.extend([] for _ in range(line - 1 - len(cells)))
            cells.append(list(row))
        yield _Page(_sheet_name(source.name), cells)
        return
    with opened_workbook(source, limits) as (workbook, _):
        for about in workbook.sheets_metadata:
            if about.typ == calamine.SheetTypeEnum.WorkSheet and about.name != PROBLEMS_SHEET:
                rows = workbook.get_sheet_by_name(about.name).to_python(skip_empty_area=False)
                hidden = about.visible != calamine.SheetVisibleEnum.Visible
                yield _Page(about.name, [list(row) for row in rows], hidden)


def _sheet_name(file: str) -> str:
    """The file's name as far as Excel allows it for a sheet.

    >>> _sheet_name("a:b[1].csv"), _sheet_name("'x'.csv"), _sheet_name("history.csv")
    ('a b 1', 'x', 'data')
    """
    said = " ".join(_NOT_IN_SHEET_NAMES.sub(" ", Path(file).stem).split())
    name = said[:31].strip(" '")
    taken = (PROBLEMS_SHEET.casefold(), "history")
    return "data" if not name or name.casefold() in taken else name


def _place(pages: Sequence[_Page], problem: Problem) -> None:
    """Note a problem on the page it names (or the only one), in its row and column."""
    fitting = [page for page in pages if problem.sheet in ("", page.name)]
    if not fitting or problem.line is None:
        return
    page, row = fitting[0], problem.line - 1
    said = "; ".join(filter(None, (problem.reason, problem.hint)))
    page.comments.setdefault((row, _column_of(page, problem)), []).append(said)


def _column_of(page: _Page, problem: Problem) -> int:
    """The header is the nearest row at or above the problem that holds the column's name."""
    line = problem.line or 1
    for row in reversed(page.cells[:line]):
        names = [clean(as_text(cell)) for cell in row]
        if problem.column and problem.column in names:
            return names.index(problem.column)
    return 0


def _write(workbook: Any, page: _Page) -> None:
    worksheet = workbook.add_worksheet(page.name)
    bad = workbook.add_format({"bg_color": "#FBE3E0"})
    if page.hidden:
        worksheet.hide()
    for row, cells in enumerate(page.cells):
        for column, cell in enumerate(cells):
            style = bad if (row, column) in page.comments else None
            write_cell(worksheet, row, column, cell, style)
    size = {"author": "Jiedui", "x_scale": 2, "y_scale": 1.2}
    for (row, column), said in sorted(page.comments.items()):
        worksheet.write_comment(row, column, "\n".join(said), size)


def _write_list(workbook: Any, problems: Sequence[Problem]) -> None:
    worksheet = workbook.add_worksheet(PROBLEMS_SHEET)
    bold = workbook.add_format({"bold": True})
    header = ("sheet", "line", "column", "value", "reason", "what to do")
    for column, name in enumerate(header):
        write_cell(worksheet, 0, column, name, bold)
    for row, problem in enumerate(problems, start=1):
        said = (problem.sheet, problem.line, problem.column, problem.value)
        for column, cell in enumerate((*said, problem.reason, problem.hint)):
            write_cell(worksheet, row, column, cell)
    worksheet.set_column(4, 5, 60)
