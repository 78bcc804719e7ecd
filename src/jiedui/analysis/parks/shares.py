"""Printed shares held against the counts beside them: 38 of 45 is 84.4 %, not 85 % (D8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jiedui.core.errors import Problem


@dataclass(frozen=True)
class PrintedShare:
    """A part with its count and the share printed for it, in per cent and as it was printed."""

    name: str
    count: int
    printed_percent: str


def check_shares(whole: int, parts: Sequence[PrintedShare]) -> tuple[Problem, ...]:
    """What does not fit: a warning for a share, an error where the parts miss the whole.

    A share fits when the count's own share rounds to it at the decimals that were printed.

    >>> [str(one) for one in check_shares(45, [PrintedShare("苏北", 38, "85"),
    ...                                         PrintedShare("接合部", 7, "15.6")])]
    ['warning: 苏北: 85 %: the printed share is not that of the counts; 38/45 = 84.4 %']
    """
    found = [problem for part in parts if (problem := _share(whole, part)) is not None]
    total = sum(part.count for part in parts)
    if total != whole:
        hint = f"the parts are {' + '.join(str(part.count) for part in parts)} = {total}"
        found.append(Problem("the parts do not add up to the whole", value=str(whole), hint=hint))
    return tuple(found)


def _share(whole: int, part: PrintedShare) -> Problem | None:
    percent = 100 * part.count / whole
    decimals = len(part.printed_percent.partition(".")[2])
    half_a_step = 0.5 * 10.0**-decimals
    if abs(percent - float(part.printed_percent)) <= half_a_step * (1 + 1e-9):
        return None
    return Problem(
        "the printed share is not that of the counts",
        column=part.name,
        value=f"{part.printed_percent} %",
        hint=f"{part.count}/{whole} = {percent:.1f} %",
        severity="warning",
    )
