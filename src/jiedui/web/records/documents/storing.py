"""Files on the disk: checked before they are kept, under names of our own making.

The name that a file came with is only text: it is shown and offered at download, never a path.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from jiedui.core.errors import Problem, Refusal
from jiedui.web.records.documents.models import NAME_LENGTH_MAX

SIZE_BYTES_MAX = 20 * 1024 * 1024
CHUNK_BYTES = 1024 * 1024
_PACKED = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class Kind:
    """A type of file that may prove something: what it is called, how its first bytes look."""

    media_type: str
    begins: tuple[bytes, ...] = ()


KINDS = {
    "pdf": Kind("application/pdf", (b"%PDF-",)),
    "ofd": Kind("application/ofd", (_PACKED,)),
    "docx": Kind(f"{_OFFICE}.wordprocessingml.document", (_PACKED,)),
    "xlsx": Kind(f"{_OFFICE}.spreadsheetml.sheet", (_PACKED,)),
    "doc": Kind("application/msword", (_OLD_OFFICE,)),
    "xls": Kind("application/vnd.ms-excel", (_OLD_OFFICE,)),
    "wps": Kind("application/vnd.ms-works", (_OLD_OFFICE, _PACKED)),
    "jpg": Kind("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": Kind("image/jpeg", (b"\xff\xd8\xff",)),
    "png": Kind("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "csv": Kind("text/csv"),
    "txt": Kind("text/plain"),
}


@dataclass(frozen=True)
class Stored:
    """A file that lies in the folder now."""

    file: str
    original_name: str
    media_type: str
    sha256: str
    size_bytes: int


def folder() -> Path:
    return Path(settings.HOME) / "files"


def keep(source: BinaryIO, name: str) -> Stored:
    """Check a file and put it into the folder; refused files leave nothing behind.

    Raises
    ------
    Refusal
        Too large, empty, of a type that is not taken, or not of the type that its name says.
    """
    shown = plain_name(name)
    kind = _kind(shown)
    stored = f"{secrets.token_hex(16)}.{_suffix(shown)}"
    target = folder() / stored[:2] / stored
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        sha256, size_bytes = _written(source, target, shown, kind)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return Stored(stored, shown, kind.media_type, sha256, size_bytes)


def take_away(stored: str) -> None:
    """Remove a file whose record was not kept after all."""
    path(stored).unlink(missing_ok=True)


def path(stored: str) -> Path:
    return folder() / stored[:2] / stored


def opened(stored: str, sha256: str) -> BinaryIO:
    """The file, read to its end and compared with its digest before anybody gets it.

    Raises
    ------
    Refusal
        The file is gone, or its bytes are no longer those that were kept.
    """
    try:
        file = path(stored).open("rb")
    except FileNotFoundError:
        raise Refusal(Problem(_("文件不在存放处"), value=stored, hint=_("请告诉管理员"))) from None
    found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        file.close()
        hint = _("请告诉管理员；登记的是 %(sha256)s") % {"sha256": sha256}
        raise Refusal(Problem(_("文件内容与登记的摘要值不符"), value=found, hint=hint))
    file.seek(0)
    return file


def plain_name(name: str) -> str:
    """The last part of a name without anything that could steer a path, a header or a terminal.

    >>> plain_name("..\\\\..\\\\C:\\\\批复\\r\\n.pdf"), plain_name("/etc/passwd.txt")
    ('批复.pdf', 'passwd.txt')
    """
    last = PurePosixPath(PureWindowsPath(name).name).name
    clean = "".join(letter for letter in last if letter.isprintable()).strip()
    stem, dot, suffix = clean.rpartition(".")
    return f"{stem[: NAME_LENGTH_MAX - 10]}{dot}{suffix[:8]}"


def _suffix(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _kind(name: str) -> Kind:
    kind = KINDS.get(_suffix(name)) if "." in name else None
    if kind is None:
        hint = _("可以存：%(types)s") % {"types": ", ".join(KINDS)}
        raise Refusal(Problem(_("不收这种类型的文件"), value=name, hint=hint))
    return kind


def _written(source: BinaryIO, target: Path, name: str, kind: Kind) -> tuple[str, int]:
    digest, size_bytes = hashlib.sha256(), 0
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while chunk := source.read(CHUNK_BYTES):
            if not size_bytes:
                _fail_if_otherwise(chunk, name, kind)
            size_bytes += len(chunk)
            _fail_if_too_large(size_bytes, name)
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if not size_bytes:
        raise Refusal(Problem(_("文件是空的"), value=name))
    return digest.hexdigest(), size_bytes


def _fail_if_otherwise(start: bytes, name: str, kind: Kind) -> None:
    is_text = not kind.begins
    if (is_text and b"\x00" in start) or (kind.begins and not start.startswith(kind.begins)):
        hint = _("用原来的程序打开，另存为名字所说的类型")
        raise Refusal(Problem(_("文件内容不是名字所说的类型"), value=name, hint=hint))


def _fail_if_too_large(size_bytes: int, name: str) -> None:
    if size_bytes > SIZE_BYTES_MAX:
        hint = _("每个文件最多 %(size)s MB") % {"size": SIZE_BYTES_MAX // 1024**2}
        raise Refusal(Problem(_("文件太大"), value=name, hint=hint))
