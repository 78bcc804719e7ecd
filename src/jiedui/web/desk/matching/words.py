"""How a match is said on the pages: headline, certificate, resources, reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiedui import data
from jiedui.analysis.matching.explain import Offer
from jiedui.analysis.matching.results import Limit, MatchResult, UnplacedFirm
from jiedui.analysis.matching.words import GAP_WORDS, TERM_NAMES
from jiedui.data.places import places
from jiedui.schemes import load
from jiedui.schemes.matching import match_scheme
from jiedui.web.platform.kit import numbers
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.places import place
from jiedui.web.records.runs.models import Run

WEIGHTINGS: dict[str, Any] = {
    "chain": gettext_lazy("全产业链匹配"),
    "gradient": gettext_lazy("单纯梯度转移"),
}
LEFT_OUT: dict[str, Any] = {
    "no_area": gettext_lazy("报道没有写面积"),
    "not_listed": gettext_lazy("已退市或未上市"),
    "unmapped_label": gettext_lazy("行业标签不对应单一行业"),
    "no_label": gettext_lazy("没有行业标签"),
}
WHY_UNPLACED: dict[str, Any] = {
    "no_room": gettext_lazy("有合适的园区，但都让给了别家"),
    "too_large": gettext_lazy("要得太多，合适的园区整个也放不下"),
    "refused": gettext_lazy("每个园区都被规则拒绝"),
    "refused_or_low": gettext_lazy("有的园区被规则拒绝，别的园区得分都不过起点"),
    "too_low": gettext_lazy("没有规则拒绝，但得分都不过起点"),
}
NAMED = 2
NO_GAP, NO_GAP_SEARCHED = 1e-9, 1e-6
"""Below, what is left is rounding: of the bound by prices, and of the search."""
COLUMNS: dict[str, Any] = {
    "firms.environment_class": gettext_lazy("企业表没有“环境等级”"),
    "firms.investment_10k_cny_per_mu": gettext_lazy("企业表没有“亩均投资”"),
    "parks.environment_limit": gettext_lazy("园区表没有“环境准入”"),
    "parks.function_zone": gettext_lazy("园区表没有“主体功能区”"),
    "parks.minimum_investment_10k_cny_per_mu": gettext_lazy("园区表没有“最低亩均投资”"),
    "parks.phase": gettext_lazy("园区表没有“阶段”"),
}


@dataclass(frozen=True)
class Resource:
    """A resource as people read it: `factor` units of its own make one of `unit`."""

    name: str
    unit: str
    factor: float
    places: int

    @property
    def said(self) -> str:
        """The name within a sentence."""
        return self.name.lower() if language() == "en" else self.name

    def shown(self, value: float) -> float:
        """In the unit that people read, without the last bits of the conversion."""
        return float(f"{value / self.factor:.10g}")

    def text(self, value: float) -> str:
        return f"{numbers.figure(self.shown(value), self.places)} {self.unit}".strip()


def resource(name: str) -> Resource:
    """`land_m2` is land in mu (1/15 ha); one that is not known shows its own name."""
    known = {
        "land_m2": Resource(_("土地"), _("亩"), 2000 / 3, 1),
        "power_kw": Resource(_("电力"), _("千瓦"), 1.0, 0),
    }
    return known.get(name, Resource(name, "", 1.0, 2))


def has_shipped_firms(result: MatchResult) -> bool:
    """Whether the firms are the listed ones that ship, whose ids are codes of their shares.

    Of these some are always left out, of an office's own none; the set itself is among the inputs
    of every run, because it says which industries stand near a park.
    """
    return bool(result.left_out_firms)


def has_shipped_parks(result: MatchResult) -> bool:
    return "development_zones" in result.provenance.inputs


def firm_code(result: MatchResult) -> str:
    """What the id of a firm is called."""
    return _("证券代码") if has_shipped_firms(result) else _("企业代码")


def headline(result: MatchResult) -> str:
    """How many firms have a place, and how many parks they fill."""
    return _("%(firms)s 家企业，%(placed)s 家安排进 %(parks)s 个园区") % {
        "firms": numbers.figure(result.summary.firms, 0),
        "placed": numbers.figure(len(result.placed), 0),
        "parks": sum(one.firms > 0 for one in result.parks),
    }


def certificate(result: MatchResult) -> str:
    """What is proven, in words: nobody can place these firms better by more than this."""
    if result.known_gap < (NO_GAP if result.searched is None else NO_GAP_SEARCHED):
        value = numbers.figure(result.value, 3)
        return _("总得分 %(value)s。已证明：守同样的限制，没有更好的安排。") % {"value": value}
    places = 1 if result.value >= 100 else 3
    return _(
        "总得分 %(value)s。已证明：守同样的限制，任何安排都超不过 %(bound)s，"
        "所以这个安排离最好的至多差 %(gap)s。"
    ) % {
        "value": numbers.figure(result.value, places),
        "bound": numbers.figure(result.known_bound, places),
        "gap": gap(result),
    }


def gap(result: MatchResult) -> str:
    """The gap as a share that is never rounded down to nothing."""
    share = result.known_gap * 100
    digits = 2 if share >= 0.01 else 4
    return f"{numbers.figure(share, digits)}%"


def unplaced(result: MatchResult) -> str:
    """Who has no place, by reason."""
    counts = {why: sum(one.why == why for one in result.unplaced) for why in WHY_UNPLACED}
    said = [
        _("%(count)s 家%(why)s") % {"count": numbers.figure(n, 0), "why": WHY_UNPLACED[why]}
        for why, n in counts.items()
        if n
    ]
    return _("没有园区：%(said)s。") % {"said": _("；").join(said)} if said else ""


def binding(result: MatchResult) -> str:
    """Where limits bind."""
    found = result.binding()
    parks = len({one.park for one in found})
    if not parks:
        if any(one.rank > 1 for one in result.placed) or any(
            one.why in ("no_room", "too_large") for one in result.unplaced
        ):
            return _("没有一个园区的限制有价：放宽一点也不会更好。")
        return _("没有一个园区的限制起作用：每家企业都到了自己得分最高的园区。")
    names = sorted({resource(one.resource).said for one in found})
    return _("%(parks)s 个园区的%(resources)s不够用，企业在那里要互相让。") % {
        "parks": parks,
        "resources": _("、").join(names),
    }


def first_choices(result: MatchResult) -> str:
    first = sum(one.rank == 1 for one in result.placed)
    share = first / len(result.placed) if result.placed else 0.0
    return _("%(count)s 家进了自己得分最高的园区(占安排了的 %(share)s)。") % {
        "count": numbers.figure(first, 0),
        "share": numbers.percent(share, 0),
    }


def not_known(result: MatchResult) -> str:
    """Rules that could not be checked, and how many first choices lack a figure."""
    said = []
    lacking = [one for one in result.rules if one.lacks]
    if lacking:
        names = _("、").join(one.name_en if language() == "en" else one.name_zh for one in lacking)
        said.append(
            _("%(count)s 条规则因为表里没有那一列，没有查：%(names)s")
            % {"count": len(lacking), "names": names}
        )
    weights = {one.term for one in result.terms}
    worst = [(share, name) for name, share in result.summary.missing.items() if name in weights]
    share, name = max(worst, default=(0.0, ""))
    if share >= 0.01:
        told = {"share": numbers.percent(share, 0), "term": term(name)}
        is_penalty = next(one.value for one in result.terms if one.term == name) < 0
        said.append(
            _("%(share)s 的首选缺“%(term)s”的数，没有扣分") % told
            if is_penalty
            else _("%(share)s 的首选缺“%(term)s”的数，没有加分") % told
        )
    return _("%(said)s。") % {"said": _("；").join(said)} if said else ""


def weighting(weights: str) -> str:
    return str(WEIGHTINGS.get(weights, weights))


def programme(programme_id: str) -> str:
    return str(getattr(load.programme(programme_id), f"name_{language()}"))


def summary(one: Run) -> str:
    """What a run asked for, in a line."""
    asked = one.request
    said = [weighting(asked["weights"])]
    if asked.get("lifted"):
        said.append(_("放开规则 %(count)s 条") % {"count": len(asked["lifted"])})
    if asked.get("assumptions"):
        said.append(changed(asked["programme"], asked["assumptions"]))
    if asked.get("day"):
        said.append(_("规则和结对按 %(day)s") % {"day": asked["day"]})
    if asked.get("own"):
        said.append(own_tables(asked["own"]))
    if asked.get("top") != 20:
        said.append(_("每家候选 %(top)s 个园区") % {"top": asked["top"]})
    return " · ".join(said)


def changed(programme_id: str, assumptions: Mapping[str, float]) -> str:
    """The assumptions that a run has in place of the scheme's: few by name, many by number."""
    if len(assumptions) > NAMED:
        return _("改假设 %(count)s 项") % {"count": len(assumptions)}
    known = match_scheme(programme_id).assumptions
    said = [
        f"{getattr(known[key], f'meaning_{language()}') if key in known else key} {value:,.10g}"
        for key, value in assumptions.items()
    ]
    return _("：").join((_("改假设"), _("、").join(said)))


