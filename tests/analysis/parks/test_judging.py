"""What is judged of parks: shares, clashes, quotas, double counting, loads, ladder, funnel."""

from datetime import date
from decimal import Decimal

import pytest

from jiedui.analysis.parks import (
    Counted,
    Figure,
    Need,
    PrintedShare,
    StaffCount,
    TeamSteps,
    Use,
    check_shares,
    clashes,
    funnel,
    judge_needs,
    judge_quotas,
    loads,
    next_rung,
    quotas,
    total_without_double_counting,
    uses,
)
from jiedui.core.errors import Refusal, refuse_if_any
from jiedui.schemes import load


def test_the_published_85_and_15_percent_are_warned_of_and_not_refused():
    """D8: 38/45 = 84.4 % and 7/45 = 15.6 %, printed 85 and 15."""
    found = check_shares(45, [PrintedShare("苏北", 38, "85"), PrintedShare("接合部", 7, "15")])
    assert [problem.severity for problem in found] == ["warning", "warning"]
    assert "38/45 = 84.4 %" in str(found[0])
    refuse_if_any(found)


def test_a_share_that_only_rounds_is_not_warned_of():
    assert check_shares(45, [PrintedShare("苏北", 38, "84.4"), PrintedShare("其他", 7, "16")]) == ()


def test_parts_that_do_not_add_up_are_an_error():
    found = check_shares(45, [PrintedShare("苏北", 38, "84"), PrintedShare("其他", 6, "13")])
    assert [problem.severity for problem in found] == ["error"]


def figure(key, value, unit="亿元", subject="甲园", **more):
    told = {"indicator": "revenue", "nature": "flow", "period": "2016", **more}
    return Figure(key=key, subject=subject, value=value, unit=unit, **told)


def test_two_values_of_one_figure_clash_and_both_stand():
    """D9: side by side, never averaged."""
    (clash,) = clashes([figure("a", 100.0), figure("b", 90.0)])
    assert (clash.why, clash.first.value, clash.second.value) == ("differs", 100.0, 90.0)


def test_a_flow_and_a_stock_of_the_same_name_do_not_clash():
    assert clashes([figure("a", 100.0), figure("b", 900.0, nature="cumulative")]) == ()


def test_the_same_amount_in_another_unit_is_no_clash():
    assert clashes([figure("a", 1.5), figure("b", 15_000.0, unit="万元")]) == ()


@pytest.mark.parametrize(("value", "count"), [(2100.0, 0), (1900.0, 1)])
def test_over_2000_agrees_with_more_and_not_with_less(value, count):
    """D9: 超过2000亿元."""
    found = clashes([figure("a", 2000.0, certainty="over"), figure("b", value)])
    assert len(found) == count


def test_six_parks_above_all_forty_five_are_a_clash_with_its_cautions():
    """D9: 3405.4 cumulative in six parks by 2016 against 超过2000 of all 45, nature unstated."""
    six = figure(
        "a", 3405.4, subject="六家", nature="cumulative", period="至2016", parts_of=("全省",)
    )
    all_45 = figure("b", 2000.0, subject="全省", nature="unstated", period="累计", certainty="over")
    (clash,) = clashes([six, all_45])
    assert clash.why == "part_exceeds_whole"
    assert clash.cautions == ("nature", "period", "certainty")


def test_dollars_and_yuan_stand_beside_each_other_uncompared():
    """D9: 13.56亿美元 in six parks, 超过40亿元 in all."""
    six = figure("a", 13.56, "亿美元", subject="六家", parts_of=("全省",))
    (clash,) = clashes([six, figure("b", 40.0, subject="全省")])
    assert clash.why == "units"


SCHEME = load.scheme("jiangsu-2022")
DAY = date(2022, 6, 1)


def judged(parks, pairs=("a", "b")):
    return {(q.kind, q.pair): q for q in judge_quotas(quotas(SCHEME, DAY), parks, pairs)}


def test_two_of_six_characteristic_parks_leave_four():
    """D4, D6."""
    found = judged(
        [Counted("x", "provincial_characteristic"), Counted("y", "provincial_characteristic")]
    )
    quota = found["provincial_characteristic", ""]
    assert (quota.count, quota.left, quota.verdict) == (2, 4, "kept")


def test_a_seventh_characteristic_park_is_refused_by_the_document():
    """D4: 总量不超过6家 stands in an issued document."""
    parks = [Counted(str(n), "provincial_characteristic") for n in range(7)]
    assert judged(parks)["provincial_characteristic", ""].refuses


