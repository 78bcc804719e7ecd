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

    `publisher_zh` and `source_zh` say the same to readers of Chinese, where they differ.
    `local_codes` is a regular expression for codes that are not in the history of GB/T 2260.
    """

    title: Words
    publisher: str
    source: str
    publisher_zh: str = ""
    source_zh: str = ""
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

    def published_by(self, lang: str) -> str:
        """Who published it, in the reader's language."""
        return self.publisher_zh or self.publisher if lang == "zh" else self.publisher

    def taken_from(self, lang: str) -> str:
        """Where it was read from, in the reader's language."""
        return self.source_zh or self.source if lang == "zh" else self.source

    @property
    def keys(self) -> tuple[str, ...]:
        """Columns that say which row is meant: the key, and the name beside a code."""
        table = self.tables[0]
        names = [column.name for column in table.columns]
        beside = [names[i + 1] for i, name in enumerate(names[:-1]) if name == "adcode"]
        return tuple(name for name in names if name in (*table.key, *beside))

    def file(self, name: str = "") -> TableFile | None:
        """The named file, or the first, which is the set's own table."""
        return next((table for table in self.tables if name in ("", table.file)), None)

    def span(self) -> str:
        """Years covered, as a reader says them."""
        if self.years or self.first_year is None:
            return self.years
        same = self.first_year == self.last_year
        return str(self.first_year) if same else f"{self.first_year}-{self.last_year}"
