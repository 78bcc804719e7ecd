"""Offers: sent to both sides, answered by each, refused with a reason, and what they become."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from jiedui.core.errors import Refusal
from jiedui.web.judgement.offers import access, actions, queries
from jiedui.web.judgement.offers.models import Offer
from jiedui.web.platform.audit.models import Entry
from jiedui.web.platform.kit.constraints import refusal_of
from jiedui.web.platform.kit.versions import Conflict
from jiedui.web.records.projects.access import visible_projects
from jiedui.web.records.projects.models import Firm
from web_support import investments
from web_support import offering as toy
from web_support.people import person
from web_support.two_sides import OTHER_PAIR, PROGRAMME, two_sides

pytestmark = pytest.mark.usefixtures("loaded", "db")


@pytest.fixture
def sides():
    return two_sides()


def refused(error):
    return error.value.problems[0].reason


# ---- sending


def test_an_offer_keeps_rank_score_and_terms_as_they_were_in_the_run(sides):
    """Ranked offers with every term (C9, C21)."""
    run = toy.match_run()
    offer = toy.sent(run=run, rank=3, score=0.72)
    kept = Offer.objects.get(code=offer.code)
    assert (kept.run, kept.rank, kept.score) == (run, 3, 0.72)
    assert kept.terms == [
        {"term": "chain", "weight": 0.6, "value": 0.9},
        {"term": "distance", "weight": 0.4, "value": 0.45},
    ]
    assert (kept.state, kept.version) == ("open", 1)
    assert kept.lapses_on == timezone.localdate() + timedelta(days=30)


def test_a_firm_on_record_is_found_by_its_credit_code_and_no_other_key(sides):
    firm = Firm.objects.create(credit_code=investments.CREDIT_CODE, name="甲")
    assert toy.sent(investments.CREDIT_CODE).firm == firm
    assert toy.sent("600002").firm is None


def test_the_same_firm_is_offered_to_the_same_park_once_while_it_is_open(sides):
    toy.sent()
    with pytest.raises(Refusal) as error:
        toy.sent()
    assert refused(error) == "这家企业对这个园区已有一份待答复的邀约。"
    assert Offer.objects.count() == 1


def test_after_its_day_another_offer_may_be_sent_and_the_trail_says_that_the_first_lapsed(sides):
    long_ago = timezone.localdate() - timedelta(days=60)
    old = toy.sent(today=long_ago, lapses_on=toy.yesterday())
    new = toy.sent()
    old.refresh_from_db()
    assert (old.state, new.state) == ("lapsed", "open")
    assert Entry.objects.filter(action="lapse_offer", object_key=old.code).count() == 1


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"rank": 0}, "名次从1起，得分不能为负"),
        ({"score": -0.1}, "名次从1起，得分不能为负"),
        ({"score": float("nan")}, "名次从1起，得分不能为负"),
        ({"name": " "}, "没有写企业"),
        ({"terms": (actions.Term("chain", float("inf"), 0.5),)}, "分项不是数"),
    ],
    ids=["rank", "negative", "not-a-number", "no-firm", "infinite-term"],
)
def test_what_cannot_be_offered_is_refused_with_its_line(sides, more, reason):
    toy.park_of()
    with pytest.raises(Refusal) as error:
        actions.send_offers(toy.match_run(), [toy.row("1"), toy.row("2", **more)], by=sides.above)
    assert (refused(error), error.value.problems[0].line) == (reason, 2)
    assert not Offer.objects.exists()


def test_the_park_of_no_pair_is_offered_to_nobody(sides):
    park = toy.park_of()
    type(park).objects.filter(pk=park.pk).update(pair=None)
    with pytest.raises(Refusal) as error:
        actions.send_offers(toy.match_run(), [toy.row()], by=sides.above)
    assert refused(error) == "园区不属于哪一对结对"


def test_offers_come_from_a_match_run_only(sides):
    toy.park_of()
    run = toy.match_run()
    run.kind = "gaps"
    with pytest.raises(Refusal) as error:
        actions.send_offers(run, [toy.row()], by=sides.above)
    assert refused(error) == "邀约只能出自匹配测算"


def test_nobody_sends_offers_of_another_pair(sides):
    toy.park_of()
    Park = type(toy.park_of())
    Park.objects.filter(code="T-1").update(is_published=True)
    with pytest.raises(Http404):
        toy.sent(by=sides.elsewhere)


# ---- answering


def test_when_both_sides_accept_the_offer_is_a_lead_sealed_to_who_found_the_firm(sides):
    """首报首谈: the side of the firm is its finder; the others see the offer, not the lead."""
    offer = toy.sent()
    assert toy.replied(offer, sides.south).state == "open"
    done = toy.replied(offer, sides.north, version=2)
    assert (done.state, done.version) == ("accepted", 3)
    lead = done.lead
    assert (lead.is_sealed, lead.finder, lead.found_by) == (True, "320500", sides.south.username)
    assert (lead.stage, lead.industry, lead.park.code) == ("lead", "3421", "T-1")
    assert offer.code in lead.source
    may_see = {
        name: visible_projects(getattr(sides, name)).filter(pk=lead.pk).exists()
        for name in ("south", "above", "north", "elsewhere")
    }
    assert may_see == {"south": True, "above": True, "north": False, "elsewhere": False}
    assert access.offer_for(sides.north, offer.code) == offer


@pytest.mark.parametrize(
    ("home", "sender", "finder"),
    [
        ("320583", "north", "320500"),
        ("321302", "south", "321300"),
        ("310115", "north", "321300"),
        ("310115", "above", "320500"),
        ("", "south", "320500"),
    ],
    ids=["of-the-supporter", "of-the-recipient", "sent-by-north", "sent-from-above", "unknown"],
)
def test_a_lead_belongs_to_the_side_the_firm_comes_from_else_to_who_sent_it(
    sides, home, sender, finder
):
    """首报首谈: 310115 is Pudong, of neither side; the empty home is of nobody knows where."""
    offer = toy.sent(by=getattr(sides, sender), home_region=home)
    toy.replied(offer, sides.south)
    lead = toy.replied(offer, sides.north).lead
    who = sides.south if finder == "320500" else sides.north
    assert (lead.finder, lead.found_by, offer.home_region) == (finder, who.username, home)


def test_a_firm_that_another_office_reported_first_stays_its_own(sides):
    offer = toy.sent(name="乙机械有限公司")
    investments.lead(by=sides.elsewhere, pair=OTHER_PAIR, firm="乙机械有限公司")
    toy.replied(offer, sides.south)
    with pytest.raises(Refusal) as error:
        toy.replied(offer, sides.north)
    assert refused(error) == "这家企业已有首报在先的线索"
    offer.refresh_from_db()
    assert (offer.state, offer.recipient_reply) == ("open", "")


def test_a_refusal_needs_a_reason_and_both_sides_read_it(sides):
    offer = toy.sent()
    with pytest.raises(Refusal) as error:
        toy.replied(offer, sides.north, "declined", reason="  ")
    assert refused(error) == "谢绝必须写明理由"
    done = toy.replied(offer, sides.north, "declined", reason="没有合适的地块")
    assert done.state == "declined"
    read = [
        access.offer_for(who, offer.code).recipient_reason for who in (sides.south, sides.north)
    ]
    assert read == ["没有合适的地块", "没有合适的地块"]


def test_a_side_replies_once_and_for_itself_only(sides):
    offer = toy.sent()
    toy.replied(offer, sides.south)
    with pytest.raises(Refusal) as again:
        toy.replied(offer, sides.south2, "declined", reason="改主意")
    with pytest.raises(Refusal) as other:
        toy.replied(offer, sides.south, side="recipient")
    with pytest.raises(Http404):
        toy.replied(offer, sides.elsewhere)
    with pytest.raises(Http404):
        toy.replied(offer, sides.above)
    assert (refused(again), refused(other)) == ("您这一方已经答复过", "不能替对方说话")


def test_of_two_who_answer_at_the_same_time_the_second_is_told_the_version(sides):
    """F7: nothing is lost and nobody answers what he or she has not read."""
    offer = toy.sent()
    toy.replied(offer, sides.south, version=1)
    with pytest.raises(Conflict) as error:
        toy.replied(offer, sides.north, "declined", reason="没有地块", version=1)
    assert error.value.version == 2
    assert error.value.problems[0].value == "版本 1；现在是版本 2"
    offer.refresh_from_db()
    assert (offer.supporter_reply, offer.recipient_reply) == ("accepted", "")


def test_after_its_day_an_offer_takes_no_answer_and_is_shown_as_lapsed(sides):
    long_ago = timezone.localdate() - timedelta(days=60)
    offer = toy.sent(today=long_ago, lapses_on=toy.yesterday())
    with pytest.raises(Refusal) as error:
        toy.replied(offer, sides.south)
    assert refused(error) == "邀约已过有效期"
    assert queries.state_of(offer, timezone.localdate()) == "lapsed"
    assert queries.to_answer(sides.south, timezone.localdate()) == []


# ---- asking and withdrawing


def test_a_question_is_kept_with_its_answer_and_the_asker_does_not_answer(sides):
    offer = toy.sent(by=sides.south)
    question = actions.ask(by=sides.north, code=offer.code, text="需要多少用电")
    with pytest.raises(Refusal) as own:
        actions.answer_question(
            by=sides.north2, code=offer.code, question=question.pk, answer="不知道"
        )
    actions.answer_question(
        by=sides.south, code=offer.code, question=question.pk, answer="8000千瓦"
    )
    question.refresh_from_db()
    assert (question.answer, question.answered_by) == ("8000千瓦", sides.south.username)
    with pytest.raises(Refusal) as error:
        actions.answer_question(by=sides.south2, code=offer.code, question=question.pk, answer="x")
    assert (refused(own), refused(error)) == ("这个问题不由您回答", "已经回答过")
    offer.refresh_from_db()
    assert offer.version == 3


def test_only_who_sent_an_offer_takes_it_back_and_says_why(sides):
    offer = toy.sent(by=sides.south)
    with pytest.raises(Refusal) as other:
        actions.withdraw(by=sides.north, code=offer.code, version=1, reason="x")
    with pytest.raises(Refusal) as silent:
        actions.withdraw(by=sides.south, code=offer.code, version=1, reason="")
    done = actions.withdraw(by=sides.south, code=offer.code, version=1, reason="企业改了计划")
    assert (refused(other), refused(silent)) == ("不是您发出的邀约", "撤回必须写明理由")
    assert (done.state, done.withdrawal) == ("withdrawn", "企业改了计划")
    with pytest.raises(Refusal) as closed:
        toy.replied(offer, sides.north)
    assert refused(closed) == "邀约已经了结"


def test_an_open_offer_waits_for_the_sides_that_have_not_answered(sides):
    offer, today = toy.sent(), timezone.localdate()
    question = actions.ask(by=sides.north, code=offer.code, text="何时开工")
    assert [one.offer for one in queries.to_answer(sides.south, today)] == [offer]
    assert queries.to_answer(sides.south, today)[0].questions == (question,)
    toy.replied(offer, sides.south)
    assert [one.is_reply_due for one in queries.to_answer(sides.south, today)] == [False]
    assert [one.offer for one in queries.to_answer(sides.north, today)] == [offer]
    assert queries.to_answer(sides.elsewhere, today) == []


# ---- what the database itself refuses


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": "accepted"}, "两方都接受，才成为线索"),
        ({"state": "declined"}, "有一方谢绝，邀约就是谢绝"),
        ({"state": "withdrawn"}, "撤回必须署名并写明理由"),
        ({"supporter_reply": "accepted"}, "答复要同时写明答复人和时间"),
        (
            {
                "state": "declined",
                "supporter_reply": "declined",
                "supporter_by": "a",
                "supporter_at": timezone.now,
            },
            "谢绝必须写明理由",
        ),
        ({"score": -1}, "名次从1起，得分不能为负"),
        ({"firm_name": ""}, "邀约必须写明企业"),
    ],
    ids=["accepted", "declined", "withdrawn", "nameless", "no-reason", "score", "no-firm"],
)
def test_the_database_refuses_impossible_states_in_the_users_words(sides, changes, words):
    offer = toy.sent()
    values = {name: value() if callable(value) else value for name, value in changes.items()}
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Offer.objects.filter(pk=offer.pk).update(**values)
    assert refusal_of(error.value).problems[0].reason.startswith(words)


def test_a_closed_offer_is_never_changed_and_none_is_deleted(sides):
    offer = toy.sent()
    toy.replied(offer, sides.north, "declined", reason="没有地块")
    for attempt in (lambda: Offer.objects.update(rank=9), lambda: Offer.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


# ---- who sees what


def test_offers_are_seen_by_their_two_sides_their_park_their_county_and_the_lead_office(sides):
    offer = toy.sent()
    seen = {
        who.username: access.visible_offers(who).filter(pk=offer.pk).exists()
        for who in (
            *(sides.south, sides.north, sides.south2, sides.north2, sides.above, sides.elsewhere),
            person("park_committee", PROGRAMME, "park", "T-1"),
            person("park_committee", PROGRAMME, "park", "T-2"),
            person("county_liaison", PROGRAMME, "region", "321322"),
            person("county_liaison", PROGRAMME, "region", "321324"),
            person("system_admin"),
        )
    }
    assert [name for name, is_seen in seen.items() if not is_seen] == [
        sides.elsewhere.username,
        "park_committee-jiangsu-2022-park-T-2",
        "county_liaison-jiangsu-2022-region-321324",
        "system_admin-all",
    ]


def test_a_trade_secret_opens_to_who_has_the_pair_or_the_park_and_not_to_a_region(sides):
    toy.park_of()
    actions.send_offers(toy.match_run(), [toy.row()], by=sides.south, secrecy="trade_secret")
    assert access.visible_offers(sides.north).exists()
    assert not access.visible_offers(sides.north2).exists()


def test_each_step_leaves_one_entry_that_only_those_within_reach_read(sides):
    from jiedui.web.platform.audit.reading import as_read_by

    offer = toy.sent()
    toy.replied(offer, sides.north, "declined", reason="没有地块")
    entries = Entry.objects.filter(object_kind="offer", object_key=offer.code).order_by("id")
    assert [one.action for one in entries] == ["send_offer", "decline_offer"]
    assert "没有地块" in as_read_by(sides.south, entries)[1].summary
    assert [one.summary for one in as_read_by(sides.elsewhere, entries)] == ["", ""]
