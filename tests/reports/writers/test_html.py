from html.parser import HTMLParser

from jiedui.reports.document import Paragraph, Section
from jiedui.reports.writers.html import html_bytes


class Outside(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        wanted = {"src", "href", "xlink:href"}
        self.found += [value for name, value in attrs if name in wanted]
        if tag in ("script", "link", "iframe"):
            self.found.append(tag)


def test_the_page_needs_nothing_beside_it_and_runs_no_script(document):
    parser = Outside()
    parser.feed(html_bytes(document).decode())
    assert parser.found == []


def test_it_holds_answer_table_drawing_and_definitions(document):
    page = html_bytes(document).decode()
    for words in (document.answer, "176,827", "<svg role=", "年末常住人口，万人", "9f3c1e204a11"):
        assert words in page


def test_text_is_text_and_never_markup(document):
    from dataclasses import replace

    sly = replace(document, sections=(Section("<b>", (Paragraph("<script>alert(1)</script>"),)),))
    page = html_bytes(sly).decode()
    assert "<script" not in page and "&lt;script&gt;" in page


def test_it_has_a_style_for_paper(document):
    assert "@page { size: A4; margin: 37mm 26mm 35mm 28mm; }" in html_bytes(document).decode()


def test_the_same_document_gives_the_same_bytes(document):
    assert html_bytes(document) == html_bytes(document)
