"""The pages on which two sides answer each other: lists, one matter, files, who sees what."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jiedui.web.records.confirmations import actions, queries
from jiedui.web.records.confirmations.models import Dispute, Matter
from jiedui.web.records.documents.actions import Whose, add
from jiedui.web.records.documents.models import Document
from web_support.people import person, signed_in
from web_support.two_sides import PAIR, PROGRAMME, in_days, said, two_sides

PDF = b"%PDF-1.7\nsomething made up\n"
STAGE = {"date": "2023-09-12", "precision": "day"}


@pytest.fixture
def sides(loaded, db, settings, tmp_path):
    settings.HOME = tmp_path
    return two_sides()


@pytest.fixture
def matter(sides):
    return said(sides.south, sides.pair, "supporter", STAGE, aspect="stage:started").matter


@pytest.fixture
def as_user(client):
    def become(user, language="zh-hans"):
        client.cookies["django_language"] = language
        signed_in(client, user)
        return client

    return become


def page(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def boxes(text):
    return re.findall(r'name="chosen" id="[^"]*" value="(\d+:\d+)"', text)


def test_what_waits_stands_under_its_pair_with_one_button(sides, matter, as_user):
    text = page(as_user(sides.north), "/confirm/")
    assert "<em>1</em> 件事在等我方答复" in text
    assert "苏州市 → 宿迁市" in text
    assert "2023-09-12" in text
    assert len(boxes(text)) == 1
    assert "checked" not in text


def test_everything_can_be_chosen_without_script(sides, matter, as_user):
    text = page(as_user(sides.north), "/confirm/?chosen=all")
    assert text.count(" checked") == 1


def test_a_batch_confirms_what_was_ticked(sides, matter, as_user):
    other = said(sides.south, sides.pair, "supporter", 7, aspect="jobs").matter
    client = as_user(sides.north)
    ticked = [box for box in boxes(page(client, "/confirm/")) if box.startswith(f"{matter.pk}:")]
    assert client.post("/confirm/batch", {"chosen": ticked}).status_code == 302
    matter.refresh_from_db()
    other.refresh_from_db()
    assert (matter.standing, other.standing) == ("agreed", "one_sided")
    assert "没有等我方答复的事" not in page(client, "/confirm/")


def test_a_figure_that_changed_meanwhile_is_not_confirmed_and_the_ticks_stay(
    sides, matter, as_user
):
    client = as_user(sides.north)
    ticked = boxes(page(client, "/confirm/"))
    said(sides.south2, sides.pair, "supporter", {**STAGE, "date": "2023-10-01"},
         aspect="stage:started")  # fmt: skip
    refused = client.post("/confirm/batch", {"chosen": ticked})
    assert refused.status_code == 422
    assert "对方刚刚改了说法" in refused.content.decode()
    matter.refresh_from_db()
    assert matter.standing == "one_sided"


@pytest.mark.parametrize("sent", [{}, {"chosen": "x"}, {"chosen": "1:2:3"}, {"chosen": "0:0"}])
def test_a_senseless_batch_is_refused_with_a_reason(sides, matter, as_user, sent):
    refused = as_user(sides.north).post("/confirm/batch", sent)
    assert refused.status_code == 422
    assert "没有确认" in refused.content.decode()


def test_nothing_to_answer_says_so(sides, as_user):
    text = page(as_user(sides.north), "/confirm/")
    assert "没有等我方答复的事" in text
    assert "<table" not in text


def test_a_matter_shows_both_sides_with_names_and_that_silence_is_no_consent(
    sides, matter, as_user
):
    text = page(as_user(sides.north), f"/confirm/{matter.pk}/")
    assert "2023-09-12" in text
    assert sides.south.username in text
    assert "还没有说" in text
    assert "不答复不算同意" in text


def test_an_own_figure_is_typed_as_people_write_it(sides, matter, as_user):
    client = as_user(sides.north)
    sent = {"value": "2023年四季度", "definition": "施工许可证"}
    assert client.post(f"/confirm/{matter.pk}/say", sent).status_code == 302
    declaration = queries.history(matter)[-1]
    assert declaration.value == {"date": "2023-10-01", "precision": "quarter"}
    text = page(client, f"/confirm/{matter.pk}/")
    assert "两数并列" in text
    assert "2023Q4" in text


def test_a_refused_answer_keeps_what_was_typed(sides, matter, as_user):
    refused = as_user(sides.north).post(
        f"/confirm/{matter.pk}/say", {"value": "2023-12-05", "definition": ""}
    )
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "没有写口径" in text
    assert 'value="2023-12-05"' in text


def test_money_is_typed_in_10k_yuan_and_kept_in_fen(sides, as_user):
    value = {"amount_minor": 615_000_000, "date": "2023-09-12"}
    matter = said(
        sides.south, sides.pair, "supporter", value, unit="CNY", aspect="money:paid_in:1"
    ).matter
    client = as_user(sides.north)
    assert "615 万元" in page(client, f"/confirm/{matter.pk}/")
    sent = {"value": "600.5", "day": "2023-09-30", "definition": "验资报告"}
    assert client.post(f"/confirm/{matter.pk}/say", sent).status_code == 302
    assert queries.history(matter)[-1].value == {"amount_minor": 600_500_000, "date": "2023-09-30"}


@pytest.mark.parametrize("typed", ["", "明年", "2023-02-30"])
def test_what_is_no_date_is_refused(sides, matter, as_user, typed):
    sent = {"value": typed, "definition": "x"}
    assert as_user(sides.north).post(f"/confirm/{matter.pk}/say", sent).status_code == 422
    assert len(queries.history(matter)) == 1


def contested(sides, matter, as_user):
    client = as_user(sides.north)
    sent = {"reason": "奠基不是开工", "arbitrator": sides.judge.username, "deadline": in_days(9)}
    assert client.post(f"/confirm/{matter.pk}/contest", sent).status_code == 302
    return Dispute.objects.get(matter=matter)


def test_a_dispute_shows_its_reason_arbitrator_and_deadline(sides, matter, as_user):
    contested(sides, matter, as_user)
    for text in (
        page(as_user(sides.south), f"/confirm/{matter.pk}/"),
        page(as_user(sides.south), "/confirm/disputes/"),
    ):
        assert "奠基不是开工" in text
        assert sides.judge.username in text
        assert in_days(9).isoformat() in text


def test_only_people_of_neither_side_are_offered_as_arbitrators(sides, matter, as_user):
    text = page(as_user(sides.north), f"/confirm/{matter.pk}/")
    offered = set(re.findall(r'<option value="([^"]+)"', text.split('name="arbitrator"')[1]))
    assert {sides.judge.username, sides.above.username} <= offered
    assert not offered & {one.username for one in (sides.south, sides.south2, sides.north2)}


def test_the_arbitrator_decides_on_the_page(sides, matter, as_user):
    dispute = contested(sides, matter, as_user)
    client = as_user(sides.judge)
    assert "等您裁定" in page(client, "/confirm/disputes/")
    sent = {"ruling": "third", "value": "2023-11-20", "reason": "验收记录"}
    assert client.post(f"/confirm/disputes/{dispute.pk}/decide", sent).status_code == 302
    text = page(as_user(sides.south), f"/confirm/{matter.pk}/")
    assert "2023-11-20" in text
    assert "已裁定" in text


def test_a_lapsed_deadline_is_shown_and_the_lead_office_may_act(sides, matter, as_user):
    dispute = contested(sides, matter, as_user)
    Dispute.objects.filter(pk=dispute.pk).update(deadline=in_days(-1))
    assert "其中 <em>1</em> 个已过期限" in page(as_user(sides.north), "/confirm/disputes/")
    assert 'id="decide"' in page(as_user(sides.above), f"/confirm/{matter.pk}/")
    client = as_user(sides.above)
    sent = {"arbitrator": sides.judge.username, "deadline": in_days(5), "reason": "再给五天"}
    assert client.post(f"/confirm/disputes/{dispute.pk}/reassign", sent).status_code == 302
    dispute.refresh_from_db()
    assert dispute.deadline == in_days(5)


def test_out_of_reach_there_is_no_such_matter_dispute_or_file(sides, matter, as_user):
    dispute = contested(sides, matter, as_user)
    document = evidence(sides)
    client = as_user(sides.elsewhere)
    posts = {
        f"/confirm/{matter.pk}/confirm": {"seen": "1"},
        f"/confirm/{matter.pk}/say": {"value": "1"},
        f"/confirm/{matter.pk}/contest": {},
        f"/confirm/{matter.pk}/evidence": {},
        f"/confirm/disputes/{dispute.pk}/decide": {"ruling": "supporter"},
        f"/confirm/disputes/{dispute.pk}/reassign": {},
    }
    for path, sent in posts.items():
        assert client.post(path, sent).status_code == 404, path
    for path in (f"/confirm/{matter.pk}/", f"/confirm/documents/{document.key}"):
        assert client.get(path).status_code == 404, path
    for path in ("/confirm/", "/confirm/disputes/", "/confirm/matters/"):
        assert f"/confirm/{matter.pk}/" not in page(client, path)


def test_without_signing_in_nothing_is_seen(sides, matter, client):
    for path in ("/confirm/", "/confirm/matters/", f"/confirm/{matter.pk}/"):
        assert client.get(path).status_code in (302, 404)


def test_only_what_both_stand_for_can_be_read(sides, matter, as_user):
    agreed = said(sides.south, sides.pair, "supporter", 7, aspect="jobs").matter
    actions.confirm(by=sides.north, side="recipient", matters=[agreed])
    client = as_user(sides.south)
    assert f"/confirm/{matter.pk}/" in page(client, "/confirm/matters/")
    confirmed = page(client, "/confirm/matters/?figures=confirmed")
    assert f"/confirm/{agreed.pk}/" in confirmed
    assert f"/confirm/{matter.pk}/" not in confirmed


@pytest.mark.parametrize("path", ["/confirm/", "/confirm/matters/", "/confirm/disputes/"])
@pytest.mark.parametrize("file_format", ["csv", "xlsx", "json"])
def test_lists_are_exported_with_what_is_on_the_page(sides, matter, as_user, path, file_format):
    contested_page = "disputes" in path
    if contested_page:
        contested(sides, matter, as_user)
    response = as_user(sides.north).get(f"{path}?format={file_format}")
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    if file_format == "csv":
        assert ("奠基" if contested_page else "2023-09-12") in response.content.decode("utf-8-sig")


def test_what_is_closely_held_is_not_exported_to_a_whole_region(sides, as_user, monkeypatch):
    from jiedui.web.records.confirmations import kinds

    held = kinds.ObjectKind(concerns=lambda key: kinds.Concerns(secrecy="trade_secret"))
    monkeypatch.setitem(kinds._KINDS, "project", held)
    said(sides.south, sides.pair, "supporter", "甲公司收购价")
    region = as_user(sides.north2).get("/confirm/matters/?format=csv").content.decode()
    assert "甲公司" not in region
    assert "甲公司" in as_user(sides.north).get("/confirm/matters/?format=csv").content.decode()


def evidence(sides, **more):
    known = {"title": "施工许可证", "name": "许可证 (1).pdf", "whose": Whose(PROGRAMME, PAIR)}
    return add(by=sides.north, source=io.BytesIO(PDF), **{**known, **more})


def test_a_file_is_added_as_evidence_on_the_page_of_a_matter(sides, matter, as_user):
    client = as_user(sides.north)
    file = SimpleUploadedFile("许可证.pdf", PDF, "application/pdf")
    sent = {"file": file, "title": "施工许可证", "number": "第3号", "secrecy": "internal"}
    assert client.post(f"/confirm/{matter.pk}/evidence", sent).status_code == 302
    document = Document.objects.get()
    text = page(as_user(sides.south), f"/confirm/{matter.pk}/")
    assert document.sha256 in text
    assert "第3号" in text


def test_a_refused_file_says_why_and_is_not_kept(sides, matter, as_user):
    file = SimpleUploadedFile("许可证.pdf", b"MZ\x90", "application/pdf")
    refused = as_user(sides.north).post(f"/confirm/{matter.pk}/evidence", {"file": file})
    assert refused.status_code == 422
    assert "不是名字所说的类型" in refused.content.decode()
    assert not Document.objects.exists()


def test_a_download_carries_its_own_name_and_is_kept_by_nobody(sides, as_user):
    """RFC 6266: the Chinese name in `filename*`, nothing for the browser to guess."""
    document = evidence(sides)
    response = as_user(sides.south).get(f"/confirm/documents/{document.key}")
    assert b"".join(response.streaming_content) == PDF
    disposition = response["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''%E8%AE%B8%E5%8F%AF%E8%AF%81")
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_download_is_asked_for_anew_when_the_grant_has_ended(sides, as_user):
    from django.utils import timezone

    document = evidence(sides)
    client = as_user(sides.south)
    opened = client.get(f"/confirm/documents/{document.key}")
    assert (opened.status_code, b"".join(opened.streaming_content)) == (200, PDF)
    sides.south.grants.update(ends=timezone.now())
    assert client.get(f"/confirm/documents/{document.key}").status_code == 404


def test_the_pages_are_complete_in_english(sides, matter, as_user):
    contested(sides, matter, as_user)
    client = as_user(sides.north, "en")
    for path in ("/confirm/", "/confirm/disputes/", f"/confirm/{matter.pk}/"):
        text = page(client, path)
        main = text.split("<main", 1)[1].split("</main>")[0]
        left = re.sub(r"奠基不是开工|[苏宿][州迁]市?", "", main)
        assert not re.findall(r"[\u4e00-\u9fff]+", left), path


def test_a_county_types_nothing_to_confirm_what_is_known(sides, matter, as_user):
    """Burden budget: a batch is ticks, every figure is there already."""
    form = page(as_user(person("county_liaison", PROGRAMME, "region", "321300")), "/confirm/")
    inside = form.split('action="/confirm/batch"')[1].split("</form>")[0]
    assert set(re.findall(r'<input[^>]* type="(\w+)"', inside)) == {"hidden", "checkbox"}
    assert "<textarea" not in inside
    assert Matter.objects.count() == 1
