"""From regions' figures to the components of candidate pairs, and what had to be left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from jiedui.analysis.pairing.records import Refused, Words
from jiedui.analysis.pairing.sources import (
    PARK_LIST_YEAR,
    Sources,
    co_built,
    completed_years,
)
from jiedui.analysis.pairing.words import refused as refusal_of
from jiedui.core import structure
from jiedui.core.errors import NotSupported, Problem, refuse_if_any
from jiedui.core.frames import Floats, Panel
from jiedui.core.pairing import COMPONENTS, Candidates, raw_components
from jiedui.core.structure.resolution import (
    LEFT_OUT_OF_WEAK_SCORE,
    Spread,
    fail_if_unsupported,
    spread,
    verdict,
    weak_table,
)
from jiedui.core.units import unit

EARTH_RADIUS_KM = 6371.0
SECTORS = ("va_primary", "va_secondary", "va_tertiary")


@dataclass(frozen=True)
class Components:
    """Raw components per candidate with the year each was taken from, and what is missing.

    `industry` says at what resolution industries were compared: sections, two_digit or none.
    """

    raw: pd.DataFrame
    years: Mapping[str, int]
    refused: tuple[Refused, ...]
    industry: str


def components_of(
    candidates: Candidates, sources: Sources, *, year: int, level: str = "city"
) -> Components:
    """Every component that the sources carry for these candidates in this year."""
    refused: list[Refused] = []
    years: dict[str, int] = {}
    facts = region_facts(candidates, sources, year=year, years=years, refused=refused)
    pairwise = _history(candidates, sources, year, level, refused)
    pairwise |= _distances(candidates, sources)
    compared, industry = _structure(candidates, sources, year, years, refused)
    raw = raw_components(candidates, facts, pairwise=pairwise | compared)
    known = set(raw.columns) | {item.what for item in refused}
    refused += [
        refusal_of(component.id, Words("没有所需的数据", f"no figures for {component.formula}"))
        for component in COMPONENTS
        if component.id not in known
    ]
    dated = {str(name): years.get(str(name), year) for name in raw.columns}
    return Components(raw, dated, tuple(refused), industry)


def region_facts(
    candidates: Candidates,
    sources: Sources,
    *,
    year: int,
    years: dict[str, int],
    refused: list[Refused],
) -> pd.DataFrame:
    """Figures per region that components are made of; GDP and population must be complete."""
    regions = sorted({*candidates.supporters, *candidates.recipients})
    panel = sources.panel
    gdp = panel.complete("gdp", regions, year)
    people = panel.complete(sources.population, regions, year)
    _refuse_zero(people, regions, sources.population, year)
    yuan_per_unit = _factor(panel, "gdp") / _factor(panel, sources.population)
    facts = pd.DataFrame({"gdp_per_person": gdp / people * yuan_per_unit}, index=regions)
    facts["mean_gdp_per_person"] = gdp.sum() / people.sum() * yuan_per_unit
    for name, column in (
        ("land_per_person", "land_area"),
        ("deposits_per_person", sources.deposits),
    ):
        if column in panel.values.columns:
            facts[name] = _positive(panel.column(column, regions, year) / people)
    if "loans" in panel.values.columns:
        facts["loans_per_gdp"] = panel.column("loans", regions, year) / gdp
    _census_facts(facts, sources.census, regions, year, years, refused)
    return facts


def shortfall(candidates: Candidates, sources: Sources, *, year: int) -> tuple[Floats, Floats]:
    """Need of each recipient and GDP of each supporter, both in 100m_cny (A9).

    Need is what a recipient's GDP falls short of the pooled GDP per person times its people.
    """
    panel = sources.panel
    both = sorted({*candidates.supporters, *candidates.recipients})
    mean = (
        panel.complete("gdp", both, year).sum()
        / panel.complete(sources.population, both, year).sum()
    )
    right = list(candidates.recipients)
    own = panel.complete("gdp", right, year)
    wanted = mean * panel.complete(sources.population, right, year)
    return np.maximum(0.0, wanted - own), panel.complete("gdp", list(candidates.supporters), year)


def latest(available: Mapping[int, object] | list[int], year: int) -> int | None:
    """The last of the available years that is not after `year`."""
    return max((found for found in available if found <= year), default=None)


def _census_facts(
    facts: pd.DataFrame,
    census: Panel | None,
    regions: list[str],
    year: int,
    years: dict[str, int],
    refused: list[Refused],
) -> None:
    when = None if census is None else latest(census.years(), year)
    if census is None or when is None:
        reason = Words(f"{year}年及以前没有人口普查数据", f"no census on or before {year}")
        refused.append(refusal_of("talent", reason))
        return
    people = census.column("pop_census", regions, when) * 1e4
    facts["college_share"] = census.column("college_graduates", regions, when) / people
    if "pop_urban" in census.values.columns:
        facts["urban_share"] = census.column("pop_urban", regions, when) * 1e4 / people
    facts["schooling"] = census.column("schooling", regions, when)
    years |= {"talent": when, "absorption": when}


def _history(
    candidates: Candidates, sources: Sources, year: int, level: str, refused: list[Refused]
) -> dict[str, Floats]:
    if not sources.earlier:
        return {}
    until = date(year, 12, 31)
    pairs = candidates.pairs()
    paired = [
        completed_years(a, b, earlier=sources.earlier, until=until, level=level) for a, b in pairs
    ]
    columns = {"years_paired": np.array(paired, dtype=float)}
    if sources.parks is None:
        return columns
    if year < PARK_LIST_YEAR:
        reason = Words(
            f"共建园区名录是{PARK_LIST_YEAR}年的，多数没有设立年份",
            f"the list of co-built parks is of {PARK_LIST_YEAR}; most bear no founding year",
        )
        refused.append(refusal_of("parks", reason))
        return columns
    parks = [co_built(sources.parks, a, b, level=level) for a, b in pairs]
    return columns | {"parks": np.array(parks, dtype=float)}


def _distances(candidates: Candidates, sources: Sources) -> dict[str, Floats]:
    places = sources.centres
    pairs = candidates.pairs()
    if not pairs or any(code not in places for pair in pairs for code in pair):
        return {}
    left = np.radians([places[a] for a, _ in pairs])
    right = np.radians([places[b] for _, b in pairs])
    return {"distance": great_circle_km(left, right)}


def great_circle_km(left: Floats, right: Floats) -> Floats:
    """Haversine distance between rows of (longitude, latitude) in radians, on a sphere."""
    across, up = (left - right).T / 2
    inner = np.sin(up) ** 2 + np.cos(left[:, 1]) * np.cos(right[:, 1]) * np.sin(across) ** 2
    distance: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(inner))
    return distance


def _structure(
    candidates: Candidates,
    sources: Sources,
    year: int,
    years: dict[str, int],
    refused: list[Refused],
) -> tuple[dict[str, Floats], str]:
    """1 − UNIDO similarity per candidate: from two-digit industries, else weakly from sections."""
    refused += _three_sectors(candidates, sources.panel, year)
    regions = [*candidates.supporters, *candidates.recipients]
    if sources.industries is not None:
        _refuse_unknown_regions(sources.industries, regions)
        table = sources.industries.loc[regions].to_numpy(dtype=float)
        return {"structure": _unlike(candidates, table)}, "two_digit"
    when = latest(list(sources.employment), year)
    if when is None:
        words = f"{year}年及以前没有分行业普查数据", f"no census of industries on or before {year}"
        refused.append(refusal_of("structure", Words(*words)))
        return {}, "none"
    heads = sources.employment[when].reindex(regions)
    lacking = [code for code, known in heads.notna().any(axis=1).items() if not known]
    if lacking:
        named = "、".join(sources.panel.name(str(code)) for code in lacking)
        reason = Words(
            f"{when}年普查没有{named}的分行业数据",
            f"the census of {when} has no industries of {', '.join(map(str, lacking))}",
        )
        refused.append(refusal_of("structure", reason))
        return {}, "none"
    # A blank in a table of counts says that the sample met nobody there.
    table = weak_table(heads.fillna(0.0), list(heads.columns))
    years["structure"] = when
    return {"structure": _unlike(candidates, table)}, "sections"


def _refuse_unknown_regions(industries: pd.DataFrame, regions: list[str]) -> None:
    refuse_if_any(
        Problem("the industries hold no such region", value=region, hint="add its industries")
        for region in regions
        if region not in industries.index
    )


def _unlike(candidates: Candidates, table: Floats) -> Floats:
    count = len(candidates.supporters)
    alike = [
        structure.unido_similarity(table[a], table[count + b])
        for a, b in zip(candidates.supporter, candidates.recipient, strict=True)
    ]
    return 1.0 - np.array(alike, dtype=float)


def _three_sectors(candidates: Candidates, panel: Panel, year: int) -> list[Refused]:
    """Three sectors rank no pairs; the refusal shows how little they tell apart."""
    if any(name not in panel.values.columns for name in SECTORS):
        return []
    regions = [*candidates.supporters, *candidates.recipients]
    table = np.column_stack([panel.column(name, regions, year) for name in SECTORS])
    if not np.isfinite(table).all() or len(candidates) == 0:
        return []
    left = range(len(candidates.supporters))
    figures = spread(table, list(left), list(range(len(left), len(regions))))
    resolution = structure.Resolution.THREE_SECTORS
    try:
        fail_if_unsupported(resolution, "rank_pairs", figures=figures.words())
    except NotSupported as refusal:
        problem = refusal.problems[0]
        zh = f"{verdict(resolution, 'rank_pairs').reason_zh}：{_spread_zh(figures)}"
        return [refusal_of("three_sectors", Words(zh, f"{problem.reason}; {problem.hint}"))]
    return []


def _spread_zh(found: Spread) -> str:
    (low, high), (near, far) = found.similarity, found.krugman
    return (
        f"{found.pairs} 种搭配的相似系数都在 {low:.4f} 到 {high:.4f} 之间，克鲁格曼指数在 "
        f"{near:.4f} 到 {far:.4f} 之间；请提供两位数行业(GB/T 4754)的增加值和就业数据"
    )


def why_weak() -> tuple[str, str]:
    """What the weak industry score is made of, in both languages."""
    found = verdict(structure.Resolution.SECTIONS, "score")
    left_out = ", ".join(LEFT_OUT_OF_WEAK_SCORE)
    return found.reason_zh, f"{found.reason_en} (left out: {left_out})"


def _refuse_zero(people: Floats, regions: list[str], column: str, year: int) -> None:
    refuse_if_any(
        Problem(f"no people in {year}", column=column, value=region)
        for region, value in zip(regions, people, strict=True)
        if value <= 0
    )


def _factor(panel: Panel, indicator: str) -> float:
    return unit(panel.units.get(indicator, "")).factor


def _positive(values: Floats) -> Floats:
    return np.where(values > 0, values, np.nan)
