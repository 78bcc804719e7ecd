"""The structure pages: they say what the data carry and no more (C3, C18, domain §4.3)."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jiedui.analysis.structure import StructureRequest, describe_structure, read_industries
from jiedui.reports.sentences import structure as sentences
from jiedui.schemes.load import programme
from jiedui.web.desk.upload import carrying
from jiedui.web.platform.audit.models import Entry
from jiedui.web.records.runs.models import Run

MADE_UP = Path(__file__).parents[2] / "docs/explanation/structure-made-up.csv"


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def send(visitor, industries=None, **fields):
    content = MADE_UP.read_bytes() if industries is None else industries
    files = {"industries": SimpleUploadedFile("mine.csv", content)}
    named = {"year": "2023", "supporter": "S", "recipient": "N"}
    return visitor.post("/structure/own", named | files | fields)


def test_the_page_refuses_to_rank_pairs_by_three_sectors_with_its_figures(visitor):
    page = visitor.get("/structure/", {"year": "2022"})
    assert "三次产业不能用来给结对排序" in text_of(page)
    rows = {row[0].value: row[1].value for row in page.context["tables"]["supports"].rows}
    assert rows["用三次产业给结对排序"] == rows["错位发展清单"] == "不支持"


def test_figures_of_the_page_are_those_of_the_analysis(visitor):
    own = describe_structure(StructureRequest(year=2022), programme=programme("jiangsu-2022"))
    table = visitor.get("/structure/", {"year": "2022"}).context["tables"]["likeness"]
    row = next(row for row in table.rows if row[0].value == "南京 → 淮安")
    assert row[1].value == own.value(
        "unido", region="320100", partner="320800", resolution="three_sectors"
    )
    assert len(table.rows) == 16


def test_every_chart_says_that_it_only_describes(visitor):
    page = visitor.get("/structure/")
    assert "只描述" in page.context["similarity"].title
    assert len(page.context["quotients"]) == 2
    assert "不是某个市" in page.context["scatter"].note


def test_a_pair_of_another_programme_falls_back(visitor):
    page = visitor.get(
        "/structure/",
        {"programme": "yrd-anhui-2021", "of": "jiangsu-2022", "pair": "320100:320800"},
    )
    assert page.status_code == 200
    assert page.context["asked"].pair[1].startswith("34")


@pytest.mark.parametrize(
    "code", ["jiangsu-2001", "jiangsu-2022", "yrd-anhui-2021", "east-west-2016"]
)
def test_every_programme_has_its_page(visitor, code):
    assert visitor.get("/structure/", {"programme": code, "year": "2019"}).status_code == 200


def test_a_users_two_digit_table_gives_the_list_and_is_not_kept(visitor):
    runs, entries = Run.objects.count(), Entry.objects.count()
    page = send(visitor)
    own = describe_structure(
        StructureRequest(year=2023, pairs=(("S", "N"),)), own=read_industries(MADE_UP)
    )
    assert page.status_code == 200
    assert page.context["headline"] == sentences.headline(own, "zh")
    assert len(page.context["tables"]["list"].rows) == len(own.lists[0].lines) > 0
    assert len(page.context["tables"]["gradient"].rows) == len(own.of("gradient"))
    assert "没有保存" in text_of(page)
    assert (Run.objects.count(), Entry.objects.count()) == (runs, entries)


def test_its_tables_are_exported_from_the_carried_file(visitor):
    carried = send(visitor).context["carried"]
    fields = {"carried": carried, "year": "2023", "supporter": "S", "recipient": "N"}
    file = visitor.post("/structure/own?format=csv&table=list", fields)
    assert file["Content-Type"].startswith("text/csv") and len(file.content) > 100


def test_links_that_both_sides_claim_are_named(visitor):
    claims = "region,industry,stage\nS,C39,research\nN,C39,research\nN,C39,market\n"
    page = send(visitor, claims=SimpleUploadedFile("claims.csv", claims.encode()))
    assert [row[1].value for row in page.context["tables"]["conflicts"].rows] == ["研发"]


def test_a_bad_row_is_named_with_its_line(visitor):
    bad = b"region,industry,value_added,employment\nS,39,12,\nN,39,-3,1\n"
    answer = send(visitor, bad)
    shown = text_of(answer)
    assert answer.status_code == 422
    assert "mine.csv 第2行" in shown and "mine.csv 第3行" in shown


@pytest.mark.parametrize("fields", [{"year": "20x3"}, {"recipient": ""}, {"supporter": "Q"}])
def test_a_field_that_cannot_be_read_is_refused(visitor, fields):
    assert send(visitor, **fields).status_code == 422


def test_a_file_over_the_limit_is_refused_by_name(visitor):
    answer = send(visitor, b"x" * (carrying.LARGEST_FILE_BYTES + 1))
    assert answer.status_code == 422 and "文件太大" in text_of(answer)


def test_the_english_page_is_english(english_visitor):
    html = english_visitor.get("/structure/").content.decode()
    headings = re.findall(r"<(?:h1|h2|thead|nav|button|title|label)\b.*?</", html, re.S)
    text = re.sub(r"<[^>]+>", "", " ".join(headings)).replace("中文", "")
    assert re.findall(r"[\u4e00-\u9fff]+", text) == []
