"""A run in figures, and two runs beside each other: gradient against chain (C4, C6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiedui.analysis.matching.bundled import unmapped_words
from jiedui.analysis.matching.run import MatchRun
from jiedui.core.errors import Problem, Refusal
from jiedui.core.matching.candidates import Candidates
from jiedui.core.matching.eligibility import NotChecked
from jiedui.core.matching.fits import GAP_KINDS


@dataclass(frozen=True)
class MatchSummary:
    """What a reader must know before a single offer.

    Attributes
    ----------
    firms, parks, with_offer
        In the run, and firms that have at least one park.
    left_out
        Firms and parks of the source that are not in the run, by reason.
    refused, unchecked
        Per rule, pairs refused, and pairs for which a fact is missing.
    not_checked
        Rules that lack a whole column.
    gaps
        Best offers by what they do to the chain: `strengthen`, `fill`, `extend`, "" for none.
    missing
        Per term, the share of best offers for which it is missing.
    unmapped
        Parks and words of theirs that mean no industry.
    """

    firms: int
    parks: int
    with_offer: int
    left_out: Mapping[str, int]
    refused: Mapping[str, int]
    unchecked: Mapping[str, int]
    not_checked: tuple[NotChecked, ...]
    gaps: Mapping[str, int]
    missing: Mapping[str, float]
    unmapped: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Comparison:
    """Two runs over the same firms and parks, such as gradient and chain.

    Attributes
    ----------
    firms
        That have an offer in both.
    same_first
        Share of them whose best park is the same; `overlap` of all their offers.
    means
        Per term, its mean over the best offers of the one run and of the other, missing left out;
        None where it is missing for all.
    gaps
        Best offers by kind of chain gap, in the one and in the other.
    """

    firms: int
    same_first: float
    overlap: float
    means: Mapping[str, tuple[float | None, float | None]]
    gaps: tuple[Mapping[str, int], Mapping[str, int]]


def summary_of(run: MatchRun, found: Candidates) -> MatchSummary:
    """The figures of a run."""
    best = found.first_terms[found.park[:, 0] >= 0]
    lacking = np.isnan(best).mean(axis=0) if len(best) else np.zeros(len(found.names))
    reasons = [*run.left_out_firms["reason"], *run.left_out_parks["reason"]]
    return MatchSummary(
        firms=len(run.firms),
        parks=len(run.parks),
        with_offer=len(run.firms) - len(found.without),
        left_out={reason: reasons.count(reason) for reason in sorted(set(reasons))},
        refused=dict(zip(found.rules, map(int, found.refused), strict=True)),
        unchecked=dict(zip(found.rules, map(int, found.unchecked), strict=True)),
        not_checked=found.not_checked,
        gaps=gaps_of(run, found),
        missing=dict(zip(found.names, map(float, lacking), strict=True)),
        unmapped=unmapped_words(run.parks),
    )


def gaps_of(run: MatchRun, found: Candidates) -> dict[str, int]:
    """How many best offers fill, extend or strengthen the chain of their park, or none of it."""
    rows = np.flatnonzero(found.park[:, 0] >= 0)
    parks = found.park[rows, 0]
    sectors = run.tables.chain_sector[run.tables.kinds.industry[rows], parks]
    value = run.tables.chain.value[sectors, parks]
    kinds = np.where(np.nan_to_num(value) > 0, run.tables.chain.kind[sectors, parks], 0)
    counts = np.bincount(kinds, minlength=len(GAP_KINDS))
    return {kind: int(number) for kind, number in zip(GAP_KINDS, counts, strict=True)}


def compare(one: tuple[MatchRun, Candidates], other: tuple[MatchRun, Candidates]) -> Comparison:
    """Two runs beside each other; refused where their firms or parks are not the same."""
    (run, found), (run2, found2) = one, other
    same = run.firms["firm"].equals(run2.firms["firm"])
    if not (same and run.parks["park"].equals(run2.parks["park"])):
        hint = "compare runs over the same tables, in the same order"
        raise Refusal(Problem("the runs are not of the same firms and parks", hint=hint))
    both = np.flatnonzero((found.park[:, 0] >= 0) & (found2.park[:, 0] >= 0))
    first = found.park[both, 0] == found2.park[both, 0]
    return Comparison(
        firms=len(both),
        same_first=float(first.mean()) if len(both) else 0.0,
        overlap=_overlap(found.park[both], found2.park[both]),
        means={
            name: (_mean(found, both, at), _mean(found2, both, found2.names.index(name)))
            for at, name in enumerate(found.names)
        },
        gaps=(gaps_of(run, found), gaps_of(run2, found2)),
    )


def _mean(found: Candidates, rows: NDArray[np.int64], term: int) -> float | None:
    values = found.first_terms[rows, term].astype(np.float64)
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else None


def _overlap(one: NDArray[np.int32], other: NDArray[np.int32]) -> float:
    """Mean share of a firm's parks, of the shorter list, that are in both lists."""
    shares = []
    for mine, theirs in zip(one, other, strict=True):
        a, b = set(mine[mine >= 0].tolist()), set(theirs[theirs >= 0].tolist())
        shares.append(len(a & b) / min(len(a), len(b)))
    return float(np.mean(shares)) if shares else 0.0
