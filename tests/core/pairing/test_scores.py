"""Sub-scores from named components (mission B4, A3, A9, A10)."""

import math

import numpy as np
import pandas as pd
import pytest

from jiedui.core.errors import NotSupported, Refusal
from jiedui.core.pairing import CRITERIA, all_candidates, raw_components, score_terms
from jiedui.core.pairing.scores import weighted_score

# Two supporters and two recipients; figures that can be worked in the head.
FACTS = pd.DataFrame(
    {
        "gdp_per_person": [8.0, 4.0, 1.0, 2.0],
        "mean_gdp_per_person": [2.0, 2.0, 2.0, 2.0],
        "deposits_per_person": [math.e**2, math.e, 1.0, math.e],
        "schooling": [12.0, 11.0, 8.0, 10.0],
    },
    index=["S1", "S2", "R1", "R2"],
)
CANDIDATES = all_candidates(["S1", "S2"], ["R1", "R2"])  # S1R1, S1R2, S2R1, S2R2


def test_difference_is_the_log_ratio_of_levels():
    raw = raw_components(CANDIDATES, FACTS)
    assert raw["difference"].tolist() == pytest.approx([math.log(x) for x in (8, 4, 4, 2)])


def test_need_is_what_the_recipient_lacks_to_the_mean_and_never_negative():
    raw = raw_components(CANDIDATES, FACTS)
    assert raw["need"].tolist() == pytest.approx([math.log(2), 0.0, math.log(2), 0.0])


def test_a_complement_is_plenty_on_one_side_times_scarcity_on_the_other():
    # ln deposits: 2, 1, 0, 1 → plenty 1, 0.5, 0, 0.5; scarcity of R1 1, of R2 0.5.
    raw = raw_components(CANDIDATES, FACTS)
    assert raw["capital"].tolist() == pytest.approx([1.0, 0.5, 0.5, 0.25])


def test_opportunity_is_the_difference_capped_by_what_the_recipient_can_absorb():
    """A9, A10: R1 has the larger gap and no capacity; R2 the smaller gap and all of it."""
    terms = score_terms(raw_components(CANDIDATES, FACTS))
    assert terms.normalised["absorption"].tolist() == [0.0, 1.0, 0.0, 1.0]
    assert terms.opportunity.tolist() == pytest.approx([0.0, 0.5, 0.0, 0.0])
    # Need and opportunity stay apart and make up half of the development score each.
    development = terms.values[:, CRITERIA.index("development")]
    assert development.tolist() == pytest.approx([0.5, 0.25, 0.5, 0.0])


def test_a_criterion_without_figures_has_no_score_and_may_carry_no_weight():
    terms = score_terms(raw_components(CANDIDATES, FACTS))
    assert terms.missing == ("industry", "history")
    assert np.isnan(terms.values[:, 1]).all()
    with pytest.raises(NotSupported, match="industry"):
        weighted_score(terms, np.array([0.25, 0.25, 0.25, 0.25]))
    # Capital 1, 1/2, 1/2, 1/4 stretches to 1, 1/3, 1/3, 0; development is 1/2, 1/4, 1/2, 0.
    score = weighted_score(terms, np.array([0.5, 0.0, 0.5, 0.0]))
    assert score.tolist() == pytest.approx([3 / 4, 7 / 24, 5 / 12, 0.0])


def test_a_column_with_a_hole_is_left_out_as_a_whole():
    facts = FACTS.assign(deposits_per_person=[1.0, 2.0, np.nan, 4.0])
    assert "capital" not in raw_components(CANDIDATES, facts)


def test_leaving_out_an_indicator_and_giving_it_another_share():
    raw = raw_components(CANDIDATES, FACTS, pairwise={"distance": np.array([1.0, 2.0, 3.0, 5.0])})
    endowment = CRITERIA.index("endowment")
    assert score_terms(raw).values[:, endowment].tolist() == pytest.approx(
        score_terms(raw, omit=["distance"]).values[:, endowment].tolist()
    )
    near = score_terms(raw, omit=["capital"], shares={"distance": 1.0})
    assert near.values[:, endowment].tolist() == pytest.approx([1.0, 0.75, 0.5, 0.0])
    with pytest.raises(Refusal, match="no such component"):
        score_terms(raw, shares={"nearness": 1.0})
