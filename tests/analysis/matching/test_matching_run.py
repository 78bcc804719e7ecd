"""Runs of matching: on small tables worked by hand, and on what ships (C4-C11, C17-C21, P2)."""

import hashlib
import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jiedui.analysis.matching import (
    MatchRequest,
    applicants_of,
    best_fitting,
    candidates_of,
    capacity_of,
    checked_firms,
    checked_parks,
    compare,
    demand_of,
    instance_of,
    offers_of,
    prepare,
    read_parks,
    refused_of,
    shipped_run,
    summary_of,
    unmapped_words,
)
from jiedui.analysis.matching.columns import SECTORS
from jiedui.analysis.matching.placement import place_run
from jiedui.analysis.matching.results import (
    REFUSED,
    REFUSED_OR_LOW,
    TOO_LOW,
    result_of,
)
from jiedui.analysis.provenance import canonical_json
from jiedui.core.errors import Refusal
from jiedui.core.matching.assign import assign
from jiedui.core.matching.eligibility import EligibilityRule
from jiedui.core.rules import Clause, Force, Rule
from jiedui.core.structure import IO153_OF_DIVISION
from jiedui.schemes import load
from jiedui.schemes.matching import TERMS

NANJING, CHUZHOU, SUZHOU, SUQIAN, KUNSHAN, SHUYANG = (
    *("320100", "341100", "320500", "321300", "320583", "321322"),
)


def firms(**columns):
    return checked_firms(pd.DataFrame(columns))


def parks(**columns):
    return checked_parks(pd.DataFrame(columns))


def values(run, term, firm=0, park=0):
    """One term of one firm at one park, computed for that firm alone."""
    found = next(t for t in run.scoring.terms if t.name == term)
    return float(found.block(np.array([firm]), len(run.parks))[0, park])


def a_run(home, region, *, programme="", industry="36", words="汽车", **more):
    return prepare(
        firms(firm=["f"], home=[home], industry=[industry], **{k: [v] for k, v in more.items()}),
        parks(park=["p"], region=[region], leading_industries=[words], capacity_land_m2=[1e5]),
        MatchRequest(programme=programme),
    )


@pytest.mark.parametrize(
    ("home", "region", "expected"),
    [
        (SUZHOU, SUQIAN, 1.0),
        (KUNSHAN, SUQIAN, 1.0),
        (SUZHOU, SHUYANG, 1.0),
        (NANJING, SUQIAN, 0.0),
        (SUZHOU, CHUZHOU, 0.0),
    ],
    ids=["cities", "county_of", "into_county", "other_pair", "other_programme"],
)
def test_the_pair_counts_where_home_and_park_lie_in_one_pair(home, region, expected):
    assert values(a_run(home, region, programme="jiangsu-2022"), "pair") == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(1999, 12, 31), 0.0), (date(2016, 1, 1), 1.0), (date(2022, 3, 10), 0.0), (None, 1.0)],
    ids=["before-any-pair", "its-first-day", "its-last-has-passed", "no-day"],
)
def test_a_pair_counts_on_the_days_on_which_it_is_in_force(day, expected):
    """Kunshan and Shuyang, of the programme of 2001; the day of the end is excluded."""
    programme = load.programme("jiangsu-2001")
    pair = next(p for p in programme.pairs if (p.supporter, p.recipient) == (KUNSHAN, SHUYANG))
    assert (pair.start, pair.end) == (date(2016, 1, 1), date(2022, 3, 10))
    run = prepare(
        firms(firm=["f"], home=[KUNSHAN], industry=["36"]),
        parks(park=["p"], region=[SHUYANG], leading_industries=["汽车"], capacity_land_m2=[1e5]),
        MatchRequest(programme="jiangsu-2001", day=day),
    )
    assert values(run, "pair") == expected


@pytest.mark.parametrize("region", ["", "320000"])
def test_of_a_park_of_unknown_place_it_is_not_known_whether_it_is_elsewhere(region):
    """C21: each mode of cooperation is with another place."""
    assert np.isnan(values(a_run(SUZHOU, region), "cooperation"))


@pytest.mark.parametrize("between", ["; ", "、", "，"])
def test_sectors_of_one_s_own_may_be_separated_as_industries_are(between):
    codes = sorted(SECTORS)[:2]
    run = a_run(SUZHOU, SUQIAN, sectors=between.join(codes))
    (found,) = run.tables.kinds.sectors
    assert [run.known.table.codes[at] for at in found] == codes


