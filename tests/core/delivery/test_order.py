"""Dated stages that cannot be true together (D1)."""

from datetime import date

from jiedui.core.delivery import Dated, check_order
from jiedui.schemes.stages import stages

STAGES = stages()


def days(**reached):
    return {
        code: Dated.of(date.fromisoformat(when) if isinstance(when, str) else when)
        for code, when in reached.items()
    }


def test_a_straight_course_has_no_fault():
    reached = days(signed="2022-01-05", registered="2022-02-01", filed="2022-03-01")
    assert check_order(reached, STAGES) == ()


def test_a_later_stage_dated_before_an_earlier_one_is_a_fault():
    reached = days(filed="2022-03-01", started="2022-02-28")
    (fault,) = check_order(reached, STAGES)
    assert (fault.kind, fault.stage, fault.other) == ("before_its_turn", "started", "filed")
    assert fault.severity == "error"  # filing before starting stands in an issued document
    assert fault.detail_en == "started is dated before filed"


def test_a_firm_that_exists_already_may_be_registered_before_it_signs():
    assert check_order(days(registered="2015-06-01", signed="2022-01-05"), STAGES) == ()


def test_a_quarter_that_may_hold_both_is_not_refused():
    reached = {
        "filed": Dated.of(date(2022, 5, 20)),
        "started": Dated.of(date(2022, 4, 1), "quarter"),
    }
    assert check_order(reached, STAGES) == ()
    reached["started"] = Dated.of(date(2022, 1, 1), "quarter")
    assert [fault.kind for fault in check_order(reached, STAGES)] == ["before_its_turn"]


def test_a_missing_stage_is_named_and_is_a_warning():
    (fault,) = check_order(days(signed="2022-01-05", started="2022-09-01"), STAGES)
    assert (fault.kind, fault.stage, fault.other) == ("missing", "started", "filed")
    assert fault.severity == "warning"


def test_nothing_is_dated_after_the_end_or_after_today():
    reached = days(signed="2022-01-05", terminated="2022-06-01", land="2022-07-01")
    faults = check_order(reached, STAGES, as_of=date(2022, 6, 30))
    assert [(fault.kind, fault.stage) for fault in faults] == [
        ("in_the_future", "land"),
        ("after_the_end", "land"),
    ]


def test_a_stage_nobody_knows_is_a_fault():
    (fault,) = check_order(days(ribbon_cut="2022-01-05"), STAGES)
    assert (fault.kind, fault.severity) == ("unknown_stage", "error")
