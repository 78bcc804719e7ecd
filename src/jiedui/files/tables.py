"""One table out of a file, whatever it is saved as: header, rows, and where each of them stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from jiedui.core.errors import Problem
from jiedui.files.cells import clean, shown
from jiedui.files.delimited import read_text
from jiedui.files.sources import LIMITS, FileRefusal, Limits, Source, open_source
from jiedui.files.workbooks import Grid, Place, is_workbook, read_sheets

ABOUT_SHEET, PROBLEMS_SHEET, LISTS_SHEET = "About 说明", "Problems 问题", "Lists 选项"
OWN_SHEETS = (ABOUT_SHEET, PROBLEMS_SHEET, LISTS_SHEET)
_HEADER_WITHIN_ROWS = 30
_NOTE = re.compile(
    r"(注|资料来源|数据来源|来源|说明|备注|notes?|sources?)\s*[:：\d]", re.IGNORECASE
)


@dataclass(frozen=True)
class Row:
    """Cells of one row, as they stand in the file, and the line it begins on."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table of texts that knows its places.

    Attributes
    ----------
    file, sheet
        What messages call the source; `sheet` is empty for a text file.
    header, header_line
        Column names as written, and the line that holds them.
    rows
        Rows below the header without blank ones and without notes at the end.
    merged, unreadable
        Places (line, column from 0) inside merged cells, and places whose content is lost.
    warnings
        What was skipped or read in a way that the sender should know.
    encoding, delimiter
        Of a text file; empty for a workbook.
    sha256
        Of the file's bytes.
    """

    file: str
    sheet: str
    header: tuple[str, ...]
    header_line: int
    rows: tuple[Row, ...]
    sha256: str
    warnings: tuple[Problem, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    merged: frozenset[Place] = frozenset()
    unreadable: tuple[tuple[Place, str], ...] = ()

    def problem(
        self, reason: str, *, row: Row | None = None, column: int | None = None, hint: str = ""
    ) -> Problem:
        """A problem of a cell, a row, or (without a row) of the header."""
        value = row.cells[column] if row is not None and column is not None else ""
        return Problem(
            reason,
            file=self.file,
            sheet=self.sheet,
            line=self.header_line if row is None else row.line,
            column="" if column is None else clean(self.header[column]),
            value=shown(value),
            hint=hint,
        )

    def placed(self, problem: Problem, *, row: Row, column: int) -> Problem:
        """A problem that a reader of cells found, said of the cell it stands in."""
        return self.problem(problem.reason, row=row, column=column, hint=problem.hint)


def read_table(
    path: str | Path | Source,
    *,
    expected: Collection[str] | None = None,
    sheet: str | None = None,
    limits: Limits = LIMITS,
) -> Table:
    """Read CSV, TSV, XLSX, XLS or ODS; what it is follows from its bytes, never from its name.

    Parameters
    ----------
    path
        A path, or a `Source` (name and bytes) for an upload.
    expected
        Column names and their other spellings. With them the header may stand below title rows:
        it is the one row, of the first thirty that hold anything, with most of these names.
        Without them it is the first row that holds anything.
    sheet
        Which sheet of a workbook; needed only if several hold such a header.
    limits
        Sizes past which a file is refused before it is parsed.

    Raises
    ------
    FileRefusal
        With every problem found, each with file, sheet, line, column, value and what to do.
    """
    source = open_source(path, limits)
    names = {key(name) for name in expected or ()}

    def score(row: Sequence[str]) -> int:
        return len({key(cell) for cell in row} & names)

    if is_workbook(source.data):
        grid = _chosen(read_sheets(source, limits), sheet, source.name, score, bool(names))
    else:
        grid = read_text(source, limits, score)
    return _table(grid, source, score, names, limits)


def key(name: str) -> str:
    """A column name as it is compared: without case, spaces, and full-width forms.

    >>> key("ＧＤＰ （亿元）") == key("gdp(亿元)")
    True
    """
    return re.sub(r"\s+", "", clean(name)).casefold()


def _chosen(
    grids: list[Grid],
    sheet: str | None,
    file: str,
    score: Callable[[Sequence[str]], int],
    has_names: bool,
) -> Grid:
    """The sheet asked for, or the only one that holds the data."""
    named = [grid for grid in grids if grid.sheet == sheet]
    if sheet is not None and not named:
        hint = f"it has: {', '.join(grid.sheet for grid in grids) or 'none that holds anything'}"
        raise FileRefusal([Problem("no such sheet", file=file, value=sheet, hint=hint)])
    data = named or [grid for grid in grids if grid.sheet not in OWN_SHEETS] or grids
    if not data:
        raise FileRefusal([Problem("no visible sheet holds anything", file=file)])
    fitting = [grid for grid in data if max(map(score, _head(grid)), default=0) >= 2]
    if len(fitting) > 1 or (not has_names and len(data) > 1):
        listed = ", ".join(grid.sheet for grid in fitting or data)
        reason = f"several sheets hold a table: {listed}"
        raise FileRefusal([Problem(reason, file=file, hint="leave one of them in the file")])
    return (fitting or data)[0]


def _head(grid: Grid) -> list[list[str]]:
    filled = (cells for _, cells in grid.rows if any(map(clean, cells)))
    return [cells for cells, _ in zip(filled, range(_HEADER_WITHIN_ROWS), strict=False)]


def _table(
    grid: Grid,
    source: Source,
    score: Callable[[Sequence[str]], int],
    names: set[str],
    limits: Limits,
) -> Table:
    filled = [(line, cells) for line, cells in grid.rows if any(map(clean, cells))]
    if not filled:
        raise FileRefusal([Problem("the file holds no row", file=source.name, sheet=grid.sheet)])
    at = _header_at(filled, score, names, source.name, grid.sheet)
    header_line, header = filled[at]
    width = max(i + 1 for i, name in enumerate(header) if clean(name))
    body, notes = _without_notes(filled[at + 1 :])
    rows, problems = _rows(body, header[:width], grid, source.name, limits)
    filled_at = _filled_columns(
        body, [i for i, name in enumerate(header[:width]) if not clean(name)]
    )
    problems = (
        _header_problems(header[:width], header_line, filled_at, grid, source.name) + problems
    )
    if problems:
        raise FileRefusal(problems)
    warnings = [*_title_warning(filled[:at], header_line), *_note_warning(notes)]
    return Table(
        file=source.name,
        sheet=grid.sheet,
        header=tuple(header[:width]),
        header_line=header_line,
        rows=tuple(rows),
        sha256=source.sha256,
        warnings=(*grid.warnings, *(_of(p, source.name, grid.sheet) for p in warnings)),
        encoding=grid.encoding,
        delimiter=grid.delimiter,
        merged=grid.merged,
        unreadable=tuple(sorted(grid.unreadable.items())),
    )


def _filled_columns(body: list[tuple[int, list[str]]], among: list[int]) -> set[int]:
    """Those of some columns that hold anything below the header."""
    return {i for i in among if any(i < len(cells) and clean(cells[i]) for _, cells in body)}


def _header_at(
    filled: list[tuple[int, list[str]]],
    score: Callable[[Sequence[str]], int],
    names: set[str],
    file: str,
    sheet: str,
) -> int:
    """Where the header is; the first row if no row holds enough known names to be sure."""
    scores = [score(cells) for _, cells in filled[:_HEADER_WITHIN_ROWS]]
    best = max(scores)
    if best < min(2, len(names)) or best == 0:
        return 0
    tied = [filled[i][0] for i, found in enumerate(scores) if found == best]
    if len(tied) > 1:
        reason = f"two rows look like the header, lines {tied[0]} and {tied[1]}"
        hint = "leave one row of column names"
        raise FileRefusal([Problem(reason, file=file, sheet=sheet, line=tied[1], hint=hint)])
    return scores.index(best)


def _without_notes(
    body: list[tuple[int, list[str]]],
) -> tuple[list[tuple[int, list[str]]], list[tuple[int, list[str]]]]:
    """Split off the notes at the end: rows with one text that begins with 注, 资料来源, Note …"""
    end = len(body)
    while end and _is_note(body[end - 1][1]):
        end -= 1
    return body[:end], body[end:]


def _is_note(cells: Sequence[str]) -> bool:
    texts = {clean(cell) for cell in cells} - {""}
    return len(texts) == 1 and _NOTE.match(next(iter(texts))) is not None


def _rows(
    body: list[tuple[int, list[str]]], header: list[str], grid: Grid, file: str, limits: Limits
) -> tuple[list[Row], list[Problem]]:
    rows, problems = [], []
    width = len(header)
    for line, cells in body:
        beyond = next((cell for cell in cells[width:] if clean(cell)), None)
        reason = ""
        if beyond is not None:
            reason, hint = "the row has more cells than the header has names", "name every column"
        elif len(cells) < width and not grid.sheet:
            reason = f"the row has {len(cells)} cells, the header {width}: it may have been cut"
            hint = "complete it; leave unknown cells empty between separators"
        elif any(len(cell) > limits.cell_characters for cell in cells):
            reason = f"a cell holds more than {limits.cell_characters:,} characters"
            hint = "shorten it"
        if reason:
            value = shown(beyond or "")
            problems.append(
                Problem(reason, file=file, sheet=grid.sheet, line=line, value=value, hint=hint)
            )
            continue
        rows.append(Row(line, tuple((cells + [""] * width)[:width])))
    return rows, problems


def _header_problems(
    header: list[str], line: int, filled: set[int], grid: Grid, file: str
) -> list[Problem]:
    problems = []
    seen: set[str] = set()
    for position, name in enumerate(header, start=1):
        if not clean(name) and position - 1 not in filled:
            continue
        if not clean(name):
            reason, hint = f"column {position} has no name", "name it, or delete the column"
        elif key(name) in seen:
            reason, hint = "two columns have this name", "leave one of them"
        else:
            seen.add(key(name))
            continue
        problems.append(
            Problem(reason, file=file, sheet=grid.sheet, line=line, column=clean(name), hint=hint)
        )
    return problems


def _title_warning(titles: list[tuple[int, list[str]]], header_line: int) -> list[Problem]:
    if not titles:
        return []
    said = " / ".join(dict.fromkeys(clean(c) for _, cells in titles for c in cells if clean(c)))
    reason = f"skipped as a title; the column names stand on line {header_line}"
    hint = "a unit named only in a title is not read: write it into the header"
    return [Problem(reason, line=titles[0][0], value=shown(said), hint=hint, severity="warning")]


def _note_warning(notes: list[tuple[int, list[str]]]) -> list[Problem]:
    if not notes:
        return []
    said = " / ".join(next(clean(cell) for cell in cells if clean(cell)) for _, cells in notes)
    reason = "skipped as a note below the table"
    return [Problem(reason, line=notes[0][0], value=shown(said), severity="warning")]


def _of(problem: Problem, file: str, sheet: str) -> Problem:
    return Problem(
        problem.reason,
        file=file,
        sheet=sheet,
        line=problem.line,
        value=problem.value,
        hint=problem.hint,
        severity=problem.severity,
    )
