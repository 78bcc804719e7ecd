"""Why a term is what it is, said of one firm and one park, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jiedui.analysis.matching.knowledge import (
    CENSUS_YEAR,
    LEVEL_YEAR,
    prefecture_of,
)
from jiedui.analysis.matching.run import MatchRun
from jiedui.core.matching.fits import GAP_KINDS
from jiedui.data.english import english
from jiedui.data.places import places

TERM_NAMES = {
    "chain": ("补链强链延链", "chain gap"),
    "relatedness": ("产业关联", "relatedness"),
    "labour": ("劳动力", "labour"),
    "distance": ("距离", "distance"),
    "spillover": ("外溢需求", "spillover demand"),
    "pair": ("结对", "pair"),
    "cooperation": ("合作模式", "mode of cooperation"),
    "gradient": ("产业梯度", "gradient"),
    "low_end": ("高端产业低端化", "low-end links"),
}
MODE_NAMES = {
    "product_market": ("产品+市场", "product + market"),
    "resource_firm": ("资源+企业", "resource + firm"),
    "manufacture_rd": ("制造+研发", "manufacture + R&D"),
    "base_hq": ("基地+总部", "base + head office"),
}
GAP_WORDS = {
    "strengthen": ("强链", "strengthens the chain"),
    "fill": ("补链", "fills the chain"),
    "extend": ("延链", "extends the chain"),
}
SOURCES = {
    "chain": "io_2020_153",
    "relatedness": "listed_firms, io_2020_153",
    "labour": f"census_{CENSUS_YEAR}",
    "distance": "boundary_county, boundary_prefecture",
    "spillover": f"listed_firms, city_panel {LEVEL_YEAR}",
    "pair": "",
    "cooperation": f"city_panel {LEVEL_YEAR}, census_{CENSUS_YEAR}, io_2020_153",
    "gradient": f"city_panel {LEVEL_YEAR}, io_2020_153",
    "low_end": "io_2020_153",
}
UNKNOWN = ("缺数据", "no data")


@dataclass(frozen=True)
class Said:
    """A reason in both languages."""

    zh: str
    en: str


def reason(run: MatchRun, term: str, value: float, firm: int, park: int) -> Said:
    """What stands behind the value of a term of one firm at one park."""
    if np.isnan(value):
        return _missing(run, term)
    makers = {
        "chain": _chain,
        "relatedness": _relatedness,
        "labour": _labour,
        "distance": _distance,
        "spillover": _spillover,
        "pair": _pair,
        "cooperation": _cooperation,
        "gradient": _gradient,
        "low_end": _low_end,
    }
    return makers[term](run, value, firm, park)


def _missing(run: MatchRun, term: str) -> Said:
    needs = {
        "chain": ("园区主导产业", "the park's leading industries"),
        "relatedness": ("园区主导产业", "the park's leading industries"),
        "labour": ("当地普查数据", "census figures of the place"),
        "distance": ("两地的市县代码", "codes of city or county of both"),
        "spillover": ("两地的人均地区生产总值", "GDP per person of both places"),
        "pair": ("企业所在的区县", "the firm's county or district"),
        "cooperation": ("企业规模或所在地", "the firm's size or home"),
        "gradient": ("两地的人均地区生产总值", "GDP per person of both places"),
        "low_end": ("项目的增加值率、研发占比", "the project's value added and research"),
    }
    zh, en = needs[term]
    return Said(f"{UNKNOWN[0]}：{zh}", f"{UNKNOWN[1]}: {en}")


def _chain(run: MatchRun, value: float, firm: int, park: int) -> Said:
    made = run.tables
    sector = int(made.chain_sector[made.kinds.industry[firm], park])
    kind = GAP_KINDS[int(made.chain.kind[sector, park])]
    if not kind or value == 0:
        return Said("与园区及近旁产业没有上下游联系", "no supplier or buyer at hand")
    links = _links(run, sector, park)
    zh = "，".join([GAP_WORDS[kind][0], *(link.zh for link in links)])
    en = "; ".join([GAP_WORDS[kind][1], *(link.en for link in links)])
    return _of_several(run, firm, Said(zh, en))


def _of_several(run: MatchRun, firm: int, best: Said) -> Said:
    """The reason of the best sector, with what counts where the firm's industry is several."""
    kinds = run.tables.kinds
    several = len(kinds.sectors[kinds.industry[firm]])
    if several == 1:
        return best
    return Said(
        f"{best.zh}(企业的行业标签含{several}个部门，得分取平均，此为其中最强)",
        f"{best.en} (the firm's industry is {several} sectors: "
        "their mean counts, this is the best)",
    )


