"""The page of imports and exports: check, take in, take away, by who may."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from jiedui.web.records.projects.models import Project
from web_support.people import person, signed_in

PAIR = "jiangsu-2022:320500-321300"
GOOD = f"项目编号,项目名称,结对,签约日期\nA-1,甲,{PAIR},2023-05-30\n"
BAD = GOOD.replace("2023-05-30", "改日")


@pytest.fixture
def office(loaded, db, client):
    return signed_in(client, person("pair_office", "jiangsu-2022", "pair", PAIR, "recipient"))


def sent(client, text, to="check", kind="projects"):
    file = SimpleUploadedFile("台账.csv", text.encode(), "text/csv")
    return client.post(f"/transfer/{to}", {"kind": kind, "table": file})


def test_step_one_says_what_would_happen_and_step_two_does_it(office, client):
    checked = sent(client, GOOD)
    assert checked.status_code == 200 and "新增 1" in checked.text
    assert not Project.objects.exists()
    done = client.post(
        "/transfer/commit", {"kind": "projects", "carried": checked.context["carried"]}
    )
    assert "已导入" in done.text and Project.objects.get().code == "A-1"


def test_problems_are_listed_and_the_workbook_comes_back_commented(office, client):
    refused = sent(client, BAD)
    assert refused.status_code == 422 and "改日" in refused.text
    carried = {"kind": "projects", "carried": refused.context["carried"]}
    back = client.post("/transfer/commented", carried)
    sheet = load_workbook(io.BytesIO(back.content)).worksheets[0]
    assert "not a date" in sheet["D2"].comment.text
    assert client.post("/transfer/commit", carried).status_code == 422
    assert not Project.objects.exists()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_exported_on_the_page_goes_back_in_as_the_same(office, client, ending):
    client.post(
        "/transfer/commit", {"kind": "projects", "carried": sent(client, GOOD).context["carried"]}
    )
    file = client.post("/transfer/export", {"kind": "projects", "format": ending})
    body = b"".join(file.streaming_content)
    again = client.post(
        "/transfer/check", {"kind": "projects", "table": SimpleUploadedFile(f"x.{ending}", body)}
    )
    assert "未变 1" in again.text


def test_a_template_offers_choices_and_explains_every_column(office, client):
    book = load_workbook(io.BytesIO(client.get("/transfer/templates/projects.xlsx").content))
    assert book["数据"]["B1"].value == "项目名称"
    assert book["数据"].data_validations.dataValidation
    assert book["About 说明"].max_row == 1 + book["数据"].max_column


def test_the_page_is_in_english_too_and_offers_only_what_one_may_do(office, client):
    client.cookies["django_language"] = "en"
    page = client.get("/transfer/")
    assert "Export all that I may see" in page.text
    assert 'value="projects"' in page.text and 'value="users"' not in page.text


def test_an_auditor_exports_and_does_not_import(loaded, db, client):
    signed_in(client, person("auditor", "jiangsu-2022"))
    assert "导入导出" in client.get("/transfer/").text
    assert sent(client, GOOD).status_code == 404
    file = client.post("/transfer/export", {"kind": "firms"})
    assert file.status_code == 200 and b"".join(file.streaming_content)


def test_an_institution_finds_no_such_page(loaded, db, client):
    signed_in(client, person("institution"))
    assert client.get("/transfer/").status_code == 404
