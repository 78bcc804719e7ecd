"""What would be different: limits, parks, pairs, rules, weights (C8, C11, B10), worked by hand."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jiedui.analysis.matching import (
    MatchRequest,
    candidates_of,
    checked_firms,
    checked_parks,
    prepare,
    shipped_run,
)
from jiedui.analysis.matching.beside import Sheet, beside, term_means
from jiedui.analysis.matching.chainmap import chain_map
from jiedui.analysis.matching.changes import Change, MoreOf
from jiedui.analysis.matching.keeping import kept, slots_at
from jiedui.analysis.matching.placement import Placement, place_run
from jiedui.analysis.matching.rulecost import cost_of_bonus, costs_of_rules
from jiedui.analysis.matching.whatif import Difference, one_more, polished, what_if
from jiedui.analysis.provenance import Provenance
from jiedui.core.errors import Refusal
from jiedui.core.matching import Instance, assign, judge
from jiedui.core.matching.assign import exact
from jiedui.core.matching.eligibility import EligibilityRule
from jiedui.core.rules import Clause, Force, Rule

NANJING, CHUZHOU, SUZHOU, SUQIAN = "320100", "341100", "320500", "321300"


def placed(score, park, demand, capacity):
    """Firms a, b, c ... placed in parks x, y ... as well as can be."""
    instance = Instance.of_candidates(score, park, demand, capacity, resources=("land_m2",))
    firms = tuple("abcdefgh"[: instance.firms])
    parks = tuple("xyzuvw"[: instance.parks])
    return Placement(instance, firms, parks, assign(instance), Provenance(inputs={}))


@pytest.fixture
def two_parks():
    """a 0.9 and b 0.8 want x, which has room for one; b has y instead (0.3), c has nothing but x.

    The best: a in x, b in y, c nowhere, 1.2.
    """
    return placed(
        [[0.9, 0.2], [0.8, 0.3], [0.5, 0.0]],
        [[0, 1], [0, 1], [0, -1]],
        [[1.0], [1.0], [1.0]],
        [[1.0], [1.0]],
    )


def more(placement, park, amount):
    return one_more(placement, park=park, resource="land_m2", amount=amount)


def test_one_more_plot_names_who_enters_and_what_it_is_worth(two_parks):
    """Two places in x: b moves there (+0.5), and so would c (+0.5): one of them, 1.7 in all."""
    found = more(two_parks, "x", 1.0)
    assert found.before.value == pytest.approx(1.2) and found.after.value == pytest.approx(1.7)
    assert found.difference.reached == pytest.approx(0.5)
    assert found.difference.proves == "gain"
    assert len(found.into["x"]) == 1 and found.into["x"][0].firm in ("b", "c")


def test_two_more_plots_let_one_move_and_one_enter(two_parks):
    """a, b, c all in x: 0.9 + 0.8 + 0.5 = 2.2; y is left empty."""
    found = more(two_parks, "x", 2.0)
    assert found.after.value == pytest.approx(2.2)
    assert [(m.firm, m.origin) for m in found.into["x"]] == [("b", "y"), ("c", "")]
    assert [(m.firm, round(m.gain, 6)) for m in found.entering] == [("c", 0.5)]
    assert [(u.park, u.firms_before, u.firms_after) for u in found.parks] == [
        ("x", 1, 3),
        ("y", 1, 0),
    ]


def test_less_of_a_limit_puts_out_who_loses_least(two_parks):
    """Without room in x: a takes y (0.2) or b keeps it (0.3); the best that is left is 0.3."""
    found = more(two_parks, "x", -1.0)
    assert found.after.value == pytest.approx(0.3)
    assert found.difference.reached == pytest.approx(-0.9)
    assert found.difference.proves == "loss"
    assert [m.firm for m in found.leaving] == ["a"]


def test_a_park_that_leaves_takes_nobody(two_parks):
    found = what_if(two_parks, Change(parks_out=("y",)))
    assert found.after.value == pytest.approx(0.9)
    assert [(m.firm, m.origin, m.park) for m in found.moves] == [("b", "y", "")]


def test_nothing_changes_nothing(two_parks):
    found = what_if(two_parks, Change())
    assert found.moves == () and found.parks == ()
    assert found.difference.proves == "none"


def test_where_a_search_knows_both_best_placements_it_proves_that_nothing_changes():
    """Firms of 1.9 and 2 in a park of 3: one placed, and in one of 3.5 too. By prices alone the
    bound for 3.5 is 1.75 + 0.05 = 1.8, and the best of both might differ by up to 0.8."""
    tight = placed([[1.0], [1.0]], [[0], [0]], [[1.9], [2.0]], [[3.0]])
    found = more(tight, "x", 0.5)
    assert found.difference.reached == 0.0
    assert found.difference.least == 0.0
    assert found.difference.most == pytest.approx(0.0, abs=1e-6)


def test_a_difference_within_the_gaps_proves_nothing(monkeypatch):
    """The same where nothing was searched. More land cannot lower it, so the least is 0."""
    monkeypatch.setattr(exact, "SEARCH_EDGES_MAX", 0)
    tight = placed([[1.0], [1.0]], [[0], [0]], [[1.9], [2.0]], [[3.0]])
    found = more(tight, "x", 0.5)
    assert found.difference.reached == 0.0
    assert found.difference.proves == "open"
    assert found.difference.least == 0.0
    assert found.difference.most == pytest.approx(0.8, abs=1e-6)


@pytest.mark.parametrize(
    ("difference", "proves"),
    [
        (Difference(1.0, 0.5, 2.0), "gain"),
        (Difference(-1.0, -2.0, -0.5), "loss"),
        (Difference(1.0, -0.5, 2.0), "open"),
        (Difference(0.0, 0.0, 0.0), "none"),
    ],
    ids=["above_zero", "below_zero", "both_sides", "zero"],
)
def test_what_is_proven_follows_from_the_interval_not_from_the_score_reached(difference, proves):
    assert difference.proves == proves


def test_nobody_moves_without_gain():
    """Both orders of two equal firms are as good: who has the place keeps it."""
    one = placed([[0.5], [0.5]], [[0], [0]], [[1.0], [1.0]], [[1.0]])
    for first in (0, 1):
        slot = np.full(2, -1, np.int16)
        slot[first] = 0
        assert kept(one.instance, slot, np.zeros((1, 1))).tolist() == slot.tolist()


def test_a_placement_is_kept_within_the_limits_that_are_left():
    """Property: from any placement, under smaller limits, the answer is feasible, never worse."""
    draw = np.random.default_rng(5)
    for _ in range(20):
        park = np.argsort(draw.random((40, 6)), axis=1)[:, :3]
        demand = draw.integers(1, 9, (40, 2)).astype(float)
        capacity = draw.integers(10, 40, (6, 2)).astype(float)
        score = draw.random((40, 3))
        wide = Instance.of_candidates(score, park, demand, capacity)
        narrow = Instance.of_candidates(score, park, demand, capacity * draw.random((6, 1)))
        start = slots_at(narrow, assign(wide).park)
        slot = kept(narrow, start, np.zeros((6, 2)))
        assert judge(narrow, slot).feasible
        same = kept(wide, assign(wide).slot, np.zeros((6, 2)))
        assert judge(wide, same).value >= assign(wide).value - 1e-9


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (Change(capacity=(MoreOf("q", "land_m2", 1.0),)), "no such park"),
        (Change(capacity=(MoreOf("x", "power_kw", 1.0),)), "nothing limits this"),
        (Change(capacity=(MoreOf("x", "land_m2", -2.0),)), "less than nothing"),
        (Change(parks_out=("q",)), "no such park"),
        (Change(lifted=("any",)), "needs a run"),
    ],
    ids=["park", "resource", "below_zero", "park_out", "rule_without_run"],
)
def test_a_change_of_what_is_not_there_is_refused(two_parks, change, says):
    with pytest.raises(Refusal, match=says):
        what_if(two_parks, change)


def a_rule(kind="exclusion", **parameters):
    clause = Clause(document="协议", words="不转移")
    return EligibilityRule(
        Rule("no_cars", kind, "不转汽车", "no cars", Force.AGREEMENT, clause, parameters), True
    )


@pytest.fixture(scope="module")
def small():
    """Three firms, two parks; car makers of Suzhou may not go to Suqian by the pair's word."""
    firms = pd.DataFrame(
        {
            "firm": ["car", "chip", "coat"],
            "home": [SUZHOU, SUZHOU, NANJING],
            "industry": ["36", "39", "18"],
            "demand_land_m2": [10.0, 10.0, 10.0],
        }
    )
    parks = pd.DataFrame(
        {
            "park": ["sq", "cz"],
            "region": [SUQIAN, CHUZHOU],
            "leading_industries": ["汽车", "电子信息"],
            "capacity_land_m2": [20.0, 10.0],
        }
    )
    rule = a_rule(supporter=SUZHOU, recipient=SUQIAN, industries=["36"])
    request = MatchRequest(programme="jiangsu-2022", rules=(rule,))
    run = prepare(checked_firms(firms), checked_parks(parks), request)
    found = candidates_of(run, top=2)
    return run, found, place_run(run, found, gap=0.0, seed=0)


