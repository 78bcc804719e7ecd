"""Sentences about gaps follow the figures, in both languages and both orders of events (A1, A4)."""

import math
from functools import cache

import pandas as pd
import pytest

from jiedui.analysis.gaps import GapsRequest, measure_gaps
from jiedui.core.frames import Group, Grouping, Panel
from jiedui.data.panels import city_panel
from jiedui.reports.sentences import gaps as sentences
from jiedui.schemes.load import programme
from toyland import grouping as toy_grouping
from toyland import panel as toy_panel

TWO = Grouping(
    "two",
    "",
    "",
    (Group("s", "南省", "Southland", ("S",)), Group("n", "北省", "Northland", ("N",))),
)


def story(*steps, **more):
    """The gap of two provinces through (output, people) of the south and of the north by year."""
    rows = [
        (code, 2000 + year, *figures)
        for year, (south, north) in enumerate(steps)
        for code, figures in (("S", south), ("N", north))
    ]
    frame = pd.DataFrame(rows, columns=["region", "year", "gdp", "pop_resident"])
    values = frame.set_index(["region", "year"]).sort_index()
    panel = Panel(values, {"gdp": "100m_cny", "pop_resident": "10k"})
    years = tuple(range(2000, 2000 + len(steps)))
    return measure_gaps(panel, TWO, GapsRequest(years=years, **more))


@cache
def jiangsu(*years, **more):
    chosen = programme("jiangsu-2022")
    request = GapsRequest(years=years, **dict(more))
    return measure_gaps(city_panel(), chosen.grouping(), request, programme=chosen)


# The answer


def test_the_answer_names_year_groups_indicator_and_ratio():
    result = story(((30, 10), (10, 10)))
    assert sentences.headline(result, "zh") == "2000年，南省人均地区生产总值是北省的 3.00 倍"
    assert sentences.headline(result, "en") == (
        "In 2000, gross regional product per person in Southland was 3.00 times that of Northland"
    )


def test_the_answer_changes_with_the_figures():
    assert "2.00" in sentences.headline(story(((20, 10), (10, 10))))
    assert "0.50" in sentences.headline(story(((10, 10), (20, 10))))


def test_jiangsu_2021():
    assert sentences.headline(jiangsu(2021)) == "2021年，苏南人均地区生产总值是苏北的 1.95 倍"


def test_an_intensive_indicator_is_not_said_per_person():
    panel = toy_panel()
    frame = panel.values.copy()
    frame["avg_wage"] = 5.0
    panel = Panel(frame, {**panel.units, "avg_wage": "cny"})
    request = GapsRequest(years=(2001,), indicator="avg_wage")
    result = measure_gaps(panel, toy_grouping(), request)
    assert "人均" not in sentences.headline(result, "zh")
    assert "per person" not in sentences.headline(result, "en")
    assert "加权" in sentences.what_moved(result, "zh")


def test_without_two_groups_the_spread_is_the_answer():
    one = Grouping("one", "", "", (Group("all", "全", "all", ("S1", "S2", "N1", "N2")),))
    result = measure_gaps(toy_panel(), one, GapsRequest(years=(2001,)))
    assert "最高为最低的 3.00 倍" in sentences.headline(result, "zh")
    assert "was 3.00 times the lowest" in sentences.headline(result, "en")


# What moved it

START = ((30, 10), (10, 10))  # output 3, people 1, ratio 3


