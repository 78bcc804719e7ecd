"""Tables of millions of rows: read at once by pandas or DuckDB, judged column by column.

`tables` reads what people type, with titles, merged cells and any Chinese encoding, row by row;
what comes here was written by a program.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from jiedui.core.errors import Problem, Refusal, refuse_if_any
from jiedui.files.parquet import read_parquet
from jiedui.files.ranges import FilePart, header_of, lines_of, read_csv

SHOWN_MOST = 20


def fingerprint(path: str | Path) -> str:
    with Path(path).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def said_of(file: str) -> Iterator[None]:
    """What pandas cannot read is refused by the name of the file."""
    try:
        yield
    except pd.errors.ParserWarning:
        hint = "give each cell a column, or quote a cell that holds a comma"
        raise Refusal(Problem("more cells than the header names", file=file, hint=hint)) from None
    except UnicodeDecodeError:
        hint = "it must be CSV in UTF-8 with a header line, or Parquet; save an Excel sheet as such"
        raise Refusal(Problem("not text in UTF-8", file=file, hint=hint)) from None
    except FileNotFoundError:
        hint = "check the path"
        raise Refusal(Problem("there is no such file", file=file, hint=hint)) from None
    except (OSError, csv.Error, pd.errors.ParserError, pd.errors.EmptyDataError) as why:
        hint = "it must be CSV in UTF-8 with a header line, or Parquet"
        raise Refusal(Problem(f"cannot be read ({why})", file=file, hint=hint)) from None


def fail_if_doubled(names: Sequence[str], file: str) -> None:
    """No two columns of one name."""
    refuse_if_any(
        Problem("the column stands twice", file=file, column=name, hint="give it once")
        for name, times in Counter(names).items()
        if name and times > 1
    )


@dataclass(frozen=True)
class BulkTable:
    """A table as read, with the name of its file for what is said of it."""

    table: pd.DataFrame
    file: str
    source: FilePart | Path | None = None
    """Where it was read, for the lines on which rows stand: a whole file, or a part of one."""

    @classmethod
    def read(
        cls,
        path: str | Path,
        needed: Sequence[str],
        also: Sequence[str],
        *,
        text: Sequence[str] = (),
    ) -> BulkTable:
        """Columns `needed`, and of `also` those there are; those in `text` are ids.

        What ends in `_` in `also` is how names may begin.
        """
        file = Path(path).name
        with said_of(file):
            fail_if_doubled(header_of(Path(path)), file)
            table = read_parquet(path) if file.endswith(".parquet") else read_csv(path, text)
        frame = cls(table, file, Path(path))
        frame.fail_if_columns_are_wrong(needed, also)
        return frame

    @classmethod
    def read_part(
        cls,
        part: FilePart,
        needed: Sequence[str],
        also: Sequence[str],
        *,
        text: Sequence[str] = (),
    ) -> BulkTable:
        """The same of a part of a file; lines are told as they stand in the whole."""
        file = Path(part.path).name
        with said_of(file):
            fail_if_doubled(header_of(part), file)
            table = part.read(text)
        frame = cls(table, file, part)
        frame.fail_if_columns_are_wrong(needed, also)
        return frame

    def fail_if_columns_are_wrong(self, needed: Sequence[str], also: Sequence[str]) -> None:
        stems, others = [tuple(c for c in also if c.endswith("_") is s) for s in (True, False)]
        allowed = ", ".join([*needed, *(f"{one}…" for one in stems), *others])
        names = list(map(str, self.table.columns))
        lacking = [
            Problem(
                "column missing", file=self.file, column=name, hint=f"the columns are {allowed}"
            )
            for name in needed
            if name not in names
        ]
        unknown = [
            Problem(
                "unknown column", file=self.file, column=name, hint=f"the columns are {allowed}"
            )
            for name in names
            if name not in needed and name not in others and not name.startswith(stems)
        ]
        refuse_if_any([*lacking, *unknown])

    def ids(self, column: str) -> tuple[str, ...]:
        return tuple(self.table[column].astype(str))

    def resources(self, prefix: str) -> tuple[str, ...]:
        return tuple(
            name.removeprefix(prefix) for name in self.table.columns if name.startswith(prefix)
        )

    def unique_ids(self, column: str) -> pd.Index:
        """The ids of a table in which each stands once."""
        if self.table.empty:
            hint = f"give at least one line with a {column}"
            raise Refusal(Problem("there is no row", file=self.file, column=column, hint=hint))
        empty = self.table[column].isna().to_numpy()
        self.refuse(empty, column, "the id is empty", "every line needs one")
        index = pd.Index(self.ids(column))
        self.refuse(index.duplicated(), column, "the id stands twice", "keep one line of each")
        return index

    def places(self, column: str, among: pd.Index, what: str) -> Any:
        """The row of each id in another table; unknown ones are refused."""
        found = among.get_indexer(pd.Index(self.ids(column)))
        hint = f"every edge needs a {column} of the table of {what}"
        self.refuse(found < 0, column, f"unknown {column}", hint)
        return found

    def numbers(self, column: str, *, most: float = np.inf) -> Any:
        """A column of finite numbers that are not negative, nor above `most`."""
        values = self._numbers(column)
        bad = ~(np.isfinite(values) & (values >= 0))
        self.refuse(bad, column, "not a usable number", "it must be a finite number of 0 or more")
        hint = f"at most {most:g} can be reckoned with: choose a larger unit"
        self.refuse(values > most, column, "too large", hint)
        return values

    def counts(self, column: str) -> Any:
        """A column of whole numbers from 0 up; NaN where it is empty."""
        values, empty = self._numbers(column), self.table[column].isna().to_numpy()
        sound = np.isfinite(values) & (values >= 0) & (values == np.floor(values))
        hint = "write how many, a whole number from 0 up; leave it empty for no limit"
        self.refuse(~(sound | empty), column, "not a usable number", hint)
        return values

    def _numbers(self, column: str) -> Any:
        """NaN for what is no number; `true` is none."""
        if pd.api.types.is_bool_dtype(self.table[column]):
            return np.full(len(self.table), np.nan)
        return pd.to_numeric(self.table[column], errors="coerce").to_numpy(dtype=float)

    def refuse(self, bad: Any, column: str, reason: str, hint: str) -> None:
        """Refuse the table with the lines where `bad` holds, the first of them by name."""
        at = np.flatnonzero(bad)
        if not len(at):
            return
        shown = at[:SHOWN_MOST].tolist()
        problems = [
            Problem(
                reason,
                file=self.file,
                line=line,
                column=column,
                value=str(self.table[column].iloc[row]),
                hint=hint,
            )
            for row, line in zip_longest(shown, self._lines_of(shown))
        ]
        if len(at) > SHOWN_MOST:
            problems.append(Problem(f"and {len(at) - SHOWN_MOST} more lines", file=self.file))
        refuse_if_any(problems)

    def _lines_of(self, rows: list[int]) -> list[int]:
        if isinstance(self.source, FilePart):
            return self.source.lines_of(rows)
        return lines_of(self.source, rows) if self.source else [row + 2 for row in rows]
