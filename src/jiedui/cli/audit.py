"""`jiedui audit`: is the trail whole, and is its end still there?"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from jiedui.core.errors import Problem, Refusal


@click.group(name="audit")
def audit_command() -> None:
    """Verify the audit trail, and anchor its end outside the store.

    The trail is a chain: a changed or missing entry breaks it. A trail whose end was cut off is
    whole in itself; only an anchor kept elsewhere, on paper or on another machine, shows that.

    \b
    Example:  jiedui audit anchor -o anchor.json
              jiedui audit verify --anchor anchor.json
    """
    from jiedui.web.config.opening import need_tables

    need_tables()


@audit_command.command(name="verify")
@click.option(
    "--anchor",
    "anchor_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="also hold the trail against this anchor",
)
def verify_command(anchor_file: Path | None) -> None:
    """Read the whole trail; name the first broken entry. Exit status 1 when something is wrong."""
    from jiedui.web.platform.audit.queries import anchor, verify

    found = verify(_read(anchor_file) if anchor_file else None)
    for problem in found:
        click.echo(str(problem), err=True)
    if found:
        sys.exit(1)
    end = anchor()
    click.echo(f"{end.count} entries, whole, ending with {end.hash or 'nothing'}")


@audit_command.command(name="anchor")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="file to write; without it, print",
)
def anchor_command(output: Path | None) -> None:
    """Write the end of the trail as it is now: keep it where the store's owner cannot reach it."""
    from jiedui.analysis.provenance import canonical_json
    from jiedui.web.platform.audit.queries import anchor

    text = canonical_json(anchor())
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, "utf-8")
    except OSError as error:
        reason = f"cannot write there ({error.strerror})"
        raise Refusal(Problem(reason, column="--output", value=str(output))) from error


def _read(file: Path) -> Any:
    from jiedui.web.platform.audit.queries import Anchor

    try:
        given = json.loads(file.read_text("utf-8"))
        return Anchor(
            entry=int(given["entry"]),
            hash=str(given["hash"]),
            count=int(given["count"]),
            at=str(given["at"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        hint = "make one with: jiedui audit anchor -o FILE"
        raise Refusal(Problem("not an anchor", file=str(file), hint=hint)) from error
