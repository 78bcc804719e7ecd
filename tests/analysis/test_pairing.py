"""Pairing on the real data: the history regressions of missions B1-B5, and what is refused."""

import json
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jiedui.analysis.pairing import (
    PairingRequest,
    Proposal,
    Sources,
    bundled,
    pair_regions,
    propose_pairs,
)
from jiedui.analysis.pairing.components import great_circle_km
from jiedui.analysis.pairing.participants import rules_day
from jiedui.analysis.pairing.sources import completed_years, lineage
from jiedui.analysis.provenance import canonical_json
from jiedui.core.errors import NotSupported, Refusal
from jiedui.core.pairing import Preferences
from jiedui.schemes.load import programme, scheme
from toyland import grouping, panel

NANJING, WUXI, XUZHOU, CHANGZHOU, SUZHOU = "320100", "320200", "320300", "320400", "320500"
LIANYUNGANG, HUAIAN, YANCHENG, ZHENJIANG, SUQIAN = "320700", "320800", "320900", "321100", "321300"
PAIRS_2022 = {
    (NANJING, HUAIAN),
    (WUXI, LIANYUNGANG),
    (CHANGZHOU, YANCHENG),
    (SUZHOU, SUQIAN),
}


@cache
def result(programme_id, year, **options):
    request = PairingRequest(year=year, seed=1, draws=500, **options)
    return propose_pairs(programme(programme_id), request)


def codes(pairs):
    return {(pair.supporter, pair.recipient) for pair in pairs}


def named(found, name):
    return next(item for item in found.evaluated if item.name == name)


def test_with_zhenjiang_and_xuzhou_out_the_repairing_of_2022_is_feasible():
    """B2: the canonical re-pairing, on the data of 2021."""
    found = result("jiangsu-2022", 2021)
    official = found.official()
    assert codes(official.pairs) == PAIRS_2022
    assert official.feasible
    assert official.clashes == ()
    assert {pair.supporter for pair in found.scores} == {NANJING, WUXI, CHANGZHOU, SUZHOU}
    assert {pair.recipient for pair in found.scores} == {LIANYUNGANG, HUAIAN, YANCHENG, SUQIAN}


def test_the_regret_of_2022_is_reported_and_is_none_under_equal_weights():
    found = result("jiangsu-2022", 2021)
    official = found.official()
    assert official.regret == pytest.approx(found.objective - official.objective)
    assert official.regret == pytest.approx(sum(official.regret_by.values()))
    assert codes(found.pairs) == PAIRS_2022


def test_the_pairs_of_2001_clash_with_the_rules_of_2022_in_the_words_of_their_clause():
    """B1 against B2: 徐州 and 镇江 take no part, so two old pairs cannot stay."""
    today = named(result("jiangsu-2022", 2021), "today")
    assert (WUXI, XUZHOU) in codes(today.pairs)
    assert not today.feasible
    assert today.regret is None
    assert [clash.where[:13] for clash in today.clashes] == ["320200:320300", "321100:320700"]
    assert all("这四对设区市结对" in clash.words for clash in today.clashes)


def test_keeping_what_may_be_kept_leaves_one_completion_the_official_one():
    completed = named(result("jiangsu-2022", 2021), "today_completed")
    assert codes(completed.pairs) == PAIRS_2022
    assert completed.changes == 1  # 无锡-连云港 is the one new pair among the candidates


def test_without_history_another_pairing_is_best_and_its_driver_is_named():
    """Domain notes 2.3 (ii): which sub-score drives the change."""
    found = result("jiangsu-2022", 2021)
    other = found.at_weight_zero["history"]
    assert not other.same
    assert other.driven_by["history"] == 0
    assert max(other.driven_by, key=other.driven_by.get) == "industry"
    assert other.regret == pytest.approx(sum(other.driven_by.values()))


