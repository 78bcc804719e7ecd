"""Boundaries as GeoJSON: sketches of unknown approval number, never a formal map."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import Any

from jiedui.core.errors import Problem, Refusal
from jiedui.data import path

LEVELS = ("province", "prefecture", "county")
COUNTIES_OF = ("31", "32", "33", "34")


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
        A map of the whole nation must draw `dash_line()` too.
    """
    return {"type": "FeatureCollection", "features": copy.deepcopy(_features(level, within))}


def dash_line() -> dict[str, Any]:
    """The line that must be drawn with any map of the nation."""
    return copy.deepcopy(_load("boundary_dashline"))


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
    chosen = [
        feature
        for feature in _load(f"boundary_{level}")["features"]
        if str(feature["properties"]["adcode"]).startswith(within)
    ]
    return sorted(chosen, key=lambda feature: str(feature["properties"]["adcode"]))


@cache
def _load(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path(name).read_text("utf-8"))
    return loaded
