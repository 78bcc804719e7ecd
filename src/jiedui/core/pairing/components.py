"""Named indicators of a pair by sub-score (mission B4); s is the supporter, r the recipient."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Component:
    """One named indicator of a pair.

    `aspect` says which side of pairing it speaks of: complement, difference, need, absorption,
    history or place. `weak` marks what the data carry only poorly. A component with `share` 0 is
    shown and not counted. s is the supporter and r the recipient in `formula`.
    """

    id: str
    criterion: str
    aspect: str
    name_zh: str
    name_en: str
    formula: str
    weak: bool = False
    share: float = 1.0
    direction: int = 1


COMPONENTS: tuple[Component, ...] = (
    Component(
        "land",
        "endowment",
        "complement",
        "土地互补",
        "land complement",
        "scarcity of land in s times plenty of land in r: (1 - p_s) * p_r, p the min-max over all "
        "regions of ln(land per resident)",
    ),
    Component(
        "capital",
        "endowment",
        "complement",
        "资金互补",
        "capital complement",
        "plenty of capital in s times scarcity in r: p_s * (1 - p_r), p the min-max over all "
        "regions of ln(deposits per resident)",
    ),
    Component(
        "talent",
        "endowment",
        "complement",
        "人才互补",
        "talent complement",
        "plenty of talent in s times scarcity in r: p_s * (1 - p_r), p the min-max over all "
        "regions of the share of residents with college education at the latest census",
    ),
    Component(
        "distance",
        "endowment",
        "place",
        "距离(公里)",
        "distance (km)",
        "great circle between inner points; shown and not counted, because studies disagree "
        "on whether nearness helps",
        share=0.0,
        direction=-1,
    ),
    Component(
        "structure",
        "industry",
        "complement",
        "就业结构互补",
        "employment complement",
        "1 - UNIDO similarity of employment shares, census sections without A and C",
        weak=True,
    ),
    Component(
        "difference",
        "development",
        "difference",
        "发展落差",
        "development difference",
        "ln(GDP per resident of s / GDP per resident of r)",
    ),
    Component(
        "absorption",
        "development",
        "absorption",
        "承接能力",
        "absorptive capacity",
        "mean of the recipient's normalised loans per GDP, urban share of residents and mean "
        "years of schooling; caps the difference",
    ),
    Component(
        "need",
        "development",
        "need",
        "帮扶需要",
        "need",
        "max(0, ln(GDP per resident of all regions together / GDP per resident of r))",
    ),
    Component(
        "years_paired",
        "history",
        "history",
        "结对年数",
        "years paired",
        "completed years in which the pair was in force, in this programme and those before it",
    ),
    Component(
        "parks",
        "history",
        "history",
        "共建园区数",
        "co-built parks",
        "parks on record that the two, or their counties, built together",
    ),
)
BY_ID: Mapping[str, Component] = {component.id: component for component in COMPONENTS}
ABSORPTION_PARTS = ("loans_per_gdp", "urban_share", "schooling")