def test_no_weights_without_history_make_2022_optimal_and_the_proof_can_be_checked():
    found = result("jiangsu-2022", 2021)
    with_history, without = (
        next(r for r in found.weight_regions if r.name == "proposed" and r.history is flag)
        for flag in (True, False)
    )
    assert not with_history.empty
    assert without.empty
    terms = {(s.supporter, s.recipient): s.terms for s in found.scores}
    for criterion in ("endowment", "industry", "development"):
        mixture = sum(
            share * sum(terms[p.supporter, p.recipient][criterion] for p in pairs)
            for share, pairs in without.proof
        )
        ours = sum(terms[pair][criterion] for pair in codes(found.pairs))
        assert mixture - ours >= without.beaten_by - 1e-6


def test_switching_cost_holds_todays_pairs_where_history_counts_for_nothing():
    """B8: without history 2021 would change everything; a cost per change brings pairs back."""
    weights = {"endowment": 1, "industry": 1, "development": 1}
    found = propose_pairs(
        programme("jiangsu-2022"),
        PairingRequest(year=2021, seed=1, draws=100, weights=weights, weighting="hand"),
    )
    first, *_, last = found.switching
    assert first.keep_cost == 0
    assert first.changes == 7  # three of today's pairs dropped, four taken up
    assert codes(last.pairs) == PAIRS_2022
    at_break = replace(
        PairingRequest(year=2021, draws=50, weights=weights, weighting="hand"),
        keep_cost=last.keep_cost + 1e-6,
    )
    assert codes(propose_pairs(programme("jiangsu-2022"), at_break).pairs) == PAIRS_2022


def test_five_pairs_of_northern_anhui_are_judged_and_three_have_no_data():
    """B12: the Shanghai districts publish no GDP; they are named and not scored."""
    found = result("yrd-anhui-2021", 2021)
    official = found.official()
    assert len(official.pairs) == 5
    assert official.feasible
    assert official.regret > 0
    named_out = [item.what for item in found.refused if ":" in item.what]
    assert named_out == ["310112:340400", "310117:341500", "310120:341600"]
    assert all("上海市" in r.reason for r in found.refused if r.what in named_out)
    scored = {code for s in found.scores for code in (s.supporter, s.recipient)}
    assert not scored & {"310112", "310117", "310120", "340400", "341500", "341600"}


def test_xuzhou_supports_in_anhui_though_it_received_in_jiangsu():
    """B15: the role belongs to the pair."""
    assert XUZHOU in {s.supporter for s in result("yrd-anhui-2021", 2021).scores}
    assert XUZHOU in {s.recipient for s in result("jiangsu-2001", 2021).scores}


def test_anybody_can_check_the_optimum_by_hand_from_the_json():
    found = json.loads(canonical_json(result("jiangsu-2022", 2021)))
    weights = found["weights"]
    score = {}
    for item in found["scores"]:
        total = sum(weights[name] * term for name, term in item["terms"].items())
        assert item["score"] == pytest.approx(total, abs=1e-11)
        score[item["supporter"], item["recipient"]] = item["score"]
    left, right = sorted({a for a, _ in score}), sorted({b for _, b in score})
    best = max(
        sum(score[pair] for pair in zip(left, order, strict=True)) for order in permutations(right)
    )
    assert found["objective"] == pytest.approx(best)
    assert found["bound"] == pytest.approx(best)
    assert found["objective"] == pytest.approx(sum(pair["score"] for pair in found["pairs"]))


def test_the_objective_counts_changes_and_equity_as_the_formula_says():
    request = PairingRequest(year=2021, draws=30, keep_cost=0.004, equity=0.5)
    found = propose_pairs(programme("yrd-anhui-2021"), request)
    total = sum(pair.score for pair in found.pairs)
    assert found.total_score == pytest.approx(total)
    assert found.least_gain == pytest.approx(min(pair.score for pair in found.pairs))
    expected = total - 0.004 * found.changes + 0.5 * found.least_gain
    assert found.objective == pytest.approx(expected)
    # An equity term is not linear in the weights: each draw is solved, regions are not explored.
    assert found.survival.solver_calls == found.survival.draws
    assert "weight_regions" in {item.what for item in found.refused}


