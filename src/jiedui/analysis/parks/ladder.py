"""The rating ladder: co-built, provincial characteristic, provincial pilot, national (D13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Rung(StrEnum):
    """The rungs, lowest first."""

    CO_BUILT = "co_built"
    CHARACTERISTIC = "provincial_characteristic"
    PILOT = "provincial_pilot"
    NATIONAL = "national"


@dataclass(frozen=True)
class Need:
    """A requirement of a rung: an indicator at least or at most so much, in a unit."""

    rung: str
    indicator: str
    compared: str
    threshold: float
    unit: str
    document: str = ""
    words: str = ""
    force: str = ""


@dataclass(frozen=True)
class Judged:
    """A requirement and what is known: `met`, `missed`, or `unknown` without a figure."""

    need: Need
    value: float | None
    verdict: str


def next_rung(rung: str) -> str:
    """The rung above; empty on the highest and beside the ladder.

    >>> str(next_rung("co_built")), next_rung("national")
    ('provincial_characteristic', '')
    """
    order = [one.value for one in Rung]
    if rung not in order or rung == order[-1]:
        return ""
    return order[order.index(rung) + 1]


def judge_needs(
    needs: Sequence[Need], figures: Mapping[tuple[str, str], float]
) -> tuple[Judged, ...]:
    """Hold figures, by indicator and unit, against the requirements of a rung."""
    return tuple(_judge(need, figures.get((need.indicator, need.unit))) for need in needs)


def _judge(need: Need, value: float | None) -> Judged:
    if value is None:
        return Judged(need, None, "unknown")
    is_met = value >= need.threshold if need.compared == "at_least" else value <= need.threshold
    return Judged(need, value, "met" if is_met else "missed")
