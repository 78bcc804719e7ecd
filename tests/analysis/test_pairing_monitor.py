"""Pairs watched over years, with alarms at stated thresholds (missions A2, B3)."""

from datetime import date
from functools import cache

import pytest

from jiedui.analysis.pairing import Thresholds, monitor_pairs
from jiedui.analysis.pairing.alarms import PairYear, alarms_of
from jiedui.analysis.provenance import canonical_json
from jiedui.core.errors import NotSupported, Refusal
from jiedui.data import panels
from jiedui.schemes.load import programme

ALL = ("endowment", "industry", "development")


def year(number, ratio, *, rank=1, criteria=ALL, candidates=4):
    return PairYear(
        number, ratio * 100.0, 100.0, ratio, 100 * (ratio - 1), 0.1, 0.5, rank, candidates, criteria
    )


def found(years, since=2000, **changes):
    return {one.kind: one for one in alarms_of(years, Thresholds(**changes), since=since)}


@cache
def watched(programme_id):
    return monitor_pairs(programme(programme_id))


def test_a_recipient_as_rich_as_its_supporter_has_caught_up():
    """A2: at a ratio of exactly one both are equal."""
    alarm = found([year(2000, 1.5), year(2001, 1.0)])["overtaken"]
    assert (alarm.years, alarm.value, alarm.threshold, alarm.is_current) == (
        (2001,),
        1.0,
        1.0,
        True,
    )


def test_a_small_gap_is_an_alarm_of_its_own_and_not_one_of_catching_up():
    assert set(found([year(2000, 1.2)])) == {"narrow"}
    assert set(found([year(2000, 1.25)])) == set()
    assert set(found([year(2000, 1.4)], narrow_ratio=1.5)) == {"narrow"}


def test_a_gap_widens_only_over_years_in_a_row():
    rising = [year(2000, 1.5), year(2001, 1.6), year(2002, 1.7), year(2003, 1.8)]
    alarm = found(rising)["widening"]
    assert (alarm.years, alarm.value, alarm.is_current) == ((2003,), 3.0, True)
    assert "widening" not in found(rising[:3])
    with_a_hole = [*rising[:2], year(2003, 1.8), year(2004, 1.9), year(2005, 1.95)]
    assert "widening" not in found(with_a_hole)
    assert found(with_a_hole, widening_years=2)["widening"].years == (2005,)


def test_an_alarm_that_no_longer_stands_is_kept_and_not_current():
    alarm = found([year(2000, 0.9), year(2001, 1.5)])["overtaken"]
    assert (alarm.years, alarm.is_current) == ((2000,), False)


def test_ranks_compare_only_where_the_contest_is_the_same():
    """B3: complementarity diverges; another set of criteria is no divergence."""
    assert found([year(2000, 2), year(2001, 2, rank=3)])["rank_lost"].value == 3
    other = year(2001, 2, rank=3, criteria=("endowment", "development"))
    assert "rank_lost" not in found([year(2000, 2), other])
    assert "rank_lost" not in found([year(2000, 2, rank=3), year(2001, 2, rank=3)])
    assert "rank_lost" not in found([year(2000, 2, candidates=3), year(2001, 2, rank=3)])


def test_years_before_and_after_the_pair_raise_no_alarm():
    years = [year(2000, 0.9), year(2001, 1.5), year(2002, 0.8)]
    assert found(years, since=2001)["overtaken"].years == (2002,)
    assert alarms_of(years, Thresholds(), since=2001, ended=date(2002, 3, 10)) == ()


@pytest.mark.parametrize(
    "wrong",
    [{"widening_years": 0}, {"best_ranks": 0}, {"narrow_ratio": -1.0}, {"narrow_ratio": 0.5}],
)
def test_a_threshold_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(Refusal):
        Thresholds(**wrong)


def test_ratio_and_difference_are_those_of_the_published_figures():
    panel = panels.city_panel()
    pair = next(p for p in watched("jiangsu-2022").pairs if p.recipient == "321300")
    last = pair.years[-1]
    gdp = panel.column("gdp", ["320500", "321300"], last.year)
    people = panel.column("pop_resident", ["320500", "321300"], last.year)
    richer, poorer = gdp * 1e8 / (people * 1e4)
    assert last.ratio == pytest.approx(richer / poorer)
    assert last.difference == pytest.approx(richer - poorer)


def test_a_pair_counts_from_its_predecessor_where_the_terms_join():
    at = {pair.recipient: pair for pair in watched("jiangsu-2022").pairs}
    assert at["320800"].since.year == 2001
    assert at["320800"].programmes == ("jiangsu-2001", "jiangsu-2022")
    assert at["320700"].since == date(2022, 3, 10)  # 无锡 came to 连云港 in 2022


def test_wuxi_and_xuzhou_had_left_the_best_ranks_years_before_they_were_parted():
    """B3: the one large re-pairing on record; a sign on the figures, no cause is claimed."""
    pair = next(p for p in watched("jiangsu-2001").pairs if p.recipient == "320300")
    alarm = next(a for a in pair.alarms if a.kind == "rank_lost")
    assert alarm.is_current
    assert pair.ended == date(2022, 3, 10)
    by_year = {one.year: one.rank for one in pair.years}
    assert all(by_year[year] > 2 for year in alarm.years)
    assert min(by_year[year] for year in by_year if 2001 <= year < alarm.years[0]) <= 2


def test_years_without_figures_are_named_and_left_out():
    result = watched("jiangsu-2022")
    assert {item.what for item in result.refused}.isdisjoint(map(str, result.years))
    assert monitor_pairs(programme("jiangsu-2022"), until=2021).years[-1] == 2021
    with pytest.raises(NotSupported, match="can be watched"):
        monitor_pairs(programme("jiangsu-2022"), until=1991)


def test_the_result_states_its_thresholds_with_reasons_and_is_the_same_twice():
    result = watched("jiangsu-2022")
    assert [one["kind"] for one in result.thresholds] == [
        "overtaken",
        "narrow",
        "widening",
        "rank_lost",
    ]
    assert all(one["reason_zh"] and one["reason_en"] for one in result.thresholds)
    again = monitor_pairs(programme("jiangsu-2022"))
    assert canonical_json(result) == canonical_json(again)
