"""Sentences about a proposed pairing: who with whom, how far today's is, why, and what if not.

Made by rule from a `PairingResult`; every function takes a language, `zh` or `en`, and returns ""
where the result has nothing to say on the matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol

from jiedui.analysis.pairing import PairingResult
from jiedui.analysis.pairing.records import (
    ClashRecord,
    EvaluatedPairing,
    Explanation,
    Refused,
    VariantRecord,
)
from jiedui.core.pairing.limits import ASKED
from jiedui.data.english import english, english_in

Lang = Literal["zh", "en"]

# Differences below this are rounding: objectives are sums of a few scores of at most 1.
NOTHING = 5e-7
MANY_PAIRS = 12


class Named(Protocol):
    """Anything with the two names of a pair."""

    @property
    def supporter_name(self) -> str: ...
    @property
    def recipient_name(self) -> str: ...


def headline(result: PairingResult, lang: Lang = "zh") -> str:
    """Who pairs with whom, and how far the official pairing is from it, in one sentence."""
    named = pairs(result.pairs, lang)
    weighting = _weighting(result, lang)
    if lang == "zh":
        best = f"几种结对得分相同，凭这些数据分不出高下，其中一种是{named}"
        best = best if result.tied else f"最优结对为{named}"
        opening = f"用{result.year}年数据、{weighting}，{best}"
        return f"{opening}；{_official_zh(result)}" if result.official() else opening
    best = f"several pairings score the same: these data cannot decide between them; one is {named}"
    best = best if result.tied else f"the best pairing is {named}"
    opening = f"On data of {result.year} and {weighting}, {best}"
    return f"{opening}; {_official_en(result)}" if result.official() else opening


def pairs(chosen: Iterable[Named], lang: Lang = "zh") -> str:
    """Pairs in a row; long lists are cut, saying how many there are."""
    listed = [f"{short(p.supporter_name, lang)}–{short(p.recipient_name, lang)}" for p in chosen]
    if not listed:
        return "无" if lang == "zh" else "none"
    comma, more = (
        ("、", f"等{len(listed)}对") if lang == "zh" else (", ", f" … ({len(listed)} pairs)")
    )
    shown = comma.join(listed[:MANY_PAIRS])
    return shown if len(listed) <= MANY_PAIRS else shown + more


def short(name: str, lang: Lang = "zh") -> str:
    """A city without its 市, as people say it: 南京市 → 南京; in English its English name.

    >>> short("连云港市"), short("溧水区"), short("X"), short("连云港市", "en")
    ('连云港', '溧水区', 'X', 'Lianyungang')
    """
    if lang == "en":
        return english(name)
    return name[:-1] if name.endswith("市") and len(name) > 2 else name


def official(result: PairingResult, lang: Lang = "zh") -> str:
    """The official pairing against the optimum, and which criteria the difference comes from."""
    given = result.official()
    if given is None:
        return ""
    words = _official_zh(result) if lang == "zh" else _official_en(result)
    driven = _drivers(given, result, lang)
    stop = "。" if lang == "zh" else "."
    return f"{words[:1].upper() + words[1:]}{driven}{stop}"


def when_is_today(result: PairingResult, lang: Lang = "zh") -> str:
    """Which day 现行 means for pairs, where the programme's own list came into force later."""
    rules_of = result.definitions.get("rules_of")
    if result.official() is None or not rules_of or str(rules_of)[:4] <= str(result.year):
        return ""
    if lang == "zh":
        return (
            f"“{result.year}年底已结对”看{result.year}年12月31日有效的结对；"
            f"官方名单自{rules_of}起有效，所以其中有的对子当时还没有结。"
        )
    return (
        f" Pairs of the end of {result.year} are those in force on {result.year}-12-31; the "
        f"official list is in force from {rules_of} on, so some of its pairs did not exist then."
    )


