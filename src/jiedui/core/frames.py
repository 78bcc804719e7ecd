"""The frames that travel through the house: panels of observations, groupings of regions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from jiedui.core.errors import Problem, Refusal

Floats = NDArray[np.float64]

FLAG_COLUMNS = ("region", "year", "indicator", "rule", "detail")


@dataclass(frozen=True)
class Panel:
    """Observations of regions over years, with what is known about each figure.

    Attributes
    ----------
    values
        Index `(region, year)` (text code, int year), sorted and unique; one float column per
        indicator id, in the unit of `units`; NaN where nothing is published.
    units
        Unit of each indicator (`gdp` → `100m_cny`).
    names
        Readable name of each region code, as far as known.
    flags
        Suspicious cells, left as published: columns `region, year, indicator, rule, detail`.
    sources
        Source of each indicator, in words.
    file, header_line
        What a refusal calls the file that somebody brought, and the line of its column names.
    """

    values: pd.DataFrame
    units: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)
    flags: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(FLAG_COLUMNS)))
    sources: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    header_line: int | None = None

    def years(self) -> list[int]:
        return sorted(int(year) for year in self.values.index.unique("year"))

    def regions(self) -> list[str]:
        return sorted(str(code) for code in self.values.index.unique("region"))

    def name(self, region: str) -> str:
        return self.names.get(region, region)

    def column(self, indicator: str, regions: Sequence[str], year: int) -> Floats:
        """One indicator of `regions` in `year`, in their order; NaN where nothing is published."""
        self.fail_if_unknown(indicator)
        published = self.values[indicator].to_numpy(dtype=float)
        places = [self._places.get((region, year)) for region in regions]
        return np.array([np.nan if at is None else published[at] for at in places], dtype=float)

    @cached_property
    def _places(self) -> dict[tuple[str, int], int]:
        """Row of each region and year: a page reads hundreds of columns."""
        return {key: at for at, key in enumerate(self.values.index)}

    def complete(self, indicator: str, regions: Sequence[str], year: int) -> Floats:
        """As `column`, and a refusal that names every region whose figure is missing."""
        values = self.column(indicator, regions, year)
        missing = [region for region, value in zip(regions, values, strict=True) if np.isnan(value)]
        if missing:
            listed = ", ".join(f"{code} {self.name(code)}".strip() for code in missing)
            raise Refusal(
                Problem(
                    f"no figure for {year}: {listed}",
                    file=self.file,
                    column=indicator,
                    hint=f"years with every region: {self._years_with(indicator, regions)}",
                )
            )
        return values

    def complete_years(self, indicator: str, regions: Sequence[str]) -> list[int]:
        """Years in which every one of `regions` has a figure."""
        self.fail_if_unknown(indicator)
        wide = self.values[indicator].unstack("year").reindex(list(regions))
        return [int(year) for year in wide.columns if bool(wide[year].notna().all())]

    def flags_of(
        self, indicators: Iterable[str], regions: Iterable[str], years: Iterable[int]
    ) -> pd.DataFrame:
        """The suspicious cells among those that a result used."""
        chosen = (
            self.flags["indicator"].isin(set(indicators))
            & self.flags["region"].isin(set(regions))
            & self.flags["year"].isin(set(years))
        )
        return self.flags[chosen].reset_index(drop=True)

    def fail_if_unknown(self, indicator: str) -> None:
        if indicator not in self.values.columns:
            known = ", ".join(sorted(map(str, self.values.columns)))
            raise Refusal(
                Problem(
                    "no such indicator in the panel",
                    file=self.file,
                    line=self.header_line,
                    value=indicator,
                    hint=f"there is: {known}",
                )
            )

    def _years_with(self, indicator: str, regions: Sequence[str]) -> str:
        return spans(self.complete_years(indicator, regions)) or "none"


@dataclass(frozen=True)
class Group:
    """A named set of regions: `south` 苏南 and its five cities."""

    id: str
    name_zh: str
    name_en: str
    members: tuple[str, ...]
    parent: str = ""


@dataclass(frozen=True)
class Grouping:
    """Groups that are looked at together. Sets may overlap; a decomposition needs a partition."""

    id: str
    name_zh: str
    name_en: str
    groups: tuple[Group, ...]
    source: str = ""

    def group(self, group_id: str) -> Group:
        for group in self.groups:
            if group.id == group_id:
                return group
        allowed = ", ".join(group.id for group in self.groups)
        raise Refusal(Problem("no such group", value=group_id, hint=f"choose from {allowed}"))

    def members(self) -> tuple[str, ...]:
        """Every region of the grouping, once, in the order of the groups."""
        return tuple(dict.fromkeys(code for group in self.groups for code in group.members))

    def labels(self) -> tuple[str, ...]:
        """The group id of each of `members()`; refuses a grouping whose sets overlap."""
        self.fail_if_overlapping()
        return tuple(group.id for group in self.groups for _ in group.members)

    def fail_if_overlapping(self) -> None:
        seen: dict[str, str] = {}
        problems = []
        for group in self.groups:
            for code in group.members:
                if code in seen:
                    problems.append(
                        Problem(
                            f"region is in two groups, {seen[code]} and {group.id}",
                            value=code,
                            hint="a decomposition needs each region in exactly one group",
                        )
                    )
                seen[code] = group.id
        if problems:
            raise Refusal(problems)


def spans(years: Iterable[int]) -> str:
    """Years as a reader says them.

    >>> spans([2000, 2005, 2006, 2007, 2010])
    '2000, 2005-2007, 2010'
    """
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
