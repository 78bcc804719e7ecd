"""What can be imported. Each app that keeps records registers its kinds here."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jiedui.core.errors import Problem, Refusal
from jiedui.files.parsing import Parsed
from jiedui.files.records import Chunk
from jiedui.web.platform.accounts.models import User


@dataclass(frozen=True)
class Tally:
    """What an import does, or did: rows by what becomes of them.

    `changes` tell the first few changed rows in words, for a person to look at.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    changes: tuple[str, ...] = ()


class Intake(ABC):
    """One file of a kind on its way in. `check` reads, `write` writes."""

    @abstractmethod
    def check(self, chunk: Chunk) -> tuple[Any, list[Problem]]:
        """What is ready to be written of some rows, and what is wrong with them.

        `ready` is kept in a file of our own until all rows are checked: it must pickle.
        """

    @abstractmethod
    def write(self, ready: Any) -> None:
        """Write it, inside the one transaction of the import."""

    @abstractmethod
    def tally(self) -> Tally:
        """Counted by `check`."""


@dataclass(frozen=True)
class Kind:
    """A table that people send: its name in the catalogue of columns, and who takes it in."""

    code: str
    title: Any
    opened: Callable[[User, Parsed], Intake] = field(repr=False)


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Called from `AppConfig.ready` of the app whose records they are."""
    _KINDS[kind.code] = kind


def kinds() -> Mapping[str, Kind]:
    return dict(sorted(_KINDS.items()))


def kind(code: str) -> Kind:
    """A kind by its code, or a refusal that lists them."""
    if code not in _KINDS:
        allowed = ", ".join(sorted(_KINDS))
        raise Refusal(Problem("no such kind of table", value=code, hint=f"choose from {allowed}"))
    return _KINDS[code]
