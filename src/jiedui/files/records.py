"""A table of records that people keep (projects, stages, money), read by its declared columns.

The columns stand in `catalog/columns`; here they become values, or one problem per bad cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jiedui.catalog.columns import Column, columns
from jiedui.core.errors import Problem
from jiedui.core.units import split_column
from jiedui.files.cells import clean
from jiedui.files.sources import LIMITS, FileRefusal, Limits, Source
from jiedui.files.tables import Row, Table, key, read_table
from jiedui.files.typed import AREA_UNITS, Reader, amount_unit, reader

CHUNK_ROWS = 2_000
MEASURED = ("money", "area")
_BRACKETS = re.compile(r"(.+?)[(（\[【]([^()（）\[\]【】]+)[)）\]】]")
_MOST_PROBLEMS = 1_000


@dataclass(frozen=True)
class Chunk:
    """Some rows: the line each stands on, and the values of each column that the file has."""

    lines: list[int]
    values: dict[str, list[Any]]

    def __len__(self) -> int:
        return len(self.lines)

    def rows(self, names: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
        """Row by row; a column that the file lacks is None."""
        nothing: list[Any] = [None] * len(self)
        return zip(*(self.values.get(name, nothing) for name in names), strict=True)


@dataclass(frozen=True)
class Records:
    """A file of one kind, its header understood, its rows not yet read.

    Attributes
    ----------
    present
        The declared columns that the file has, in the order of the catalogue.
    currencies
        The currency that the header of each `money` column names.
    """

    table: Table
    kind: str
    present: tuple[str, ...]
    currencies: Mapping[str, str]
    warnings: tuple[Problem, ...]
    positions: Mapping[str, int]
    readers: Mapping[str, Reader]

    def chunks(self, tell: Callable[[int, int], None] | None = None) -> Iterator[Chunk]:
        """The rows as values, some at a time.

        Raises
        ------
        FileRefusal
            After the last row, with every bad cell (the first 1,000), each with its place.
        """
        problems: list[Problem] = []
        memory: dict[str, dict[str, Any]] = {name: {} for name in self.present}
        rows = self.table.rows
        lost = dict(self.table.unreadable)
        for start in range(0, len(rows), CHUNK_ROWS):
            some = rows[start : start + CHUNK_ROWS]
            if len(problems) < _MOST_PROBLEMS:
                chunk, found = self._read(some, memory, lost)
                problems += found
                if not problems:
                    yield chunk
            if tell is not None:
                tell(min(start + CHUNK_ROWS, len(rows)), len(rows))
        if problems:
            raise FileRefusal(problems[:_MOST_PROBLEMS])

    def _read(
        self,
        rows: tuple[Row, ...],
        memory: dict[str, dict[str, Any]],
        lost: Mapping[tuple[int, int], str],
    ) -> tuple[Chunk, list[Problem]]:
        problems: list[Problem] = []
        values: dict[str, list[Any]] = {}
        declared = columns(self.kind)
        for name in self.present:
            at, read, known = self.positions[name], self.readers[name], memory[name]
            column = []
            for row in rows:
                text = row.cells[at]
                if text in known:
                    value = known[text]
                else:
                    value = known[text] = read(text)
                if isinstance(value, Problem):
                    problems.append(self.table.placed(value, row=row, column=at))
                elif value is None and declared[name].required:
                    hint = f"every row needs its {declared[name].zh}"
                    problems.append(self.table.problem("is missing", row=row, column=at, hint=hint))
                column.append(value)
            values[name] = column
        if lost:
            problems += self._lost(rows, lost)
        problems.sort(key=lambda problem: problem.line or 0)
        return Chunk([row.line for row in rows], values), problems

    def _lost(self, rows: tuple[Row, ...], lost: Mapping[tuple[int, int], str]) -> list[Problem]:
        at = set(self.positions.values())
        lines = {row.line: row for row in rows}
        return [
            self.table.problem(reason, row=lines[line], column=column, hint="type the value in")
            for (line, column), reason in lost.items()
            if line in lines and column in at
        ]


def read_records(path: str | Path | Source, kind: str, *, limits: Limits = LIMITS) -> Records:
    """Open a file of a kind (`projects`, `stages`, `money`) and understand its header.

    Raises
    ------
    FileRefusal
        A missing or doubled column, a sum without a unit in its header, an unreadable file.
    """
    declared = columns(kind)
    expected = [spelling for column in declared.values() for spelling in _with_units(column)]
    table = read_table(path, expected=expected, limits=limits)
    found, problems, warnings = _understood(table, declared)
    problems += [
        _missing(table, column)
        for column in declared.values()
        if column.required and column.name not in found
    ]
    if not table.rows and not problems:
        problems.append(table.problem("the table holds no row below its header"))
    if problems:
        raise FileRefusal(problems)
    present = tuple(name for name in declared if name in found)
    units = {name: found[name][1] for name in present}
    currencies = {
        name: amount.currency
        for name in present
        if declared[name].type == "money" and (amount := amount_unit(units[name]))
    }
    return Records(
        table=table,
        kind=kind,
        present=present,
        currencies=currencies,
        warnings=(*table.warnings, *warnings),
        positions={name: found[name][0] for name in present},
        readers={name: reader(declared[name], units[name]) for name in present},
    )


def _with_units(column: Column) -> tuple[str, ...]:
    """What finds the header row: a sum is mostly written with its unit."""
    if column.type != "money":
        return column.spellings()
    named = [f"{name}({unit})" for name in column.spellings() for unit in ("万元", "亿元")]
    return (*column.spellings(), *named)


def _understood(
    table: Table, declared: Mapping[str, Column]
) -> tuple[dict[str, tuple[int, str]], list[Problem], list[Problem]]:
    """Position and unit of each column; what is wrong; what is not read."""
    found: dict[str, tuple[int, str]] = {}
    problems: list[Problem] = []
    warnings: list[Problem] = []
    for i, header in enumerate(table.header):
        said = clean(header)
        if not said:
            continue
        name, unit = named(said, declared)
        if name == "":
            hint = "rename it if it is meant; the template lists every column"
            warnings.append(_not_read(table, i, hint))
        elif name in found:
            other = table.header[found[name][0]]
            reason = f"two columns say {name}: {other} and {header}"
            problems.append(table.problem(reason, column=i, hint="leave one of them"))
        else:
            found[name] = (i, unit)
            problems += bad_unit(table, i, declared[name], unit)
    return found, problems, warnings


def named(header: str, declared: Mapping[str, Column]) -> tuple[str, str]:
    """The column a header means and the unit it names; ("", "") where it means none.

    >>> named("用地面积(亩)", columns("projects")), named("备注二", columns("projects"))
    (('land', '亩'), ('', ''))
    """
    names = {
        key(spelling): column.name
        for column in reversed(list(declared.values()))
        for spelling in reversed(column.spellings())
    }
    bracketed = _BRACKETS.fullmatch(header)
    base, unit = (bracketed[1], bracketed[2]) if bracketed else _split(header)
    name = names.get(key(header), "")
    if name and (declared[name].type not in MEASURED or not unit):
        return name, ""
    name = names.get(key(base), "")
    return (name, unit) if name else ("", "")


def _split(header: str) -> tuple[str, str]:
    """`promised_10k_cny` as `promised` and its unit; `land_mu` as well."""
    for unit in AREA_UNITS:
        if header.casefold().endswith(f"_{unit}"):
            return header[: -len(unit) - 1], unit
    return split_column(header)


def bad_unit(table: Table, at: int, column: Column, unit: str) -> list[Problem]:
    """The header of a sum or an area that names no unit, or none that is known."""
    if column.type == "money" and amount_unit(unit) is None:
        hint = f"name the unit in the header: {column.zh}(万元) or {column.name}_10k_cny"
    elif column.type == "area" and clean(unit).lower() not in AREA_UNITS:
        hint = f"name the unit in the header: {column.zh}(亩), (公顷) or (平方米)"
    else:
        return []
    reason = f"no such unit: {unit}" if unit else "the column does not name its unit"
    return [table.problem(reason, column=at, hint=hint)]


def _missing(table: Table, column: Column) -> Problem:
    there = ", ".join(filter(None, map(clean, table.header)))
    hint = f"add a column named {column.name} or {column.zh}; the file has: {there}"
    return Problem(
        "missing column",
        file=table.file,
        sheet=table.sheet,
        line=table.header_line,
        column=column.name,
        hint=hint,
    )


def _not_read(table: Table, at: int, hint: str) -> Problem:
    problem = table.problem("the column is not read", column=at, hint=hint)
    return Problem(
        problem.reason,
        file=problem.file,
        sheet=problem.sheet,
        line=problem.line,
        column=problem.column,
        hint=hint,
        severity="warning",
    )
