"""What the analysis says in English or by id, as people read it on a pairing page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from jiedui.analysis.pairing import PairingResult, PairRef
from jiedui.analysis.pairing.records import RuleRecord, Score
from jiedui.reports.drawings.pairing import label
from jiedui.reports.words import short_name
from jiedui.schemes import load
from jiedui.web.platform.kit import numbers
from jiedui.web.platform.kit.pages import language

# Shown per proposed pair, in this order: need, difference with its cap, then the complements.
APART = ("need", "difference", "absorption", "structure", "land", "capital", "talent")
_OWN_DOCUMENT = "this run"


def share(value: float | None) -> str:
    """A share as a percentage, or "" where the table writes its dash."""
    return "" if value is None else numbers.percent(value, 0)


def with_weak(name: str, criterion: str, result: PairingResult) -> str:
    """The name of a criterion, marked where the data carry it only poorly."""
    is_weak = any(one.criterion == criterion for one in result.weak)
    return f"{name} ({_('弱')})" if is_weak else name


def raw(component: str, score: Score) -> str:
    """A component in its own unit, where that says something to a reader."""
    value = score.components.get(component)
    if value is None:
        return ""
    if component == "difference":
        return _("人均之比 %(ratio)s") % {"ratio": numbers.figure(_exp(value))}
    if component == "need":
        return _("低于总体 %(share)s") % {"share": numbers.percent(1 - 1 / _exp(value), 0)}
    return numbers.figure(value, 3)


def _exp(value: float) -> float:
    import math

    return math.exp(value)


def aspect(name: str) -> str:
    return {
        "complement": _("互补"),
        "difference": _("落差"),
        "need": _("需要"),
        "absorption": _("承接"),
        "history": _("历史"),
        "place": _("远近"),
    }.get(name, name)


def formula(component: str, english: str) -> str:
    """How a component is made; the Chinese of the formulas that the core writes in English."""
    if language() == "en":
        return english
    return _FORMULAS.get(component, english)


_FORMULAS = {
    "land": "帮扶方缺地程度 × 受帮扶方地多程度：(1−p帮)×p受，"
    "p 为人均土地面积对数在全部地区中的极差归一值",
    "capital": "帮扶方资金充裕程度 × 受帮扶方短缺程度：p帮×(1−p受)，p 为人均存款对数的极差归一值",
    "talent": "帮扶方人才充裕程度 × 受帮扶方短缺程度：p帮×(1−p受)，"
    "p 为最近一次普查大专以上人口占比的极差归一值",
    "distance": "两地内点之间的球面距离；只列出不计分，因为远近是否有利，研究结论不一",
    "structure": "1 − 两地就业结构的相似系数，普查门类去掉农业(A)和制造业(C)",
    "difference": "ln(帮扶方人均地区生产总值 ÷ 受帮扶方人均地区生产总值)",
    "absorption": "受帮扶方贷款占产出、城镇人口占比、平均受教育年限三项归一后的平均；是落差的上限",
    "need": "ln(全体地区人均地区生产总值 ÷ 受帮扶方人均地区生产总值)，不低于零",
    "years_paired": "到该年年末结对满了几年，含前身协作关系",
    "parks": "名录中两地(含所辖县)共建的园区数",
}


def variant(name: str, result: PairingResult) -> str:
    """`without:land` → 去掉土地互补."""
    kind, _colon, what = name.partition(":")
    if kind == "without":
        known = {c["id"]: c[f"name_{language()}"] for c in result.definitions["components"]}
        return _("去掉%(what)s") % {"what": known.get(what, what)}
    if kind == "normalisation":
        known = {"min_max": _("极差归一"), "z_score": _("标准分"), "rank": _("名次")}
        return _("归一化改用%(what)s") % {"what": known.get(what, what)}
    known = {"equal": _("四项等权"), "entropy": _("熵权法"), "critic": _("CRITIC 法")}
    return _("赋权改用%(what)s") % {"what": known.get(what, what)}


def weighting(name: str) -> str:
    return {
        "equal": _("四项等权"),
        "hand": _("人工权重"),
        "entropy": _("熵权法"),
        "critic": _("CRITIC 法"),
    }.get(name, name)


def own_rule(rule: RuleRecord) -> RuleRecord:
    """A rule of this run alone said in words; a rule of the scheme stays as it is."""
    if rule.id.startswith("override:"):
        return replace(rule, document=_("本次测算的要求"), words="")
    said = own_words(rule.id)
    if rule.document != _OWN_DOCUMENT or not said:
        return rule
    return replace(rule, name_zh=said, name_en=said, document=_("本次测算的要求"), words="")


def own_words(rule_id: str, names: dict[str, str] | None = None) -> str:
    """`require:320100:320800` → 必须结 …; "" for what is no limit of a run.

    >>> own_words("one_supporter_each")
    ''
    """
    kind, _colon, pair = rule_id.partition(":")
    named = " → ".join(region(code, names) for code in pair.split(":")) if pair else ""
    if kind == "require":
        return _("必须结 %(pair)s") % {"pair": named}
    if kind == "forbid":
        return _("不许结 %(pair)s") % {"pair": named}
    if kind == "capacity":
        return _("帮扶方承担的短缺不超过上限")
    return _("对数同官方名单") if kind == "official_number" else ""


def region(code: str, names: dict[str, str] | None = None) -> str:
    from jiedui.data import panels
    from jiedui.data.places import places

    known = (names or {}).get(code) or panels.city_panel().name(code)
    if known == code and places().is_known(code):
        known = places().last(code).name
    return short_name(known, language())


def refused_what(what: str, result: PairingResult) -> str:
    """`310112:340400` → the pair by name; the id of a component → its name."""
    if ":" in what:
        known = _programme_names(result.programme)
        return " → ".join(short_name(known.get(code, code), language()) for code in what.split(":"))
    from jiedui.core.pairing import COMPONENTS

    names = {c.id: getattr(c, f"name_{language()}") for c in COMPONENTS}
    names |= {"three_sectors": _("按三次产业排序"), "survival": _("换权重的稳健性")}
    return str(names.get(what, what))


def refused_reason(reason: str, what: str, result: PairingResult) -> str:
    """The analysis gives its reasons in English; the usual ones are said in Chinese here."""
    if language() == "en":
        return reason
    if ":" in what:
        return _without_figures(reason, result)
    if what == "three_sectors":
        found = re.search(
            r"over (\d+) pairs similarity runs only from ([\d.]+) to ([\d.]+)", reason
        )
        spread = found.groups() if found else ("", "", "")
        return "三次产业下各地结构几乎一样，需要两位数行业数据" + (
            f"：{spread[0]} 种搭配的相似系数都在 {spread[1]} 到 {spread[2]} 之间" if found else ""
        )
    for pattern, words in _REASONS:
        found = re.fullmatch(pattern, reason)
        if found:
            return found.expand(words)
    return reason


_REASONS = (
    (r"no census on or before (\d+)", r"\1年及以前没有普查数据"),
    (r"no census of industries on or before (\d+)", r"\1年及以前没有分行业普查数据"),
    (r"the list of co-built parks is of (\d+).*", r"共建园区名录是\1年的，多数没有设立年份"),
    (r"the census of (\d+) has no industries of (.+)", r"\1年普查没有 \2 的分行业数据"),
    (r"no figures for .*", r"没有所需的数据"),
)


def _without_figures(reason: str, result: PairingResult) -> str:
    """Which region lacks what; or whose partner does."""
    known = _programme_names(result.programme)
    indicators = {"gdp": "地区生产总值", "pop_resident": "常住人口"}
    parts = [
        f"{short_name(known.get(code, code))}没有{year}年{indicators.get(name, name)}数据"
        for code, name, year in re.findall(r"(\d{6}): no (\w+) in (\d+)", reason)
    ]
    parts += [
        f"{short_name(known.get(code, code))}的官方结对方没有数据，不让它另配"
        for code in re.findall(r"(\d{6}): its official partner \d{6} has no figures", reason)
    ]
    return "；".join(parts) or reason


def _programme_names(programme: str) -> dict[str, str]:
    named: dict[str, Any] = {}
    if programme in load.ids():
        for pair in load.programme(programme).pairs:
            named |= {pair.supporter: pair.supporter_name, pair.recipient: pair.recipient_name}
    return named


def listed(chosen: Iterable[PairRef]) -> str:
    """Pairs in a row, as they stand in a cell."""
    comma = ", " if language() == "en" else "、"
    return comma.join(label(pair, language()).replace(" → ", "→") for pair in chosen)
