"""Charts of a pair: both sides over years, and their ratio beside their difference (A4)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from jiedui.reports import charts, palette
from jiedui.web.desk.gaps.pictures import Picture
from jiedui.web.desk.pairs import words
from jiedui.web.desk.pairs.queries import Sides, Year
from jiedui.web.desk.regions import queries as regions
from jiedui.web.platform.kit import numbers
from jiedui.web.platform.kit.pages import language

FEWEST_YEARS = 3


def levels(of: Sides, known: tuple[Year, ...]) -> Picture | None:
    """Both sides per person, with the start and the end of the pair."""
    span = _span(of)
    if len(known) < FEWEST_YEARS:
        return None
    supporter, recipient = words.names(of)
    first, second = (regions.per_person(code).values for code in of.codes)
    lines = [
        charts.Line(supporter, [_in_10k(first.get(year)) for year in span]),
        charts.Line(recipient, [_in_10k(second.get(year)) for year in span], tone="contrast"),
    ]
    option = charts.trend(lines, span, unit=_("万元/人"))
    _mark(option, of, span)
    last = known[-1]
    return Picture(
        id="levels",
        title=_("两地人均地区生产总值"),
        option=option,
        label=_("%(year)s年%(supporter)s %(a)s 元，%(recipient)s %(b)s 元")
        % {
            "year": last.year,
            "supporter": supporter,
            "recipient": recipient,
            "a": numbers.figure(last.supporter, 0),
            "b": numbers.figure(last.recipient, 0),
        },
        size="large",
        note=_("竖线为结对的起止。点线两端之间缺数，不作插补。"),
    )


def ratio(of: Sides, known: tuple[Year, ...]) -> Picture | None:
    """Ratio above, difference below: a falling ratio with a rising difference must be seen."""
    if len(known) < FEWEST_YEARS:
        return None
    at = {one.year: one for one in known}
    span = _span(of)
    option = charts.absolute_and_relative(
        [at[year].ratio if year in at else None for year in span],
        [at[year].difference if year in at else None for year in span],
        span,
        unit=_("元/人"),
        lang="en" if language() == "en" else "zh",
    )
    _mark(option, of, span)
    first, last = known[0], known[-1]
    return Picture(
        id="ratio",
        title=_("落差：倍数与差额"),
        option=option,
        label=_("倍数 %(first)s年 %(a)s，%(last)s年 %(b)s；差额由 %(c)s 元变为 %(d)s 元")
        % {
            "first": first.year,
            "last": last.year,
            "a": numbers.figure(first.ratio),
            "b": numbers.figure(last.ratio),
            "c": numbers.figure(first.difference, 0),
            "d": numbers.figure(last.difference, 0),
        },
        size="large",
        note=_("落差只说发展水平差多少，与产业结构是否互补是两回事。"),
    )


def _span(of: Sides) -> list[int]:
    years = [year for code in of.codes if code for year in regions.per_person(code).values]
    return list(range(min(years), max(years) + 1)) if years else []


def _in_10k(value: float | None) -> float | None:
    return None if value is None else value / regions.YUAN


def _mark(option: dict[str, Any], of: Sides, span: list[int]) -> None:
    """Vertical lines in the years in which a term began or ended."""
    starts = {pair.start.year for pair in of.terms}
    ends = {pair.end.year for pair in of.terms if pair.end is not None}
    marks = [
        {"xAxis": str(year), "label": {"formatter": word}}
        for word, years in ((_("起"), starts), (_("止"), ends))
        for year in sorted(years)
        if year in span
    ]
    if marks:
        option["series"][0]["markLine"] = {
            "silent": True,
            "symbol": "none",
            "lineStyle": {"color": palette.MUTED, "type": "dashed", "width": 1},
            "label": {"color": palette.MUTED, "position": "end", "fontSize": 11},
            "data": marks,
        }
