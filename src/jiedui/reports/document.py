"""What a report says, before it is known on what paper: one `Document`, four writers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jiedui import __version__
from jiedui.reports.charts.base import Lang, digits, say
from jiedui.reports.svg import GeoJSON, render

Cell = str | int | float | None
_CHINESE_NUMERALS = "〇一二三四五六七八九十"


@dataclass(frozen=True)
class Column:
    """A column of a table. `places` is the number of decimals; None means text.

    `grouped` puts commas between thousands; a year has none.
    """

    name: str
    unit: str = ""
    places: int | None = None
    grouped: bool = True

    @property
    def is_number(self) -> bool:
        return self.places is not None

    def head(self, lang: Lang) -> str:
        """Name and unit as one heading.

        >>> Column("人均GDP", "元", 0).head("zh"), Column("GDP", "yuan", 0).head("en")
        ('人均GDP（元）', 'GDP (yuan)')
        """
        if not self.unit:
            return self.name
        return say(lang, f"{self.name}（{self.unit}）", f"{self.name} ({self.unit})")

    def shown(self, cell: Cell) -> str:
        """A cell as people read it; an em dash where there is no figure.

        >>> Column("人均之比", "倍", 2).shown(1.9457)
        '1.95'
        >>> Column("年份", places=0, grouped=False).shown(2021)
        '2021'
        """
        if cell is None:
            return "—"
        if isinstance(cell, str) or self.places is None:
            return str(cell)
        text = digits(float(cell), self.places)
        return text if self.grouped else text.replace(",", "")


@dataclass(frozen=True)
class Table:
    """Rows under columns. `id` names the sheet of a workbook: letters, at most 31."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Chart:
    """A drawing: an ECharts option with its size in pixels and the maps that it names."""

    id: str
    title: str
    option: Mapping[str, Any]
    width: int = 620
    height: int = 300
    maps: Mapping[str, GeoJSON] = field(default_factory=dict)
    note: str = ""

    def svg(self) -> str:
        return render(self.option, width=self.width, height=self.height, maps=self.maps)


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True)
class Note:
    """A caution: set smaller and marked, never left out."""

    text: str


Block = Paragraph | Note | Table | Chart


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A whole report.

    Attributes
    ----------
    id
        What it is about (`gaps`, `pairing`); part of no text.
    title, subtitle
        The heading, and the line under it: programme, year, definition in a few words.
    answer
        The one sentence that answers the question.
    sections
        Why it is so: text, tables, charts, cautions, in reading order.
    appendix
        Long tables, printed last.
    definitions
        Term and what is meant by it here: denominators, price basis, formulas.
    sources
        Where the figures come from, one line each.
    fingerprint
        The run: the same inputs, scheme, version and seed give the same twelve digits.
    lang
        Language of the whole text.
    """

    id: str
    title: str
    subtitle: str
    answer: str
    sections: tuple[Section, ...]
    definitions: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    fingerprint: str
    lang: Lang
    appendix: tuple[Table, ...] = ()

    def blocks(self) -> Iterator[Block]:
        for section in self.sections:
            yield from section.blocks

    def tables(self) -> list[Table]:
        """Every table, in reading order, the appendix last."""
        return [b for b in self.blocks() if isinstance(b, Table)] + list(self.appendix)

    def charts(self) -> list[Chart]:
        return [block for block in self.blocks() if isinstance(block, Chart)]

    def number(self, block: Table | Chart) -> int:
        """The running number of a table or chart, from 1."""
        same: list[Any] = self.tables() if isinstance(block, Table) else self.charts()
        return next(i for i, other in enumerate(same, start=1) if other is block)

    def caption(self, block: Table | Chart) -> str:
        """`表1　…` or `Figure 1. …`."""
        number = self.number(block)
        if isinstance(block, Table):
            return say(self.lang, f"表{number}　{block.title}", f"Table {number}. {block.title}")
        return say(self.lang, f"图{number}　{block.title}", f"Figure {number}. {block.title}")

    def headings(self) -> list[str]:
        """The numbered headings of the sections, then of appendix and sources."""
        titles = [section.title for section in self.sections]
        if self.appendix:
            titles.append(say(self.lang, "附表", "Appendix tables"))
        titles.append(say(self.lang, "口径与来源", "Definitions and sources"))
        return [numbered(i, title, self.lang) for i, title in enumerate(titles, start=1)]

    def imprint(self) -> str:
        """By what and from which run the document was made."""
        return say(
            self.lang,
            f"测算编号 {self.fingerprint} · 结对 {__version__} · "
            "同样的输入、规则、版本与种子给出同样的结果",
            f"run {self.fingerprint} · jiedui {__version__} · "
            "the same inputs, rules, version and seed give the same result",
        )


def numbered(number: int, title: str, lang: Lang) -> str:
    """A heading with its number, as official documents write it.

    >>> numbered(1, "差距多大", "zh"), numbered(12, "附表", "zh"), numbered(2, "Why", "en")
    ('一、差距多大', '十二、附表', '2. Why')
    """
    return say(lang, f"{chinese_number(number)}、{title}", f"{number}. {title}")


def chinese_number(number: int) -> str:
    if number <= 10:
        return _CHINESE_NUMERALS[number]
    tens, ones = divmod(number, 10)
    head = "" if tens == 1 else _CHINESE_NUMERALS[tens]
    return head + "十" + (_CHINESE_NUMERALS[ones] if ones else "")
