import pytest

from jiedui.reports.documents.gaps import gaps_document
from jiedui.reports.drawings import gaps as draw
from jiedui.reports.sentences import gaps as sentences


def table(document, table_id):
    return next(one for one in document.tables() if one.id == table_id)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_answers_with_the_sentence_of_the_page(gaps_result, lang):
    assert gaps_document(gaps_result, lang=lang).answer[:-1] == sentences.headline(
        gaps_result, lang
    )


def test_the_published_figures_stand_beside_each_definition(gaps_result):
    """Mission A1: 3.5 of 2000 is near registered 3.56; 1.96 of 2021 near residents 1.95."""
    found = table(gaps_document(gaps_result), "published")
    rows = {row[0]: row for row in found.rows}
    heads = [column.name for column in found.columns]
    registered, resident = heads.index("户籍人口"), heads.index("年末常住人口")
    assert rows[2000][1] == 3.5
    assert round(rows[2000][registered], 2) == 3.56 and round(rows[2000][resident], 2) == 3.13
    assert round(rows[2021][resident], 2) == 1.95


def test_relative_and_absolute_gap_stand_in_one_row(gaps_result):
    """Mission A4: the ratio falls while the difference grows."""
    rows = {row[0]: row for row in table(gaps_document(gaps_result), "main_years").rows}
    difference, ratio = 3, 4
    assert rows[2021][ratio] < rows[2000][ratio]
    assert rows[2021][difference] > rows[2000][difference]


def test_the_two_parts_of_a_change_add_up(gaps_result):
    for _, total, output, people in table(gaps_document(gaps_result), "changes").rows:
        assert total == pytest.approx(output + people)


def test_years_without_figures_keep_their_place_in_the_drawing(gaps_result):
    years = draw.years_of(gaps_result)
    values = draw.along(gaps_result, lambda point: point.ratio)
    assert [y for y, v in zip(years, values, strict=True) if v is None] == [2001, 2002, 2003, 2004]


def test_a_break_of_the_denominator_is_not_joined_by_a_line(gaps_result):
    """Published figures per person change their denominator about 2009."""
    option = draw.by_definition(gaps_result, lang="zh").option
    implied = [s for s in option["series"] if s["name"] == "人均地区生产总值倒推人口"]
    assert len(implied) == 2
    known = [{p["value"][0] for p in s["data"] if p["value"][1] is not None} for s in implied]
    assert not known[0] & known[1]


def test_all_regions_are_on_the_map_with_the_pairs_of_the_programme(gaps_result):
    chart = draw.map_with_pairs(gaps_result, lang="zh")
    arcs = next(s for s in chart.option["series"] if s["type"] == "lines")
    assert len(chart.option["series"][0]["data"]) == 13 and len(arcs["data"]) == 4


def test_every_definition_and_source_is_named(gaps_result):
    document = gaps_document(gaps_result)
    terms = dict(document.definitions)
    assert "年末常住人口" in terms["分母"] and "当年价" in terms["分子"]
    assert document.sources and document.fingerprint in document.imprint()


def test_suspicious_cells_are_said(gaps_result):
    flags = {flag for row in gaps_result.results for flag in row.flags}
    notes = {block.text for block in gaps_document(gaps_result).blocks() if hasattr(block, "text")}
    assert flags and flags <= notes


def test_the_english_report_has_no_chinese_heading(gaps_result):
    headings = gaps_document(gaps_result, lang="en").headings()
    assert all(heading.isascii() for heading in headings)
