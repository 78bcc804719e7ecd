"""A document as PDF, set by Typst in the shape of an official paper."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from jiedui.analysis.provenance import canonical_json
from jiedui.reports.document import Block, Chart, Document, Note, Paragraph, Table
from jiedui.reports.typesetting import compile_pdf, for_typst
from jiedui.reports.writers.columns import column_weights


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
    weights = column_weights(table, document.lang)
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


def _drawing(document: Document, chart: Chart) -> str:
    return f"chart-{document.number(chart)}.svg"
