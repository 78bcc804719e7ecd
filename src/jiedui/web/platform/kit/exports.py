"""Tables as downloads: CSV that Excel opens with Chinese intact, or xlsx with its source."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from jiedui.core.errors import Problem, Refusal
from jiedui.files.writing import About, Field, Sheet, write_csv, write_xlsx
from jiedui.web.platform.kit.pages import language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}


@dataclass(frozen=True)
class Table:
    """What is exported: rows as they are, unrounded, with the words of the page around them.

    `name` becomes the file's name: ASCII, no path.
    """

    name: str
    title: str
    fields: Sequence[Field]
    rows: Sequence[Sequence[Any]]
    sources: Sequence[str] = ()
    notes: Sequence[str] = ()


def exported(file_format: str, table: Table) -> HttpResponse:
    """The table as a download, `csv` or `xlsx`."""
    if file_format not in TYPES:
        hint = f"choose from {', '.join(TYPES)}"
        raise Refusal(Problem("unknown format", column="format", value=file_format, hint=hint))
    content = _csv(table) if file_format == "csv" else _xlsx(table)
    response = HttpResponse(content, content_type=TYPES[file_format])
    name = f"{table.name}.{file_format}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _csv(table: Table) -> bytes:
    header = [field.header(language()) for field in table.fields]
    target = io.BytesIO()
    write_csv([dict(zip(header, row, strict=True)) for row in table.rows], target)
    return target.getvalue()


def _xlsx(table: Table) -> bytes:
    sheet = Sheet(table.name[:31], table.fields, table.rows)
    about = About(title=table.title, sources=table.sources, notes=table.notes)
    target = io.BytesIO()
    write_xlsx([sheet], target, about=about, lang=language())
    return target.getvalue()
