"""Bring your own figures: two steps, all or nothing, undone on request (issue §5 and §6)."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jiedui.analysis.gaps import GapsRequest, measure_gaps
from jiedui.core.errors import Refusal
from jiedui.files.panels import read_panel
from jiedui.files.sources import Source
from jiedui.web.desk.upload import carrying
from jiedui.web.platform.audit.models import Entry
from jiedui.web.records.regions.models import Batch, Observation
from jiedui.web.records.runs.models import Run

# Toyland in plausible units: in 2001 the south has three times the output per head of the north.
PANEL = """region,year,gdp_100m_cny,pop_resident_10k
N1,2001,20,10
N2,2001,60,30
S1,2001,60,10
S2,2001,120,20
N1,2002,40,10
N2,2002,80,30
S1,2002,120,20
S2,2002,240,40
"""
REGIONS = """region,name,group
S1,南一,南省
S2,南二,南省
N1,北一,北省
N2,北二,北省
"""


def files(panel=PANEL, regions=REGIONS):
    return {
        "panel": SimpleUploadedFile("panel.csv", panel.encode()),
        "regions": SimpleUploadedFile("regions.csv", regions.encode()),
    }


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def checked(visitor, **changes):
    return visitor.post("/data/upload/check", files(**changes))


def stored(visitor, **fields):
    carried = checked(visitor).context["carried"]
    return visitor.post("/data/upload/commit", {"carried": carried, "title": "玩具两省"} | fields)


def counts():
    return Batch.objects.count(), Observation.objects.count(), Entry.objects.count()


def test_checking_says_what_was_read_and_keeps_nothing(visitor):
    before = counts()
    page = checked(visitor)
    assert page.status_code == 200 and "4 个地区，2001–2002年" in text_of(page)
    rows = {row[0].value: [cell.value for cell in row[2:]] for row in page.context["read"].rows}
    assert rows["gdp"] == [4, "2001-2002", 8, 0]
    assert counts() == before


def test_every_problem_is_listed_with_its_place(visitor):
    before = counts()
    bad = PANEL.replace("N1,2001,20,10", "N1,2001,20万,10").replace("S2,2002,240", "S2,2002,-240")
    answer = checked(visitor, panel=bad)
    assert answer.status_code == 422
    found = {(row[2].value, row[3].value, row[4].value) for row in answer.context["table"].rows}
    assert {(2, "gdp_100m_cny", "20万"), (9, "gdp_100m_cny", "-240")} <= found
    assert counts() == before


ZERO = PANEL.replace("2002,40,", "2002,0,").replace("2002,80,", "2002,0,")
NO_PEOPLE = "region,year,gdp_100m_cny\nN1,2001,20\nN2,2001,60\nS1,2001,60\nS2,2001,120\n"
MORE_PLACES = REGIONS + "Q1,缺数的,北省\n"


@pytest.mark.parametrize(
    ("changes", "place", "said"),
    [
        ({"panel": NO_PEOPLE}, ("panel.csv", None, "pop_resident"), "没有人口"),
        ({"panel": ZERO}, ("panel.csv", None, "gdp"), "N1 2002, N2 2002"),
        ({"regions": MORE_PLACES}, ("regions.csv", 6, "region"), "Q1"),
    ],
    ids=["no people", "no output", "a region without figures"],
)
def test_what_the_page_of_the_data_would_refuse_is_refused_before_it_is_kept(
    visitor, changes, place, said
):
    before = counts()
    answer = checked(visitor, **changes)
    assert answer.status_code == 422 and said in text_of(answer)
    [row] = answer.context["table"].rows
    assert (row[0].value, row[2].value, row[3].value) == place
    fields = {"carried": answer.context["carried"], "title": "x"}
    assert visitor.post("/data/upload/commit", fields).status_code == 422
    assert counts() == before


def test_the_workbook_comes_back_with_its_bad_cells_commented(visitor):
    answer = checked(visitor, panel=PANEL.replace("N1,2001,20,10", "N1,2001,abc,10"))
    fields = {"carried": answer.context["carried"], "which": "panel"}
    file = visitor.post("/data/upload/commented", fields)
    sheet = openpyxl.load_workbook(io.BytesIO(file.content)).worksheets[0]
    assert sheet["C2"].comment is not None


def test_a_region_in_no_group_and_a_code_out_of_force_are_refused(visitor):
    answer = checked(visitor, regions=REGIONS.replace("N2,北二,北省\n", ""))
    assert answer.status_code == 422 and "不在任何组里" in text_of(answer)
    both = files() | {"codes": "gb2260"}
    assert visitor.post("/data/upload/check", both).status_code == 422


def test_looking_at_the_gaps_keeps_nothing_and_says_whose_data_they_are(visitor):
    before, carried = counts(), checked(visitor).context["carried"]
    page = visitor.post("/data/upload/measure", {"carried": carried})
    # 2002: (120 + 240) / (20 + 40) = 6 against (40 + 80) / (10 + 30) = 3.
    assert page.context["result"].value("ratio") == pytest.approx(2)
    assert page.context["result"].value("ratio", 2001) == pytest.approx(3)
    assert "用的是您上传的数据，没有保存" in text_of(page)
    assert counts() == before
    file = visitor.post("/data/upload/measure?format=csv&table=regions", {"carried": carried})
    assert "南一" in file.content.decode("utf-8-sig")


def test_committing_keeps_one_batch_with_one_audit_entry(visitor):
    before = counts()
    answer = stored(visitor)
    assert answer.status_code == 302
    batch = Batch.objects.get(data_set="upload")
    assert counts() == (before[0] + 1, before[1] + 16, before[2] + 1)
    assert Entry.objects.order_by("-id").first().object_key == batch.key
    assert stored(visitor).url == answer.url
    assert counts() == (before[0] + 1, before[1] + 16, before[2] + 1)


def test_a_title_too_long_is_refused_and_one_that_fits_is_kept_whole(visitor):
    before = counts()
    answer = stored(visitor, title="长" * 201)
    assert answer.status_code == 422 and "201 个字" in text_of(answer)
    assert counts() == before
    assert stored(visitor, title="长" * 200).status_code == 302
    assert Batch.objects.get(data_set="upload").title == "长" * 200


def test_who_did_not_sign_in_is_said_to_be_so(visitor):
    stored(visitor)
    shown = text_of(visitor.get("/data/upload/"))
    assert "未登录" in shown and "anonymous" not in shown


def test_the_page_of_a_batch_shows_the_numbers_of_the_analysis(visitor):
    page = visitor.get(stored(visitor).url)
    data = read_panel(Source("panel.csv", PANEL.encode()), Source("regions.csv", REGIONS.encode()))
    request = GapsRequest(years=(2001, 2002), population="resident")
    own = measure_gaps(data.panel, data.grouping, request)
    for measure in ("ratio", "theil_t", "gini", "cv"):
        assert page.context["result"].value(measure) == pytest.approx(own.value(measure))
    assert "用户上传的数据" in text_of(page)


def test_made_up_data_are_labelled_as_made_up(visitor):
    assert "模拟数据" in text_of(visitor.get(stored(visitor, made_up="1").url))


def test_a_file_that_fails_at_the_last_step_keeps_nothing(visitor):
    before = counts()
    bad = {
        "panel": Source("p.csv", b"region,year,gdp_100m_cny\nA,2001,x\n"),
        "regions": Source("r.csv", REGIONS.encode()),
    }
    fields = {"carried": carrying.packed(bad)}
    assert visitor.post("/data/upload/commit", fields).status_code == 422
    assert counts() == before


def test_a_run_outlives_its_batch_and_says_that_it_is_gone(visitor):
    url = stored(visitor).url
    made = visitor.post(f"{url}run", {"year": "2002"})
    assert made.status_code == 302
    assert visitor.post(f"{made.url}again").context["again"].is_same
    key = Batch.objects.get(data_set="upload").key
    assert visitor.post(f"{url}delete").status_code == 422
    assert Batch.objects.filter(key=key).exists()
    assert visitor.post(f"{url}delete", {"confirmed": "1"}).status_code == 302
    assert not Observation.objects.filter(batch__key=key).exists()
    assert Entry.objects.order_by("-id").first().action == "delete_batch"
    page = visitor.get(made.url)
    assert "数据批次已经删除" in text_of(page) and Run.objects.filter(kind="gaps").count() == 1
    assert visitor.post(f"{made.url}again").status_code == 422
    assert visitor.get(url).status_code == 404


def test_a_batch_that_came_with_the_program_cannot_be_deleted(visitor):
    key = Batch.objects.filter(data_set="city_panel").first().key
    answer = visitor.post(f"/data/upload/{key}/delete", {"confirmed": "1"})
    assert answer.status_code == 422 and Batch.objects.filter(key=key).exists()


def test_on_a_public_site_strangers_neither_store_nor_delete(visitor, settings):
    url = stored(visitor).url
    settings.PUBLIC = True
    before = counts()
    assert stored(visitor).status_code == 422
    assert visitor.post(f"{url}delete", {"confirmed": "1"}).status_code == 422
    assert counts() == before


@pytest.mark.parametrize("path", ["check", "measure", "commit", "commented"])
def test_posts_without_their_token_are_turned_away(loaded, db, path):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/data/upload/{path}", files()).status_code == 403


def test_a_file_over_the_limit_is_refused_and_the_token_still_read(loaded, db):
    strict = Client(enforce_csrf_checks=True)
    page = strict.get("/data/upload/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    big = SimpleUploadedFile("big.csv", b"1" * (carrying.LARGEST_FILE_BYTES + 1))
    both = files() | {"panel": big, "csrfmiddlewaretoken": token}
    answer = strict.post("/data/upload/check", both)
    assert answer.status_code == 422 and "big.csv" in text_of(answer)


@pytest.mark.parametrize("text", ["", "?", "AAAA", "eJwDAAAAAAE=" * 3])
def test_a_damaged_carried_text_is_refused(text):
    with pytest.raises(Refusal):
        carrying.unpacked(text)


def test_a_carried_text_cannot_unpack_to_more_than_the_limit():
    """A zip bomb in the hidden field: 200 MB of zeros in 200 kB of text."""
    import base64
    import zlib

    bomb = base64.b64encode(zlib.compress(b"[]\n" + bytes(200 * 2**20), 9)).decode()
    with pytest.raises(Refusal):
        carrying.unpacked(bomb)


@pytest.mark.parametrize("name", ["panel.csv", "panel.xlsx", "regions.csv", "regions.xlsx"])
def test_a_blank_table_can_be_had(visitor, name):
    assert visitor.get(f"/data/upload/templates/{name}").status_code == 200
    assert visitor.get("/data/upload/templates/other.csv").status_code == 422


def test_the_english_pages_are_english(english_visitor):
    pages = ["/data/upload/", stored(english_visitor).url]
    for html in [english_visitor.get(path).content.decode() for path in pages]:
        headings = re.findall(r"<(?:h2|thead|nav|button|title)\b.*?</", html, re.S)
        text = re.sub(r"<[^>]+>", "", " ".join(headings))
        allowed = ("中文", "玩具两省", "南省", "北省")
        for word in allowed:
            text = text.replace(word, "")
        assert re.findall(r"[\u4e00-\u9fff]+", text) == []
