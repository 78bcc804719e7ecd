"""Parsing a file in a child process, so that a hostile one can harm nobody."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from jiedui.catalog.columns import columns
from jiedui.core.errors import Problem
from jiedui.files.records import Chunk
from jiedui.files.sources import FileRefusal, open_source

TIMEOUT_SECONDS = 600
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Parsed:
    """What the header of a file means, and its rows as they come.

    `headers` are the names of the columns as the file writes them.
    """

    kind: str
    file: str
    sheet: str
    sha256: str
    rows: int
    present: tuple[str, ...]
    currencies: Mapping[str, str]
    headers: Mapping[str, str]
    warnings: tuple[Problem, ...]
    chunks: Iterator[Chunk]

    def problem(
        self, reason: str, *, line: int, column: str, value: str = "", hint: str = ""
    ) -> Problem:
        """A problem that only the store can see, said of the cell it stands in."""
        header = self.headers.get(column, column)
        return Problem(reason, self.file, self.sheet, line, header, value, hint)


@contextmanager
def parsed(
    path: str | Path, kind: str, *, name: str = "", tell: Tell | None = None
) -> Iterator[Parsed]:
    """Read a file of a kind in a child process with bounded memory and time.

    Parameters
    ----------
    name
        What messages call the file; its own name where empty.
    tell
        Told after each chunk how many rows of how many are read.

    Raises
    ------
    FileRefusal
        On opening (header, unreadable file), or from `chunks` after the last row, with all
        problems; also where the child ran out of memory or time.
    """
    name = name or Path(path).name
    open_source(path)  # missing, empty and over-large files need no child
    command = [sys.executable, "-m", "jiedui.files.worker", kind, str(path), name]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as child:
        watch = threading.Timer(TIMEOUT_SECONDS, child.kill)
        watch.start()
        try:
            yield _opened(child, kind, name, tell)
        finally:
            watch.cancel()
            child.kill()


def _opened(child: subprocess.Popen[str], kind: str, name: str, tell: Tell | None) -> Parsed:
    assert child.stdout is not None
    head = _next(child, child.stdout, name)
    return Parsed(
        kind=kind,
        file=name,
        sheet=head["sheet"],
        sha256=head["sha256"],
        rows=head["rows"],
        present=tuple(head["present"]),
        currencies=head["currencies"],
        headers=head["headers"],
        warnings=tuple(Problem(**said) for said in head["warnings"]),
        chunks=_chunks(child, kind, name, head["rows"], tell),
    )


def _chunks(
    child: subprocess.Popen[str], kind: str, name: str, rows: int, tell: Tell | None
) -> Iterator[Chunk]:
    assert child.stdout is not None
    dated = [column.name for column in columns(kind).values() if column.type == "date"]
    days: dict[str, date] = {}
    done = 0
    while "done" not in (said := _next(child, child.stdout, name)):
        for column in dated:
            if column in said["values"]:
                said["values"][column] = [_moment(cell, days) for cell in said["values"][column]]
        yield Chunk(said["lines"], said["values"])
        done += len(said["lines"])
        if tell is not None:
            tell(done, rows)


def _moment(cell: list[str] | None, days: dict[str, date]) -> tuple[date, str] | None:
    if cell is None:
        return None
    if cell[0] not in days:
        days[cell[0]] = date.fromisoformat(cell[0])
    return days[cell[0]], cell[1]


def _next(child: subprocess.Popen[str], stream: IO[str], name: str) -> dict[str, Any]:
    line = stream.readline()
    if not line.endswith("\n"):
        raise FileRefusal([_died(child, name)])
    said: dict[str, Any] = json.loads(line)
    if "problems" in said:
        raise FileRefusal([Problem(**one) for one in said["problems"]])
    return said


def _died(child: subprocess.Popen[str], name: str) -> Problem:
    child.kill()
    words = (child.stderr.read() if child.stderr else "").strip().splitlines()
    last = words[-1][:200] if words else f"exit {child.wait()}"
    hint = "split the file, or save it again as .xlsx or CSV"
    return Problem("the file could not be read within its limits", name, value=last, hint=hint)
