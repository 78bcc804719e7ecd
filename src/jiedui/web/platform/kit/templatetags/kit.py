"""Numbers, charts and small pieces in templates. Loaded everywhere (settings, builtins)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.translation import gettext as _

from jiedui.core.errors import Problem
from jiedui.core.rules import Force
from jiedui.web.platform.kit import drawing, numbers, pages, places, refusals

register = template.Library()


@register.filter
def figure(value: Any, digits: int = 2) -> str:
    """`{{ ratio|figure:2 }}`"""
    return numbers.figure(value, digits)


@register.filter
def signed(value: Any, digits: int = 2) -> str:
    """`{{ change|signed:2 }}`"""
    return numbers.signed(value, digits)


@register.filter
def percent(share: Any, digits: int = 1) -> str:
    """`{{ share|percent }}`: a share from 0 to 1."""
    return numbers.percent(share, digits)


@register.filter
def amount(value_100m_cny: Any) -> str:
    """`{{ gdp_100m_cny|amount }}`: 亿元, or 万元 below one 亿."""
    return numbers.amount(value_100m_cny, pages.language())


@register.filter
def unit_label(unit: str) -> str:
    """`{{ indicator.unit|unit_label }}`"""
    return numbers.unit_label(unit, pages.language())


@register.filter
def words(value: Any, attribute: str = "") -> str:
    """The visitor's language of a record that has both: `{{ programme|words:"name" }}`.

    Reads `name_zh`/`name_en`; without an attribute, `zh`/`en`.
    """
    lang = pages.language()
    return str(getattr(value, f"{attribute}_{lang}" if attribute else lang))


@register.filter
def place(name: Any) -> str:
    """`{{ pair.supporter_name|place }}`: the region by its English name on an English page."""
    return places.place(str(name))


@register.filter
def places_in(text: Any) -> str:
    """`{{ clash.where|places_in }}`: names of regions within a label."""
    return places.places_in(str(text))


@register.filter
def listed(names: Any) -> str:
    """`{{ members|listed }}`: in a row, with the visitor's comma."""
    return places.listed(map(str, names))


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """This address with some parameters changed; None drops one: `{% query page=2 %}`."""
    request: HttpRequest = context["request"]
    parameters = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            parameters.pop(name, None)
        else:
            parameters[name] = value
    return f"?{parameters.urlencode()}" if parameters else request.path


@register.inclusion_tag("kit/includes/chart.html")
def chart(
    chart_id: str,
    option: Any,
    label: str,
    *,
    size: str = "medium",
    map_url: str = "",
    map_name: str = "",
) -> dict[str, Any]:
    """A drawing from an ECharts option: `{% chart "trend" option label=sentence size="map" %}`.

    `label` says in words what the picture shows: it is what a screen reader reads. Sizes are
    `small`, `medium`, `large` and `map`. `map_url` is the GeoJSON to register as `map_name` first.
    """
    return {
        "chart_id": chart_id,
        "option_id": f"{chart_id}-option",
        "option": option,
        "label": label,
        "size": size,
        "map_url": map_url,
        "map_name": map_name,
    }


@register.filter
def moment(day: date, precision: str = "day") -> str:
    """A date as exactly as the source gives it: `{{ pair.start|moment:pair.start_precision }}`.

    >>> moment(date(2022, 3, 1), "month")
    '2022-03'
    """
    lengths = {"year": 4, "month": 7}
    return day.isoformat()[: lengths.get(precision, 10)]


@register.filter
def recorded(text: str) -> str:
    """What a source says of itself, where it says nothing in the visitor's language."""
    said = {"": "—", "none stated": _("未注明"), "not recorded": _("没有记录")}
    return said.get(text, text)


@register.filter
def said(problem: Any) -> str:
    """`{{ problem|said }}`: a problem, or a refusal kept as text, in the visitor's language."""
    if isinstance(problem, Problem):
        return refusals.said(problem)
    return refusals.sentence(str(problem))


@register.filter
def who(name: str) -> str:
    """`{{ run.created_by|who }}`"""
    return pages.who(name)


@register.filter
def force_label(force: Force) -> Any:
    """How binding a rule is, in the visitor's language."""
    labels = {
        Force.DOCUMENT: _("文件"),
        Force.AGREEMENT: _("协议"),
        Force.COMMITMENT: _("承诺"),
        Force.PRACTICE: _("做法"),
        Force.SUGGESTION: _("建议"),
    }
    return labels[force]


@register.filter
def table_body(table: Any) -> str:
    """`{{ table|table_body }}`: the rows of a `kit.tables.Table`."""
    return table.body or drawing.body(table)


@register.inclusion_tag("kit/includes/table.html", takes_context=True)
def figures_table(
    context: template.Context, table: Any, *, labelled_by: str = "", empty: str = ""
) -> dict[str, Any]:
    """A `kit.tables.Table` that sorts and can be exported: `{% figures_table table %}`."""
    return {
        "table": table,
        "labelled_by": labelled_by,
        "empty": empty,
        "request": context["request"],
    }
