"""All regions of a panel that have every figure, grouped by province: the whole nation at once."""

from __future__ import annotations

from jiedui.analysis.gaps.dynamics import levels
from jiedui.analysis.gaps.request import GapsRequest
from jiedui.core.frames import Group, Grouping, Panel
from jiedui.data.english import english
from jiedui.data.places import places


def by_province(panel: Panel, request: GapsRequest) -> tuple[Grouping, tuple[str, ...]]:
    """Regions with figures in every year asked for, grouped by the first two digits of their code.

    Parameters
    ----------
    panel
        Regions are codes of GB/T 2260, as in the bundled panels.
    request
        Years, indicator and population that every region must have.

    Returns
    -------
    grouping, left_out
        One group per province that has a region left, its id the province's code; and the regions
        that lack a figure in some year.
    """
    found = levels(panel, panel.regions(), request)
    members: dict[str, list[str]] = {}
    for region in found.regions:
        members.setdefault(f"{region[:2]}0000", []).append(region)
    groups = tuple(_group(code, tuple(own)) for code, own in sorted(members.items()))
    return Grouping("provinces", "各省", "provinces", groups), found.left_out


def _group(code: str, members: tuple[str, ...]) -> Group:
    name = places().last(code).name
    return Group(code, name, english(name), members)
