"""A user's own industries: value added and employment by region and industry, read and checked."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from jiedui.core.errors import Problem, Refusal, refuse_if_any
from jiedui.core.structure import Resolution, resolution_of
from jiedui.core.units import split_column
from jiedui.core.units import unit as unit_of
from jiedui.files.cells import clean, number
from jiedui.files.sources import FileRefusal, Source
from jiedui.files.tables import Row, Table, read_table

REQUIRED = ("region", "industry", "value_added", "employment")
ALLOWED = (*REQUIRED, "capital", "region_name")
AMOUNTS = ("value_added", "employment", "capital")
SPELLINGS = {
    "地区": "region",
    "地区代码": "region",
    "行业": "industry",
    "行业代码": "industry",
    "增加值": "value_added",
    "从业人员": "employment",
    "资本": "capital",
    "资产总计": "capital",
    "地区名称": "region_name",
}


@dataclass(frozen=True)
class IndustryData:
    """Regions × industries of one year, from a user's file.

    `capital` is None where the file has no such column. A region and industry without a row is
    read as an industry that is not there (zero).
    """

    value_added: pd.DataFrame
    employment: pd.DataFrame
    capital: pd.DataFrame | None
    resolution: Resolution
    file: str
    sha256: str
    names: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)

    def regions(self) -> tuple[str, ...]:
        return tuple(map(str, self.value_added.index))

    def industries(self) -> tuple[str, ...]:
        return tuple(map(str, self.value_added.columns))


def read_industries(path: str | Path | Source) -> IndustryData:
    """Read `region, industry, value_added, employment[, capital][, region_name]` from a file.

    An amount's column may carry its unit (`value_added_100m_cny`). Industries stand at one level:
    two-digit divisions of GB/T 4754-2017, or sections A to T (which carry less, see
    `core.structure.resolution`). All problems are reported together, each with its line.
    """
    table = read_table(path, expected=(*ALLOWED, *SPELLINGS))
    columns, units = _columns(table)
    records = _records(table, columns)
    frame = pd.DataFrame(records, columns=["line", *columns])
    resolution = _resolution(frame, table)
    sheets = {name: _wide(frame, name) for name in AMOUNTS if name in columns}
    _fail_if_made_from_nothing(frame, table)
    return IndustryData(
        value_added=sheets["value_added"],
        employment=sheets["employment"],
        capital=sheets.get("capital"),
        resolution=resolution,
        file=table.file,
        sha256=table.sha256,
        names=_names(frame),
        units=units,
    )


def _columns(table: Table) -> tuple[dict[str, int], dict[str, str]]:
    places: dict[str, int] = {}
    units: dict[str, str] = {}
    problems = []
    for place, written in enumerate(table.header):
        try:
            name, unit = _name_and_unit(clean(written).lower())
        except Refusal as refusal:
            first = refusal.problems[0]
            problems.append(table.problem(first.reason, column=place, hint=first.hint))
            continue
        if name not in ALLOWED:
            hint = f"allowed: {', '.join(ALLOWED)}"
            problems.append(table.problem("unknown column", column=place, hint=hint))
        elif name in places:
            problems.append(table.problem("the column stands twice", column=place, hint="keep one"))
        places[name], units[name] = place, unit
    problems += [
        table.problem(f"column {name} is missing", hint=f"the columns are {', '.join(REQUIRED)}")
        for name in REQUIRED
        if name not in places
    ]
    if problems:
        raise FileRefusal(problems)
    return places, {name: units[name] for name in AMOUNTS if name in units}


def _name_and_unit(written: str) -> tuple[str, str]:
    """`value_added_100m_cny` and `增加值(亿元)` alike: the column's name and its unit."""
    bracketed = re.fullmatch(r"(.+?)\s*\((.+)\)", written)
    if bracketed:
        return SPELLINGS.get(bracketed[1], bracketed[1]), unit_of(bracketed[2]).name
    name, unit = split_column(written)
    return SPELLINGS.get(name, name), unit


