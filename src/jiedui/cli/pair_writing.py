"""A result into a file: refused before the work where it cannot be written, and never in part."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import mkstemp

from jiedui.core.errors import Problem, Refusal


def fail_if_unwritable(output: str | None) -> None:
    """Refuse a file that cannot be written before anything is computed."""
    if output is None or _is_stream(Path(output)):
        return
    try:
        _discard(_beside(Path(output).resolve()))
    except OSError as fault:
        raise _unwritable(output, f"cannot be written ({fault.strerror})") from None


def write_whole(output: str, text: str) -> None:
    """The whole text or nothing: written beside the file, then put in its place."""
    target = Path(output)
    try:
        if _is_stream(target):
            target.write_text(text, "utf-8")
        else:
            _replace(target.resolve(), text)
    except OSError as fault:
        raise _unwritable(output, f"cannot be written ({fault.strerror})") from None


def _replace(target: Path, text: str) -> None:
    """A file that was there keeps its rights."""
    rights = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    written = _beside(target)
    try:
        written.write_text(text, "utf-8")
        written.chmod(rights)
        written.replace(target)
    except BaseException:
        _discard(written)
        raise


def _beside(target: Path) -> Path:
    """A new empty file in the folder of the target."""
    number, name = mkstemp(dir=target.parent, prefix=f".{target.name[:80]}-")
    os.close(number)
    return Path(name)


def _discard(file: Path) -> None:
    file.unlink(missing_ok=True)


def _is_stream(target: Path) -> bool:
    """A device or a pipe, such as /dev/stdout, which nothing can be put in the place of."""
    return target.exists() and not target.is_file() and not target.is_dir()


def _umask() -> int:
    """The rights that new files go without; it can only be read by setting it."""
    found = os.umask(0)
    os.umask(found)
    return found


def _unwritable(output: str, reason: str) -> Refusal:
    hint = "name a file in a folder that exists and that you may write to"
    return Refusal(Problem(reason, file=output, hint=hint))
