"""Taking records away: every column of a kind, every row within reach, and a checksum."""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.db import transaction
from django.utils import translation

from jiedui.core.errors import Problem, Refusal
from jiedui.files import told
from jiedui.files.spool import Row, Spool
from jiedui.files.writing import (
    About,
    Sheet,
    opened_target,
    sheet_name,
    write_sheet_csv,
    write_xlsx,
)
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.platform.transfer.kinds import Kind, kind

FORMATS = ("csv", "xlsx")
DJANGO_LANGUAGES = {"zh": "zh-hans", "en": "en"}
Tell = Callable[[int], None]


@dataclass(frozen=True)
class Exported:
    """What was written: rows without the header, columns, and the SHA-256 of the file's bytes."""

    kind: str
    file: str
    rows: int
    columns: int
    sha256: str


def export_file(
    *, by: User, code: str, path: str | Path, lang: str = "zh", tell: Tell | None = None
) -> Exported:
    """Write all rows of a kind within a person's reach to a file, as CSV or XLSX by its ending.

    CSV also gets a neighbour `FILE.sha256`, which `sha256sum -c` reads; a workbook says rows and
    checksum on its last sheet.
    """
    path = Path(path)
    ending = format_of(path)
    with opened_target(path) as stream:
        done = export_to(
            stream, by=by, code=code, ending=ending, name=path.name, lang=lang, tell=tell
        )
    with path.open("rb") as written:
        done_sha256 = hashlib.file_digest(written, "sha256").hexdigest()
    if ending == "csv":
        path.with_name(path.name + ".sha256").write_text(f"{done_sha256}  {path.name}\n", "utf-8")
    return Exported(done.kind, done.file, done.rows, done.columns, done_sha256)


def export_text(*, by: User, code: str, lang: str = "zh") -> Iterator[str]:
    """CSV without mark, some of it at a time: for a pipe."""
    with tempfile.TemporaryFile(prefix="jiedui-export-") as stream:
        export_to(stream, by=by, code=code, ending="csv", name="stdout", lang=lang, bom=False)
        stream.seek(0)
        yield from io.TextIOWrapper(stream, "utf-8", newline="")


def export_stream(*, by: User, code: str, ending: str, name: str, lang: str = "zh") -> IO[bytes]:
    """The same as an open file at its start; who sends it on closes it."""
    stream = tempfile.TemporaryFile(prefix="jiedui-export-")  # noqa: SIM115 - the caller closes it
    try:
        export_to(stream, by=by, code=code, ending=ending, name=name, lang=lang)
    except BaseException:
        stream.close()
        raise
    stream.seek(0)
    return stream


def export_to(
    stream: IO[bytes],
    *,
    by: User,
    code: str,
    ending: str,
    name: str,
    lang: str = "zh",
    bom: bool = True,
    tell: Tell | None = None,
) -> Exported:
    """The same into a stream that can be read back (`w+b`, or memory)."""
    chosen = kind(code)
    _fail_if_not_allowed(chosen, by)
    with transaction.atomic():
        with Spool(_counted(told.cells(chosen.columns, chosen.told(by), lang), tell)) as rows:
            sheet = Sheet(sheet_name(_title(chosen, lang)), told.fields(chosen.columns, lang), rows)
            _write(chosen, sheet, stream, ending=ending, lang=lang, bom=bom)
            count = len(rows)
        _note(by, chosen, name, count)
    return Exported(chosen.code, name, count, len(chosen.columns), "")


def format_of(path: Path) -> str:
    ending = path.suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        hint = f"end the name in {' or '.join(f'.{one}' for one in FORMATS)}"
        raise Refusal(Problem("no such format", column="-o", value=path.name, hint=hint))
    return ending


def _write(
    chosen: Kind, sheet: Sheet, stream: IO[bytes], *, ending: str, lang: str, bom: bool
) -> None:
    if ending == "csv":
        write_sheet_csv(sheet, stream, lang=lang, bom=bom)
        return
    definitions = {
        one.title: column.description_zh if lang == "zh" else column.description_en
        for one, column in zip(sheet.fields, chosen.columns.values(), strict=True)
    }
    write_xlsx(
        [sheet], stream, about=About(_title(chosen, lang), definitions=definitions), lang=lang
    )


def _title(chosen: Kind, lang: str) -> str:
    with translation.override(DJANGO_LANGUAGES[lang]):
        return str(chosen.title)


def _note(by: User, chosen: Kind, name: str, rows: int) -> None:
    columns = list(chosen.columns)
    record_entry(
        by=by.username,
        action=f"export_{chosen.code}",
        object_kind="file",
        object_key=name[:200],
        summary=f"{rows} 行，{len(columns)} 列",
        payload={"rows": rows, "columns": columns},
    )


def _counted(rows: Iterable[Row], tell: Tell | None) -> Iterator[Row]:
    for number, row in enumerate(rows, start=1):
        yield row
        if tell is not None and number % 1_000 == 0:
            tell(number)


def _fail_if_not_allowed(chosen: Kind, by: User) -> None:
    if not chosen.may_export(by):
        hint = f"it takes a role that may {chosen.out.replace('_', ' ')}"
        reason = "you may not export this kind of table"
        raise Refusal(Problem(reason, column="kind", value=chosen.code, hint=hint))
