"""The map of a programme: a figure per region as shade, the pairs as arcs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from jiedui.reports import palette
from jiedui.reports.charts.base import Lang, Option, digits, frame, known, say

GeoJSON = Mapping[str, Any]
Point = tuple[float, float]

_READABLE_NAMES = 20  # more names than this cannot be read on one map: only pairs are named then
_MANY_REGIONS = 40
_CLASSES = 6


def map_with_pairs(
    values: Mapping[str, float | None],
    *,
    map_name: str,
    geojson: GeoJSON,
    pairs: Sequence[tuple[str, str]] = (),
    names: Mapping[str, str] | None = None,
    unit: str,
    places: int = 1,
    dash_line: GeoJSON | None = None,
    labelled: Iterable[str] | None = None,
    lang: Lang = "zh",
) -> Option:
    """Regions shaded by value, an arc with an arrow from each supporter to its recipient.

    Parameters
    ----------
    values
        Region code → figure in `unit`; None or absent regions are drawn as without data.
    map_name
        The name under which `geojson` is registered (`echarts.registerMap` on the page, `maps=` of
        `svg.render` on the server).
    geojson
        Features with properties `adcode`, `name` and, as the place of label and arc, `lon`, `lat`.
    pairs
        `(supporter code, recipient code)`. One that is not on the map is named in the note.
    names
        Short names for labels by code; else the map's own.
    unit
        Unit of the figures, shown above the legend.
    dash_line
        The lines that every map of the whole country has to carry.
    labelled
        Codes that get their name written; else all when they are at most 20, else the pairs'.
    """
    places_by_code = dict(_points(geojson))
    called = _names(geojson) | dict(names or {})
    shown = (
        sorted(places_by_code) if labelled is None else [c for c in labelled if c in places_by_code]
    )
    if labelled is None and len(shown) > _READABLE_NAMES:
        shown = sorted({code for pair in pairs for code in pair if code in places_by_code})
    drawn = [pair for pair in pairs if pair[0] in places_by_code and pair[1] in places_by_code]
    series = [_shades(values, map_name, called, unit, places)]
    if dash_line is not None:
        series.append(_dashes(dash_line))
    series.append(_arcs(drawn, places_by_code, called))
    crowded = len(places_by_code) > _READABLE_NAMES
    series.append(_labels(shown, places_by_code, called, crowded=crowded))
    return frame(
        geo=_geo(map_name, geojson),
        visualMap=_classes(values, unit, places, blank=_blank(values, geojson, lang)),
        graphic=[_note(pairs, drawn, geojson, called, lang)],
        series=series,
    )


def _geo(map_name: str, geojson: GeoJSON) -> Option:
    latitudes = [y for _, y in _vertices(geojson)]
    middle = (min(latitudes) + max(latitudes)) / 2
    return {
        "map": map_name,
        "nameProperty": "adcode",
        "aspectScale": round(math.cos(math.radians(middle)), 4),
        "preserveAspect": "contain",
        "roam": False,
        "left": 20,
        "right": 20,
        "top": 16,
        "bottom": 40,
        "label": {"show": False},
        "itemStyle": {
            "areaColor": palette.NO_DATA,
            "borderColor": palette.WHITE,
            "borderWidth": 1,
        },
        "emphasis": {"disabled": True},
        "select": {"disabled": True},
        "selectedMode": False,
    }


def _shades(
    values: Mapping[str, float | None],
    map_name: str,
    called: Mapping[str, str],
    unit: str,
    places: int,
) -> Option:
    return {
        "type": "map",
        "map": map_name,
        "geoIndex": 0,
        "data": [
            {
                "name": code,
                "value": known(value),
                "tooltip": {
                    "formatter": f"{called.get(code, code)}  {digits(value, places)} {unit}"
                },
            }
            for code, value in sorted(values.items())
            if known(value) is not None
        ],
        "itemStyle": {"areaColor": palette.NO_DATA, "color": palette.NO_DATA},
    }


def _blank(values: Mapping[str, float | None], geojson: GeoJSON, lang: Lang) -> str:
    """What the legend calls regions without a figure; empty where every region has one."""
    shaded = any(known(value) is not None for value in values.values())
    lacking = any(known(values.get(code)) is None for code, _ in _points(geojson))
    return say(lang, "无数据", "no data") if shaded and lacking else ""


def _classes(
    values: Mapping[str, float | None], unit: str, places: int, *, blank: str = ""
) -> Option:
    """A legend of classes: of equal width for few regions, of equal count for many.

    Regions without a figure have a swatch of their own: a class below the lowest limit, which no
    figure falls into.
    """
    figures = [v for v in map(known, values.values()) if v is not None]
    many = len(figures) > _MANY_REGIONS
    limits = equal_counts(figures, places) if many else class_limits(figures)
    pieces = [
        {
            "gte": low,
            "lt": high,
            "label": f"{low:,g}–{high:,g}",
            "color": palette.shade(i / max(len(limits) - 2, 1)),
        }
        for i, (low, high) in enumerate(pairwise(limits))
    ]
    if blank and pieces:
        pieces.insert(0, {"lt": limits[0], "label": blank, "color": palette.NO_DATA})
    return {
        "type": "piecewise",
        "show": bool(pieces),
        "seriesIndex": 0,
        "pieces": pieces,
        "outOfRange": {"color": palette.NO_DATA},
        "left": 4,
        "bottom": 34,
        "itemWidth": 14,
        "itemHeight": 12,
        "itemGap": 4,
        "itemSymbol": "rect",
        "text": [unit, ""],
        "textGap": 6,
        "showLabel": True,
        "selectedMode": False,
        "hoverLink": False,
        "textStyle": {"color": palette.TEXT, "fontSize": 11},
    }


def class_limits(values: Sequence[float]) -> list[float]:
    """Round limits that enclose all values in at most six classes of one width.

    >>> class_limits([7.44, 9.97, 18.72])
    [5.0, 7.5, 10.0, 12.5, 15.0, 17.5, 20.0]
    """
    if not values:
        return []
    low, high = min(values), max(values)
    for step in _round_steps((high - low) / _CLASSES or abs(high) or 1.0):
        first = math.floor(low / step)
        last = math.floor(high / step) + 1
        if last - first <= _CLASSES:
            return [float(f"{step * i:.10g}") for i in range(first, last + 1)]
    raise AssertionError("steps grow without end")  # pragma: no cover


def equal_counts(values: Sequence[float], places: int, classes: int = 5) -> list[float]:
    """Limits of classes that hold about as many regions each, so that one outlier hides nothing.

    >>> equal_counts([1, 2, 3, 4, 5, 6, 7, 8, 9, 100], 0)
    [1.0, 3.0, 5.0, 7.0, 9.0, 101.0]
    """
    if not values:
        return []
    ordered = sorted(values)
    inner = [round(ordered[len(ordered) * i // classes], places) for i in range(1, classes)]
    unit = 10.0**-places
    ends = (math.floor(ordered[0] / unit) * unit, math.floor(ordered[-1] / unit) * unit + unit)
    return sorted({float(f"{limit:.10g}") for limit in (ends[0], *inner, ends[1])})


def _round_steps(at_least: float) -> Iterator[float]:
    power = math.floor(math.log10(at_least))
    while True:
        for factor in (1.0, 2.0, 2.5, 5.0):
            if factor * 10.0**power >= at_least * 0.999:
                yield factor * 10.0**power
        power += 1


def _arcs(
    pairs: Sequence[tuple[str, str]], points: Mapping[str, Point], called: Mapping[str, str]
) -> Option:
    return {
        "type": "lines",
        "coordinateSystem": "geo",
        "symbol": ["none", "arrow"],
        "symbolSize": 9,
        "z": 4,
        "lineStyle": {"color": palette.CONTRAST, "width": 1.8, "curveness": 0.22, "opacity": 1},
        "data": [
            {
                "coords": [list(points[supporter]), list(points[recipient])],
                "tooltip": {
                    "formatter": f"{called.get(supporter, supporter)} → "
                    f"{called.get(recipient, recipient)}"
                },
            }
            for supporter, recipient in pairs
        ],
    }


def _labels(
    codes: Sequence[str],
    points: Mapping[str, Point],
    called: Mapping[str, str],
    *,
    crowded: bool,
) -> Option:
    return {
        "type": "scatter",
        "coordinateSystem": "geo",
        "silent": True,
        "symbolSize": 4,
        "z": 5,
        "itemStyle": {"color": palette.INK},
        "data": [
            {
                "value": list(points[code]),
                "label": {
                    "show": True,
                    "position": "right",
                    "distance": 3,
                    "formatter": called.get(code, code),
                    "color": palette.INK,
                    "fontSize": 11,
                    "textBorderColor": palette.WHITE,
                    "textBorderWidth": 2.5,
                },
            }
            for code in codes
        ],
        "labelLayout": {"hideOverlap": crowded},
    }


def _dashes(dash_line: GeoJSON) -> Option:
    lines = [
        [[x, y] for x, y in line]
        for feature in dash_line["features"]
        for line in _lines(feature["geometry"])
    ]
    return {
        "type": "lines",
        "coordinateSystem": "geo",
        "polyline": True,
        "silent": True,
        "lineStyle": {"color": palette.MUTED, "width": 1.2, "opacity": 1},
        "data": [{"coords": line} for line in lines],
    }


def _lines(geometry: Mapping[str, Any]) -> list[Any]:
    lines = geometry["coordinates"]
    return [lines] if geometry["type"] == "LineString" else list(lines)


def _note(
    pairs: Sequence[tuple[str, str]],
    drawn: Sequence[tuple[str, str]],
    geojson: GeoJSON,
    called: Mapping[str, str],
    lang: Lang,
) -> Option:
    """What the reader has to know: a sketch or approved, and which pairs are not on it."""
    approval = str(geojson.get("approval_number", ""))
    sketch = say(lang, "示意图", "Sketch map, not for boundaries")
    words = [say(lang, f"审图号：{approval}", f"Map approval {approval}") if approval else sketch]
    if drawn:
        words.append(say(lang, "箭头由帮扶方指向受帮扶方", "arrows from supporter to recipient"))
    left_out = [pair for pair in pairs if pair not in drawn]
    if left_out:
        listed = "、".join(f"{called.get(a, a)}→{called.get(b, b)}" for a, b in left_out)
        words.append(say(lang, f"不在图上：{listed}", f"not on the map: {listed}"))
    return {
        "type": "text",
        "left": 4,
        "bottom": 6,
        "silent": True,
        "style": {
            "text": say(lang, "；", "; ").join(words) + say(lang, "。", "."),
            "fill": palette.MUTED,
            "fontSize": 11,
            "fontFamily": palette.FONT,
        },
    }


def _names(geojson: GeoJSON) -> dict[str, str]:
    return {_code(f): str(f["properties"].get("name", "")) for f in geojson["features"]}


def _code(feature: Mapping[str, Any]) -> str:
    return str(feature["properties"].get("adcode", ""))


def _points(geojson: GeoJSON) -> list[tuple[str, Point]]:
    return [(_code(feature), _point(feature)) for feature in geojson["features"]]


def _point(feature: Mapping[str, Any]) -> Point:
    """The published inner point; without one, the middle of the largest ring's box."""
    properties = feature["properties"]
    if properties.get("lon") is not None and properties.get("lat") is not None:
        return float(properties["lon"]), float(properties["lat"])
    ring = max(_rings(feature["geometry"]), key=len)
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _rings(geometry: Mapping[str, Any]) -> list[Any]:
    parts = geometry["coordinates"]
    polygons = [parts] if geometry["type"] == "Polygon" else parts
    return [polygon[0] for polygon in polygons]


def _vertices(geojson: GeoJSON) -> Iterator[tuple[float, float]]:
    for feature in geojson["features"]:
        for ring in _rings(feature["geometry"]):
            for point in ring:
                yield float(point[0]), float(point[1])
