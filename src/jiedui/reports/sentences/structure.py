"""Sentences about structure: what it shows, and what it cannot show. Made by rule.

Every function takes a `StructureResult` and a language, `zh` or `en`, and returns "" where the
result has nothing to say on the matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from jiedui.analysis.structure import Figure, PairList, StructureResult

Lang = Literal["zh", "en"]

NAMED_MOST = 3  # a sentence names at most so many industries, and counts the rest


def headline(result: StructureResult, lang: Lang = "zh") -> str:
    """The answer in one sentence: what to divide, which pair differs most, or who is what."""
    return _divided(result, lang) or _differs(result, lang) or _specialised(result, lang)


def not_supported(result: StructureResult, lang: Lang = "zh") -> str:
    """What the data cannot carry, in one sentence, with the figures that show it."""
    parts = [_blind(result, lang), _too_coarse(result, lang), _no_data(result, lang)]
    found = [part for part in parts if part]
    if lang == "zh":
        return "。".join(found) + "。" if found else ""
    return ". ".join(found) + "." if found else ""


def doubtful(result: StructureResult, lang: Lang = "zh") -> str:
    """Which regions' published figures the checks of the data set put in doubt."""
    cells = sorted({(doubt.region, doubt.year) for doubt in result.doubts})
    if not cells:
        return ""
    if lang == "zh":
        named = _listed([f"{result.name(code, lang)} {year} 年" for code, year in cells], lang)
        return f"以下数据存疑，按公布值使用：{named}。"
    named = _listed([f"{result.name(code, lang)} {year}" for code, year in cells], lang)
    return f"Published figures in doubt, used as published: {named}."


def draft(result: StructureResult, lang: Lang = "zh") -> str:
    """Says of a drafted list that it is a draft, and how many links both sides claim (C18)."""
    if not result.lists:
        return ""
    lines = sum(len(drafted.lines) for drafted in result.lists)
    clashes = sum(len(drafted.conflicts) for drafted in result.lists)
    if lang == "zh":
        return (
            f"错位发展清单草案共 {lines} 个行业，其中 {clashes} 个环节双方都提出；"
            "草案按公开规则生成，供双方修改，不是测量结果。"
        )
    return (
        f"The draft list holds {lines} industries and {clashes} links that both sides claim; it is "
        "made by stated rules for both sides to correct, and is no measurement."
    )


def _divided(result: StructureResult, lang: Lang) -> str:
    """The pair with the most industries that one side could send and the other receive."""
    if not result.lists:
        return ""
    drafted = max(result.lists, key=lambda one: len(_sent(one)))
    sent = _sent(drafted)
    if not sent:
        return ""
    one, other = result.name(drafted.supporter, lang), result.name(drafted.recipient, lang)
    named = _listed([result.name(code, lang) for code in sent], lang)
    if lang == "zh":
        return f"{one}可向{other}转移或补链的行业有 {len(sent)} 个：{named}。"
    noun = "industry" if len(sent) == 1 else "industries"
    return f"{one} could pass {len(sent)} {noun} on to {other}: {named}."


def _sent(drafted: PairList) -> list[str]:
    return [line.industry for line in drafted.lines if line.basis in ("gradient", "gap")]


def _differs(result: StructureResult, lang: Lang) -> str:
    """The pair whose structures differ most, on the finest data, and in which industry."""
    finest = result.of("krugman")[-1:]
    if not finest:
        return ""
    apart = result.of("krugman", resolution=finest[0].resolution)
    most = max(apart, key=lambda figure: (figure.value, figure.region))
    one, other = result.name(most.region, lang), result.name(most.partner, lang)
    where = _where(result, most, lang)
    if lang == "zh":
        among = f" {len(apart)} 对中，" if len(apart) > 1 else ""
        verb = "结构差别最大" if len(apart) > 1 else "结构的差别"
        return (
            f"{most.year} 年{among}{one}与{other}{verb}（克鲁格曼指数 {most.value:.2f}）{where}。"
        )
    subject = f"of {len(apart)} pairs {one} and {other} differed most in structure"
    if len(apart) == 1:
        subject = f"{one} and {other} differed in structure"
    return f"In {most.year} {subject} (Krugman index {most.value:.2f}){where}."


def _where(result: StructureResult, pair: Figure, lang: Lang) -> str:
    """In which industry a pair differs most, with both shares."""
    shares = [
        {f.industry: f.value for f in result.of("industry_share", **where)}
        for where in (
            {"region": code, "resolution": pair.resolution, "year": pair.year}
            for code in (pair.region, pair.partner)
        )
    ]
    if not all(shares):
        return ""
    first, second = shares
    industry = max(sorted(first), key=lambda code: abs(first[code] - second[code]))
    a, b, name = first[industry], second[industry], result.name(industry, lang)
    if lang == "zh":
        return f"，主要在{name}：{a:.0%} 对 {b:.0%}"
    return f", above all in {name}: {a:.0%} against {b:.0%}"


