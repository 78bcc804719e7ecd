"""What a bundled data set says of itself: `about.yaml`, read and checked."""

from __future__ import annotations

from typing import Literal

from jiedui.schemes.documents import Document

ColumnKind = Literal["code", "text", "year", "number"]


class Words(Document):
    """A sentence in both languages."""

    zh: str
    en: str


class Column(Document):
    """A column, or a family of columns where `name` is a regular expression (`emp_sample_[A-T]`).

    `indicator` names the row of the catalogue that the column fills in a panel.
    """

    name: str
    kind: ColumnKind
    unit: str = ""
    indicator: str = ""
    meaning: Words


class TableFile(Document):
    """One file of the set, its size and its fingerprint."""

    file: str
    rows: int
    sha256: str
    key: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()


class FlagRule(Document):
    """A check that marked cells, and the indicators whose value it puts in doubt."""

    rule: str
    indicators: tuple[str, ...]
    meaning: Words


class About(Document):
    """Publisher, source, terms, changes and doubts of a data set.

    `local_codes` is a regular expression for codes that are not in the history of GB/T 2260.
    """

    title: Words
    publisher: str
    source: str
    licence: str
    first_year: int | None = None
    last_year: int | None = None
    years: str = ""
    tables: tuple[TableFile, ...]
    changes: tuple[Words, ...] = ()
    doubts: tuple[Words, ...] = ()
    flags: tuple[FlagRule, ...] = ()
    local_codes: str = ""

    @property
    def title_zh(self) -> str:
        return self.title.zh

    @property
    def title_en(self) -> str:
        return self.title.en

    def file(self, name: str = "") -> TableFile | None:
        """The named file, or the first, which is the set's own table."""
        return next((table for table in self.tables if name in ("", table.file)), None)

    def span(self) -> str:
        """Years covered, as a reader says them."""
        if self.years or self.first_year is None:
            return self.years
        same = self.first_year == self.last_year
        return str(self.first_year) if same else f"{self.first_year}-{self.last_year}"
