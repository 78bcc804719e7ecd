"""Numbers, charts and small pieces in templates. Loaded everywhere (settings, builtins)."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest

from jiedui.web.platform.kit import numbers, pages

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
