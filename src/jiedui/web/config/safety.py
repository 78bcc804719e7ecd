"""What the site refuses to start with, and the secret key it keeps in its data folder."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

from jiedui.core.errors import Problem, Refusal

KEY_FILE = "secret.key"
KEY_LENGTH_MIN = 32


def secret_key(home: Path) -> str:
    """The key of this data folder; before `jiedui init` has made the folder, one for this process.

    Reading the settings never writes: only `make_home` does.
    """
    file = home / KEY_FILE
    return file.read_text().strip() if file.exists() else secrets.token_urlsafe(48)


def make_home(home: Path) -> None:
    """Make the data folder and its key, readable by their owner alone; keep what is there."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (home / KEY_FILE).exists():
            return
        handle = os.open(home / KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as fault:
        if isinstance(fault, FileExistsError) and home.is_dir():
            return
        reason = f"the data folder cannot be made there ({fault.strerror})"
        hint = "name a folder that you may write in JIEDUI_HOME"
        raise Refusal(Problem(reason, file=str(home), hint=hint)) from None
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48) + "\n")


def unsafe_settings(
    *, public: bool, debug: bool, database_engine: str, allowed_hosts: Sequence[str], home: Path
) -> Iterator[Problem]:
    """Every reason not to start, each saying what to change.

    A site on PostgreSQL or with `JIEDUI_PUBLIC=1` is one that others reach.
    """
    if not (public or database_engine.endswith("postgresql")):
        return
    if debug:
        yield Problem(
            "debug pages show settings and data to every visitor",
            column="JIEDUI_DEBUG",
            value="1",
            hint="unset it, or work on SQLite without JIEDUI_PUBLIC",
        )
    if not allowed_hosts or "*" in allowed_hosts:
        yield Problem(
            "the site does not know its own name, so forged Host headers would be believed",
            column="JIEDUI_ALLOWED_HOSTS",
            value=",".join(allowed_hosts),
            hint="name the hosts people type, separated by commas: jiedui.example.gov.cn,10.1.2.3",
        )
    yield from _unsafe_key(home / KEY_FILE)


def _unsafe_key(file: Path) -> Iterator[Problem]:
    if not file.exists():
        return
    if os.name == "posix" and file.stat().st_mode & 0o077:
        yield Problem(
            "the secret key can be read by other accounts of this machine",
            file=str(file),
            hint=f"chmod 600 {file}",
        )
    if len(file.read_text().strip()) < KEY_LENGTH_MIN:
        yield Problem(
            f"the secret key is shorter than {KEY_LENGTH_MIN} characters",
            file=str(file),
            hint="delete the file; `jiedui init` makes a new one and everybody signs in again",
        )
