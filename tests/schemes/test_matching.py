"""Matching as data: weights with reasons, rules with clause and force (C5-C6, C18-C21, P2-P3)."""

import math
from datetime import date

import pytest

from jiedui.core.errors import Refusal
from jiedui.schemes.load import ids
from jiedui.schemes.matching import (
    TERMS,
    match_scheme,
    match_scheme_sha256,
    read_match_rules,
    read_match_scheme,
    read_weights,
)

WEIGHTS = """id: mine
version: 2026-01
name: {zh: 自定, en: Mine}
weights:
  - {term: chain, value: 0.7, reason: {zh: 链, en: chain}}
  - {term: distance, value: %s, reason: {zh: 近, en: near}}
"""
RULE = """id: mine
rules:
  - id: no_chips
    kind: exclusion
    name: {zh: 不转移集成电路, en: No chips}
    force: %s
    clause: {document: 合作协议, words: 双方商定}
    parameters: {supporter: "320500", recipient: "321300", industries: ["39"]}
"""


@pytest.mark.parametrize("programme_id", ["", *ids()])
def test_every_programme_has_both_sets_of_weights_each_weight_with_its_reason(programme_id):
    """C6: gradient-only and chain matching are two sets over the same terms."""
    found = match_scheme(programme_id)
    assert [weights.id for weights in found.weights] == ["chain", "gradient"]
    for weights in found.weights:
        assert weights.version
        assert math.fsum(w.value for w in weights.weights if w.value > 0) == pytest.approx(1)
        assert all(w.reason_zh and w.reason_en and w.term in TERMS for w in weights.weights)
    assert {w.term for weights in found.weights for w in weights.weights} == set(TERMS)


@pytest.mark.parametrize("programme_id", ["", *ids()])
def test_what_no_text_says_is_marked_as_our_own(programme_id):
    """A rule that refuses without a document or agreement names its reason."""
    for rule in match_scheme(programme_id).rules:
        if rule.refuses and not rule.rule.force.may_refuse:
            assert rule.why_refuses
        if not rule.rule.force.may_refuse:
            assert "结对的假设" in rule.rule.clause.document + rule.rule.clause.place


def test_a_programme_adds_its_rules_to_the_shared_ones():
    shared, jiangsu = match_scheme(), match_scheme("jiangsu-2022")
    assert [rule.id for rule in jiangsu.rules] == [*(r.id for r in shared.rules), "ecological_zone"]
    assert not jiangsu.rules[-1].refuses
    assert jiangsu.rules[-1].rule.clause.mission == "P3"
    assert match_scheme_sha256("jiangsu-2022") != match_scheme_sha256()


def test_weights_of_ones_own_are_read_and_their_sum_is_checked_with_the_line(tmp_path):
    path = tmp_path / "weights.yaml"
    path.write_text(WEIGHTS % "0.3", "utf-8")
    assert read_weights(path).of("chain") == 0.7
    path.write_text(WEIGHTS % "0.2", "utf-8")
    with pytest.raises(Refusal, match=r"weights\.yaml:4: 0\.9: weights do not add up"):
        read_weights(path)


def test_a_region_has_weights_of_its_own_only_with_a_reason(tmp_path):
    path = tmp_path / "weights.yaml"
    pair = "{term: pair, value: 1, reason: {zh: 对, en: pair}}"
    own = f"  - region: 321300\n    %s\n    weights: [{pair}]\n"
    path.write_text(WEIGHTS % "0.3" + "overrides:\n" + own % "reason: 双方商定", "utf-8")
    assert read_weights(path).at("321322").of("pair") == 1.0
    assert read_weights(path).at("341300").of("chain") == 0.7
    path.write_text(WEIGHTS % "0.3" + "overrides:\n" + own % "reason: ''", "utf-8")
    with pytest.raises(Refusal, match="reason"):
        read_weights(path)


def test_a_term_that_does_not_exist_is_refused_with_those_that_do(tmp_path):
    path = tmp_path / "weights.yaml"
    path.write_text((WEIGHTS % "0.3").replace("distance", "beauty"), "utf-8")
    with pytest.raises(Refusal, match="beauty"):
        read_weights(path)


def test_a_signed_exclusion_refuses_and_a_suggested_one_warns(tmp_path):
    path = tmp_path / "rules.yaml"
    for force, refuses in (("agreement", True), ("suggestion", False)):
        path.write_text(RULE % force, "utf-8")
        (rule,) = read_match_rules(path)
        assert rule.refuses is refuses


def test_a_suggestion_refuses_only_with_a_recorded_reason(tmp_path):
    path = tmp_path / "rules.yaml"
    path.write_text(
        (RULE % "suggestion").replace("    kind", "    refuses: true\n    kind"), "utf-8"
    )
    with pytest.raises(Refusal, match="a rule of this force refuses without a reason"):
        read_match_rules(path)


def test_rules_have_days_in_force(tmp_path):
    path = tmp_path / "matching.yaml"
    dated = (RULE % "agreement").replace("    kind", "    start: 2024-01-01\n    kind")
    path.write_text(dated, "utf-8")
    found = read_match_scheme(path)
    assert found.rules_on(date(2023, 12, 31)) == ()
    assert [rule.id for rule in found.rules_on(date(2024, 1, 1))] == ["no_chips"]


def test_an_assumption_is_changed_by_name_and_an_unknown_one_is_refused(tmp_path):
    path = tmp_path / "matching.yaml"
    own = (
        "id: mine\nshares_with: shared\nassumptions:\n  %s: {value: 60, meaning: {zh: a, en: b}}\n"
    )
    path.write_text(own % "land_m2_per_employee", "utf-8")
    assert read_match_scheme(path).assumed("land_m2_per_employee") == 60
    path.write_text((own % "open_share_of_area"), "utf-8")
    with pytest.raises(Refusal, match=r"yaml:4: open_share.*: 60: out of range; .* from 0 to 1"):
        read_match_scheme(path)
    path.write_text(own % "land_per_head", "utf-8")
    with pytest.raises(Refusal, match="no such assumption; there is: land_m2_per_employee"):
        read_match_scheme(path)
