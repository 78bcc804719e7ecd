"""The three orders of building a park (D11): plan, then build; below, then above; industry, then
commerce and housing. 先规划后建设、先地下后地上、先工业后商住.

The words are a practice that a text praises, so they inform and never refuse. Each phase is judged
by itself. A date known to the quarter only is an interval, and where intervals overlap the verdict
is `unsure`, not a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jiedui.analysis.parks.moments import Moment

PLAN_FIRST, UNDERGROUND_FIRST, INDUSTRY_FIRST = "plan", "underground", "industry"
PLANNING = "planning"
COMMERCE_AND_HOUSING = ("commerce", "housing")


@dataclass(frozen=True)
class WorkDates:
    """A work and its dates. `layer` is `underground`, `above_ground` or empty."""

    name: str
    phase: str
    kind: str
    layer: str = ""
    started: Moment | None = None
    completed: Moment | None = None
    evidence: str = ""


@dataclass(frozen=True)
class Finding:
    """What the dates say of one order in one phase.

    Attributes
    ----------
    verdict
        `kept`: the earlier kind of work was finished before the later began. `overlapping`: it had
        begun but was not finished. `broken`: the later began first. `unsure`: dates overlap.
        `undated`: there are works of both kinds, and a date is missing. `nothing`: there are not.
    earlier, later
        The two works that decide, where dates decide.
    without_evidence
        Works that took part and name no evidence.
    """

    order: str
    phase: str
    verdict: str
    earlier: WorkDates | None = None
    later: WorkDates | None = None
    without_evidence: tuple[str, ...] = ()


def order_of_works(works: Sequence[WorkDates]) -> tuple[Finding, ...]:
    """Judge the three orders in every phase, phases in the order of their names.

    A plan without a phase is the plan of the whole park and stands for every phase.
    """
    common = [work for work in works if work.kind == PLANNING and not work.phase]
    phases = sorted({work.phase for work in works if work not in common})
    found = []
    for phase in phases:
        own = [work for work in works if work.phase == phase]
        found.extend(_of_phase(phase, own if not phase else [*common, *own]))
    return tuple(found)


def _of_phase(phase: str, works: Sequence[WorkDates]) -> list[Finding]:
    rules: tuple[tuple[str, Callable[[WorkDates], bool], Callable[[WorkDates], bool]], ...] = (
        (PLAN_FIRST, lambda w: w.kind == PLANNING, lambda w: w.kind != PLANNING),
        (
            UNDERGROUND_FIRST,
            lambda w: w.layer == "underground",
            lambda w: w.layer == "above_ground",
        ),
        (
            INDUSTRY_FIRST,
            lambda w: w.kind == "industry",
            lambda w: w.kind in COMMERCE_AND_HOUSING,
        ),
    )
    return [
        _judge(order, phase, list(filter(first, works)), list(filter(second, works)))
        for order, first, second in rules
    ]


def _judge(
    order: str, phase: str, before: Sequence[WorkDates], after: Sequence[WorkDates]
) -> Finding:
    if not before or not after:
        verdict = "undated" if after and order == PLAN_FIRST else "nothing"
        return Finding(order, phase, verdict)
    bare = tuple(sorted({work.name for work in (*before, *after) if not work.evidence}))
    begun = [work for work in after if work.started is not None]
    if not begun or any(_start(work) is None for work in before):
        return Finding(order, phase, "undated", without_evidence=bare)
    later = min(begun, key=lambda work: (_first(work.started), work.name))
    decides, verdict = _compare(order, before, later)
    return Finding(order, phase, verdict, decides, later, bare)


def _compare(order: str, before: Sequence[WorkDates], later: WorkDates) -> tuple[WorkDates, str]:
    """Planning and underground works must be finished; industry need only have begun."""
    assert later.started is not None
    first = min(before, key=lambda work: (_first(_start(work)), work.name))
    start = _start(first)
    assert start is not None
    if later.started.surely_before(start):
        return first, "broken"
    if not start.surely_not_after(later.started):
        return first, "unsure"
    if order == INDUSTRY_FIRST:
        return first, "kept"
    for work in sorted(before, key=lambda work: work.name):
        if work.completed is None or later.started.surely_before(work.completed):
            return work, "overlapping"
        if not work.completed.surely_not_after(later.started):
            return work, "unsure"
    return first, "kept"


def _start(work: WorkDates) -> Moment | None:
    """When it began; a plan is often known by its completion alone."""
    return work.started or (work.completed if work.kind == PLANNING else None)


def _first(when: Moment | None) -> str:
    return "" if when is None else when.first.isoformat()