def _records(table: Table, columns: dict[str, int]) -> list[list[object]]:
    problems: list[Problem] = []
    records = []
    seen: dict[tuple[str, str], int] = {}
    for row in table.rows:
        texts = {name: clean(row.cells[place]) for name, place in columns.items()}
        key = (texts["region"], texts["industry"])
        problems += _row_problems(table, row, columns, texts, seen)
        seen.setdefault(key, row.line)
        records.append(
            [row.line, *(_value(texts[name], name) for name in columns)],
        )
    if not table.rows:
        hint = "write one row for each industry of each region"
        problems.append(table.problem("there is no row below the header", hint=hint))
    if problems:
        raise FileRefusal(problems)
    return records


def _value(text: str, name: str) -> object:
    return number(text) if name in AMOUNTS else text


def _row_problems(
    table: Table,
    row: Row,
    columns: dict[str, int],
    texts: dict[str, str],
    seen: dict[tuple[str, str], int],
) -> Iterator[Problem]:
    for name in ("region", "industry"):
        if not texts[name]:
            yield table.problem("is missing", row=row, column=columns[name], hint="write its code")
    first = seen.get((texts["region"], texts["industry"]))
    if first is not None:
        reason = f"region and industry stand twice, first in line {first}"
        yield table.problem(reason, row=row, column=columns["industry"], hint="keep one")
    for name in AMOUNTS:
        if name in columns:
            yield from _amount_problems(table, row, columns[name])


def _amount_problems(table: Table, row: Row, column: int) -> Iterator[Problem]:
    value = number(row.cells[column])
    if (row.line, column) in table.merged and row.cells[column]:
        hint = "take the merged cell apart and write the figure of each industry"
        reason = "a merged cell does not say whose figure it is"
        yield table.problem(reason, row=row, column=column, hint=hint)
    elif isinstance(value, Problem):
        yield table.placed(value, row=row, column=column)
    elif math.isnan(value):
        hint = "give the figure, or leave the whole row out if the industry is not there"
        yield table.problem("no figure", row=row, column=column, hint=hint)
    elif value < 0:
        yield table.problem("is negative", row=row, column=column, hint="give zero or more")


def _resolution(frame: pd.DataFrame, table: Table) -> Resolution:
    """The level of all codes; where they are mixed, the line of the first that stands apart."""
    try:
        return resolution_of(frame["industry"])
    except Refusal as refusal:
        named = refusal.problems[0]
        strange = frame[frame["industry"].isin(named.value.split(", "))]
        line = int(strange["line"].iloc[0]) if len(strange) else table.header_line
        raise FileRefusal(
            [
                Problem(
                    named.reason,
                    file=table.file,
                    sheet=table.sheet,
                    line=line,
                    column="industry",
                    value=named.value,
                    hint=named.hint,
                )
            ]
        ) from None


def _fail_if_made_from_nothing(frame: pd.DataFrame, table: Table) -> None:
    problems = []
    for name in ("employment", "capital"):
        if name in frame.columns:
            bare = frame[(frame["value_added"] > 0) & (frame[name] == 0)]
            problems += [
                Problem(
                    f"value added without {name}",
                    file=table.file,
                    sheet=table.sheet,
                    line=int(line),
                    column=name,
                    value="0",
                    hint=f"give the {name} of every industry that has value added",
                )
                for line in bare["line"]
            ]
    refuse_if_any(problems)


def _wide(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    wide = frame.pivot(index="region", columns="industry", values=name).astype(float)
    return wide.sort_index().sort_index(axis=1).fillna(0.0)


def _names(frame: pd.DataFrame) -> dict[str, str]:
    if "region_name" not in frame.columns:
        return {}
    named = frame[frame["region_name"] != ""].drop_duplicates("region")
    return dict(zip(named["region"], named["region_name"], strict=True))


def pick(table: pd.DataFrame, regions: Sequence[str]) -> pd.DataFrame:
    """Rows of a user's table, refusing regions that it does not hold."""
    missing = [region for region in regions if region not in table.index]
    if missing:
        hint = f"the file holds {', '.join(map(str, table.index))}"
        raise Refusal(
            Problem("not in the file", column="region", value=", ".join(missing), hint=hint)
        )
    return table.loc[list(regions)]
