"""A file as it arrived: its name, its bytes, its fingerprint; and the limits that files keep."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jiedui.core.errors import Problem, Refusal


@dataclass(frozen=True)
class Limits:
    """What one file may hold; the documented figures are these defaults."""

    file_bytes: int = 64 * 2**20
    unpacked_bytes: int = 512 * 2**20
    unpacked_ratio: int = 200
    archive_entries: int = 2_000
    rows: int = 500_000
    columns: int = 500
    cells: int = 10_000_000
    cell_characters: int = 32_767


LIMITS = Limits()
LISTED_MOST = 50


@dataclass(frozen=True)
class Source:
    """Bytes with the name that messages call them by: an upload keeps its own file name."""

    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


class FileRefusal(Refusal):
    """A refused file. `problems` is short enough to read; `every` holds all that were found."""

    def __init__(self, problems: Sequence[Problem]):
        self.every = tuple(problems)
        super().__init__(listed(self.every))


def listed(problems: Sequence[Problem], most: int = LISTED_MOST) -> tuple[Problem, ...]:
    """The first `most` problems, and a last one that says how many more there are.

    >>> [str(p) for p in listed([Problem("a"), Problem("b"), Problem("c")], most=1)]
    ['a', 'and 2 more problems; mend these first, then try again']
    """
    if len(problems) <= most:
        return tuple(problems)
    more = Problem(
        f"and {len(problems) - most} more problems", hint="mend these first, then try again"
    )
    return (*problems[:most], more)


def open_source(path: str | Path | Source, limits: Limits = LIMITS) -> Source:
    """Read a file whole, after its size was looked at."""
    if isinstance(path, Source):
        _fail_if_too_large(path.name, len(path.data), limits)
        return path
    path = Path(path)
    try:
        _fail_if_too_large(path.name, path.stat().st_size, limits)
        return Source(path.name, path.read_bytes())
    except FileNotFoundError:
        raise _unread(path, "there is no such file", "check the path") from None
    except IsADirectoryError:
        raise _unread(path, "this is a folder, not a file", "name a file in it") from None
    except (OSError, ValueError) as error:
        reason = f"the file cannot be opened ({getattr(error, 'strerror', None) or error})"
        raise _unread(path, reason, "see that you may read it") from None


def _unread(path: Path, reason: str, hint: str) -> FileRefusal:
    return FileRefusal([Problem(reason, file=str(path), hint=hint)])


def _fail_if_too_large(name: str, size: int, limits: Limits) -> None:
    if size > limits.file_bytes:
        problem = Problem(
            f"the file has {size:,} bytes; at most {limits.file_bytes:,} are read",
            file=name,
            hint="split it by years or regions",
        )
        raise FileRefusal([problem])
    if size == 0:
        raise FileRefusal([Problem("the file is empty", file=name, hint="save it again")])
