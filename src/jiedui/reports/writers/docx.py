"""A document as Word, for those who go on editing: headings, three-line tables, pictures."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor

from jiedui.reports.archive import with_fixed_dates
from jiedui.reports.document import Block, Chart, Document, Note, Paragraph, Table
from jiedui.reports.typesetting import svg_to_png
from jiedui.reports.writers.columns import column_weights

# Faces that every Chinese Windows, Kylin and UOS desktop has, under the names Word knows.
BODY = ("Times New Roman", "宋体")
HEADING = ("Arial", "黑体")
ANSWER = ("Times New Roman", "楷体")

TEXT_WIDTH_MM = 156
_PRINTED_FROM = 0.25  # millimetres of paper for a pixel of the drawing
_ACCENT = RGBColor(0x17, 0x49, 0x5B)
_SOFT = RGBColor(0x4A, 0x56, 0x5B)
_INK, _PALE = "1F2426", "CFD6D8"
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def docx_bytes(document: Document) -> bytes:
    """The whole file; the same document gives the same bytes."""
    paper = docx.Document()
    _set_up(paper, document)
    _opening(paper, document)
    *headings, ending = document.headings()
    sections = [section.blocks for section in document.sections]
    if document.appendix:
        sections.append(document.appendix)
    for heading, blocks in zip(headings, sections, strict=True):
        paper.add_heading(heading, level=1)
        for block in blocks:
            _add(paper, document, block)
    paper.add_heading(ending, level=1)
    _closing(paper, document)
    target = io.BytesIO()
    paper.save(target)
    return with_fixed_dates(target.getvalue())


def _set_up(paper: Any, document: Document) -> None:
    """Page, styles and properties; margins of GB/T 9704-2012."""
    properties = paper.core_properties
    properties.title, properties.author = document.title, "Jiedui"
    properties.comments, properties.created = document.imprint(), _EPOCH
    properties.modified, properties.last_modified_by = _EPOCH, ""
    page = paper.sections[0]
    page.start_type = WD_SECTION.NEW_PAGE
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(37), Mm(35)
    page.left_margin, page.right_margin = Mm(28), Mm(26)
    _style(paper.styles["Normal"], BODY, 12)
    _style(paper.styles["Title"], HEADING, 22)
    _style(paper.styles["Heading 1"], HEADING, 14, _ACCENT)
    _style(paper.styles["Caption"], HEADING, 10.5)
    paper.styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for border in paper.styles["Title"].element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
    _page_number(page.footer.paragraphs[0])


def _style(style: Any, faces: tuple[str, str], size: float, colour: RGBColor | None = None) -> None:
    style.font.size = Pt(size)
    style.font.bold = style.font.italic = False
    style.font.color.rgb = colour or RGBColor(0x1F, 0x24, 0x26)
    _faces(style.element.get_or_add_rPr(), faces)


def _faces(properties: Any, faces: tuple[str, str]) -> None:
    """Name the face of Latin and of Chinese text; theme faces would win over both."""
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    latin, chinese = faces
    for kind, face in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", chinese)):
        fonts.set(qn(f"w:{kind}"), face)


def _page_number(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    paragraph.add_run(" —")


def _opening(paper: Any, document: Document) -> None:
    paper.add_paragraph(document.title, style="Title")
    subtitle = paper.add_paragraph()
    subtitle.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(subtitle, document.subtitle, BODY, 11, _SOFT)
    answer = paper.add_paragraph()
    answer.paragraph_format.space_before = answer.paragraph_format.space_after = Pt(10)
    _shade(answer, "EEF4F6")
    _run(answer, document.answer, ANSWER, 15, _ACCENT)


def _run(
    paragraph: Any,
    text: str,
    faces: tuple[str, str],
    size: float,
    colour: RGBColor | None = None,
) -> None:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour
    _faces(run._r.get_or_add_rPr(), faces)


def _shade(paragraph: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    paragraph._p.get_or_add_pPr().append(shade)


def _add(paper: Any, document: Document, block: Block) -> None:
    if isinstance(block, Paragraph):
        _running(paper, document, block.text)
    elif isinstance(block, Note):
        _small(paper, block.text, indent_mm=6)
    elif isinstance(block, Chart):
        _picture(paper, document, block)
    else:
        _ruled_table(paper, document, block)


def _running(paper: Any, document: Document, text: str) -> None:
    paragraph = paper.add_paragraph(text)
    paragraph.paragraph_format.line_spacing = 1.5
    paragraph.paragraph_format.space_after = Pt(6)
    if document.lang == "zh":
        paragraph.paragraph_format.first_line_indent = Pt(24)


def _small(paper: Any, text: str, *, indent_mm: float = 0) -> None:
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.left_indent = Mm(indent_mm)
    _run(paragraph, text, BODY, 9.5, _SOFT)


def _caption(paper: Any, text: str, *, above: bool) -> None:
    caption = paper.add_paragraph(text, style="Caption")
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.keep_with_next = above
    caption.paragraph_format.space_before = Pt(8 if above else 2)


def _picture(paper: Any, document: Document, chart: Chart) -> None:
    png = svg_to_png(chart.svg(), width=chart.width, height=chart.height)
    width = Mm(min(TEXT_WIDTH_MM, chart.width * _PRINTED_FROM))
    paragraph = paper.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(io.BytesIO(png), width=Emu(width))
    shape._inline.docPr.set("descr", chart.title)
    _caption(paper, document.caption(chart), above=False)
    if chart.note:
        _small(paper, chart.note)


def _ruled_table(paper: Any, document: Document, table: Table) -> None:
    _caption(paper, document.caption(table), above=True)
    grid = paper.add_table(rows=0, cols=len(table.columns))
    _rules(grid)
    size = 8 if len(table.columns) > 7 else 9.5
    heads = [column.head(document.lang) for column in table.columns]
    _row(grid, heads, table, size)
    _repeat_and_underline(grid.rows[0])
    for row in table.rows:
        cells = [column.shown(cell) for column, cell in zip(table.columns, row, strict=True)]
        _row(grid, cells, table, size)
    _widths(grid, column_weights(table, document.lang))
    if table.note:
        _small(paper, table.note)


def _row(grid: Any, texts: list[str], table: Table, size: float) -> None:
    cells = grid.add_row().cells
    for cell, text, column in zip(cells, texts, table.columns, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
        if column.is_number:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _run(paragraph, text, BODY, size)


def _rules(grid: Any) -> None:
    """The outer two of the three lines of a Chinese table, and pale hairlines between rows."""
    borders = OxmlElement("w:tblBorders")
    for side, width, colour in (("top", 12, _INK), ("bottom", 12, _INK), ("insideH", 2, _PALE)):
        borders.append(_border(side, width, colour))
    grid._tbl.tblPr.append(borders)


def _widths(grid: Any, weights: list[int]) -> None:
    grid.autofit = False
    shares = [Mm(TEXT_WIDTH_MM * weight / sum(weights)) for weight in weights]
    for column, share in zip(grid.columns, shares, strict=True):
        column.width = share
    for row in grid.rows:
        for cell, share in zip(row.cells, shares, strict=True):
            cell.width = share


def _border(side: str, width_in_eighths_of_a_point: int, colour: str) -> Any:
    line = OxmlElement(f"w:{side}")
    size = str(width_in_eighths_of_a_point)
    for name, value in (("val", "single"), ("sz", size), ("space", "0"), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    return line


def _repeat_and_underline(row: Any) -> None:
    """The heading row stands on every page, with the second of the three lines below it."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    for cell in row.cells:
        borders = OxmlElement("w:tcBorders")
        borders.append(_border("bottom", 6, _INK))
        cell._tc.get_or_add_tcPr().append(borders)


def _closing(paper: Any, document: Document) -> None:
    for term, meaning in document.definitions:
        paragraph = paper.add_paragraph()
        _run(paragraph, term, HEADING, 10.5)
        _run(paragraph, ("：" if document.lang == "zh" else ": ") + meaning, BODY, 10.5)
    for line in document.sources:
        _small(paper, line)
    _small(paper, document.imprint())
