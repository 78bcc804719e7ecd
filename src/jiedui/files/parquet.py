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


def count_rows(path: str | Path) -> int:
    """How many rows a file has; its head says so."""
    found = asked(path, "SELECT sum(num_rows) AS n FROM parquet_file_metadata(?)", str(path))
    return int(found["n"].sum())


def read_rows(path: str | Path, first: int, last: int) -> pd.DataFrame:
    """Rows first..last, in their order, by one thread: others read other rows meanwhile."""
    query = (
        "SELECT * EXCLUDE file_row_number FROM read_parquet(?, file_row_number=true) "
        "WHERE file_row_number >= ? AND file_row_number < ?"
    )
    return asked(path, query, str(path), first, last)


def asked(path: str | Path, query: str, *given: Any) -> pd.DataFrame:
    """The answer to a query on a file."""
    duckdb = engine(path)
    if not Path(path).is_file():
        raise Refusal(Problem("there is no such file", file=str(path)))
    try:
        with duckdb.connect(config={"threads": 1}) as connection:
            table: pd.DataFrame = connection.execute(query, given).df()
    except duckdb.Error as why:
        reason = f"not a Parquet file that can be read ({str(why).splitlines()[0]})"
        raise Refusal(Problem(reason, file=str(path))) from None
    return table


def write_parquet(table: pd.DataFrame, path: str | Path) -> None:
    """Write a frame without its index: the whole file or nothing."""
    duckdb, target = engine(path), Path(path)
    part = target.with_name(target.name + ".part")
    quoted = str(part).replace("'", "''")
    try:
        with duckdb.connect() as connection:
            connection.register("written", table)
            connection.execute(f"COPY written TO '{quoted}' (FORMAT parquet)")
        part.replace(target)
    except duckdb.Error as why:
        part.unlink(missing_ok=True)
        reason, hint = str(why).splitlines()[0], "make room, or name another file"
        raise Refusal(Problem(f"cannot be written ({reason})", file=str(path), hint=hint)) from None


def engine(path: str | Path) -> Any:
    try:
        import duckdb
    except ModuleNotFoundError:
        hint = "run `make scale` once, or use .csv"
        raise Refusal(Problem("Parquet needs DuckDB", file=str(path), hint=hint)) from None
    return duckdb
