from dataclasses import replace

import pytest

from jiedui.analysis.pairing.records import OverrideRecord
from jiedui.reports.documents.pairing import pairing_document
from jiedui.reports.drawings import pairing as draw
from jiedui.reports.drawings.pairing_map import shades
from jiedui.reports.sentences import pairing as sentences


def table(document, table_id):
    return next(one for one in document.tables() if one.id == table_id)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_answers_with_the_sentence_of_the_page(pairing_result, lang):
    answer = pairing_document(pairing_result, lang=lang).answer
    assert answer[:-1] == sentences.headline(pairing_result, lang)


def test_contributions_add_up_to_the_score_of_each_pair(pairing_result):
    option = draw.contributions(pairing_result, lang="zh").option
    for place, one in enumerate(pairing_result.explanations):
        parts = [series["data"][place]["value"] or 0 for series in option["series"][:-1]]
        assert sum(parts) == pytest.approx(one.score)


def test_all_candidates_are_listed_and_the_proposed_are_outlined(pairing_result):
    option = draw.candidates(pairing_result, lang="zh").option
    cells = option["series"][0]["data"]
    outlined = [cell for cell in cells if cell["itemStyle"]["borderWidth"] > 1]
    assert len(cells) == len(pairing_result.scores) == 16
    assert len(outlined) == len(pairing_result.pairs) == 4


def test_todays_pairs_are_judged_and_a_clash_quotes_its_clause(pairing_result):
    """Mission B2: 镇江 and 徐州 take no part from 2022 on."""
    document = pairing_document(pairing_result)
    assert "现行官方结对" in [row[0] for row in table(document, "evaluated").rows]
    notes = " ".join(block.text for block in document.blocks() if hasattr(block, "text"))
    assert "不符" in notes and "这四对设区市结对" in notes


def test_a_weak_criterion_is_said_to_be_weak(pairing_result):
    notes = [
        block.text for block in pairing_document(pairing_result).blocks() if hasattr(block, "text")
    ]
    assert any("弱评分" in note for note in notes)


def test_weights_that_would_make_todays_pairs_best_stay_off_the_page(pairing_result):
    document = pairing_document(pairing_result)
    assert "weight_regions" not in {found.id for found in document.tables()}


def test_rules_are_shown_with_force_and_words(pairing_result):
    rows = table(pairing_document(pairing_result), "rules").rows
    assert rows and all(row[1] and row[3] for row in rows)


def test_what_was_set_aside_for_a_region_stands_among_the_cautions(pairing_result):
    """B16: the reason, the rule that stood there, and where it was written."""
    record = OverrideRecord(
        region="320100",
        name="南京市",
        side="supporter",
        reason="省会带两市",
        quota_min=1,
        quota_max=2,
        instead_of="one_recipient_each",
        instead_of_quota=(1, 1),
        weights={},
        source="w.yaml:2",
    )
    document = pairing_document(replace(pairing_result, overrides=(record,)))
    notes = [block.text for block in document.blocks() if hasattr(block, "text")]
    said = (
        "南京单独设定：结对数1至2，原按“每个苏南市结对一个苏北市”为1。理由：省会带两市（w.yaml:2）"
    )
    assert said in notes
    english = pairing_document(replace(pairing_result, overrides=(record,)), lang="en")
    assert any(
        block.text.startswith("Nanjing differs: number of partners 1 to 2")
        for block in english.blocks()
        if hasattr(block, "text")
    )


@pytest.mark.parametrize(("lang", "title"), [("zh", "普查"), ("en", "ensus")])
def test_sources_stand_by_title_and_publisher_not_by_id(pairing_result, lang, title):
    said = " ".join(pairing_document(pairing_result, lang=lang).sources)
    assert "census_2010" not in said and title in said


def test_the_map_is_shaded_by_the_figures_of_the_year(pairing_result):
    """南京 2021: 163.5 over 9.42 million is 17.36 (10,000 yuan per person)."""
    document = pairing_document(pairing_result)
    drawn = next(block for block in document.blocks() if getattr(block, "id", "") == "map")
    assert shades(pairing_result)["320100"] == pytest.approx(17.36, abs=0.005)
    assert "2021年人均地区生产总值" in drawn.note
    other = replace(
        pairing_result, provenance=replace(pairing_result.provenance, inputs={"own.csv": "0"})
    )
    assert shades(other) == {}


def test_the_day_of_todays_pairs_is_named_where_the_official_list_is_younger(pairing_result):
    """无锡→连云港 is official from 2022 on, and was no pair at the end of 2021."""
    pairs = table(pairing_document(pairing_result), "pairs")
    assert pairs.columns[-1].name == "2021年底已结对"
    assert next(row for row in pairs.rows if row[0] == "无锡 → 连云港")[-1] == "否"
    assert "官方名单自2022-" in pairs.note
