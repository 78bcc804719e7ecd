"""The page of a pair: level and structure apart, the clock, standing, what is not known."""

import re
from datetime import date

import pytest

from jiedui.analysis.pairing import monitor_pairs
from jiedui.analysis.structure import StructureRequest, describe_structure
from jiedui.data import panels
from jiedui.reports.sentences import pairing_monitor as sentences
from jiedui.schemes.load import programme, programmes
from jiedui.web.desk.pairing import actions, asking
from jiedui.web.desk.pairs import queries, words
from jiedui.web.desk.regions.tables import pair_url

NANJING = "/pairs/jiangsu-2022/320100-320800/"


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def row_of(table, first):
    return next(row for row in table.rows if row[0].value == first)


def test_the_ratio_of_a_year_is_that_of_the_published_figures(visitor):
    """南京 to 淮安 in 2021: 17.36 over 9.97 (10,000 yuan per person) is 1.74."""
    panel, codes = panels.city_panel(), ("320100", "320800")
    gdp, people = panel.column("gdp", codes, 2021), panel.column("pop_resident", codes, 2021)
    table = visitor.get(NANJING).context["tables"]["years"]
    row = row_of(table, 2021)
    assert row[3].value == pytest.approx((gdp[0] / people[0]) / (gdp[1] / people[1]))
    assert f"{row[3].value:.2f}" == "1.74"
    assert row[4].value == pytest.approx(row[1].value - row[2].value)


def test_the_sentence_sets_the_newest_ratio_beside_that_of_the_start(visitor):
    page = visitor.get(NANJING)
    years = {row[0].value: row[3].value for row in page.context["tables"]["years"].rows}
    said = page.context["headline"]
    assert f"{years[max(years)]:.2f} 倍" in said
    assert f"结对时(2022年)为 {years[2022]:.2f} 倍" in said
    assert "不等于结对的成效" in page.context["lead"]


def test_a_start_without_figures_takes_the_latest_year_before_and_says_so(visitor):
    page = visitor.get("/pairs/jiangsu-2001/320200-320300/")
    assert "结对时(2000年)" in page.context["headline"]
    assert "2001年缺数" in page.context["lead"]


def test_the_clock_counts_months(visitor):
    """B13: from December 2021 to March 2022 are three months; a pair that ended stops."""
    [pair] = queries.sides("yrd-anhui-2021", "330100", "341300").terms
    assert queries.clock(pair, date(2022, 3, 15)) == queries.Clock(3, True)
    [gone] = queries.sides("jiangsu-2001", "320200", "320300").terms
    # November 2001 to March 2022: 20 years and 4 months.
    assert queries.clock(gone, date(2030, 1, 1)) == queries.Clock(244, True)


def test_a_date_known_to_the_year_gives_no_count_of_months():
    [pair] = queries.sides("jiangsu-2022", "320509", "321323").terms
    assert words.exposure(pair, date(2026, 6, 1)) == "结对至今 约 4 年(公布的日期只到年)。"


def test_structure_stands_apart_from_level_and_says_what_it_supports(visitor):
    """A3: figures equal the analysis; none of them ranks pairs."""
    tables = visitor.get(NANJING).context["tables"]
    own = describe_structure(
        StructureRequest(year=2021, pairs=(("320100", "320800"),)),
        programme=programme("jiangsu-2022"),
    )
    wanted = own.value("unido", region="320100", partner="320800", resolution="sections")
    assert wanted in [row[3].value for row in tables["complement"].rows]
    assert {row[4].value for row in tables["complement"].rows} == {"只描述", "弱评分"}


def test_need_and_opportunity_come_apart_from_a_stored_run(visitor, monkeypatch):
    """A10: both stand in the run's record; without a run the page says that there is none."""
    address = "/pairs/yrd-anhui-2021/330100-341300/"
    monkeypatch.setitem(asking.PLAIN, "draws", 50)
    actions.propose(request=asking.default_request("yrd-anhui-2021"), by="tests")
    page = visitor.get(address)
    score = page.context["scored"].score
    table = page.context["tables"]["apart"]
    assert row_of(table, "机会")[3].value == score.opportunity
    assert table.rows[0][3].value == score.normalised["need"]


