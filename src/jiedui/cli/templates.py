"""`jiedui template`: a table to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from jiedui.cli.output import say


@click.command(name="template")
@click.argument("kind")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="FILE.xlsx or FILE.csv",
)
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="of headers"
)
def template_command(kind: str, output: Path, lang: str) -> None:
    """Write an empty table of a kind; the workbook offers choices and explains every column.

    \b
    Example:  jiedui template projects -o projects.xlsx
              jiedui template match_firms -o firms.xlsx
    """
    from jiedui.files.templates import write_template

    write_template(kind, output, lang=lang)
    say(f"{output}: fill it in, then: {next_step(kind, output)}")


def next_step(kind: str, output: Path) -> str:
    """The command that takes the table in."""
    if kind == "match_firms":
        return f"jiedui match {output} shipped --programme PROGRAMME"
    if kind == "match_parks":
        return f"jiedui match shipped {output} --programme PROGRAMME"
    return f"jiedui import {kind} {output} --check-only"
