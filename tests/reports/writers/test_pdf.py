import shutil
import subprocess

import pytest

from jiedui.reports.writers.columns import column_weights
from jiedui.reports.writers.pdf import description, pdf_bytes


def test_the_same_document_gives_the_same_bytes(document):
    assert pdf_bytes(document) == pdf_bytes(document)


def test_only_our_two_chinese_faces_are_embedded(document):
    content = pdf_bytes(document)
    assert content.startswith(b"%PDF-")
    assert b"NotoSerifSC" in content and b"NotoSansSC" in content


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext of poppler-utils")
def test_its_text_can_be_read_back(document, tmp_path):
    (tmp_path / "report.pdf").write_bytes(pdf_bytes(document))
    command = ["pdftotext", "-layout", str(tmp_path / "report.pdf"), "-"]
    text = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()
    flat = "".join(text.split())
    for words in (
        document.answer,
        "一、差距多大",
        "表1",
        "图1",
        "堃骉喆珺婠燊甪",
        "176,827",
        "—1—",
    ):
        assert "".join(words.split()) in flat, words


def test_what_is_printed_is_the_documents_own_words(document):
    printed = description(document)
    assert printed["answer"] == document.answer
    assert [section["heading"] for section in printed["sections"]] == ["一、差距多大", "二、附表"]
    assert printed["ending"] == "三、口径与来源"
    table = printed["sections"][0]["blocks"][3]
    assert table["rows"] == [["苏州 → 宿迁", "2021", "176,827"], ["堃骉喆珺婠燊甪", "2021", "—"]]
    assert table["columns"][2]["head"] == "人均（元）"


def test_a_column_is_never_narrower_than_its_widest_figure(document):
    table = document.tables()[0]
    weights = column_weights(table, "zh")
    assert weights[2] >= len("176,827") * 0.56 * 12
