"""Named indicators of a pair by sub-score (mission B4); s is the supporter, r the recipient."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Component:
    """One named indicator of a pair.

    `aspect` says which side of pairing it speaks of: complement, difference, need, absorption,
    history or place. `weak` marks what the data carry only poorly. A component with `share` 0 is
    shown and not counted. s is the supporter and r the recipient in `formula`; `formula_zh` calls
    them 帮 and 受.
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
    formula_zh: str = ""


COMPONENTS: tuple[Component, ...] = (
    Component(
        "land",
        "endowment",
        "complement",
        "土地互补",
        "land complement",
        "scarcity of land in s times plenty of land in r: (1 - p_s) * p_r, p the min-max over all "
        "regions of ln(land per resident)",
        formula_zh="(1 − p帮) × p受：帮扶方缺地程度乘受帮扶方地多程度，p 为人均土地面积的对数在全"
        "部地区中的极差归一值",
    ),
    Component(
        "capital",
        "endowment",
        "complement",
        "资金互补",
        "capital complement",
        "plenty of capital in s times scarcity in r: p_s * (1 - p_r), p the min-max over all "
        "regions of ln(deposits per resident)",
        formula_zh="p帮 × (1 − p受)：帮扶方资金充裕程度乘受帮扶方短缺程度，p 为人均存款的对数在全"
        "部地区中的极差归一值",
    ),
    Component(
        "talent",
        "endowment",
        "complement",
        "人才互补",
        "talent complement",
        "plenty of talent in s times scarcity in r: p_s * (1 - p_r), p the min-max over all "
        "regions of the share of residents with college education at the latest census",
        formula_zh="p帮 × (1 − p受)：帮扶方人才充裕程度乘受帮扶方短缺程度，p 为最近一次普查大专及"
        "以上人口占比在全部地区中的极差归一值",
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
        formula_zh="两地内点之间的球面距离；只列出，不计分，因为远近是否有利，研究结论不一",
    ),
    Component(
        "structure",
        "industry",
        "complement",
        "就业结构互补",
        "employment complement",
        "1 - UNIDO similarity of employment shares, census sections without A and C",
        weak=True,
        formula_zh="1 − 就业结构的 UNIDO 相似系数，普查门类去掉农业(A)和制造业(C)",
    ),
    Component(
        "difference",
        "development",
        "difference",
        "发展落差",
        "development difference",
        "ln(GDP per resident of s / GDP per resident of r)",
        formula_zh="ln(帮扶方人均地区生产总值 ÷ 受帮扶方人均地区生产总值)",
    ),
    Component(
        "absorption",
        "development",
        "absorption",
        "承接能力",
        "absorptive capacity",
        "mean of the recipient's normalised loans per GDP, urban share of residents and mean "
        "years of schooling; caps the difference",
        formula_zh="受帮扶方贷款与地区生产总值之比、城镇人口占比、平均受教育年限三项归一值的平均；"
        "它是落差的上限",
    ),
    Component(
        "need",
        "development",
        "need",
        "帮扶需要",
        "need",
        "max(0, ln(GDP per resident of all regions together / GDP per resident of r))",
        formula_zh="max(0, ln(全部地区合计的人均地区生产总值 ÷ 受帮扶方人均地区生产总值))",
    ),
    Component(
        "years_paired",
        "history",
        "history",
        "结对年数",
        "years paired",
        "completed years in which the pair was in force, in this programme and those before it",
        formula_zh="在本协作关系及其前身中已满的结对年数",
    ),
    Component(
        "parks",
        "history",
        "history",
        "共建园区数",
        "co-built parks",
        "parks on record that the two, or their counties, built together",
        formula_zh="名录中两地(含所辖县)共建的园区数",
    ),
)
BY_ID: Mapping[str, Component] = {component.id: component for component in COMPONENTS}
ABSORPTION_PARTS = ("loans_per_gdp", "urban_share", "schooling")