def best_by_hand(run, allowed=lambda firm, park: True):
    """The best of all 3^3 placements, scores as printed, within the places of each park (2, 1)."""
    score = run.scoring.block(slice(None)).astype(np.float32).astype(float)
    best = 0.0
    for where in np.ndindex(3, 3, 3):
        fits = where.count(0) <= 2 and where.count(1) <= 1
        pairs = [(i, j) for i, j in enumerate(where) if j < 2]
        if fits and all(allowed(i, j) and score[i, j] > 0.15 for i, j in pairs):
            best = max(best, sum(score[i, j] for i, j in pairs))
    return best


def test_a_rule_costs_what_its_firms_would_gain_were_it_lifted(small):
    run, found, placement = small
    barred = best_by_hand(run, lambda i, j: (i, j) != (0, 0))
    assert placement.answer.value == pytest.approx(barred, abs=1e-6)
    (cost, bonus) = costs_of_rules(run, found, placement)
    assert (cost.id, cost.refused) == ("no_cars", 1)
    assert cost.without_it.value == pytest.approx(best_by_hand(run), abs=1e-6)
    assert cost.cost.reached == pytest.approx(best_by_hand(run) - barred, abs=1e-6)
    assert cost.cost.proves == "gain" and cost.gaining[0].firm == "car"
    assert bonus.what == "bonus"


