"""Figures that clash: shown side by side, never averaged, never chosen between (D9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

# What a unit is a multiple of; figures in different bases cannot be held against each other.
BASES: Mapping[str, tuple[str, float]] = {
    "元": ("CNY", 1.0),
    "万元": ("CNY", 1e4),
    "亿元": ("CNY", 1e8),
    "美元": ("USD", 1.0),
    "万美元": ("USD", 1e4),
    "亿美元": ("USD", 1e8),
    "人": ("persons", 1.0),
    "万人": ("persons", 1e4),
    "公顷": ("ha", 1.0),
    "平方公里": ("ha", 100.0),
}
SAME = 1e-9


@dataclass(frozen=True)
class Figure:
    """A figure of a subject. `parts_of` names the subjects that this one is a part of."""

    key: str
    subject: str
    indicator: str
    value: float
    unit: str
    nature: str
    period: str
    certainty: str = "exact"
    source: str = ""
    parts_of: tuple[str, ...] = ()

    @property
    def base(self) -> tuple[str, float]:
        base, factor = BASES.get(self.unit, (self.unit, 1.0))
        return base, self.value * factor


@dataclass(frozen=True)
class Clash:
    """Two figures that cannot both be read at face value, and why.

    Attributes
    ----------
    why
        `differs`: same subject, indicator, nature and period, other value. `part_exceeds_whole`:
        a part is larger than what is printed of the whole. `units`: the currencies differ, so the
        two stand beside each other and are not compared.
    cautions
        What the two do not share or do not say: `nature`, `period`, `certainty`.
    """

    why: str
    first: Figure
    second: Figure
    cautions: tuple[str, ...] = ()


def clashes(figures: Sequence[Figure]) -> tuple[Clash, ...]:
    """Every clash between two figures of one indicator, in the order of their keys."""
    ordered = sorted(figures, key=lambda figure: (figure.indicator, figure.key))
    found = []
    for first, second in combinations(ordered, 2):
        if first.indicator == second.indicator:
            clash = _clash(first, second)
            if clash is not None:
                found.append(clash)
    return tuple(found)


def _clash(first: Figure, second: Figure) -> Clash | None:
    if first.subject == second.subject:
        return _of_one_subject(first, second)
    if second.subject in first.parts_of:
        return _of_part(first, second)
    if first.subject in second.parts_of:
        return _of_part(second, first)
    return None


def _of_one_subject(first: Figure, second: Figure) -> Clash | None:
    same = (first.nature, first.period) == (second.nature, second.period)
    if not same:
        return None
    if first.base[0] != second.base[0]:
        return Clash("units", first, second)
    return None if _agree(first, second) else Clash("differs", first, second)


def _of_part(part: Figure, whole: Figure) -> Clash | None:
    if "rank" in (part.nature, whole.nature) or "rate" in (part.nature, whole.nature):
        return None
    cautions = _cautions(part, whole)
    if part.base[0] != whole.base[0]:
        return Clash("units", part, whole, cautions)
    larger = part.base[1] > whole.base[1] * (1 + SAME)
    return Clash("part_exceeds_whole", part, whole, cautions) if larger else None


def _agree(first: Figure, second: Figure) -> bool:
    """Whether both may be true: 超过2000 and 2100 may, 2000 and 2100 may not."""
    (_, a), (_, b) = first.base, second.base
    if abs(a - b) <= SAME * max(abs(a), abs(b)):
        return True
    low, high = (first, second) if a < b else (second, first)
    return low.certainty == "over" or high.certainty == "under"


def _cautions(part: Figure, whole: Figure) -> tuple[str, ...]:
    found = []
    if part.nature != whole.nature or "unstated" in (part.nature, whole.nature):
        found.append("nature")
    if part.period != whole.period:
        found.append("period")
    if whole.certainty != "exact" or part.certainty != "exact":
        found.append("certainty")
    return tuple(found)