@pytest.mark.parametrize(
    ("end", "zh", "en"),
    [
        # Only people moved: output ratio 3, people 2, ratio 1.5.
        (
            ((30, 20), (10, 10)),
            "1年间的缩小主要来自人口向南省集中。",
            "the narrowing over one year is mainly people moving to Southland.",
        ),
        # Only output converged: output ratio 1.5, people 1.
        (
            ((15, 10), (10, 10)),
            "1年间的缩小主要来自产出靠拢。",
            "the narrowing over one year is mainly output converging.",
        ),
        # Half and half: output ratio 2, people 1.5, ratio 4/3: ln 1.5 of each.
        (
            ((20, 15), (10, 10)),
            "来自人口向南省集中(50%)和产出靠拢(50%)。",
            "is people moving to Southland (50%) and output converging (50%).",
        ),
        # People moved against output that drew apart: output ratio 4, people 3.
        (
            ((40, 30), (10, 10)),
            "缩小主要来自人口向南省集中(产出的作用相反)。",
            "is mainly people moving to Southland, output pulling the other way.",
        ),
        # Output converged against people who moved north: output ratio 1, people 1/2.
        (
            ((10, 10), (10, 20)),
            "缩小主要来自产出靠拢(人口的作用相反)。",
            "is mainly output converging, people pulling the other way.",
        ),
        # It widened by output: output ratio 6.
        (
            ((60, 10), (10, 10)),
            "扩大主要来自产出向南省集中。",
            "the widening over one year is mainly output concentrating in Southland.",
        ),
        # It widened because people moved north: people 1/2.
        (
            ((30, 10), (10, 20)),
            "扩大主要来自人口向北省集中。",
            "the widening over one year is mainly people moving to Northland.",
        ),
        # The north overtook: ratio 1/2.
        (((10, 10), (20, 10)), "1年间双方高低易位。", "the lower overtook the higher."),
        # Nothing happened to the second decimal.
        (((30.01, 10), (10, 10)), "倍数基本未变。", "the ratio hardly changed."),
    ],
)
def test_the_cause_follows_the_figures(end, zh, en):
    result = story(START, end)
    assert zh in sentences.what_moved(result, "zh")
    assert en in sentences.what_moved(result, "en")


def test_the_way_from_the_first_year_to_the_last_is_shown():
    text = sentences.what_moved(story(START, ((40, 30), (10, 10))), "zh")
    assert "2000年为 3.00 倍。同期产出之比 3.00 → 4.00，人口之比 1.00 → 3.00：" in text


def test_a_gap_below_one_narrows_when_it_rises():
    result = story(((10, 10), (40, 10)), ((20, 10), (40, 10)))
    assert "缩小主要来自产出靠拢" in sentences.what_moved(result, "zh")


def test_since_the_turn_output_converges_too():
    # Output 3 → 4 → 2.8 while people 1 → 1.1 → 2: the ratio turns at 3.64 and ends at 1.4.
    result = story(START, ((40, 11), (10, 10)), ((28, 20), (10, 10)))
    assert result.moved.turn.year == 2001
    text = sentences.what_moved(result, "zh")
    assert "产出之比 3.00 → 4.00(2001) → 2.80" in text
    assert "主要来自人口向南省集中" in text
    assert "2001年后产出也在靠拢" in text
    assert "since 2001 output has been converging too" in sentences.what_moved(result, "en")


def test_after_a_turn_output_may_draw_apart_again():
    # The ratio falls to 1.5 in 2001 and ends at 2.9, all by output.
    result = story(START, ((15, 10), (10, 10)), ((29, 10), (10, 10)))
    assert result.moved.turn.year == 2001
    assert "2001年后产出转为拉开" in sentences.what_moved(result, "zh")
    assert "output has turned to drawing apart" in sentences.what_moved(result, "en")


def test_jiangsu_over_two_decades_people_and_since_2005_both():
    result = jiangsu(2000, 2021)
    text = sentences.what_moved(result, "zh")
    assert "产出之比 2.44 → 3.16(2005) → 2.49" in text
    assert "21年间的缩小主要来自人口向苏南集中" in text
    assert "2005年后产出也在靠拢" in text


def test_one_year_alone_of_a_short_series_moved_nothing():
    result = story(START)
    assert result.moved is None
    assert sentences.what_moved(result, "zh") == "按年末常住人口、当年价计。"


# Ratio and absolute gap (A4)


