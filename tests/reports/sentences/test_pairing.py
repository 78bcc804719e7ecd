"""Sentences about pairing are made by rule from the figures, in both languages."""

from dataclasses import replace
from functools import cache

import pandas as pd
import pytest

from jiedui.analysis.pairing import PairingRequest, Sources, pair_regions, propose_pairs
from jiedui.analysis.pairing.records import ClashRecord
from jiedui.core.frames import Panel
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


def test_the_official_pairing_that_does_not_keep_a_demand_is_said_with_the_demand():
    forced = result(require=(("320100", "320700"),))
    assert "但不合本次要求(必须结 南京–连云港)" in sentences.headline(forced)
    assert "keep what was asked (Nanjing–Lianyungang required)" in sentences.headline(forced, "en")


def test_an_official_pairing_that_was_forbidden_scores_more_and_never_less_than_nothing():
    forced = result(forbid=(("320200", "320700"),))
    more = forced.official().objective - forced.objective
    share = more / forced.objective
    assert more > 0
    assert sentences.headline(forced).endswith(
        f"现行官方结对得分高 {more:.3f} 分({share:.1%})，但不合本次要求(不许结 无锡–连云港)"
    )
    assert sentences.headline(forced, "en").endswith(
        f"the official pairing scores {more:.3f} ({share:.1%}) more, but does not keep what was "
        "asked (Wuxi–Lianyungang forbidden)"
    )
    assert "主要来自" not in sentences.official(forced)


def test_a_rule_of_the_programme_is_called_a_rule_by_its_name():
    found = result()
    clash = ClashRecord("quota", "一方一对", "one partner each", "320100", "1", 2.0, "", "", "")
    given = replace(found.official(), feasible=False, regret=0.25, clashes=(clash,))
    broken = replace(found, evaluated=(given,))
    assert sentences.headline(broken).endswith("，且不合规则(一方一对)")
    assert sentences.headline(broken, "en").endswith(" and breaks rules (one partner each)")


def test_pairings_that_score_the_same_are_not_called_best():
    """Two by two: either pairing adds up the same log differences, so no weights can decide."""
    rows = [("A", 2023, 900.0), ("B", 2023, 500.0), ("C", 2023, 300.0), ("D", 2023, 100.0)]
    figures = pd.DataFrame(rows, columns=["region", "year", "gdp"]).assign(pop_resident=100.0)
    own = Panel(
        values=figures.set_index(["region", "year"]),
        units={"gdp": "100m_cny", "pop_resident": "10k_persons"},
        names={},
    )
    request = PairingRequest(year=2023, draws=50, alternatives=0)
    tied = pair_regions(["A", "B"], ["C", "D"], request, Sources(own))
    assert tied.tied
    assert tied.survival.tied == 1.0
    assert tied.survival.pairings == ()
    assert "最优结对" not in sentences.headline(tied)
    assert "几种结对得分相同，凭这些数据分不出高下" in sentences.headline(tied)
    said = sentences.headline(tied, "en")
    assert "several pairings score the same: these data cannot decide between them" in said
    assert "整套方案有 0% 的情形最优" in sentences.robust(tied)
    assert "另有 100% 的权重" in sentences.robust(tied)
    assert "is no support for the proposal" in sentences.robust(tied, "en")
    assert "总分不变" in sentences.what_if_not(tied.explanations[0])


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