@pytest.mark.parametrize(
    ("limits", "why"),
    [(["清洁", "严重"], REFUSED_OR_LOW), (["清洁", "清洁"], REFUSED), (["严重", "严重"], TOO_LOW)],
    ids=["one-of-each", "refused", "too-low"],
)
def test_who_is_refused_here_and_too_low_there_has_a_reason_of_its_own(limits, why):
    """A printer without a pair at parks of boats: its score is below the floor of 0.15."""
    printer = {"firm": ["f"], "home": [NANJING], "industry": ["23"], "demand_land_m2": [1.0]}
    places = {"park": ["p", "q"], "region": [SUQIAN] * 2, "industries": ["37"] * 2}
    run = prepare(
        firms(**printer, environment_class=["严重"]),
        parks(**places, capacity_land_m2=[1e5] * 2, environment_limit=limits),
        MatchRequest(programme="jiangsu-2022"),
    )
    found = candidates_of(run, top=1)
    result = result_of(run, found, place_run(run, found, gap=0.0, seed=0))
    assert [one.why for one in result.unplaced] == [why]


@pytest.mark.parametrize("term", ["chain", "relatedness"])
def test_where_an_industry_is_several_sectors_the_reason_says_that_their_mean_counts(term):
    """Division 36 is whole vehicles and their parts; a firm that names one sector is of one."""
    several, one = IO153_OF_DIVISION["36"], IO153_OF_DIVISION["36"][0]
    assert len(several) > 1
    for sectors, is_said in (("", True), (one, False)):
        run = a_run(SUZHOU, SUQIAN, sectors=sectors, demand_land_m2=1.0)
        (offer,) = offers_of(run, candidates_of(run, top=1), "f")
        why = next(line.why for line in offer.terms if line.term == term)
        assert ("得分取平均" in why.zh, "their mean counts" in why.en) == (is_said, is_said)


def test_a_table_that_was_changed_after_it_was_read_has_a_print_of_its_own(tmp_path):
    """Part of a table, and one with another figure, are not the file any more."""
    file = tmp_path / "parks.csv"
    file.write_text("park,region,capacity_land_m2\np,321300,5\nq,321300,6\n", "utf-8")
    whole = read_parks(file)
    other = whole.copy()
    other["capacity_land_m2"] = 7.0
    own = firms(firm=["f"], home=[SUZHOU], industry=["36"])
    found = [prepare(own, t).provenance.inputs["parks"] for t in (whole, whole.iloc[:1], other)]
    assert found[0] == hashlib.sha256(file.read_bytes()).hexdigest() and len(set(found)) == 3


def test_of_a_firm_in_shanghai_it_is_not_known_whether_its_district_is_the_paired_one():
    """Fengxian is paired with Bozhou; a listed firm's code is Shanghai's: missing, not zero."""
    assert np.isnan(values(a_run("310000", "341600", programme="yrd-anhui-2021"), "pair"))
    assert values(a_run("310120", "341600", programme="yrd-anhui-2021"), "pair") == 1.0


def test_a_word_that_is_broad_is_present_by_half_and_an_exact_one_in_full():
    """Related industries count less than the half, so the half stands for itself."""
    assert values(a_run(SUZHOU, CHUZHOU, words="汽车"), "relatedness") == 1.0
    broad = a_run(SUZHOU, CHUZHOU, words="交通运输设备")
    assert values(broad, "relatedness") == pytest.approx(0.5, abs=0.15)


def test_a_park_without_a_known_word_leaves_chain_and_relatedness_missing():
    run = a_run(SUZHOU, CHUZHOU, words="总部经济")
    assert np.isnan(values(run, "chain")) and np.isnan(values(run, "relatedness"))
    assert unmapped_words(run.parks) == (("p", "总部经济"),)


def test_spillover_needs_a_high_tech_industry():
    """C5: priority to high-tech with a need to spill over; cars (36) have none here."""
    assert values(a_run(SUZHOU, SUQIAN, industry="36"), "spillover") == 0.0
    assert values(a_run(SUZHOU, SUQIAN, industry="39", words="电子信息"), "spillover") > 0.5


def test_nobody_steps_down_to_a_richer_place():
    assert values(a_run(SUQIAN, SUZHOU), "gradient") == 0.0
    assert values(a_run(SUZHOU, SUQIAN), "gradient") > 0.0


