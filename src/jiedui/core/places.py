"""Places over time: dated codes, old and new names, what followed what.

A code is in force from `valid_from` (included) to `valid_to` (excluded), in whole years, as the
lists of the Ministry of Civil Affairs have it. Nothing here guesses: a name that fits two places
is refused with both named.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from jiedui.core.errors import Problem, Refusal

SUFFIXES = (
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "林区",
    "特区",
    "省",
    "市",
    "区",
    "县",
    "盟",
    "旗",
)


@dataclass(frozen=True)
class Succession:
    """What a place became. `is_partial`: only a part went there, in `year`; how much is unknown."""

    code: str
    year: int
    is_partial: bool


@dataclass(frozen=True)
class Place:
    """A code, its name and the years in which both were in force together."""

    code: str
    name: str
    level: str  # province, prefecture, county
    province: str
    prefecture: str
    valid_from: int
    valid_to: int | None
    successors: tuple[Succession, ...] = ()

    def in_force(self, year: int) -> bool:
        return self.valid_from <= year and (self.valid_to is None or year < self.valid_to)

    def full_name(self) -> str:
        """With the prefecture before a county, so that two 鼓楼区 can be told apart."""
        above = self.prefecture if self.level == "county" else ""
        return self.name if above in ("", "直辖", self.name) else above + self.name

    def years(self) -> str:
        """The years in force, as a reader says them.

        >>> Place("320584", "吴江市", "county", "江苏省", "苏州市", 1992, 2012).years()
        '1992-2011'
        """
        return f"{self.valid_from}-" + ("" if self.valid_to is None else str(self.valid_to - 1))

    def said(self) -> str:
        return f"{self.code} {self.full_name()} ({self.years()})"


@dataclass(frozen=True)
class Places:
    """Every place, found by code or name on a date."""

    entries: tuple[Place, ...]
    _by_code: dict[str, tuple[Place, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_code: dict[str, list[Place]] = defaultdict(list)
        for place in sorted(self.entries, key=lambda place: (place.code, place.valid_from)):
            by_code[place.code].append(place)
        found = {code: tuple(places) for code, places in by_code.items()}
        object.__setattr__(self, "_by_code", found)

    def at(self, code: str, year: int) -> Place | None:
        """What a code stood for in a year, if it was in force."""
        return next((place for place in self._by_code.get(code, ()) if place.in_force(year)), None)

    def is_known(self, code: str) -> bool:
        """Whether the code was ever in force."""
        return code in self._by_code

    def last(self, code: str) -> Place:
        """The newest place under a code, in force or not."""
        if code not in self._by_code:
            raise Refusal(_unknown(code))
        return self._by_code[code][-1]

    def find(self, text: str, *, on: int, level: str = "", within: str = "") -> Place:
        """The one place that a code or name, old or new, means in the year `on`.

        A full name in force wins, then its short form (吴江), then a former or later name carried
        over to the place that holds the territory in that year.

        Parameters
        ----------
        level, within
            Narrow the search to `province`, `prefecture` or `county`, or to codes that begin so.

        Raises
        ------
        Refusal
            No place or more than one fits; the candidates are named.
        """
        candidates = self.search(text, on=on, level=level, within=within)
        if len(candidates) == 1:
            return candidates[0]
        if not candidates:
            raise Refusal(self._not_found(text.strip(), on))
        listed = ", ".join(place.said() for place in candidates)
        raise Refusal(
            Problem(f"fits {len(candidates)} places in {on}", value=text, hint=f"choose: {listed}")
        )

    def search(self, text: str, *, on: int, level: str = "", within: str = "") -> tuple[Place, ...]:
        """Every place that fits best, sorted by code; see `find` for the order of preference."""
        text = text.strip()
        if re.fullmatch(r"\d{6}", text):
            ranked = [self._carried(self._by_code.get(text, ()), on)]
        else:
            exact, short = self._by_name.get(text, ()), self._by_stem.get(text, ())
            ranked = [
                {place for place in exact if place.in_force(on)},
                {place for place in short if place.in_force(on)},
                self._carried(exact, on),
                self._carried(short, on),
            ]
        for found in ranked:
            fitting = [
                place
                for place in found
                if place.code.startswith(within) and level in ("", place.level)
            ]
            if fitting:
                return tuple(sorted(fitting, key=lambda place: place.code))
        return ()

    def check(self, code: str, year: int) -> Place:
        """The place of a code in a year; out of force it is refused naming what holds instead."""
        problem = self.problem(code, year)
        if problem is not None:
            raise Refusal(problem)
        place = self.at(code, year)
        assert place is not None
        return place

    def problem(self, code: str, year: int) -> Problem | None:
        """What is wrong with using a code for a year, or None."""
        known = self._by_code.get(code)
        if known is None:
            return _unknown(code)
        if self.at(code, year) is not None:
            return None
        place = known[-1]
        late = place.valid_to is not None and year >= place.valid_to
        others = self.successors(code) if late else self.predecessors(code)
        return Problem(
            f"{place.full_name()} has this code in {place.years()}, not in {year}",
            value=code,
            hint=self._instead(others, year),
        )

    def _instead(self, others: Iterable[Succession], year: int) -> str:
        """What to write in place of a code that is out of force."""
        whole = [self.last(step.code) for step in others if not step.is_partial]
        parts = [self.last(step.code) for step in others if step.is_partial]
        listed = ", ".join(f"{place.code} {place.full_name()}" for place in whole or parts)
        if whole:
            return f"for {year} use {listed}"
        return f"it was shared out: {listed}" if parts else "no place took over the whole of it"

    def _not_found(self, text: str, on: int) -> Problem:
        known = (*self._by_code.get(text, ()), *self._by_name.get(text, ()))
        found = [self.problem(place.code, on) for place in known]
        hints = [problem.hint for problem in found if problem is not None]
        otherwise = "write the full name or the six-digit code"
        return Problem(f"no such place in {on}", value=text, hint=hints[0] if hints else otherwise)

    def successors(self, code: str) -> tuple[Succession, ...]:
        """What a code became, step by step not followed; partial transfers are marked.

        The lists give no successors of prefectures. They follow from the counties that ended
        in the same year: where those went, the prefecture went (莱芜市 → 济南市 2018).
        """
        found = [
            succession
            for place in self._by_code.get(code, ())
            for succession in place.successors
            if succession.code != code
        ]
        return tuple(found) or self._prefecture_successors(code)

    def predecessors(self, code: str) -> tuple[Succession, ...]:
        """What came before: the same steps, seen from the newer side."""
        return self._backward.get(code, ())

    @cached_property
    def _backward(self) -> Mapping[str, tuple[Succession, ...]]:
        steps: dict[str, list[Succession]] = defaultdict(list)
        for code in sorted(self._by_code):
            for step in self.successors(code):
                steps[step.code].append(Succession(code, step.year, step.is_partial))
        return {code: tuple(found) for code, found in steps.items()}

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Place, ...]]:
        return _grouped((place.name, place) for place in self.entries)

    @cached_property
    def _by_stem(self) -> Mapping[str, tuple[Place, ...]]:
        return _grouped((stem(place.name), place) for place in self.entries)

    def _carried(self, places: Iterable[Place], on: int) -> set[Place]:
        """The places that hold, in the year `on`, the whole territory of each of `places`."""
        reached: set[Place] = set()
        for place in places:
            reached |= self._walk(place, on)
        return reached

    def _walk(self, start: Place, on: int) -> set[Place]:
        here = self.at(start.code, on)
        if here is not None:
            return {here}
        forward = start.valid_to is not None and on >= start.valid_to
        steps = self.successors if forward else self.predecessors
        seen, frontier, reached = {start.code}, [start.code], set()
        while frontier:
            for step in steps(frontier.pop()):
                if step.is_partial or step.code in seen:
                    continue
                seen.add(step.code)
                found = self.at(step.code, on)
                if found is None:
                    frontier.append(step.code)
                else:
                    reached.add(found)
        return reached

    def _prefecture_successors(self, code: str) -> tuple[Succession, ...]:
        known = self._by_code.get(code, ())
        if not known or known[-1].level != "prefecture" or known[-1].valid_to is None:
            return ()
        year = known[-1].valid_to
        went = {
            step.code[:4] + "00"
            for county in self._counties_ended.get((code[:4], year), ())
            for step in county.successors
            if not step.is_partial
        }
        went = {to for to in went if to != code and to in self._by_code}
        return tuple(Succession(to, year, len(went) > 1) for to in sorted(went))

    @cached_property
    def _counties_ended(self) -> Mapping[tuple[str, int], tuple[Place, ...]]:
        found: dict[tuple[str, int], list[Place]] = defaultdict(list)
        for place in self.entries:
            if place.level == "county" and place.valid_to is not None:
                found[place.code[:4], place.valid_to].append(place)
        return {key: tuple(places) for key, places in found.items()}


def parse_successors(text: str, ended: int | None) -> tuple[Succession, ...]:
    """Read `320302[2005];320312`: a part went to the first in 2005, the rest to the second.

    Several codes without a year share the territory: each then got a part.

    >>> parse_successors("320302[2005];320312", 2010)[1]
    Succession(code='320312', year=2010, is_partial=False)
    """
    found = re.findall(r"(\d{6})(?:\[(\d{4})\])?", text)
    whole = [code for code, year in found if not year]
    return tuple(
        Succession(code, int(year) if year else (ended or 0), bool(year) or len(whole) > 1)
        for code, year in found
    )


def stem(name: str) -> str:
    """A name without the word for its rank: 吴江市 → 吴江; too short a rest keeps the rank.

    >>> stem("吴江市"), stem("吴县"), stem("淮阴地区")
    ('吴江', '吴县', '淮阴')
    """
    for suffix in SUFFIXES:
        rest = name.removesuffix(suffix)
        if rest != name and len(rest) >= 2:
            return rest
    return name


def _grouped(pairs: Iterable[tuple[str, Place]]) -> Mapping[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for key, place in pairs:
        found[key].append(place)
    return {key: tuple(places) for key, places in found.items()}


def _unknown(code: str) -> Problem:
    return Problem(
        "no such code in the history of GB/T 2260 since 1981",
        value=code,
        hint="write six digits, as 320500; a place without a code goes by its name",
    )
