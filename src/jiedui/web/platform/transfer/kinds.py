"""What can be imported and exported. Each app that keeps records registers its kinds here."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jiedui.catalog.columns import Column, columns
from jiedui.core.errors import Problem, Refusal
from jiedui.files.parsing import Parsed
from jiedui.files.records import Chunk
from jiedui.web.platform.accounts.capabilities import EXPORT_RECORDS, IMPORT_RECORDS
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.accounts.reach import may


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
    """One file of a kind on its way in. `check` reads, `write` writes.

    Where `is_rehearsed`, `check` writes as well, in a transaction that is rolled back: what the
    usual actions refuse is then known before anything stays.
    """

    is_rehearsed = False

    @abstractmethod
    def check(self, chunk: Chunk) -> tuple[Any, list[Problem]]:
        """What is ready to be written of some rows, and what is wrong with them.

        `ready` is kept in a file of our own until all rows are checked: it must pickle.
        """

    def checked(self) -> list[Problem]:
        """After the last row: what only the whole file shows."""
        return []

    @abstractmethod
    def write(self, ready: Any) -> None:
        """Write it, inside the one transaction of the import."""

    def written(self) -> None:
        """After the last row, inside the transaction."""
        return

    @abstractmethod
    def tally(self) -> Tally:
        """Counted by `check`."""


# The rows that a person may take away, values in the order of the columns of the catalogue.
Told = Callable[[User], Iterator[Sequence[Any]]]


@dataclass(frozen=True)
class Kind:
    """A table that people send and take away.

    Attributes
    ----------
    opened
        Who takes in a file of it.
    told
        Its rows as far as a person may export them: sums in the smallest unit, dates as
        (day, precision), choices as their words.
    declared
        The name of its columns in the catalogue, where that is not the code.
    parsed
        Reads a file of it where its columns are not simply those of the catalogue.
    into, out
        The capabilities that importing and exporting it ask for.
    """

    code: str
    title: Any
    opened: Callable[[User, Parsed], Intake] = field(repr=False)
    told: Told = field(repr=False)
    declared: str = ""
    parsed: Callable[..., Any] | None = field(default=None, repr=False)
    into: str = IMPORT_RECORDS
    out: str = EXPORT_RECORDS

    @property
    def columns(self) -> Mapping[str, Column]:
        return columns(self.declared or self.code)

    def may_import(self, user: User) -> bool:
        return may(user, self.into)

    def may_export(self, user: User) -> bool:
        return may(user, self.out)


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
