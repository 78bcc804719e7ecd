"""The gaps pages say what the analysis measured, by which definition, and what is missing (A1)."""

import io
import re

import openpyxl
import pytest

from jiedui.analysis import gaps
from jiedui.data import panels
from jiedui.schemes import load

RESIDENT = range(2005, 2022)


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def rows_of(page, table):
    return [[cell.value for cell in row] for row in page.context["tables"][table].rows]


@pytest.fixture(scope="module")
def jiangsu():
    programme = load.programme("jiangsu-2022")
    request = gaps.GapsRequest(years=(2021,))
    panel = panels.city_panel()
    return gaps.measure_gaps(panel, programme.grouping(), request, programme=programme)


def test_every_measure_of_the_page_is_that_of_the_analysis(visitor, jiangsu):
    shown = [row[1] for row in rows_of(visitor.get("/gaps/"), "measures")]
    assert shown == pytest.approx([one.value for one in jiangsu.results], rel=1e-12)
    assert len(shown) > 20


def test_the_published_ratios_stand_beside_each_definition(visitor):
    """3.5 → 2.7 → 1.96 mix denominators: 2000 is nearest to registered people (A1)."""
    table = visitor.get("/gaps/").context["tables"]["published"]
    ids = [column.id for column in table.columns]
    rows = {row[0].value: dict(zip(ids, (c.value for c in row), strict=True)) for row in table.rows}
    assert [rows[year]["published"] for year in (2000, 2010, 2021)] == [3.5, 2.7, 1.96]
    assert round(rows[2000]["registered"], 2) == 3.56
    assert round(rows[2000]["resident"], 2) == 3.13
    assert round(rows[2010]["implied"], 2) == 2.67
    assert round(rows[2010]["resident"], 2) == 2.58
    assert round(rows[2021]["resident"], 2) == 1.95


def test_unlike_denominators_are_refused_with_the_link_that_asks_for_them(visitor):
    page = visitor.get("/gaps/", {"since": "2000", "since_population": "registered"})
    assert page.status_code == 422
    asks = next(url for url, _label in page.context["links"] if "mixed=1" in url)
    marked = visitor.get(asks)
    assert marked.status_code == 200
    assert "前后之差不能当作趋势" in text_of(marked)


def test_a_year_without_figures_is_refused_naming_those_that_have_them(visitor):
    page = visitor.get("/gaps/", {"year": "2003"})
    assert page.status_code == 422
    assert "2000、2005–2023" in text_of(page)
    url, _label = page.context["links"][0]
    assert "year=2005" in url and visitor.get(url).status_code == 200


def test_missing_years_are_named_and_not_filled(visitor):
    page = visitor.get("/gaps/")
    assert "2001" in page.context["missing_line"]
    assert {row[0] for row in rows_of(page, "series")}.isdisjoint({2001, 2002, 2003, 2004})


def test_a_suspicious_figure_is_marked_where_it_is_used(visitor):
    panel = panels.city_panel()
    members = load.programme("jiangsu-2022").grouping().members()
    assert len(panel.flags_of(("pop_resident",), members, (2010,))) > 0
    page = visitor.get("/gaps/", {"year": "2010"})
    assert page.context["doubts"]
    assert page.context["doubts"][0] in page.content.decode()
    assert any(cell.flags for row in page.context["tables"]["regions"].rows for cell in row)


def test_a_programme_whose_figures_are_missing_is_refused_politely(visitor):
    page = visitor.get("/gaps/", {"programme": "east-west-2016"})
    assert page.status_code == 422
    assert "任何一年都不能比较" in text_of(page)


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json"])
def test_the_years_can_be_taken_away_unrounded(visitor, suffix, jiangsu):
    file = visitor.get("/gaps/", {"format": suffix, "table": "series"})
    wanted = next(point.ratio for point in jiangsu.series if point.year == 2021)
    if suffix == "json":
        found = next(row["ratio"] for row in file.json()["rows"] if row["year"] == 2021)
    elif suffix == "csv":
        lines = file.content.decode("utf-8-sig").splitlines()
        found = float(next(line for line in lines if line.startswith("2021,")).split(",")[1])
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(file.content)).worksheets[0]
        found = next(row[1] for row in sheet.iter_rows(values_only=True) if row[0] == 2021)
    assert found == pytest.approx(wanted, rel=1e-9)


def test_the_report_of_the_result_is_a_file(visitor):
    found = visitor.get("/gaps/report", {"format": "json"}).json()
    ratio = next(one["value"] for one in found["results"] if one["measure"] == "ratio")
    assert round(ratio, 2) == 1.95
    assert visitor.get("/gaps/report", {"format": "docx"}).content[:2] == b"PK"


def test_convergence_is_that_of_the_analysis(visitor):
    panel = panels.city_panel()
    members = load.programme("jiangsu-2022").grouping().members()
    own = gaps.measure_convergence(panel, members, gaps.GapsRequest(years=tuple(RESIDENT)))
    beta, sigma = visitor.get("/gaps/convergence").context["page"].tables
    assert [row[1].value for row in sigma.rows] == list(reversed(own.sigma.sd_log))
    shown = {row[0].value: row[1].value for row in beta.rows}
    assert shown["收敛速度 β"] == own.beta.beta
    assert shown["半程时间"] == own.beta.half_life_years


def test_mobility_and_density_are_those_of_the_analysis(visitor):
    panel = panels.city_panel()
    members = load.programme("jiangsu-2022").grouping().members()
    request = gaps.GapsRequest(years=tuple(RESIDENT))
    chain = gaps.measure_mobility(panel, members, request).chain
    moves = visitor.get("/gaps/mobility").context["page"].tables[0]
    assert [row[-1].value for row in moves.rows] == chain.counts.sum(axis=1).tolist()
    request = gaps.GapsRequest(years=(2005, 2013, 2021))
    curves = gaps.measure_density(panel, members, request).curves
    shown = visitor.get("/gaps/density").context["page"].tables[0]
    widths = [row[-1].value for row in shown.rows]
    assert widths == pytest.approx([curve.bandwidth / 1e4 for curve in curves])


@pytest.mark.parametrize("path", ["", "convergence", "mobility", "density", "?year=2003"])
def test_the_pages_are_complete_in_english(english_visitor, path):
    page = english_visitor.get(f"/gaps/{path}").content.decode()
    main = re.sub(r'<p class="source">Published in.*?</p>', "", page, flags=re.S)
    main = re.search(r"<main.*</main>", main, re.S)[0]
    # What the program said of a refusal keeps the names of its data.
    main = re.sub(
        r'<ul class="problems" lang="en">.*?</ul>|<script.*?</script>', "", main, flags=re.S
    )
    assert re.findall(r"[\u4e00-\u9fff]+", re.sub(r"<[^>]+>", " ", main)) == []


def test_the_map_of_a_province_is_served_and_an_unknown_one_refused(visitor):
    found = visitor.get("/gaps/maps/32.json").json()
    assert len(found["features"]) == 13
    assert visitor.get("/gaps/maps/99.json").status_code == 422
