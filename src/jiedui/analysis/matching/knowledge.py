"""What the bundled data know of industries and regions, as the terms of matching need it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

import numpy as np
import pandas as pd

from jiedui import data
from jiedui.core import structure
from jiedui.core.frames import Floats
from jiedui.core.structure import IO42_OF_DIVISION, IO153_OF_DIVISION
from jiedui.data.boundaries import centres
from jiedui.data.industries import IOTable, io_table
from jiedui.data.matching_sets import Meaning, industry_labels
from jiedui.data.panels import city_panel

MUNICIPALITIES = ("11", "12", "31", "50")
LEVEL_YEAR, CENSUS_YEAR = 2022, 2020
FIRMS_OF_A_CITY = 10
LAST_CHAINED = "098"  # recycled materials: from 099 on are repair, power and services
LAST_GOOD = "102"  # water: from 103 on the sectors build and serve
FIRMS_OF_A_CROWD = 3
DIVISIONS = tuple(sorted(IO42_OF_DIVISION))
USED = (
    *("io_2020_153", "listed_firms", "industry_labels", "zone_industry_words"),
    *("census_2020", "city_panel", "boundary_prefecture", "boundary_county", "gbt4754"),
)


@dataclass(frozen=True)
class Knowledge:
    """Facts of industries and regions.

    Attributes
    ----------
    table, coefficients
        The national table of 153 sectors and its input coefficients.
    near
        (D, D) how near two divisions are: √(φ · c), φ how often they live in the same city, c how
        alike the goods are that they buy. One alone says little: large cities have everything.
    firms
        Listed firms by prefecture and division; `sectors` by prefecture and sector.
    people
        Census: share of the employed by section, and of residents with college, by region code.
    level
        GDP per resident by prefecture, yuan; `size` its GDP, 100 million yuan.
    points
        Longitude and latitude by code.
    """

    table: IOTable
    coefficients: Floats
    near: Floats
    firms: pd.DataFrame
    sectors: pd.DataFrame
    people: pd.DataFrame
    nation: pd.Series
    level: dict[str, float]
    size: dict[str, float]
    points: dict[str, tuple[float, float]]

    def labour_intensity(self) -> Floats:
        """Rank of each sector by the share of pay in its value added, 0 to 1."""
        frame = data.table("io_2020_153").set_index("code")
        pay = frame.loc["VA001", list(self.table.codes)].to_numpy(dtype=float)
        added = np.where(self.table.value_added > 0, self.table.value_added, np.nan)
        return cast(Floats, pd.Series(pay / added).rank(pct=True).to_numpy(dtype=float))

    def household_share(self) -> Floats:
        """What households buy of each sector's product over its output, at most 1."""
        frame = data.table("io_2020_153").set_index("code")
        used = frame.loc[list(self.table.codes), "THC"].to_numpy(dtype=float)
        share = np.divide(used, self.table.output, out=np.zeros(used.shape), where=used > 0)
        bounded: Floats = np.clip(share, 0.0, 1.0)
        return bounded

    def market(self, homes: Sequence[str]) -> Floats:
        """How large a market a city is: its rank by GDP among cities, 0 to 1; NaN unknown."""
        ranks = pd.Series(self.size).rank(pct=True)
        found = ranks.reindex([prefecture_of(home) for home in homes])
        return cast(Floats, found.to_numpy(dtype=float))

    def near_sectors(self, same_division: float) -> Floats:
        """(S, S) nearness of the table's sectors: `same_division` within one, else as divisions."""
        division = {code: d for d in reversed(DIVISIONS) for code in IO153_OF_DIVISION[d]}
        rows = np.array([DIVISIONS.index(division[code]) for code in self.table.codes])
        near: Floats = np.where(
            rows[:, np.newaxis] == rows, same_division, self.near[np.ix_(rows, rows)]
        )
        return near

    def crowding(self, homes: Sequence[str], divisions: Sequence[str]) -> Floats:
        """(L, D) location quotient of listed firms; 0 where fewer than three are at home."""
        counts = self.firms.reindex(index=[prefecture_of(h) for h in homes], columns=DIVISIONS)
        here = counts.to_numpy(dtype=float)
        whole = self.firms.to_numpy(dtype=float)
        base = whole.sum(axis=0) / whole.sum()
        with np.errstate(invalid="ignore", divide="ignore"):
            quotient = here / np.nansum(here, axis=1, keepdims=True) / base
        quotient = np.where(np.nan_to_num(here) >= FIRMS_OF_A_CROWD, quotient, 0.0)
        quotient[[prefecture_of(home) == "" for home in homes]] = np.nan
        chosen: Floats = quotient[:, [DIVISIONS.index(division) for division in divisions]]
        return chosen

    def at_home(self, homes: Sequence[str], divisions: Sequence[str]) -> Floats:
        """(L, D) listed firms of the division in the city of each home."""
        cities = [prefecture_of(home) for home in homes]
        found = self.firms.reindex(index=cities, columns=list(divisions), fill_value=0)
        return cast(Floats, found.to_numpy(dtype=float))

    def goods_coefficients(self) -> Floats:
        """Input coefficients among what is grown, dug and made: power, trade and services, which
        are everywhere, link no chain."""
        made = self.coefficients.copy()
        first = self.table.codes.index(LAST_CHAINED) + 1
        made[first:, :] = 0.0
        made[:, first:] = 0.0
        return made

    def levels(self, codes: Sequence[str]) -> Floats:
        return np.array([self.level.get(prefecture_of(code), np.nan) for code in codes])

    def places(self, codes: Sequence[str]) -> Floats:
        """Points (n, 2); NaN where a code is a whole province or has none."""
        unknown = (float("nan"), float("nan"))
        return np.array(
            [self.points.get(code, self.points.get(prefecture_of(code), unknown)) for code in codes]
        ).reshape(-1, 2)

    def shares(self, codes: Sequence[str], columns: Sequence[str]) -> Floats:
        """Census shares (n, columns) of the county, else of its prefecture, over the nation's."""
        rows = [code if code in self.people.index else prefecture_of(code) for code in codes]
        found = self.people.reindex(index=rows, columns=list(columns)).to_numpy(dtype=float)
        quotients: Floats = found / self.nation[list(columns)].to_numpy(dtype=float)
        return quotients


