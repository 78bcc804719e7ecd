"""Reports on disk: a result becomes a document, a document a file of the kind its name asks for."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jiedui.core.errors import Problem, Refusal
from jiedui.reports.charts.base import Lang
from jiedui.reports.document import Document

Writer = Callable[[Document], bytes]
SUFFIXES = (".html", ".pdf", ".docx", ".xlsx")


def build_report(kind: str, result: Any, *, lang: Lang = "zh", out: Path) -> Path:
    """Write the report of a result to `out`; its ending (`.html .pdf .docx .xlsx`) says how.

    The file appears whole or not at all: it is written beside its place and then moved there. The
    same result gives the same bytes.

    Raises
    ------
    Refusal
        The kind or the ending is unknown, or the folder does not exist.
    """
    fail_if_unwritable(out)
    write_whole(out, report_bytes(kind, result, lang=lang, suffix=out.suffix))
    return out


def report_bytes(kind: str, result: Any, *, lang: Lang = "zh", suffix: str) -> bytes:
    """The report of a result as bytes, for a page that offers it for download."""
    return _writer(suffix)(document_of(kind, result, lang=lang))


def document_of(kind: str, result: Any, *, lang: Lang = "zh") -> Document:
    """The document of a result; `kind` is `gaps` or `pairing`."""
    return _maker(kind)(result, lang=lang)


def fail_if_unwritable(out: Path) -> None:
    """Refuse an unknown ending or a missing folder before anything is computed."""
    _writer(out.suffix)
    if not out.parent.is_dir():
        hint = "make the folder first, or name one that exists"
        raise Refusal(Problem("no such folder", file=str(out), value=str(out.parent), hint=hint))
    if out.is_dir():
        raise Refusal(Problem("is a folder, not a file", file=str(out), hint="name a file"))


def write_whole(out: Path, content: bytes) -> None:
    """Put `content` at `out` in one step: a reader never sees half a file."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{out.name}-", dir=out.parent)
    except OSError as fault:
        hint = "choose a folder in which you may write"
        raise Refusal(
            Problem(f"cannot be written ({fault.strerror})", file=str(out), hint=hint)
        ) from None
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(content)
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(out)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _maker(kind: str) -> Callable[..., Document]:
    """Documents are imported when asked for: each brings the whole of its capability."""
    if kind == "gaps":
        from jiedui.reports.documents.gaps import gaps_document

        return gaps_document
    if kind == "pairing":
        from jiedui.reports.documents.pairing import pairing_document

        return pairing_document
    raise Refusal(Problem("no such report", value=kind, hint="choose gaps or pairing"))


def _writer(suffix: str) -> Writer:
    if suffix == ".html":
        from jiedui.reports.writers.html import html_bytes

        return html_bytes
    if suffix == ".pdf":
        from jiedui.reports.writers.pdf import pdf_bytes

        return pdf_bytes
    if suffix == ".docx":
        from jiedui.reports.writers.docx import docx_bytes

        return docx_bytes
    if suffix == ".xlsx":
        from jiedui.reports.writers.xlsx import xlsx_bytes

        return xlsx_bytes
    hint = f"end the file name in one of {', '.join(SUFFIXES)}"
    raise Refusal(Problem("unknown kind of file", value=suffix or "no ending", hint=hint))
