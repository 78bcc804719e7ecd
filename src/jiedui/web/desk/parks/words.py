"""Sentences and small words of the pages of parks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from jiedui.analysis.parks import Clash, Finding, Quota
from jiedui.catalog.park_indicators import park_indicators
from jiedui.web.desk.parks import queries
from jiedui.web.desk.regions.queries import name_of
from jiedui.web.platform.kit import numbers
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.places import listed, place
from jiedui.web.records.parks.enums import Nature
from jiedui.web.records.parks.models import Park, ParkArea, ParkFact
from jiedui.web.records.regions.enums import Certainty


def indicator(code: str) -> str:
    known = park_indicators().get(code)
    return code if known is None else known.name(language())


def objective(code: str) -> str:
    """Which of the three aims an indicator speaks of (D10)."""
    known = park_indicators().get(code)
    said = {
        "cluster": _("产业转移的集聚区"),
        "demonstration": _("区域合作的示范区"),
        "pioneer": _("机制创新的先导区"),
    }
    return said.get(known.objective, "") if known else ""


def nature(code: str) -> str:
    return str(Nature(code).label)


def certainty(code: str) -> str:
    return "" if code == Certainty.EXACT else str(Certainty(code).label)


def value(amount: float) -> str:
    """A published figure with the decimals it was printed with, at most two."""
    digits = next((d for d in (0, 1, 2) if abs(amount - round(amount, d)) < 1e-9), 2)
    return numbers.figure(amount, digits)


def figure(fact: ParkFact) -> str:
    return " ".join(
        part for part in (certainty(fact.certainty), value(fact.value), fact.unit) if part
    )


def state(park: Park, on: date) -> str:
    """Whether its pair holds, as a tag."""
    said = {
        queries.IN_FORCE: _("结对中"),
        queries.ORPHAN: _("结对已结束，园区还在"),
        queries.NO_PAIR: _("没有结对"),
    }
    return said[queries.state(park, on)]


def home(park: Park) -> str:
    """The party that came to build, by the name on record, else by that of its code."""
    return place(park.home_name or (name_of(park.home_region) if park.home_region else ""))


def host(park: Park) -> str:
    """Where the park lies, by the name on record, else by that of its code."""
    return place(park.host_name or (name_of(park.host_region) if park.host_region else ""))


def sides(park: Park) -> str:
    """Both parties, from where it comes to where it lies."""
    return f"{home(park)} → {host(park)}" if home(park) else host(park)


def index_headline(parks: Sequence[Park], on: date) -> str:
    orphans = [park for park in parks if queries.state(park, on) == queries.ORPHAN]
    said = {"count": len(parks), "orphans": len(orphans)}
    if not parks:
        return _("这样筛选，没有园区")
    if orphans:
        return _("在册园区 %(count)s 家，其中 %(orphans)s 家的结对已经结束，园区还在") % said
    return _("在册园区 %(count)s 家") % said


def park_headline(park: Park, areas: Sequence[ParkArea], on: date) -> str:
    """The park in one sentence: what it is, whose, and whether its pair still holds."""
    said = {
        "name": place(park.name),
        "host": host(park),
        "home": home(park),
        "kind": park.get_kind_display(),
    }
    first = _("%(name)s：%(home)s在%(host)s的%(kind)s") % said
    if queries.state(park, on) == queries.ORPHAN:
        assert park.pair is not None and park.pair.end is not None
        ended = park.pair.end.isoformat()[:7]
        return first + _("，结对到 %(ended)s 结束，园区还在") % {"ended": ended}
    return first + area_clause(areas)


def area_clause(areas: Sequence[ParkArea]) -> str:
    """How the area grows, where two dates are known (D14)."""
    if not areas:
        return ""
    first, last = areas[0], areas[-1]
    said = {"a": value(first.area_km2), "b": value(last.area_km2), "year": last.valid_from.year}
    if first.area_km2 == last.area_km2:
        return _("，规划面积 %(a)s 平方公里") % said
    if last.is_target:
        return _("，规划面积由 %(a)s 到 %(year)s 年的 %(b)s 平方公里(目标)") % said
    return _("，规划面积由 %(a)s 到 %(year)s 年的 %(b)s 平方公里") % said


def lead(park: Park, fact_count: int, clash_count: int) -> str:
    parts = []
    if park.founded_year:
        parts.append(_("%(year)s 年成立") % {"year": park.founded_year})
    if park.leading_industries and language() == "zh":
        parts.append(_("主导产业：%(names)s") % {"names": park.leading_industries})
    parts.append(_("在册数字 %(count)s 个") % {"count": fact_count})
    if clash_count:
        parts.append(_("其中有 %(count)s 处与别的说法冲突，两数并列") % {"count": clash_count})
    return _("；").join(parts) + _("。")


def why(clash: Clash) -> str:
    """What clashes, in words."""
    said = {
        "differs": _("同一指标、同一期间，数值不同"),
        "part_exceeds_whole": _("部分大于整体"),
        "units": _("币种或单位不同，不能直接比"),
    }
    return said[clash.why]


def cautions(clash: Clash) -> str:
    said = {
        "nature": _("存量流量不同或未说明"),
        "period": _("期间不同"),
        "certainty": _("有“超过”“左右”之类的说法"),
    }
    return listed(said[one] for one in clash.cautions)


def order(finding: Finding) -> str:
    """One of the three orders by its name in the text (D11)."""
    said = {
        "plan": _("先规划后建设"),
        "underground": _("先地下后地上"),
        "industry": _("先工业后商住"),
    }
    return said[finding.order]


def verdict(finding: Finding) -> str:
    said = {
        "kept": _("符合"),
        "overlapping": _("前一项未完就动工"),
        "broken": _("次序颠倒"),
        "unsure": _("日期不够准，判不了"),
        "undated": _("缺日期或缺规划，判不了"),
        "nothing": _("没有这两类工程"),
    }
    return said[finding.verdict]


def quota(one: Quota) -> str:
    """How a quota stands: kept, short or over."""
    if one.verdict == "over":
        return _("超出")
    if one.verdict == "short":
        return _("还缺 %(count)s 家") % {"count": one.minimum - one.count}
    if one.left:
        return _("还可以有 %(count)s 家") % {"count": one.left}
    return _("正好")


def limits(one: Quota) -> str:
    if one.maximum is None:
        return f"≥ {one.minimum}"
    return f"{one.maximum}" if one.minimum == one.maximum else f"≤ {one.maximum}"


def measure(code: str) -> str:
    said = {
        "population": _("服务人口"),
        "enterprises": _("企业"),
        "tasks": _("事项"),
    }
    return said[code]
