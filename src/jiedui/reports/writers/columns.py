"""How wide the columns of a printed table are: paper has no scroll bar."""

from __future__ import annotations

from jiedui.reports.charts.base import Lang, text_width
from jiedui.reports.document import Table

_LINE = 556  # 156 mm in pixels when 12 of them are one 9.5-point character
_PADDING = 13
_SHORT_TEXT = 110


def column_weights(table: Table, lang: Lang) -> list[int]:
    """Each column's share of the line, in pixels of 12-pixel type.

    Cells are not broken where they fit; headings get two lines where there is room, else three;
    what is still too wide is taken from the columns of long text.
    """
    heads = [column.head(lang) for column in table.columns]
    least = [_widest(table, x) + _PADDING for x in range(len(heads))]
    least = [max(n, _longest_word(h) + _PADDING) for n, h in zip(least, heads, strict=True)]
    wanted = [max(n, text_width(h) // 2 + 2 * _PADDING) for n, h in zip(least, heads, strict=True)]
    line = _LINE if len(heads) <= 7 else _LINE * 19 // 16
    if sum(least) > line:
        return _from_long_texts(least, sum(least) - line)
    room, asked = line - sum(least), sum(wanted) - sum(least)
    part = 1.0 if asked <= room else room / asked
    return [n + round((w - n) * part) for n, w in zip(least, wanted, strict=True)]


def _widest(table: Table, x: int) -> int:
    return max((text_width(table.columns[x].shown(row[x])) for row in table.rows), default=24)


def _longest_word(head: str) -> int:
    """What cannot be broken: a Latin word; Chinese breaks anywhere, at three characters here."""
    words = head.split()
    return max(min(text_width(w), 36) if ord(w[0]) > 255 else text_width(w) for w in words)


def _from_long_texts(widths: list[int], excess: int) -> list[int]:
    spare = [max(width - _SHORT_TEXT, 0) for width in widths]
    part = min(1.0, excess / (sum(spare) or 1))
    return [width - round(s * part) for width, s in zip(widths, spare, strict=True)]
