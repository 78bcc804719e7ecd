"""The tables that people fill in, read from `columns/*.csv`: each column is declared once.

Reading, templates, forms and the documentation are made from these declarations.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType

TYPES = (
    *("code", "text", "year", "number", "unit"),
    *("date", "choice", "count", "flag", "money", "area", "share", "credit_code"),
)
KINDS = (
    *("panel_tidy", "panel_wide", "regions", "projects", "stages", "money"),
    *("firms", "parks", "park_facts", "pairs", "users"),
    *("match_firms", "match_parks"),
)


@dataclass(frozen=True)
class Column:
    """One column of a table that somebody fills in.

    Attributes
    ----------
    name
        What the code calls it, and the header that is always understood.
    type
        `code` and `text` are kept as written, `year` is four digits, `number` is in `unit`; `date`
        is a day, month, quarter or year; `choice` one of `choices`; `count` a whole number;
        `flag` yes or no; `money` and `area` name their unit in the header; `share` is 0-1 or has
        a percent sign; `credit_code` is checked by GB 32100-2015.
    aliases
        Other headers that mean it, the closest first.
    choices
        What a `choice` may be: the word kept, and the Chinese word that means it.
    """

    name: str
    type: str
    unit: str
    required: bool
    minimum: float | None
    maximum: float | None
    zh: str
    en: str
    aliases: tuple[str, ...]
    description_zh: str
    description_en: str
    choices: Mapping[str, str] = field(default_factory=dict)

    def spellings(self) -> tuple[str, ...]:
        """Every header that means this column, the closest first."""
        return (self.name, self.zh, self.en, *self.aliases)


@dataclass(frozen=True)
class Spelling:
    """Another name of an indicator; without `indicator` it is ambiguous and `hint` says how."""

    spelling: str
    indicator: str
    hint: str


@cache
def columns(kind: str) -> Mapping[str, Column]:
    """The columns of one of `KINDS`, in the order of the template.

    >>> [column.name for column in columns("regions").values() if column.required]
    ['region', 'name', 'group']
    """
    common = {row["name"]: row for row in _rows("common.csv")}
    found = [_column(_over(common.get(row["name"], {}), row)) for row in _rows(f"{kind}.csv")]
    return MappingProxyType({column.name: column for column in found})


@cache
def indicator_names() -> tuple[Spelling, ...]:
    """Names under which yearbooks print an indicator, besides its id and its own names.

    >>> next(found.indicator for found in indicator_names() if found.spelling == "常住人口")
    'pop_resident'
    """
    return tuple(
        Spelling(row["spelling"], row["indicator"], row["hint"])
        for row in _rows("indicator_names.csv")
    )


def _rows(name: str) -> list[dict[str, str]]:
    text = files("jiedui.catalog").joinpath("columns", name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _over(common: Mapping[str, str], row: Mapping[str, str]) -> dict[str, str]:
    """A column that several tables share is declared in `common.csv`; a row may say more."""
    return {**row, **common, **{name: said for name, said in row.items() if said}}


def _column(row: Mapping[str, str]) -> Column:
    return Column(
        name=row["name"],
        type=row["type"],
        unit=row["unit"],
        required=row["required"] == "1",
        minimum=float(row["minimum"]) if row["minimum"] else None,
        maximum=float(row["maximum"]) if row["maximum"] else None,
        zh=row["zh"],
        en=row["en"],
        aliases=tuple(filter(None, row["aliases"].split("|"))),
        description_zh=row["description_zh"],
        description_en=row["description_en"],
        choices=MappingProxyType(_choices(row.get("choices", ""))),
    )


def _choices(text: str) -> dict[str, str]:
    """`fill:补链|extend:延链` as a mapping."""
    pairs = (entry.partition(":") for entry in text.split("|") if entry)
    return {word: zh for word, _, zh in pairs}
