"""`jiedui import`: a table of records, checked whole and then taken in whole."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jiedui.analysis.provenance import canonical_json
from jiedui.cli.output import put, say
from jiedui.cli.stores import as_option, db_option, opened_store, person
from jiedui.core.errors import Problem, Refusal

if TYPE_CHECKING:
    from jiedui.web.platform.transfer.importing import Imported, Tell

STEPS = {"check": "checking", "write": "writing"}
BAR_WIDTH = 30


@click.command(name="import")
@click.argument("kind")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--check-only", is_flag=True, help="say what would happen, write nothing")
@click.option(
    "--commented",
    type=click.Path(path_type=Path, dir_okay=False),
    help="where to give the file back as a workbook with its bad cells commented",
)
@click.option("--json", "as_json", is_flag=True, help="the outcome as JSON on stdout")
@as_option
@db_option
def import_command(
    kind: str,
    file: Path,
    check_only: bool,
    commented: Path | None,
    as_json: bool,
    username: str,
    db: Path | None,
) -> None:
    """Take in a table of records: all of it, or nothing where anything is wrong.

    KIND is one of firms, money, observations, pairs, park_facts, parks, projects, regions, stages,
    users. FILE is CSV or XLSX. A row whose key is on record updates it; an empty cell leaves what
    is there. Refusals stand on stderr, one line each.

    \b
    Example:  jiedui import projects ledger.xlsx --check-only
              jiedui import projects ledger.xlsx --as wang
    """
    opened_store(db)
    from jiedui.web.platform.transfer.importing import import_file

    by = person(username, "jiedui import")
    try:
        done = import_file(by=by, code=kind, path=file, check_only=check_only, tell=_watched())
    except Refusal as refusal:
        every = getattr(refusal, "every", refusal.problems)
        if commented is not None and file.is_file():
            _give_back(file, every, commented)
        if as_json:
            put(canonical_json(_refused(kind, file, every)))
            sys.exit(2)
        raise Refusal(every) from refusal
    for problem in done.warnings:
        say(str(problem))
    put(canonical_json(_outcome(done)) if as_json else _words(done))


def _watched() -> Tell | None:
    """A bar on stderr where a person looks at it."""
    if not sys.stderr.isatty():
        return None

    def tell(step: str, done: int, of: int) -> None:
        filled = BAR_WIDTH * done // max(of, 1)
        bar = "#" * filled + "." * (BAR_WIDTH - filled)
        end = "\n" if done >= of else ""
        click.echo(f"\r{STEPS[step]:9} [{bar}] {done:,} of {of:,}{end}", nl=False, err=True)

    return tell


def _give_back(file: Path, problems: tuple[Problem, ...], target: Path) -> None:
    from jiedui.files.comments import commented_copy

    commented_copy(file, problems, target)
    say(f"commented copy: {target}")


def _outcome(done: Imported) -> dict[str, Any]:
    return {
        "kind": done.kind,
        "file": done.file,
        "sha256": done.sha256,
        "rows": done.rows,
        "new": done.tally.new,
        "changed": done.tally.changed,
        "same": done.tally.same,
        "changes": list(done.tally.changes),
        "warnings": [str(problem) for problem in done.warnings],
        "written": done.is_written,
        "problems": [],
    }


def _refused(kind: str, file: Path, problems: tuple[Problem, ...]) -> dict[str, Any]:
    listed = [
        {
            "file": one.file,
            "line": one.line,
            "column": one.column,
            "value": one.value,
            "reason": one.reason,
            "hint": one.hint,
        }
        for one in problems
    ]
    return {"kind": kind, "file": file.name, "written": False, "problems": listed}


def _words(done: Imported) -> str:
    found = done.tally
    counts = f"{found.new:,} new, {found.changed:,} changed, {found.same:,} same"
    lines = [f"{done.kind}: {done.rows:,} rows: {counts}", *found.changes]
    if not done.is_written:
        lines.append("checked only: nothing was written")
    return "\n".join(lines) + "\n"
