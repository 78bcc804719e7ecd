"""Everything a pairing result says to people is there in both languages."""

import re
from functools import cache

import pytest

from jiedui.analysis.pairing import PairingRequest, propose_pairs
from jiedui.core.pairing import COMPONENTS
from jiedui.reports.documents.pairing import pairing_document
from jiedui.schemes.load import programme

# Names of methods and standards, and functions in a formula: they stay Latin in Chinese.
KEPT = {"CRITIC", "UNIDO", "GB", "ln", "max", "Dirichlet", "HiGHS"}
YEARS = {"jiangsu-2022": 2021, "yrd-anhui-2021": 2021, "jiangsu-2001": 2010}


@cache
def result(programme_id):
    request = PairingRequest(year=YEARS[programme_id], seed=1, draws=200)
    return propose_pairs(programme(programme_id), request)


def english_in_chinese(text):
    """Words of two letters or more that are no kept name."""
    return [word for word in re.findall(r"[A-Za-z]{2,}", text) if word not in KEPT]


def texts(value):
    """Every text shown: ids of blocks and charts are not."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple | list):
        return [text for item in value for text in texts(item)]
    shown = ("title", "subtitle", "answer", "text", "note", "name", "unit", "columns", "rows")
    parts = (*shown, "blocks", "sections", "appendix", "definitions")
    return [text for part in parts for text in texts(getattr(value, part, ()))]


@pytest.mark.parametrize("programme_id", sorted(YEARS))
def test_no_english_sentence_is_left_in_a_chinese_report(programme_id):
    document = pairing_document(result(programme_id), lang="zh")
    shown = texts(document)
    assert len(shown) > 100
    assert [text for text in shown if english_in_chinese(text)] == []


def test_every_component_says_its_formula_in_chinese():
    assert [c.id for c in COMPONENTS if not c.formula_zh or english_in_chinese(c.formula_zh)] == []


@pytest.mark.parametrize("programme_id", sorted(YEARS))
def test_every_refusal_has_a_name_and_a_reason_in_chinese(programme_id):
    refused = result(programme_id).refused
    assert refused
    for item in refused:
        assert item.name_zh
        assert english_in_chinese(item.name_zh + item.reason_zh) == []


def test_a_pair_without_data_says_whose_figure_is_missing():
    (first, *_) = result("yrd-anhui-2021").refused
    assert first.name_zh == "上海市闵行区–淮南市"
    assert first.reason_zh == (
        "没有数据，未计分：上海市闵行区没有2021年的地区生产总值；现行结对方没有数据，不另配"
    )


def test_a_variant_is_called_by_its_name():
    found = {item.name: item.label_zh for item in result("jiangsu-2022").variants}
    assert found["without:land"] == "去掉土地互补"
    assert found["normalisation:rank"] == "归一化改用位次"
