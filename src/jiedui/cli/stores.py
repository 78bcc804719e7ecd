"""Which store a command works on, and in whose name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from jiedui.core.errors import Problem, Refusal

db_option = click.option(
    "--db",
    type=click.Path(path_type=Path, dir_okay=False),
    help="the store: an SQLite file; JIEDUI_DATABASE_URL names PostgreSQL",
)
as_option = click.option(
    "--as",
    "username",
    default="",
    help="in whose name, within whose reach; without it as the operator, who reaches everything",
)


def use_store(db: Path | None) -> None:
    """Let the settings that are read next name this file."""
    if db is not None:
        os.environ["JIEDUI_DATABASE_URL"] = "sqlite://" + quote(str(db.absolute()))


def opened_store(db: Path | None) -> None:
    """The store with its tables, or a refusal that says how to make it."""
    use_store(db)
    if db is not None and not db.is_file():
        hint = f"make it with: jiedui init --db {db}"
        raise Refusal(Problem("there is no such store", column="--db", value=str(db), hint=hint))
    from jiedui.web.config.opening import need_tables

    need_tables()


def person(username: str, command: str) -> Any:
    """The account of that name, or the operator who works on the machine itself."""
    from jiedui.web.platform.accounts.models import User
    from jiedui.web.platform.accounts.operator import operator

    if not username:
        return operator(command)
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        hint = "see the names in: jiedui users list"
        raise Refusal(Problem("no such account", column="--as", value=username, hint=hint))
    return found
