"""Which dated codes are one lasting place. 吴江市 320584 and 吴江区 320509 are; a merger is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jiedui.core import places as core
from jiedui.core.places import Places


@dataclass(frozen=True)
class Step:
    """The whole (`weight` 1) or an unknown part (None) of a code's territory went to another."""

    earlier: str
    later: str
    year: int
    weight: float | None


def lasting(places: Places) -> Mapping[str, str]:
    """For every code ever in force, the code by which its lasting place is known: the newest.

    A code stays one place through changes of name. Two codes are one place when the first went
    wholly to the second, nothing else did, and the second was new: neither a merger nor a
    division, nor the end of a place inside a larger one.
    """
    first_year: dict[str, int] = {}
    for entry in places.entries:
        first_year[entry.code] = min(entry.valid_from, first_year.get(entry.code, entry.valid_from))
    whole = [step for step in steps(places) if step.weight == 1]
    into: dict[str, set[str]] = defaultdict(set)
    out_of: dict[str, set[str]] = defaultdict(set)
    for step in whole:
        into[step.later].add(step.earlier)
        out_of[step.earlier].add(step.later)
    follows = {
        step.earlier: step.later
        for step in whole
        if len(into[step.later]) == 1
        and len(out_of[step.earlier]) == 1
        and step.year <= first_year[step.later]
    }
    return {code: _newest(code, follows) for code in codes(places)}


def codes(places: Places) -> list[str]:
    return sorted({entry.code for entry in places.entries})


def steps(places: Places) -> Iterator[Step]:
    """Every succession, once; partial ones with an unknown share."""
    for code in codes(places):
        for step in dict.fromkeys(places.successors(code)):
            if step.code != code and places.is_known(step.code):
                yield Step(code, step.code, step.year, None if step.is_partial else 1.0)


def holder(places: Places, code: str, year: int) -> core.Place:
    """The dated entry that took over in `year`, else the newest under the code."""
    return places.at(code, year) or places.last(code)


def _newest(code: str, follows: Mapping[str, str]) -> str:
    seen = {code}
    while code in follows and follows[code] not in seen:
        code = follows[code]
        seen.add(code)
    return code
