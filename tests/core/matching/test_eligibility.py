"""Rules of matching, each worked by hand on two or three firms and parks (P2, P3, B16, D7)."""

from dataclasses import replace

import numpy as np
import pytest

from jiedui.core.errors import Refusal
from jiedui.core.matching.eligibility import EligibilityRule, rulings
from jiedui.core.matching.sides import Side, within
from jiedui.core.rules import Clause, Force, Rule

Y, N = True, False


def a_rule(kind, *, refuses=True, rule_id="r", **parameters):
    clause = Clause(document="测试文件", words="测试")
    rule = Rule(rule_id, kind, "规则", "Rule", Force.DOCUMENT, clause, parameters)
    return EligibilityRule(rule, refuses)


def ruled(kind, firms, parks, **parameters):
    """Against and unknown, firms × parks."""
    firms = Side.of(firms, what="firms")
    parks = Side.of(parks, what="parks")
    (found,), lacking = rulings([a_rule(kind, **parameters)], firms, parks)
    assert lacking == ()
    shape = (firms.size, parks.size)
    return [np.broadcast_to(part, shape).tolist() for part in found.block(slice(None))]


def test_a_functional_zone_forbids_the_industries_it_names_and_no_others():
    """P2: chemicals (26) are out of the ecological zone; medicine (27) is not."""
    against, unknown = ruled(
        "zone_industries",
        {"industry": ["2614", "27", ""]},
        {"function_zone": ["生态", "重点", ""]},
        zones=["生态"],
        industries=["26"],
    )
    assert against == [[Y, N, N], [N, N, N], [N, N, N]]
    assert unknown == [[N, N, Y], [N, N, N], [Y, N, N]]


def test_a_zone_that_lists_the_only_industries_it_takes_refuses_all_others():
    against, _ = ruled(
        "zone_industries",
        {"industry": ["01", "36"]},
        {"function_zone": ["生态"]},
        zones=["生态"],
        industries=["01"],
        only=True,
    )
    assert against == [[N], [Y]]


def test_an_environmental_class_above_what_the_park_admits_is_refused():
    against, unknown = ruled(
        "environment",
        {"environment_class": ["一类", "二类", "三类", ""]},
        {"environment_limit": ["二类", ""]},
        classes=["一类", "二类", "三类"],
    )
    assert against == [[N, N], [N, N], [Y, N], [N, N]]
    assert unknown == [[N, Y], [N, Y], [N, Y], [Y, Y]]


def test_a_class_that_is_not_one_of_the_rules_is_refused_by_name():
    with pytest.raises(Refusal, match="environment_class: 四类: no such class; one of 一类"):
        ruled(
            "environment",
            {"environment_class": ["四类"]},
            {"environment_limit": ["一类"]},
            classes=["一类"],
        )


def test_investment_at_the_parks_minimum_passes_and_just_below_does_not():
    """Park 1 asks for 300, park 2 for 500, park 3 says nothing and the rule then asks for 200."""
    against, unknown = ruled(
        "minimum_intensity",
        {"investment_10k_cny_per_mu": [300.0, 299.9, 500.0, np.nan]},
        {"minimum_investment_10k_cny_per_mu": [300.0, 500.0, np.nan]},
        least=200,
    )
    assert against == [[N, Y, N], [Y, Y, N], [N, N, N], [N, N, N]]
    assert unknown == [[N, N, N], [N, N, N], [N, N, N], [Y, Y, Y]]


def test_without_a_minimum_of_park_or_rule_intensity_is_not_checked():
    _, unknown = ruled(
        "minimum_intensity",
        {"investment_10k_cny_per_mu": [300.0]},
        {"minimum_investment_10k_cny_per_mu": [np.nan, 100.0]},
    )
    assert unknown == [[Y, N]]


def test_a_park_that_is_only_planned_takes_nobody_in():
    against, unknown = ruled(
        "phase", {"industry": ["36"]}, {"phase": ["规划", "运营", ""]}, open=["运营", "在建"]
    )
    assert (against, unknown) == ([[Y, N, N]], [[N, N, Y]])


def test_an_exclusion_of_a_pair_binds_that_pair_and_industry_only():
    """C18: what Suzhou keeps does not move to Suqian; others may, and it may go elsewhere."""
    against, unknown = ruled(
        "exclusion",
        {"home": ["320583", "320500", "330100", "320000"], "industry": ["39", "36", "39", "39"]},
        {"region": ["321322", "340100"]},
        supporter="320500",
        recipient="321300",
        industries=["39"],
    )
    assert against == [[Y, N], [N, N], [N, N], [N, N]]
    assert unknown == [[N, N], [N, N], [N, N], [Y, N]]


def test_firms_outside_the_scope_get_no_offer_anywhere():
    against, unknown = ruled(
        "scope", {"industry": ["66", "36", ""]}, {"region": ["a", "b"]}, industries=["36"]
    )
    assert against == [[Y, Y], [N, N], [N, N]]
    assert unknown == [[N, N], [N, N], [Y, Y]]


def test_a_rule_of_some_regions_binds_the_parks_there_alone():
    """B16: in Suqian only; of a park known by its province alone it cannot be told."""
    rule = replace(a_rule("scope", industries=["36"]), within=("321300",))
    firms = Side.of({"industry": ["66"]}, what="firms")
    parks = Side.of({"region": ["321322", "340100", "320000"]}, what="parks")
    (found,), _ = rulings([rule], firms, parks)
    against, unknown = found.block(slice(None))
    assert (against.tolist(), unknown.tolist()) == ([[Y, N, N]], [[N, N, Y]])


def test_a_rule_whose_column_is_absent_says_so_and_is_not_passed_silently():
    firms = Side.of({"industry": ["36"]}, what="firms")
    parks = Side.of({"region": ["320500"]}, what="parks")
    rules = [
        a_rule("zone_industries", rule_id="zone", zones=["生态"], industries=["26"]),
        a_rule("environment", rule_id="clean", classes=["一类"]),
    ]
    worked, lacking = rulings(rules, firms, parks)
    assert worked == ()
    assert [(found.rule, found.side, found.column) for found in lacking] == [
        ("zone", "parks", "function_zone"),
        ("clean", "firms", "environment_class"),
    ]


def test_an_unknown_kind_and_a_rule_that_stands_twice_are_refused():
    side = Side.of({"industry": ["36"]}, what="firms")
    with pytest.raises(Refusal, match="no such kind of rule; one of scope"):
        rulings([a_rule("zones")], side, side)
    with pytest.raises(Refusal, match="the rule stands twice"):
        rulings([a_rule("phase", open=[]), a_rule("phase", open=[])], side, side)


def test_a_code_of_a_whole_city_does_not_say_whether_it_is_in_a_district():
    """Shanghai (310000) may or may not be Minhang (310112); Nanjing is not."""
    yes, unknown = within(np.array(["310112", "310000", "320100"]), "310112")
    assert (yes.tolist(), unknown.tolist()) == ([Y, N, N], [N, Y, N])


def test_columns_of_different_length_are_refused():
    with pytest.raises(Refusal, match="columns of firms differ in length; home: 1, industry: 2"):
        Side.of({"home": ["a"], "industry": ["36", "39"]}, what="firms")
