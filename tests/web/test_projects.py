"""The record of projects: what it takes, what it refuses, who may see it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from jiedui.core.errors import Refusal
from jiedui.web.platform.accounts.capabilities import EDIT_PROJECTS
from jiedui.web.platform.audit.models import Entry
from jiedui.web.platform.kit.constraints import refusal_of
from jiedui.web.platform.kit.versions import Conflict
from jiedui.web.records.confirmations import actions as confirmations
from jiedui.web.records.confirmations.models import Matter
from jiedui.web.records.projects import access, actions
from jiedui.web.records.projects.models import Firm, Money, Project, StageEvent
from web_support import investments as toy
from web_support.people import person

pytestmark = pytest.mark.usefixtures("loaded", "db")


def refused(error):
    return error.value.problems[0].reason


# ---- stages


def test_a_stage_needs_a_number_or_a_file():
    """Each step is a dated event with evidence (D1)."""
    toy.lead()
    with pytest.raises(Refusal) as error:
        toy.reach_stage("P-1", "signed", date(2022, 9, 15), number="")
    assert refused(error) == "没有佐证"
    assert "投资协议" in error.value.problems[0].hint


def test_production_is_shown_by_power_used_without_any_paper():
    """Evidence of operation comes from third parties where it can."""
    toy.signed()
    with pytest.raises(Refusal):
        toy.reach_stage("P-1", "in_production", date(2025, 6, 1), number="")
    actions.record_reading(
        by=toy.suqian(),
        code="P-1",
        kind="electricity",
        period="2025Q2",
        value=410_000,
        source="供电公司",
    )
    done = toy.reach_stage("P-1", "in_production", date(2025, 6, 1), number="")
    assert done.in_production_on == date(2025, 6, 1)


def test_completion_before_the_start_of_building_is_refused():
    toy.signed()
    toy.reach_stage("P-1", "filed", date(2023, 1, 20))
    toy.reach_stage("P-1", "started", date(2023, 12, 5))
    with pytest.raises(Refusal) as error:
        toy.reach_stage("P-1", "completed", date(2023, 6, 1))
    assert "竣工" in refused(error)


def test_a_firm_that_exists_already_is_registered_before_it_signs():
    toy.signed(on=date(2022, 9, 15))
    done = toy.reach_stage("P-1", "registered", date(2015, 1, 1))
    assert done.reached == 2


def test_a_date_that_has_not_come_yet_is_a_slip():
    toy.lead()
    with pytest.raises(Refusal):
        toy.reach_stage("P-1", "signed", date(2027, 1, 1))


def test_a_quarter_is_not_refused_for_what_may_be_true():
    """Signed in the third quarter, filed in July: both can hold."""
    toy.lead()
    toy.reach_stage("P-1", "signed", date(2022, 9, 30), precision="quarter")
    done = toy.reach_stage("P-1", "filed", date(2022, 7, 10))
    assert done.precisions == {"signed": "quarter"}


def test_a_correction_needs_a_reason_and_keeps_the_old_date():
    toy.signed(on=date(2022, 9, 15))
    with pytest.raises(Refusal):
        correct(date(2022, 9, 16), reason=" ")
    done = correct(date(2022, 9, 16), reason="协议落款日期")
    assert done.signed_on == date(2022, 9, 16)
    dates = StageEvent.objects.filter(stage="signed").order_by("id").values_list("on", "state")
    assert list(dates) == [(date(2022, 9, 15), "replaced"), (date(2022, 9, 16), "current")]


def correct(on, *, by=None, reason="笔误"):
    return actions.correct_stage(
        by=by or toy.suqian(), code="P-1", stage="signed", on=on, reason=reason, today=toy.TODAY
    )


def test_an_ended_project_takes_no_further_stage():
    toy.signed()
    done = actions.end_project(
        by=toy.suqian(), code="P-1", end="terminated", on=date(2024, 3, 1), number="解除协议"
    )
    assert (done.stage, done.reached, done.ended_on) == ("terminated", 1, date(2024, 3, 1))
    with pytest.raises(Refusal):
        toy.reach_stage("P-1", "started", date(2024, 4, 1))


# ---- two sides


def test_what_one_side_says_is_one_sided_until_the_other_confirms():
    done = toy.signed()
    matter = Matter.objects.get(object_key="P-1", aspect="stage:signed")
    assert (matter.standing, done.confirmed_reached) == ("one_sided", -1)
    confirmations.confirm(by=toy.suzhou(), side="supporter", matters=[matter])
    assert Project.objects.get(code="P-1").confirmed_reached == 1


def test_one_side_does_not_overwrite_the_others_date():
    toy.signed(by=toy.suqian())
    with pytest.raises(Refusal) as error:
        correct(date(2022, 9, 1), by=toy.suzhou())
    assert refused(error) == "这是对方说的"


def test_a_date_that_both_sides_come_to_agree_on_is_what_the_record_says():
    toy.signed(on=date(2022, 9, 15))
    matter = Matter.objects.get(object_key="P-1", aspect="stage:signed")
    confirmations.stand_beside(
        by=toy.suzhou(),
        side="supporter",
        matter=matter,
        value={"date": "2022-09-20", "precision": "day"},
        definition="盖章日期",
    )
    assert Project.objects.get(code="P-1").signed_on == date(2022, 9, 15)
    confirmations.confirm(by=toy.suqian(), side="recipient", matters=[matter])
    after = Project.objects.get(code="P-1")
    assert (after.signed_on, after.confirmed_reached) == (date(2022, 9, 20), 1)


def test_only_confirmed_money_counts_as_confirmed():
    toy.signed()
    toy.pay("P-1", "paid_in", 5_000_000)
    done = toy.pay("P-1", "paid_in", 1_150_000)
    assert (done.paid_in_fen, done.confirmed_paid_in_fen) == (615_000_000, None)
    matter = Matter.objects.get(object_key="P-1", aspect="money:paid_in:1")
    confirmations.confirm(by=toy.suzhou(), side="supporter", matters=[matter])
    assert Project.objects.get(code="P-1").confirmed_paid_in_fen == 500_000_000


# ---- money


def test_foreign_capital_stays_in_its_own_currency():
    toy.signed()
    toy.pay("P-1", "paid_in", 100)
    done = toy.pay("P-1", "paid_in", 12_000, currency="USD")
    assert done.paid_in_fen == 10_000
    assert done.foreign_minor == {"paid_in": {"USD": 1_200_000}}


def test_nothing_said_of_money_is_not_zero():
    assert toy.signed().paid_in_fen is None


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"yuan": -1}, "金额必须大于0"),
        ({"yuan": 1, "currency": "XYZ"}, "没有这个币种"),
        ({"yuan": 1, "equipment_minor": 101}, "其中设备不能超过总额"),
    ],
)
def test_the_database_refuses_money_in_the_users_words(more, words):
    project = toy.signed()
    values = {
        "project": project,
        "number": 1,
        "kind": "promised",
        "amount_minor": more.pop("yuan") * 100,
        "on": date(2023, 1, 1),
        "recorded_by": "x",
        "recorded_at": "2023-01-01T00:00Z",
    }
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Money.objects.create(**values | more)
    assert words in str(refusal_of(error.value))


def test_a_corrected_sum_is_counted_once():
    toy.signed()
    toy.pay("P-1", "promised", 500)
    done = actions.correct_money(
        by=toy.suqian(), code="P-1", number=1, amount_minor=40_000, reason="补充协议"
    )
    assert done.promised_fen == 40_000


# ---- leads


def test_a_sealed_lead_is_seen_by_its_finder_and_the_lead_office_alone():
    """首报首谈: until it signs."""
    toy.lead(by=toy.suqian(), firm="甲机械有限公司")
    inspector = person("evaluator", toy.PROGRAMME)
    for user, sees in [
        (toy.suqian(), True),
        (toy.lead_office(), True),
        (toy.suzhou(), False),
        (inspector, False),
    ]:
        assert access.visible_projects(user).filter(code="P-1").exists() is sees
    with pytest.raises(Http404):
        access.project_for(toy.suzhou(), "P-1")
    assert not Matter.objects.filter(object_key="P-1").exists()
    toy.reach_stage("P-1", "signed", date(2022, 9, 15))
    assert access.visible_projects(toy.suzhou()).filter(code="P-1").exists()


def test_a_lead_is_stamped_with_who_found_it_and_when():
    found = toy.lead(by=toy.suqian())
    assert (found.finder, found.found_by) == ("321300", toy.suqian().username)
    assert found.found_at is not None


# ---- reach and secrecy


def test_another_pair_sees_nothing():
    toy.signed()
    with pytest.raises(Http404):
        access.project_for(toy.nanjing(), "P-1")
    with pytest.raises(Http404):
        toy.reach_stage("P-1", "filed", date(2023, 1, 1), by=toy.nanjing())


def test_nobody_puts_a_project_where_he_could_not_change_it():
    with pytest.raises(Http404):
        toy.lead(by=toy.nanjing(), pair=toy.PAIR)


def test_a_trade_secret_opens_only_to_grants_of_its_pair_park_or_firm():
    toy.signed(fields={"secrecy": "trade_secret"})
    region = person("pair_office", toy.PROGRAMME, "region", "321300")
    assert access.visible_projects(toy.suzhou()).exists()
    assert not access.visible_projects(region).exists()
    assert not access.visible_projects(region, EDIT_PROJECTS).exists()


def test_who_only_reads_changes_nothing():
    toy.signed()
    auditor = person("auditor", toy.PROGRAMME)
    assert access.project_for(auditor, "P-1").code == "P-1"
    with pytest.raises(Http404):
        toy.pay("P-1", "paid_in", 1, by=auditor)


# ---- edits


def test_the_second_editor_is_told_and_nothing_is_lost():
    project = toy.signed()
    edit(project.version, name="甲")
    with pytest.raises(Conflict) as error:
        edit(project.version, name="乙")
    assert error.value.current.name == "甲"
    assert Project.objects.get(code="P-1").name == "甲"


def edit(version, **fields):
    return actions.edit_project(by=toy.suqian(), code="P-1", version=version, fields=fields)


def test_only_what_may_be_edited_is_edited():
    project = toy.signed()
    with pytest.raises(Refusal):
        edit(project.version, reached=9)


def test_a_credit_code_with_a_wrong_check_character_is_refused():
    with pytest.raises(Refusal) as error:
        toy.lead(firm="甲", credit_code=toy.CREDIT_CODE[:-1] + "4")
    assert "check character is 3" in error.value.problems[0].hint
    toy.lead(firm="甲", credit_code=toy.CREDIT_CODE.lower())
    assert Firm.objects.get().credit_code == toy.CREDIT_CODE


def test_a_code_is_made_where_none_is_given():
    assert toy.lead(code="").code == "321300-2026-0001"
    assert toy.lead(code="").code == "321300-2026-0002"


def test_an_action_leaves_one_entry_of_its_own():
    toy.signed()
    before = Entry.objects.count()
    actions.record_contact(
        by=toy.suqian(),
        code="P-1",
        kind="visit",
        text="企业称设备进口延期",
        on=date(2026, 10, 28),
        blocker="竣工验收缺消防意见",
        mover="park",
    )
    assert Entry.objects.count() == before + 1
    project = Project.objects.get(code="P-1")
    assert (project.blocker, project.mover) == ("竣工验收缺消防意见", "park")


# ---- lights


def test_a_light_turns_by_itself_after_the_agreed_day():
    """Yellow on the day after, red three months past (a parameter of stages.yaml)."""
    toy.signed()
    done = actions.set_due(by=toy.suqian(), code="P-1", stage="completed", on=date(2024, 12, 31))
    assert (done.next_due_stage, done.next_due_on) == ("completed", date(2024, 12, 31))
    assert done.red_on == date(2025, 3, 31)


def test_silence_turns_a_light_yellow_after_six_months():
    assert toy.signed(on=date(2022, 9, 15)).yellow_on == date(2023, 3, 15)


# ---- freezing


def test_what_is_frozen_changes_only_with_a_second_person():
    toy.signed(on=date(2022, 9, 15))
    kept = actions.freeze(by=toy.lead_office(), programme=toy.PROGRAMME, as_of=date(2022, 12, 31))
    assert "P-1" in kept.content
    assert correct(date(2022, 9, 1)).signed_on == date(2022, 9, 15)
    with pytest.raises(Http404):
        check(by=toy.suqian())
    done = check(by=toy.lead_office())
    assert done.signed_on == date(2022, 9, 1)


def check(*, by, accept=True):
    return actions.check_correction(by=by, code="P-1", stage="signed", accept=accept)


def test_who_asks_for_a_correction_does_not_check_it():
    toy.signed()
    office = toy.lead_office()
    actions.freeze(by=office, programme=toy.PROGRAMME, as_of=date(2022, 12, 31))
    correct(date(2022, 9, 1), by=office)
    with pytest.raises(Refusal):
        check(by=office)


def test_only_who_answers_for_a_programme_freezes_it():
    with pytest.raises(Http404):
        actions.freeze(by=toy.suqian(), programme=toy.PROGRAMME, as_of=date(2022, 12, 31))


# ---- doubts


def test_a_doubt_is_decided_by_a_person_with_a_reason():
    toy.signed()
    done = actions.raise_flag(
        by=toy.suqian(), code="P-1", kind="inflated", reason="承诺额为到位资金的 8.1 倍"
    )
    assert done.open_flags == 1
    flag = done.flags.get()
    with pytest.raises(Refusal):
        decide(flag, reason="")
    assert decide(flag, reason="分期投资，二期未开工").open_flags == 0


def decide(flag, reason):
    return actions.flag_decision(
        by=toy.lead_office(), code="P-1", flag=flag.pk, state="dismissed", reason=reason
    )


def test_the_same_firm_signed_twice_is_flagged_once_for_a_person():
    """Same credit code, twice: the later one is pointed at the earlier one."""
    for code in ("P-1", "P-2"):
        toy.signed(code=code, firm="甲机械有限公司", credit_code=toy.CREDIT_CODE)
    office = toy.lead_office()
    assert actions.raise_doubts(by=office, programme=toy.PROGRAMME) == 1
    flag = Project.objects.get(code="P-2").flags.get()
    assert (flag.against.code, flag.kind) == ("P-1", "duplicate")
    assert "信用代码相同" in flag.reason
    assert actions.raise_doubts(by=office, programme=toy.PROGRAMME) == 0


def test_what_works_has_arrived_and_shows_no_warning():
    toy.signed()
    actions.set_due(by=toy.suqian(), code="P-1", stage="at_capacity", on=date(2023, 1, 1))
    done = toy.reach_stage("P-1", "in_production", date(2022, 12, 1))
    assert (done.yellow_on, done.red_on) == (None, None)
