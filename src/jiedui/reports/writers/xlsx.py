"""A document as a workbook: a sheet per table, numbers as numbers, an account of it all last."""

from __future__ import annotations

import io

from jiedui.files.writing import About, Field, Sheet, sheet_name, write_xlsx
from jiedui.reports.charts.base import say
from jiedui.reports.document import Column, Document, Note


def xlsx_bytes(document: Document) -> bytes:
    """The whole workbook; the same document gives the same bytes."""
    target = io.BytesIO()
    sheets = [
        Sheet(name, [_field(column, document) for column in table.columns], table.rows)
        for name, table in zip(sheet_names(document), document.tables(), strict=True)
    ]
    write_xlsx(sheets, target, about=_about(document), lang=document.lang)
    return target.getvalue()


def sheet_names(document: Document) -> list[str]:
    """`1 标题…`: unique, within Excel's 31 characters and without its forbidden ones."""
    return [
        sheet_name(f"{number} {table.title}")
        for number, table in enumerate(document.tables(), start=1)
    ]


def _field(column: Column, document: Document) -> Field:
    """A number keeps all its digits; the format shows as many as the printed report."""
    if column.places is None:
        return Field(column.head(document.lang))
    whole = "#,##0" if column.grouped else "0"
    pattern = whole + ("." + "0" * column.places if column.places else "")
    return Field(column.head(document.lang), number_format=pattern)


def _about(document: Document) -> About:
    lang = document.lang
    definitions = {say(lang, "结论", "answer"): document.answer}
    definitions[say(lang, "范围", "scope")] = document.subtitle
    for term, meaning in document.definitions:
        said = definitions.get(term)
        definitions[term] = meaning if said is None else f"{said}; {meaning}"
    notes = [f"{table.title}: {table.note}" for table in document.tables() if table.note]
    notes += _cautions(document)
    return About(
        title=document.title,
        sources=document.sources,
        definitions=definitions,
        notes=[*notes, document.imprint()],
    )


def _cautions(document: Document) -> list[str]:
    return [block.text for block in document.blocks() if isinstance(block, Note)]