def test_the_bonus_costs_the_fit_that_is_given_up_for_it(small):
    """Fit is the score of the other terms; the placement with the bonus is never fitter."""
    run, _, placement = small
    cost = cost_of_bonus(run, placement)
    plain = run.scoring.without("pair").block(slice(None))
    park = placement.answer.park
    fit = sum(plain[i, park[i]] for i in range(3) if park[i] >= 0)
    assert cost.with_it.value == pytest.approx(fit, abs=1e-6)
    assert cost.cost.reached >= -1e-9
    assert cost.cost.least <= cost.cost.reached <= cost.cost.most + 1e-9


def test_who_is_placed_by_the_bonus_alone_still_counts_in_what_it_costs():
    """Without it the firm is at or below the floor, and its fit there is still what it is."""
    run = prepare(
        checked_firms(
            pd.DataFrame(
                {"firm": ["f"], "home": [SUZHOU], "industry": ["23"], "demand_land_m2": [1.0]}
            )
        ),
        checked_parks(
            pd.DataFrame(
                {"park": ["p"], "region": [SUQIAN], "industries": ["37"], "capacity_land_m2": [1e6]}
            )
        ),
        MatchRequest("jiangsu-2022"),
    )
    found = candidates_of(run, top=1)
    cost = cost_of_bonus(run, place_run(run, found, gap=0.0, seed=0))
    fit = float(run.scoring.without("pair").block(slice(None))[0, 0])
    assert 0 < fit <= run.scoring.weights.floor < fit + 0.1
    assert cost.with_it.value == pytest.approx(fit, abs=1e-6)
    assert cost.with_it.value <= cost.with_it.bound + 1e-9
    assert cost.cost.reached == pytest.approx(0.0, abs=1e-6) and cost.cost.proves != "loss"


def test_a_pair_that_leaves_takes_its_bonus_with_it(small):
    """chip of Suzhou in Suqian: 0.10 of its score is the pair's, and is gone."""
    run, found, placement = small
    key = f"jiangsu-2022:{SUZHOU}-{SUQIAN}"
    gone = what_if(placement, Change(pairs_out=(key,)), run=run, found=found)
    term = next(t for t in gone.run.scoring.terms if t.name == "pair")
    assert term.at(np.array([1]), np.array([0])).tolist() == [0.0]
    was = next(t for t in run.scoring.terms if t.name == "pair")
    assert was.at(np.array([1]), np.array([0])).tolist() == [1.0]
    assert gone.after.value < gone.before.value and gone.difference.proves == "loss"


def test_a_pair_that_is_none_of_the_programme_is_refused(small):
    run, found, placement = small
    with pytest.raises(Refusal, match="no such pair"):
        what_if(placement, Change(pairs_out=("jiangsu-2022:a-b",)), run=run, found=found)


def test_other_weights_are_judged_against_the_places_that_stand(small):
    """Two scores of different weights have no difference: the places that stand are scored anew."""
    run, found, placement = small
    other = what_if(placement, Change(weights="gradient"), run=run, found=found)
    rows = np.flatnonzero(placement.answer.park >= 0)
    anew = other.run.scoring.at(rows, placement.answer.park[rows].astype(np.int64))
    assert other.standing == pytest.approx(anew[anew > 0.15].sum(), abs=1e-6)
    assert other.difference.reached == pytest.approx(other.after.value - other.standing)
    assert other.difference.reached >= -1e-9