def test_the_same_request_gives_the_same_bytes_and_another_seed_does_not():
    request = PairingRequest(year=2021, seed=1, draws=300)
    first = canonical_json(propose_pairs(programme("jiangsu-2022"), request))
    assert first == canonical_json(propose_pairs(programme("jiangsu-2022"), request))
    other = propose_pairs(programme("jiangsu-2022"), replace(request, seed=2))
    assert first != canonical_json(other)


def test_industry_is_a_weak_score_with_the_answer_at_weight_zero_beside_it():
    found = result("jiangsu-2022", 2021)
    assert [item.criterion for item in found.weak] == ["industry"]
    assert "A, C" in found.weak[0].reason_en
    assert "industry" in found.at_weight_zero


def test_three_sectors_are_refused_with_the_figures_that_show_why():
    """Domain notes 4.3: similarity hardly differs over the pairs."""
    found = result("jiangsu-2001", 2021)
    (refused,) = [item for item in found.refused if item.what == "three_sectors"]
    assert "over 25 pairs similarity runs only from" in refused.reason


def test_before_the_first_census_industry_is_not_scored_and_weighs_nothing():
    found = result("jiangsu-2001", 2005)
    assert found.weights["industry"] == 0
    assert found.weights["history"] == pytest.approx(1 / 3)
    assert all(score.terms["industry"] is None for score in found.scores)
    assert {"structure", "talent", "parks"} <= {item.what for item in found.refused}


def test_weight_on_a_criterion_without_data_is_refused():
    request = PairingRequest(year=2005, weights={"industry": 1}, weighting="hand")
    with pytest.raises(NotSupported, match="industry"):
        propose_pairs(programme("jiangsu-2001"), request)


def test_a_required_pair_with_a_city_that_left_is_refused_with_the_clause():
    request = PairingRequest(year=2021, require=((WUXI, XUZHOU),))
    with pytest.raises(Refusal, match="320300 takes no part: 「新的结对关系"):
        propose_pairs(programme("jiangsu-2022"), request)


def test_demands_that_clash_are_named_with_the_quota_they_break():
    request = PairingRequest(year=2021, require=((NANJING, SUQIAN), (SUZHOU, SUQIAN)))
    with pytest.raises(Refusal) as refused:
        propose_pairs(programme("jiangsu-2022"), request)
    lines = [str(problem) for problem in refused.value.problems]
    assert len(lines) == 4
    assert any("321300 宿迁市" in line and "这四对设区市结对" in line for line in lines)


def test_demands_that_can_be_met_are_met_and_forbidden_pairs_stay_out():
    found = result("jiangsu-2022", 2021, require=((NANJING, LIANYUNGANG),))
    assert (NANJING, LIANYUNGANG) in codes(found.pairs)
    assert not found.official().feasible
    without = result("jiangsu-2022", 2021, forbid=((SUZHOU, SUQIAN),))
    assert (SUZHOU, SUQIAN) not in codes(without.pairs)
    assert without.official().regret < 0  # better by score, and not allowed


def test_a_proposal_is_judged_beside_the_official_pairs():
    crossed = Proposal(
        "mine", ((NANJING, SUQIAN), (SUZHOU, HUAIAN), (WUXI, YANCHENG), (CHANGZHOU, LIANYUNGANG))
    )
    found = result("jiangsu-2022", 2021, proposals=(crossed,))
    assert found.evaluated[0].name == "official"
    mine = named(found, "mine")
    assert mine.feasible
    assert mine.regret > 0
    assert max(mine.regret_by, key=mine.regret_by.get) == "history"


def test_stability_is_judged_only_on_lists_that_both_sides_stated():
    lists = Preferences(
        supporters={
            NANJING: (HUAIAN, SUQIAN),
            WUXI: (SUQIAN, LIANYUNGANG),
            CHANGZHOU: (YANCHENG,),
            SUZHOU: (HUAIAN, SUQIAN),
        },
        recipients={
            HUAIAN: (SUZHOU, NANJING),
            SUQIAN: (NANJING, SUZHOU, WUXI),
            YANCHENG: (CHANGZHOU,),
            LIANYUNGANG: (WUXI,),
        },
    )
    assert result("jiangsu-2022", 2021).stability == ()
    request = PairingRequest(year=2021, draws=50, preferences=lists)
    judged = {s.name: s for s in propose_pairs(programme("jiangsu-2022"), request).stability}
    assert judged["deferred_acceptance"].stable
    # 苏州 and 淮安 put each other first, and the official list pairs neither with the other.
    assert (SUZHOU, HUAIAN) in codes(judged["official"].blocking)


