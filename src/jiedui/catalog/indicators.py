"""The indicators that figures are filed under, read from `indicators.csv`."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from jiedui.core.errors import Problem, Refusal
from jiedui.core.units import Unit, unit

KINDS = ("stock", "flow", "rate")


@dataclass(frozen=True)
class Indicator:
    """What a column of figures means.

    Attributes
    ----------
    id
        The name used everywhere: `gdp`, `pop_resident`.
    unit
        Canonical unit, the one in which `Panel.values` holds it; empty for a count.
    kind
        `stock` at a moment, `flow` over a year, or `rate`.
    is_population
        May stand as the denominator of a per-person figure.
    is_intensive
        Per head, a mean, a share or an index: it is never summed over regions.
    price_basis
        `current` where the figure is money at the prices of its year; empty otherwise.
    minimum, maximum
        Values outside are refused on import; None where there is no bound.
    """

    id: str
    name_zh: str
    name_en: str
    unit: str
    kind: str
    is_population: bool
    is_intensive: bool
    price_basis: str
    minimum: float | None
    maximum: float | None
    definition_zh: str
    definition_en: str

    def name(self, lang: str = "en") -> str:
        return self.name_zh if lang == "zh" else self.name_en

    def definition(self, lang: str = "en") -> str:
        return self.definition_zh if lang == "zh" else self.definition_en

    def measured_in(self) -> Unit:
        return unit(self.unit)


@cache
def indicators() -> Mapping[str, Indicator]:
    """Every indicator by its id, in the order of the file.

    >>> indicators()["gdp"].unit
    '100m_cny'
    """
    text = files("jiedui.catalog").joinpath("indicators.csv").read_text("utf-8")
    found = [_from_row(row) for row in csv.DictReader(text.splitlines())]
    return MappingProxyType({indicator.id: indicator for indicator in found})


def indicator(indicator_id: str) -> Indicator:
    """One indicator; an unknown id is refused naming those that exist."""
    if indicator_id not in indicators():
        allowed = ", ".join(indicators())
        raise Refusal(Problem("no such indicator", value=indicator_id, hint=f"there is: {allowed}"))
    return indicators()[indicator_id]


def _from_row(row: Mapping[str, str]) -> Indicator:
    return Indicator(
        id=row["id"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        unit=row["unit"],
        kind=row["kind"],
        is_population=row["is_population"] == "1",
        is_intensive=row["is_intensive"] == "1",
        price_basis=row["price_basis"],
        minimum=_bound(row["minimum"]),
        maximum=_bound(row["maximum"]),
        definition_zh=row["definition_zh"],
        definition_en=row["definition_en"],
    )


def _bound(text: str) -> float | None:
    return float(text) if text else None
