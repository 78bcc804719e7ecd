"""Charts of a description of structure, as its page draws them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jiedui.analysis.structure import StructureResult
from jiedui.reports import charts
from jiedui.reports.words import short_name
from jiedui.web.desk.gaps.pictures import Picture
from jiedui.web.platform.kit.pages import language

Pair = tuple[str, str]
LARGEST_HEATMAP = 24


def drawn(result: StructureResult, pair: Pair) -> dict[str, Picture | list[Picture] | None]:
    return {
        "quotients": [found for code in pair if (found := _quotients(result, code))],
        "similarity": _similarity(result),
        "scatter": _scatter(result),
    }


def _quotients(result: StructureResult, region: str) -> Picture | None:
    """Location quotients of one region; industries of under 1 % of all shown are left out."""
    shares = {
        f.industry: f.value
        for f in result.of("industry_share", resolution="sections", region=region)
    }
    found = {
        result.name(f.industry, language()): f.value
        for f in result.of("location_quotient", resolution="sections", region=region)
        if shares.get(f.industry, 0) >= 0.01
    }
    if not found:
        return None
    ordered = dict(sorted(found.items(), key=lambda item: -item[1]))
    name = short_name(result.name(region, language()), language())
    return Picture(
        id=f"lq-{region}",
        title=_("%(region)s：与所列各地合计相比多做什么") % {"region": name},
        option=charts.lq_bars(ordered, lang=language()),
        label=", ".join(f"{industry} {value:.2f}" for industry, value in ordered.items()),
        size="map",
        note=_("区位商，1为持平；从业不到1%的门类未画。"),
    )


def _similarity(result: StructureResult) -> Picture | None:
    """Every supporter against every recipient, by census sections."""
    found = {(f.region, f.partner): f.value for f in result.of("unido", resolution="sections")}
    supporters = list(dict.fromkeys(one for one, _other in found))
    recipients = sorted({other for _one, other in found})
    if not found or max(len(supporters), len(recipients)) > LARGEST_HEATMAP:
        return None

    def named(code: str) -> str:
        return short_name(result.name(code, language()), language())

    option = charts.pair_heatmap(
        {(named(a), named(b)): value for (a, b), value in found.items()},
        supporters=[named(code) for code in supporters],
        recipients=[named(code) for code in recipients],
        lang=language(),
    )
    return Picture(
        id="similarity",
        title=_("结构相似系数(只描述)"),
        option=option,
        label=_("每个帮扶方与每个受帮扶方的结构相似系数，从 %(low)s 到 %(high)s")
        % {"low": f"{min(found.values()):.2f}", "high": f"{max(found.values()):.2f}"},
        size="medium" if len(supporters) <= 6 else "large",
        note=_("普查二十个门类的余弦，0–1，越大越像。制造业在一栏里，所以不说明谁与谁互补。"),
    )


def _scatter(result: StructureResult) -> Picture | None:
    influence = {f.industry: f.value for f in result.of("influence")}
    sensitivity = {f.industry: f.value for f in result.of("sensitivity")}
    if not influence:
        return None
    points = {
        result.name(code, language()): (influence[code], sensitivity[code]) for code in influence
    }
    return Picture(
        id="sectors",
        title=_("全国42部门：带动别人多，还是被别人带动多"),
        option=charts.io_scatter(points, lang=language()),
        label=_("42个部门的影响力系数与感应度系数，数值见下表"),
        size="tall",
        note=_("右：影响力大于平均；上：感应度大于平均。全国表，不是某个市的联系。"),
    )
