"""A placement made again from what was kept of it: a what-if goes on from what was shown."""

from __future__ import annotations

import numpy as np

from jiedui.analysis.matching.keeping import slots_at
from jiedui.analysis.matching.placement import Placement
from jiedui.analysis.matching.results import MatchResult
from jiedui.analysis.matching.run import MatchRun, instance_of
from jiedui.core.errors import Problem, Refusal
from jiedui.core.matching import Assignment, bound, judge
from jiedui.core.matching.assign.solve import parks_of
from jiedui.core.matching.candidates import Candidates

ROUNDING = 1e-6


def placement_of(run: MatchRun, found: Candidates, result: MatchResult) -> Placement:
    """The placement of a kept result over its run, checked: every firm where it was, same score.

    Refused where the run gives other candidates than the ones that were placed: data, rules or
    weights have changed since, and the result must be made anew.
    """
    instance = instance_of(run, found, resources=result.resources)
    held = _held(run, result)
    slot = slots_at(instance, held)
    prices = _prices(run, result)
    worth = judge(instance, slot)
    if ((slot < 0) != (held < 0)).any() or not (
        worth.feasible and abs(worth.value - result.value) <= ROUNDING * max(1.0, result.value)
    ):
        hint = "match again; then ask what if"
        raise Refusal(Problem("data or rules have changed since this run", hint=hint))
    answer = Assignment(
        slot=slot,
        park=parks_of(instance, slot),
        value=worth.value,
        bound=bound(instance, prices),
        prices=prices,
        quota_prices=np.zeros((0, 2)),
        used=worth.used,
        counts=worth.counts,
        grouped=worth.grouped,
        passes=result.passes,
        seed=result.seed,
        engine=result.engine,
        searched=result.searched,
    )
    firms, parks = map(tuple, (run.firms["firm"].astype(str), run.parks["park"].astype(str)))
    return Placement(instance, firms, parks, answer, result.provenance)


def _held(run: MatchRun, result: MatchResult) -> np.ndarray:
    held = np.full(len(run.firms), -1, dtype=np.int32)
    for line in result.placed:
        held[run.firm_at(line.firm)] = run.park_at(line.park)
    return held


def _prices(run: MatchRun, result: MatchResult) -> np.ndarray:
    prices = np.zeros((len(run.parks), len(result.resources)))
    place = {name: at for at, name in enumerate(result.resources)}
    for limit in result.limits:
        prices[run.park_at(limit.park), place[limit.resource]] = limit.price
    return prices
