"""Tables of figures: one record that becomes a page's table, a CSV, a workbook and JSON."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from jiedui.analysis.provenance import canonical_json
from jiedui.core.errors import Problem, Refusal
from jiedui.web.platform.kit import made_up, numbers, pages

FORMATS = ("xlsx", "csv", "json")
Value = str | int | float | None


@dataclass(frozen=True)
class Column:
    """A column. `places` is the number of decimals, None for text; a year is not `grouped`."""

    id: str
    name: Any
    unit: Any = ""
    places: int | None = None
    grouped: bool = True

    @property
    def is_number(self) -> bool:
        return self.places is not None

    def shown(self, value: Value) -> str:
        """A value as people read it; a dash where there is none.

        >>> Column("ratio", "比", places=2).shown(1.9457), Column("name", "名").shown(None)
        ('1.95', '—')
        """
        if numbers.is_missing(value):
            return numbers.MISSING
        if isinstance(value, str) or self.places is None:
            return str(value)
        text = numbers.figure(value, self.places)
        return text if self.grouped else text.replace(",", "")


@dataclass(frozen=True)
class Cell:
    """A value with what belongs to it: a link, doubts about it, a small word, its look.

    `text` stands for the value on the page where the column's own way of writing does not fit.
    """

    value: Value
    url: str = ""
    flags: tuple[str, ...] = ()
    note: str = ""
    tag: str = ""
    text: str = ""


@dataclass(frozen=True)
class Shown:
    """A cell ready to be drawn."""

    text: str
    raw: Value
    column: Column
    cell: Cell
    is_missing: bool


@dataclass(frozen=True)
class Table:
    """Rows under columns. `id` stands in the address of its export.

    `body` is its rows as HTML, where somebody who keeps the table had them drawn beforehand.
    """

    id: str
    title: Any
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Any = ""
    source: str = ""
    body: str = ""

    def shown(self) -> list[list[Shown]]:
        return [
            [
                Shown(
                    cell.text or column.shown(cell.value),
                    cell.value,
                    column,
                    cell,
                    _is_missing(cell),
                )
                for column, cell in zip(self.columns, row, strict=True)
            ]
            for row in self.rows
        ]

    def doubts(self) -> tuple[str, ...]:
        """Every doubt about a figure of the table, once."""
        return tuple(
            dict.fromkeys(words for row in self.rows for cell in row for words in cell.flags)
        )


def row(*values: Value | Cell) -> tuple[Cell, ...]:
    """Cells of a row; what is no cell yet becomes a plain one."""
    return tuple(value if isinstance(value, Cell) else Cell(value) for value in values)


def export(
    request: HttpRequest, tables: Iterable[Table], *, name: str, title: str, fingerprint: str = ""
) -> HttpResponse | None:
    """The file that `?format=` asks for, of the table that `?table=` names (else the first).

    None where the address asks for no file. `name` begins the name of the file.
    """
    wanted = request.GET.get("format", "")
    if not wanted:
        return None
    table = _named(list(tables), request.GET.get("table", ""))
    file = "-".join(part for part in (name, table.id, fingerprint) if part)
    return download(table, wanted, file=file, title=title, fingerprint=fingerprint)


def download(
    table: Table, wanted: str, *, file: str, title: str, fingerprint: str = ""
) -> HttpResponse:
    """The table as `xlsx`, `csv` or `json`; `file` is its name: ASCII, no path, no ending."""
    title = made_up.titled(title)
    if wanted == "xlsx":
        content: bytes | str = _xlsx(table, title, fingerprint)
        kind = XLSX
    elif wanted == "csv":
        content, kind = _csv(table), "text/csv; charset=utf-8"
    elif wanted == "json":
        content, kind = _json(table, title, fingerprint), "application/json"
    else:
        hint = f"choose {', '.join(FORMATS)}"
        raise Refusal(Problem("unknown format", column="format", value=wanted, hint=hint))
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{file}.{wanted}"'
    return response


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _named(tables: Sequence[Table], wanted: str) -> Table:
    for table in tables:
        if wanted in ("", table.id):
            return table
    hint = f"choose {', '.join(table.id for table in tables) or 'another page: this has none'}"
    raise Refusal(Problem("no such table on this page", column="table", value=wanted, hint=hint))


def _headers(table: Table) -> list[str]:
    heads = [f"{c.name}({c.unit})" if str(c.unit) else str(c.name) for c in table.columns]
    return [*heads, _doubt_head()] if table.doubts() else heads


def _doubt_head() -> str:
    return "suspicious" if pages.language() == "en" else "可疑值"


def _values(table: Table) -> list[list[Value]]:
    lines = [[cell.value for cell in one] for one in table.rows]
    if table.doubts():
        doubts = ["; ".join(words for cell in one for words in cell.flags) for one in table.rows]
        return [[*line, doubt] for line, doubt in zip(lines, doubts, strict=True)]
    return lines


def _csv(table: Table) -> bytes:
    from jiedui.files.writing import write_csv

    heads = _headers(table)
    stream = io.BytesIO()
    write_csv([dict(zip(heads, line, strict=True)) for line in _values(table)], stream)
    return stream.getvalue()


def _xlsx(table: Table, title: str, fingerprint: str) -> bytes:
    from jiedui.files.writing import About, Field, Sheet, sheet_name, write_xlsx

    sheet = Sheet(
        sheet_name(str(table.title or table.id)),
        [Field(head) for head in _headers(table)],
        _values(table),
    )
    sources = [table.source] if table.source else []
    notes = [str(line) for line in (table.title, table.note, fingerprint) if str(line)]
    stream = io.BytesIO()
    about = About(title, sources, notes=notes)
    write_xlsx([sheet], stream, about=about, lang=pages.language())
    return stream.getvalue()


def _json(table: Table, title: str, fingerprint: str) -> str:
    columns = [{"id": c.id, "name": str(c.name), "unit": str(c.unit)} for c in table.columns]
    ids = [column.id for column in table.columns]
    rows = []
    for one in table.rows:
        line: dict[str, Any] = dict(zip(ids, (cell.value for cell in one), strict=True))
        doubts = [words for cell in one for words in cell.flags]
        rows.append(line | ({"flags": doubts} if doubts else {}))
    return canonical_json(
        {
            "page": title,
            "table": table.id,
            "title": str(table.title),
            "note": str(table.note),
            "source": table.source,
            "fingerprint": fingerprint,
            "columns": columns,
            "rows": rows,
        }
    )


def _is_missing(cell: Cell) -> bool:
    return bool(numbers.is_missing(cell.value))