def test_a_falling_ratio_with_a_rising_gap_is_said():
    # 3 and 1 become 8 and 4: 3 → 2 times, 2 → 4 yuan apart (here in 10,000 yuan).
    result = story(START, ((80, 10), (40, 10)))
    assert sentences.absolute(result, "zh") == (
        "倍数缩小而差额扩大：人均之差由 2.00 万元变为 4.00 万元。"
    )
    assert sentences.absolute(result, "en") == (
        "While the ratio narrowed, the absolute gap widened: from 20,000 yuan to 40,000 yuan."
    )
    assert sentences.absolute(result, "zh") in sentences.what_moved(result, "zh")


def test_a_rising_ratio_with_a_falling_gap_is_said():
    # 8 and 4 become 3 and 1: twice becomes three times, 4 apart becomes 2.
    result = story(((80, 10), (40, 10)), START)
    assert "倍数扩大而差额缩小" in sentences.absolute(result, "zh")
    assert "ratio widened, the absolute gap narrowed" in sentences.absolute(result, "en")


@pytest.mark.parametrize("end", [((20, 10), (10, 10)), ((60, 10), (10, 10)), ((10, 10), (20, 10))])
def test_where_both_go_the_same_way_or_places_change_nothing_is_added(end):
    result = story(START, end)
    assert sentences.absolute(result, "zh") == ""
    assert sentences.absolute(result, "en") == ""


# Definitions


def test_published_figures_are_said_to_stand_on_different_definitions():
    zh, en = (sentences.published(jiangsu(2021), lang) for lang in ("zh", "en"))
    assert "3.5 → 2.7 → 1.96" in zh
    assert "前后口径不一致" in zh
    assert "2000年最接近户籍人口口径(3.56)" in zh
    assert "do not share one definition" in en
    assert "2000 is nearest to registered population (3.56)" in en


def test_without_published_figures_nothing_is_said_of_them():
    assert sentences.published(story(START), "zh") == ""


def test_mixed_denominators_are_listed_and_no_trend_is_read():
    chosen = programme("jiangsu-2022")
    request = GapsRequest(
        years=(2000, 2021), population={2000: "registered", 2021: "resident"}, allow_mixed=True
    )
    result = measure_gaps(city_panel(), chosen.grouping(), request, programme=chosen)
    zh, en = (sentences.what_moved(result, lang) for lang in ("zh", "en"))
    assert "不能当作趋势" in zh
    assert "2000年 3.56 (户籍人口)" in zh
    assert "not a trend" in en
    assert "主要来自" not in zh


def test_the_latest_figures_are_said_with_their_years():
    panel = toy_panel()
    frame = panel.values.copy()
    frame.loc[("N1", 2002), "gdp"] = math.nan
    request = GapsRequest(years=(2002,), latest=True)
    result = measure_gaps(Panel(frame, panel.units), toy_grouping(), request)
    assert sentences.headline(result, "zh").startswith("按截至2002年的最新数")
    assert sentences.headline(result, "en").startswith("By the latest figures up to 2002")
    assert "所用年份为 2001-2002" in sentences.what_moved(result, "zh")


def test_years_without_figures_are_named_and_not_filled_in():
    panel = toy_panel()
    frame = panel.values.copy()
    later = frame.xs(2002, level="year", drop_level=False).copy()
    later.index = pd.MultiIndex.from_tuples(
        [(region, 2004) for region, _ in later.index], names=["region", "year"]
    )
    joined = Panel(pd.concat([frame, later]).sort_index(), panel.units)
    result = measure_gaps(joined, toy_grouping(), GapsRequest(years=(2001, 2004)))
    assert sentences.missing(result, "zh") == "缺数年份 2003，不作插补。"
    assert sentences.missing(result, "en") == "No figures for 2003: not filled in."
    assert sentences.missing(story(START), "zh") == ""


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ["分子：地区生产总值", "分母：年末常住人口", "当年价", "可疑值", "未指定人口口径"]),
        ("en", ["numerator: Gross regional product", "denominator: resident population", "Run "]),
    ],
)
def test_the_source_names_numerator_denominator_prices_and_run(lang, words):
    result = jiangsu(2021)
    text = sentences.source(result, lang)
    assert all(word in text for word in words)
    assert result.provenance.fingerprint() in text
