"""Matrices as shaded cells with their figures: candidate scores, similarity, transitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jiedui.reports import palette
from jiedui.reports.charts.base import (
    Lang,
    Numbers,
    Option,
    category_axis,
    digits,
    frame,
    known,
    say,
    text_width,
)


def pair_heatmap(
    scores: Mapping[tuple[str, str], float | None],
    *,
    supporters: Sequence[str],
    recipients: Sequence[str],
    chosen: Sequence[tuple[str, str]] = (),
    places: int = 2,
    lang: Lang = "zh",
) -> Option:
    """Every candidate pair's score, the proposed ones outlined.

    Parameters
    ----------
    scores
        `(supporter, recipient)` by name → score in points; a pair that the rules forbid, or
        without data, is None or absent and shows a dash.
    supporters, recipients
        Names in the order of rows and columns.
    chosen
        The pairs of the proposal.
    """
    rows = [[scores.get((s, r)) for r in recipients] for s in supporters]
    marked = {(recipients.index(r), supporters.index(s)) for s, r in chosen}
    names = (say(lang, "受帮扶方 →", "recipient →"), say(lang, "帮扶方", "supporter"))
    return matrix(
        rows,
        rows_named=supporters,
        columns_named=recipients,
        marked=marked,
        names=names,
        places=places,
    )


def similarity_heatmap(
    values: Sequence[Numbers], *, regions: Sequence[str], places: int = 2, lang: Lang = "zh"
) -> Option:
    """Structural similarity of every two regions.

    Parameters
    ----------
    values
        Square, `values[i][j]` of regions i and j (no unit), in the order of `regions`.
    """
    names = (say(lang, "地区", "region"), "")
    return matrix(values, rows_named=regions, columns_named=regions, names=names, places=places)


def markov_heatmap(
    probabilities: Sequence[Numbers], *, states: Sequence[str], lang: Lang = "zh"
) -> Option:
    """Transition probabilities between classes of income.

    Parameters
    ----------
    probabilities
        Square, `probabilities[i][j]` the share that moved from class i to class j in one step,
        0 to 1; a row without observations is None throughout.
    states
        Names of the classes, poorest first.
    """
    names = (say(lang, "下期状态 →(概率)", "next state → (probability)"), say(lang, "本期", "now"))
    return matrix(
        probabilities, rows_named=states, columns_named=states, names=names, limits=(0.0, 1.0)
    )


def matrix(
    rows: Sequence[Numbers],
    *,
    rows_named: Sequence[str],
    columns_named: Sequence[str],
    names: tuple[str, str] = ("", ""),
    marked: set[tuple[int, int]] | None = None,
    limits: tuple[float, float] | None = None,
    places: int = 2,
) -> Option:
    """Cells shaded by value, each with its figure; `marked` holds outlined `(column, row)`."""
    present = [v for row in rows for v in map(known, row) if v is not None]
    low, high = limits or ((min(present), max(present)) if present else (0.0, 1.0))
    cells = [
        _cell(x, y, known(value), (low, high), places, (x, y) in (marked or set()))
        for y, row in enumerate(rows)
        for x, value in enumerate(row)
        if known(value) is not None
    ]
    # Outlined cells are drawn last, so that no neighbour covers their outline.
    cells.sort(key=lambda cell: bool(cell["itemStyle"]["borderWidth"] > 1))
    holes = [
        _hole(x, y) for y, row in enumerate(rows) for x, v in enumerate(row) if known(v) is None
    ]
    left = max([text_width(name) for name in [*rows_named, names[1]]] + [24]) + 16
    return frame(
        grid={"left": left, "right": 12, "top": 58, "bottom": 10},
        xAxis=category_axis(
            columns_named,
            position="top",
            name=names[0],
            nameLocation="middle",
            nameGap=30,
            nameTextStyle={"color": palette.MUTED},
        ),
        yAxis=category_axis(
            rows_named,
            inverse=True,
            name=names[1],
            nameLocation="start",
            nameGap=14,
            nameTextStyle={"color": palette.MUTED, "align": "right"},
        ),
        series=[
            {"type": "heatmap", "data": cells},
            {"type": "scatter", "data": holes, "symbolSize": 0.01, "silent": True},
        ],
        visualMap={
            "show": False,
            "min": low,
            "max": max(high, low + 1e-9),
            "seriesIndex": [],
            "inRange": {"color": list(palette.RAMP)},
        },
    )


def _cell(
    x: int, y: int, value: float | None, limits: tuple[float, float], places: int, marked: bool
) -> Option:
    low, high = limits
    share = 0.5 if high == low or value is None else (value - low) / (high - low)
    fill = palette.shade(share)
    return {
        "value": [x, y, value],
        "itemStyle": {
            "color": fill,
            "borderColor": palette.CONTRAST if marked else palette.WHITE,
            "borderWidth": 3 if marked else 1,
        },
        "label": {
            "show": True,
            "formatter": digits(value, places),
            "color": palette.ink_on(fill),
            "fontSize": 11,
        },
    }


def _hole(x: int, y: int) -> Option:
    """A dash where there is no figure: an empty cell could be read as a small one."""
    label = {"show": True, "position": "inside", "formatter": "—", "color": palette.MUTED}
    return {"value": [x, y], "label": label}
