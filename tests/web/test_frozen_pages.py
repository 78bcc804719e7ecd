"""The pages of what was frozen: figures then and now, and a correction by two people."""

import json
from datetime import date

import pytest
from django.urls import reverse

from jiedui.web.desk.confirm import figures
from jiedui.web.platform.audit.models import Entry
from jiedui.web.records.confirmations.models import Correction, Snapshot
from jiedui.web.records.projects import actions
from web_support import investments as toy
from web_support.people import person, signed_in

DAY = date(2022, 12, 31)


@pytest.fixture
def kept(loaded, db):
    """Two projects signed in 2022, one of each pair; the first paid in 50万; then frozen."""
    toy.signed()
    toy.signed(by=toy.nanjing(), code="P-2", name="化纤项目", pair=toy.OTHER_PAIR)
    actions.record_money(
        by=toy.suqian(),
        code="P-1",
        kind="paid_in",
        amount_minor=50_000_000,
        currency="CNY",
        on=date(2022, 10, 1),
        source="验资报告",
        today=toy.TODAY,
    )
    toy.reach_stage("P-1", "registered", date(2023, 2, 1))
    return actions.freeze(by=toy.lead_office(), programme=toy.PROGRAMME, as_of=DAY)


def second_office():
    return person("lead_office", "")


def put_right():
    """The day of signing was wrong: another person agrees, since it is frozen."""
    toy_day = {"on": date(2022, 9, 20), "reason": "合同日期抄错", "today": toy.TODAY}
    actions.correct_stage(by=toy.suqian(), code="P-1", stage="signed", **toy_day)
    actions.check_correction(by=second_office(), code="P-1", stage="signed", accept=True)


def at(name, *args):
    return reverse(f"confirm:{name}", args=args)


def text_of(client, name, *args):
    answer = client.get(at(name, *args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_says_day_digest_who_and_how_many(kept, client):
    office = signed_in(client, toy.lead_office())
    rows = client.get(at("frozen"), {"format": "json"}).json()["rows"]
    assert [(row["as_of"], row["count"], row["sha256"]) for row in rows] == [
        ("2022-12-31", 2, kept.sha256[:16])
    ]
    assert rows[0]["by"] == office.shown_name


def test_projects_are_counted_without_reading_them(kept, django_assert_num_queries):
    from jiedui.web.records.confirmations.queries import counted

    assert counted(Snapshot.objects.all()).get().count == len(json.loads(kept.content)) == 2
    assert "content" in counted(Snapshot.objects.all()).get().get_deferred_fields()


def test_a_snapshot_shows_what_it_froze_beside_what_is_on_record_now(kept, client):
    """Registered in 2023: not on the frozen day, but today. 50万 paid in on all three."""
    signed_in(client, toy.lead_office())
    rows = client.get(at("snapshot", kept.pk), {"format": "json"}).json()["rows"]
    found = {row["what"]: (row["frozen"], row["then"], row["now"], row["less"]) for row in rows}
    assert found["快照里的项目"] == (2, 2, 2, 0)
    assert found["到过签约"] == (2, 2, 2, 0)
    assert found["到过注册"] == (0, 0, 1, 0)
    assert found["到位资金"] == (50, 50, 50, 0)
    assert "与现在的记录一致" in text_of(client, "snapshot", kept.pk)


def test_each_side_finds_its_own_projects_in_the_snapshot_and_no_others(kept, client):
    signed_in(client, toy.suqian())
    text = text_of(client, "snapshot", kept.pk)
    assert "您能看到其中 1 个项目" in text and "P-2" not in text and "化纤" not in text
    rows = client.get(at("snapshot", kept.pk), {"format": "json"}).json()["rows"]
    assert rows[0]["frozen"] == 1
    signed_in(client, person("system_admin"))
    assert client.get(at("snapshot", kept.pk)).status_code == 404
    signed_in(client, person("evaluator", "yrd-anhui-2021"))
    assert client.get(at("snapshot", kept.pk)).status_code == 404
    assert "2022-12-31" not in text_of(client, "frozen")


def test_a_past_that_was_changed_afterwards_is_named(kept, client):
    put_right()
    signed_in(client, toy.lead_office())
    text = text_of(client, "snapshot", kept.pk)
    assert "<em>1</em> 个项目的过去后来改了" in text
    assert "2022-09-15" in text and "2022-09-20" in text


def test_one_proposes_a_correction_and_another_one_checks_it(kept, client):
    """What was frozen stays; the accepted correction stands beside it and takes over the day."""
    put_right()
    signed_in(client, toy.lead_office())
    for sent in ({"reason": "合同日期抄错"}, {"codes": ["P-1"], "reason": " "}):
        answer = client.post(at("propose", kept.pk), sent)
        assert answer.status_code == 422
    assert 'value="P-1" checked' in answer.content.decode()
    sent = {"codes": ["P-1"], "reason": "合同日期抄错"}
    assert client.post(at("propose", kept.pk), sent).status_code == 302
    assert Entry.objects.latest("id").action == "propose_correction"
    assert "您提出的更正要由另一个人复核" in text_of(client, "snapshot", kept.pk)
    own = client.post(at("check", kept.pk), {"accepts": "yes"})
    assert own.status_code == 422 and "另一个人复核" in own.content.decode()
    signed_in(client, second_office())
    assert 'value="yes"' in text_of(client, "snapshot", kept.pk)
    answer = client.post(at("check", kept.pk), {"accepts": "yes", "remark": "核过合同"})
    made = Snapshot.objects.get(corrects=kept)
    assert answer.headers["Location"] == at("snapshot", made.pk)
    assert figures.rows(made)["P-1"]["stages"][-1]["on"] == "2022-09-20"
    assert figures.rows(made)["P-1"]["stage"] == "signed"  # what came in 2023 is not of that day
    assert figures.rows(made)["P-2"] == figures.rows(kept)["P-2"]
    assert "与现在的记录一致" in text_of(client, "snapshot", made.pk)
    assert "已有更正" in text_of(client, "snapshot", kept.pk)


def test_a_refused_correction_changes_nothing_and_stays_on_record(kept, client):
    put_right()
    signed_in(client, toy.lead_office())
    client.post(at("propose", kept.pk), {"codes": ["P-1"], "reason": "合同日期抄错"})
    signed_in(client, second_office())
    answer = client.post(at("check", kept.pk), {"accepts": "no", "remark": "没有合同"})
    assert answer.headers["Location"] == at("snapshot", kept.pk)
    assert not Snapshot.objects.filter(corrects=kept).exists()
    assert "没有合同" in text_of(client, "snapshot", kept.pk)
    again = client.post(at("check", kept.pk), {"accepts": "yes"})
    assert again.status_code == 422 and "没有等待复核的更正" in again.content.decode()


def test_who_may_not_freeze_the_whole_programme_corrects_nothing(kept, client):
    put_right()
    sent = {"codes": ["P-1"], "reason": "x"}
    signed_in(client, toy.suqian())
    assert client.post(at("propose", kept.pk), sent).status_code == 404
    signed_in(client, person("lead_office", toy.PROGRAMME, "region", "320500"))
    answer = client.post(at("propose", kept.pk), sent)
    assert answer.status_code == 422 and "请牵头办公室提出" in answer.content.decode()
    assert not Correction.objects.exists()


def test_the_same_project_frozen_and_read_again_differs_in_nothing():
    row = {"code": "A", "name": "甲", "stages": [], "money": []}
    assert figures.differences({"A": row}, {"A": dict(row)}) == []
    (gone,) = figures.differences({"A": row}, {})
    assert gone.now is None
