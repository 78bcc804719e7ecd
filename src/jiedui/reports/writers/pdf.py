"""A document as PDF, set by Typst in the shape of an official paper."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from jiedui.analysis.provenance import canonical_json
from jiedui.reports.charts.base import Lang, text_width
from jiedui.reports.document import Block, Chart, Document, Note, Paragraph, Table
from jiedui.reports.typesetting import compile_pdf, for_typst

_LINE = 556  # 156 mm in pixels when 12 of them are one 9.5-point character
_PADDING = 13
_SHORT_TEXT = 110


def pdf_bytes(document: Document) -> bytes:
    """The whole PDF; the same document gives the same bytes."""
    template = files("jiedui.reports") / "templates" / "report.typ"
    content = {
        "report.typ": template.read_bytes(),
        "report.json": canonical_json(description(document)).encode(),
    }
    drawings = {_drawing(document, chart): for_typst(chart.svg()) for chart in document.charts()}
    return compile_pdf(content | drawings)


def description(document: Document) -> dict[str, Any]:
    """What the template reads: words and figures as they are printed."""
    *headings, ending = document.headings()
    sections = [section.blocks for section in document.sections]
    if document.appendix:
        sections.append(document.appendix)
    return {
        "lang": document.lang,
        "title": document.title,
        "subtitle": document.subtitle,
        "answer": document.answer,
        "sections": [
            {"heading": heading, "blocks": [_block(document, block) for block in blocks]}
            for heading, blocks in zip(headings, sections, strict=True)
        ],
        "ending": ending,
        "definitions": [list(pair) for pair in document.definitions],
        "sources": list(document.sources),
        "imprint": document.imprint(),
        "footer": document.fingerprint,
    }


def _block(document: Document, block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": block.text}
    if isinstance(block, Note):
        return {"kind": "note", "text": block.text}
    if isinstance(block, Chart):
        return {
            "kind": "chart",
            "file": _drawing(document, block),
            "width": block.width,
            "title": block.title,
            "caption": document.caption(block),
            "note": block.note,
        }
    return _table(document, block)


def _table(document: Document, table: Table) -> dict[str, Any]:
    weights = _weights(table, document.lang)
    return {
        "kind": "table",
        "caption": document.caption(table),
        "columns": [
            {
                "head": column.head(document.lang),
                "number": column.is_number,
                "weight": weight,
            }
            for column, weight in zip(table.columns, weights, strict=True)
        ],
        "rows": [
            [column.shown(cell) for column, cell in zip(table.columns, row, strict=True)]
            for row in table.rows
        ],
        "note": table.note,
    }


def _weights(table: Table, lang: Lang) -> list[int]:
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


def _drawing(document: Document, chart: Chart) -> str:
    return f"chart-{document.number(chart)}.svg"
