"""Every measure of structure that is printed, with the words that go with it."""

from __future__ import annotations

from jiedui.analysis.structure.records import MeasureKind
from jiedui.core.structure import Verdict

_ROWS = (
    ("industry_share", "lq", "行业占比", "Industry share", "share of the industry in its region"),
    (
        "industry_share_change",
        "lq",
        "行业占比变化",
        "Change of industry share",
        "share at the census of 2020 minus share at the census of 2010",
    ),
    (
        "location_quotient",
        "lq",
        "区位商",
        "Location quotient",
        "share of the industry in the region over its share in all regions shown together",
    ),
    (
        "krugman",
        "similarity",
        "克鲁格曼指数",
        "Krugman index",
        "sum of absolute differences of shares, 0 to 2",
    ),
    ("unido", "similarity", "结构相似系数", "UNIDO similarity", "cosine of shares, 0 to 1"),
    (
        "krugman_weak",
        "similarity",
        "克鲁格曼指数(去掉A、C)",
        "Krugman index without sections A and C",
        "as krugman, on the sections that are left without agriculture and manufacturing",
    ),
    (
        "unido_weak",
        "similarity",
        "结构相似系数(去掉A、C)",
        "UNIDO similarity without sections A and C",
        "as unido, on the sections that are left without agriculture and manufacturing",
    ),
    (
        "gradient",
        "gradient",
        "产业梯度系数",
        "Industry gradient coefficient",
        "LQ × CPOR (× CCOR with capital); above 1 a candidate to send, below 1 to receive",
    ),
    ("cpor", "gradient", "比较劳动生产率", "Comparative labour productivity", "CPOR"),
    ("ccor", "gradient", "比较资本产出率", "Comparative return on capital", "CCOR"),
    (
        "complexity",
        "relatedness",
        "经济复杂度",
        "Economic complexity",
        "second eigenvector of Hidalgo and Hausmann, mean 0, deviation 1, sign by diversity",
    ),
    (
        "density",
        "relatedness",
        "关联密度",
        "Relatedness density",
        "of all that lives near an industry that is absent, the part that is there",
    ),
    (
        "coupling",
        "coupling",
        "耦合度(修正)",
        "Coupling, corrected",
        "C of 王淑佳 et al. 2021 on indicators divided by their largest value",
    ),
    (
        "coupling_classical",
        "coupling",
        "耦合度(传统)",
        "Coupling, classical",
        "C = n·geometric mean/sum on the same sides",
    ),
    ("coupling_level", "coupling", "发展度", "Level", "T, the mean of both sides"),
    ("coordination", "coupling", "耦合协调度", "Coordination", "D = √(C·T), corrected C"),
    (
        "influence",
        "io",
        "影响力系数",
        "Influence coefficient",
        "column sum of Leontief's inverse over the mean, products made at home",
    ),
    (
        "sensitivity",
        "io",
        "感应度系数",
        "Sensitivity coefficient",
        "row sum of Ghosh's inverse over the mean, products made at home",
    ),
    (
        "sensitivity_leontief_rows",
        "io",
        "感应度系数(列昂惕夫逆行和)",
        "Sensitivity, rows of Leontief's inverse (old practice)",
        "row sum of Leontief's inverse over the mean",
    ),
    (
        "complementarity",
        "io",
        "供需互补度",
        "Supply-demand complementarity",
        "share of what the partner's industries lack that the region could supply; our own "
        "construction; output from value added at national ratios, home and imported inputs",
    ),
    (
        "flq_home_share",
        "io",
        "本地投入占比(FLQ)",
        "Share of inputs bought at home (FLQ)",
        "national coefficients cut down by Flegg's location quotient, an estimate that depends on "
        "delta; among the sectors of the file",
    ),
    (
        "share_gap",
        "allocation",
        "产出占比减人口占比",
        "Output share minus population share",
        "GDP share minus share of year-end residents",
    ),
    (
        "misplaced",
        "allocation",
        "产出与人口错配",
        "Output out of step with people",
        "half the sum of absolute share gaps",
    ),
    (
        "productivity_dispersion",
        "allocation",
        "人均产出离散度",
        "Dispersion of output per head",
        "population-weighted deviation of ln(GDP per resident); stands in the slot of total "
        "factor productivity until capital stocks are given",
    ),
)
MEASURES = {row[0]: MeasureKind(*row) for row in _ROWS}

COUPLING_VERDICT = Verdict(
    "coupling_describe",
    "describe",
    "耦合度随指标的标准化方法变化，只宜描述，等级只是标签",
    "coupling moves with the scaling of its sides: it describes, and its classes are labels",
)
NATIONAL_VERDICT = Verdict(
    "national_io_describe",
    "describe",
    "全国投入产出表说明全国各行业的联系，不是某市的联系",
    "the national table describes how industries hang together in the nation, not in a city",
)
ALLOCATION_VERDICT = Verdict(
    "allocation_describe",
    "describe",
    "产出与人口占比之差说明配置现状，不说明原因",
    "shares of output and people describe the allocation, not its cause",
)
