"""The pages beside the gap: do regions draw together, change places, form clubs?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.http import HttpRequest
from django.utils.translation import gettext as _

from jiedui.analysis.gaps import ConvergenceResult, DensityResult, Levels, MobilityResult
from jiedui.core.frames import spans
from jiedui.reports import charts
from jiedui.reports.charts import Line
from jiedui.reports.words import short_name
from jiedui.web.desk.gaps import dynamics, queries, tables
from jiedui.web.desk.gaps.choices import Choices
from jiedui.web.desk.gaps.pictures import Picture
from jiedui.web.platform.kit.filters import Bar, Filter, filter_bar
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.places import listed
from jiedui.web.platform.kit.tables import Column, Table, row

NAMES_SHOWN_MAX = 30
WAN = 10_000.0  # yuan in 万元
Found = ConvergenceResult | MobilityResult | DensityResult


@dataclass(frozen=True)
class Page:
    """A page that answers in a sentence, then shows its pictures and tables."""

    tab: str
    title: str
    sentence: str
    lead: str
    pictures: tuple[Picture, ...]
    tables: tuple[Table, ...]
    region_bar: Bar
    left_out: str
    doubts: tuple[str, ...]
    fingerprint: str


def convergence(request: HttpRequest, chosen: Choices, batch: Any) -> Page:
    """Sigma: does the spread fall? Beta: do the poorer grow faster, and how fast do they close?"""
    bar = _region_bar(request)
    found = dynamics.convergence(chosen.asked, bar["regions"], batch)
    sigma, beta = found.sigma, found.beta
    first, last = found.years[0], found.years[-1]
    sentence = _convergence_sentence(found)
    years = list(range(first, last + 1))
    at = dict(zip(found.years, sigma.sd_log, strict=True))
    lines = [Line(_("σ"), [at.get(year) for year in years])]
    pictures = [
        Picture(
            "sigma",
            _("σ：人均对数的标准差"),
            charts.trend(lines, years, unit=_("对数的标准差")),
            sentence,
            "medium",
            charts.missing_note(lines, _lang()),
        ),
    ]
    if beta is not None:
        pictures.append(
            _beta_picture(found, dynamics.levels_of(found, chosen.asked, batch), sentence)
        )
    return _page(
        "convergence",
        _("收敛"),
        sentence,
        chosen,
        tuple(pictures),
        (_beta_table(found), _sigma_table(found)),
        bar,
        found,
    )


def _beta_picture(found: ConvergenceResult, levels: Levels, sentence: str) -> Picture:
    assert found.beta is not None
    option = charts.beta_scatter(
        _points(levels),
        fit=(found.beta.intercept, found.beta.slope),
        years=(found.years[0], found.years[-1]),
        lang=_lang(),
    )
    note = _("每点一个地区；线向右下倾斜表示起点低的增长快。")
    return Picture("beta", _("β：起点与增速"), option, sentence, "large", note)


def _convergence_sentence(found: ConvergenceResult) -> str:
    sigma, beta, years = found.sigma, found.beta, found.years
    values = {
        "first": years[0],
        "last": years[-1],
        "before": f"{sigma.sd_log[0]:.3f}",
        "after": f"{sigma.sd_log[-1]:.3f}",
    }
    spread = (
        _("%(first)s—%(last)s年各地区人均差异缩小：σ 由 %(before)s 降到 %(after)s")
        if sigma.sd_log[-1] < sigma.sd_log[0]
        else _("%(first)s—%(last)s年各地区人均差异没有缩小：σ 由 %(before)s 变为 %(after)s")
    ) % values
    if beta is None:
        reason = found.refused[0].reason if found.refused else ""
        speed = _("没有给出收敛速度：%(reason)s") % {"reason": tables.reason_words(reason)}
    elif beta.beta is not None and beta.half_life_years is not None:
        speed = _("起点低的增长更快，每年收敛 %(speed)s%%，差距减半约需 %(half)s 年") % {
            "speed": f"{beta.beta * 100:.1f}",
            "half": f"{beta.half_life_years:.0f}",
        }
    else:
        speed = _("没有半程时间：%(reason)s") % {"reason": tables.reason_words(beta.reason)}
    return _("%(spread)s；%(speed)s") % {"spread": spread, "speed": speed}


def mobility(request: HttpRequest, chosen: Choices, batch: Any) -> Page:
    """How often regions move between four classes of relative output per person."""
    bar = _region_bar(request)
    found = dynamics.mobility(chosen.asked, bar["regions"], batch)
    chain = found.chain
    states = _classes(len(chain.counts))
    stay = float(sum(chain.counts.diagonal())) / float(chain.counts.sum())
    sentence = _("%(first)s—%(last)s年，%(share)s%% 的地区年份留在原来的档次：位次很少变动") % {
        "first": found.years[0],
        "last": found.years[-1],
        "share": f"{stay * 100:.0f}",
    }
    if stay < dynamics.STABLE_SHARE:
        sentence = _("%(first)s—%(last)s年，%(share)s%% 的地区年份留在原来的档次") % {
            "first": found.years[0],
            "last": found.years[-1],
            "share": f"{stay * 100:.0f}",
        }
    rows = [
        [float(value) if total else None for value in one]
        for one, total in zip(chain.probabilities, chain.counts.sum(axis=1), strict=True)
    ]
    picture = Picture(
        "markov",
        _("一年之后在哪一档"),
        charts.markov_heatmap(rows, states=states, lang=_lang()),
        sentence,
        "large",
        _("行是本年的档次，列是下一年的档次；每行相加为 1。"),
    )
    shown = (_transition_table(found, states), _long_run_table(found, states))
    return _page("mobility", _("流动"), sentence, chosen, (picture,), shown, bar, found)


def density(request: HttpRequest, chosen: Choices, batch: Any) -> Page:
    """The shape of the distribution: one hump or several."""
    bar = _region_bar(request)
    found = dynamics.density(chosen.asked, bar["regions"], batch)
    peaks = found.peaks[-1]
    sentence = _("%(year)s年人均的分布有 %(count)s 个峰：%(peaks)s 万元") % {
        "year": found.years[-1],
        "count": len(peaks),
        "peaks": listed(f"{peak / WAN:.1f}" for peak in peaks),
    }
    drawn = dict(zip(found.years, found.curves, strict=True))
    curves = {
        year: ((one.points / WAN).tolist(), (one.density * WAN).tolist())
        for year, one in drawn.items()
    }
    note = _("核密度(高斯核)，每个地区算一次；带宽按 Silverman 规则：%(widths)s 万元。") % {
        "widths": listed(f"{year}: {one.bandwidth / WAN:.2f}" for year, one in drawn.items())
    }
    picture = Picture(
        "density",
        _("人均的分布"),
        charts.density(curves, unit=_("人均(万元)"), lang=_lang()),
        sentence,
        "large",
        note,
    )
    shown = (_density_table(found, dynamics.levels_of(found, chosen.asked, batch)),)
    return _page(
        "density",
        _("分布"),
        sentence,
        chosen,
        (picture,),
        shown,
        bar,
        found,
    )


def _region_bar(request: HttpRequest) -> Bar:
    regions = Filter(
        "regions",
        _("地区"),
        ((dynamics.PROGRAMME, _("分组内的地区")), (dynamics.CITIES, _("全部地级市"))),
        dynamics.PROGRAMME,
    )
    return filter_bar(request.GET, regions)


def _page(
    tab: str,
    title: str,
    sentence: str,
    chosen: Choices,
    pictures: tuple[Picture, ...],
    shown: tuple[Table, ...],
    bar: Bar,
    found: Found,
) -> Page:
    left_out = ""
    if found.left_out:
        left_out = _("%(count)s 个地区因某些年份缺数没有计入。") % {"count": len(found.left_out)}
    return Page(
        tab=tab,
        title=title,
        sentence=sentence,
        lead=_lead(found, chosen),
        pictures=pictures,
        tables=shown,
        region_bar=bar,
        left_out=left_out,
        doubts=tables.flag_words(found.flags),
        fingerprint=found.provenance.fingerprint(),
    )


def _lead(found: Found, chosen: Choices) -> str:
    indicator = dict(_choices(chosen.more, "indicator"))[chosen.more["indicator"]]
    people = dict(_choices(chosen.bar, "population"))[chosen.bar["population"]]
    return _("%(count)s 个地区，%(indicator)s，按%(people)s；年份 %(years)s，不作插补。") % {
        "count": len(found.regions),
        "indicator": indicator,
        "people": people,
        "years": spans(found.years).replace("-", "–"),
    }


def _choices(bar: Bar, name: str) -> tuple[tuple[str, Any], ...]:
    return next(item.choices for item in bar.filters if item.name == name)


def _points(levels: Levels) -> dict[str, tuple[float, float]]:
    """Names only where they can be read: of many points each bears its code's blank."""
    start, end = np.log(levels.per_person[:, 0]), np.log(levels.per_person[:, -1])
    span = levels.years[-1] - levels.years[0]
    growth = (end - start) / span
    named = len(levels.regions) <= NAMES_SHOWN_MAX
    names = queries.panel(queries.batch()).names
    return {
        (short_name(names[code], language()) if named else "\u200b" * (i + 1)): (float(x), float(y))
        for i, (code, x, y) in enumerate(zip(levels.regions, start, growth, strict=True))
    }


