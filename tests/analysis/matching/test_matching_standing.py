"""A kept result is placed again as it was, or refused (issue words: same inputs, same bytes)."""

import pandas as pd
import pytest

from jiedui.analysis.matching import (
    MatchRequest,
    candidates_of,
    checked_firms,
    checked_parks,
    prepare,
)
from jiedui.analysis.matching.beside import Sheet, beside
from jiedui.analysis.matching.placement import place_run
from jiedui.analysis.matching.results import result_of
from jiedui.analysis.matching.standing import placement_of
from jiedui.core.errors import Refusal

FIRMS = pd.DataFrame(
    {
        "firm": ["car", "chip", "coat"],
        "home": ["320500", "320500", "320100"],
        "industry": ["36", "39", "18"],
        "demand_land_m2": [10.0, 10.0, 10.0],
    }
)
PARKS = pd.DataFrame(
    {
        "park": ["sq", "cz"],
        "region": ["321300", "341100"],
        "leading_industries": ["汽车", "电子信息"],
        "capacity_land_m2": [20.0, 10.0],
    }
)


def a_run(**request):
    asked = MatchRequest(programme="jiangsu-2022", **request)
    return prepare(checked_firms(FIRMS), checked_parks(PARKS), asked)


def test_a_kept_result_is_placed_again_as_it_was():
    run = a_run()
    found = candidates_of(run, top=2)
    placement = place_run(run, found, gap=0.0, seed=0)
    again = placement_of(run, found, result_of(run, found, placement))
    assert again.answer.park.tolist() == placement.answer.park.tolist()
    assert again.answer.bound == pytest.approx(placement.answer.bound)
    assert again.rows() == placement.rows()


def test_a_kept_result_and_its_placement_stand_beside_others_alike():
    run = a_run()
    found = candidates_of(run, top=2)
    placement = place_run(run, found, gap=0.0, seed=0)
    kept = Sheet.of_result(result_of(run, found, placement))
    both = beside(Sheet.of_placement(placement), kept)
    assert both.moves == () and both.same == len(placement.rows())
    assert both.binds_in_one == both.binds_in_other == ()


def test_a_result_whose_rules_or_weights_are_others_now_is_refused():
    run = a_run()
    found = candidates_of(run, top=2)
    kept = result_of(run, found, place_run(run, found, gap=0.0, seed=0))
    other = a_run(weights="gradient")
    with pytest.raises(Refusal, match="have changed since"):
        placement_of(other, candidates_of(other, top=2), kept)