def why(explanation: Explanation, result: PairingResult, lang: Lang = "zh") -> str:
    """Why this pair: its score, its strongest criterion, and the runner-up."""
    name = _criterion(result, explanation.strongest, lang)
    share = explanation.contributions[explanation.strongest]
    pair = pairs([explanation], lang)
    second = explanation.runner_up
    if lang == "zh":
        text = f"{pair}得 {explanation.score:.3f} 分，{name}贡献最大({share:.3f})"
        if second is None or explanation.runner_up_score is None:
            return f"{text}，没有其他候选。"
        other = short(second.supporter_name)
        behind = _ahead_zh(explanation.score - explanation.runner_up_score)
        return f"{text}；次选{other}得 {explanation.runner_up_score:.3f} 分，{behind}。"
    text = f"{pair} scores {explanation.score:.3f}, most of it from {name} ({share:.3f})"
    if second is None or explanation.runner_up_score is None:
        return f"{text}; there is no other candidate."
    behind = _ahead_en(explanation.score - explanation.runner_up_score)
    other = f"the runner-up {short(second.supporter_name, lang)}"
    return f"{text}; {other} scores {explanation.runner_up_score:.3f}, {behind}."


def what_if_not(explanation: Explanation, lang: Lang = "zh") -> str:
    """What giving the pair up would cost, and which pairs would come instead."""
    pair, cost = pairs([explanation], lang), explanation.cost_of_dropping
    instead = pairs(explanation.instead, lang)
    if lang == "zh":
        if cost is None:
            return f"不结{pair}，就没有一种结对能满足全部规则。"
        if cost <= NOTHING:
            return f"不结{pair}，总分不变，改为{instead}。"
        return f"不结{pair}，总分减少 {cost:.3f}，改为{instead}。"
    if cost is None:
        return f"Without {pair} no pairing keeps all rules."
    if cost <= NOTHING:
        return f"Without {pair} the total stays the same and {instead} come instead."
    return f"Without {pair} the total falls by {cost:.3f} and {instead} come instead."


def robust(result: PairingResult, lang: Lang = "zh") -> str:
    """How often the whole proposal is best when weights are drawn, and what else moves it."""
    if result.survival is None:
        return ""
    ours = {(p.supporter, p.recipient) for p in result.pairs}
    share = sum(
        item.frequency
        for item in result.survival.pairings
        if {(p.supporter, p.recipient) for p in item.pairs} == ours
    )
    moved = [item for item in result.variants if not item.same and not item.tied]
    draws, tried = result.survival.draws, len(result.variants)
    if lang == "zh":
        return (
            f"随机取 {draws:,} 组权重，整套方案有 {share:.0%} 的情形最优；换归一化方法、"
            f"换赋权方法或去掉任一指标的 {tried} 种算法中，{len(moved)} 种给出不同结果。"
            f"{_undecided(result, lang)}"
        )
    return (
        f"Over {draws:,} drawn weights the whole proposal is best in {share:.0%}; of {tried} other "
        f"ways to normalise, weigh or leave out one indicator, {len(moved)} give another answer."
        f"{_undecided(result, lang)}"
    )


def _undecided(result: PairingResult, lang: Lang) -> str:
    """Where several pairings score the same: that supports none of them."""
    drawn = 0.0 if result.survival is None else result.survival.tied
    ways = sum(1 for item in result.variants if item.tied)
    if drawn == 0 and ways == 0:
        return ""
    if lang == "zh":
        return (
            f"另有 {drawn:.0%} 的权重、{ways} 种算法下几种结对得分相同，分不出高下，"
            "不算对本方案的支持。"
        )
    return (
        f" Under {drawn:.0%} of the weights and {ways} of the other ways several pairings score "
        "the same: that decides nothing and is no support for the proposal."
    )


def without_history(result: PairingResult, lang: Lang = "zh") -> str:
    """What the other criteria would say if history counted for nothing."""
    other = result.at_weight_zero.get("history")
    if other is None:
        return ""
    if other.same:
        return "不计历史基础，结果不变。" if lang == "zh" else "Without history nothing changes."
    if other.tied:
        if lang == "zh":
            return "不计历史基础，几种结对得分相同，分不出高下。"
        return "Without history several pairings score the same: nothing is decided."
    most = max(other.driven_by, key=lambda name: other.driven_by[name])
    name, named = _criterion(result, most, lang), pairs(other.pairs, lang)
    gain = other.driven_by[most]
    if lang == "zh":
        return f"不计历史基础，最优结对变为{named}，主要由{name}推动(高出 {gain:.3f})。"
    return f"Without history the best pairing is {named}, driven mostly by {name} (+{gain:.3f})."


