"""Looks into a zipped workbook before any library parses it: is it safe, and what would be lost?

A parser of workbooks gives an empty cell for a formula that was never computed and for #DIV/0!.
An empty cell means "unknown" here, so both must be found in the XML itself and named.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import IO
from xml.etree import ElementTree

from jiedui.core.errors import JieduiError, Problem
from jiedui.files.sources import FileRefusal, Limits, Source

_RATIO_MATTERS_FROM_BYTES = 10 * 2**20
# Attributes may be in either quotes, and elements may carry a prefix (`<x:c r='A1'>`).
_REFERENCE = rb"""\br\s*=\s*["']([A-Z]{1,3}[0-9]{1,7})["']"""
_CELL = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^>]*\bt\s*=\s*["']e["'])[^>]*""" + _REFERENCE + rb"[^>]*>"
)
_UNCOMPUTED = re.compile(
    rb"<(?:\w+:)?c\b[^>]*"
    + _REFERENCE
    + rb"[^>]*><(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)"
    + rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ANY_ERROR = re.compile(rb"""\bt\s*=\s*["']e["']""")
_ANY_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*\bhidden\s*=\s*["'](?:1|true)["']""")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


@dataclass(frozen=True)
class Findings:
    """What an XLSX sheet holds that a parser does not tell, as cell references such as `D6`."""

    errors: tuple[str, ...] = ()
    uncomputed: tuple[str, ...] = ()
    hidden_rows: int = 0


@dataclass(frozen=True)
class Archive:
    """A zip that passed the limits. `kind` is `xlsx` or `ods`; `sheets` is empty for ODS."""

    kind: str
    sheets: dict[str, Findings] = field(default_factory=dict)


def inspect(source: Source, limits: Limits) -> Archive:
    """Check sizes, entries, entities and extents on the really unpacked bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            return _inspect(archive, source, limits)
    except (JieduiError, MemoryError):
        raise
    except Exception as error:  # a file made to harm may trip the unpacker anywhere
        said = str(error) or type(error).__name__
        raise _refusal(source, f"the workbook is damaged ({said})", "save it again") from None


def _inspect(archive: zipfile.ZipFile, source: Source, limits: Limits) -> Archive:
    entries = archive.infolist()
    if len(entries) > limits.archive_entries:
        reason = f"the workbook holds {len(entries):,} parts; at most {limits.archive_entries:,}"
        raise _refusal(source, reason, "save only the sheet with the data as a new workbook")
    names = set(archive.namelist())
    budget = _Budget(source, limits)
    findings = {
        entry.filename: _findings(_read(archive, entry, budget), source, limits)
        for entry in entries
    }
    if "xl/workbook.xml" in names:
        return Archive("xlsx", _by_sheet(archive, findings))
    if "content.xml" in names and "mimetype" in names:
        with archive.open("content.xml") as content:
            _fail_if_ods_too_wide(content, source, limits)
        return Archive("ods")
    hint = "save it as .xlsx, .xls, .ods or .csv"
    raise _refusal(source, "a zip file that is no .xlsx or .ods workbook", hint)


class _Budget:
    """Counts the bytes that really came out of the zip; the sizes it declares may lie."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self.source, self.limits, self.unpacked = source, limits, 0

    def take(self, count: int) -> None:
        self.unpacked += count
        allowed = min(
            self.limits.unpacked_bytes,
            max(_RATIO_MATTERS_FROM_BYTES, self.limits.unpacked_ratio * len(self.source.data)),
        )
        if self.unpacked > allowed:
            reason = f"the workbook unpacks to more than {allowed:,} bytes"
            raise _refusal(self.source, reason, "save only the sheet with the data, without images")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: _Budget) -> bytes:
    parts = []
    with archive.open(entry) as stream:
        while part := stream.read(2**20):
            budget.take(len(part))
            parts.append(part)
    return b"".join(parts) if entry.filename.endswith((".xml", ".rels")) else b""


def _findings(xml: bytes, source: Source, limits: Limits) -> Findings:
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml or xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
        reason = "the workbook's XML declares a document type or is in UTF-16"
        raise _refusal(source, reason, "open it in a spreadsheet program and save it as .xlsx")
    _fail_if_too_wide(xml, source, limits)
    # The searches that give places cost a second per million cells; first a look costs nothing.
    errors = _ERROR.findall(xml) if _ANY_ERROR.search(xml) else []
    uncomputed = _UNCOMPUTED.findall(xml) if _ANY_FORMULA.search(xml) else []
    return Findings(
        errors=tuple(match.decode() for match in errors),
        uncomputed=tuple(match.decode() for match in uncomputed),
        hidden_rows=len(_HIDDEN_ROW.findall(xml)),
    )


def _fail_if_too_wide(xml: bytes, source: Source, limits: Limits) -> None:
    """Two cells far apart make a parser lay out every cell between them."""
    columns: set[bytes] = set()
    last_row = 0
    for match in _CELL.finditer(xml):
        columns.add(match[1])
        last_row = max(last_row, int(match[2]))
    last_column = max((_column_number(name.decode()) for name in columns), default=0)
    fail_if_too_large(source, last_row, last_column, limits)


def fail_if_too_large(
    source: Source, rows: int, columns: int, limits: Limits, sheet: str = ""
) -> None:
    """Refuse a table past the limits on rows, columns or their product."""
    said = f"{rows:,} rows and {columns:,} columns"
    if rows > limits.rows or columns > limits.columns or rows * columns > limits.cells:
        reason = f"the table reaches over {said}"
        hint = (
            f"at most {limits.rows:,} rows, {limits.columns:,} columns and {limits.cells:,} cells "
            "are read; clear cells far from the data, or split the file by years"
        )
        raise FileRefusal([Problem(reason, file=source.name, sheet=sheet, hint=hint)])


def _column_number(name: str) -> int:
    """
    >>> _column_number("A"), _column_number("AB")
    (1, 28)
    """
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number


def cell_place(reference: str) -> tuple[int, int]:
    """Row and column, from 1, of a reference such as `D6`.

    >>> cell_place("D6")
    (6, 4)
    """
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]), _column_number(letters)


def _by_sheet(archive: zipfile.ZipFile, findings: dict[str, Findings]) -> dict[str, Findings]:
    """Findings by the sheet's name, through the workbook's relations."""
    relations = "xl/_rels/workbook.xml.rels"
    if relations not in findings:
        return {}
    targets = {
        item.get("Id", ""): item.get("Target", "")
        for item in ElementTree.fromstring(archive.read(relations))
    }
    workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    by_sheet = {}
    for sheet in workbook.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_REL, ""), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in findings:
            by_sheet[sheet.get("name", "")] = findings[part]
    return by_sheet


def _fail_if_ods_too_wide(content: IO[bytes], source: Source, limits: Limits) -> None:
    """An ODS cell or row may say "and a million times more"; only filled ones take room."""
    rows = columns = row_cells = 0
    for _, element in ElementTree.iterparse(content):
        if element.tag == f"{_TABLE}table-cell":
            repeated = int(element.get(f"{_TABLE}number-columns-repeated", "1"))
            filled = len(element) > 0
            row_cells += repeated if filled else 0
        elif element.tag == f"{_TABLE}table-row":
            repeated = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
            rows += repeated if row_cells else 0
            columns, row_cells = max(columns, row_cells), 0
            element.clear()
    fail_if_too_large(source, rows, columns, limits)


def _refusal(source: Source, reason: str, hint: str) -> FileRefusal:
    return FileRefusal([Problem(reason, file=source.name, hint=hint)])
