"""Industries: census employment by section, national input-output tables, the classification."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from jiedui.core.errors import Problem, Refusal
from jiedui.data import table

SECTIONS = tuple("ABCDEFGHIJKLMNOPQRST")
CENSUS_YEARS = (2010, 2020)
IO_TABLES = {(2020, 42): "io_2020_42", (2017, 42): "io_2017_42", (2020, 153): "io_2020_153"}


@dataclass(frozen=True)
class IOTable:
    """A national input-output table, in 10,000 yuan at producers' prices.

    Attributes
    ----------
    flows
        Square: use of the row sector's product by the column sector. Domestic products only where
        `imports` is given; otherwise home and foreign products together.
    imports
        Square, imported products; None where the publisher did not split them (153 sectors).
    final_use
        Final use of each sector's product, as published (`TFU`).
    value_added, output
        Total value added and total input (equal to gross output) of each column sector.
    """

    year: int
    codes: tuple[str, ...]
    names_zh: tuple[str, ...]
    names_en: tuple[str, ...]
    flows: NDArray[np.float64]
    imports: NDArray[np.float64] | None
    final_use: NDArray[np.float64]
    value_added: NDArray[np.float64]
    output: NDArray[np.float64]

    def total_flows(self) -> NDArray[np.float64]:
        """Home and foreign products together."""
        return self.flows if self.imports is None else self.flows + self.imports


def sections() -> dict[str, str]:
    """Letter and Chinese name of each section of GB/T 4754-2017, A to T."""
    frame = table("industry_sections")
    return dict(zip(frame["section"], frame["name_zh"], strict=True))


@cache
def _names_of_codes() -> dict[str, str]:
    frame = table("gbt4754")
    return dict(zip(frame["code"].astype(str), frame["name_zh"], strict=True))


def industry_name(code: str) -> str:
    """The Chinese name of a code of GB/T 4754-2017, of its division where it has none; or "".

    >>> industry_name("3973"), industry_name("3999"), industry_name("x")
    ('集成电路制造', '计算机、通信和其他电子设备制造业', '')
    """
    names = _names_of_codes()
    return names.get(code) or names.get(code[:2], "")


@cache
def division_names() -> dict[str, str]:
    """Chinese names of the sections and divisions of GB/T 4754-2017, by their codes.

    >>> division_names()["34"]
    '通用设备制造业'
    """
    frame = table("gbt4754")
    known = frame[frame["level"].isin(("section", "division"))]
    return dict(zip(known["code"].astype(str), known["name_zh"], strict=True))


@cache
def _census(year: int) -> pd.DataFrame:
    if year not in CENSUS_YEARS:
        raise Refusal(Problem("no census of that year", value=str(year), hint="2010 or 2020"))
    frame = table(f"census_{year}").set_index("adcode")
    frame.index.name = "region"
    columns = {f"emp_sample_{section}": section for section in SECTIONS}
    return frame[list(columns)].rename(columns=columns).sort_index()


def census_employment(year: int = 2020) -> pd.DataFrame:
    """Employed persons in the census long form (a sample of about a tenth): use shares only.

    Returns
    -------
    DataFrame
        Index `region` (codes of every level, as of the census), columns `A` … `T` (GB/T 4754
        sections); heads in the sample; NaN where the census prints nothing, which in a table of
        counts mostly means that the sample met nobody.
    """
    return _census(year).copy()


@cache
def io_table(year: int = 2020, sectors: int = 42) -> IOTable:
    """The national input-output table of a year: 2020 (42 or 153 sectors) or 2017 (42)."""
    if (year, sectors) not in IO_TABLES:
        allowed = "; ".join(f"{y} with {n} sectors" for y, n in sorted(IO_TABLES))
        raise Refusal(
            Problem(
                "no such input-output table", value=f"{year}/{sectors}", hint=f"there is {allowed}"
            )
        )
    frame = table(IO_TABLES[year, sectors])
    codes = [column for column in frame.columns if column.isdigit()]
    split = "origin" in frame.columns
    home = frame[frame["code"].isin(codes)]
    foreign = home[home["origin"] == "Imports"] if split else None
    home = home[home["origin"] == "Domestic"] if split else home
    totals = frame[~frame["code"].isin(codes)].set_index("code")[codes]
    return IOTable(
        year=year,
        codes=tuple(codes),
        names_zh=tuple(home["name_zh"]),
        names_en=tuple(home["name_en"]),
        flows=home[codes].to_numpy(dtype=float),
        imports=None if foreign is None else foreign[codes].to_numpy(dtype=float),
        final_use=home["TFU"].to_numpy(dtype=float),
        value_added=totals.loc["TVA"].to_numpy(dtype=float),
        output=totals.loc["TI"].to_numpy(dtype=float),
    )
