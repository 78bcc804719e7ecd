"""Limits and weights of single regions, each with a reason (mission B16)."""

import json

import numpy as np
import pandas as pd
import pytest

from jiedui.analysis.pairing import Override, PairingRequest, Sources, pair_regions
from jiedui.analysis.pairing.inputs import read_weights
from jiedui.analysis.provenance import canonical_json
from jiedui.core.errors import Refusal
from jiedui.core.frames import Panel

RICH, POOR = ("a", "b"), ("x", "y")


def proposed(*overrides, **options):
    rows = [("a", 100.0, 10.0), ("b", 60.0, 90.0), ("x", 20.0, 10.0), ("y", 30.0, 50.0)]
    frame = pd.DataFrame(rows, columns=["region", "gdp", "deposits"])
    frame = frame.assign(year=2020, pop_resident=10.0).set_index(["region", "year"])
    units = {"gdp": "100m_cny", "deposits": "100m_cny", "pop_resident": "10k"}
    made_up = dict.fromkeys(units, "made up")
    own = Panel(frame.sort_index(), units=units, names={}, sources=made_up)
    request = PairingRequest(year=2020, draws=50, seed=1, overrides=overrides, **options)
    return pair_regions(RICH, POOR, request, Sources(own))


def codes(found):
    return {(pair.supporter, pair.recipient) for pair in found.pairs}


def test_a_region_may_have_more_partners_than_the_rule_with_the_reason_on_record():
    plain = proposed()
    assert len({supporter for supporter, _ in codes(plain)}) == 2  # one each
    found = proposed(
        Override("a", "省会，力量最强", quota_max=2),
        Override("b", "灾后重建", quota_min=0, quota_max=0),
    )
    assert codes(found) == {("a", "x"), ("a", "y")}
    first, second = found.overrides
    assert (first.region, first.side, first.reason) == ("a", "supporter", "省会，力量最强")
    assert (first.quota_min, first.quota_max) == (1, 2)
    assert (first.instead_of, first.instead_of_quota) == ("even_load", (1, 1))
    assert second.quota_max == 0
    assert {rule.id for rule in found.rules} >= {"override:a", "override:b"}


def test_the_pairs_of_a_recipient_are_scored_by_its_own_weights():
    found = proposed(Override("x", "缺资金", weights={"endowment": 3, "development": 1}))
    by_pair = {(s.supporter, s.recipient): s for s in found.scores}
    for supporter in RICH:
        own = by_pair[supporter, "x"]
        assert own.score == pytest.approx(
            0.75 * own.terms["endowment"] + 0.25 * own.terms["development"]
        )
        other = by_pair[supporter, "y"]
        common = sum(w * (other.terms[name] or 0.0) for name, w in found.weights.items())
        assert other.score == pytest.approx(common)
    assert found.overrides[0].weights == {
        "endowment": 0.75,
        "industry": 0.0,
        "development": 0.25,
        "history": 0.0,
    }
    for one in found.explanations:
        assert sum(one.contributions.values()) == pytest.approx(one.score)


def test_an_override_of_the_common_weights_themselves_changes_no_score():
    weights = {"endowment": 1, "development": 1}
    plain = proposed(weights=weights, weighting="hand")
    same = proposed(Override("x", "照旧", weights=weights), weights=weights, weighting="hand")
    assert [s.score for s in same.scores] == pytest.approx([s.score for s in plain.scores])
    assert codes(same) == codes(plain)


def test_overrides_stand_in_the_provenance_and_change_the_fingerprint():
    plain, found = proposed(), proposed(Override("a", "理由", quota_max=2))
    given = json.loads(canonical_json(found))["provenance"]["parameters"]["overrides"]
    assert given[0]["region"] == "a" and given[0]["reason"] == "理由"
    assert found.provenance.fingerprint() != plain.provenance.fingerprint()


@pytest.mark.parametrize(
    ("override", "reason"),
    [
        (Override("z", "理由", quota_max=1), "the region takes no part"),
        (Override("a", "理由", weights={"development": 1}), "a supporter has no weights"),
        (Override("a", "理由", quota_max=1, side="recipient"), "takes no part on this side"),
    ],
)
def test_an_override_of_a_region_that_cannot_have_it_is_refused(override, reason):
    with pytest.raises(Refusal, match=reason):
        proposed(override)


def test_a_region_that_stands_twice_is_refused():
    with pytest.raises(Refusal, match="stands twice"):
        proposed(Override("a", "一", quota_max=2), Override("a", "二", quota_max=3))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- region: 'x'\n  quota_max: 2\n", ":2: overrides[0].reason: x: an override needs a r"),
        ("- region: 'x'\n  reason: r\n", ":2: overrides[0].region: x: the override changes noth"),
        ("- {region: x, reason: r, quota_max: -1}\n", "quota_max: x: must be 0 or more"),
        ("- {region: x, reason: r, quota_min: 2, quota_max: 1}\n", "is below quota_min"),
        ("- {region: x, reason: r, quota_max: true}\n", "true: not a whole number"),
        ("- {region: x, reason: r, weights: {hstory: 1}}\n", "no such criterion: hstory"),
        ("- {region: x, reason: r, weights: {history: 0}}\n", "the weights sum to zero"),
        ("- {region: x, reason: r, quota_max: 1, side: left}\n", "write supporter or recipient"),
    ],
)
def test_a_faulty_override_is_refused_on_its_line(tmp_path, text, said):
    file = tmp_path / "w.yaml"
    file.write_text(f"overrides:\n{text}", "utf-8")
    with pytest.raises(Refusal) as refused:
        read_weights(file)
    assert said in str(refused.value)


def test_the_weights_file_may_hold_overrides_alone(tmp_path):
    file = tmp_path / "w.yaml"
    file.write_text("overrides:\n- {region: x, reason: 缺资金, weights: {history: 1}}\n", "utf-8")
    found = read_weights(file)
    assert found.weights == {}
    assert found.overrides == (
        Override("x", "缺资金", weights={"history": 1.0}, file="w.yaml", line=2),
    )


def test_weights_drawn_at_random_do_not_move_a_recipient_with_its_own():
    """Survival explores the common weights only: with own weights everywhere nothing moves."""
    own = {"endowment": 1, "development": 2}
    found = proposed(Override("x", "一", weights=own), Override("y", "二", weights=own))
    assert found.survival.pairings[0].frequency == pytest.approx(1.0)
    assert np.isclose(sum(one.frequency for one in found.survival.pairings), 1.0)