def _beta_table(found: ConvergenceResult) -> Table:
    beta = found.beta
    columns = (
        Column("name", _("项目")),
        Column("value", _("估计值"), places=4),
        Column("error", _("标准误"), places=4),
        Column("unit", _("单位")),
    )
    rows = [row(_("σ 的趋势"), found.sigma.trend, found.sigma.trend_se, _("每年"))]
    if beta is not None:
        rows += [
            row(_("回归斜率"), beta.slope, beta.slope_se, _("年均增长对起点的对数")),
            row(_("收敛速度 β"), beta.beta, beta.beta_se, _("每年")),
            row(_("半程时间"), beta.half_life_years, None, _("年")),
            row(_("拟合优度 R²"), beta.r_squared, None, _("无量纲")),
        ]
    note = _(
        "(1/T)·ln(末年/首年) 对 ln(首年) 的最小二乘回归，β = −ln(1 + 斜率×T)/T "
        "(Barro、Sala-i-Martin)；地区视为相互独立。"
    )
    return Table("beta", _("绝对收敛"), columns, tuple(rows), note, tables.source_words())


def _sigma_table(found: ConvergenceResult) -> Table:
    columns = (
        Column("year", _("年份"), places=0, grouped=False),
        Column("sd_log", _("对数标准差 σ"), places=4),
        Column("cv", _("变异系数"), places=4),
    )
    sigma = found.sigma
    triples = list(zip(sigma.years, sigma.sd_log, sigma.cv, strict=True))
    rows = tuple(row(*one) for one in reversed(triples))
    return Table(
        "sigma", _("逐年差异"), columns, rows, _("除数为 n，不加权。"), tables.source_words()
    )


