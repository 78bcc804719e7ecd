"""Parks on record: the bundled register, approvals, quotas, who reaches what."""

import itertools
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.http import Http404

from jiedui.core.errors import Refusal
from jiedui.web.platform.audit.models import Entry
from jiedui.web.platform.kit.constraints import refusal_of
from jiedui.web.records.parks import access, actions, quota
from jiedui.web.records.parks.enums import Kind
from jiedui.web.records.parks.models import (
    Approval,
    CapitalEvent,
    Duty,
    Park,
    ParkArea,
    ParkFact,
    Plot,
    Team,
    Tenancy,
    Work,
)
from jiedui.web.records.programmes.models import Pair, Programme
from web_support.people import person

SUQIAN = "jiangsu-2022:320500-321300"
NOBODY = AnonymousUser()
DAY = date(2026, 6, 1)
numbers = itertools.count(1)


def by_name(name):
    return Park.objects.get(name=name)


def park(**changes):
    """A park that an office keeps, between Suzhou and Suqian."""
    told = {
        "code": f"P{next(numbers)}",
        "name": "示例园区",
        "programme": Programme.objects.get(code="jiangsu-2022"),
        "pair": Pair.objects.get(key=SUQIAN),
        "host_region": "321300",
        "home_region": "320500",
        "source": "示例",
    }
    return Park.objects.create(**{**told, **changes})


@pytest.fixture
def office(loaded, db):
    return person("pair_office", "jiangsu-2022", "pair", SUQIAN, "recipient")


@pytest.fixture
def lead(loaded, db):
    return person("lead_office", "jiangsu-2022")


# the bundled register


def test_every_reported_park_is_on_the_register_with_the_one_only_an_approval_names(loaded, db):
    """11 in the table of parks, and 无锡连云港工业园区, whose plan was approved on 2022-11-14."""
    assert Park.objects.filter(is_published=True).count() == 12
    assert Approval.objects.get(park__name="无锡连云港工业园区").day == date(2022, 11, 14)


def test_loading_again_touches_nothing(loaded, db):
    assert actions.load_bundled(by="again") == 0


def test_loading_again_keeps_what_an_office_wrote(loaded, db, office):
    actions.edit_park(
        by=office, code="320500-321300", version=1, changes={"legal_body": "示例公司"}
    )
    actions.load_bundled(by="again")
    assert by_name("苏州宿迁工业园区").legal_body == "示例公司"


def test_what_a_report_says_of_a_park_is_not_written_over(office):
    with pytest.raises(Refusal, match="不能改报道写的内容"):
        actions.edit_park(by=office, code="320500-321300", version=1, changes={"name": "别名"})


def test_parks_of_dissolved_pairs_stay_with_the_pair_that_ended(loaded, db):
    """无锡徐州, 江阴睢宁 and 惠山贾汪: they lost their pair, not their firms."""
    orphans = [one.name for one in Park.objects.all() if one.pair and one.pair.end]
    assert sorted(orphans) == ["惠山贾汪工业园", "无锡徐州工业园区", "江阴睢宁工业园区"]


def test_who_strives_for_a_rung_does_not_stand_on_it(loaded, db):
    assert by_name("惠山贾汪工业园").kind == Kind.CO_BUILT


def test_the_area_of_the_suzhou_suqian_park_grows_from_13_to_21_square_kilometres(loaded, db):
    """D14."""
    areas = ParkArea.objects.filter(park__name="苏州宿迁工业园区").order_by("valid_from")
    assert [(one.area_km2, one.is_target) for one in areas] == [(13.6, False), (21.35, True)]


def test_the_group_of_one_and_five_has_one_lead_and_five_linked_parks(loaded, db):
    """D13."""
    group = access.visible_groups(NOBODY).get()
    assert (group.lead.name, group.members.count(), group.linked_stated) == (
        "苏州宿迁工业园区",
        5,
        5,
    )


# quotas (D3-D6)


