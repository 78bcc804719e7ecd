"""Sentences about delivery: what has landed, what cannot be judged, why a light is on. By rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from jiedui.analysis.delivery import DAYS_PER_MONTH, LandingResult
from jiedui.core.delivery import (
    DuplicateFlag,
    InflatedFlag,
    OrderFault,
    Reason,
    Stages,
    Stuck,
)

Lang = Literal["zh", "en"]

LIGHTS = {
    "red": ("红灯", "red"),
    "yellow": ("黄灯", "yellow"),
    "green": ("绿灯", "green"),
    "grey": ("未判", "not judged"),
}
MOVERS = {
    "finder": ("首报单位", "the finder of the lead"),
    "firm": ("企业", "the firm"),
    "host": ("落户地和园区", "the host region and its park"),
}
SIGNS = {
    "same_credit_code": ("统一社会信用代码相同", "same credit code"),
    "near_same_name": ("企业名称相近", "near-same name of the firm"),
    "same_plot": ("地块相同", "same plot"),
    "same_amount": ("同一地区金额分毫不差", "the very same odd amount in one region"),
}
MEASURES = {
    "promised": ("协议投资额", "the promised sum"),
    "promised_per_registered": ("协议投资额与注册资本之比", "promised over registered capital"),
    "promised_per_paid_in": ("协议投资额与到位资金之比", "promised over paid-in money"),
    "promised_per_area": ("单位用地的协议投资额", "promised per area of land"),
}


def headline(result: LandingResult, lang: Lang = "zh") -> str:
    """By count and by money in one sentence, as they must always stand together."""
    rates, day = result.whole.rates, result.as_of.isoformat()
    count, money = _percent(rates.by_count), _percent(rates.by_money)
    if lang == "zh":
        by_money = f"按金额 {money}" if money else "协议投资额未填，按金额无法计算"
        apart = _apart_zh(rates.times_apart)
        return (
            f"截至 {day}，{rates.signed} 个已{result.origin_zh}项目中 {rates.landed} 个"
            f"已{result.stage_zh}：按个数 {count}，{by_money}{apart}。"
        )
    by_money = f"{money} by money" if money else "no promised sums to tell by money"
    return (
        f"By {day}, {rates.landed} of {rates.signed} {result.origin_en} projects were "
        f"{result.stage_en}: {count} by count, {by_money}{_apart_en(rates.times_apart)}."
    )


def _apart_zh(times: float | None) -> str:
    if times is None or 0.95 <= times <= 1.05:
        return ""
    return f"，相差 {times:.1f} 倍，大项目落地少" if times > 1 else "，大项目落地更多"


def _apart_en(times: float | None) -> str:
    if times is None or 0.95 <= times <= 1.05:
        return ""
    larger = "the large ones land less often" if times > 1 else "the large ones land more often"
    return f"; {larger}"


def time_to_land(result: LandingResult, lang: Lang = "zh") -> str:
    """How long half of them take; said as an interval where the data leave one."""
    median = result.whole.median_days
    if median is None:
        if lang == "zh":
            course = f"从{result.origin_zh}到{result.stage_zh}"
            return f"到目前为止，落地的还不到一半，{course}的中位用时无法给出。"
        return "Less than half have landed so far, so no median time can be given."
    low, high = (days / DAYS_PER_MONTH for days in median)
    span = f"{low:.1f}" if high - low < 0.05 else f"{low:.1f}–{high:.1f}"
    if lang == "zh":
        course = f"从{result.origin_zh}起，一半项目在 {span} 个月内{result.stage_zh}"
        return f"{course}（已计入尚未落地者）。"
    return f"Half of them take {span} months or less, those still open allowed for."


def not_yet_judgeable(result: LandingResult, lang: Lang = "zh") -> str:
    """Which cohorts are too young (D2)."""
    young = [group.key for group in result.groups if not group.is_judgeable]
    if not young:
        return ""
    listed = ("、" if lang == "zh" else ", ").join(young[:8])
    more = len(young) - 8
    if lang == "zh":
        tail = f"等 {len(young)} 组" if more > 0 else ""
        return (
            f"尚不可评判：{listed}{tail}。项目还没有走满通常的落地时间，现有比例只是“到目前为止”。"
        )
    tail = f" and {more} more" if more > 0 else ""
    return f"Not yet judgeable: {listed}{tail}. They have not had the usual time to land."


def dependence(result: LandingResult, lang: Lang = "zh") -> str:
    """On the largest firms and on the government's initiative, and the chain gaps (C4, C22)."""
    found, parts = result.dependence, []
    top, count = _percent(found.top_by_money), len(found.top_firms)
    led = _percent(found.government_by_count), _percent(found.government_by_money)
    gap = _percent(result.gap_by_count), _percent(result.gap_by_money)
    if lang == "zh":
        if top:
            parts.append(f"最大的 {count} 家企业占协议投资额 {top}")
        if led[0] and led[1]:
            parts.append(f"政府引导的项目占个数 {led[0]}、金额 {led[1]}")
        if gap[1]:
            parts.append(f"填补指明链条缺口的占个数 {gap[0]}、金额 {gap[1]}")
        return "；".join(parts) + "。" if parts else ""
    if top:
        parts.append(f"the {count} largest firms hold {top} of the promised money")
    if led[0] and led[1]:
        parts.append(f"government initiated {led[0]} by count and {led[1]} by money")
    if gap[1]:
        parts.append(f"{gap[0]} by count and {gap[1]} by money fill a named chain gap")
    joined = "; ".join(parts)
    return f"{joined[:1].upper()}{joined[1:]}." if parts else ""


