"""A user's own tables of firms and parks, read from CSV or a workbook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from jiedui.analysis.matching.columns import (
    CAPACITY,
    DEMAND,
    FIRM_COLUMNS,
    PARK_COLUMNS,
    ColumnSpec,
    checked_firms,
    checked_parks,
)
from jiedui.core.errors import refuse_if_any
from jiedui.files.sources import Source
from jiedui.files.tables import Table, key, read_table


def read_firms(path: str | Path | Source) -> pd.DataFrame:
    """Read and check a table of firms; see `checked_firms` for its columns."""
    return checked_firms(_frame(path, FIRM_COLUMNS, DEMAND))


def read_parks(path: str | Path | Source) -> pd.DataFrame:
    """Read and check a table of parks; see `checked_parks` for its columns."""
    return checked_parks(_frame(path, PARK_COLUMNS, CAPACITY))


def _frame(path: str | Path | Source, specs: Mapping[str, ColumnSpec], prefix: str) -> pd.DataFrame:
    spellings = {key(s): name for name, spec in specs.items() for s in spec.spellings}
    table = read_table(path, expected=[s for spec in specs.values() for s in spec.spellings])
    names = [_name(header, spellings, prefix) for header in table.header]
    _fail_if_twice(table, names)
    frame = pd.DataFrame([row.cells for row in table.rows], columns=names, dtype=object)
    frame.attrs = {
        "file": table.file,
        "lines": [row.line for row in table.rows],
        "sha256": table.sha256,
    }
    return frame


def _name(header: str, spellings: Mapping[str, str], prefix: str) -> str:
    """The column that a header means; `需求_<resource>` and `容量_<resource>` are resources."""
    plain = re.sub(r"^(需求|容量)_", prefix, header.strip())
    return plain if plain.startswith(prefix) else spellings.get(key(plain), plain)


def _fail_if_twice(table: Table, names: list[str]) -> None:
    refuse_if_any(
        table.problem("the column stands twice", column=at, hint="keep one")
        for at, name in enumerate(names)
        if name in names[:at]
    )
