"""Maps for results: which boundaries fit the regions, which pairs to draw on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from jiedui.data.boundaries import boundaries, centres, dash_line
from jiedui.reports.charts import map_with_pairs
from jiedui.reports.charts.base import Lang
from jiedui.reports.document import Chart
from jiedui.reports.svg import GeoJSON
from jiedui.reports.words import short_name
from jiedui.schemes.load import ids, programme

_ONE_PROVINCE = (520, 470)
_COUNTRY = (620, 540)
_PROVINCES_AT_MOST = 4  # more are a map of the nation, with all that it has to carry


def map_of(
    values: Mapping[str, float | None],
    *,
    title: str,
    unit: str,
    pairs: Sequence[tuple[str, str]] = (),
    names: Mapping[str, str] | None = None,
    places: int = 2,
    note: str = "",
    lang: Lang,
) -> Chart | None:
    """A map of regions with their pairs; None where we have no boundaries of these regions.

    Regions of up to four provinces stand on a map of these provinces, regions of more on the map of
    the nation with its dash line.
    """
    geojson, whole = _boundaries_of(set(values) | {code for pair in pairs for code in pair})
    if geojson is None:
        return None
    name = "nation" if whole else "-".join(_provinces(geojson))
    option = map_with_pairs(
        values,
        map_name=name,
        geojson=geojson,
        pairs=pairs,
        names=_named(geojson, lang)
        | {code: short_name(name, lang) for code, name in (names or {}).items()},
        unit=unit,
        places=places,
        dash_line=dash_line() if whole else None,
        lang=lang,
    )
    width, height = _COUNTRY if whole else _ONE_PROVINCE
    return Chart("map", title, option, width, height, {name: geojson}, note)


def city_pairs(programme_id: str, year: int) -> tuple[tuple[str, str], ...]:
    """City pairs of a bundled programme at the end of `year`; before its start, its first ones."""
    if programme_id not in ids():
        return ()
    chosen = programme(programme_id)
    on = max(date(year, 12, 31), chosen.start)
    return tuple(
        (pair.supporter, pair.recipient)
        for pair in chosen.pairs_in_force(on)
        if pair.supporter and pair.recipient
    )


def _boundaries_of(codes: set[str]) -> tuple[GeoJSON | None, bool]:
    """Boundaries that hold every region with a figure or a pair, if there are such."""
    level = _level(codes)
    if level is None:
        return None, False
    if not codes & set(centres("prefecture")):
        return None, False
    provinces = sorted({code[:2] for code in codes})
    if len(provinces) > _PROVINCES_AT_MOST:
        return boundaries("prefecture"), True
    return joined(provinces), False


def joined(provinces: Sequence[str]) -> GeoJSON:
    """Cities of some provinces as one map, with the approval number (审图号) of their outlines."""
    parts = [boundaries("prefecture", code) for code in provinces]
    approvals = {part["approval_number"] for part in parts if "approval_number" in part}
    approval = {"approval_number": approvals.pop()} if len(approvals) == 1 else {}
    features = [feature for part in parts for feature in part["features"]]
    return {"type": "FeatureCollection", **approval, "features": features}


def _named(geojson: GeoJSON, lang: Lang) -> dict[str, str]:
    """Every region of the map by the name that people say, also those without a figure."""
    properties = [feature["properties"] for feature in geojson["features"]]
    return {str(one["adcode"]): short_name(str(one["name"]), lang) for one in properties}


def _level(codes: set[str]) -> str | None:
    """`prefecture` where the codes look like GB/T 2260 codes of cities; else we have no map."""
    looks = all(len(code) == 6 and code.isdigit() for code in codes) and bool(codes)
    return "prefecture" if looks else None


def _provinces(geojson: GeoJSON) -> list[str]:
    return sorted({str(feature["properties"]["adcode"])[:2] for feature in geojson["features"]})
