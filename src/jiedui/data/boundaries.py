"""Boundaries as GeoJSON: bundled sketches of unknown approval number, or the operator's own.

Where `JIEDUI_BOUNDARIES` names a folder, `province.geojson`, `prefecture.geojson`, `county.geojson`
and `dashline.geojson` found in it are drawn instead. Each feature needs the properties `adcode`
and `name`; the collection may say `approval_number` (审图号), which maps then print in place of the
word 示意图. Distances are always measured between the bundled inner points, so that a result does
not depend on which outlines an office may publish.
"""

from __future__ import annotations

import copy
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from jiedui.core.errors import Problem, Refusal, refuse_if_any
from jiedui.data import path

LEVELS = ("province", "prefecture", "county")
COUNTIES_OF = ("31", "32", "33", "34")
FOLDER = "JIEDUI_BOUNDARIES"


def boundaries(level: str = "prefecture", within: str = "") -> dict[str, Any]:
    """Regions of a level whose code begins with `within`, sorted by code.

    Parameters
    ----------
    level
        `province`, `prefecture` or `county` (counties of 31, 32, 33 and 34 only).
    within
        The beginning of a code: `32` Jiangsu, `3203` Xuzhou, empty for the nation.

    Returns
    -------
    dict
        A GeoJSON FeatureCollection; properties `adcode, name, lon, lat` (an inner point), WGS-84.
        `approval_number` is there where the operator's own file says it. A map of the whole
        nation must draw `dash_line()` too.
    """
    own = _own_file(level)
    loaded = _load(f"boundary_{level}") if own is None else _load_own(own)
    chosen = copy.deepcopy(_within(loaded, within) if own else _features(level, within))
    approval = {"approval_number": loaded["approval_number"]} if "approval_number" in loaded else {}
    return {"type": "FeatureCollection", **approval, "features": chosen}


def dash_line() -> dict[str, Any]:
    """The line that must be drawn with any map of the nation."""
    own = _own_file("dashline")
    return copy.deepcopy(_load("boundary_dashline") if own is None else _read(own))


def centres(level: str = "prefecture", within: str = "") -> dict[str, tuple[float, float]]:
    """Longitude and latitude of an inner point of each region, for arcs and labels."""
    return {
        str(feature["properties"]["adcode"]): (
            float(feature["properties"]["lon"]),
            float(feature["properties"]["lat"]),
        )
        for feature in _features(level, within)
    }


def _features(level: str, within: str) -> list[dict[str, Any]]:
    """The loaded features themselves, not to be changed: copying outlines takes seconds."""
    if level not in LEVELS:
        raise Refusal(
            Problem("no such level", value=level, hint=f"choose from {', '.join(LEVELS)}")
        )
    if level == "county" and not within.startswith(COUNTIES_OF):
        allowed = ", ".join(COUNTIES_OF)
        raise Refusal(
            Problem("county boundaries are not bundled there", value=within, hint=f"say {allowed}")
        )
    return _within(_load(f"boundary_{level}"), within)


def _within(loaded: dict[str, Any], within: str) -> list[dict[str, Any]]:
    def code(feature: dict[str, Any]) -> str:
        return str(feature["properties"]["adcode"])

    return sorted((f for f in loaded["features"] if code(f).startswith(within)), key=code)


def _own_file(name: str) -> Path | None:
    folder = os.environ.get(FOLDER, "")
    file = Path(folder) / f"{name}.geojson"
    return file if folder and file.is_file() else None


@cache
def _load_own(file: Path) -> dict[str, Any]:
    """The operator's outlines, refused where a feature does not say which region it is."""
    loaded = _read(file)
    features = loaded.get("features")
    if not isinstance(features, list) or not features:
        raise Refusal(Problem("no features", file=file.name, hint="give a FeatureCollection"))
    problems = [
        Problem(
            f"feature {number} lacks {key}",
            file=file.name,
            hint="each feature needs the properties adcode (six digits) and name",
        )
        for number, feature in enumerate(features, start=1)
        for key in ("adcode", "name")
        if not (feature.get("properties") or {}).get(key)
    ]
    refuse_if_any(problems)
    return loaded


def _read(file: Path) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = json.loads(file.read_text("utf-8-sig"))
    except ValueError as fault:
        raise Refusal(Problem(f"not GeoJSON: {fault}", file=file.name)) from None
    return loaded


@cache
def _load(name: str) -> dict[str, Any]:
    return _read(path(name))
