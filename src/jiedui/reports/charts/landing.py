"""Landing: curves with their band and at-risk table; the funnel by count and by money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jiedui.reports import palette
from jiedui.reports.charts.base import (
    TONES,
    Lang,
    Numbers,
    Option,
    Tone,
    across,
    category_axis,
    digits,
    frame,
    known,
    room_for,
    say,
    value_axis,
)

ROW_PIXELS = 18


@dataclass(frozen=True)
class LandingLine:
    """One curve. `share`, `low` and `high` are 0-1 and hold from their month to the next.

    `at_risk` maps round months to the projects still followed then; `until` is the longest
    follow-up, and no line goes beyond it. `share` is None where the data leave bounds only: nothing
    is drawn there but the band.
    """

    name: str
    months: Sequence[float]
    share: Numbers
    low: Numbers
    high: Numbers
    at_risk: Sequence[tuple[float, int]]
    until: float
    tone: Tone = "accent"


def landing_curves(lines: Sequence[LandingLine], *, measure: str, lang: Lang = "zh") -> Option:
    """Share landed over months since the origin, each curve named at its end.

    Parameters
    ----------
    lines
        At least one.
    measure
        What the vertical axis shows, such as `已投产` or `paid in of promised`.
    """
    last = max(line.until for line in lines)
    names = [line.name for line in lines]
    right, left = room_for(names), max(room_for(names) + 20, 52)
    bottom = 62 + ROW_PIXELS * len(lines)
    below = {"left": left, "right": right, "bottom": 8, "height": ROW_PIXELS * len(lines)}
    months = say(lang, "月", "months")
    span = {"min": 0, "max": last, "scale": False, "interval": 12 if last > 24 else 6}
    at_risk = say(lang, "在观察", "at risk")
    return frame(
        grid=[{"left": left, "right": right, "top": 34, "bottom": bottom}, below],
        tooltip={"renderMode": "richText", "confine": True, "trigger": "axis"},
        xAxis=[
            across(f"{months} · {at_risk}", **span),
            {"type": "value", "gridIndex": 1, "show": False, **span},
        ],
        yAxis=[
            value_axis(f"{measure} %", min=0, max=100, scale=False, interval=25),
            category_axis(names, gridIndex=1, inverse=True, axisLine={"show": False})
            | {"axisLabel": {"color": palette.TEXT, "margin": 20}},
        ],
        series=[
            *(part for line in lines for part in _band(line)),
            *(_curve(line) for line in lines),
            *(_counts(line) for line in lines),
        ],
    )


def _from_zero(line: LandingLine, values: Numbers) -> list[list[float | None]]:
    """Every curve begins at nothing on the day of the origin."""
    points: list[list[float | None]] = [[0.0, 0.0]] if not line.months or line.months[0] > 0 else []
    rest = [
        [known(month), None if value is None else known(100 * value)]
        for month, value in zip(line.months, values, strict=True)
    ]
    return [*points, *rest]


def _band(line: LandingLine) -> list[Option]:
    """The band as two stacked steps: an unseen one up to the lower edge, and the width on it."""
    width = [
        None if low is None or high is None else high - low
        for low, high in zip(line.low, line.high, strict=True)
    ]
    if not any(width):
        return []
    shared = {
        "type": "line",
        "name": line.name,
        "step": "end",
        "stack": f"band {line.name}",
        "symbol": "none",
        "silent": True,
        "tooltip": {"show": False},
        "lineStyle": {"opacity": 0},
    }
    fill = {"color": TONES[line.tone], "opacity": 0.16}
    return [
        {**shared, "data": _from_zero(line, line.low)},
        {**shared, "data": _from_zero(line, width), "areaStyle": fill},
    ]


def _curve(line: LandingLine) -> Option:
    points: list[list[float | None]] = _from_zero(line, line.share)
    if points and points[-1][1] is not None and (points[-1][0] or 0) < line.until:
        points = [*points, [line.until, points[-1][1]]]
    data: list[Option] = [{"value": point} for point in points]
    drawn = [i for i, point in enumerate(points) if point[1] is not None]
    if drawn:
        data[drawn[-1]]["label"] = {
            "show": True,
            "position": "right",
            "distance": 6,
            "formatter": line.name,
            "color": TONES[line.tone],
        }
    return {
        "type": "line",
        "name": line.name,
        "step": "end",
        "symbol": "circle",
        "symbolSize": 0.01,
        "showAllSymbol": True,
        "data": data,
        "lineStyle": {"color": TONES[line.tone], "width": 2},
        "itemStyle": {"color": TONES[line.tone]},
    }


def _counts(line: LandingLine) -> Option:
    """A row of the at-risk table: numbers under their months."""
    return {
        "type": "scatter",
        "xAxisIndex": 1,
        "yAxisIndex": 1,
        "symbolSize": 0.01,
        "silent": True,
        "tooltip": {"show": False},
        "data": [
            {
                "value": [known(month), line.name],
                "label": {
                    "show": True,
                    "position": "inside",
                    "formatter": f"{count:,}",
                    "color": palette.TEXT,
                    "fontSize": 11,
                },
            }
            for month, count in line.at_risk
        ],
    }


def funnel_sides(
    names: Sequence[str],
    *,
    counts: Sequence[int],
    money: Numbers,
    money_unit: str,
    lang: Lang = "zh",
) -> Option:
    """The funnel twice on one scale of shares: by count on the left, by money on the right.

    Parameters
    ----------
    names
        Stages, the origin first.
    counts, money
        Projects and promised money that reached each stage; the first is the whole.
    """
    left = room_for(names)
    halves = [
        {"left": left, "width": "36%", "top": 34, "bottom": 12},
        {"left": "58%", "width": "36%", "top": 34, "bottom": 12},
    ]
    titles = [
        say(lang, "按个数", "by count"),
        say(lang, f"按金额（{money_unit}）", f"by money ({money_unit})"),
    ]
    axes = [
        value_axis(title, gridIndex=i, min=0, max=140, scale=False, splitLine={"show": False})
        | {"axisLabel": {"show": False}, "nameLocation": "start"}
        for i, title in enumerate(titles)
    ]
    stages = [
        category_axis(names, gridIndex=0, inverse=True),
        category_axis(names, gridIndex=1, inverse=True, axisLabel={"show": False}),
    ]
    return frame(
        grid=halves,
        title=[
            {"text": title, "left": place, "top": 6, "textStyle": _TITLE}
            for title, place in zip(titles, (left, "58%"), strict=True)
        ],
        xAxis=[{**axis, "name": ""} for axis in axes],
        yAxis=stages,
        series=[
            _bars([float(count) for count in counts], 0, 0, palette.ACCENT),
            _bars(money, 1, 1, palette.ACCENT_DARK),
        ],
    )


_TITLE = {"fontSize": 12, "fontWeight": "normal", "color": palette.MUTED}


def _bars(values: Numbers, axis: int, places: int, colour: str) -> Option:
    whole = known(values[0]) or 0.0
    data = []
    for value in map(known, values):
        share = None if value is None or not whole else 100 * value / whole
        label = f"{digits(value, places)} · {digits(share, 1)}%" if share is not None else "—"
        data.append({"value": known(share) or 0.0, "label": {"formatter": label}})
    return {
        "type": "bar",
        "xAxisIndex": axis,
        "yAxisIndex": axis,
        "barWidth": "62%",
        "itemStyle": {"color": colour},
        "label": {"show": True, "position": "right", "color": palette.TEXT, "fontSize": 11},
        "data": data,
    }