def test_history_counts_completed_years_over_a_programme_and_those_before_it():
    """B13, B4: from 2001-11-02 to the end of 2021 are twenty completed years."""
    earlier = lineage(programme("jiangsu-2022"))
    assert [item.id for item in earlier] == ["jiangsu-2001", "jiangsu-2022"]

    def years(a, b, until):
        return completed_years(a, b, earlier=earlier, until=until, level="city")

    assert years(NANJING, HUAIAN, date(2021, 12, 31)) == 20
    assert years(WUXI, XUZHOU, date(2024, 12, 31)) == 20  # ended 2022-03-10
    assert years(WUXI, LIANYUNGANG, date(2022, 12, 31)) == 0
    assert years(WUXI, LIANYUNGANG, date(2023, 3, 10)) == 0
    assert years(WUXI, LIANYUNGANG, date(2023, 3, 11)) == 1


def test_data_of_one_year_are_held_against_the_nearest_rules():
    assert rules_day(programme("jiangsu-2022"), 2021) == date(2022, 3, 10)
    assert rules_day(programme("jiangsu-2001"), 2024) == date(2022, 3, 9)
    assert rules_day(programme("jiangsu-2022"), 2023) == date(2023, 12, 31)


def test_counties_are_paired_under_their_cities():
    """B5, B11, B14: no cross-link unless a share of them is allowed."""
    found = result("jiangsu-2022", 2020, level="county")
    above = {(p.supporter, p.recipient) for p in found.definitions["city_pairs"]}
    assert {(a[:4] + "00", b[:4] + "00") for a, b in codes(found.pairs)} <= above
    assert {item.what for item in found.refused} >= {"key_counties", "321302"}
    assert named(found, "recorded").regret is None
    assert found.official() is None


def test_cross_links_between_counties_stay_within_their_share():
    found = result("jiangsu-2022", 2020, level="county", cross_share=0.2)
    above = {(p.supporter, p.recipient) for p in found.definitions["city_pairs"]}
    crossed = [1 for a, b in codes(found.pairs) if (a[:4] + "00", b[:4] + "00") not in above]
    assert len(crossed) <= 0.2 * len(found.pairs)
    assert found.objective is not None
    assert len(found.scores) > len(result("jiangsu-2022", 2020, level="county").scores)


def test_counties_without_figures_for_the_year_are_refused_with_the_years_there_are():
    with pytest.raises(NotSupported, match="2020"):
        propose_pairs(programme("jiangsu-2022"), PairingRequest(year=2021, level="county"))


def test_capacity_keeps_a_supporter_from_more_than_it_can_carry():
    """A9: at a share that nobody can meet the clash is named."""
    with pytest.raises(Refusal, match="needs taken on"):
        result("jiangsu-2022", 2021, capacity_share=0.01)
    roomy = result("jiangsu-2022", 2021, capacity_share=0.9)
    assert codes(roomy.pairs) == PAIRS_2022


def test_ones_own_regions_of_any_country_can_be_paired():
    groups = {group.id: group.members for group in grouping().groups}
    request = PairingRequest(year=2002, draws=50, seed=3)
    found = pair_regions(groups["south"], groups["north"], request, Sources(panel()))
    assert codes(found.pairs) in ({("S1", "N1"), ("S2", "N2")}, {("S1", "N2"), ("S2", "N1")})
    assert found.weights == {"endowment": 0, "industry": 0, "development": 1, "history": 0}
    assert found.official() is None
    assert {"capital", "structure", "years_paired"} <= {item.what for item in found.refused}