def test_by_the_gradient_clothing_moves_before_cars():
    """The earlier practice, labour-intensive first (C5 asks for the opposite)."""
    clothing = values(a_run(SUZHOU, SUQIAN, industry="18"), "gradient")
    assert clothing > values(a_run(SUZHOU, SUQIAN, industry="36"), "gradient")


def test_at_home_there_is_no_mode_of_cooperation():
    assert values(a_run(SUZHOU, SUZHOU, employees=5000), "cooperation") == 0.0


def test_the_low_end_is_missing_unless_the_project_says_something_of_itself():
    """C20: a high-tech project that only assembles; nothing more is known of it."""
    unknown = a_run(SUZHOU, SUQIAN, industry="39", words="电子信息")
    assert np.isnan(values(unknown, "low_end"))
    known = a_run(SUZHOU, SUQIAN, industry="39", words="电子信息", assembly_only="是")
    assert values(known, "low_end") == 1.0
    scores = [candidates_of(run, top=1).score[0, 0] for run in (unknown, known)]
    assert scores[0] - scores[1] == pytest.approx(0.15, abs=1e-6)


def test_land_is_taken_as_given_and_else_from_employees_by_the_assumptions():
    """1,000 employees × 0.05 × 100 m² = 5,000 m²; of 900,000 one project has 5,000, not 45,000."""
    run = prepare(
        firms(
            firm=["a", "b", "c"],
            home=[SUZHOU] * 3,
            industry=["36"] * 3,
            employees=[1000, 1000, 900_000],
            demand_land_m2=[np.nan, 700.0, np.nan],
        ),
        parks(park=["p"], region=[SUQIAN], capacity_land_m2=[1e5]),
    )
    assert demand_of(run).tolist() == [[5000.0], [700.0], [500_000.0]]
    assert capacity_of(run).tolist() == [[1e5]]


def test_power_is_never_made_up():
    run = prepare(
        firms(firm=["a"], home=[SUZHOU], industry=["36"], employees=[1000]),
        parks(park=["p"], region=[SUQIAN], capacity_land_m2=[1e5], capacity_power_kw=[9.0]),
    )
    assert run.resources == ("land_m2", "power_kw")
    with pytest.raises(Refusal, match="demand_power_kw: a: 1 firms have no figure here"):
        demand_of(run)
    assert demand_of(run, ["land_m2"]).shape == (1, 1)


def test_parks_without_any_capacity_are_refused_when_it_is_asked_for():
    run = prepare(
        firms(firm=["a"], home=[SUZHOU], industry=["36"]), parks(park=["p"], region=[SUQIAN])
    )
    assert candidates_of(run, top=1).park.shape == (1, 1)
    with pytest.raises(Refusal, match="parks without capacity"):
        capacity_of(run)


def test_an_agreed_exclusion_refuses_the_firm_and_says_by_which_clause():
    """C18: the pair agreed that cars stay; the firm is listed with rule and clause."""
    clause = Clause(document="合作协议", words="整车不转移", place="第三条")
    parameters = {"supporter": SUZHOU, "recipient": SUQIAN, "industries": ["36"]}
    rule = Rule(
        "cars_stay", "exclusion", "整车留苏", "Cars stay", Force.AGREEMENT, clause, parameters
    )
    request = MatchRequest(rules=(EligibilityRule(rule, True),))
    run = prepare(
        firms(firm=["f"], home=[SUZHOU], industry=["36"]),
        parks(park=["p"], region=[SUQIAN], leading_industries=["汽车"]),
        request,
    )
    (refused,) = refused_of(run, candidates_of(run, top=1))
    ((line, number),) = refused.rules
    assert (line.rule, number, line.clause.words) == ("cars_stay", 1, "整车不转移")
    lifted = prepare(run.firms, run.parks, MatchRequest(rules=request.rules, lifted=("cars_stay",)))
    assert candidates_of(lifted, top=1).park.tolist() == [[0]]


def test_what_cannot_be_is_refused_by_name():
    table, held = (
        firms(firm=["f"], home=[SUZHOU], industry=["36"]),
        parks(park=["p"], region=[SUQIAN]),
    )
    with pytest.raises(Refusal, match="no such rule to lift; there is: industries_of_parks"):
        prepare(table, held, MatchRequest(lifted=("nothing",)))
    with pytest.raises(Refusal, match="no such set of weights; there is: chain, gradient"):
        prepare(table, held, MatchRequest(weights="beauty"))
    with pytest.raises(Refusal, match="land_per_head: 3: no such assumption"):
        prepare(table, held, MatchRequest(assumptions={"land_per_head": 3}))
    with pytest.raises(Refusal, match="no such programme"):
        prepare(table, held, MatchRequest(programme="jiangsu-1999"))
    with pytest.raises(Refusal, match="no such firm in this run"):
        prepare(table, held).firm_at("g")


