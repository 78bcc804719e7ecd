"""Lines over years: one gap by several definitions, what moved it, ratio beside yuan."""

from __future__ import annotations

from collections.abc import Sequence

from jiedui.reports import palette
from jiedui.reports.charts.base import (
    Lang,
    Line,
    Numbers,
    Option,
    frame,
    known,
    line_series,
    room_for,
    say,
    spread_end_labels,
    value_axis,
    year_axis,
    year_tooltip,
)


def trend(lines: Sequence[Line], years: Sequence[int], *, unit: str) -> Option:
    """Lines over years, each named at its end.

    Parameters
    ----------
    lines
        At least one; every `values` as long as `years`, None where there is no figure.
    years
        Every year of the span, in order, also those without a figure.
    unit
        Name of the vertical axis: what is measured and in what (`元/人`, `倍`).
    """
    right = room_for([line.name for line in lines])
    series = [part for line in lines for part in line_series(line, years)]
    spread_end_labels(series)
    return frame(
        grid={"left": 46, "right": right, "top": 34, "bottom": 28},
        tooltip=year_tooltip(),
        xAxis=year_axis(years),
        yAxis=value_axis(unit),
        series=series,
    )


def ratio_by_definition(
    lines: Sequence[Line],
    years: Sequence[int],
    *,
    published: Sequence[tuple[int, float]] = (),
    lang: Lang = "zh",
) -> Option:
    """The same ratio on each denominator, and the published figures as squares.

    Parameters
    ----------
    lines
        One per denominator, in times (倍); the one the answer uses first, in the accent tone.
    published
        Year and value as somebody printed them: they follow no single definition, so no line
        joins them.
    """
    option = trend(lines, years, unit=say(lang, "倍", "times"))
    if published:
        option["series"].append(_squares(published, lang))
    return option


def _squares(published: Sequence[tuple[int, float]], lang: Lang) -> Option:
    return {
        "type": "scatter",
        "name": say(lang, "公开发表", "as published"),
        "symbol": "rect",
        "symbolSize": 8,
        "itemStyle": {"color": palette.WHITE, "borderColor": palette.CONTRAST, "borderWidth": 1.8},
        "data": [
            {
                "value": [str(year), known(value)],
                "label": {
                    "show": True,
                    "position": "top",
                    "formatter": f"{value:g}",
                    "color": palette.CONTRAST,
                    "fontSize": 11,
                },
            }
            for year, value in published
        ],
        "z": 5,
    }


def what_moved(
    output_ratio: Numbers, population_ratio: Numbers, years: Sequence[int], *, lang: Lang = "zh"
) -> Option:
    """The two parts of a per-capita ratio: output over output, people over people.

    Parameters
    ----------
    output_ratio, population_ratio
        In times (倍), one per year, None where there is no figure. Their quotient is the
        per-capita ratio.
    """
    lines = [
        Line(say(lang, "产出之比", "output"), output_ratio),
        Line(say(lang, "人口之比", "people"), population_ratio, tone="grey"),
    ]
    return trend(lines, years, unit=say(lang, "倍", "times"))


def absolute_and_relative(
    ratio: Numbers, absolute: Numbers, years: Sequence[int], *, unit: str, lang: Lang = "zh"
) -> Option:
    """The relative gap above, the absolute one below, on the same years (mission A4).

    Two plots and not two axes in one: a falling ratio with a rising difference must be seen
    without asking which line belongs to which scale.

    Parameters
    ----------
    ratio
        In times (倍). `absolute` in `unit` (such as `元/人`).
    """
    upper = Line(say(lang, "相对差距", "relative gap"), ratio)
    lower = Line(say(lang, "绝对差距", "absolute gap"), absolute, tone="contrast")
    right = room_for([upper.name, lower.name])
    series = line_series(upper, years) + line_series(lower, years, xAxisIndex=1, yAxisIndex=1)
    return frame(
        grid=[
            {"left": 64, "right": right, "top": 34, "height": "33%"},
            {"left": 64, "right": right, "bottom": 28, "height": "33%"},
        ],
        tooltip=year_tooltip(),
        xAxis=[
            year_axis(years, axisLabel={"show": False}),
            year_axis(years, gridIndex=1),
        ],
        yAxis=[
            value_axis(say(lang, "倍", "times"), splitNumber=3),
            value_axis(unit, gridIndex=1, splitNumber=3),
        ],
        series=series,
    )
