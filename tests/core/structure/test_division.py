"""The dislocated-development list (产业错位发展清单) and its conflict check. Mission C18, C19."""

import numpy as np

from jiedui.core import structure
from jiedui.core.structure import Claim, SideData, Stage

# 「宿州聚焦农业深加工、中端制造,杭州强化研发与市场端」: farming → food → catering, figures made up.
GRAPH = structure.chain_graph(
    [[0.1, 0.4, 0.0], [0.0, 0.1, 0.3], [0.0, 0.0, 0.0]], ["farming", "food", "catering"]
)


def side(value_added, gradient, cpor):
    return SideData(np.array(value_added), np.array(gradient), np.array(cpor))


def line_of(lines, industry):
    return next(line for line in lines if line.industry == industry)


def test_what_the_supporter_sends_is_made_and_processed_by_the_recipient():
    lines = structure.draft_list(
        GRAPH,
        supporter=side([10.0, 300.0, 690.0], [0.2, 1.6, 0.9], [1.0, 1.5, 1.1]),
        recipient=side([60.0, 30.0, 10.0], [0.9, 0.5, 0.9], [1.0, 0.6, 0.8]),
    )
    food = line_of(lines, "food")
    assert food.basis == "gradient"
    assert food.holders(Stage.MANUFACTURE) == ("recipient",)
    # Deep processing sits by the raw material: farming is 60 % of the recipient, 1 % of the other.
    assert food.holders(Stage.DEEP_PROCESSING) == ("recipient",)
    assert food.holders(Stage.RESEARCH) == ("supporter",)
    assert food.holders(Stage.MARKET) == ("supporter",)
    assert structure.check_claims(food.claims) == ()


def test_both_above_one_is_a_conflict_over_manufacture():
    lines = structure.draft_list(
        GRAPH,
        supporter=side([10.0, 300.0, 690.0], [0.2, 1.6, 0.9], [1.0, 1.5, 1.1]),
        recipient=side([60.0, 30.0, 10.0], [0.9, 1.2, 0.9], [1.0, 0.9, 0.8]),
    )
    food = line_of(lines, "food")
    assert food.basis == "both_lead"
    (conflict,) = structure.check_claims(food.claims)
    assert (conflict.industry, conflict.stage) == ("food", Stage.MANUFACTURE)


def test_an_industry_that_the_recipient_lacks_needs_a_gap_of_the_chain():
    supporter = side([10.0, 300.0, 690.0], [0.2, 1.6, 0.9], [1.0, 1.5, 1.1])
    recipient = side([60.0, 0.0, 40.0], [0.9, np.nan, 0.9], [1.0, np.nan, 0.8])
    gaps = structure.chain_gaps(
        GRAPH,
        region=recipient.value_added,
        partner=supporter.value_added,
        reference=supporter.value_added + recipient.value_added,
    )
    assert structure.draft_list(GRAPH, supporter=supporter, recipient=recipient) == ()
    lines = structure.draft_list(GRAPH, supporter=supporter, recipient=recipient, gaps=gaps)
    assert line_of(lines, "food").basis == "gap"


def test_where_nobody_stands_high_nothing_is_listed():
    low = side([30.0, 30.0, 30.0], [0.9, 0.9, 0.9], [1.0, 1.0, 1.0])
    assert structure.draft_list(GRAPH, supporter=low, recipient=low) == ()


def test_a_tie_leaves_the_stage_open():
    equal = side([30.0, 30.0, 30.0], [1.1, 1.1, 1.1], [1.0, 1.0, 1.0])
    lines = structure.draft_list(GRAPH, supporter=equal, recipient=equal)
    assert line_of(lines, "food").holders(Stage.RESEARCH) == ()


def test_claims_that_two_sides_wrote_down_are_checked_as_well():
    written = [
        Claim("supporter", "39", Stage.RESEARCH),
        Claim("recipient", "39", Stage.MANUFACTURE),
        Claim("recipient", "39", Stage.RESEARCH),
    ]
    (conflict,) = structure.check_claims(written)
    assert (conflict.industry, conflict.stage) == ("39", Stage.RESEARCH)