@pytest.fixture(scope="module")
def shipped():
    run = shipped_run(MatchRequest(programme="yrd-anhui-2021", day=date(2024, 1, 1)))
    return run, candidates_of(run, top=20)


def test_the_shipped_run_accounts_for_every_firm_and_park(shipped):
    """6,191 firms; 249 zones and 11 co-built parks, of which 3 have a reported area."""
    run, _ = shipped
    assert len(run.firms) + len(run.left_out_firms) == 6191
    assert len(run.parks) == 252 and len(run.left_out_parks) == 8
    assert set(run.left_out_firms["reason"]) == {"not_listed", "unmapped_label"}
    assert set(run.left_out_parks["reason"]) == {"no_area"}


def test_rules_that_no_shipped_column_can_check_are_said_to_be_unchecked(shipped):
    run, found = shipped
    assert {lacking.rule for lacking in found.not_checked} == {
        "environmental_admission",
        "minimum_investment",
        "park_phase",
    }
    offer = offers_of(run, found, "002594.SZ", most=1)[0]
    assert {line.rule for line in offer.not_checked} >= {"park_phase"}


def test_a_bank_is_offered_no_park_and_the_rule_is_named(shipped):
    run, found = shipped
    bank = next(r for r in refused_of(run, found) if r.firm == "000001.SZ")
    ((line, number),) = bank.rules
    assert (line.rule, number) == ("industries_of_parks", 252)
    assert offers_of(run, found, "000001.SZ") == ()


def test_every_offer_adds_up_to_its_score_and_names_what_is_missing(shipped):
    run, found = shipped
    for firm in run.firms["firm"][::400]:
        for offer in offers_of(run, found, firm, most=3):
            total = sum(line.contribution or 0.0 for line in offer.terms)
            assert offer.score == pytest.approx(total, abs=1e-6)
            assert all(line.why.zh and line.why.en for line in offer.terms)
            unknown = sum(abs(line.weight) for line in offer.terms if line.value is None)
            assert offer.missing == pytest.approx(unknown)


def test_applicants_of_a_park_are_those_who_have_it_as_an_offer_best_first(shipped):
    run, found = shipped
    park = run.parks["park"].iloc[found.park[0, 0]]
    listed = applicants_of(run, found, park, most=15)
    scores = [offer.score for offer in listed]
    assert scores == sorted(scores, reverse=True)
    best = offers_of(run, found, listed[0].firm, most=20)
    assert park in [offer.park for offer in best]


def test_a_park_sees_who_fits_it_even_where_other_parks_suit_them_better(shipped):
    """A park among nobody's best twenty: the firms that fit it best are listed with rank 0."""
    run, found = shipped
    park = next(p for at, p in enumerate(run.parks["park"]) if not (found.park == at).any())
    assert applicants_of(run, found, park) == ()
    fitting = best_fitting(run, found, park, most=5)
    assert len(fitting) == 5 and {offer.rank for offer in fitting} == {0}
    scores = [offer.score for offer in fitting]
    assert scores == sorted(scores, reverse=True)
    known = run.parks["park"].iloc[found.park[0, 0]]
    first = best_fitting(run, found, known, most=1)[0]
    column = run.scoring.block(slice(None))[:, found.park[0, 0]]
    assert first.score == pytest.approx(column.max(), abs=1e-6)


def test_a_maker_of_car_parts_in_nanjing_is_offered_its_partner_city_first(shipped):
    """南京泉峰汽车: 滁州 is Nanjing's partner (2021), next to it, with zones that name cars."""
    run, found = shipped
    first = offers_of(run, found, "603982.SH", most=1)[0]
    assert run.parks["region"].iloc[run.park_at(first.park)].startswith("3411")
    lines = {line.term: line for line in first.terms}
    assert lines["pair"].value == 1.0 and lines["relatedness"].value == 1.0
    assert "汽车" in lines["chain"].why.zh


