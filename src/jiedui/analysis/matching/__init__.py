"""Matching: firms and parks, rules and weights in; candidates, an instance, explanations out."""

from jiedui.analysis.matching.bundled import delta_parks, listed_firms, unmapped_words
from jiedui.analysis.matching.columns import checked_firms, checked_parks
from jiedui.analysis.matching.explain import (
    Offer,
    Refused,
    RuleLine,
    TermLine,
    applicants_of,
    best_fitting,
    offer_of,
    offers_of,
    refused_of,
)
from jiedui.analysis.matching.own import read_both, read_firms, read_parks
from jiedui.analysis.matching.run import (
    MatchRequest,
    MatchRun,
    candidates_of,
    capacity_of,
    demand_of,
    instance_of,
    prepare,
    run_over,
    shipped_run,
)
from jiedui.analysis.matching.summary import Comparison, MatchSummary, compare, summary_of

__all__ = [
    "Comparison",
    "MatchRequest",
    "MatchRun",
    "MatchSummary",
    "Offer",
    "Refused",
    "RuleLine",
    "TermLine",
    "applicants_of",
    "best_fitting",
    "candidates_of",
    "capacity_of",
    "checked_firms",
    "checked_parks",
    "compare",
    "delta_parks",
    "demand_of",
    "instance_of",
    "listed_firms",
    "offer_of",
    "offers_of",
    "prepare",
    "read_both",
    "read_firms",
    "read_parks",
    "refused_of",
    "run_over",
    "shipped_run",
    "summary_of",
    "unmapped_words",
]