@cache
def knowledge() -> Knowledge:
    """Everything from the bundled sets, computed once."""
    table = io_table(2020, 153)
    firms = _firms_by(lambda meaning: meaning.divisions[:1], DIVISIONS)
    people, nation = _people()
    return Knowledge(
        table=table,
        coefficients=structure.technical_coefficients(table.total_flows(), table.output),
        near=np.sqrt(_proximity(firms) * _likeness(table)),
        firms=firms,
        sectors=_firms_by(lambda meaning: meaning.io153, table.codes),
        people=people,
        nation=nation,
        level=_levels(),
        size=_sizes(),
        points=_points(),
    )


def prefecture_of(code: str) -> str:
    """The prefecture (or municipality) of a code; empty for a whole province or no code.

    >>> prefecture_of("320583"), prefecture_of("310112"), prefecture_of("420000")
    ('320500', '310000', '')
    """
    if code[:2] in MUNICIPALITIES:
        return code[:2] + "0000"
    return "" if code == "" or code.endswith("0000") else code[:4] + "00"


def _firms_by(
    industries_of: Callable[[Meaning], Sequence[str]], columns: Sequence[str]
) -> pd.DataFrame:
    frame = data.table("listed_firms")
    labels = industry_labels()
    frame = frame[(frame["in_2026_05_listing"] == 1) & (frame["prefecture_code"] != "")]
    frame = frame[frame["industry_tushare"].map(lambda w: w in labels and labels[w].is_mapped)]
    rows = [
        (prefecture, industry)
        for prefecture, word in zip(
            frame["prefecture_code"], frame["industry_tushare"], strict=True
        )
        for industry in industries_of(labels[word])
    ]
    pairs = pd.DataFrame(rows, columns=["prefecture", "industry"])
    counts = pairs.groupby(["prefecture", "industry"]).size().unstack(fill_value=0)
    return counts.reindex(columns=list(columns), fill_value=0).sort_index()


def _proximity(firms: pd.DataFrame) -> Floats:
    """Which divisions live together in cities of at least ten listed firms, by their number."""
    large = firms[firms.sum(axis=1) >= FIRMS_OF_A_CITY]
    advantage = structure.revealed_advantage(large.to_numpy(dtype=float))
    return structure.proximity(structure.presence(advantage) & (large.to_numpy() > 0))


def _likeness(table: IOTable) -> Floats:
    """Cosines of the goods that divisions buy (Los 2000), by sectors of the national table."""
    flows = table.total_flows()[: table.codes.index(LAST_GOOD) + 1]
    bought = np.stack(
        [
            flows[:, [table.codes.index(code) for code in IO153_OF_DIVISION[division]]].sum(axis=1)
            for division in DIVISIONS
        ],
        axis=1,
    )
    length = np.linalg.norm(bought, axis=0)
    whole = np.outer(length, length)
    alike = np.divide(bought.T @ bought, whole, out=np.zeros_like(whole), where=whole > 0)
    return cast(Floats, alike)


def _people() -> tuple[pd.DataFrame, pd.Series]:
    frame = data.table("census_2020").set_index("adcode")
    sections = [column for column in frame.columns if column.startswith("emp_sample_")]
    parts = [*sections, "pop_college_plus"]
    provinces = frame[frame["level"] == "province"][[*parts, "pop_resident"]].sum()
    people = frame[sections].div(frame[sections].sum(axis=1), axis=0)
    people["college"] = frame["pop_college_plus"] / frame["pop_resident"]
    nation = provinces[sections] / provinces[sections].sum()
    nation["college"] = provinces["pop_college_plus"] / provinces["pop_resident"]
    names = {name: name.removeprefix("emp_sample_") for name in sections}
    return people.rename(columns=names), nation.rename(index=names)


def _levels() -> dict[str, float]:
    """Yuan per resident: GDP in 100 million yuan over residents in 10,000."""
    values = city_panel().values.xs(LEVEL_YEAR, level="year")
    ratio = (values["gdp"] / values["pop_resident"] * 1e4).dropna()
    return {str(code): float(value) for code, value in ratio.items()}


def _sizes() -> dict[str, float]:
    values = city_panel().values.xs(LEVEL_YEAR, level="year")["gdp"].dropna()
    return {str(code): float(value) for code, value in values.items()}


def _points() -> dict[str, tuple[float, float]]:
    points = dict(centres("prefecture"))
    for province in ("31", "32", "33", "34"):
        points |= centres("county", province)
    return points
