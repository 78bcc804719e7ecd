import io
import time

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from jiedui.reports.writers.docx import docx_bytes


def opened(document):
    return docx.Document(io.BytesIO(docx_bytes(document)))


def test_it_opens_and_says_the_same(document):
    paper = opened(document)
    texts = [paragraph.text for paragraph in paper.paragraphs]
    assert document.answer in texts
    headings = [p.text for p in paper.paragraphs if p.style.name == "Heading 1"]
    assert headings == ["一、差距多大", "二、附表", "三、口径与来源"]


def test_every_style_in_use_names_a_chinese_face_and_no_theme_overrules_it(document):
    paper = opened(document)
    for name in ("Normal", "Title", "Heading 1", "Caption"):
        fonts = paper.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) in ("宋体", "黑体")
        assert fonts.get(qn("w:eastAsiaTheme")) is None


def test_figures_stand_right_and_words_left(document):
    row = opened(document).tables[0].rows[1]
    assert [cell.text for cell in row.cells] == ["苏州 → 宿迁", "2021", "176,827"]
    alignments = [cell.paragraphs[0].alignment for cell in row.cells]
    assert alignments == [None, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.RIGHT]


def test_the_heading_row_of_a_table_is_repeated_on_every_page(document):
    header = opened(document).tables[0].rows[0]
    assert header._tr.trPr.find(qn("w:tblHeader")) is not None


def test_its_charts_are_pictures_with_a_description(document):
    shapes = opened(document).inline_shapes
    assert len(shapes) == 1
    assert shapes[0]._inline.docPr.get("descr") == "同一差距，不同口径"


def test_the_hour_of_making_leaves_no_trace(document):
    first = docx_bytes(document)
    time.sleep(2.1)  # a zip archive keeps times to two seconds
    assert docx_bytes(document) == first
