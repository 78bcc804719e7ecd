"""Charts of reports, as a page draws them: with a map address and a sentence for screen readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from jiedui.core.errors import Problem, Refusal
from jiedui.data.boundaries import boundaries
from jiedui.reports.document import Chart
from jiedui.reports.drawings.places import joined

NATION = "nation"


@dataclass(frozen=True)
class Picture:
    """`label` says in words what is drawn; sizes are those of the kit's chart tag."""

    id: str
    title: str
    option: Mapping[str, Any]
    label: str
    size: str
    note: str = ""
    map_url: str = ""
    map_name: str = ""


def picture(chart: Chart | None, label: str, *, size: str = "medium") -> Picture | None:
    if chart is None:
        return None
    name = next(iter(chart.maps), "")
    return Picture(
        id=chart.id.replace("_", "-"),
        title=chart.title,
        option=chart.option,
        label=label or chart.title,
        size="map" if name else size,
        note=chart.note,
        map_url=reverse("gaps:map", args=[name]) if name else "",
        map_name=name,
    )


def geojson(name: str) -> dict[str, Any]:
    """The boundaries that a map of this name shows: `nation`, or provinces as `32` and `32-34`."""
    if name == NATION:
        return boundaries("prefecture")
    codes = [code for code in name.split("-") if len(code) == 2 and code.isdigit()]
    found = dict(joined(codes))
    if not found["features"]:
        hint = "say nation, or two digits of each province: 32-34"
        raise Refusal(Problem("no such map", value=name, hint=hint))
    return found