def _links(run: MatchRun, sector: int, park: int) -> list[Said]:
    """The supplier and the buyer at hand, the larger delivery first."""
    made, a = run.tables.chain, run.known.coefficients
    buyer, supplier = int(made.buyer[sector, park]), int(made.supplier[sector, park])
    if sector in (buyer, supplier):
        share = a[sector, sector]
        zh = f"园区已有{_sector(run, sector)[0]}，同行业互相配套(占产出{share:.0%})"
        en = (
            f"{_sector(run, sector)[1]} is there and buys from its own kind ({share:.0%} of output)"
        )
        rest = [other for other in (buyer, supplier) if other != sector]
        own = [(share, Said(zh, en))]
    else:
        rest, own = [buyer, supplier], []
    found = list(own)
    if buyer >= 0 and buyer in rest:
        share, (zh, en) = a[sector, buyer], _sector(run, buyer)
        at = _where(run, buyer, park)
        said = Said(
            f"可供{at[0]}的{zh}(占其产出{share:.0%})", f"supplies {en} {at[1]} ({share:.0%})"
        )
        found.append((share, said))
    if supplier >= 0 and supplier in rest:
        share, (zh, en) = a[supplier, sector], _sector(run, supplier)
        at = _where(run, supplier, park)
        said = Said(
            f"可用{at[0]}的{zh}(占本行业产出{share:.0%})", f"uses {en} {at[1]} ({share:.0%})"
        )
        found.append((share, said))
    return [said for _, said in sorted(found, key=lambda pair: -pair[0])]


def _where(run: MatchRun, sector: int, park: int) -> tuple[str, str]:
    """Whether an industry is the park's own, of its city, or of the other side of the pair."""
    own = run.tables.presence.sectors[park, sector]
    nearby = run.scheme.assumed("nearby_share")
    weight = run.scheme.assumed("partner_share") * run.tables.presence.partner[park, sector]
    if own > nearby or (own == 1):
        return "园区", "of the park"
    return ("本市", "of the city") if own >= weight else ("结对方", "of the pair's other side")


def _sector(run: MatchRun, sector: int) -> tuple[str, str]:
    return run.known.table.names_zh[sector], run.known.table.names_en[sector]


def _relatedness(run: MatchRun, value: float, firm: int, park: int) -> Said:
    made = run.tables
    sector = int(made.nearest_sector[made.kinds.industry[firm], park])
    nearest = int(made.nearest.industry[sector, park])
    if nearest < 0 or value == 0:
        return Said("园区没有相近的行业", "no industry like it in the park")
    zh, en = _sector(run, nearest)
    at_zh, at_en = _there(run, nearest, park)
    said = Said(f"与{zh}相近，后者{at_zh}", f"near to {en}, which {at_en}")
    if nearest == sector:
        said = Said(f"{zh}{at_zh}", f"{en} {at_en}")
    return _of_several(run, firm, said)


def _there(run: MatchRun, sector: int, park: int) -> tuple[str, str]:
    """How an industry is present: by an exact word, by a broad one, or by firms of the city."""
    own = float(run.tables.presence.sectors[park, sector])
    if own == 1:
        return "是园区主导产业", "leads in the park"
    if own == run.scheme.assumed("nearby_share"):
        return "在本市有上市公司", "has a listed firm in the city"
    return "在园区主导产业的大致范围内", "is within the broad words of the park"


