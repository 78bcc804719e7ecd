"""Typst behind two functions: a page description becomes PDF, a drawing becomes PNG."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import typst

from jiedui.core.errors import JieduiError
from jiedui.reports import fonts, palette

PIXELS_PER_INCH = 220


def compile_pdf(files: Mapping[str, bytes], main: str = "report.typ") -> bytes:
    """Set `main`, which may read the other `files` by name; the same files give the same bytes."""
    return _compile(files, main, form="pdf")


def svg_to_png(svg: str, *, width: int, height: int) -> bytes:
    """A drawing of `width` × `height` pixels as a sharp picture for Word."""
    page = (
        f"#set page(width: {width}pt, height: {height}pt, margin: 0pt)\n"
        f'#image("drawing.svg", width: {width}pt, height: {height}pt)\n'
    )
    files = {"picture.typ": page.encode(), "drawing.svg": for_typst(svg)}
    return _compile(files, "picture.typ", form="png")


def for_typst(svg: str) -> bytes:
    """The drawing with the name under which its font is installed."""
    return svg.replace(palette.FONT, fonts.SANS).encode()


def _compile(files: Mapping[str, bytes], main: str, *, form: Literal["pdf", "png"]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="jiedui-") as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        try:
            return typst.compile(
                str(Path(folder) / main),
                root=folder,
                format=form,
                ppi=PIXELS_PER_INCH,
                font_paths=_fonts(),
            )
        except typst.TypstError as error:
            raise JieduiError(f"the page could not be set: {error}") from error


@cache
def _fonts() -> typst.Fonts:
    """Our fonts and no other: the same page on every machine."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(fonts.folder())])
