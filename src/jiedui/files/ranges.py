"""Parts of a large table, so that several machines read it once together.

A part is a run of rows of one file; what is read from it depends on nothing else. Parquet is cut by
row number, CSV at the ends of lines by position in the file.
"""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import IO

import pandas as pd

from jiedui.core.errors import Problem, Refusal
from jiedui.files import parquet

BLOCK_BYTES = 16 * 2**20


@dataclass(frozen=True)
class FilePart:
    """Rows `first` to `last` of a Parquet file, or bytes of a CSV file whose head is `header`.

    `size_bytes` and `fingerprint` say which file is meant, should another machine see another one.
    """

    path: str
    first: int
    last: int
    size_bytes: int
    fingerprint: str
    header: bytes = b""

    @property
    def is_parquet(self) -> bool:
        return self.path.endswith(".parquet")

    def fail_if_elsewhere(self) -> None:
        """Refuse where this machine does not see the file that was meant."""
        file, hint = Path(self.path), "every machine must see the same file under the same path"
        if not file.is_file():
            raise Refusal(Problem("a worker does not see this file", file=self.path, hint=hint))
        if file.stat().st_size != self.size_bytes:
            value = f"{file.stat().st_size:,} bytes, not {self.size_bytes:,}"
            raise Refusal(Problem("a worker sees another file", file=self.path, value=value,
                                  hint=hint))  # fmt: skip

    def read(self, text: Sequence[str]) -> pd.DataFrame:
        """The rows; columns `text` of a CSV file are ids."""
        self.fail_if_elsewhere()
        if self.is_parquet:
            return parquet.read_rows(self.path, self.first, self.last)
        with Path(self.path).open("rb") as stream:
            stream.seek(self.first)
            rows = stream.read(self.last - self.first)
        return read_csv(io.BytesIO(self.header + rows), text)

    def columns(self, text: Sequence[str]) -> list[str]:
        """Their names."""
        return list(map(str, replace(self, last=self.first).read(text).columns))

    def lines_of(self, rows: Sequence[int]) -> list[int]:
        """The lines of the file on which these rows of the part begin; rows ascend from 0."""
        return lines_of(self.path, rows, first=self.first)


def lines_of(path: str | Path, rows: Sequence[int], *, first: int = 0) -> list[int]:
    """The lines of a file on which rows begin, ascending from 0, of the whole or from a part on.

    Empty lines are no rows, and a quoted cell may hold line breaks. Parquet has no lines: its rows
    are told as a sheet with a header would show them.
    """
    if str(path).endswith(".parquet"):
        return [first + row + 2 for row in rows]
    found: list[int] = []
    with Path(path).open("rb") as stream:
        before, row = line_breaks(stream, first), 0 if first else -1
        reader = csv.reader(io.TextIOWrapper(stream, encoding="utf-8-sig", newline=""))
        line = before + 1
        for cells in reader:
            if len(found) == len(rows):
                break
            if any(map(str.strip, cells)) or len(cells) > 1:
                if row == rows[len(found)]:
                    found.append(line)
                row += 1
            line = before + reader.line_num + 1
    return found


def line_breaks(stream: IO[bytes], end: int) -> int:
    """Line breaks from where the stream stands up to a position, where it stands then."""
    lines = 0
    while (left := end - stream.tell()) > 0 and (block := stream.read(min(BLOCK_BYTES, left))):
        lines += block.count(b"\n")
    return lines


def cut_file(path: str | Path, parts: int, fingerprint: str) -> list[FilePart]:
    """At most so many parts of about the same size; together they are the file."""
    file = Path(path).resolve()
    if str(file).endswith(".parquet"):
        rows = parquet.count_rows(file)
        header, ends = b"", [rows * part // parts for part in range(parts + 1)]
    else:
        header, ends = csv_ends(file, parts)
    known = (file.stat().st_size, fingerprint, header)
    cuts = [pair for pair in pairwise(ends) if pair[0] < pair[1]] or [(ends[0], ends[-1])]
    return [FilePart(str(file), first, last, *known) for first, last in cuts]


def csv_ends(file: Path, parts: int) -> tuple[bytes, list[int]]:
    """The header, and positions in the file at ends of rows: a quoted cell may hold line breaks."""
    size, quotes = file.stat().st_size, 0
    with file.open("rb") as stream:

        def to_end_of_row() -> bytes:
            nonlocal quotes
            read = b""
            while line := stream.readline():
                read, quotes = read + line, quotes + line.count(b'"')
                if quotes % 2 == 0:
                    break
            return read

        header = to_end_of_row()
        ends = [stream.tell()]
        for part in range(1, parts):
            while (left := size * part // parts - stream.tell()) > 0:
                quotes += stream.read(min(BLOCK_BYTES, left)).count(b'"')
            to_end_of_row()
            ends.append(stream.tell())
    return header, [*ends, size]


def header_of(source: FilePart | Path) -> list[str]:
    """The names over the columns of a CSV file or a part of one, as they stand; none of Parquet.

    pandas gives the second of two equal ones another name.
    """
    if str(source.path if isinstance(source, FilePart) else source).endswith(".parquet"):
        return []
    if isinstance(source, FilePart):
        text = io.StringIO(source.header.decode("utf-8-sig"), newline="")
        return next(csv.reader(text), [])
    with source.open(encoding="utf-8-sig", newline="") as stream:
        return next(csv.reader(stream), [])


def read_csv(path: str | Path | IO[bytes], text: Sequence[str]) -> pd.DataFrame:
    """Ids as text, so that 001 stays 001 and a park called NA is not a gap.

    Rows with more cells than the header are a fault; pandas would take the first for names of rows.
    """
    kinds = dict.fromkeys(text, "string")
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)
        return pd.read_csv(
            path,
            dtype=kinds,
            encoding="utf-8-sig",
            keep_default_na=False,
            na_values=[""],
            index_col=False,
            compression=None,
        )
