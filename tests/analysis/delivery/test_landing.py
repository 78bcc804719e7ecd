"""From a file of projects to rates by count and money, curves, and what cannot be judged."""

from datetime import date

import pytest

from jiedui.analysis.delivery import LandingRequest, measure_landing, read_ledger
from jiedui.analysis.provenance import canonical_json
from jiedui.core.errors import NotSupported, Refusal

HEADER = "code,name,pair,park,signed_on,in_production_on,terminated_on,promised_10k_cny,firm\n"
# Twelve projects on 2024-12-31: six landed (two of the large), one terminated, five open.
ROWS = [
    ("A1", "2022-01-01", "2022-07-01", "", 100, "甲"),
    ("A2", "2022-01-01", "2022-10-01", "", 100, "甲"),
    ("A3", "2022-03-01", "2023-03-01", "", 100, "乙"),
    ("A4", "2022-03-01", "2024-03-01", "", 100, "丙"),
    ("A5", "2022-06-01", "", "2023-06-01", 900, "丁"),
    ("A6", "2022-06-01", "", "", 900, "丁"),
    ("B1", "2023-01-01", "2024-01-01", "", 100, "戊"),
    ("B2", "2023-06-01", "2024-06-01", "", 500, "己"),
    ("B3", "2023-06-01", "", "", 900, "庚"),
    ("B4", "2024-06-01", "", "", 300, "辛"),
    ("B5", "2024-09-01", "", "", 500, "壬"),
    ("B6", "2024-12-01", "", "", 500, "癸"),
]


def written(tmp_path, rows=ROWS, name="projects.csv"):
    path = tmp_path / name
    lines = [f"{c},项目{c},苏州市-宿迁市,P1,{s},{p},{t},{m},{f}" for c, s, p, t, m, f in rows]
    path.write_text(HEADER + "\n".join(lines) + "\n", "utf-8")
    return path


def measured(tmp_path, rows=ROWS, payments=None, **more):
    ledger = read_ledger(written(tmp_path, rows), payments)
    return measure_landing(ledger, LandingRequest(as_of=date(2024, 12, 31), **more))


def test_count_and_money_stand_together(tmp_path):
    """Six of twelve landed; 100·5 + 500 of 5,000 (万元)."""
    whole = measured(tmp_path).whole
    assert (whole.rates.signed, whole.rates.landed, whole.terminated) == (12, 6, 1)
    assert whole.by_count == 0.5
    assert whole.by_money == pytest.approx(1000 / 5000)
    assert whole.rates.signed_money == pytest.approx(5000 * 10_000)


def test_termination_competes_so_the_method_is_aalen_johansen(tmp_path):
    whole = measured(tmp_path).whole
    assert whole.method == "aalen_johansen"
    assert [point.days for point in whole.points] == [181, 273, 365, 366, 731]


def test_without_termination_the_curve_is_kaplan_meier_by_hand(tmp_path):
    """Followed: 2 landed on days 10 and 20, one open since 15: 1/3, then 1/3 + 2/3·1."""
    rows = [
        ("X1", "2024-01-01", "2024-01-11", "", 1, "a"),
        ("X2", "2024-01-01", "2024-01-21", "", 1, "b"),
        ("X3", "2024-12-16", "", "", 1, "c"),
    ]
    whole = measured(tmp_path, rows).whole
    assert whole.method == "kaplan_meier"
    assert [(p.days, p.at_risk) for p in whole.points] == [(10, 3), (20, 1)]
    assert [p.share for p in whole.points] == pytest.approx([1 / 3, 1.0])
    assert whole.points[1].low is None


def test_young_cohorts_are_marked_as_not_yet_judgeable(tmp_path):
    """D2: the usual time comes from all together; 2024 was followed for 30 days at least."""
    result = measured(tmp_path, by="year")
    judged = {group.key: group.is_judgeable for group in result.groups}
    assert result.usual_days is not None
    assert judged == {"2022": True, "2023": result.usual_days <= 579, "2024": False}
    assert sum(group.rates.signed for group in result.groups) == 12


def test_dates_known_to_the_quarter_are_intervals_and_no_day_is_picked(tmp_path):
    rows = [
        ("X1", "2024-01-01", "2024Q2", "", 1, "a"),
        ("X2", "2024-01-01", "", "", 1, "b"),
    ]
    whole = measured(tmp_path, rows).whole
    assert whole.method == "turnbull"
    assert whole.median_days == (90, 181)  # after 31 March, by 30 June
    assert [(p.days, p.low, p.high) for p in whole.points][:2] == [
        (90, 0.0, 0.0),
        (181, 0.5, 0.5),
    ]
    mark = next(mark for mark in whole.marks if mark.months == 6)
    assert (mark.share, mark.low, mark.high) == (0.5, 0.5, 0.5)


