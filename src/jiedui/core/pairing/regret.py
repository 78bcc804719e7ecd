"""How far any given pairing is from the optimum, and which rules it does not keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jiedui.core.pairing import check
from jiedui.core.pairing.check import Clash
from jiedui.core.pairing.model import Pairing
from jiedui.core.pairing.problem import CodePair, PairingProblem


@dataclass(frozen=True)
class Evaluated:
    """A named pairing held against the rules and the optimum.

    `objective` and `regret` are None where one of its pairs is no candidate and so has no
    score; `outside` lists those pairs with the reason. A pairing that breaks rules is not
    feasible, and its regret (then possibly negative) compares scores alone.
    """

    name: str
    pairs: tuple[CodePair, ...]
    feasible: bool
    objective: float | None
    regret: float | None
    clashes: tuple[Clash, ...]
    outside: Mapping[CodePair, str]
    changes: int | None


def evaluate(
    problem: PairingProblem,
    best: Pairing,
    *,
    name: str,
    pairs: Iterable[CodePair],
    reasons_outside: Mapping[CodePair, str] | None = None,
) -> Evaluated:
    """Judge `pairs`; `reasons_outside` says why a pair is no candidate, where that is known."""
    given = tuple(sorted(set(pairs)))
    taken = problem.candidates.marked(given)
    known = set(problem.candidates.pairs([int(i) for i in taken.nonzero()[0]]))
    why = reasons_outside or {}
    outside = {
        pair: why.get(pair, "not a candidate of this programme")
        for pair in given
        if pair not in known
    }
    broken = check.clashes(problem, taken)
    if outside:
        # A region whose pair is no candidate falls short of its quota only for that reason.
        broken = tuple(clash for clash in broken if clash.value > clash.lower)
    value = None if outside else check.value_of(problem, taken)
    return Evaluated(
        name=name,
        pairs=given,
        feasible=not outside and not broken,
        objective=None if value is None else value.objective,
        regret=None if value is None else best.objective - value.objective,
        clashes=broken,
        outside=outside,
        changes=None if value is None else value.changes,
    )
