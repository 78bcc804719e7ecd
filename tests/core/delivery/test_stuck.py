"""What is stuck and why (D1): contract dates, the idle-land year, silence, whose move."""

from datetime import date

import pytest

from jiedui.core.delivery import Dated, Light, ProjectState, stuck, usual_pace
from jiedui.schemes.stages import stages

STAGES = stages()
DAY = date(2024, 6, 30)


def project(reached, due=None, **more):
    dated = {code: Dated.of(date.fromisoformat(day)) for code, day in reached.items()}
    dues = {code: date.fromisoformat(day) for code, day in (due or {}).items()}
    return ProjectState("P1", dated, dues, **more)


def judge(*args, as_of=DAY, **more):
    return stuck(project(*args, **more), STAGES, as_of=as_of)


def test_a_project_ahead_of_its_contract_date_is_green():
    found = judge({"signed": "2024-05-01"}, {"started": "2024-12-01"})
    assert (found.light, found.reasons[0].kind) == (Light.GREEN, "on_time")
    assert not found.is_stuck


@pytest.mark.parametrize(
    ("due", "light", "months"),
    [
        ("2024-06-29", Light.YELLOW, 0),
        ("2024-04-01", Light.YELLOW, 2),
        ("2024-03-30", Light.RED, 3),
        ("2024-03-31", Light.RED, 3),  # June has no 31st: its last day is the same day
    ],
)
def test_past_its_contract_date_it_is_yellow_and_after_three_months_red(due, light, months):
    found = judge({"signed": "2024-05-01"}, {"started": due})
    assert (found.light, found.reasons[0].kind, found.reasons[0].months) == (
        light,
        "overdue",
        months,
    )


def test_a_stage_reached_later_ends_the_wait_for_an_earlier_one():
    found = judge({"signed": "2022-01-01", "started": "2024-05-01"}, {"land": "2022-06-01"})
    assert [reason.kind for reason in found.reasons] == ["no_due_date"]


@pytest.mark.parametrize(
    ("as_of", "kinds", "limit"),
    [
        (date(2024, 2, 29), ["overdue"], 3),  # the day before the year is full
        (date(2024, 3, 1), ["idle_land", "overdue"], 12),
        (date(2025, 2, 28), ["idle_land", "overdue"], 12),
        (date(2025, 3, 1), ["idle_land", "overdue"], 24),
    ],
)
def test_land_is_idle_a_year_after_the_agreed_start_and_may_be_taken_back_after_two(
    as_of, kinds, limit
):
    found = judge(
        {"signed": "2022-01-01", "land": "2022-09-01"},
        {"started": "2023-03-01"},
        as_of=as_of,
        last_contact=as_of,
    )
    assert sorted(reason.kind for reason in found.reasons) == kinds
    reason = next(reason for reason in found.reasons if reason.kind == kinds[0])
    assert reason.limit_months == limit
    if kinds[0] == "idle_land":
        assert "闲置土地处置办法" in reason.rule.clause.document
        assert reason.light is Light.RED


def test_without_land_there_is_no_idle_land():
    found = judge({"signed": "2022-01-01"}, {"started": "2022-03-01"}, last_contact=DAY)
    assert [reason.kind for reason in found.reasons] == ["overdue"]


def test_six_months_without_event_or_contact_are_silence():
    """Silent from 2023-12-30 to 2024-06-30; a contact on 2024-01-01 is within six months."""
    due = {"started": "2025-01-01"}
    silent = judge({"signed": "2023-12-30"}, due)
    assert (silent.light, silent.reasons[0].kind) == (Light.YELLOW, "silent")
    assert silent.reasons[0].months == 6
    heard = judge({"signed": "2023-12-30"}, due, last_contact=date(2024, 1, 1))
    assert heard.light is Light.GREEN


def test_without_a_contract_date_nothing_is_called_on_time():
    found = judge({"signed": "2024-05-01"})
    assert (found.light, found.reasons[0].kind) == (Light.GREY, "no_due_date")


def test_in_production_it_has_arrived_and_terminated_it_has_ended():
    assert judge({"in_production": "2020-01-01"}).reasons[0].kind == "arrived"
    ended = judge({"signed": "2020-01-01", "terminated": "2021-01-01"}, {"started": "2020-06-01"})
    assert (ended.light, ended.reasons[0].kind) == (Light.GREY, "ended")
    assert (ended.next_stage, ended.mover) == ("", "")


def test_whose_move_it_is_follows_from_the_next_stage_or_from_the_contact():
    reached, due = {"filed": "2024-06-01"}, {"land": "2024-09-01"}
    assert judge(reached, due).mover == "host"
    assert judge(reached, {"started": "2024-09-01"}).mover == "firm"
    assert judge(reached, due, awaiting="firm").mover == "firm"


def test_an_event_in_the_future_of_the_day_is_not_yet():
    found = judge({"signed": "2024-05-01", "started": "2024-07-15"}, {"started": "2024-06-01"})
    assert (found.stage, found.light) == ("signed", Light.YELLOW)


def test_the_usual_pace_counts_those_that_still_wait():
    """Two moved on after 10 and 20 days, two wait since 30: half have moved on by day 20."""
    pace = usual_pace([10, 20, 30, 30], [True, True, False, False], stage="signed")
    assert (pace.median_days, pace.count, pace.moved_on) == (20, 4, 2)
    assert usual_pace([10, 30, 30], [True, False, False], stage="signed").median_days is None


def test_the_pace_stands_beside_and_is_no_ground():
    pace = usual_pace([10, 20], [True, True], stage="signed")
    found = stuck(
        project({"signed": "2024-05-01"}, {"started": "2024-12-01"}),
        STAGES,
        as_of=DAY,
        paces={"signed": pace},
    )
    assert (found.light, found.pace, found.days_in_stage) == (Light.GREEN, pace, 60)
