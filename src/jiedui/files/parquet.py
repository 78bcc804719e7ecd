"""Parquet in and out, by DuckDB; it comes with `make scale`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from jiedui.core.errors import Problem, Refusal


def read_parquet(path: str | Path) -> pd.DataFrame:
    """The whole table."""
    duckdb = engine(path)
    if not Path(path).is_file():
        raise Refusal(Problem("there is no such file", file=str(path)))
    try:
        table: pd.DataFrame = duckdb.connect().read_parquet(str(path)).df()
    except duckdb.Error as why:
        reason = f"not a Parquet file that can be read ({str(why).splitlines()[0]})"
        raise Refusal(Problem(reason, file=str(path))) from None
    return table


def write_parquet(table: pd.DataFrame, path: str | Path) -> None:
    """Write a frame without its index."""
    connection = engine(path).connect()
    connection.register("written", table)
    quoted = str(path).replace("'", "''")
    connection.execute(f"COPY written TO '{quoted}' (FORMAT parquet)")


def engine(path: str | Path) -> Any:
    try:
        import duckdb
    except ModuleNotFoundError:
        hint = "run `make scale` once, or use .csv"
        raise Refusal(Problem("Parquet needs DuckDB", file=str(path), hint=hint)) from None
    return duckdb