def counts(on=DAY):
    programme = Programme.objects.get(code="jiangsu-2022")
    return {(one.kind, one.pair): one for one in quota.of_programme(programme, on)}


def test_two_of_six_characteristic_parks_are_used_and_four_are_left(loaded, db):
    """D6: 常熟泗洪工业园区、吴江泗阳工业园区; 江阴睢宁 belonged to the pairs of before."""
    found = counts()[Kind.CHARACTERISTIC, ""]
    assert (found.count, found.left) == (2, 4)


def test_each_of_the_four_city_pairs_has_its_one_pilot_park(loaded, db):
    """D3; 无锡徐州 is no park of the programme of 2022."""
    found = {key[1]: one.count for key, one in counts().items() if key[0] == Kind.PILOT}
    assert len(found) == 4
    assert set(found.values()) == {1}


def approve(user, code, kind, **changes):
    told = {"step": "approved", "day": DAY, "number": "苏政办〔2026〕1号", "source": "示例"}
    return actions.record_approval(by=user, code=code, kind=kind, **{**told, **changes})


def test_a_second_pilot_park_of_a_pair_is_refused_with_the_words_of_the_document(lead):
    """D3: an issued document may refuse a write."""
    second = park()
    with pytest.raises(Refusal, match="合力共建1家省级创新试点园区"):
        approve(lead, second.code, Kind.PILOT)
    assert not Approval.objects.filter(park=second).exists()


def test_the_seventh_characteristic_park_is_refused_and_the_sixth_is_not(lead):
    """D4: two are approved, so four more may be."""
    for _ in range(4):
        approve(lead, park().code, Kind.CHARACTERISTIC)
    with pytest.raises(Refusal, match="总量不超过6家"):
        approve(lead, park().code, Kind.CHARACTERISTIC)


def test_a_quota_that_only_informs_lets_the_approval_stand_and_warns(lead, monkeypatch):
    """Only 文件 and 协议 may refuse."""
    from dataclasses import replace

    from jiedui.core.rules import Force

    binding = quota._rules
    monkeypatch.setattr(
        quota,
        "_rules",
        lambda *asked: tuple(replace(one, force=Force.PRACTICE) for one in binding(*asked)),
    )
    second = park()
    _, warnings = approve(lead, second.code, Kind.PILOT)
    assert Approval.objects.filter(park=second, step="approved").exists()
    assert any(problem.severity == "warning" and problem.column == "kind" for problem in warnings)


def test_an_approval_raises_the_park_to_what_it_was_approved_as(lead):
    one = park()
    approve(lead, one.code, Kind.CHARACTERISTIC)
    one.refresh_from_db()
    assert (one.kind, one.version) == (Kind.CHARACTERISTIC, 2)


def test_an_approval_without_the_number_of_its_paper_is_refused(lead):
    with pytest.raises(Refusal, match="文号"):
        approve(lead, park().code, Kind.CHARACTERISTIC, number=" ")


def test_a_plan_dated_after_its_approval_is_refused(lead):
    """D5: carrier, plan, approved."""
    one = park()
    approve(lead, one.code, Kind.CHARACTERISTIC)
    with pytest.raises(Refusal, match="先后"):
        approve(lead, one.code, Kind.CHARACTERISTIC, step="plan", day=date(2026, 6, 2))


def test_an_approval_whose_plan_is_not_on_record_says_so(lead):
    _, warnings = approve(lead, park().code, Kind.CHARACTERISTIC)
    assert [problem.column for problem in warnings] == ["确定载体", "编制方案"]


# who reaches what


def test_without_signing_in_the_published_register_is_there_and_nothing_else(loaded, db):
    kept = park()
    codes = set(access.visible_parks(NOBODY).values_list("code", flat=True))
    assert kept.code not in codes and len(codes) == 12
    with pytest.raises(Http404):
        access.park_for(NOBODY, kept.code)