def weak(result: PairingResult, lang: Lang = "zh") -> str:
    """Which criteria the data carry only poorly, with the answer at weight 0."""
    said = []
    for item in result.weak:
        zero = result.at_weight_zero.get(item.criterion)
        name = _criterion(result, item.criterion, lang)
        reason = item.reason_zh if lang == "zh" else item.reason_en
        if lang == "zh":
            after = "" if zero is None else _zero_zh(zero)
            said.append(f"{name}只是弱评分：{reason}。{after}")
        else:
            after = "" if zero is None else _zero_en(zero)
            said.append(f"{name[:1].upper()}{name[1:]} is a weak score: {reason}. {after}".strip())
    return "".join(said) if lang == "zh" else " ".join(said)


def switching(result: PairingResult, lang: Lang = "zh") -> str:
    """From which switching cost on the best pairing would keep more of today's pairs."""
    later = [step for step in result.switching if step.keep_cost > result.keep_cost]
    if not any(score.today for score in result.scores):
        return ""
    if not later:
        if lang == "zh":
            return "调整成本再高，最优结对也不变。"
        return "No higher switching cost changes the best pairing."
    kept, cost = pairs(later[-1].pairs, lang), later[-1].keep_cost
    if lang == "zh":
        return f"每变动一对的调整成本从 {cost:.3f} 分起，最优结对变为{kept}。"
    return f"From a switching cost of {cost:.3f} per change on, the best pairing becomes {kept}."


def refusal(item: Refused, lang: Lang = "zh") -> str:
    """What could not be had, and why.

    >>> refusal(Refused("parks", "no year", "没有年份", "共建园区数", "co-built parks"))
    '共建园区数：没有年份'
    """
    if lang == "zh":
        return f"{item.name_zh or item.what}：{item.reason_zh or item.reason}"
    return english_in(f"{item.name_en or item.what}: {item.reason}")


def _official_zh(result: PairingResult) -> str:
    given = result.official()
    assert given is not None
    if _is_best(given):
        return "现行官方结对是其中之一" if result.tied else "现行官方结对正是最优"
    if given.regret is None:
        return "现行官方结对有的对子没有数据，未能计分"
    far = f"{abs(given.regret):.3f} 分({_percent(given, result)})"
    if given.regret > NOTHING:
        words = f"现行官方结对比最优低 {far}"
        return words if given.feasible else f"{words}，且不合{_broken_zh(given, result)}"
    words = f"现行官方结对得分高 {far}"
    words = "现行官方结对得分与之相同" if given.regret >= -NOTHING else words
    return f"{words}，但不合{_broken_zh(given, result)}"


def _official_en(result: PairingResult) -> str:
    given = result.official()
    assert given is not None
    if _is_best(given):
        return f"the official pairing is {'one of them' if result.tied else 'exactly this'}"
    if given.regret is None:
        return "the official pairing has pairs without data and cannot be scored"
    far = f"{abs(given.regret):.3f} ({_percent(given, result)})"
    if given.regret > NOTHING:
        words = f"the official pairing is {far} below it"
        return words if given.feasible else f"{words} and {_broken_en(given, result)}"
    words = f"the official pairing scores {far} more"
    words = "the official pairing scores the same" if given.regret >= -NOTHING else words
    return f"{words}, but {_broken_en(given, result)}"


def _broken_zh(given: EvaluatedPairing, result: PairingResult) -> str:
    """规则(...) of the programme, 本次要求(...) of this run."""
    rules, asked = _broken(given, result, "zh")
    said = [f"规则({'、'.join(rules)})"] if rules else []
    said += [f"本次要求({'、'.join(asked)})"] if asked else []
    return "和".join(said)


