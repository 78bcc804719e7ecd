"""The bundled data that structure is read from, and the names that go with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from jiedui import data
from jiedui.analysis.structure.records import Named
from jiedui.core.errors import Problem, Refusal, refuse_if_any
from jiedui.core.frames import Floats, Panel
from jiedui.data import industries
from jiedui.data.panels import census_panel, city_panel

CENSUS_YEARS = (2010, 2020)
# Section T, international bodies, holds at most some twenty heads in a province's sample and is
# blank where the sample met nobody: structures are of sections A to S.
CENSUS_SECTIONS = tuple("ABCDEFGHIJKLMNOPQRS")
IO_YEAR = 2020

THREE_SECTOR_COLUMNS = {
    "primary": ("va_primary", "第一产业", "Primary sector"),
    "secondary": ("va_secondary", "第二产业", "Secondary sector"),
    "tertiary": ("va_tertiary", "第三产业", "Tertiary sector"),
}
THREE_SECTOR_INDICATORS = tuple(row[0] for row in THREE_SECTOR_COLUMNS.values())
SECTION_NAMES_EN = {
    "A": "Agriculture, forestry, animal husbandry and fishery",
    "B": "Mining",
    "C": "Manufacturing",
    "D": "Electricity, heat, gas and water supply",
    "E": "Construction",
    "F": "Wholesale and retail trade",
    "G": "Transport, storage and postal services",
    "H": "Accommodation and catering",
    "I": "Information transmission, software and IT services",
    "J": "Finance",
    "K": "Real estate",
    "L": "Leasing and business services",
    "M": "Research and technical services",
    "N": "Water, environment and public facilities",
    "O": "Household, repair and other services",
    "P": "Education",
    "Q": "Health and social work",
    "R": "Culture, sports and entertainment",
    "S": "Public administration and social organisations",
    "T": "International organisations",
}


@dataclass(frozen=True)
class Held:
    """A table of the regions that have every figure, and those that were left out for a gap."""

    regions: tuple[str, ...]
    values: Floats
    missing: tuple[str, ...]

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Held:
        whole = frame.notna().all(axis=1)
        if not whole.any():
            listed = ", ".join(map(str, frame.index))
            raise Refusal(
                Problem(
                    f"no figures for any of {listed}",
                    column=", ".join(map(str, frame.columns)),
                    hint="choose another year, or give the industries in a file",
                )
            )
        kept = frame[whole]
        return cls(
            tuple(map(str, kept.index)),
            kept.to_numpy(dtype=float),
            tuple(map(str, frame.index[~whole])),
        )


@dataclass(frozen=True)
class Sources:
    """Panel of yearly figures, censuses by year, the national table, and a hash of each."""

    panel: Panel
    census: Mapping[int, pd.DataFrame]
    table: industries.IOTable
    names: Mapping[str, str]
    inputs: Mapping[str, str]

    def census_year(self, year: int) -> int:
        """The latest census up to a year."""
        found = [census for census in sorted(self.census) if census <= year]
        if not found:
            raise Refusal(
                Problem(
                    "no census of employment up to that year",
                    value=str(year),
                    hint=f"there is {', '.join(map(str, sorted(self.census)))}",
                )
            )
        return found[-1]

    def sections(self, regions: tuple[str, ...], census_year: int) -> Held:
        """Heads in the census sample, regions × sections A to S."""
        frame = self.census[census_year].reindex(list(regions))[list(CENSUS_SECTIONS)]
        return Held.of(frame)

    def three_sectors(self, regions: tuple[str, ...], year: int) -> Held:
        """Value added of three sectors, regions × 3."""
        columns = {
            sector: self.panel.column(row[0], regions, year)
            for sector, row in THREE_SECTOR_COLUMNS.items()
        }
        return Held.of(pd.DataFrame(columns, index=list(regions)))

    def with_figures(
        self, regions: tuple[str, ...], year: int, indicators: Iterable[str]
    ) -> tuple[str, ...]:
        """The regions that have all of some indicators in a year."""
        columns = {name: self.panel.column(name, regions, year) for name in indicators}
        return Held.of(pd.DataFrame(columns, index=list(regions))).regions

    def fail_if_no_such_indicator(self, sides: Iterable[str]) -> None:
        """Refuse sides of coupling that name an indicator which the panel has not got."""
        known = sorted(map(str, self.panel.values.columns))
        refuse_if_any(
            Problem(
                "no such indicator in the panel",
                column="sides",
                value=part,
                hint=f"there is: {', '.join(known)}",
            )
            for side in sides
            for part in side.split("/")
            if part not in known
        )

    def fail_if_unknown(self, codes: Iterable[str]) -> None:
        """Refuse codes that no bundled set knows, rather than show them as without data."""
        problems = [
            Problem(
                "unknown region",
                column="region",
                value=code,
                hint="give a six-digit code of GB/T 2260, or your own regions with --industries",
            )
            for code in sorted(set(codes))
            if code not in self.names
        ]
        refuse_if_any(problems)

    def name(self, region: str) -> str:
        return self.names.get(region, region)


def bundled() -> Sources:
    """The sets that ship with Jiedui: city panel, censuses of 2010 and 2020, 42-sector table."""
    used = ("city_panel", "census_2010", "census_2020", "io_2020_42")
    return Sources(
        panel=city_panel(),
        census={year: industries.census_employment(year) for year in CENSUS_YEARS},
        table=industries.io_table(IO_YEAR, 42),
        names=dict(census_panel().names) | dict(city_panel().names),
        inputs={name: data.sha256(name) for name in used},
    )


def industry_names(table: industries.IOTable) -> dict[str, Named]:
    """Every industry that a figure can be of, by its printed code (`io42:06` for IO sectors)."""
    three = {code: Named(code, zh, en) for code, (_, zh, en) in THREE_SECTOR_COLUMNS.items()}
    sections = {
        code: Named(code, zh, SECTION_NAMES_EN[code]) for code, zh in industries.sections().items()
    }
    divisions = {code: Named(code, zh, "") for code, zh in _divisions().items()}
    sectors = {
        io_code(code): Named(io_code(code), zh, en)
        for code, zh, en in zip(table.codes, table.names_zh, table.names_en, strict=True)
    }
    return three | sections | divisions | sectors


def io_code(sector: str) -> str:
    """The printed code of an IO sector, which must not be taken for a division's.

    >>> io_code("06")
    'io42:06'
    """
    return f"io42:{sector}"


def _divisions() -> dict[str, str]:
    frame = data.table("gbt4754")
    divisions = frame[frame["level"] == "division"]
    return dict(zip(divisions["code"], divisions["name_zh"], strict=True))
