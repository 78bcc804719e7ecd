"""The pages of offers and of the development list, as the two sides use them."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from jiedui.web.judgement.offers import actions
from jiedui.web.judgement.offers.models import DevelopmentList, Offer
from web_support import offering as toy
from web_support.two_sides import PAIR, two_sides

pytestmark = pytest.mark.usefixtures("loaded", "db")


@pytest.fixture
def sides():
    return two_sides()


def page_of(user, path, **sent):
    client = Client()
    client.force_login(user)
    answer = client.post(path, sent) if sent else client.get(path)
    return answer, answer.content.decode()


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_without_offers_the_page_says_how_offers_come_to_be(sides):
    """Nothing is invented to fill a screen."""
    answer, html = page_of(sides.south, "/offers/")
    assert answer.status_code == 200
    assert "邀约出自匹配测算" in html
    assert "<table" not in html.split("<main")[1]


def test_the_menu_has_the_offers_between_pairing_and_delivery(sides):
    _answer, html = page_of(sides.south, "/offers/")
    menu = words(html.split("<main")[0])
    assert menu.index("定结对") < menu.index("接产业") < menu.index("办实事")


def test_the_list_is_filtered_searched_sorted_and_exported(sides):
    toy.sent("600001", name="甲机械有限公司", score=0.5)
    toy.sent("600002", name="乙纺织有限公司", industry="1751", score=0.9)
    found = {
        query: [name for name in ("甲机械", "乙纺织") if name in page_of(sides.north, query)[1]]
        for query in ("/offers/?industry=17", "/offers/?q=甲", "/offers/?state=accepted")
    }
    assert list(found.values()) == [["乙纺织"], ["甲机械"], []]
    by_score = page_of(sides.north, "/offers/?sort=score")[1]
    assert by_score.index("乙纺织") < by_score.index("甲机械")
    text = page_of(sides.north, "/offers/?format=csv&state=open")[1]
    assert (text.count("\n"), "600001" in text) == (3, False)
    assert page_of(sides.elsewhere, "/offers/?format=csv")[1].count("\n") == 1


def test_an_offer_shows_every_term_and_what_they_add_up_to(sides):
    offer = toy.sent()
    text = words(page_of(sides.south, f"/offers/{offer.code}/")[1])
    # 0.6 × 0.9 + 0.4 × 0.45 = 0.54 + 0.18 = 0.72
    assert "补链强链延链 0.60 0.900 0.540" in text
    assert "距离 0.40 0.450 0.180" in text
    assert "合计 — — 0.720" in text


def test_a_missing_term_is_shown_as_missing_and_the_score_as_a_lower_bound(sides):
    terms = (actions.Term("chain", 0.6, 0.9), actions.Term("labour", 0.4, None))
    offer = toy.sent(terms=terms, score=0.54)
    text = words(page_of(sides.south, f"/offers/{offer.code}/")[1])
    assert "劳动力 0.40 — —" in text
    assert "得分是下限" in text


def test_a_missing_penalty_makes_the_score_an_upper_bound(sides):
    terms = (actions.Term("chain", 0.6, 0.9), actions.Term("low_end", -0.15, None))
    offer = toy.sent(terms=terms, score=0.54)
    text = words(page_of(sides.south, f"/offers/{offer.code}/")[1])
    assert "得分是上限" in text and "得分是下限" not in text


def test_two_sides_accept_on_their_pages_and_only_the_finder_is_led_to_the_lead(sides):
    offer = toy.sent()
    path = f"/offers/{offer.code}/"
    for who, version in ((sides.south, 1), (sides.north, 2)):
        answer, _html = page_of(who, f"{path}reply", reply="accepted", version=version)
        assert (answer.status_code, answer["Location"]) == (302, path)
    lead = Offer.objects.get().lead
    assert f"/projects/{lead.code}/" in page_of(sides.south, path)[1]
    north = page_of(sides.north, path)[1]
    assert lead.code not in north
    assert "首报首谈" in north
    assert page_of(sides.north, f"/projects/{lead.code}/")[0].status_code == 404


def test_a_refusal_without_reason_comes_back_with_what_is_missing(sides):
    offer = toy.sent()
    answer, html = page_of(
        sides.north, f"/offers/{offer.code}/reply", reply="declined", version=1, reason=""
    )
    assert answer.status_code == 422
    assert "谢绝必须写明理由" in html


def test_who_answers_second_is_told_the_version_and_nothing_is_saved(sides):
    offer = toy.sent()
    page_of(sides.south, f"/offers/{offer.code}/reply", reply="accepted", version=1)
    answer, html = page_of(
        sides.north, f"/offers/{offer.code}/reply", reply="declined", reason="无地", version=1
    )
    assert answer.status_code == 422
    assert "版本 1；现在是版本 2" in html
    assert Offer.objects.get().recipient_reply == ""


def test_a_question_is_asked_answered_and_shown_to_both(sides):
    offer = toy.sent(by=sides.south)
    path = f"/offers/{offer.code}/"
    page_of(sides.north, f"{path}ask", text="需要多少用电", version=1)
    question = offer.questions.get()
    page_of(sides.south, f"{path}answer", question=question.pk, answer="8000千瓦", version=2)
    for who in (sides.south, sides.north):
        text = page_of(who, path)[1]
        assert "需要多少用电" in text
        assert "8000千瓦" in text


def test_a_question_that_nobody_answered_no_longer_waits_once_the_offer_is_settled(sides):
    offer = toy.sent(by=sides.south)
    path = f"/offers/{offer.code}/"
    page_of(sides.north, f"{path}ask", text="需要多少用电", version=1)
    assert "还没有回答。" in page_of(sides.south, path)[1]
    toy.replied(offer, sides.north, "declined", reason="没有地块")
    assert "邀约了结时还没有回答。" in page_of(sides.south, path)[1]


def test_an_offer_out_of_reach_is_not_there_on_any_address(sides):
    offer = toy.sent()
    answers = [
        page_of(sides.elsewhere, f"/offers/{offer.code}/")[0].status_code,
        page_of(sides.elsewhere, f"/offers/{offer.code}/reply", reply="accepted")[0].status_code,
        page_of(sides.elsewhere, f"/offers/{offer.code}/ask", text="x")[0].status_code,
    ]
    assert answers == [404, 404, 404]


def test_home_tells_the_office_that_must_answer(sides):
    offer = toy.sent()
    text = words(page_of(sides.north, "/")[1])
    assert "待我方办的邀约 1" in text
    assert offer.firm_name in text
    toy.replied(offer, sides.north)
    assert "待我方办的邀约" not in page_of(sides.north, "/")[1]


def test_a_list_is_drafted_claimed_confirmed_checked_and_signed_on_its_page(sides):
    page_of(sides.south, "/offers/lists/draft", pair=PAIR)
    one = DevelopmentList.objects.get()
    path = f"/offers/lists/{one.code}/"
    claim = {"industry": "27", "link": "research", "doer": "supporter", "reason": ""}
    page_of(sides.south, f"{path}claim", **claim)
    html = page_of(sides.north, path)[1]
    box = re.search(r'name="line" value="(\d+:\d+)"', html)[1]
    page_of(sides.north, f"{path}confirm", line=box)
    page_of(sides.south, f"{path}condition", kind="incentive", text="设备奖补")
    html = page_of(sides.north, path)[1]
    assert "没有经过公平竞争审查，不能签署" in html
    condition = one.conditions.get()
    check = {"condition": condition.pk, "outcome": "passed", "reviewer": "市场监管局"}
    page_of(sides.north, f"{path}check", **check, on="2026-01-05", reason="不限定企业")
    for who in (sides.south, sides.north):
        version = DevelopmentList.objects.get().version
        page_of(who, f"{path}sign", version=version)
    text = words(page_of(sides.south, path)[1])
    assert "27 医药制造业 研发 苏州市" in text
    assert "不限定企业" in text
    assert DevelopmentList.objects.get().state == "signed"


def test_a_clash_is_said_first_and_keeps_the_list_from_being_signed(sides):
    one = actions.draft_list(by=sides.south, pair=PAIR)
    claim = {"industry": "27", "link": "market"}
    actions.claim_link(by=sides.south, code=one.code, doer="supporter", **claim)
    actions.claim_link(by=sides.north, code=one.code, doer="recipient", reason="本地", **claim)
    _answer, html = page_of(sides.north, f"/offers/lists/{one.code}/")
    assert "有 1 个环节两方都认领。" in html
    assert "代表我方签署" not in html


@pytest.mark.parametrize("path", ["/offers/", "/offers/lists/", "offer", "list"])
def test_the_pages_read_in_english(sides, path):
    offer = toy.sent()
    one = actions.draft_list(by=sides.south, pair=PAIR)
    where = {"offer": f"/offers/{offer.code}/", "list": f"/offers/lists/{one.code}/"}
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(sides.south)
    html = client.get(where.get(path, path)).content.decode()
    main = words(html.split("<main")[1])
    own = (offer.firm_name, offer.park.name, "中文")  # names; no English on record
    for name in own:
        main = main.replace(name, "")
    assert re.findall(r"[\u4e00-\u9fff]+", main) == []
