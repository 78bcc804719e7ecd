"""Deferred acceptance and blocking pairs on stated preferences (Gale & Shapley 1962)."""

import pytest

from jiedui.core.errors import NotSupported, Refusal
from jiedui.core.pairing import Preferences, blocking_pairs, deferred_acceptance

# The textbook case in which each side's favourites differ: two stable pairings exist.
CROSSED = Preferences(
    supporters={"A": ("x", "y"), "B": ("y", "x")},
    recipients={"x": ("B", "A"), "y": ("A", "B")},
)
ONE = {"supporter_quotas": {}, "recipient_quotas": {}}


def test_the_side_that_proposes_gets_its_favourites():
    by_recipients = deferred_acceptance(CROSSED, **ONE)
    by_supporters = deferred_acceptance(CROSSED, proposers="supporter", **ONE)
    assert by_recipients == (("A", "y"), ("B", "x"))
    assert by_supporters == (("A", "x"), ("B", "y"))


def test_both_outcomes_are_stable():
    for pairs in ((("A", "y"), ("B", "x")), (("A", "x"), ("B", "y"))):
        assert blocking_pairs(pairs, CROSSED, **ONE).stable


def test_a_quota_lets_a_supporter_hold_more_than_one():
    preferences = Preferences(
        supporters={"A": ("x", "y", "z"), "B": ("x", "y", "z")},
        recipients={"x": ("A", "B"), "y": ("A", "B"), "z": ("A", "B")},
    )
    quotas = {"supporter_quotas": {"A": 2, "B": 1}, "recipient_quotas": {}}
    pairs = deferred_acceptance(preferences, **quotas)
    assert pairs == (("A", "x"), ("A", "y"), ("B", "z"))
    assert blocking_pairs(pairs, preferences, **quotas).stable


def test_a_pairing_that_two_regions_would_leave_for_each_other_is_not_stable():
    preferences = Preferences(
        supporters={"A": ("x", "y"), "B": ("x", "y")},
        recipients={"x": ("A", "B"), "y": ("A", "B")},
    )
    found = blocking_pairs([("A", "y"), ("B", "x")], preferences, **ONE)
    assert not found.stable
    assert found.blocking == (("A", "x"),)


def test_a_region_left_out_blocks_with_whoever_would_take_it():
    found = blocking_pairs([("A", "x")], CROSSED, **ONE)
    assert ("B", "y") in found.blocking


def test_a_partner_on_nobodys_list_is_unacceptable():
    preferences = Preferences(
        supporters={"A": ("x",), "B": ("x", "y")}, recipients={"x": ("A",), "y": ("A", "B")}
    )
    found = blocking_pairs([("A", "y"), ("B", "x")], preferences, **ONE)
    assert found.unacceptable == (("A", "y"), ("B", "x"))


def test_stability_is_refused_without_lists_of_both_sides():
    """The planner's scores are nobody's preferences."""
    with pytest.raises(NotSupported, match="planner's own scores"):
        deferred_acceptance(Preferences({}, {"x": ("A",)}), **ONE)


def test_lists_that_repeat_or_name_strangers_are_refused():
    with pytest.raises(Refusal, match="twice"):
        deferred_acceptance(Preferences({"A": ("x", "x")}, {"x": ("A",)}), **ONE)
    with pytest.raises(Refusal, match="no list of its own"):
        deferred_acceptance(Preferences({"A": ("x", "z")}, {"x": ("A",)}), **ONE)
