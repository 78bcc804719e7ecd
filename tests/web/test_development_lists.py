"""The dislocated-development list: drafted, negotiated, checked, signed and superseded."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from jiedui.core.errors import Refusal
from jiedui.web.judgement.offers import access, actions
from jiedui.web.judgement.offers.lines import clashes, doer_of, spelled
from jiedui.web.judgement.offers.models import DevelopmentList
from jiedui.web.judgement.offers.signed import agreed_conditions, agreed_lines
from jiedui.web.platform.kit.constraints import refusal_of
from jiedui.web.platform.kit.versions import Conflict
from jiedui.web.records.confirmations import actions as both
from jiedui.web.records.confirmations.models import Matter
from web_support import offering as toy
from web_support.two_sides import PAIR, two_sides

pytestmark = pytest.mark.usefixtures("loaded", "db")


@pytest.fixture
def sides():
    return two_sides()


@pytest.fixture
def draft(sides):
    """What follows from one accepted offer: 宿迁 makes machines (3421)."""
    offer = toy.sent()
    toy.replied(offer, sides.south)
    toy.replied(offer, sides.north)
    return actions.draft_list(by=sides.south, pair=PAIR)


def reasons(error):
    return [problem.reason for problem in error.value.problems]


def told(one):
    return [
        (line.line.industry, line.line.link, line.supporter, line.recipient, line.doer)
        for line in spelled(one)
    ]


def claim(by, one, link, doer, *, industry="3421", reason=""):
    return actions.claim_link(
        by=by, code=one.code, industry=industry, link=link, doer=doer, reason=reason
    )


def agree(sides, one):
    lines = [line.line.pk for line in spelled(one) if line.awaits == "recipient"]
    return actions.confirm_lines(by=sides.north, code=one.code, lines=lines)


def sign(by, one, version=None):
    return actions.sign_list(by=by, code=one.code, version=version)


def check(by, one, condition, outcome="passed", **more):
    values = {"reason": "不限定特定企业", "reviewer": "市场监管局", "on": date(2026, 1, 5)} | more
    return actions.check_condition(
        by=by, code=one.code, condition=condition.pk, outcome=outcome, **values
    )


def test_a_draft_begins_with_what_accepted_offers_show(sides, draft):
    """C18: per industry who does what link; the line names the offer that it comes from."""
    assert told(draft) == [("3421", "manufacture", "recipient", "", "")]
    assert draft.lines.get().offer.firm_key == "600001"
    assert (draft.number, draft.state) == (1, "draft")


def test_a_firm_that_settles_in_a_district_of_the_supporter_works_on_its_side(sides):
    """飞地, the other way round: 320509 is a district of Suzhou, the supporter."""
    offer = toy.sent(park="T-2", host="320509", home_region="321302")
    toy.replied(offer, sides.south)
    toy.replied(offer, sides.north)
    one = actions.draft_list(by=sides.south, pair=PAIR)
    assert [(line.line.industry, line.supporter) for line in spelled(one)] == [
        ("3421", "supporter")
    ]


def test_one_draft_at_a_time_and_by_somebody_who_speaks_for_a_side(sides, draft):
    with pytest.raises(Refusal) as error:
        actions.draft_list(by=sides.north, pair=PAIR)
    assert reasons(error) == ["这对结对已有一份草案。"]
    for who in (sides.above, sides.elsewhere):
        with pytest.raises(Http404):
            actions.draft_list(by=who, pair=PAIR)


def test_a_line_is_proposed_by_one_side_and_confirmed_by_the_other(sides, draft):
    claim(sides.south, draft, "research", "supporter")
    agree(sides, draft)
    assert told(draft) == [
        ("3421", "manufacture", "recipient", "recipient", "recipient"),
        ("3421", "research", "supporter", "supporter", "supporter"),
    ]
    assert set(Matter.objects.values_list("standing", flat=True)) == {"agreed"}


def test_both_sides_claiming_a_link_is_a_clash_until_one_gives_way(sides, draft):
    """C19: the conflict check."""
    agree(sides, draft)
    claim(sides.south, draft, "processing", "supporter")
    with pytest.raises(Refusal) as silent:
        claim(sides.north, draft, "processing", "recipient")
    claim(sides.north, draft, "processing", "recipient", reason="现有三家加工厂")
    assert [line.line.link for line in clashes(spelled(draft))] == ["processing"]
    with pytest.raises(Refusal) as unsigned:
        sign(sides.south, draft)
    assert (reasons(silent), reasons(unsigned)) == (
        ["与对方的说法不同，却没有写理由"],
        ["两方都认领同一环节"],
    )
    clash = clashes(spelled(draft))[0].spoken.matter
    both.confirm(by=sides.south, side="supporter", matters=[clash])
    assert clashes(spelled(draft)) == []
    assert sign(sides.south, draft).state == "draft"


def test_an_arbitrators_ruling_ends_a_clash(sides, draft):
    claim(sides.south, draft, "market", "supporter")
    claim(sides.north, draft, "market", "recipient", reason="本地有批发市场")
    matter = clashes(spelled(draft))[0].spoken.matter
    deadline = timezone.localdate() + timedelta(days=7)
    dispute = both.dispute(
        by=sides.north,
        side="recipient",
        matter=matter,
        reason="各执一词",
        arbitrator=sides.judge,
        deadline=deadline,
    )
    both.decide(by=sides.judge, dispute=dispute, ruling="supporter", reason="按客户所在地")
    assert [line.doer for line in spelled(draft) if line.line.link == "market"] == ["supporter"]


def test_a_list_is_in_force_when_both_signed_the_same_text(sides, draft):
    agree(sides, draft)
    first = sign(sides.south, draft)
    assert (first.state, first.content) == ("draft", "")
    done = sign(sides.north, draft)
    assert (done.state, done.supporter_sha256) == ("signed", done.recipient_sha256)
    assert agreed_lines(done) == [{"industry": "3421", "link": "manufacture", "doer": "recipient"}]


def test_what_changed_after_one_side_signed_is_signed_anew_by_both(sides, draft):
    agree(sides, draft)
    sign(sides.south, draft)
    claim(sides.south, draft, "research", "supporter")
    agree(sides, draft)
    second = sign(sides.north, draft)
    assert (second.state, second.supporter_signed_by) == ("draft", "")
    assert sign(sides.south, draft).state == "signed"


def test_who_signs_must_have_seen_the_latest_text(sides, draft):
    agree(sides, draft)
    with pytest.raises(Conflict):
        sign(sides.south, draft, version=1)


def test_exclusions_and_incentives_pass_a_fair_competition_check_before_signing(sides, draft):
    """公平竞争审查条例, 国务院令第783号: reviewer, day, outcome and reason are on record."""
    agree(sides, draft)
    condition = actions.add_condition(
        by=sides.south, code=draft.code, kind="exclusion", text="不引进同类整机厂", industry="3421"
    )
    with pytest.raises(Refusal) as unchecked:
        sign(sides.south, draft)
    with pytest.raises(Refusal) as own:
        check(sides.south, draft, condition)
    with pytest.raises(Refusal) as unreasoned:
        check(sides.north, draft, condition, reason=" ")
    check(sides.north, draft, condition, "failed", reason="限定交易对象")
    with pytest.raises(Refusal) as failed:
        sign(sides.south, draft)
    assert [reasons(one) for one in (unchecked, own, unreasoned, failed)] == [
        ["没有经过公平竞争审查，不能签署"],
        ["提出的人不能自己记公平竞争审查"],
        ["审查要写明理由"],
        ["公平竞争审查不符合，不能签署"],
    ]
    check(sides.north, draft, condition, "exception", reason="第十二条 节约资源能源")
    sign(sides.south, draft)
    (kept,) = agreed_conditions(sign(sides.north, draft))
    assert {name: kept[name] for name in ("outcome", "reviewer", "reviewed_on", "reason")} == {
        "outcome": "exception",
        "reviewer": "市场监管局",
        "reviewed_on": "2026-01-05",
        "reason": "第十二条 节约资源能源",
    }


def test_a_condition_that_is_taken_out_no_longer_keeps_the_list_open(sides, draft):
    agree(sides, draft)
    condition = actions.add_condition(
        by=sides.south, code=draft.code, kind="incentive", text="设备投资奖补"
    )
    check(sides.north, draft, condition, "failed")
    actions.drop_condition(by=sides.south, code=draft.code, condition=condition.pk)
    sign(sides.south, draft)
    done = sign(sides.north, draft)
    assert (done.state, agreed_conditions(done)) == ("signed", [])
    assert done.conditions.get().dropped_by == sides.south.username


def test_a_later_version_begins_with_the_signed_one_and_supersedes_it(sides, draft):
    agree(sides, draft)
    for who in (sides.south, sides.north):
        sign(who, draft)
    later = actions.draft_list(by=sides.north, pair=PAIR)
    assert (later.number, told(later)) == (2, [("3421", "manufacture", "", "recipient", "")])
    lines = [line.line.pk for line in spelled(later)]
    actions.confirm_lines(by=sides.south, code=later.code, lines=lines)
    for who in (sides.north, sides.south):
        sign(who, later)
    states = DevelopmentList.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["superseded", "signed"]


def test_a_signed_list_is_never_changed(sides, draft):
    agree(sides, draft)
    for who in (sides.south, sides.north):
        sign(who, draft)
    with pytest.raises(Refusal) as error:
        claim(sides.south, draft, "research", "supporter")
    assert reasons(error) == ["已签署的清单不能改"]
    for change in ({"content": "{}"}, {"state": "draft"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DevelopmentList.objects.update(**change)


def test_the_database_takes_no_check_without_reviewer_day_and_reason(sides, draft):
    condition = actions.add_condition(
        by=sides.south, code=draft.code, kind="incentive", text="设备投资奖补"
    )
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        type(condition).objects.filter(pk=condition.pk).update(outcome="passed")
    assert refusal_of(error.value).problems[0].reason.startswith("公平竞争审查要同时写明")


@pytest.mark.parametrize("code", ["", "9", "99", "3421x", "三四", "34210"])
def test_a_line_names_an_industry_of_the_classification(sides, draft, code):
    with pytest.raises(Refusal) as error:
        claim(sides.south, draft, "research", "supporter", industry=code)
    assert reasons(error) == ["没有这个行业代码"]


def test_names_of_places_are_read_with_and_without_the_word_for_city(sides):
    words = ("苏州市", "苏州", "宿迁", "两地共同", "不列入", "南京")
    read = [doer_of(sides.pair, word) for word in words]
    assert read == ["supporter", "supporter", "recipient", "both", "neither", ""]


def test_lists_are_seen_by_the_pair_and_the_lead_office_only(sides, draft):
    seen = [
        access.visible_lists(who).exists()
        for who in (sides.south, sides.north2, sides.above, sides.elsewhere)
    ]
    assert seen == [True, True, True, False]
    with pytest.raises(Http404):
        access.list_for(sides.elsewhere, draft.code)


def test_lines_that_wait_are_told_once_with_their_number(sides, draft):
    claim(sides.south, draft, "research", "supporter")
    with pytest.raises(Refusal) as error:
        sign(sides.south, draft)
    told = {problem.reason: problem.column for problem in error.value.problems}
    assert told["有的行还没有两方一致"] == "2 行"
