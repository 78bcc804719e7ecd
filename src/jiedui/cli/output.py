"""How commands print: a table for people, JSON for programs, CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import click
from click.core import ParameterSource

from jiedui.analysis.provenance import canonical_json, plain
from jiedui.core.errors import Problem, Refusal

GIVEN = (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT)  # not a default
format_option = click.option(
    "--format",
    "output_format",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="table for people, json for programs, csv for spreadsheets",
)


def say(text: str) -> None:
    """A message or timing: on stderr, so that stdout holds the result alone."""
    click.echo(text, err=True)


def emit(
    output_format: str, result: Any, *, rows: Sequence[Mapping[str, Any]], table: Callable[[], str]
) -> None:
    """Print `result` as JSON, `rows` as CSV, or what `table` draws."""
    if output_format == "json":
        put(canonical_json(result))
    elif output_format == "csv":
        put(as_csv(rows))
    else:
        put(table() + "\n")


CLOSED_PIPE = 141


def put(text: str) -> None:
    """Write a result on stdout, in UTF-8 wherever the terminal names no encoding.

    A reader that has seen enough (`| head -1`) ends the command quietly, with the status that the
    shell gives for it; a full disk is refused.
    """
    try:
        click.echo(text, nl=False)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(CLOSED_PIPE)
    except OSError as fault:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        reason = f"the result cannot be written ({fault.strerror})"
        hint = "make room, or send the output elsewhere"
        raise Refusal(Problem(reason, column="stdout", hint=hint)) from None


def as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows with their union of columns, in order of first appearance; numbers as in the JSON."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    target = io.StringIO()
    writer = csv.DictWriter(target, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in plain(row).items()} for row in rows)
    return target.getvalue()


def _cell(value: Any) -> Any:
    return "" if value is None else value


def text_table(
    header: Sequence[str], rows: Iterable[Sequence[Any]], *, right: Iterable[int] = ()
) -> str:
    """A plain table whose columns line up, Chinese characters counted as two columns wide."""
    body = [[str(cell) for cell in row] for row in rows]
    widths = [
        max(display_width(row[i]) for row in [list(header), *body]) for i in range(len(header))
    ]
    numeric = set(right)

    def line(cells: Sequence[str]) -> str:
        padded = [_pad(cell, widths[i], i in numeric) for i, cell in enumerate(cells)]
        return "  ".join(padded).rstrip()

    return "\n".join([line(header), line(["-" * width for width in widths]), *map(line, body)])


def display_width(text: str) -> int:
    """Columns that a text takes on a terminal.

    >>> display_width("苏南 1.95")
    9
    """
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _pad(text: str, width: int, right: bool) -> str:
    space = " " * (width - display_width(text))
    return space + text if right else text + space
