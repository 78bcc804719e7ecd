"""Which firm fits which park, within land, power and emission limits, with a proof of how well.

Two halves that meet in an `Instance`: `candidates` finds the parks a firm may go to and scores them
term by term; `assign` places all firms at once and certifies the answer.

    from jiedui.core import matching

    instance = matching.Instance.of_candidates(score, park, demand, capacity)
    answer = matching.assign(instance, seed=1)
    answer.park, answer.value, answer.bound, answer.prices

This half needs arrays only; frames come in through `jiedui.analysis.matching`.
"""

from jiedui.core.matching.assign import Assignment, assign
from jiedui.core.matching.certificate import Worth, bound, judge
from jiedui.core.matching.instance import NO_EDGE, Instance, Quotas

__all__ = [
    "NO_EDGE",
    "Assignment",
    "Instance",
    "Quotas",
    "Worth",
    "assign",
    "bound",
    "judge",
]
