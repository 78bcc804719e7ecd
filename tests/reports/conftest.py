"""What report tests share: one small document made by hand, two results on the bundled data."""

import pytest

from jiedui.reports.charts import Line, ratio_by_definition
from jiedui.reports.document import Chart, Column, Document, Note, Paragraph, Section, Table

RARE_NAMES = "堃骉喆珺婠燊甪"


@pytest.fixture
def document():
    years = (2000, 2005, 2006)
    chart = Chart(
        "ratio",
        "同一差距，不同口径",
        ratio_by_definition(
            [Line("年末常住人口", [3.13, 3.62, None])], years, published=[(2000, 3.5)]
        ),
        note="方框：公开发表的数字。",
    )
    table = Table(
        "pairs",
        "设区市结对",
        (
            Column("帮扶方 → 受帮扶方"),
            Column("年份", places=0, grouped=False),
            Column("人均", "元", 0),
        ),
        (("苏州 → 宿迁", 2021, 176826.75), (RARE_NAMES, 2021, None)),
        note="人均按年末常住人口计。",
    )
    blocks = (Paragraph("产出之比由2.44倍变为2.49倍。"), chart, Note("2000年口径不同。"), table)
    return Document(
        id="gaps",
        title="苏南与苏北差距测算",
        subtitle="2021年 · 按年末常住人口",
        answer="2021年，苏南人均地区生产总值是苏北的 1.95 倍。",
        sections=(Section("差距多大", blocks),),
        definitions=(("分母", "年末常住人口，万人"),),
        sources=("来源：城市面板。",),
        fingerprint="9f3c1e204a11",
        lang="zh",
        appendix=(Table("years", "逐年", (Column("年份", places=0, grouped=False),), ((2000,),)),),
    )


@pytest.fixture(scope="session")
def gaps_result():
    from jiedui.analysis.gaps import GapsRequest, measure_gaps
    from jiedui.data.panels import city_panel, inputs
    from jiedui.schemes.load import programme

    chosen = programme("jiangsu-2022")
    request = GapsRequest(years=(2000, 2010, 2021))
    return measure_gaps(
        city_panel(), chosen.grouping(), request, programme=chosen, inputs=inputs("city_panel")
    )


@pytest.fixture(scope="session")
def pairing_result():
    from jiedui.analysis.pairing import PairingRequest, propose_pairs
    from jiedui.schemes.load import programme

    return propose_pairs(programme("jiangsu-2022"), PairingRequest(year=2021, draws=100, seed=1))
