"""Reading a bundled CSV by what its `about.yaml` declares of each column."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pandas as pd

from jiedui.core.errors import Problem, Refusal
from jiedui.data.records import Column, TableFile

TEXT_KINDS = ("code", "text")


@cache
def read_table(path: Path, declared: TableFile) -> pd.DataFrame:
    """The table, columns typed as declared; a column that is not declared is refused."""
    if path.suffix != ".csv":
        raise Refusal(Problem("not a table", file=path.name, hint="read boundaries as GeoJSON"))
    header = pd.read_csv(path, nrows=0).columns
    kinds = {str(name): column_of(str(name), declared).kind for name in header}
    as_text: dict[str, type] = {name: str for name, kind in kinds.items() if kind in TEXT_KINDS}
    frame = pd.read_csv(path, dtype=as_text, keep_default_na=False, na_values=[""])
    for name in as_text:
        frame[name] = frame[name].fillna("").astype(object)
    numbers = [name for name, kind in kinds.items() if kind == "number"]
    return frame.astype(dict.fromkeys(numbers, float))


def column_of(name: str, declared: TableFile) -> Column:
    """What is declared of a column, by its name or by the family that its name falls in."""
    for column in declared.columns:
        if column.name == name or re.fullmatch(column.name, name):
            return column
    raise Refusal(Problem("the column is not described in about.yaml", column=name))