def test_two_digit_industries_of_ones_own_carry_a_full_score():
    groups = {group.id: group.members for group in grouping().groups}
    industries = pd.DataFrame(
        {"13": [9.0, 1.0, 1.0, 9.0], "39": [1.0, 9.0, 9.0, 1.0]}, index=["S1", "S2", "N1", "N2"]
    )
    request = PairingRequest(year=2002, draws=50, weights={"industry": 1}, weighting="hand")
    found = pair_regions(
        groups["south"], groups["north"], request, Sources(panel(), industries=industries)
    )
    assert codes(found.pairs) == {("S1", "N1"), ("S2", "N2")}  # unlike with unlike
    assert found.weak == ()


def test_a_region_without_people_or_figures_is_refused():
    groups = {group.id: group.members for group in grouping().groups}
    empty = panel()
    empty.values.loc[("N1", 2002), "pop_resident"] = 0.0
    with pytest.raises(Refusal, match="no people"):
        pair_regions(groups["south"], groups["north"], PairingRequest(year=2002), Sources(empty))
    with pytest.raises(Refusal, match="no figure for 1999"):
        pair_regions(groups["south"], groups["north"], PairingRequest(year=1999), Sources(panel()))


def test_a_degree_of_latitude_is_111_kilometres():
    here, there = np.radians([[120.0, 32.0]]), np.radians([[120.0, 33.0]])
    assert great_circle_km(here, there)[0] == pytest.approx(6371 * np.pi / 180)


@pytest.mark.parametrize(
    "wrong",
    [
        {"weighting": "guess"},
        {"weighting": "hand"},
        {"weights": {"history": 1}},
        {"draws": 0},
        {"alternatives": -1},
        {"cross_share": 1.5},
        {"level": "township"},
    ],
)
def test_a_request_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(Refusal):
        PairingRequest(year=2021, **wrong)


def test_the_result_says_what_it_was_made_from():
    found = result("jiangsu-2022", 2021)
    assert set(found.provenance.scheme) == {"jiangsu-2022"}
    assert "city_panel/table.csv" in found.provenance.inputs
    assert found.provenance.seed == 1
    assert {rule.id for rule in found.rules} >= {"participants", "one_recipient_each"}
    parts = {c["id"]: c for c in found.definitions["components"]}
    assert parts["talent"]["year"] == 2020
    assert parts["difference"]["year"] == 2021
    assert parts["distance"]["share"] == 0


def test_the_bundled_sources_name_every_file_they_read():
    sources = bundled(programme("jiangsu-2022"))
    assert all(len(sha) == 64 for sha in sources.inputs.values())
    assert scheme("jiangsu-2022").id == "jiangsu-2022"


def test_the_explanation_page_prints_the_figures_of_the_results():
    """docs/explanation/pairing.md quotes this very run; seed 1 and 10,000 draws."""
    page = (Path(__file__).parents[2] / "docs/explanation/pairing.md").read_text("utf-8")
    jiangsu = propose_pairs(programme("jiangsu-2022"), PairingRequest(year=2021, seed=1))
    anhui = propose_pairs(programme("yrd-anhui-2021"), PairingRequest(year=2021, seed=1))
    history = jiangsu.at_weight_zero["history"]
    region = next(r for r in jiangsu.weight_regions if r.name == "proposed" and not r.history)
    official = anhui.official()
    quoted = [
        f"optimum ({jiangsu.objective:.3f})",
        f"{jiangsu.alternatives[0].regret:.3f} behind",
        f"best in {jiangsu.survival.pairings[0].frequency * 100:.0f} % of 10,000",
        f"better by {history.regret:.3f}",
        f"**industrial advantage** {history.driven_by['industry']:.3f}",
        f"by at least {region.beaten_by:.3f} under all of them",
        f"lie {official.regret:.3f} ({official.regret / anhui.objective * 100:.1f} %) below",
        f"level ({official.regret_by['development']:.3f})",
        f"best in {anhui.survival.pairings[0].frequency * 100:.0f} % of drawn",
        f"cost of {anhui.switching[-1].keep_cost:.3f} per change",
    ]
    assert [text for text in quoted if text not in " ".join(page.split())] == []
