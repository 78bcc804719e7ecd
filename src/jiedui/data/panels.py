"""The bundled tables as panels of observations, each loaded once and shared: read, never write."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pandas as pd

from jiedui.catalog import indicator
from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import FLAG_COLUMNS, Panel
from jiedui.core.units import unit
from jiedui.data import about, sha256, table
from jiedui.data.origins import BOTH_CENSUSES
from jiedui.data.records import Column


@cache
def city_panel() -> Panel:
    """Yearly figures of prefecture-level cities, 1991-2024, abolished codes included.

    `is_current_code` of the table marks codes out of force (371200 莱芜市); their series end
    where the place did, and `core.places.join_series` joins them to their successor.
    """
    frame = table("city_panel")
    return Panel(
        values=_values(frame, "city_panel"),
        units=_units("city_panel"),
        names=_names(frame, "city"),
        flags=_city_flags(),
        sources=_sources("city_panel"),
    )


@cache
def county_panel() -> Panel:
    """Figures of counties for 2020 and 2023; census residents stand in 2020, the census's year."""
    frame = table("county_panel")
    values = _values(frame, "county_panel")
    census = frame.groupby("adcode")["pop_census_10k"].first()
    values["pop_census"] = float("nan")
    in_2020 = values.index.get_level_values("year") == 2020
    of_2020 = values.index.get_level_values("region")[in_2020]
    values.loc[in_2020, "pop_census"] = census.reindex(of_2020).to_numpy()
    return Panel(
        values=values,
        units=_units("county_panel"),
        names=_names(frame, "county"),
        flags=_county_flags(frame),
        sources=_sources("county_panel"),
    )


@cache
def census_panel() -> Panel:
    """People, schooling and migration at the censuses of 2010 and 2020, every level of region."""
    frames = {2010: table("census_2010"), 2020: table("census_2020")}
    parts = [
        _values(frame.assign(year=year), f"census_{year}") for year, frame in sorted(frames.items())
    ]
    values = pd.concat(parts).sort_index()
    names = _names(frames[2010], "name") | _names(frames[2020], "name")
    return Panel(
        values=values,
        units={str(column): indicator(str(column)).unit for column in values.columns},
        names=names,
        sources=_sources("census_2010") | _sources("census_2020") | _span_of_both_censuses(),
    )


@cache
def fdi_panel() -> Panel:
    """Foreign investment utilised by cities, 1996-2023."""
    frame = table("city_fdi")
    return Panel(
        values=_values(frame, "city_fdi"),
        units=_units("city_fdi"),
        names=_names(frame, "city"),
        sources=_sources("city_fdi"),
    )


def joined(first: Panel, *others: Panel) -> Panel:
    """One panel with the indicators of all, on every region and year that any of them has.

    Two panels that both hold an indicator are refused: which figure is meant must be said.
    """
    values, units = first.values, dict(first.units)
    names, sources, flags = dict(first.names), dict(first.sources), [first.flags]
    for other in others:
        shared = sorted(set(values.columns) & set(other.values.columns))
        if shared:
            hint = "leave one of the two out before joining"
            raise Refusal(Problem("two panels hold it", column=", ".join(shared), hint=hint))
        values = values.join(other.values, how="outer")
        units |= other.units
        names = dict(other.names) | names
        sources |= other.sources
        flags.append(other.flags)
    known = [frame for frame in flags if not frame.empty]
    flagged = pd.concat(known, ignore_index=True) if known else first.flags
    return Panel(values.sort_index(), units, names, flagged, sources)


def inputs(*data_sets: str) -> Mapping[str, str]:
    """Name and fingerprint of bundled tables, as a result's provenance keeps them.

    >>> sorted(inputs("city_panel"))
    ['city_panel/flags.csv', 'city_panel/table.csv']
    """
    return {
        f"{name}/{part.file}": sha256(name, part.file)
        for name in sorted(data_sets)
        for part in about(name).tables
    }


def _columns(name: str) -> Mapping[str, Column]:
    """The columns of a set's table that fill an indicator."""
    declared = about(name).tables[0].columns
    return {column.name: column for column in declared if column.indicator}


def _values(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Index (region, year), a column per indicator in the catalogue's unit."""
    columns = _columns(name)
    index = pd.MultiIndex.from_arrays(
        [frame["adcode"].astype(object), frame["year"].astype(int)], names=["region", "year"]
    )
    data = {
        column.indicator: frame[header].to_numpy(dtype=float) * _factor(column)
        for header, column in columns.items()
    }
    return pd.DataFrame(data, index=index).sort_index()


def _factor(column: Column) -> float:
    return unit(column.unit).to(indicator(column.indicator).measured_in())


def _units(name: str) -> Mapping[str, str]:
    found = [column.indicator for column in _columns(name).values()]
    return {indicator_id: indicator(indicator_id).unit for indicator_id in found}


def _names(frame: pd.DataFrame, column: str) -> dict[str, str]:
    return dict(zip(frame["adcode"], frame[column], strict=True))


def _sources(name: str) -> dict[str, str]:
    """Who says so, and for which years, for every indicator of the set, in both languages."""
    known = about(name)
    words = f"{known.title.zh} · {known.title.en} ({known.span()}). {known.source}"
    return {column.indicator: words for column in _columns(name).values()}


def _span_of_both_censuses() -> dict[str, str]:
    both = set(_sources("census_2010")) & set(_sources("census_2020"))
    words = BOTH_CENSUSES + about("census_2020").source
    return dict.fromkeys(both, words)


def _city_flags() -> pd.DataFrame:
    """Each marked cell once per indicator that the check puts in doubt."""
    doubted = {rule.rule: rule.indicators for rule in about("city_panel").flags}
    marked = table("city_panel", "flags.csv")
    rows = [
        (region, int(year), indicator_id, rule, f"{value:g}")
        for region, year, rule, value in zip(
            marked["adcode"], marked["year"], marked["rule"], marked["value"], strict=True
        )
        for indicator_id in doubted[rule]
    ]
    return _as_flags(rows)


def _county_flags(frame: pd.DataFrame) -> pd.DataFrame:
    doubted = {rule.rule: rule.indicators for rule in about("county_panel").flags}
    marked = frame[frame["flag"] != ""]
    rows = [
        (region, int(year), indicator_id, rule, "")
        for region, year, marks in zip(
            marked["adcode"], marked["year"], marked["flag"], strict=True
        )
        for rule in marks.split(";")
        if rule
        for indicator_id in doubted[rule]
    ]
    return _as_flags(rows)


def _as_flags(rows: list[tuple[str, int, str, str, str]]) -> pd.DataFrame:
    frame = pd.DataFrame(sorted(rows), columns=list(FLAG_COLUMNS))
    return frame.astype({"year": int})
