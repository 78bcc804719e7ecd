"""Sentences about pairing are made by rule from the figures, in both languages."""

from functools import cache

import pytest

from jiedui.analysis.pairing import PairingRequest, propose_pairs
from jiedui.reports.sentences import pairing as sentences
from jiedui.schemes.load import programme


@cache
def result(programme_id="jiangsu-2022", **options):
    return propose_pairs(programme(programme_id), PairingRequest(year=2021, draws=200, **options))


def test_the_headline_says_who_pairs_with_whom_and_that_the_official_pairing_is_best():
    assert sentences.headline(result()) == (
        "用2021年数据、四项等权，最优结对为南京–淮安、无锡–连云港、常州–盐城、苏州–宿迁；"
        "现行官方结对正是最优"
    )


def test_the_distance_of_the_official_pairing_is_the_regret_of_the_result():
    anhui = result("yrd-anhui-2021")
    official = anhui.official()
    assert f"低 {official.regret:.3f} 分" in sentences.headline(anhui)
    most = max(official.regret_by, key=official.regret_by.get)
    name = anhui.definitions["criteria"][most]["name_zh"]
    assert f"差距主要来自{name}" in sentences.official(anhui)


def test_a_runner_up_that_scores_more_is_explained():
    wuxi = result().explanations[1]
    assert wuxi.runner_up_score > wuxi.score
    assert "但整体最优要求它另有归属" in sentences.why(wuxi, result())
    assert "the best whole needs it elsewhere" in sentences.why(wuxi, result(), "en")


def test_what_if_not_gives_the_price_and_the_pairs_that_come_instead():
    first = result().explanations[0]
    said = sentences.what_if_not(first)
    assert f"总分减少 {first.cost_of_dropping:.3f}" in said
    assert "南京–连云港、无锡–淮安" in said


def test_a_pair_that_rules_demand_has_no_price():
    forced = result(require=(("320100", "320700"),))
    pair = next(e for e in forced.explanations if e.recipient == "320700")
    assert sentences.what_if_not(pair) == "不结南京–连云港，就没有一种结对能满足全部规则。"


def test_the_official_pairing_that_breaks_a_demand_is_said_to_break_rules():
    forced = result(require=(("320100", "320700"),))
    assert "且不合规则" in sentences.headline(forced)
    assert "breaks rules" in sentences.headline(forced, "en")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_sentence_ends_and_none_is_empty(lang):
    stop = "。" if lang == "zh" else "."
    found = result()
    said = [
        sentences.official(found, lang),
        sentences.robust(found, lang),
        sentences.without_history(found, lang),
        sentences.switching(found, lang),
        sentences.weak(found, lang),
        sentences.why(found.explanations[0], found, lang),
    ]
    assert all(text.endswith(stop) for text in said), said


def test_long_lists_of_pairs_are_cut_and_counted():
    many = list(result().pairs) * 4
    assert sentences.pairs(many).endswith("等16对")
    assert sentences.pairs([]) == "无"
