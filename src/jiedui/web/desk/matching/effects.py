"""What would be different: a kept match asked again with other limits, pairs or rules.

Nothing of it is kept on disk: the address says what was asked, and the same address gives the same
answer. One question is worked out at a time, and the latest answers stay at hand.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

from jiedui.analysis.matching.results import MatchResult
from jiedui.web.desk.matching import making
from jiedui.web.records.runs.access import run_reached
from jiedui.web.records.runs.models import Run

if TYPE_CHECKING:
    from jiedui.analysis.matching.changes import Change
    from jiedui.analysis.matching.placement import Placement
    from jiedui.analysis.matching.rulecost import RuleCost
    from jiedui.analysis.matching.whatif import Effect

BONUS = "pair"
_working = RLock()
Answer = TypeVar("Answer")


def effect(kept: Run, change: Change) -> Effect:
    """What a change does to a kept match.

    Raises
    ------
    Refusal
        For a change of what is not there, and where data or rules have changed since the run.
    """
    return _one_at_a_time(lambda: _effect(kept.fingerprint, change))


def cost(kept: Run, what: str) -> RuleCost:
    """What a rule costs in fit, by its id; or the pair bonus."""
    return _one_at_a_time(lambda: _cost(kept.fingerprint, what))


def placement(kept: Run) -> tuple[making.Prepared, Placement]:
    """The placement that is kept, over the run's tables as they are prepared now."""
    return _one_at_a_time(lambda: _placement(kept.fingerprint))


def _one_at_a_time(work: Callable[[], Answer]) -> Answer:
    """A second who asks the same waits for the first, and gets the answer that is there."""
    with _working:
        return work()


@lru_cache(maxsize=4)
def _placement(fingerprint: str) -> tuple[making.Prepared, Placement]:
    from jiedui.analysis.matching.standing import placement_of
    from jiedui.analysis.matching.whatif import polished

    kept = run_reached(fingerprint)
    known = making.prepared(kept.request)
    result: MatchResult = making.revived(kept.result)
    return known, polished(placement_of(known.run, known.found, result))


@lru_cache(maxsize=64)
def _effect(fingerprint: str, change: Change) -> Effect:
    from jiedui.analysis.matching.whatif import what_if

    known, placed = _placement(fingerprint)
    return what_if(placed, change, run=known.run, found=known.found).effect


@lru_cache(maxsize=32)
def _cost(fingerprint: str, what: str) -> RuleCost:
    from jiedui.analysis.matching.rulecost import cost_of_bonus, cost_of_rule

    known, placed = _placement(fingerprint)
    if what == BONUS:
        return cost_of_bonus(known.run, placed)
    return cost_of_rule(known.run, known.found, placed, what)
