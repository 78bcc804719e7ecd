"""`jiedui export`: records as a file that `jiedui import` reads back as the same."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from jiedui.cli.output import put, say
from jiedui.cli.stores import as_option, db_option, opened_store, person


@click.command(name="export")
@click.argument("kind")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="FILE.csv or FILE.xlsx; without it CSV on stdout",
)
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="of headers"
)
@as_option
@db_option
def export_command(
    kind: str, output: Path | None, lang: str, username: str, db: Path | None
) -> None:
    """Write every row of a kind, with all its columns.

    A workbook says the count of rows and a checksum on its last sheet; beside FILE.csv stands
    FILE.csv.sha256. What begins as a formula is escaped; `jiedui import` takes that away again.

    \b
    Example:  jiedui export projects -o projects.xlsx
              jiedui export stages --as wang -o stages.csv
    """
    opened_store(db)
    from jiedui.web.platform.transfer.exporting import export_file, export_text

    by = person(username, "jiedui export")
    if output is None:
        for text in export_text(by=by, code=kind, lang=lang):
            put(text)
        return
    tell = _watched if sys.stderr.isatty() else None
    done = export_file(by=by, code=kind, path=output, lang=lang, tell=tell)
    say(f"{output}: {done.rows:,} rows, {done.columns} columns, SHA-256 {done.sha256}")


def _watched(rows: int) -> None:
    click.echo(f"\r{rows:,} rows", nl=False, err=True)
