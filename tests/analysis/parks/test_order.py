"""The three orders of building a park, judged on dates (D11)."""

from datetime import date

import pytest

from jiedui.analysis.parks import WorkDates, moment, order_of_works
from jiedui.core.errors import Refusal


def day(text, precision="day"):
    return moment(date.fromisoformat(text), precision)


def work(name, kind, started=None, completed=None, layer="", phase="一期", evidence="文号"):
    return WorkDates(
        name, phase, kind, layer, started and day(started), completed and day(completed), evidence
    )


def verdicts(*works):
    return {finding.order: finding.verdict for finding in order_of_works(works)}


PLAN = work("总体规划", "planning", "2006-11-01", "2007-03-01")
PIPES = work("管廊", "infrastructure", "2007-04-01", "2007-12-01", "underground")
PLANT = work("标准厂房", "industry", "2008-01-01", "2008-10-01", "above_ground")
FLATS = work("人才公寓", "housing", "2009-01-01", None, "above_ground")


def test_a_phase_planned_dug_and_settled_in_order_keeps_all_three():
    assert verdicts(PLAN, PIPES, PLANT, FLATS) == {
        "plan": "kept",
        "underground": "kept",
        "industry": "kept",
    }


def test_building_before_the_plan_began_breaks_the_first_order():
    late = work("总体规划", "planning", "2008-06-01", "2008-12-01")
    found = order_of_works([late, PIPES, PLANT])
    assert found[0].verdict == "broken"
    assert found[0].later is not None and found[0].later.name == "管廊"


def test_building_while_the_plan_is_unfinished_overlaps():
    plan = work("总体规划", "planning", "2006-11-01", "2007-06-01")
    assert verdicts(plan, PIPES)["plan"] == "overlapping"


def test_houses_before_industry_break_the_third_order():
    flats = work("商品房", "housing", "2007-05-01", None, "above_ground")
    assert verdicts(PLAN, PLANT, flats)["industry"] == "broken"


def test_industry_need_only_have_begun_when_houses_begin():
    flats = work("人才公寓", "housing", "2008-02-01", None, "above_ground")
    assert verdicts(PLAN, PLANT, flats)["industry"] == "kept"


def test_a_date_of_a_quarter_that_holds_the_other_date_is_unsure():
    plan = WorkDates("总体规划", "一期", "planning", completed=day("2007-05-01", "quarter"))
    pipes = work("管廊", "infrastructure", "2007-05-15", None, "underground")
    assert verdicts(plan, pipes)["plan"] == "unsure"


def test_building_without_any_plan_on_record_is_undated_not_kept():
    assert verdicts(PIPES, PLANT)["plan"] == "undated"


def test_each_phase_is_judged_by_itself_under_the_plan_of_the_whole():
    whole = WorkDates("总体规划", "", "planning", completed=day("2007-03-01"))
    second = work("二期厂房", "industry", "2006-01-01", None, "above_ground", phase="二期")
    found = {(f.phase, f.order): f.verdict for f in order_of_works([whole, PIPES, PLANT, second])}
    assert found["一期", "plan"] == "kept"
    assert found["二期", "plan"] == "broken"


def test_works_without_evidence_are_named():
    bare = work("管廊", "infrastructure", "2007-04-01", "2007-12-01", "underground", evidence="")
    found = order_of_works([PLAN, bare, PLANT])
    assert all("管廊" in finding.without_evidence for finding in found[:2])


def test_an_unknown_precision_is_refused():
    with pytest.raises(Refusal, match="no such precision"):
        day("2007-01-01", "week")
