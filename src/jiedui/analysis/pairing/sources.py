"""The data a pairing is scored on: the bundled sets, or a user's own panel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pandas as pd

from jiedui.core.frames import Panel
from jiedui.core.structure.resolution import fail_if_unsupported
from jiedui.schemes.load import ids, programme
from jiedui.schemes.records import Programme

CENSUS_YEARS = (2010, 2020)
PARK_LIST_YEAR = 2021


@dataclass(frozen=True)
class Sources:
    """Frames by region code; an optional one that is None leaves its components out.

    Attributes
    ----------
    panel
        `gdp` (100m_cny) and a population; `deposits`, `loans`, `land_area` where known.
    population
        The denominator of every figure per person.
    census
        `pop_census`, `pop_urban`, `college_graduates`, `schooling` in census years.
    employment
        Census year → region × sections A…T, heads of the sample.
    industries
        Region × two-digit industries of the user's own, which carry a full score.
    centres
        Longitude and latitude of an inner point of each region.
    parks
        Co-built parks: `south_code`, `north_code`.
    earlier
        The programmes whose pairs count as history, the judged one included.
    inputs
        Name and SHA-256 of every file read.
    """

    panel: Panel
    population: str = "pop_resident"
    deposits: str = "deposits"
    census: Panel | None = None
    employment: Mapping[int, pd.DataFrame] = field(default_factory=dict)
    industries: pd.DataFrame | None = None
    centres: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    parks: pd.DataFrame | None = None
    earlier: tuple[Programme, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)


def bundled(chosen: Programme, *, level: str = "city") -> Sources:
    """Everything bundled that speaks of a programme's regions."""
    from jiedui.data import boundaries, panels, table
    from jiedui.data.industries import census_employment

    city = level == "city"
    return Sources(
        panel=panels.city_panel() if city else panels.county_panel(),
        population="pop_resident" if city else "pop_census",
        deposits="deposits" if city else "household_deposits",
        census=panels.census_panel(),
        employment={year: census_employment(year) for year in CENSUS_YEARS},
        centres=boundaries.centres("prefecture") if city else _county_centres(chosen),
        parks=table("cobuilt_parks"),
        earlier=lineage(chosen),
        inputs=panels.inputs(
            "city_panel" if city else "county_panel", "census_2010", "census_2020", "cobuilt_parks"
        ),
    )


def with_industries(sources: Sources, path: str) -> Sources:
    """The same sources with a user's two-digit industries, by employment.

    Sections A to T do not carry a full score and are refused.
    """
    from jiedui.analysis.structure import read_industries

    own = read_industries(path)
    fail_if_unsupported(own.resolution, "rank_pairs")
    inputs = {**sources.inputs, Path(path).name: own.sha256}
    return replace(sources, industries=own.employment, inputs=inputs)


def lineage(chosen: Programme) -> tuple[Programme, ...]:
    """A programme and those before it, the oldest first."""
    found = [chosen]
    while found[0].predecessor and found[0].predecessor in ids():
        found.insert(0, programme(found[0].predecessor))
    return tuple(found)


def completed_years(
    supporter: str, recipient: str, *, earlier: Iterable[Programme], until: date, level: str
) -> int:
    """Whole years in which the two were paired, over all programmes given.

    Years begun do not count: else a pair would be its own argument on the day it is made.
    """
    days = sum(
        max(0, (min(until, pair.end or until) - pair.start).days)
        for programme in earlier
        for pair in programme.pairs
        if pair.level == level and (pair.supporter, pair.recipient) == (supporter, recipient)
    )
    return int(days / 365.2425)


def co_built(parks: pd.DataFrame, supporter: str, recipient: str, *, level: str) -> int:
    """Parks on record between two cities (their counties' included) or two counties."""
    width = 4 if level == "city" else 6
    south = parks["south_code"].str[:width] == supporter[:width]
    north = parks["north_code"].str[:width] == recipient[:width]
    return int((south & north).sum())


def _county_centres(chosen: Programme) -> dict[str, tuple[float, float]]:
    from jiedui.data import boundaries

    provinces = sorted({code[:2] for p in chosen.pairs for code in (p.supporter, p.recipient)})
    known = [code for code in provinces if code in boundaries.COUNTIES_OF]
    return {k: v for code in known for k, v in boundaries.centres("county", code).items()}