def _specialised(result: StructureResult, lang: Lang) -> str:
    """The strongest specialisation, where no pair was looked at."""
    shares = {(f.region, f.industry, f.resolution): f.value for f in result.of("industry_share")}
    weighty = [
        f
        for f in result.of("location_quotient")
        if shares.get((f.region, f.industry, f.resolution), 0.0) >= 0.01
    ]
    if not weighty:
        return ""
    top = max(weighty, key=lambda f: (f.value, f.region, f.industry))
    region, industry = result.name(top.region, lang), result.name(top.industry, lang)
    if lang == "zh":
        return f"{region}最突出的是{industry}，占比为所列地区平均的 {top.value:.1f} 倍。"
    return (
        f"{region} stands out in {industry}, {top.value:.1f} times its share in all regions shown."
    )


def _blind(result: StructureResult, lang: Lang) -> str:
    """Three sectors rank no pairs, with this year's figures (A3)."""
    seen = result.three_sectors
    if seen is None:
        return ""
    low, high = seen.spread.similarity
    pairs = seen.spread.pairs
    if lang == "zh":
        return (
            "三次产业不能用来给结对排序，因为看不出制造业内部的差别："
            f"{seen.year} 年 {pairs} 种搭配的结构相似系数在 {low:.3f} 到 {high:.3f} 之间"
        )
    return (
        "Three sectors cannot rank pairs, since all of manufacturing is one figure: in "
        f"{seen.year} the similarity of {pairs} combinations lay between {low:.3f} and {high:.3f}"
    )


_VIEW_NAMES = {
    "gradient": ("产业梯度", "the industry gradient"),
    "chains": ("产业链缺口", "gaps of the chain"),
    "list": ("错位发展清单", "the dislocated-development list"),
}


def _too_coarse(result: StructureResult, lang: Lang) -> str:
    views = [
        refused.view
        for refused in result.refused
        if refused.view in _VIEW_NAMES and "needs two-digit data" in refused.reason_en
    ]
    if not views:
        return ""
    names = [_VIEW_NAMES[view][0 if lang == "zh" else 1] for view in views]
    if lang == "zh":
        return f"{'、'.join(names)}需要两位数行业数据，现有二十个门类把全部制造业放在一栏"
    return (
        f"Two-digit industries are needed for {_and(names)}: the twenty sections at hand hold all "
        "manufacturing in one column"
    )


def _and(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _no_data(result: StructureResult, lang: Lang) -> str:
    codes = sorted({code for gap in result.missing for code in gap.regions})
    if not codes:
        return ""
    named = _listed([result.name(code, lang) for code in codes], lang)
    return f"没有数据：{named}" if lang == "zh" else f"No data for {named}"


def _listed(names: list[str], lang: Lang) -> str:
    # Names of sectors hold the enumeration comma themselves, so a semicolon stands between them.
    shown, more = names[:NAMED_MOST], len(names) - NAMED_MOST
    if lang == "zh":
        return "；".join(shown) + (f"等 {len(names)} 个" if more > 0 else "")
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


RESOLUTIONS = {
    "three_sectors": ("三次产业", "three sectors"),
    "sections": ("二十个门类", "census sections"),
    "two_digit": ("两位数行业", "two-digit industries"),
    "national_io": ("全国投入产出表", "national input-output table"),
    "coupling": ("耦合协调", "coupling"),
    "allocation": ("产出与人口配置", "output and people"),
}
SUPPORTS = {
    "describe": ("只宜描述", "describes only"),
    "score_weak": ("弱评分", "scores weakly"),
    "rank": ("可排序", "may rank"),
    "none": ("不支持", "supports nothing"),
}
COLUMNS = {
    "region": "地区",
    "partner": "对方",
    "industry": "行业",
    "value": "数值",
    "gap": "类型",
    "share": "占比",
    "upstream": "上游",
    "downstream": "下游",
    "basis": "依据",
}


def in_words(known: Mapping[str, tuple[str, str]], word: str, lang: Lang) -> str:
    """A word of `RESOLUTIONS` or `SUPPORTS` in the language; another one stays as it is.

    >>> in_words(SUPPORTS, "describe", "zh"), in_words(RESOLUTIONS, "sections", "en")
    ('只宜描述', 'census sections')
    """
    zh, en = known.get(word, (word, word))
    return zh if lang == "zh" else en


def heading(column: str, lang: Lang) -> str:
    """The heading of a column of the printed tables."""
    return COLUMNS.get(column, column) if lang == "zh" else column