def test_every_city_pair_has_one_pilot_park_no_fewer_and_no_more():
    """D3."""
    found = judged([Counted("x", "provincial_pilot", "a"), Counted("y", "provincial_pilot", "a")])
    assert found["provincial_pilot", "a"].verdict == "over"
    assert found["provincial_pilot", "b"].verdict == "short"


def test_a_practice_may_be_passed_but_does_not_refuse():
    from dataclasses import replace

    from jiedui.core.rules import Force

    rules = [replace(rule, force=Force.PRACTICE) for rule in quotas(SCHEME, DAY)]
    parks = [Counted(str(n), "provincial_characteristic") for n in range(7)]
    (quota,) = [q for q in judge_quotas(rules, parks, ()) if q.kind.endswith("characteristic")]
    assert quota.verdict == "over" and not quota.refuses


def test_no_quota_of_2022_binds_before_its_document():
    assert quotas(SCHEME, date(2022, 3, 9)) == ()


def test_a_park_within_a_park_is_counted_once():
    """E6: the parent's figure holds the child's."""
    parents = {"outer": None, "inner": "outer", "core": "inner", "other": None}
    total = total_without_double_counting(parents, {"outer": 10.0, "core": 3.0, "other": 2.0})
    assert total.value == 12.0
    assert total.inside_another == ("core",)
    assert total.missing == ("inner",)


def test_children_are_counted_where_their_parent_has_no_figure():
    total = total_without_double_counting({"p": None, "a": "p", "b": "p"}, {"a": 1.0, "b": 2.0})
    assert (total.value, total.missing) == (3.0, ("p",))


def test_parks_that_lie_in_each_other_are_refused():
    with pytest.raises(Refusal, match="in a circle"):
        total_without_double_counting({"a": "b", "b": "a"}, {"a": 1.0})


def test_staff_past_twice_the_median_load_raises_an_alarm_that_states_its_threshold():
    """D22: 100, 200 and 500 people per head: the median is 200, twice it 400."""
    counts = [StaffCount("a", 10, 1000), StaffCount("b", 10, 2000), StaffCount("c", 10, 5000)]
    found = {load.park: load for load in loads(counts)}
    assert found["c"].threshold == 400.0
    assert [found[park].alarm for park in "abc"] == [False, False, True]


def test_two_parks_give_no_median_and_no_alarm():
    found = loads([StaffCount("a", 1, 10), StaffCount("b", 1, 1000)])
    assert [load.threshold for load in found] == [None, None]
    assert not any(load.alarm for load in found)


def test_a_park_without_a_figure_does_not_meet_and_does_not_miss_a_requirement():
    """D13."""
    needs = [
        Need("national", "area", "at_least", 10.0, "平方公里"),
        Need("national", "tax", "at_most", 1.0, "亿元"),
    ]
    found = judge_needs(needs, {("area", "平方公里"): 13.6})
    assert [one.verdict for one in found] == ["met", "unknown"]


def test_above_the_pilot_stands_the_national_park_and_nothing_above_it():
    assert next_rung("provincial_pilot") == "national"
    assert next_rung("national") == next_rung("other") == ""


def test_results_converted_in_the_home_county_count_at_home_and_others_elsewhere():
    """E4, E5: four teams, two converted at home (宿州 covers 萧县), one in Hangzhou."""
    teams = [
        TeamSteps("甲", True, "341322", 5_000_00),
        TeamSteps("乙", False, "341300", None),
        TeamSteps("丙", True, "330100", 9_000_00),
        TeamSteps("丁", False),
    ]
    found = funnel(teams, home_region="341300")
    assert (found.attracted, found.incubated) == (4, 3)
    assert (found.converted_home, found.converted_elsewhere) == (2, 1)
    assert found.value_minor == {("elsewhere", "CNY"): 900_000, ("home", "CNY"): 500_000}
    assert found.without_value == 1
    assert found.home_rate == 0.5


def test_an_enclave_without_teams_has_no_rate():
    assert funnel([], home_region="341300").home_rate is None


def test_openness_is_the_share_of_hours_of_users_from_outside():
    """E2, E8."""
    log = [
        Use("电镜", "甲", True, Decimal("3"), 100),
        Use("电镜", "甲", True, Decimal("1"), 0),
        Use("算力", "乙", False, Decimal("4"), 50),
    ]
    found = uses(log)
    assert (found.users, found.outside_users, found.resources) == (2, 1, 2)
    assert found.outside_share_of_hours == 0.5
    assert found.fees_fen == 150
