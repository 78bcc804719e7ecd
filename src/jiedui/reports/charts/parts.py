"""Parts of a whole as stacked bars: Theil between and within, score by criterion, survival."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jiedui.reports import palette
from jiedui.reports.charts.base import (
    Lang,
    Numbers,
    Option,
    across,
    category_axis,
    digits,
    frame,
    known,
    room_for,
    say,
    text_width,
    value_axis,
    year_axis,
    year_tooltip,
)

_SMALLEST_LABELLED_SHARE = 0.055


def theil_stack(
    between: Numbers, within: Numbers, years: Sequence[int], *, lang: Lang = "zh"
) -> Option:
    """Theil index by year, split into between and within groups.

    Parameters
    ----------
    between, within
        Index points (no unit), one per year; None leaves the year empty.
    """
    names = (say(lang, "组间", "between"), say(lang, "组内", "within"))
    series = [
        _column(names[0], between, palette.ACCENT),
        _column(names[1], within, palette.PARTS[2]),
    ]
    return frame(
        grid={"left": 54, "right": room_for(names), "top": 34, "bottom": 28},
        tooltip=year_tooltip(),
        xAxis=year_axis(years, boundaryGap=True),
        yAxis=value_axis(say(lang, "泰尔指数(无量纲)", "Theil index (no unit)"), min=0),
        series=series,
    )


def _column(name: str, values: Numbers, colour: str) -> Option:
    data: list[Option] = [{"value": known(value)} for value in values]
    last = max((i for i, item in enumerate(data) if item["value"] is not None), default=-1)
    if last >= 0:
        data[last]["label"] = {
            "show": True,
            "position": "right",
            "formatter": name,
            "color": palette.TEXT,
        }
    return {
        "type": "bar",
        "name": name,
        "stack": "whole",
        "barCategoryGap": "25%",
        "itemStyle": {"color": colour},
        "data": data,
    }


def score_bars(
    scores: Mapping[str, Mapping[str, float | None]],
    *,
    terms: Mapping[str, str],
    unit: str = "",
    lang: Lang = "zh",
) -> Option:
    """Each pair's score as a bar of its terms, the sum at the end.

    Parameters
    ----------
    scores
        Pair label → term id → contribution in score points (weight times sub-score, so that the
        parts add up to the pair's score). A missing term leaves no part.
    terms
        Term id → its name, in drawing order.
    """
    pairs = list(scores)
    totals = {p: sum(known(v) or 0.0 for v in scores[p].values()) for p in pairs}
    longest = max(totals.values(), default=1.0) or 1.0
    series = [
        _segments(name, [known(scores[p].get(term)) for p in pairs], palette.PARTS[i], longest)
        for i, (term, name) in enumerate(terms.items())
    ]
    series.append(_totals([totals[p] for p in pairs]))
    return frame(
        legend=_legend(list(terms.values())),
        grid=_beside(pairs, right=52),
        xAxis=across(unit or say(lang, "得分(分)", "score (points)"), min=0, scale=False),
        yAxis=category_axis(pairs, inverse=True),
        series=series,
    )


def joining_bars(
    firms: Mapping[str, Mapping[str, int]], *, kinds: Mapping[str, str], lang: Lang = "zh"
) -> Option:
    """Firms by sector, each bar split by what they do to the chain, their number at the end.

    Parameters
    ----------
    firms
        Sector name → kind id → number of firms, in drawing order.
    kinds
        Kind id → its name (strengthen, fill, extend, none), in drawing order.
    """
    sectors = list(firms)
    totals = [sum(firms[sector].values()) for sector in sectors]
    longest = max(totals, default=1) or 1
    series = [
        _segments(
            name,
            [firms[sector].get(kind) or None for sector in sectors],
            palette.PARTS[i],
            longest,
            places=0,
        )
        for i, (kind, name) in enumerate(kinds.items())
    ]
    series.append(_totals(totals, places=0))
    return frame(
        legend=_legend(list(kinds.values())),
        grid=_beside(sectors, right=52),
        xAxis=across(say(lang, "企业(家)", "firms"), min=0, scale=False, minInterval=1),
        yAxis=category_axis(sectors, inverse=True),
        series=series,
    )


def _segments(
    name: str, values: Numbers, colour: str, longest: float, *, places: int = 2
) -> Option:
    return {
        "type": "bar",
        "name": name,
        "stack": "score",
        "barMaxWidth": 26,
        "itemStyle": {"color": colour, "borderColor": palette.WHITE, "borderWidth": 0.5},
        "data": [_segment(value, colour, longest, places) for value in values],
    }


def _segment(value: float | None, colour: str, longest: float, places: int) -> Option:
    wide_enough = value is not None and value / longest >= _SMALLEST_LABELLED_SHARE
    label = {
        "show": wide_enough,
        "position": "inside",
        "formatter": digits(value, places),
        "color": palette.ink_on(colour),
        "fontSize": 11,
    }
    return {"value": value, "label": label}


def _totals(totals: Sequence[float], *, places: int = 3) -> Option:
    """An invisible bar at the end of each stack that carries the sum."""
    return {
        "type": "bar",
        "stack": "score",
        "silent": True,
        "tooltip": {"show": False},
        "itemStyle": {"color": "transparent"},
        "data": [
            {
                "value": 0,
                "label": {
                    "show": True,
                    "position": "right",
                    "formatter": digits(total, places),
                    "color": palette.INK,
                },
            }
            for total in totals
        ],
    }


def survival_bars(
    survival: Mapping[str, Mapping[str, float | None]],
    *,
    kinds: Mapping[str, str],
    lang: Lang = "zh",
) -> Option:
    """How often each pair stays in the optimum when a choice of the planner is varied.

    Parameters
    ----------
    survival
        Pair label → kind of variation id → share of the draws, from 0 to 1; None where that
        variation was not run.
    kinds
        Kind id → its name (weights drawn at random, other normalisation …), in drawing order.
    """
    pairs = list(survival)
    series = [
        _shares(name, [known(survival[p].get(kind)) for p in pairs], palette.PARTS[i])
        for i, (kind, name) in enumerate(kinds.items())
    ]
    return frame(
        legend=_legend(list(kinds.values())),
        grid=_beside(pairs, right=52),
        xAxis=across(
            say(lang, "保留在最优解中的比例(%)", "share of draws in which the pair stays (%)"),
            min=0,
            max=100,
            interval=25,
            scale=False,
        ),
        yAxis=category_axis(pairs, inverse=True),
        series=series,
    )


def _shares(name: str, shares: Numbers, colour: str) -> Option:
    return {
        "type": "bar",
        "name": name,
        "barMaxWidth": 16,
        "itemStyle": {"color": colour},
        "data": [
            {
                "value": None if share is None else known(share * 100),
                "label": {
                    "show": share is not None,
                    "position": "right",
                    "formatter": "" if share is None else f"{share * 100:.0f}%",
                    "color": palette.TEXT,
                    "fontSize": 11,
                },
            }
            for share in shares
        ],
    }


def lq_bars(quotients: Mapping[str, float | None], *, lang: Lang = "zh") -> Option:
    """Location quotients of one region by industry; the line at 1 is the average region.

    Parameters
    ----------
    quotients
        Industry name → location quotient (no unit), in drawing order; None is shown as no data.
    """
    names = [
        name if known(value) is not None else f"{name} {say(lang, '(无数据)', '(no data)')}"
        for name, value in quotients.items()
    ]
    return frame(
        grid=_beside(names, right=46),
        xAxis=across(
            say(lang, "区位商(全部地区=1)", "location quotient (all regions = 1)"),
            min=0,
            scale=False,
        ),
        yAxis=category_axis(names, inverse=True),
        series=[_quotients(list(quotients.values()))],
    )


def _quotients(values: Numbers) -> Option:
    return {
        "type": "bar",
        "barMaxWidth": 16,
        "data": [
            {
                "value": known(value),
                "itemStyle": {
                    "color": palette.ACCENT if (known(value) or 0) > 1 else palette.PARTS[2]
                },
                "label": {
                    "show": known(value) is not None,
                    "position": "right",
                    "formatter": digits(value, 2),
                    "color": palette.TEXT,
                    "fontSize": 11,
                },
            }
            for value in values
        ],
        "markLine": {
            "silent": True,
            "symbol": "none",
            "label": {"show": False},
            "lineStyle": {"color": palette.CONTRAST, "type": "solid", "width": 1.2},
            "data": [{"xAxis": 1}],
        },
    }


def _legend(names: Sequence[str]) -> Option:
    return {
        "show": len(names) > 1,
        "data": list(names),
        "top": 0,
        "left": 0,
        "icon": "rect",
        "itemWidth": 12,
        "itemHeight": 12,
        "selectedMode": False,
        "textStyle": {"color": palette.TEXT},
    }


def _beside(labels: Sequence[str], *, right: int) -> Option:
    """Room for row names on the left: as wide as the longest, at least as for four characters."""
    left = max([text_width(label) for label in labels] + [48]) + 12
    return {"left": left, "right": right, "top": 30, "bottom": 44}