def test_an_office_sees_what_it_added_to_a_published_park_and_others_do_not(office):
    duty(office, "320500-321300")
    other = person("pair_office", "jiangsu-2022", "pair", "jiangsu-2022:320100-320800", "supporter")
    assert access.visible_lines(office, Duty).count() == 1
    for somebody in (NOBODY, other):
        assert access.visible_lines(somebody, Duty).count() == 0


def test_a_park_of_another_pair_is_not_there_for_an_office(office):
    other = park(
        pair=Pair.objects.get(key="jiangsu-2022:320100-320800"),
        host_region="320800",
        home_region="320100",
    )
    with pytest.raises(Http404):
        access.park_for(office, other.code)


def test_a_published_park_of_another_pair_may_be_seen_and_not_written(office):
    code = by_name("宁淮智能制造产业园").code
    assert access.park_for(office, code).code == code
    with pytest.raises(Http404):
        duty(office, code)


def test_a_work_secret_opens_to_the_pair_and_not_to_the_region(office):
    secret = park(secrecy="work_secret")
    of_region = person("county_liaison", "", "region", "321300")
    assert access.park_for(office, secret.code) == secret
    with pytest.raises(Http404):
        access.park_for(of_region, secret.code)


def test_nobody_registers_a_park_outside_their_reach(office):
    values = {"name": "别处", "host_region": "320800", "home_region": "320100", "source": "示例"}
    with pytest.raises(Http404):
        actions.register_park(by=office, code="elsewhere", values=values)


def test_an_office_registers_a_park_and_the_audit_trail_says_who(office):
    values = {"name": "新园", "pair": Pair.objects.get(key=SUQIAN), "source": "示例"}
    values["programme"] = values["pair"].programme
    made = actions.register_park(by=office, code="example-new", values=values)
    assert access.park_for(office, "example-new") == made
    entry = Entry.objects.latest("id")
    assert (entry.by, entry.action, entry.object_key) == (
        office.username,
        "register_park",
        "example-new",
    )


def test_a_park_is_not_registered_as_what_only_an_approval_makes_it(office):
    pair = Pair.objects.get(key=SUQIAN)
    values = {"name": "新园", "pair": pair, "programme": pair.programme, "source": "示例"}
    with pytest.raises(Refusal, match="审批"):
        actions.register_park(by=office, code="example-new", values={**values, "kind": Kind.PILOT})


def test_the_second_editor_is_told_that_the_park_has_changed(office):
    one = park()
    actions.edit_park(by=office, code=one.code, version=1, changes={"name": "甲"})
    with pytest.raises(actions.Conflict) as refused:
        actions.edit_park(by=office, code=one.code, version=1, changes={"name": "乙"})
    assert refused.value.current.name == "甲"


def test_nobody_moves_a_park_out_of_their_own_reach(office):
    elsewhere = Pair.objects.get(key="jiangsu-2022:320100-320800")
    with pytest.raises(Refusal, match="不在您的范围内"):
        actions.edit_park(by=office, code=park().code, version=1, changes={"pair": elsewhere})


# lines about a park


def duty(user, code, **changes):
    told = {
        "function": "招商",
        "kind": "economic",
        "body": "管委会",
        "side": "joint",
        "source": "示例",
    }
    return actions.tell(by=user, code=code, model=Duty, values={**told, **changes})


def test_a_tenant_needs_a_credit_code_whose_check_character_is_right(office):
    values = {"credit_code": "91350100M000100Y44", "name": "甲", "since": DAY, "source": "示例"}
    with pytest.raises(Refusal, match="信用代码"):
        actions.tell(by=office, code=park().code, model=Tenancy, values=values)
    values["credit_code"] = "91350100M000100Y43"
    assert actions.tell(by=office, code=park().code, model=Tenancy, values=values).pk