def own_tables(own: Mapping[str, str]) -> str:
    """Which tables of a run are an office's own."""
    if {"firms", "parks"} <= set(own):
        return _("自带的企业和园区")
    return _("自带的企业") if "firms" in own else _("自带的园区")


def region(code: str) -> str:
    """The region of a code, below its prefecture by both names."""
    if not code:
        return ""
    names = [places().last(one).name for one in _above(code)]
    shown = [place(name) for name in names]
    return ", ".join(reversed(shown)) if language() == "en" else "".join(shown)


def _above(code: str) -> list[str]:
    city = f"{code[:4]}00"
    is_county = code != city and not code.endswith("0000")
    return [city, code] if is_county and places().is_known(city) else [code]


def chain_gap(kind: str) -> str:
    """强链、补链、延链; empty where the firm closes no gap."""
    return GAP_WORDS[kind][language() == "en"] if kind else ""


def term(code: str) -> str:
    names = TERM_NAMES.get(code, (code, code))
    return names[language() == "en"]


def left_out(reason: str) -> str:
    return str(LEFT_OUT.get(reason, reason))


def price_note(limits: Sequence[Limit]) -> str:
    """What the prices of a park's limits say of who waits for it."""
    if not any(one.turns_away for one in limits):
        if any(one.price > 0 for one in limits):
            return _("没有别的企业在等这里的资源；影子价只用来证明上界。")
        return _("没有别的企业在等这里的资源。")
    if all(one.price <= 0 for one in limits):
        return _("有企业更想来这里，剩下的放不下；影子价为零，多一点也不一定多得分，要重算才知道。")
    return _("影子价说的是多一个单位大约多得几分，不是钱。")


