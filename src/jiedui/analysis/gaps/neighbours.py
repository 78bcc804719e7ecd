"""Who is whose neighbour: by a shared boundary, or by the nearest centres."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jiedui.core.errors import Problem, Refusal

EARTH_RADIUS_KM = 6371.0
POINTS_OF_A_BOUNDARY = 2


@dataclass(frozen=True)
class Neighbours:
    """Neighbours of each region, the rule in both languages, and those whom the rule left alone.

    A region in `alone` touches nobody of those looked at and has its nearest centre instead.
    """

    of: Mapping[str, tuple[str, ...]]
    rule: str
    alone: tuple[str, ...] = ()


def sharing_boundaries(geojson: Mapping[str, Any]) -> Neighbours:
    """Regions whose outlines have at least two points in common.

    Parameters
    ----------
    geojson
        A FeatureCollection with `adcode` among the properties, drawn so that neighbours share the
        points of their common boundary, as the bundled outlines are.

    Examples
    --------
    >>> def square(code, x):
    ...     ring = [[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]
    ...     shape = {"type": "Polygon", "coordinates": [ring]}
    ...     return {"properties": {"adcode": code}, "geometry": shape}
    >>> sharing_boundaries({"features": [square("a", 0), square("b", 1), square("c", 9)]}).of
    {'a': ('b',), 'b': ('a',), 'c': ()}
    """
    owners: dict[tuple[float, ...], list[str]] = {}
    codes = []
    for feature in geojson["features"]:
        code = str(feature["properties"]["adcode"])
        codes.append(code)
        for point in _points(feature["geometry"]):
            owners.setdefault(point, []).append(code)
    shared: dict[tuple[str, str], int] = {}
    for met in owners.values():
        for one in met:
            for other in met:
                if one != other:
                    shared[one, other] = shared.get((one, other), 0) + 1
    found: dict[str, list[str]] = {code: [] for code in sorted(codes)}
    for (one, other), count in shared.items():
        if count >= POINTS_OF_A_BOUNDARY:
            found[one].append(other)
    return Neighbours(
        {code: tuple(sorted(near)) for code, near in found.items()}, "共有边界 · sharing a boundary"
    )


def nearest_centres(centres: Mapping[str, tuple[float, float]], k: int) -> Neighbours:
    """The k regions whose centres (longitude, latitude) are nearest on the sphere.

    >>> nearest_centres({"a": (0, 0), "b": (1, 0), "c": (3, 0)}, 1).of
    {'a': ('b',), 'b': ('a',), 'c': ('b',)}
    """
    if not 0 < k < len(centres):
        hint = f"between 1 and {len(centres) - 1}"
        raise Refusal(Problem("cannot have so many neighbours", value=str(k), hint=hint))
    found = {code: _nearest(code, centres, k) for code in sorted(centres)}
    return Neighbours(found, f"中心最近的{k}个 · the {k} nearest centres")


def among(
    regions: Sequence[str],
    neighbours: Neighbours,
    centres: Mapping[str, tuple[float, float]] | None = None,
) -> Neighbours:
    """Only neighbours that are among `regions`; whoever is left alone gets the nearest centre.

    Without `centres` nobody is found for them, and what needs a neighbour will refuse by name.
    """
    wanted = set(regions)
    found = {
        region: tuple(near for near in neighbours.of.get(region, ()) if near in wanted)
        for region in regions
    }
    alone = tuple(region for region in regions if not found[region])
    known = {code: place for code, place in (centres or {}).items() if code in wanted}
    helped = tuple(region for region in alone if region in known and len(known) > 1)
    for region in helped:
        found[region] = _nearest(region, known, 1)
    rule = neighbours.rule
    if helped:
        listed = ", ".join(helped)
        rule += f"; {listed} 取中心最近的一个 · {listed}: the nearest centre instead"
    return Neighbours(found, rule, helped)


def _nearest(code: str, centres: Mapping[str, tuple[float, float]], k: int) -> tuple[str, ...]:
    others = (other for other in centres if other != code)
    ranked = sorted(others, key=lambda other: (_km(centres[code], centres[other]), other))
    return tuple(ranked[:k])


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance by the haversine formula, which keeps its digits for short ways."""
    (x, y), (u, v) = ((math.radians(a), math.radians(b)) for a, b in (one, other))
    half = math.sin((v - y) / 2) ** 2 + math.cos(y) * math.cos(v) * math.sin((u - x) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))


def _points(geometry: Mapping[str, Any]) -> Iterable[tuple[float, ...]]:
    """Every point of a polygon or of several, each once."""
    shapes = geometry["coordinates"]
    polygons = shapes if geometry["type"] == "MultiPolygon" else [shapes]
    return {tuple(point) for rings in polygons for ring in rings for point in ring}