def warnings(result: LandingResult, lang: Lang = "zh") -> str:
    """The notes of the result, one after the other."""
    said = [note.zh if lang == "zh" else note.en for note in result.notes]
    return "；".join(said) + "。" if said and lang == "zh" else ". ".join(said) + "." * bool(said)


def reason(found: Reason, stages: Stages, lang: Lang = "zh") -> str:
    """One ground of a light, with the clause where there is one."""
    name = ""
    if found.stage:
        stage = stages.stage(found.stage)
        name = stage.name_zh if lang == "zh" else stage.name_en
    since = found.since.isoformat() if found.since else ""
    said = _REASONS[found.kind][0 if lang == "zh" else 1].format(
        name=name, since=since, months=found.months, limit=found.limit_months
    )
    if found.kind == "idle_land" and found.rule is not None:
        clause = found.rule.clause
        cited = f"{clause.document}{clause.place}"
        said += f"（{cited}）" if lang == "zh" else f" ({cited})"
    return said


_REASONS: Mapping[str, tuple[str, str]] = {
    "overdue": (
        "约定 {since} {name}，已超过 {months} 个月",
        "{name} was agreed for {since}: {months} whole months late",
    ),
    "idle_land": (
        "已供地，约定 {since} 动工而未动工，满 {limit} 个月，构成闲置土地",
        "land was given and work agreed for {since} has not begun, {limit} months past: idle land",
    ),
    "silent": (
        "自 {since} 起 {months} 个月没有进展也没有联系",
        "no event and no contact since {since}, {months} months",
    ),
    "no_due_date": ("合同没有约定时间，无法判断快慢", "no contract date is known to judge by"),
    "on_time": (
        "下一个约定时间 {since}（{name}）未到",
        "the next contract date, {since}, is ahead",
    ),
    "arrived": ("已{name}", "{name}"),
    "ended": ("已{name}（{since}）", "{name} on {since}"),
}


def light(found: Stuck, stages: Stages, lang: Lang = "zh") -> str:
    """Why the light is on, whose move it is, and the usual pace beside it."""
    place = 0 if lang == "zh" else 1
    reasons = ("；" if lang == "zh" else "; ").join(reason(r, stages, lang) for r in found.reasons)
    said = f"{LIGHTS[found.light.value][place]}：{reasons}" if lang == "zh" else ""
    said = said or f"{LIGHTS[found.light.value][place]}: {reasons}"
    if found.mover and found.is_stuck:
        step = stages.stage(found.next_stage)
        name = step.name_zh if lang == "zh" else step.name_en
        who = MOVERS[found.mover][place]
        said += f"。下一步“{name}”由{who}办" if lang == "zh" else f". Next, {name}, is for {who}"
    return said + _pace(found, stages, lang) + ("。" if lang == "zh" else ".")


def _pace(found: Stuck, stages: Stages, lang: Lang) -> str:
    if found.pace is None or found.pace.median_days is None or found.days_in_stage is None:
        return ""
    usual, own = (d / DAYS_PER_MONTH for d in (found.pace.median_days, found.days_in_stage))
    stage = stages.stage(found.pace.stage)
    if lang == "zh":
        return f"。已在“{stage.name_zh}”{own:.1f} 个月，同类项目中位数 {usual:.1f} 个月"
    return f". It has been {stage.name_en} for {own:.1f} months; peers take {usual:.1f} (median)"


def order_fault(found: OrderFault, lang: Lang = "zh") -> str:
    return found.detail_zh if lang == "zh" else found.detail_en


def duplicate(found: DuplicateFlag, lang: Lang = "zh") -> str:
    """Why two projects may be one; a question for a person and no finding."""
    place = 0 if lang == "zh" else 1
    signs = ("、" if lang == "zh" else ", ").join(SIGNS[sign][place] for sign in found.signs)
    return (
        f"疑似重复签约：{signs}，请人工核对。"
        if lang == "zh"
        else f"Perhaps signed twice: {signs}."
    )


def inflated(found: InflatedFlag, lang: Lang = "zh") -> str:
    """Why a promised sum is questioned, with the peers it was compared with."""
    times = found.value / found.limit
    measure = MEASURES[found.measure][0 if lang == "zh" else 1]
    if lang == "zh":
        peers = f"行业 {found.peers}" if found.peers else "全部项目"
        return (
            f"疑似虚高：{measure}是{peers}（{found.peer_count} 个）第 95 百分位的 {times:.1f} 倍，"
            "请人工核对。"
        )
    peers = f"industry {found.peers}" if found.peers else "all projects"
    return (
        f"Perhaps inflated: {measure} is {times:.1f} times the 95th percentile of {peers} "
        f"({found.peer_count})."
    )


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"
