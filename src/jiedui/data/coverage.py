"""How far the county data reach: said beside every county figure."""

from __future__ import annotations

from dataclasses import dataclass

from jiedui.data import table


@dataclass(frozen=True)
class Coverage:
    """Counties of a province that have figures, and those that have none."""

    within: str
    years: tuple[int, ...]
    counties: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def total(self) -> int:
        return len(self.counties) + len(self.missing)


def county_coverage(within: str = "32") -> Coverage:
    """Counties in force whose code begins with `within`, with and without figures.

    >>> found = county_coverage("32")
    >>> len(found.counties), found.total
    (64, 95)
    """
    divisions = table("divisions")
    listed = divisions[
        (divisions["level"] == "county") & divisions["adcode"].str.startswith(within)
    ]
    panel = table("county_panel")
    panel = panel[panel["adcode"].str.startswith(within)]
    covered = set(panel["adcode"])
    every = sorted(listed["adcode"])
    return Coverage(
        within=within,
        years=tuple(sorted({int(year) for year in panel["year"]})),
        counties=tuple(code for code in every if code in covered),
        missing=tuple(code for code in every if code not in covered),
    )
