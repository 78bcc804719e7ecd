"""Published figures of parks: what their words say of unit, nature, period, currency, certainty."""

from datetime import date

from jiedui.data import table
from jiedui.data.park_facts import part_of, published_facts


def one(subject, printed):
    (found,) = [f for f in published_facts() if (f.subject, f.printed_as) == (subject, printed)]
    return found


def test_every_figure_of_parks_is_read_and_the_provinces_gap_is_left_out():
    """Forty rows, three of which are the ratio of southern to northern GDP per head."""
    assert len(table("cobuilt_park_facts")) == 40
    assert len(published_facts()) == 37


def test_over_two_thousand_is_kept_as_over():
    """D9: 超过2000亿元; its period is not said, so neither is stock or flow."""
    fact = one("江苏南北共建园区合计", "业务总收入(超)")
    assert (fact.value, fact.unit, fact.certainty) == (2000.0, "亿元", "over")
    assert (fact.nature, fact.end) == ("unstated", None)


def test_foreign_investment_keeps_its_currency():
    """D9: yuan here, dollars there."""
    assert one("宿迁6个共建园区合计", "实际利用外资(累计)").currency == "USD"
    assert one("江苏南北共建园区合计", "实际使用外资(超)").currency == "CNY"


def test_cumulative_revenue_and_the_revenue_of_a_year_are_one_indicator_of_two_natures():
    year = one("苏州宿迁工业园区", "业务总收入")
    all_years = one("苏州宿迁工业园区", "累计业务总收入")
    assert year.indicator is all_years.indicator
    assert (year.nature, all_years.nature) == ("flow", "cumulative")
    assert (all_years.start, all_years.end) == (date(2006, 1, 1), date(2020, 12, 31))


def test_half_a_year_ends_in_june():
    assert one("7家创新试点/特色园区合计", "规模以上企业").end == date(2021, 6, 30)


def test_a_park_of_suqian_is_a_part_of_its_six_and_another_is_not():
    assert "宿迁6个共建园区合计" in part_of("昆山沭阳工业园区")
    assert part_of("惠山贾汪工业园") == ("江苏南北共建园区合计",)
    assert part_of("江苏南北共建园区合计") == ()
