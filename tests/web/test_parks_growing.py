"""Doors to what is kept of parks: changing a line, the ladder, maturity of a pair, groups."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from jiedui.web.platform.audit.models import Entry
from jiedui.web.records.parks import access, actions
from jiedui.web.records.parks.models import (
    CapitalEvent,
    Duty,
    Holding,
    MaturityMark,
    Park,
    ParkFact,
    ParkGroup,
    Requirement,
    Work,
)
from jiedui.web.records.programmes.models import Pair
from web_support.people import person, signed_in

SUQIAN = "jiangsu-2022:320500-321300"
PARK, ELSEWHERE = "320500-321300", "320100-320800"
WORK = {"name": "一期道路", "kind": "infrastructure", "source": "示例"}
RUNG = {
    **{"kind": "provincial_characteristic", "indicator": "tax_paid", "compared": "at_least"},
    **{"threshold": "5", "unit": "亿元", "document": "示例办法", "words": "税收不低于5亿元"},
    **{"force": "document", "start": "2024-01-01", "end": ""},
}


@pytest.fixture
def office(loaded, db, client):
    return signed_in(client, person("pair_office", "jiangsu-2022", "pair", SUQIAN, "recipient"))


@pytest.fixture
def lead(loaded, db, client):
    return signed_in(client, person("lead_office", "jiangsu-2022"))


@pytest.fixture
def work(office):
    values = {**WORK, "started": date(2024, 3, 1)}
    return actions.tell(by=office, code=PARK, model=Work, values=values)


def at(name, *args):
    return reverse(f"parks:{name}", args=args)


def form_of(line, **typed):
    """What the browser would send back of a work."""
    told = {"phase": "", "layer": "", "plot": "", "completed": "", "evidence": ""}
    told |= {"started_precision": "day", "completed_precision": "day", "started": "2024-03-01"}
    return {**WORK, **told, "version": actions.version_of_line(line), **typed}


def test_a_work_is_completed_on_the_line_that_began_it(office, client, work):
    """D11: the order is judged from both dates of one work."""
    address = at("change", PARK, "works", work.pk)
    assert address in client.get(at("park", PARK)).content.decode()
    assert 'value="2024-03-01"' in client.get(address).content.decode()
    assert client.post(address, form_of(work, completed="2024-09-30")).status_code == 302
    work.refresh_from_db()
    assert work.completed == date(2024, 9, 30)
    entry = Entry.objects.latest("id")
    assert (entry.action, entry.by, entry.object_key) == ("change_work", office.username, PARK)
    assert json.loads(entry.before) == {"completed": "None"}
    assert json.loads(entry.after) == {"completed": "2024-09-30"}


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_saved(office, client, work):
    address = at("change", PARK, "works", work.pk)
    answer = client.post(address, form_of(work, name="", completed="昨天"))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'id="id_name_error"' in text and 'id="id_completed_error"' in text
    assert 'id="id_started_error"' not in text
    tenant = {"credit_code": "123", "name": "甲", "since": "2024-01-01", "precision": "day"}
    answer = client.post(at("tell", PARK, "tenants"), {**tenant, "source": "示例"})
    assert answer.status_code == 422 and 'id="id_credit_code_error"' in answer.content.decode()
    work.refresh_from_db()
    assert (work.name, work.completed) == ("一期道路", None)


def test_who_changes_a_line_second_sees_what_the_first_one_wrote(office, client, work):
    address = at("change", PARK, "works", work.pk)
    sent = form_of(work, evidence="乙号")
    changes = {"evidence": "甲号"}
    version = actions.version_of_line(work)
    told = {"code": PARK, "model": Work, "number": work.pk, "version": version}
    actions.change_line(by=office, **told, changes=changes)
    answer = client.post(address, sent)
    text = answer.content.decode()
    assert answer.status_code == 409 and "甲号" in text and "乙号" in text
    work.refresh_from_db()
    assert work.evidence == "甲号"
    now = actions.version_of_line(work)
    assert f'value="{now}"' in text
    assert client.post(address, {**sent, "version": now}).status_code == 302
    work.refresh_from_db()
    assert work.evidence == "乙号"


def test_a_line_of_another_park_or_of_a_report_is_not_there_to_change(office, client, work, lead):
    values = {"function": "x", "kind": "social", "body": "y", "side": "joint", "source": "示例"}
    other = actions.tell(by=lead, code=ELSEWHERE, model=Duty, values=values)
    printed = ParkFact.objects.filter(park__code=PARK, is_published=True).first()
    signed_in(client, office)
    for address in (
        at("change", ELSEWHERE, "duties", other.pk),
        at("change", PARK, "duties", other.pk),
        at("change", PARK, "fact", printed.pk),
        at("change", PARK, "approvals", 1),
        at("change", PARK, "nothing", 1),
    ):
        assert client.get(address).status_code == 404
        assert client.post(address, form_of(work)).status_code == 404


def test_a_figure_is_put_right_with_a_reason(office, client):
    told = {"indicator": "tax_paid", "unit": "亿元", "nature": "flow", "period": "2024年"}
    told |= {"currency": "CNY", "certainty": "exact", "source": "示例", "start": "", "end": ""}
    fact = actions.tell_fact(
        by=office,
        code=PARK,
        values={**told, "value": 3.5, "start": None, "end": None},
    )
    address = at("change", PARK, "fact", fact.pk)
    sent = {**told, "value": "3.8", "version": actions.version_of_line(fact)}
    answer = client.post(address, sent)
    assert answer.status_code == 422 and 'id="id_reason_error"' in answer.content.decode()
    assert client.post(address, {**sent, "reason": "漏了一户"}).status_code == 302
    fact.refresh_from_db()
    assert fact.value == 3.8
    assert "漏了一户" in Entry.objects.latest("id").summary
    assert client.post(address, {**sent, "value": "4", "reason": "再改"}).status_code == 409


def test_sums_are_typed_in_ten_thousands_and_shares_in_percent(office, client):
    """5,000万 are 5,000,000,000 fen; 51 % are 0.51."""
    sent = {"phase": "invest", "title": "首期", "day": "2024-05-01", "precision": "day"}
    sent |= {"amount_minor": "5000", "currency": "CNY", "source": "示例"}
    assert client.post(at("tell", PARK, "capital"), sent).status_code == 302
    event = CapitalEvent.objects.get(title="首期")
    assert event.amount_minor == 5_000_000_000
    shown = client.get(at("change", PARK, "capital", event.pk)).content.decode()
    assert 'name="amount_minor" value="5000"' in shown
    held = {"as_of": "2024-01-01", "holder": "甲", "capital": "supporter_state", "share": "51"}
    assert client.post(at("tell", PARK, "holdings"), {**held, "source": "示例"}).status_code == 302
    assert Holding.objects.get(holder="甲").share == Decimal("0.51")
    over = {**held, "holder": "乙", "share": "151", "source": "示例"}
    answer = client.post(at("tell", PARK, "holdings"), over)
    assert answer.status_code == 422 and "不超过1" in answer.content.decode()


def test_how_far_a_pair_has_come_is_judged_with_grounds(office, client):
    """D23."""
    sent = {"axis": "city", "maturity": "moving", "as_of": "2024-12-31", "source": "示例"}
    answer = client.post(at("maturity", PARK), sent)
    assert answer.status_code == 422 and 'id="id_grounds_error"' in answer.content.decode()
    assert client.post(at("maturity", PARK), {**sent, "grounds": "配套已建"}).status_code == 302
    assert MaturityMark.objects.get().pair.key == SUQIAN
    assert "配套已建" in client.get(at("park", PARK)).content.decode()
    again = client.post(at("maturity", PARK), {**sent, "grounds": "再判"})
    assert again.status_code == 422 and "只能判定一次" in again.content.decode()


def test_who_keeps_one_park_does_not_judge_its_pair(loaded, db, client):
    signed_in(client, person("park_committee", "jiangsu-2022", "park", PARK))
    assert client.get(at("group", PARK)).status_code == 200
    assert client.get(at("maturity", PARK)).status_code == 404
    assert at("maturity", PARK) not in client.get(at("park", PARK)).content.decode()


def test_the_ladder_shows_each_condition_and_the_park_its_own_figures_against_it(lead, client):
    """D13: what the rung above a co-built park asks."""
    assert client.post(at("require"), RUNG).status_code == 302
    text = client.get(at("ladder")).content.decode()
    assert "税收不低于5亿元" in text and "≥ 5 亿元" in text
    below = Park.objects.filter(kind="co_built", programme__code="jiangsu-2022").first()
    assert "税收不低于5亿元" in client.get(at("park", below.code)).content.decode()
    wrong = client.post(at("require"), {**RUNG, "threshold": "很多", "force": "order"})
    assert wrong.status_code == 422
    assert 'id="id_threshold_error"' in wrong.content.decode()
    assert 'id="id_force_error"' in wrong.content.decode()


def test_a_later_threshold_ends_the_one_before_it(lead, client):
    client.post(at("require"), RUNG)
    client.post(at("require"), {**RUNG, "threshold": "8", "start": "2025-01-01"})
    kept = Requirement.objects.order_by("start").values_list("threshold", "end")
    assert list(kept) == [(5.0, date(2025, 1, 1)), (8.0, None)]


def test_only_the_lead_office_sets_conditions(office, client):
    answer = client.post(at("require"), RUNG)
    assert answer.status_code == 422 and "请牵头办公室登记" in answer.content.decode()
    assert not Requirement.objects.exists()
    assert at("require") not in client.get(at("ladder")).content.decode()


def test_a_group_is_drawn_up_and_changed_with_its_members(lead, client):
    """D13: one that leads and two linked, then one."""
    told = {"name": "示例组", "source": "示例", "linked_stated": "5"}
    others = ["320200-320300", "320100-320800"]
    sent = {**told, "members": others, "version": actions.NO_GROUP}
    assert client.post(at("group", PARK), sent).status_code == 302
    group = ParkGroup.objects.get(name="示例组")
    assert (group.lead.code, group.members.count(), group.linked_stated) == (PARK, 2, 5)
    assert "文本说联动 5 家，登记了 2 家" in client.get(at("park", PARK)).content.decode()
    assert client.post(at("group", PARK), {**sent, "members": others[:1]}).status_code == 409
    sent |= {"members": others[:1], "version": actions.version_of_group(group)}
    assert client.post(at("group", PARK), sent).status_code == 302
    assert [one.park.code for one in group.members.all()] == others[:1]
    entry = Entry.objects.latest("id")
    assert json.loads(entry.before)["members"] == ", ".join(sorted(others))
    empty = {**sent, "members": [], "version": actions.version_of_group(group)}
    answer = client.post(at("group", PARK), empty)
    assert answer.status_code == 422 and 'id="id_members_error"' in answer.content.decode()


def test_a_park_out_of_sight_stays_in_the_group_and_is_only_counted(lead, office, client):
    pair = Pair.objects.get(key="jiangsu-2022:320200-320700")
    told = {"name": "看不见的园区", "programme": pair.programme, "pair": pair, "source": "示例"}
    actions.register_park(by=lead, code="hidden", values=told)
    group = actions.draw_up_group(
        by=lead, lead=PARK, name="组", members=["hidden", "320200-320300"], source="示例"
    )
    signed_in(client, office)
    page = client.get(at("park", PARK)).content.decode()
    assert "看不见的园区" not in page and "另有 1 家不在您的范围内" in page
    form = client.get(at("group", PARK)).content.decode()
    assert 'value="hidden"' not in form
    sent = {"name": "组", "source": "示例", "members": ["320100-320800"]}
    sent["version"] = actions.version_of_group(group)
    assert client.post(at("group", PARK), sent).status_code == 302
    kept = group.members.order_by("park__code").values_list("park__code", flat=True)
    assert list(kept) == ["320100-320800", "hidden"]
    assert "hidden" not in str(Entry.objects.latest("id").before)


def test_the_doors_are_shut_to_other_pairs_and_to_who_only_reads(office, client):
    for name in ("group", "maturity", "edit", "approve"):
        assert client.get(at(name, ELSEWHERE)).status_code == 404
        assert client.post(at(name, ELSEWHERE), {}).status_code == 404
    signed_in(client, person("evaluator", "jiangsu-2022"))
    for name, args in (("group", [PARK]), ("maturity", [PARK]), ("require", [])):
        assert client.get(at(name, *args)).status_code == 404
    assert client.get(at("ladder")).status_code == 200


def test_a_form_is_safe_against_forgery_and_names_every_field(office, client, work):
    addresses = [at("maturity", PARK), at("group", PARK), at("require")]
    for address in [*addresses, at("change", PARK, "works", work.pk)]:
        text = client.get(address).content.decode()
        assert "csrfmiddlewaretoken" in text
        main = text[text.index("<main") :]
        fields = [one.split('"')[0] for one in main.split('id="id_')[1:]]
        named = [one for one in fields if not one.endswith("_legend")]
        assert named
        for one in named:
            is_box = f'for="id_{one}"' in main or f'aria-labelledby="id_{one}' in main
            assert is_box or f'id="id_{one}_legend"' in main, one


def test_a_fetched_line_is_only_what_an_office_told(office):
    park = access.park_for(office, PARK)
    printed = ParkFact.objects.filter(park=park, is_published=True).first()
    from django.http import Http404

    with pytest.raises(Http404):
        access.line_for(office, park, ParkFact, printed.pk)


def test_a_park_without_names_of_its_places_is_said_by_the_names_of_their_codes(lead, client):
    told = {"name": "示例园", "home_region": "320500", "host_region": "321322", "source": "示例"}
    pair = Pair.objects.get(key=SUQIAN)
    values = {**told, "pair": pair, "programme": pair.programme}
    actions.register_park(by=lead, code="no-names", values=values)
    text = client.get(at("park", "no-names")).content.decode()
    assert "苏州" in text and "沭阳" in text
    assert "321322的" not in text and "320500 →" not in text
