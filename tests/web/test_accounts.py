"""Accounts, grants, the three administrators, and hand-over lists (D1, Q11)."""

import pytest

from jiedui.core.errors import Refusal
from jiedui.web.platform.accounts import access, actions, handing
from jiedui.web.platform.accounts import capabilities as can
from jiedui.web.platform.accounts.models import Grant, User
from jiedui.web.platform.accounts.reach import may
from jiedui.web.platform.accounts.roles import ADMINISTRATORS
from jiedui.web.platform.audit.models import Entry
from jiedui.web.platform.audit.queries import Anchor, anchor, verify
from jiedui.web.platform.audit.sentences import changes, sentence
from web_support.people import person

PAIR = "jiangsu-2022:320500-321300"


@pytest.fixture
def zhao(db):
    return actions.add_person(by="tests", username="zhao", name="赵敏")


def give(user, role, **more):
    return actions.grant(by="tests", user=user, role=role, reason="test", **more)


@pytest.mark.parametrize("first", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("second", sorted(ADMINISTRATORS))
def test_nobody_is_two_of_the_three_administrators(zhao, first, second):
    give(zhao, first)
    if first == second:
        return
    with pytest.raises(Refusal, match="三员"):
        give(zhao, second)
    actions.end_grant(by="tests", grant=zhao.grants.get(), reason="moved")
    give(zhao, second)


def test_two_roles_are_two_grants_and_an_ended_one_stays_on_record(zhao):
    give(zhao, "auditor")
    ended = give(zhao, "pair_office", scope_kind="pair", scope_key=PAIR, side="supporter")
    actions.end_grant(by="tests", grant=ended, reason="left")
    assert zhao.grants.count() == 2
    assert [one.role for one in Grant.objects.in_force().filter(user=zhao)] == ["auditor"]
    with pytest.raises(Refusal, match="已经终止"):
        actions.end_grant(by="tests", grant=ended, reason="again")


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "king"},
        {"scope_kind": "region"},
        {"scope_key": "320500"},
        {"scope_kind": "region", "scope_key": "320500", "side": "supporter"},
        {"reason": " "},
    ],
)
def test_a_grant_that_does_not_fit_is_refused_and_leaves_nothing(zhao, wrong):
    with pytest.raises(Refusal):
        actions.grant(by="tests", user=zhao, **({"role": "auditor", "reason": "test"} | wrong))
    assert not zhao.grants.exists()


def test_nobody_grants_to_themselves(db):
    safe = person("security_admin")
    with pytest.raises(Refusal, match="自己"):
        actions.grant(by=safe, user=safe, role="lead_office", reason="mine")


def test_a_grant_is_told_as_a_sentence_with_what_changed(zhao):
    give(zhao, "auditor", programme="jiangsu-2022")
    kept = Entry.objects.filter(action="grant", object_key="zhao").latest("id")
    assert sentence(kept) == "tests 授权：账号 zhao"
    assert ("role", "", "auditor") in changes(kept)
    assert ("scope", "", "jiangsu-2022 all") in changes(kept)


def test_a_list_moves_grants_when_both_have_signed(zhao):
    taker = actions.add_person(by="tests", username="qian")
    give(zhao, "pair_office", scope_kind="pair", scope_key=PAIR, side="recipient")
    made = handing.draw_up(by=zhao, giver=zhao, taker=taker, reason="轮岗")
    handing.sign(by=zhao, hand_over=made)
    zhao, taker = User.objects.get(pk=zhao.pk), User.objects.get(pk=taker.pk)
    assert may(zhao, can.CONFIRM) and not may(taker, can.CONFIRM)
    with pytest.raises(Refusal):
        handing.sign(by=zhao, hand_over=made)
    assert handing.sign(by=taker, hand_over=made).done is not None
    zhao, taker = User.objects.get(pk=zhao.pk), User.objects.get(pk=taker.pk)
    assert not may(zhao, can.CONFIRM) and may(taker, can.CONFIRM)
    assert taker.grants.get().scope == f"pair {PAIR} recipient"


def test_the_lead_signs_for_whoever_left_within_its_programme_only(zhao):
    taker = actions.add_person(by="tests", username="qian")
    give(zhao, "county_liaison", programme="jiangsu-2022", scope_kind="region", scope_key="321322")
    made = handing.draw_up(by=taker, giver=zhao, taker=taker, reason="调离")
    with pytest.raises(Refusal):
        handing.sign(by=person("lead_office", "yrd-anhui-2021"), hand_over=made)
    assert handing.sign(by=person("lead_office", "jiangsu-2022"), hand_over=made).done
    assert may(User.objects.get(username="qian"), can.CONFIRM)


def test_a_lead_office_does_not_move_an_administrator(zhao):
    taker = actions.add_person(by="tests", username="qian")
    give(zhao, "security_admin")
    with pytest.raises(Refusal):
        handing.draw_up(by=person("lead_office"), giver=zhao, taker=taker, reason="no")


def test_a_scoped_auditor_reads_what_was_done_within_the_scope(db):
    from jiedui.web.platform.audit.actions import record_entry

    for scope in ("region 320581", "region 321300", "all"):
        record_entry(by="x", action="toy", object_kind="toy", object_key=scope, scope=scope)
    suzhou = person("auditor", scope_kind="region", scope_key="320500")
    assert [one.object_key for one in access.trail(suzhou).filter(action="toy")] == [
        "region 320581"
    ]
    assert access.trail(person("audit_admin")).filter(action="toy").count() == 3
    assert access.trail(person("lead_office")).count() == 0


def test_an_anchor_finds_that_the_end_was_cut_off(zhao):
    end = anchor()
    assert verify(end) == []
    give(zhao, "auditor")
    assert verify(end) == []
    beyond = Anchor(end.entry + 1000, "0" * 64, end.count + 1000, end.at)
    assert [one.reason for one in verify(beyond)] == ["the anchored entry is gone"]
    other = Anchor(end.entry, "f" * 64, end.count, end.at)
    assert [one.reason for one in verify(other)] == ["is not the entry that was anchored"]
