"""Charts of a region: lines over years, broken where nothing is known."""

from __future__ import annotations

import math

from django.utils.translation import gettext as _

from jiedui.catalog import indicator
from jiedui.reports import charts
from jiedui.web.desk.gaps.pictures import Picture
from jiedui.web.desk.regions import queries
from jiedui.web.platform.kit import numbers
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.places import place

FEWEST_POINTS = 3


def per_person(code: str) -> Picture | None:
    """GDP per person; None where fewer than three years are known."""
    known = queries.per_person(code).values
    if len(known) < FEWEST_POINTS:
        return None
    years = list(range(min(known), max(known) + 1))
    name = place(queries.name_of(code))
    values = [known[year] / queries.YUAN if year in known else None for year in years]
    line = charts.Line(name, values)
    first, last = years[0], years[-1]
    return Picture(
        id="per-person",
        title=_("人均地区生产总值"),
        option=charts.trend([line], years, unit=_("万元/人")),
        label=_("%(name)s人均地区生产总值：%(first)s年 %(before)s 万元，%(last)s年 %(after)s 万元")
        % {
            "name": name,
            "first": first,
            "last": last,
            "before": numbers.figure(known[first] / queries.YUAN),
            "after": numbers.figure(known[last] / queries.YUAN),
        },
        size="medium",
        note=_missing([year for year in years if year not in known]),
    )


def indicators(code: str) -> list[Picture]:
    """One small chart for every indicator with three figures or more."""
    name = queries.data_set(code)
    if not name:
        return []
    panel = queries.panel(name)
    own = panel.values.xs(code, level="region")
    found = []
    for one in map(str, own.columns):
        known = {int(str(year)): float(value) for year, value in own[one].dropna().items()}
        if len(known) >= FEWEST_POINTS:
            found.append(_small(one, known, panel.units[one]))
    return found


def _small(one: str, known: dict[int, float], unit: str) -> Picture:
    years = list(range(min(known), max(known) + 1))
    title = indicator(one).name(language())
    line = charts.Line(title, [known.get(year) for year in years], labelled=False)
    scale = max(abs(value) for value in known.values())
    option = charts.trend([line], years, unit=numbers.unit_label(unit, language()))
    width = 46 if scale < 10_000 else 46 + 7 * (math.ceil(math.log10(scale)) - 4)
    option["grid"] = {**option["grid"], "right": 22, "left": width}
    places = numbers.decimals(unit)
    return Picture(
        id=f"i-{one.replace('_', '-')}",
        title=title,
        option=option,
        label=_("%(name)s：%(first)s年 %(before)s，%(last)s年 %(after)s")
        % {
            "name": title,
            "first": years[0],
            "last": years[-1],
            "before": numbers.figure(known[years[0]], places),
            "after": numbers.figure(known[years[-1]], places),
        },
        size="small",
        note=_missing([year for year in years if year not in known]),
    )


def _missing(years: list[int]) -> str:
    from jiedui.core.frames import spans

    if not years:
        return ""
    return _("缺 %(years)s，虚线只为连起两端。") % {"years": spans(years).replace("-", "–")}
