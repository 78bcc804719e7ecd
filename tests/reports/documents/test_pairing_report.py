import pytest

from jiedui.reports.documents.pairing import pairing_document
from jiedui.reports.drawings import pairing as draw
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