def test_a_figure_says_whether_it_is_stock_or_flow(office):
    """D9; only what was published may leave it unsaid."""
    told = {
        "indicator": "business_revenue",
        "value": 10.0,
        "unit": "亿元",
        "period": "2025",
        "currency": "CNY",
        "source": "示例",
    }
    with pytest.raises(Refusal, match="存量还是流量"):
        actions.tell_fact(by=office, code=park().code, values={**told, "nature": "unstated"})
    assert actions.tell_fact(by=office, code=park().code, values={**told, "nature": "flow"}).pk


def test_money_names_its_currency(office):
    told = {"indicator": "tax_paid", "value": 1.0, "unit": "亿元", "nature": "flow"}
    with pytest.raises(Refusal, match="币种"):
        actions.tell_fact(
            by=office, code=park().code, values={**told, "period": "2025", "source": "示例"}
        )


def test_an_exit_without_proceeds_is_no_exit(office):
    """D21."""
    values = {"phase": "exit", "title": "转让", "day": DAY, "source": "示例"}
    with pytest.raises(Refusal, match="没有收回就不算退出"):
        actions.tell(by=office, code=park().code, model=CapitalEvent, values=values)


def test_a_work_stands_on_a_plot_of_its_own_park(office):
    one, other = park(), park()
    plot = {"number": "1", "kind": "industry", "area_ha": 2.0, "state": "planned"}
    made = actions.tell(
        by=office, code=one.code, model=Plot, values={**plot, "state_since": DAY, "source": "示例"}
    )
    values = {"name": "厂房", "kind": "industry", "plot": made, "source": "示例"}
    with pytest.raises(Refusal, match="不属于这个园区"):
        actions.tell(by=office, code=other.code, model=Work, values=values)


IMPOSSIBLE = {
    "parks_park_kind_is_known": (Park, {"kind": "grand"}),
    "parks_park_secrecy_is_known": (Park, {"secrecy": "none"}),
    "parks_park_has_two_places": (Park, {"home_region": "321300"}),
    "parks_park_planning_ends_after_start": (
        Park,
        {"planning_start_year": 2025, "planning_end_year": 2020},
    ),
    "parks_team_steps_in_order": (
        Team,
        {"name": "甲", "attracted": DAY, "incubated": date(2026, 5, 1)},
    ),
    "parks_conversion_has_a_place": (Team, {"name": "甲", "attracted": DAY, "converted": DAY}),
    "parks_area_is_positive": (ParkArea, {"valid_from": DAY, "area_km2": 0.0}),
    "parks_approval_is_dated": (Approval, {"step": "plan", "kind": "co_built"}),
    "parks_work_ends_after_start": (
        Work,
        {"name": "甲", "kind": "industry", "started": DAY, "completed": date(2026, 5, 1)},
    ),
}


@pytest.mark.parametrize("constraint", IMPOSSIBLE)
def test_the_database_refuses_the_impossible_in_the_users_words(loaded, db, constraint):
    model, values = IMPOSSIBLE[constraint]
    one = park()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        if model is Park:
            park(**values)
        else:
            model.objects.create(park=one, source="示例", recorded_by="tests", **values)
    said = {found.name: found for found in model._meta.constraints}[constraint]
    assert str(said.violation_error_message) in str(refusal_of(refused.value))


def test_a_typed_figure_of_unstated_nature_does_not_pass_the_database_either(loaded, db):
    with pytest.raises(IntegrityError), transaction.atomic():
        ParkFact.objects.create(
            subject="甲",
            indicator="jobs",
            value=1,
            unit="人",
            nature="unstated",
            period="2025",
            source="示例",
            recorded_by="tests",
        )


@pytest.mark.parametrize("code", ["P/1", "..", "a?b", "<b>", "x" * 61])
def test_a_code_that_no_address_can_hold_is_refused(lead, code):
    """Once registered it would break every page that links to the park."""
    with pytest.raises(Refusal, match="放不进网址"):
        actions.register_park(by=lead, code=code, values={"name": "示例园区"})
