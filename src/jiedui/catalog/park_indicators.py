"""What parks are measured by, read from `park_indicators.csv`.

`objective` is the one of the three aims that a figure speaks of (D10): a cluster that takes in
industry, a demonstration of cooperation, a pioneer of mechanisms.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

OBJECTIVES = ("cluster", "demonstration", "pioneer")
CUMULATIVE = "累计"


@dataclass(frozen=True)
class ParkIndicator:
    """A measure of parks. `nature` holds where the words printed do not say otherwise."""

    id: str
    name_zh: str
    name_en: str
    nature: str
    objective: str
    printed: tuple[str, ...]

    def name(self, lang: str = "en") -> str:
        return self.name_zh if lang == "zh" else self.name_en


@cache
def park_indicators() -> Mapping[str, ParkIndicator]:
    """Every measure by its id, in the order of the file.

    >>> park_indicators()["jobs"].name_zh
    '带动就业'
    """
    text = files("jiedui.catalog").joinpath("park_indicators.csv").read_text("utf-8")
    found = [_from_row(row) for row in csv.DictReader(text.splitlines())]
    return MappingProxyType({one.id: one for one in found})


def printed_indicator(words: str) -> ParkIndicator | None:
    """The measure that a heading names; None for one that parks are not measured by.

    >>> printed_indicator("累计业务总收入").id, printed_indicator("苏南/苏北人均GDP之比")
    ('business_revenue', None)
    """
    return next((one for one in park_indicators().values() if words in one.printed), None)


def _from_row(row: dict[str, str]) -> ParkIndicator:
    names = (row["id"], row["name_zh"], row["name_en"], row["nature"], row["objective"])
    return ParkIndicator(*names, tuple(row["printed"].split("|")))