def test_a_mark_inside_an_interval_gives_its_bounds(tmp_path):
    rows = [("X1", "2024-01-01", "2024", "", 1, "a"), ("X2", "2024-01-01", "", "", 1, "b")]
    mark = measured(tmp_path, rows).whole.marks[0]
    assert (mark.months, mark.share, mark.low, mark.high) == (6, None, 0.0, 0.5)


def test_what_landed_after_the_day_of_looking_has_not_landed_yet(tmp_path):
    ledger = read_ledger(written(tmp_path))
    result = measure_landing(ledger, LandingRequest(as_of=date(2022, 12, 31)))
    assert (result.whole.rates.signed, result.whole.rates.landed) == (6, 2)
    assert result.whole.terminated == 0


def test_a_ledger_of_survivors_is_refused_and_said_where_it_is_accepted(tmp_path):
    rows = [(f"S{i}", "2022-01-01", f"2022-0{i % 8 + 2}-01", "", 1, f"f{i}") for i in range(12)]
    with pytest.raises(NotSupported, match="hold only what survived"):
        measured(tmp_path, rows)
    accepted = measured(tmp_path, rows, accept_survivors=True)
    assert accepted.survivors.only_survivors
    assert accepted.notes[0].code == "only_survivors"


def test_a_project_that_lands_before_it_signs_is_left_out_by_name(tmp_path):
    rows = [*ROWS, ("C1", "2023-01-01", "2022-01-01", "", 1, "x")]
    result = measured(tmp_path, rows)
    assert result.left_out == (("C1", "in_production is dated before signed"),)
    assert result.whole.rates.signed == 12


def test_the_period_ratio_says_that_it_is_biased(tmp_path):
    """2023: signed three, landed one."""
    ratio = next(r for r in measured(tmp_path).period_ratios if r.year == 2023)
    assert (ratio.signed, ratio.landed, ratio.is_biased) == (3, 1, True)


def test_the_funnel_counts_what_passed_each_stage(tmp_path):
    steps = {step.stage: step.rates.landed for step in measured(tmp_path).funnel}
    assert (steps["signed"], steps["started"], steps["in_production"], steps["at_capacity"]) == (
        *(12, 6, 6),
        0,
    )


def test_dated_payments_give_the_money_curve_and_the_seed_its_band(tmp_path):
    """50万 of 5,000万 on day 30, when all but B6 (500万, 30 days: still followed) are followed."""
    path = tmp_path / "money.csv"
    path.write_text("project,kind,amount_10k_cny,on\nA1,paid_in,50,2022-01-31\n", "utf-8")
    plain = measured(tmp_path, payments=path)
    assert [(p.days, p.share, p.low) for p in plain.money] == [(30, pytest.approx(0.01), None)]
    banded = measured(tmp_path, payments=path, seed=7)
    assert 0 <= banded.money[0].low <= 0.01 <= banded.money[0].high


def test_a_payment_of_an_unknown_project_is_refused_with_its_line(tmp_path):
    path = tmp_path / "money.csv"
    path.write_text("project,kind,amount_10k_cny,on\nZ9,paid_in,50,2022-01-31\n", "utf-8")
    with pytest.raises(Refusal, match=r"money.csv:2: project: Z9: no such project"):
        read_ledger(written(tmp_path), path)


def test_a_project_that_stands_twice_is_refused(tmp_path):
    with pytest.raises(Refusal, match="stands already on line 2"):
        read_ledger(written(tmp_path, [ROWS[0], ROWS[0]]))


def test_the_same_file_gives_the_same_bytes_in_any_order_of_rows(tmp_path):
    one = measured(tmp_path, by="pair", seed=3)
    assert canonical_json(one) == canonical_json(measured(tmp_path, by="pair", seed=3))
    turned = measured(tmp_path, ROWS[::-1], by="pair", seed=3)
    assert canonical_json(turned.whole) == canonical_json(one.whole)


def test_dependence_on_the_largest_firms_is_in_the_result(tmp_path):
    """The five largest: 丁 1,800, 庚 900, 己 壬 癸 500 each: 4,200 of 5,000."""
    assert measured(tmp_path).dependence.top_by_money == pytest.approx(4200 / 5000)


def test_projects_that_name_no_park_are_a_cohort_of_their_own(tmp_path):
    path = written(tmp_path)
    path.write_text(path.read_text("utf-8").replace(",P1,2022", ",,2022"), "utf-8")
    request = LandingRequest(as_of=date(2024, 12, 31), by="park")
    result = measure_landing(read_ledger(path), request)
    assert [(group.key, group.rates.signed) for group in result.groups] == [("-", 6), ("P1", 6)]
