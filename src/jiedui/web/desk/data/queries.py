"""What the data pages ask: bundled sets, the rows of one, and the doubts about its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from jiedui import data
from jiedui.core.errors import Problem, Refusal
from jiedui.data.english import english
from jiedui.data.reading import column_of
from jiedui.data.records import About, Column, Words
from jiedui.web.platform.kit import numbers
from jiedui.web.platform.kit.pages import language
from jiedui.web.records.regions.models import Flag

ALL_OF_NATION = "china"

# Columns that hold the names of places, in any set; pages show these in the visitor's language.
PLACES = frozenset(
    [
        "city",
        "county",
        "name",
        "north_partner",
        "park",
        "prefecture",
        "province",
        "recipient",
        "south_partner",
        "subject",
        "supporter",
    ]
)


@dataclass(frozen=True)
class DataSet:
    """A bundled set as the list shows it."""

    name: str
    about: About
    rows: int

    @property
    def publisher(self) -> str:
        return self.about.published_by(language())

    @property
    def source(self) -> str:
        return self.about.taken_from(language())


@dataclass(frozen=True)
class Cell:
    """A value as printed, and the doubts about it, if any."""

    text: str
    is_number: bool
    is_place: bool = False
    doubts: tuple[Words, ...] = ()

    @property
    def is_missing(self) -> bool:
        return self.text == numbers.MISSING


def data_sets() -> list[DataSet]:
    return [_summary(name) for name in data.names()]


def data_set(name: str) -> DataSet:
    """One set; a name that there is not is refused."""
    data.fail_if_unknown(name)
    return _summary(name)


def has_table(name: str) -> bool:
    """Whether the set is a table, not a drawing of boundaries."""
    return data.path(name).suffix == ".csv"


def table(name: str, text: str = "") -> pd.DataFrame:
    """The set's table as published; with `text`, the rows that hold it in a column of words.

    Places are found by either name.
    """
    frame = _whole(name)
    if not text:
        return frame
    words = frame.select_dtypes(include="object")
    named = words[[name for name in words if name in PLACES]].map(english).add_suffix("_en")
    searched = words.assign(**named)
    holds = searched.apply(lambda column: column.str.contains(text, case=False, regex=False))
    return frame[holds.any(axis=1)]


def columns(name: str) -> list[Column]:
    """What is declared of each column, in the table's order; a family's member bears its name."""
    declared = data.about(name).tables[0]
    return [
        column_of(header, declared).model_copy(update={"name": header})
        for header in map(str, _whole(name).columns)
    ]


def cells(name: str, rows: pd.DataFrame) -> list[list[Cell]]:
    """Rows ready to be shown, every doubted cell with its reasons."""
    described = columns(name)
    doubts = _doubts(name, rows)
    shown = []
    for record in rows.to_dict("records"):
        where = (str(record.get("adcode", "")), record.get("year"))
        shown.append(
            [
                _cell(record[column.name], column, doubts.get((*where, column.indicator), ()))
                for column in described
            ]
        )
    return shown


def _summary(name: str) -> DataSet:
    about = data.about(name)
    return DataSet(name, about, about.tables[0].rows)


@cache
def _whole(name: str) -> pd.DataFrame:
    if not has_table(name):
        raise Refusal(Problem("not a table", value=name, hint="load the file itself"))
    return data.table(name)


def _doubts(name: str, rows: pd.DataFrame) -> Mapping[tuple[Any, ...], tuple[Words, ...]]:
    """Doubts by region, year and indicator, for the rows on show."""
    meanings = {rule.rule: rule.meaning for rule in data.about(name).flags}
    if not meanings or "adcode" not in rows or "year" not in rows:
        return {}
    flags = Flag.objects.filter(batch__data_set=name, region__in=set(rows["adcode"])).order_by("id")
    found: dict[tuple[Any, ...], list[Words]] = {}
    for region, year, code, rule in flags.values_list("region", "year", "indicator__code", "rule"):
        reasons = found.setdefault((region, year, code), [])
        if rule in meanings and meanings[rule] not in reasons:
            reasons.append(meanings[rule])
    return {where: tuple(reasons) for where, reasons in found.items()}


def _cell(value: Any, column: Column, doubts: tuple[Words, ...]) -> Cell:
    if column.kind in ("code", "text"):
        is_place = column.name in PLACES
        return Cell(str(value) or numbers.MISSING, False, is_place, doubts)
    if column.kind == "year":
        return Cell(str(int(value)), True, doubts=doubts)
    return Cell(as_published(value), True, doubts=doubts)


def as_published(value: float) -> str:
    """A figure with the digits that it was published with, thousands apart.

    >>> as_published(2077.0), as_published(116364.25), as_published(float("nan"))
    ('2,077', '116,364.25', '—')
    """
    if numbers.is_missing(value):
        return numbers.MISSING
    text = f"{value:,.10g}" if abs(value) < 1e10 else f"{value:,.0f}"
    return text.replace("-", numbers.MINUS)