def _transition_table(found: MobilityResult, states: list[str]) -> Table:
    columns = (
        Column("class", _("本年档次")),
        *(Column(f"to_{i + 1}", name, places=3) for i, name in enumerate(states)),
        Column("count", _("观察数"), places=0),
    )
    chain = found.chain
    rows = tuple(
        row(
            states[i],
            *(float(p) if chain.counts[i].sum() else None for p in chain.probabilities[i]),
            int(chain.counts[i].sum()),
        )
        for i in range(len(chain.counts))
    )
    note = _("档次按人均相对于当年平均数的四分位划分，全部年份合用一组分界点。")
    return Table("transitions", _("转移概率"), columns, rows, note, tables.source_words())


def _long_run_table(found: MobilityResult, states: list[str]) -> Table:
    chain = found.chain
    if chain.ergodic is None or chain.first_passage is None:
        reason = tables.reason_words(chain.reason)
        columns: tuple[Column, ...] = (Column("reason", _("没有长期分布的原因")),)
        return Table("long_run", _("长期分布"), columns, (row(reason),))
    columns = (
        Column("class", _("档次")),
        Column("share", _("长期份额"), "%", 1),
        *(
            Column(f"years_to_{i + 1}", _("首次到%(state)s") % {"state": name}, _("年"), 1)
            for i, name in enumerate(states)
        ),
    )
    rows = tuple(
        row(
            states[i],
            float(chain.ergodic[i]) * 100,
            *(float(years) for years in chain.first_passage[i]),
        )
        for i in range(len(chain.counts))
    )
    note = _("若转移概率一直不变：各档次的最终份额，和平均多少年后首次到达(对角线为返回)。")
    return Table("long_run", _("长期分布与首达年数"), columns, rows, note, tables.source_words())


def _density_table(found: DensityResult, levels: Levels) -> Table:
    columns = (
        Column("year", _("年份"), places=0, grouped=False),
        Column("low", _("最低"), _("万元/人"), 2),
        Column("median", _("中位数"), _("万元/人"), 2),
        Column("high", _("最高"), _("万元/人"), 2),
        Column("peaks", _("峰的个数"), places=0),
        Column("bandwidth", _("带宽"), _("万元/人"), 2),
    )
    rows = []
    for at, (year, curve) in enumerate(zip(found.years, found.curves, strict=True)):
        values = levels.per_person[:, at] / WAN
        spread = (float(values.min()), float(np.median(values)), float(values.max()))
        rows.append(row(year, *spread, len(found.peaks[at]), curve.bandwidth / WAN))
    return Table("density", _("分布的概要"), columns, tuple(rows), source=tables.source_words())


def _classes(count: int) -> list[str]:
    names = [_("低"), _("中低"), _("中高"), _("高")]
    return names if count == len(names) else [str(i + 1) for i in range(count)]


def _lang() -> Any:
    return language()
