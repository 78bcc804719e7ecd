"""What all charts share: frame, axes, lines with visible gaps, words in two languages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from jiedui.reports import palette

Lang = Literal["zh", "en"]
Option = dict[str, Any]
Numbers = Sequence[float | None]
Tone = Literal["accent", "contrast", "grey"]

TONES = {"accent": palette.ACCENT, "contrast": palette.CONTRAST, "grey": palette.MUTED}
_WIDE = 1.0
_NARROW = 0.56
_NEARLY_THE_END = 0.16


def frame(**parts: Any) -> Option:
    """An option with what every chart has: no animation, our font, a tooltip that CSP allows."""
    option: Option = {
        "animation": False,
        "backgroundColor": palette.WHITE,
        "textStyle": {"fontFamily": palette.FONT, "color": palette.TEXT, "fontSize": 12},
        "tooltip": {"renderMode": "richText", "confine": True},
        "grid": {"left": 48, "right": 24, "top": 34, "bottom": 34},
    }
    return option | parts


def say(lang: Lang, zh: str, en: str) -> str:
    return zh if lang == "zh" else en


def known(value: float | None) -> float | None:
    """The figure, or None where there is none; a chart never holds NaN.

    >>> known(float("nan")), known(1.5), known(None)
    (None, 1.5, None)
    """
    if value is None or not math.isfinite(value):
        return None
    return float(f"{float(value):.12g}")


def digits(value: float | None, places: int) -> str:
    """A figure for a label; an em dash where there is none.

    >>> digits(1.946, 2), digits(None, 2), digits(123456.7, 0)
    ('1.95', '—', '123,457')
    """
    value = known(value)
    return "—" if value is None else f"{value:,.{places}f}"


def text_width(text: str, size: int = 12) -> int:
    """Pixels that a label takes: Chinese characters are square, others a bit over half.

    >>> text_width("户籍人口")
    48
    """
    return math.ceil(sum(_WIDE if ord(c) > 0x2E7F else _NARROW for c in text) * size)


def room_for(labels: Sequence[str], size: int = 12) -> int:
    """Pixels to leave beside a plot so that the longest of `labels` is not cut."""
    return max((text_width(label, size) for label in labels), default=0) + 14


def value_axis(name: str, **more: Any) -> Option:
    """A numeric axis; `name` holds the unit and stands above it."""
    return {
        "type": "value",
        "name": name,
        "nameTextStyle": {"align": "left", "color": palette.MUTED, "padding": [0, 0, 0, -36]},
        "nameGap": 14,
        "axisLine": {"show": False},
        "axisTick": {"show": False},
        "axisLabel": {"color": palette.MUTED},
        "splitLine": {"lineStyle": {"color": palette.GRID}},
        "scale": True,
        "splitNumber": 4,
    } | more


def across(name: str, **more: Any) -> Option:
    """A numeric axis that lies below the plot, with its name under the middle."""
    place = {
        "nameLocation": "middle",
        "nameGap": 26,
        "nameTextStyle": {"color": palette.MUTED},
        "axisLine": {"show": True, "lineStyle": {"color": palette.LINE}},
    }
    return value_axis(name) | place | more


NARROWEST_LABEL = 0.12  # of the axis: what a year's label takes on the smallest of our charts


def year_axis(years: Sequence[int], **more: Any) -> Option:
    """Every year of the span has its place, also those without a figure.

    Years are categories, because a numeric axis would write 2,005.
    """
    wanted = labelled_years(years)
    return {
        "type": "category",
        "boundaryGap": False,
        "data": [str(year) for year in years],
        "axisLabel": {"customValues": [str(y) for y in wanted], "color": palette.MUTED},
        "axisLine": {"lineStyle": {"color": palette.LINE}},
        "axisTick": {"show": False},
        "splitLine": {"show": False},
    } | more


def labelled_years(years: Sequence[int]) -> list[int]:
    """First and last year and the round ones between, never two that would touch.

    >>> labelled_years(range(2003, 2024)), labelled_years(range(1991, 2024))
    ([2003, 2010, 2015, 2020, 2023], [1991, 1995, 2000, 2005, 2010, 2015, 2023])
    """
    first, last = min(years), max(years)
    step = next((s for s in (1, 2, 5, 10) if last - first <= s * 7), 20)
    room = (last - first) * NARROWEST_LABEL if step > 1 else 0
    inner = [y for y in years if y % step == 0 and first + room < y < last - room]
    return sorted({first, *inner, last})


def category_axis(names: Sequence[str], **more: Any) -> Option:
    return {
        "type": "category",
        "data": list(names),
        "axisLine": {"lineStyle": {"color": palette.LINE}},
        "axisTick": {"show": False},
        "axisLabel": {"color": palette.TEXT, "interval": 0},
        "splitLine": {"show": False},
    } | more


@dataclass(frozen=True)
class Line:
    """One line of a chart: its name stands at its end. `values` has a place for every year.

    Of two lines that are one definition before and after a break, only one is `labelled`.
    """

    name: str
    values: Numbers
    tone: Tone = "accent"
    dashed: bool = False
    labelled: bool = True


def line_series(line: Line, years: Sequence[int], **more: Any) -> list[Option]:
    """The line where it is known and, thin and dotted, the bridges over years without figures.

    The dotted part is drawn so that the eye can follow; it says that nothing is known there.
    """
    values = [known(value) for value in line.values]
    colour = TONES[line.tone]
    drawn = {
        "type": "line",
        "name": line.name,
        "symbol": "circle",
        "symbolSize": 0.01,
        "showSymbol": True,
        "showAllSymbol": True,
        "data": _with_end_label(years, values, line.name if line.labelled else "", colour),
        "lineStyle": {
            "color": colour,
            "width": 2,
            "type": [5, 4] if line.dashed else "solid",
        },
        "itemStyle": {"color": colour},
    } | more
    gaps = _bridges(years, values)
    return [drawn, _bridge_series(line.name, gaps, colour) | more] if gaps else [drawn]


def _with_end_label(years: Sequence[int], values: Numbers, name: str, colour: str) -> list[Option]:
    last = max((i for i, value in enumerate(values) if value is not None), default=-1)
    points: list[Option] = [
        {"value": [str(year), value]} for year, value in zip(years, values, strict=True)
    ]
    lonely = [i for i, value in enumerate(values) if value is not None and _alone(values, i)]
    for i in lonely:
        points[i]["symbolSize"] = 6
    if last >= 0 and name:
        points[last]["label"] = {
            "show": True,
            "position": "right",
            "distance": 6,
            "formatter": name,
            "color": colour,
            "fontSize": 12,
        }
    return points


def _alone(values: Numbers, i: int) -> bool:
    """A figure with no neighbour: as a line it would be invisible, so it gets a dot."""
    before = i > 0 and values[i - 1] is not None
    after = i + 1 < len(values) and values[i + 1] is not None
    return not before and not after


def _bridges(years: Sequence[int], values: Numbers) -> list[list[str | float | None]]:
    """Points that join the two sides of each hole, a None between holes."""
    points: list[list[str | float | None]] = []
    present = [i for i, value in enumerate(values) if value is not None]
    for left, right in pairwise(present):
        if right - left > 1:
            points += [[str(years[left]), values[left]], [str(years[right]), values[right]]]
            points.append([str(years[right]), None])
    return points[:-1]


def spread_end_labels(series: Sequence[Option], *, plot_pixels: int = 230) -> None:
    """Move names at line ends apart, upwards and downwards from their middle, so that none covers
    another. The scale is estimated from the figures: the axis may round it up a little."""
    _to_the_right_edge(series)
    ends = [(point["value"][1], point["label"]) for point in _labelled(series)]
    figures = [p["value"][1] for s in series for p in s["data"] if isinstance(p, dict)]
    present = [v for v in figures if v is not None]
    span = (max(present) - min(present)) if present else 0.0
    if len(ends) < 2 or span == 0:
        return
    ends.sort(key=lambda end: -end[0])
    wanted = [-value / span * plot_pixels for value, _ in ends]
    for (_, label), place, at in zip(ends, _apart(wanted), wanted, strict=True):
        label["offset"] = [label.get("offset", [0, 0])[0], round(place - at, 1)]


def _to_the_right_edge(series: Sequence[Option], *, plot_pixels: int = 470) -> None:
    """The name of a line that ends a few years early stands with the others, outside the plot."""
    for one in series:
        for i, point in enumerate(one["data"]):
            left = (len(one["data"]) - 1 - i) / max(len(one["data"]) - 1, 1)
            if isinstance(point, dict) and "label" in point and left < _NEARLY_THE_END:
                point["label"]["offset"] = [round(left * plot_pixels), 0]


def _labelled(series: Sequence[Option]) -> list[Option]:
    points = [point for s in series for point in s["data"] if isinstance(point, dict)]
    return [point for point in points if "label" in point]


def _apart(places: Sequence[float], step: float = 15.0) -> list[float]:
    """Ascending places at least `step` apart, each cluster kept around its own middle.

    >>> _apart([0.0, 4.0, 100.0])
    [-5.5, 9.5, 100.0]
    """
    clusters: list[list[float]] = []
    for place in places:
        clusters.append([place])
        while len(clusters) > 1 and _bottom(clusters[-2], step) + step > _top(clusters[-1], step):
            clusters[-2:] = [clusters[-2] + clusters[-1]]
    return [_top(c, step) + i * step for c in clusters for i in range(len(c))]


def _top(cluster: Sequence[float], step: float) -> float:
    return sum(cluster) / len(cluster) - (len(cluster) - 1) * step / 2


def _bottom(cluster: Sequence[float], step: float) -> float:
    return _top(cluster, step) + (len(cluster) - 1) * step


def _bridge_series(name: str, points: list[list[str | float | None]], colour: str) -> Option:
    return {
        "type": "line",
        "name": name,
        "data": points,
        "symbol": "none",
        "silent": True,
        "tooltip": {"show": False},
        "lineStyle": {"color": colour, "width": 1, "type": [1, 4], "opacity": 0.8},
    }


def year_tooltip() -> Option:
    return {"renderMode": "richText", "confine": True, "trigger": "axis"}


def missing_note(lines: Sequence[Line], lang: Lang) -> str:
    """What to write under a chart some of whose years are not known; empty when all are."""
    holed = any(
        _bridges(range(len(line.values)), [known(v) for v in line.values]) for line in lines
    )
    return (
        say(
            lang,
            "细点线：缺数年份，不作插补。",
            "Thin dots: years without figures, not interpolated.",
        )
        if holed
        else ""
    )