def test_gradient_and_chain_can_be_compared_firm_by_firm(shipped):
    """C6: the same firms, parks and terms under two sets of weights."""
    run, found = shipped
    other = shipped_run(MatchRequest(programme="yrd-anhui-2021", weights="gradient"))
    gradient = candidates_of(other, top=20)
    beside = compare((run, found), (other, gradient))
    assert beside.same_first < 0.5 and beside.overlap < 0.5
    chain, by_gradient = beside.means["chain"]
    assert chain > by_gradient
    assert beside.means["gradient"][0] < beside.means["gradient"][1]
    assert beside.gaps[0][""] < beside.gaps[1][""]
    assert other.provenance.fingerprint() != run.provenance.fingerprint()


def test_runs_over_other_firms_are_not_compared(shipped):
    run, found = shipped
    part = prepare(run.firms.iloc[:5], run.parks, run.request)
    with pytest.raises(Refusal, match="not of the same firms and parks"):
        compare((run, found), (part, candidates_of(part, top=20)))


def test_the_summary_counts_what_was_refused_left_out_and_missing(shipped):
    run, found = shipped
    told = summary_of(run, found)
    assert told.left_out == {"no_area": 8, "not_listed": 757, "unmapped_label": 72}
    assert told.firms == 5362 and told.with_offer == 5362 - len(found.without)
    assert told.refused["industries_of_parks"] % 252 == 0
    assert sum(told.gaps.values()) == told.with_offer
    assert told.missing["low_end"] > 0 and ("S327042", "总部经济") in told.unmapped


def test_the_order_of_the_tables_changes_no_score(shipped):
    run, found = shipped
    turned = prepare(run.firms.iloc[::-1], run.parks, run.request)
    again = candidates_of(turned, top=20)
    assert (again.park[::-1] == found.park).all()
    assert (again.score[::-1] == found.score).all()


def test_the_example_of_the_explanation_runs_as_it_stands(capsys):
    """The block of code in docs/explanation/matching.md, word for word."""
    text = (Path(__file__).parents[3] / "docs/explanation/matching.md").read_text("utf-8")
    block = text.split("```python\n")[1].split("```")[0]
    exec(compile(block, "matching.md", "exec"), {})
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 3 and "chain" in printed[0]


def test_the_fingerprint_of_a_run_changes_with_a_cell_and_with_an_assumption():
    runs = [
        a_run(SUZHOU, SUQIAN, employees=people).provenance.fingerprint() for people in (10, 10, 11)
    ]
    assert runs[0] == runs[1] != runs[2]
    table, held = (
        firms(firm=["f"], home=[SUZHOU], industry=["36"]),
        parks(park=["p"], region=[SUQIAN]),
    )
    plain = prepare(table, held).provenance.fingerprint()
    changed = prepare(table, held, MatchRequest(assumptions={"half_distance_km": 300}))
    assert changed.provenance.fingerprint() != plain


def test_an_offer_is_written_as_json_with_every_term(shipped):
    run, found = shipped
    offer = json.loads(canonical_json(offers_of(run, found, "002594.SZ", most=1)[0]))
    assert [line["term"] for line in offer["terms"]] == list(TERMS)
    assert offer["not_checked"][0]["clause"]["document"]


def test_the_shipped_candidates_are_assigned_within_the_land_of_every_park(shipped):
    """Candidates, instance and solver fit together; demand and capacity are added up here anew."""
    run, found = shipped
    instance = instance_of(run, found)
    park = assign(instance, seed=0).park
    placed = park >= 0
    used = np.bincount(park[placed], weights=demand_of(run)[placed, 0], minlength=len(run.parks))
    assert (used <= capacity_of(run)[:, 0] * (1 + 1e-6)).all()
    assert placed.sum() > 3000
    assert all(park[row] in found.park[row] for row in np.flatnonzero(placed)[::50])


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("open_share_of_area", 5.0, "0 to 1"),
        ("project_share_of_employees", 1e30, "0 to 1"),
        ("level_full_at", 1.0, "1.01 to 1,000,000"),
        ("crowd_of_firms", 0.0, "0.01 to 1,000,000"),
        ("land_m2_per_employee", np.nan, "0 to 1,000,000"),
        ("half_distance_km", -1.0, "1 to 1,000,000"),
    ],
)
def test_an_assumption_that_could_say_nothing_is_refused_with_what_it_may_be(name, value, allowed):
    said = f"{name}: .*: out of range; it may be from {allowed}"
    with pytest.raises(Refusal, match=said):
        shipped_run(MatchRequest(programme="jiangsu-2022", assumptions={name: value}))
