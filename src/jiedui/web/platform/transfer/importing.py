"""Taking in a file: all rows are checked, then all are written in one transaction, or none is.

Killed at any moment, the store holds what it held before or all of the file.
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.db import IntegrityError, transaction

from jiedui.core.errors import Problem, Refusal
from jiedui.files.parsing import Parsed, parsed
from jiedui.files.sources import FileRefusal
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.platform.kit.constraints import refusal_of
from jiedui.web.platform.transfer.kinds import Intake, Kind, Tally, kind

# Told (step, done, of): steps are `check` and `write`.
Tell = Callable[[str, int, int], None]
MOST_PROBLEMS = 1_000


@dataclass(frozen=True)
class Imported:
    """What became of a file. `is_written` is False when it was only checked."""

    kind: str
    file: str
    sha256: str
    rows: int
    tally: Tally
    warnings: tuple[Problem, ...]
    is_written: bool


def import_file(
    *,
    by: User,
    code: str,
    path: str | Path,
    name: str = "",
    check_only: bool = False,
    tell: Tell | None = None,
) -> Imported:
    """Check a file of a kind and, unless `check_only`, take it in.

    Parameters
    ----------
    name
        What messages call the file; its own name where empty.

    Raises
    ------
    FileRefusal
        Every problem with its place; nothing was written.
    """
    chosen = kind(code)
    _fail_if_not_allowed(chosen, by)
    told = tell or _silent
    read = chosen.parsed or parsed
    with (
        read(path, chosen.declared or chosen.code, name=name) as file,
        tempfile.TemporaryFile(prefix="jiedui-import-") as spool,
    ):
        intake = chosen.opened(by, file)
        with _rehearsal() if intake.is_rehearsed else nullcontext():
            chunks = _checked(intake, file, spool, told)
        if not check_only:
            _written(intake, file, spool, chunks, by, told, code=chosen.code)
        return Imported(
            kind=chosen.code,
            file=file.file,
            sha256=file.sha256,
            rows=file.rows,
            tally=intake.tally(),
            warnings=file.warnings,
            is_written=not check_only,
        )


def _fail_if_not_allowed(chosen: Kind, by: User) -> None:
    if not chosen.may_import(by):
        hint = f"it takes a role that may {chosen.into.replace('_', ' ')}"
        reason = "you may not import this kind of table"
        raise Refusal(Problem(reason, column="kind", value=chosen.code, hint=hint))


@contextmanager
def _rehearsal() -> Iterator[None]:
    """A transaction of which nothing stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _silent(step: str, done: int, of: int) -> None:
    """Nobody watches."""


def _checked(intake: Intake, file: Parsed, spool: IO[bytes], tell: Tell) -> int:
    """How many chunks wait in the spool; or the problems of the whole file."""
    problems: list[Problem] = []
    chunks = done = 0
    try:
        for chunk in file.chunks:
            ready, found = intake.check(chunk)
            problems += found
            if not problems:
                pickle.dump(ready, spool, protocol=pickle.HIGHEST_PROTOCOL)
                chunks += 1
            done += len(chunk)
            tell("check", done, file.rows)
            if len(problems) >= MOST_PROBLEMS:
                break
        if not problems:
            problems += intake.checked()
    except FileRefusal as refusal:
        problems += refusal.every
    if problems:
        raise FileRefusal(sorted(problems, key=lambda one: one.line or 0)[:MOST_PROBLEMS])
    return chunks


@transaction.atomic
def _written(
    intake: Intake,
    file: Parsed,
    spool: IO[bytes],
    chunks: int,
    by: User,
    tell: Tell,
    *,
    code: str,
) -> None:
    try:
        for number, ready in enumerate(_spooled(spool, chunks), start=1):
            intake.write(ready)
            tell("write", round(file.rows * number / chunks), file.rows)
        intake.written()
    except IntegrityError as error:
        # Another person wrote the same rows after ours were checked: nothing of ours stays.
        raise FileRefusal([*refusal_of(error).problems]) from error
    found = intake.tally()
    counts = {"new": found.new, "changed": found.changed, "same": found.same}
    record_entry(
        by=by.username,
        action=f"import_{code}",
        object_kind="file",
        object_key=file.file[:200],
        summary=f"{file.rows} 行：新增 {found.new}，更新 {found.changed}，未变 {found.same}",
        payload={"sha256": file.sha256, **counts},
    )


def _spooled(spool: IO[bytes], chunks: int) -> Iterator[Any]:
    """Our own bytes of a moment ago: nobody else could write to this file."""
    spool.seek(0)
    for _ in range(chunks):
        yield pickle.load(spool)