def test_a_run_with_choices_of_its_own_is_never_quoted_as_the_score(visitor, monkeypatch):
    """Whoever computes with other weights or limits changes no page that others read."""
    monkeypatch.setitem(asking.PLAIN, "draws", 50)
    standard = asking.default_request("jiangsu-2022")
    own = standard | {
        "weighting": "hand",
        "weights": {"endowment": 0.0, "industry": 0.0, "development": 0.0, "history": 1.0},
    }
    actions.propose(request=own, by="anonymous")
    actions.propose(request=standard | {"forbid": [["320100", "320800"]]}, by="anonymous")
    address = "/pairs/jiangsu-2022/320200-320700/"
    assert visitor.get(address).context["scored"] is None
    quoted = actions.propose(request=standard, by="tests")
    actions.propose(request=own | {"seed": 2}, by="anonymous")
    assert visitor.get(address).context["scored"].run == quoted


def test_without_a_stored_run_the_page_says_so(visitor):
    page = visitor.get("/pairs/jiangsu-2022/320509-321323/")
    assert page.context["scored"] is None
    assert "没有给这一对打分" in text_of(page)


def test_a_pair_of_a_district_without_figures_shows_what_is_known(visitor):
    page = visitor.get("/pairs/yrd-anhui-2021/310112-340400/")
    assert "没有数据" in page.context["headline"]
    assert "years" not in page.context["tables"]
    assert page.context["levels"] is None
    assert page.context["tables"]["terms"].rows[0][1].value == "2021-12-08"


def test_confounders_that_touch_the_pair_are_marked(visitor):
    """The coast plan does not touch 南京 and 淮安; the northern Anhui programme touches 南京."""
    table = visitor.get(NANJING).context["tables"]["timeline"]
    marks = {row[1].value: row[2].value for row in table.rows}
    assert marks["沪苏浙城市结对合作帮扶皖北城市实施方案"] == "混杂"
    assert marks["江苏沿海地区发展规划(2021—2025年)"] == "混杂，不涉及双方"


def test_parks_of_a_dissolved_pair_stay(visitor):
    table = visitor.get("/pairs/jiangsu-2001/320200-320300/").context["tables"]["parks"]
    assert "无锡徐州工业园区" in [row[0].value for row in table.rows]
    assert {row[2].value for row in table.rows} == {"结对已于2022-03-10解除"}


def test_other_pairs_of_both_places_are_listed(visitor):
    rows = visitor.get(NANJING).context["tables"]["others"].rows
    assert "南京市 → 滁州市" in [row[0].value for row in rows]
    assert "320100-320800" in " ".join(row[0].url for row in rows)  # the pair of 2001


PAIRS = sorted({pair_url(one.id, pair) for one in programmes() for pair in one.pairs})


@pytest.mark.parametrize("url", PAIRS, ids=[url.removeprefix("/pairs/") for url in PAIRS])
def test_every_pair_has_a_page(visitor, url):
    assert visitor.get(url).status_code == 200


def test_the_page_is_whole_in_english(english_visitor):
    page = english_visitor.get("/pairs/jiangsu-2001/320200-320300/")
    assert "GDP per person in Wuxi" in page.context["headline"]
    assert "it lasted 244 months" in page.context["lead"]
    assert page.context["no_cause"] == sentences.NO_CAUSE["en"]


def test_a_pair_that_never_was_is_not_found(visitor):
    assert visitor.get("/pairs/jiangsu-2022/320100-321300/").status_code == 404
    assert visitor.get("/pairs/nowhere/320100-321300/").status_code == 404


def test_a_pair_names_its_alarms_and_claims_no_cause(visitor):
    """A2, B3: the page says what the analysis says."""
    page = visitor.get("/pairs/jiangsu-2001/320200-320300/")
    pair = next(
        one for one in monitor_pairs(programme("jiangsu-2001")).pairs if one.recipient == "320300"
    )
    shown = text_of(page)
    for said in sentences.alarms(pair):
        assert said in shown
    assert sentences.NO_CAUSE["zh"] in shown


def test_a_pair_names_the_programme_before_in_which_it_stood(visitor):
    """B1 before B2: 南京 and 淮安 since 2001, 无锡 and 连云港 not before 2022."""
    assert "此前自2001" in visitor.get(NANJING).context["lead"]
    assert "此前自" not in visitor.get("/pairs/jiangsu-2022/320200-320700/").context["lead"]
