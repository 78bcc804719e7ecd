"""The tables that ship: listed firms, development zones of the Yangtze delta, co-built parks."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from jiedui import data
from jiedui.analysis.matching.columns import checked_firms, checked_parks
from jiedui.data.matching_sets import industry_labels, words_of, zone_words
from jiedui.data.parks import parks as cobuilt_parks

M2_PER_HA, HA_PER_KM2 = 10_000.0, 100.0
# What reports say of the area of a co-built park, the best first.
AREA_METRICS = ("拓展后规划面积", "规划面积", "原规划面积")


@dataclass(frozen=True)
class Shipped:
    """A checked table, and what of the source is not in it, with the reason in both languages."""

    table: pd.DataFrame
    left_out: pd.DataFrame
    inputs: tuple[str, ...]


def listed_firms(*, all_of_them: bool = False) -> Shipped:
    """Listed firms with an industry that can be told, each by its share's code.

    `employees` are those of the whole firm; `home` is where it is registered. Firms that have
    left the exchanges are left out unless `all_of_them`; so are those whose label is blank or
    means no one industry.
    """
    frame = data.table("listed_firms")
    labels = industry_labels()
    mapped = frame["industry_tushare"].map(lambda w: w in labels and labels[w].is_mapped)
    gone = (frame["in_2026_05_listing"] != 1) & (not all_of_them)
    reasons = pd.Series("", index=frame.index, dtype=object)
    reasons[~mapped] = "unmapped_label"
    reasons[frame["industry_tushare"] == ""] = "no_label"
    reasons[gone] = "not_listed"
    kept = frame[reasons == ""]
    meaning = [labels[word] for word in kept["industry_tushare"]]
    table = pd.DataFrame(
        {
            "firm": kept["ts_code"].to_numpy(),
            "name": kept["company"].to_numpy(),
            "home": kept["prefecture_code"].to_numpy(),
            "industry": [found.divisions[0] for found in meaning],
            "sectors": [";".join(found.io153) for found in meaning],
            "high_tech": [float(found.is_high_tech) for found in meaning],
            "employees": kept["employees"].to_numpy(),
        }
    )
    left = frame[reasons != ""]
    left_out = _left(left["ts_code"], left["company"], reasons[reasons != ""])
    return Shipped(checked_firms(table), left_out, ("listed_firms", "industry_labels"))


def delta_parks(*, open_share: float) -> Shipped:
    """The 249 zones of the catalogue and the co-built parks whose area a report gives.

    Parameters
    ----------
    open_share
        Share of the approved area that is still to be had: an assumption of the run, since the
        catalogue gives the area only.
    """
    zones, parks = _zones(), _cobuilt()
    known = parks["area_ha"].notna()
    rows = pd.concat([zones, parks[known]], ignore_index=True)
    rows["capacity_land_m2"] = rows.pop("area_ha") * M2_PER_HA * open_share
    unknown = parks[~known]
    reasons = pd.Series("no_area", index=unknown.index)
    return Shipped(
        checked_parks(rows),
        _left(unknown["park"], unknown["name"], reasons),
        ("development_zones", "cobuilt_parks", "cobuilt_park_facts", "zone_industry_words"),
    )


def unmapped_words(parks: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    """Parks and the words of theirs that mean no industry: reported, never guessed."""
    known = zone_words()
    return tuple(
        (str(park), word)
        for park, text in zip(parks["park"], parks.get("leading_industries", ()), strict=False)
        for word in words_of(text)
        if word not in known or not known[word].is_mapped
    )


def _zones() -> pd.DataFrame:
    frame = data.table("development_zones")
    county = frame["county_code_inferred"]
    return pd.DataFrame(
        {
            "park": frame["zone_code"].where(frame["zone_code"] != "", frame["zone_name"]),
            "name": frame["zone_name"],
            "region": county.where(county != "", frame["prefecture_code"]),
            "leading_industries": frame["leading_industries"],
            "supporter": "",
            "area_ha": frame["approved_area_ha"],
        }
    )


def _cobuilt() -> pd.DataFrame:
    area = _areas_ha()
    return pd.DataFrame(
        {
            "park": [park.name for park in cobuilt_parks()],
            "name": [park.name for park in cobuilt_parks()],
            "region": [park.recipient for park in cobuilt_parks()],
            "leading_industries": [park.leading_industries for park in cobuilt_parks()],
            "supporter": [park.supporter for park in cobuilt_parks()],
            "area_ha": [area.get(park.name, float("nan")) for park in cobuilt_parks()],
        }
    )


def _areas_ha() -> dict[str, float]:
    facts = data.table("cobuilt_park_facts")
    areas: dict[str, float] = {}
    for metric in reversed(AREA_METRICS):
        found = facts[(facts["metric"] == metric) & (facts["unit"] == "平方公里")]
        values = found["value"].astype(float) * HA_PER_KM2
        areas |= dict(zip(found["subject"], values, strict=True))
    return areas


def _left(ids: pd.Series, names: pd.Series, reasons: pd.Series) -> pd.DataFrame:
    columns = {"id": ids.to_numpy(), "name": names.to_numpy(), "reason": reasons.to_numpy()}
    return pd.DataFrame(columns).sort_values("id", ignore_index=True)