def test_a_run_of_other_tables_is_refused(small):
    run, _, placement = small
    fewer = prepare(run.firms.iloc[:2], run.parks, run.request)
    with pytest.raises(Refusal, match="not of this placement"):
        what_if(placement, Change(), run=fewer, found=candidates_of(fewer, top=2))


def test_the_score_of_single_offers_is_that_of_the_whole_table(small):
    run, _, _ = small
    whole = run.scoring.block(slice(None))
    rows, parks = (np.ravel(side) for side in np.indices(whole.shape))
    assert run.scoring.at(rows, parks) == pytest.approx(whole.ravel())
    for term in run.scoring.terms:
        block = term.block(slice(None), len(run.parks)).ravel()
        assert term.at(rows, parks) == pytest.approx(block, nan_ok=True)


def test_two_placements_stand_beside_each_other(small):
    run, found, placement = small
    lifted = what_if(placement, Change(lifted=("no_cars",)), run=run, found=found)
    sheets = [Sheet.of_placement(one) for one in (placement, lifted.placement)]
    means = (term_means(run, placement), term_means(lifted.run, lifted.placement))
    both = beside(*sheets, means=means)
    assert both.same + both.unplaced + len(both.moves) == both.shared == 3
    assert [m.firm for m in both.moves] == [m.firm for m in lifted.moves]
    one, other = both.means["relatedness"]
    assert other > one, "the car maker now is where cars are made"


def test_a_mean_over_the_placed_leaves_out_what_is_missing(small):
    run, _, placement = small
    rows = np.flatnonzero(placement.answer.park >= 0)
    values = [
        run.scoring.terms[2].block(np.array([i]), 2)[0, placement.answer.park[i]] for i in rows
    ]
    assert term_means(run, placement)["labour"] == pytest.approx(np.nanmean(values))


def test_runs_without_a_common_firm_are_not_compared(two_parks, small):
    with pytest.raises(Refusal, match="no firm in common"):
        beside(Sheet.of_placement(two_parks), Sheet.of_placement(small[2]))


def test_the_chain_of_a_pair_says_what_stood_there_and_what_was_added(small):
    """C3, C9: Suqian's park leads in cars; a car maker strengthens it once the rule is lifted."""
    run, found, placement = small
    after = what_if(placement, Change(lifted=("no_cars",)), run=run, found=found).placement
    chain = chain_map(run, after, supporter=SUZHOU, recipient=SUQIAN)
    assert chain.parks == ("sq",)
    cars = next(node for node in chain.nodes if "car" in node.firms)
    assert cars.before == 1.0 and not cars.is_new
    assert cars.of_supporter == ("car",) and cars.kinds["strengthen"] == 1
    counted = sum(chain.kinds.values())
    assert counted == sum(after.answer.park == 0)
    assert chain.share_joining == (counted - chain.kinds[""]) / counted
    filled = {node.sector for node in chain.nodes if node.firms}
    assert not filled & {gap.sector for gap in chain.gaps}
    assert [g.worth for g in chain.gaps] == sorted((g.worth for g in chain.gaps), reverse=True)


def test_a_recipient_without_a_park_in_the_run_has_no_chain_map(small):
    run, _, placement = small
    with pytest.raises(Refusal, match="no park of this run"):
        chain_map(run, placement, supporter=SUZHOU, recipient="320300")


@pytest.fixture(scope="module")
def shipped():
    run = shipped_run(MatchRequest(programme="yrd-anhui-2021"))
    return run, candidates_of(run, top=6)


def test_the_what_if_of_the_explanation_runs_as_it_stands(shipped):
    """The second block of code in docs/explanation/matching.md, word for word."""
    text = (Path(__file__).parents[3] / "docs/explanation/matching.md").read_text("utf-8")
    block = text.split("```python\n")[2].split("```")[0]
    names = dict(zip(("run", "found"), shipped, strict=True))
    exec(compile(block, "matching.md", "exec"), names)
    assert names["more"].into["G341124"], "land in the dearest of parks draws somebody"
    assert names["gone"].difference.reached < 0, "Nanjing and Chuzhou leave"


def test_a_hundred_mu_more_on_the_shipped_run_move_few_firms_and_never_lower_the_score(shipped):
    run, found = shipped
    base = polished(place_run(run, found, gap=1e-2, seed=0))
    assert polished(base) is base
    dear = base.binding()[0]
    asked = one_more(
        base, park=dear["park"], resource="land_m2", amount=100 * 2000 / 3, run=run, found=found
    )
    assert asked.after.value >= asked.before.value
    assert asked.difference.least == 0.0 <= asked.difference.reached <= asked.difference.most
    assert asked.into[dear["park"]] and len(asked.moves) < 200
    worth = judge(asked.placement.instance, asked.placement.answer.slot)
    assert worth.feasible and worth.value == pytest.approx(asked.after.value)