def why_unplaced(one: UnplacedFirm, rules: dict[str, str]) -> str:
    """Why a firm has no park, with the rules that refused it and at how many parks."""
    said = str(WHY_UNPLACED[one.why])
    named = [
        _("%(rule)s(%(count)s 个园区)") % {"rule": rules.get(rule, rule), "count": count}
        for rule, count in one.rules
    ]
    return _("：").join([said, _("、").join(named)]) if named else said


def lacking(column: str) -> str:
    return str(COLUMNS.get(column, column))


def best_terms(offer: Offer, most: int = 3) -> str:
    """What speaks most for an offer: the terms that add most, each with what it adds."""
    lines = [one for one in offer.terms if one.contribution and one.contribution > 0]
    lines.sort(key=lambda one: -(one.contribution or 0.0))
    return " · ".join(
        f"{said_in(one.name)} {numbers.figure(one.contribution, 2)}" for one in lines[:most]
    )


def sources(given: str) -> str:
    """Data sets and programmes by their titles, as `city_panel 2022, io_2020_153` names them."""
    return _("、").join(_source(one) for one in given.split(", ") if one)


def made_from(result: MatchResult) -> list[str]:
    """The titles of the data sets behind a result, and its weights."""
    titles = [_source(name) for name in result.provenance.inputs if name in data.names()]
    weights = WEIGHTINGS.get(result.weights, result.weights)
    return [*titles, _("权重：%(name)s") % {"name": f"{weights} {result.weights_version}".strip()}]


def _source(one: str) -> str:
    name, _space, year = one.partition(" ")
    if name in load.ids():
        return programme(name)
    if name not in data.names():
        return one
    return f"{getattr(data.about(name).title, language())} {year}".strip()


def said_in(words: Any) -> str:
    """`Said` in the visitor's language."""
    return str(getattr(words, language()))
