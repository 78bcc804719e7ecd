"""Lights, order and flags of a whole ledger."""

from datetime import date

from jiedui.analysis.delivery import flag_projects, judge_projects, read_ledger, usual_paces
from jiedui.core.delivery import Light
from jiedui.schemes.stages import stages

TEXT = (
    "code,name,pair,firm,host_region,plot,signed_on,land_on,started_on,due_started_on,promised_10k_cny\n"
    "A1,一,苏州市-宿迁市,甲电子有限公司,321300,G1,2022-01-01,2022-01-11,,2022-06-01,12345\n"
    "A2,二,苏州市-宿迁市,乙机械有限公司,321300,G1,2022-01-01,2022-01-21,2022-05-01,2022-06-01,700\n"
    "A3,三,苏州市-宿迁市,丙食品有限公司,321300,,2022-01-01,2022-01-31,2021-12-01,,12345\n"
    "A4,四,苏州市-宿迁市,丁纺织有限公司,321300,,2022-01-01,,,,800\n"
    "A5,五,苏州市-宿迁市,戊化工有限公司,321300,,2022-01-01,,,,800\n"
    "A6,六,苏州市-宿迁市,己造纸有限公司,321300,,2022-01-01,2022-02-10,,,900\n"
)
DAY = date(2024, 6, 30)


def ledger(tmp_path):
    path = tmp_path / "projects.csv"
    path.write_text(TEXT, "utf-8")
    return read_ledger(path)


def test_land_without_a_start_is_red_and_dates_out_of_order_are_named(tmp_path):
    one, two, three, *_ = judge_projects(ledger(tmp_path), as_of=DAY)
    assert (one.light.light, one.light.reasons[0].kind) == (Light.RED, "overdue")
    assert "idle_land" in {reason.kind for reason in one.light.reasons}
    assert {fault.kind for fault in two.faults} == {"missing"}  # started, never filed
    assert "before_its_turn" in {fault.kind for fault in three.faults}


def test_the_pace_of_a_stage_counts_those_that_wait(tmp_path):
    """Out of signed after 10, 20 and 40 days, two wait, one is out of order and left out: half of
    the five have moved on by day 40."""
    pace = usual_paces(ledger(tmp_path), stages(), as_of=DAY)["signed"]
    assert (pace.count, pace.moved_on, pace.median_days) == (5, 3, 40)


def test_same_plot_and_same_odd_amount_are_flagged(tmp_path):
    twice, _ = flag_projects(ledger(tmp_path))
    assert [(flag.one, flag.other, flag.signs) for flag in twice.flags] == [
        (0, 1, ("same_plot",)),
        (0, 2, ("same_amount",)),
    ]