def _broken_en(given: EvaluatedPairing, result: PairingResult) -> str:
    rules, asked = _broken(given, result, "en")
    said = [f"breaks rules ({', '.join(rules)})"] if rules else []
    said += [f"does not keep what was asked ({', '.join(asked)})"] if asked else []
    return " and ".join(said)


def _broken(
    given: EvaluatedPairing, result: PairingResult, lang: Lang
) -> tuple[list[str], list[str]]:
    """Names of what a pairing does not keep: rules of the programme, limits of this run."""
    rules: list[str] = []
    asked: list[str] = []
    for clash in given.clashes:
        name = _limit(clash, result, lang)
        into = asked if clash.rule.partition(":")[0] in ASKED else rules
        if name and name not in into:
            into.append(name)
    return rules, asked


def _limit(clash: ClashRecord, result: PairingResult, lang: Lang) -> str:
    """A required or forbidden pair by its names, any other limit as its rule is called."""
    kind, _, written = clash.rule.partition(":")
    pair = [one for one in result.scores if f"{one.supporter}:{one.recipient}" == written]
    if kind not in ("require", "forbid") or not pair:
        return clash.name_zh if lang == "zh" else english_in(clash.name_en)
    named = pairs(pair, lang)
    if lang == "zh":
        return f"{'必须结' if kind == 'require' else '不许结'} {named}"
    return f"{named} {'required' if kind == 'require' else 'forbidden'}"


def _is_best(given: EvaluatedPairing) -> bool:
    return given.feasible and given.regret is not None and given.regret <= NOTHING


def _percent(given: EvaluatedPairing, result: PairingResult) -> str:
    return f"{abs(given.regret or 0.0) / max(abs(result.objective), NOTHING):.1%}"


def _drivers(given: EvaluatedPairing, result: PairingResult, lang: Lang) -> str:
    """The criterion that takes most from the given pairing."""
    found = {k: v for k, v in given.regret_by.items() if v > NOTHING}
    if not found or (given.regret or 0.0) <= NOTHING:
        return ""
    most = max(found, key=lambda name: found[name])
    name = _criterion(result, most, lang)
    if lang == "zh":
        return f"，差距主要来自{name}({found[most]:.3f})"
    return f", mostly by {name} ({found[most]:.3f})"


def _criterion(result: PairingResult, name: str, lang: Lang) -> str:
    other = {
        "keep_cost": {"name_zh": "调整成本", "name_en": "switching cost"},
        "equity": {"name_zh": "公平项", "name_en": "equity"},
    }
    words = (result.definitions["criteria"] | other).get(name, {})
    return str(words.get(f"name_{lang}", name))


def _weighting(result: PairingResult, lang: Lang) -> str:
    zh, en = {
        "equal": ("四项等权", "equal weights"),
        "hand": ("人工权重", "weights by hand"),
        "entropy": ("熵权", "entropy weights"),
        "critic": ("CRITIC 权重", "CRITIC weights"),
    }[result.weighting]
    used = sum(1 for weight in result.weights.values() if weight > 0)
    if result.weighting == "equal" and used < len(result.weights):
        zh = f"{used}项等权"
    return zh if lang == "zh" else en


def _ahead_zh(lead: float) -> str:
    if lead >= 0:
        return f"低 {lead:.3f}"
    return f"高 {-lead:.3f}，但整体最优要求它另有归属"


def _ahead_en(lead: float) -> str:
    if lead >= 0:
        return f"{lead:.3f} less"
    return f"{-lead:.3f} more, but the best whole needs it elsewhere"


def _zero_zh(zero: VariantRecord) -> str:
    if zero.tied:
        return "该项权重为零时几种结对得分相同，分不出高下。"
    return "该项权重为零时结果不变。" if zero.same else f"该项权重为零时最优为{pairs(zero.pairs)}。"


def _zero_en(zero: VariantRecord) -> str:
    if zero.tied:
        return "At weight 0 several pairings score the same."
    if zero.same:
        return "At weight 0 the answer is the same."
    return f"At weight 0 the best is {pairs(zero.pairs, 'en')}."
