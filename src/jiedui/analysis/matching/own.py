"""A user's own tables of firms and parks, read from CSV or a workbook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from jiedui.analysis.matching.columns import CAPACITY, DEMAND, checked_firms, checked_parks
from jiedui.catalog.columns import Column, columns
from jiedui.core.errors import Problem, Refusal, refuse_if_any
from jiedui.files.cells import clean
from jiedui.files.records import bad_unit, named
from jiedui.files.sources import LIMITS, FileRefusal, Limits, Source
from jiedui.files.tables import Table, read_table


def read_firms(path: str | Path | Source, *, limits: Limits = LIMITS) -> pd.DataFrame:
    """Read and check a table of firms; see `checked_firms` for its columns."""
    return checked_firms(_frame(path, "match_firms", DEMAND, limits))


def read_parks(path: str | Path | Source, *, limits: Limits = LIMITS) -> pd.DataFrame:
    """Read and check a table of parks; see `checked_parks` for its columns."""
    return checked_parks(_frame(path, "match_parks", CAPACITY, limits))


def read_both(
    firms: str | Path | Source | None,
    parks: str | Path | Source | None,
    *,
    limits: Limits = LIMITS,
) -> tuple[pd.DataFrame | None, pd.DataFrame | None]:
    """Both tables, the faults of both told at once; what is None stays None."""
    found: list[pd.DataFrame | None] = []
    problems: list[Problem] = []
    for path, read in ((firms, read_firms), (parks, read_parks)):
        try:
            found.append(None if path is None else read(path, limits=limits))
        except Refusal as refusal:
            problems += getattr(refusal, "every", refusal.problems)
    if problems:
        raise FileRefusal(problems)
    return found[0], found[1]


def _frame(path: str | Path | Source, kind: str, prefix: str, limits: Limits) -> pd.DataFrame:
    declared = columns(kind)
    expected = [one for column in declared.values() for one in column.spellings()]
    table = read_table(path, expected=expected, limits=limits)
    heads = [_head(table, at, declared, prefix) for at in range(len(table.header))]
    names = [name for name, _ in heads]
    _fail_if_twice(table, names)
    _fail_if_lost(table)
    frame = pd.DataFrame([row.cells for row in table.rows], columns=names, dtype=object)
    frame.attrs = {
        "file": table.file,
        "sheet": table.sheet,
        "headers": dict(zip(names, table.header, strict=True)),
        "units": {name: unit for name, unit in heads if unit},
        "lines": [row.line for row in table.rows],
        "warnings": table.warnings,
        "sha256": table.sha256,
    }
    return frame


def _head(table: Table, at: int, declared: Mapping[str, Column], prefix: str) -> tuple[str, str]:
    """The column that a header means, and the unit of land that it names.

    `需求_<resource>` and `容量_<resource>` are resources; land in any unit is `land_m2`.
    """
    header = re.sub(r"^(需求|容量)_", prefix, table.header[at].strip())
    name, unit = named(header, declared)
    if not name and header.startswith(f"{prefix}land_"):
        name, unit = f"{prefix}land", header.removeprefix(f"{prefix}land_")
    if name in ("demand_land", "capacity_land"):
        refuse_if_any(bad_unit(table, at, declared[name], unit))
        return f"{name}_m2", clean(unit).lower()
    return name or header, ""


def _fail_if_twice(table: Table, names: list[str]) -> None:
    refuse_if_any(
        table.problem("the column stands twice", column=at, hint="keep one")
        for at, name in enumerate(names)
        if name in names[:at]
    )


def _fail_if_lost(table: Table) -> None:
    """A formula that was never computed, an error of the spreadsheet: never taken for a blank."""
    rows = {row.line: row for row in table.rows}
    found = [
        table.problem(said, row=rows[line], column=at, hint="mend the formula in the workbook")
        for (line, at), said in table.unreadable
        if line in rows and at < len(table.header)
    ]
    if found:
        raise FileRefusal(found)