def _labour(run: MatchRun, value: float, firm: int, park: int) -> Said:
    name = _region(str(run.parks["region"].iloc[park]))
    high = run.tables.kinds.high_tech[run.tables.kinds.industry[firm]] > 0
    of_zh, of_en = (
        ("该门类从业人员和大专以上人口", "such workers and college people")
        if high
        else (
            "该门类从业人员",
            "such workers",
        )
    )
    if value >= 1:
        return Said(
            f"{name[0]}{of_zh}比重不低于全国", f"{name[1]}: no fewer {of_en} than the nation"
        )
    return Said(
        f"{name[0]}{of_zh}比重为全国的{value:.0%}",
        f"{name[1]}: {value:.0%} of the nation's share of {of_en}",
    )


def _distance(run: MatchRun, value: float, firm: int, park: int) -> Said:
    km = run.tables.kilometres[run.tables.kinds.home[firm], park]
    return Said(f"直线{km:.0f}公里", f"{km:.0f} km in a straight line")


def _levels(run: MatchRun, firm: int, park: int) -> tuple[float, float]:
    homes, parks = run.tables.levels
    return float(homes[run.tables.kinds.home[firm]]), float(parks[park])


def _spillover(run: MatchRun, value: float, firm: int, park: int) -> Said:
    made = run.tables
    kind, home = made.kinds.industry[firm], made.kinds.home[firm]
    if made.kinds.high_tech[kind] == 0:
        return Said("不是高技术行业", "not a high-tech industry")
    crowd = made.crowding[home, kind]
    if crowd == 0:
        return Said("所在市同行业上市公司不足三家，不算拥挤", "fewer than three such firms at home")
    high, low = _levels(run, firm, park)
    if high <= low:
        return Said("园区所在市发展水平不低于企业所在市", "the park's city is no poorer than home")
    number = f"{made.at_home[home, kind]:.0f}"
    return Said(
        f"所在市同行业上市公司{number}家、区位商{crowd:.1f}，"
        f"人均地区生产总值{high / 1e4:.1f}万元对{low / 1e4:.1f}万元",
        f"{number} such firms at home, location quotient {crowd:.1f}; GDP per person"
        f" {high / 1e4:.1f} against {low / 1e4:.1f} (10,000 yuan)",
    )


def _pair(run: MatchRun, value: float, firm: int, park: int) -> Said:
    codes = run.tables.supporters[park]
    if not codes:
        return Said("园区所在地没有结对关系", "the park's place is in no pair")
    zh = "、".join(_region(code)[0] for code in codes)
    en = ", ".join(_region(code)[1] for code in codes)
    if value == 1:
        return Said(f"企业在结对的帮扶方({zh})", f"the firm is of the supporter ({en})")
    return Said(f"企业不在结对的帮扶方({zh})", f"the firm is not of the supporter ({en})")


def _cooperation(run: MatchRun, value: float, firm: int, park: int) -> Said:
    term = next(term for term in run.scoring.terms if term.name == "cooperation")
    mode = term.label(firm, park, len(run.parks))
    if not mode:
        home = prefecture_of(str(run.firms["home"].iloc[firm]))
        if home == prefecture_of(str(run.parks["region"].iloc[park])):
            return Said("企业就在本市", "the firm is of the same city")
        return Said("四种模式都不合适", "none of the four modes fits")
    zh, en = MODE_NAMES[mode]
    return Said(f"适合“{zh}”", f"fits {en}")


def _gradient(run: MatchRun, value: float, firm: int, park: int) -> Said:
    high, low = _levels(run, firm, park)
    return Said(
        f"人均地区生产总值{high / 1e4:.1f}万元对{low / 1e4:.1f}万元，按行业劳动报酬占比加权",
        f"GDP per person {high / 1e4:.1f} against {low / 1e4:.1f} (10,000 yuan), weighted by the"
        " share of pay in the industry",
    )


def _low_end(run: MatchRun, value: float, firm: int, park: int) -> Said:
    if run.tables.kinds.high_tech[run.tables.kinds.industry[firm]] == 0:
        return Said("不是高技术行业，不适用", "not a high-tech industry: does not apply")
    if value == 0:
        return Said("没有低端化的迹象", "no sign of low-end links")
    return Said(
        "高技术行业的项目，增加值率、研发或工序偏低端",
        "a high-tech industry whose project adds little, does little research or only assembles",
    )


def _region(code: str) -> tuple[str, str]:
    name = places().last(code).name if code else ""
    return name, english(name)
