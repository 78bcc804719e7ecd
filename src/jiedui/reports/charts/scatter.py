"""Points with names and curves of density."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jiedui.reports import palette
from jiedui.reports.charts.base import (
    Lang,
    Option,
    Tone,
    across,
    frame,
    known,
    say,
    text_width,
    value_axis,
)

_SHORT_NAME_PIXELS = 40


def beta_scatter(
    points: Mapping[str, tuple[float, float]],
    *,
    fit: tuple[float, float] | None = None,
    years: tuple[int, int] | None = None,
    lang: Lang = "zh",
) -> Option:
    """Growth against the initial level; a falling line means that the poorer grew faster.

    Parameters
    ----------
    points
        Region name → (ln of the initial value, mean yearly growth of the log as a share).
    fit
        Intercept and slope of the regression line in the same terms.
    years
        First and last year, for the names of the axes.
    """
    span = f"{years[0]}–{years[1]} " if years else ""
    first = f"{years[0]} " if years else ""
    shown = {name: (x, y * 100) for name, (x, y) in points.items()}
    series = [_named_points(shown)]
    if fit is not None and points:
        xs = [x for x, _ in points.values()]
        ends = [[x, known((fit[0] + fit[1] * x) * 100)] for x in (min(xs), max(xs))]
        series.append(_straight(ends))
    return frame(
        grid={"left": 48, "right": 48, "top": 34, "bottom": 46},
        xAxis=across(
            say(
                lang,
                f"{first}年人均GDP的自然对数(元)".replace(" 年", "年"),
                f"ln of {first}GDP per person (yuan)",
            )
        ),
        yAxis=value_axis(say(lang, f"{span}年均增长(%)", f"{span}mean growth a year (%)")),
        series=series,
    )


def io_scatter(points: Mapping[str, tuple[float, float]], *, lang: Lang = "zh") -> Option:
    """Industries by influence and sensitivity; right and above 1 they pull and are pulled more.

    Parameters
    ----------
    points
        Industry name → (influence coefficient, sensitivity coefficient), averages being 1.
    """
    series = _named_points(points)
    series["markLine"] = {
        "silent": True,
        "symbol": "none",
        "label": {"show": False},
        "lineStyle": {"color": palette.LINE, "type": "solid"},
        "data": [{"xAxis": 1}, {"yAxis": 1}],
    }
    return frame(
        grid={"left": 48, "right": 60, "top": 34, "bottom": 46},
        xAxis=across(say(lang, "影响力系数(平均=1)", "influence (mean = 1)")),
        yAxis=value_axis(say(lang, "感应度系数(平均=1)", "sensitivity (mean = 1)")),
        series=[series],
    )


def _named_points(points: Mapping[str, tuple[float, float]]) -> Option:
    """Points whose names stand to the side where there is room: towards the middle."""
    xs = [x for x, _ in points.values()] or [0.0]
    middle = (min(xs) + max(xs)) / 2
    return {
        "type": "scatter",
        "symbolSize": 8,
        "itemStyle": {"color": palette.ACCENT},
        "data": [_named(name, x, y, _side(name, x, middle)) for name, (x, y) in points.items()],
        "labelLayout": {"hideOverlap": True},
    }


def _side(name: str, x: float, middle: float) -> str:
    return "left" if x > middle and text_width(name) > _SHORT_NAME_PIXELS else "right"


def _named(name: str, x: float, y: float, side: str) -> Option:
    label = {
        "show": True,
        "position": side,
        "formatter": name,
        "color": palette.TEXT,
        "fontSize": 11,
    }
    return {"name": name, "value": [known(x), known(y)], "label": label}


def _straight(ends: Sequence[Sequence[float | None]]) -> Option:
    return {
        "type": "line",
        "data": [list(end) for end in ends],
        "symbol": "none",
        "silent": True,
        "lineStyle": {"color": palette.CONTRAST, "width": 1.5},
    }


def density(
    curves: Mapping[int, tuple[Sequence[float], Sequence[float]]],
    *,
    unit: str,
    lang: Lang = "zh",
) -> Option:
    """Kernel density of one indicator in several years, each curve named at its peak.

    Parameters
    ----------
    curves
        Year → (grid of values in `unit`, density at each, in 1/`unit`), grid ascending.
    unit
        Name of the horizontal axis with its unit.
    """
    years = sorted(curves)
    tones: list[Tone] = ["accent" if year == years[-1] else "grey" for year in years]
    return frame(
        grid={"left": 54, "right": 24, "top": 40, "bottom": 46},
        xAxis=across(unit),
        yAxis=value_axis(say(lang, "概率密度", "density"), min=0) | {"axisLabel": {"show": False}},
        series=[
            _curve(year, *curves[year], tone, last=year == years[-1], order=i)
            for i, (year, tone) in enumerate(zip(years, tones, strict=True))
        ],
    )


def _curve(
    year: int, grid: Sequence[float], values: Sequence[float], tone: Tone, *, last: bool, order: int
) -> Option:
    colour = (
        palette.ACCENT if last else (palette.PARTS[2], palette.PARTS[4], palette.MUTED)[order % 3]
    )
    points: list[Option] = [
        {"value": [known(x), known(y)]} for x, y in zip(grid, values, strict=True)
    ]
    peak = max(range(len(points)), key=lambda i: values[i])
    points[peak]["label"] = {
        "show": True,
        "position": "top",
        "formatter": str(year),
        "color": palette.ACCENT if last else palette.MUTED,
    }
    return {
        "type": "line",
        "name": str(year),
        "data": points,
        "symbol": "circle",
        "symbolSize": 0.01,
        "showSymbol": True,
        "lineStyle": {
            "color": colour,
            "width": 2.2 if last else 1.6,
            "type": "solid" if last or tone == "accent" else [5, 3],
        },
        "itemStyle": {"color": colour},
        "labelLayout": {"moveOverlap": "shiftY"},
    }
