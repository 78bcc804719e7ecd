"""What the pages of regions ask of the bundled data and of the programmes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from django.utils import timezone

from jiedui import data
from jiedui.core.frames import Group, Grouping, Panel
from jiedui.core.places import Place, stem
from jiedui.data import panels
from jiedui.data.coverage import Coverage, county_coverage
from jiedui.data.english import english
from jiedui.data.parks import ParkOnDay, parks_on
from jiedui.data.places import places
from jiedui.data.records import Words
from jiedui.schemes import load
from jiedui.schemes.records import Pair, Programme
from jiedui.schemes.roles import RoleIn, roles

CITY_SET, COUNTY_SET = "city_panel", "county_panel"
MOST_FOUND = 60
# 100 million yuan over 10,000 persons is 10,000 yuan per person.
YUAN = 10_000.0


@dataclass(frozen=True)
class Series:
    """GDP per person over years, in yuan; a year without either figure is not there."""

    values: Mapping[int, float]
    is_county: bool

    @property
    def last(self) -> int | None:
        return max(self.values, default=None)


@dataclass(frozen=True)
class Standing:
    """The newest per-capita figure of a region and its place among those of its province."""

    year: int
    yuan_per_person: float
    rank: int
    among: int


@dataclass(frozen=True)
class Link:
    """One step of the history of codes; `kind` is `own`, `before` or `after`."""

    kind: str
    place: Place
    year: int | None
    is_partial: bool


def today() -> date:
    return timezone.localdate()


def place(code: str) -> Place:
    """The newest place under a code; `no such code` where there never was one."""
    return places().last(code)


def name_of(code: str) -> str:
    """The name of a code as figures, else the history of codes, have it."""
    if code in panels.city_panel().names:
        return panels.city_panel().names[code]
    return places().last(code).name if places().is_known(code) else code


@cache
def programme_regions() -> tuple[str, ...]:
    """Every region that a programme names, in a pair or in a group; sorted by code."""
    found: set[str] = set()
    for programme in load.programmes():
        found |= {code for pair in programme.pairs for code in (pair.supporter, pair.recipient)}
        for grouping in programme.groupings.values():
            found |= set(grouping.members())
    return tuple(sorted(found - {""}))


@lru_cache(maxsize=1024)
def per_person(code: str) -> Series:
    """Cities: GDP over year-end residents. Counties: GDP of 2020 over residents of the census."""
    city, county = panels.city_panel(), panels.county_panel()
    if code in _regions(CITY_SET):
        return Series(_divided(city, code, "pop_resident"), is_county=False)
    if code in _regions(COUNTY_SET):
        return Series(_divided(county, code, "pop_census"), is_county=True)
    return Series({}, is_county=place(code).level == "county")


@cache
def _regions(name: str) -> frozenset[str]:
    return frozenset(panel(name).regions())


def panel(name: str) -> Panel:
    return panels.county_panel() if name == COUNTY_SET else panels.city_panel()


def data_set(code: str) -> str:
    """The set that holds figures of a region, "" where neither does."""
    return next((name for name in (CITY_SET, COUNTY_SET) if code in _regions(name)), "")


def _divided(source: Panel, code: str, people: str) -> dict[int, float]:
    rows = source.values.xs(code, level="region")
    values = (rows["gdp"] / rows[people]).dropna() * YUAN
    return {int(str(year)): float(value) for year, value in values.items()}


@lru_cache(maxsize=1024)
def standing(code: str) -> Standing | None:
    """None where nothing per person is known of the region."""
    series = per_person(code)
    if series.last is None:
        return None
    own, year = series.values[series.last], series.last
    peers = _regions(COUNTY_SET if series.is_county else CITY_SET)
    rivals = [
        per_person(other).values.get(year)
        for other in peers
        if other[:2] == code[:2] and other != code
    ]
    known = [value for value in rivals if value is not None]
    return Standing(year, own, 1 + sum(value > own for value in known), 1 + len(known))


def roles_today(code: str) -> tuple[RoleIn, ...]:
    return roles(code, today(), load.programmes())


def roles_ever(code: str) -> tuple[tuple[Programme, str, Pair], ...]:
    """Every role of a region, the newest first: programme, role, pair."""
    found = [
        (programme, role, pair)
        for programme in load.programmes()
        for pair in programme.pairs
        for role, side in (("supporter", pair.supporter), ("recipient", pair.recipient))
        if code and side == code
    ]
    return tuple(sorted(found, key=lambda one: (-one[2].start.toordinal(), one[0].id, one[1])))


def groups_of(code: str) -> tuple[tuple[Programme, Grouping, Group], ...]:
    return tuple(
        (programme, grouping, group)
        for programme in load.programmes()
        for grouping in programme.groupings.values()
        for group in grouping.groups
        if code in group.members
    )


def parks_of(code: str) -> tuple[ParkOnDay, ...]:
    """Parks of a region and of its counties, orphans included: they stay visible."""
    inside = code.removesuffix("00") if place(code).level == "prefecture" else code
    return tuple(
        found
        for found in parks_on(today(), load.programmes())
        if any(side.startswith(inside) for side in (found.park.supporter, found.park.recipient))
    )


def history(code: str) -> tuple[Link, ...]:
    """The names of a code in time, what it came from and what it became, whole or in part."""
    own = [Link("own", found, None, False) for found in places().entries if found.code == code]
    before = [
        Link("before", places().last(step.code), step.year, step.is_partial)
        for step in places().predecessors(code)
    ]
    after = [
        Link("after", places().last(step.code), step.year, step.is_partial)
        for step in places().successors(code)
    ]
    return tuple(
        sorted(own, key=lambda link: link.place.valid_from)
        + sorted(before, key=lambda link: (link.year or 0, link.place.code))
        + sorted(after, key=lambda link: (link.year or 0, link.place.code))
    )


def counties_of(code: str) -> tuple[str, ...]:
    """Counties in force under a prefecture."""
    listed = data.table("divisions")
    chosen = listed[(listed["level"] == "county") & (listed["parent_code"] == code)]
    return tuple(sorted(chosen["adcode"]))


def coverage(code: str) -> tuple[Coverage, Coverage]:
    """How far county figures reach: in the province, and under this prefecture."""
    return county_coverage(code[:2]), county_coverage(code[:4])


def county_figure(code: str, indicator: str, year: int) -> float | None:
    """A figure of a county, None where nothing is published."""
    value = float(panels.county_panel().column(indicator, [code], year)[0])
    return None if math.isnan(value) else value


def flag_meanings(name: str) -> dict[str, Words]:
    return {rule.rule: rule.meaning for rule in data.about(name).flags}


def find(text: str) -> tuple[Place, ...]:
    """Places by code or name, old or new, Chinese or English; the best fits first.

    A name that no place bears today still finds the places that bore it, each ended.
    """
    text = text.strip()
    if not text:
        return ()
    best = places().search(text, on=today().year)
    inside = [found for found in places().entries if _fits(found, text)]
    now = [found for found in inside if found.in_force(today().year)]
    old = [found for found in inside if not found.in_force(today().year)]
    unique = {found.code: found for found in (*best, *sorted(now, key=_order))}
    for found in sorted(old, key=_order):
        unique.setdefault(found.code, found)
    return tuple(unique.values())[:MOST_FOUND]


def _order(found: Place) -> tuple[int, str]:
    return ({"province": 0, "prefecture": 1}.get(found.level, 2), found.code)


def _fits(found: Place, text: str) -> bool:
    if text.isdigit():
        return len(text) >= 2 and found.code.startswith(text)
    if text.isascii():
        return len(text) >= 3 and text.lower() in english(found.name).lower()
    return text in found.name or stem(found.name) == text
