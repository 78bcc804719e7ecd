"""Sentences about gaps: how far apart, what moved it, by which definition. Made by rule.

Every function takes a `GapsResult` and a language, `zh` or `en`, and returns "" where the result
has nothing to say on the matter.
"""

from __future__ import annotations

import math
from typing import Literal

from jiedui.analysis.gaps import Change, Definition, GapsResult, Moved, PublishedComparison
from jiedui.core.frames import spans
from jiedui.core.units import LABELS_ZH
from jiedui.data.origins import in_language

Lang = Literal["zh", "en"]

# A cause is named alone when it makes up two thirds of the change, and a second force is worth
# words when it is at least a tenth of it.
MAIN_SHARE = 2 / 3
WORTH_SAYING = 0.1


def headline(result: GapsResult, lang: Lang = "zh") -> str:
    """The answer in one sentence, for the last year asked for."""
    if result.headline is None or not _has(result, "ratio"):
        return _spread_headline(result, lang)
    first, second = (group.name(lang) for group in result.headline)
    when, ratio = _when(result, lang), f"{result.value('ratio'):.2f}"
    definition = _definition(result)
    if lang == "zh":
        what = _per_person_zh(definition)
        return f"{when}，{first}{what}是{second}的 {ratio} 倍"
    return f"{when}, {_per_person_en(definition)} in {first} was {ratio} times that of {second}"


def what_moved(result: GapsResult, lang: Lang = "zh") -> str:
    """Definition, where the gap stood before, and whether output or people moved it."""
    parts = [_basis(_definition(result), lang), _latest(result, lang), _mixed(result, lang)]
    moved = result.moved
    if moved is not None and result.headline is not None:
        parts += [_from_to(moved, lang), _cause(result, moved, lang), absolute(result, lang)]
    return _joined(parts, lang)


def absolute(result: GapsResult, lang: Lang = "zh") -> str:
    """Says it where the ratio fell and the absolute gap rose, or the other way round (A4)."""
    moved = result.moved
    if moved is None or _overtook(moved):
        return ""
    ratio_fell = _narrowed(moved.first.ratio, moved.last.ratio)
    gap_fell = abs(moved.last.absolute_gap) < abs(moved.first.absolute_gap)
    if ratio_fell == gap_fell:
        return ""
    unit = _definition(result).per_person_unit
    before, after = (_amount(abs(p.absolute_gap), unit, lang) for p in (moved.first, moved.last))
    if lang == "zh":
        words, other = ("扩大", "倍数缩小") if ratio_fell else ("缩小", "倍数扩大")
        return f"{other}而差额{words}：人均之差由 {before}变为 {after}。"
    words, other = ("widened", "narrowed") if ratio_fell else ("narrowed", "widened")
    return f"While the ratio {other}, the absolute gap {words}: from {before} to {after}."


def published(result: GapsResult, lang: Lang = "zh") -> str:
    """Printed figures beside the definition each comes nearest to (mission row A1)."""
    known = [entry for entry in result.published if entry.nearest is not None]
    if not known:
        return ""
    printed = " → ".join(f"{entry.published:g}" for entry in known)
    near = [_nearest(entry, lang) for entry in known]
    one_definition = len({entry.nearest for entry in known}) == 1
    if lang == "zh":
        same = "口径一致" if one_definition else "前后口径不一致"
        return f"公开发表的 {printed} 倍{same}：" + "，".join(near) + "。"
    same = "share one definition" if one_definition else "do not share one definition"
    return f"The published {printed} {same}: " + ", ".join(near) + "."


def source(result: GapsResult, lang: Lang = "zh") -> str:
    """Where it comes from: numerator, denominator, prices, vintage, source, run, doubtful cells."""
    lines = [_source_line(definition, lang) for definition in result.definitions]
    flags = sorted({flag for row in result.results for flag in row.flags})
    run = result.provenance.fingerprint()
    if lang == "zh":
        return "\n".join([*lines, f"可疑值 {len(flags)}。测算 {run}。"])
    return "\n".join([*lines, f"Suspicious cells used: {len(flags)}. Run {run}."])


def missing(result: GapsResult, lang: Lang = "zh") -> str:
    """Years inside the series for which nothing was published: they are not filled in."""
    if not result.missing_years:
        return ""
    years = spans(result.missing_years)
    return (
        f"缺数年份 {years}，不作插补。"
        if lang == "zh"
        else f"No figures for {years}: not filled in."
    )


def _spread_headline(result: GapsResult, lang: Lang) -> str:
    """Without two groups there is no ratio; the spread over all regions is the answer then."""
    if not _has(result, "max_min") or not _has(result, "theil_t"):
        return ""
    when, top, theil = _when(result, lang), result.value("max_min"), result.value("theil_t")
    definition = _definition(result)
    if lang == "zh":
        what = _per_person_zh(definition)
        return f"{when}，各地区{what}最高为最低的 {top:.2f} 倍，泰尔指数 T 为 {theil:.4f}"
    what = _per_person_en(definition)
    return f"{when}, the highest {what} was {top:.2f} times the lowest; Theil T was {theil:.4f}"


def _from_to(moved: Moved, lang: Lang) -> str:
    first, last, turn = moved.first, moved.last, moved.turn
    output = [f"{first.output_ratio:.2f}", f"{last.output_ratio:.2f}"]
    if turn is not None:
        output.insert(1, f"{turn.output_ratio:.2f}({turn.year})")
    chain = " → ".join(output)
    people = f"{first.population_ratio:.2f} → {last.population_ratio:.2f}"
    if lang == "zh":
        return f"{first.year}年为 {first.ratio:.2f} 倍。同期产出之比 {chain}，人口之比 {people}："
    return (
        f"In {first.year} it was {first.ratio:.2f}. The output ratio went {chain}, "
        f"the population ratio {people}:"
    )


def _cause(result: GapsResult, moved: Moved, lang: Lang) -> str:
    span = _span(moved.whole, lang)
    if f"{moved.first.ratio:.2f}" == f"{moved.last.ratio:.2f}":
        same = "倍数基本未变。"
        return f"{span}{same}" if lang == "zh" else f"over {span} the ratio hardly changed."
    if _overtook(moved):
        turned = "双方高低易位。"
        return f"{span}{turned}" if lang == "zh" else f"over {span} the lower overtook the higher."
    said = [
        each for each in (_whole_clause(result, moved, lang), _after_clause(moved, lang)) if each
    ]
    return ("，".join(said) + "。") if lang == "zh" else ("; ".join(said) + ".")


def _whole_clause(result: GapsResult, moved: Moved, lang: Lang) -> str:
    """Which of the two forces made the change, and whether the other pulled against it."""
    share = _share(moved.whole.from_people, moved.whole)
    people, output = _forces(result, moved, lang)
    effect = _effect(moved, lang)
    mainly, both = ("主要来自", "和") if lang == "zh" else (" is mainly ", " and ")
    output_word, people_word = ("产出", "人口") if lang == "zh" else ("output", "people")
    if share >= MAIN_SHARE:
        return f"{effect}{mainly}{people}" + _against(1 - share, output_word, lang)
    if share <= 1 - MAIN_SHARE:
        return f"{effect}{mainly}{output}" + _against(share, people_word, lang)
    comes, gap = ("来自", "") if lang == "zh" else (" is ", " ")
    return f"{effect}{comes}{people}{gap}({share:.0%}){both}{output}{gap}({1 - share:.0%})"


def _effect(moved: Moved, lang: Lang) -> str:
    narrowed, span = _narrowed(moved.first.ratio, moved.last.ratio), _span(moved.whole, lang)
    if lang == "zh":
        return f"{span}的{'缩小' if narrowed else '扩大'}"
    return f"the {'narrowing' if narrowed else 'widening'} over {span}"


def _forces(result: GapsResult, moved: Moved, lang: Lang) -> tuple[str, str]:
    """What people, and what output, did where it is they that made the change."""
    assert result.headline is not None
    first, second = (group.name(lang) for group in result.headline)
    falling = moved.whole.total < 0
    people_to, output_to = (first, second) if falling else (second, first)
    narrowed = _narrowed(moved.first.ratio, moved.last.ratio)
    if lang == "zh":
        output = "产出靠拢" if narrowed else f"产出向{output_to}集中"
        return f"人口向{people_to}集中", output
    output = "output converging" if narrowed else f"output concentrating in {output_to}"
    return f"people moving to {people_to}", output


def _span(change: Change, lang: Lang) -> str:
    years = change.last_year - change.first_year
    if lang == "zh":
        return f"{years}年间"
    return "one year" if years == 1 else f"{years} years"


def _against(share: float, force: str, lang: Lang) -> str:
    """A force that pulled the other way by at least a tenth of the change is not left out."""
    if share > -WORTH_SAYING:
        return ""
    return f"({force}的作用相反)" if lang == "zh" else f", {force} pulling the other way"


def _after_clause(moved: Moved, lang: Lang) -> str:
    """Since the turn: does output move the gap as well, where over the whole span it did not?"""
    after, whole, turn = moved.after, moved.whole, moved.turn
    if after is None or turn is None or _share(after.from_output, after) < WORTH_SAYING:
        return ""
    same_way = (whole.total < 0) == (after.total < 0)
    if same_way and _share(whole.from_output, whole) >= 1 - MAIN_SHARE:
        return ""
    closing = (after.from_output < 0) == (turn.ratio > 1)
    if lang == "zh":
        also = "也在" if same_way else "转为"
        return f"{turn.year}年后产出{also}{'靠拢' if closing else '拉开'}"
    verb = "converging" if closing else "drawing apart"
    also = f"output has been {verb} too" if same_way else f"output has turned to {verb}"
    return f"since {turn.year} {also}"


def _share(part: float, change: Change) -> float:
    return part / change.total if change.total else 0.0


def _narrowed(before: float, after: float) -> bool:
    """Closer to one than before; for a ratio below one that is a rise."""
    return abs(math.log(after)) < abs(math.log(before))


def _overtook(moved: Moved) -> bool:
    return (moved.first.ratio > 1) != (moved.last.ratio > 1)


def _mixed(result: GapsResult, lang: Lang) -> str:
    """Figures of unlike denominators are listed, and no trend is read from them."""
    if not any(row.mixed for row in result.results):
        return ""
    names = {each.population: each for each in result.definitions}
    listed = []
    for point in result.series:
        people = names[point.population]
        name = people.population_zh if lang == "zh" else people.population_en
        year = f"{point.year}年" if lang == "zh" else str(point.year)
        listed.append(f"{year} {point.ratio:.2f} ({name})")
    if lang == "zh":
        return "各年人口口径不同，前后之差不能当作趋势：" + "，".join(listed) + "。"
    start = "The years stand on different denominators, their difference is not a trend: "
    return start + ", ".join(listed) + "."


def _when(result: GapsResult, lang: Lang) -> str:
    """The year; "by the latest figures" where some regions stand with an earlier one."""
    year, latest = result.years[-1], bool(_years_used(result))
    if lang == "zh":
        return f"按截至{year}年的最新数" if latest else f"{year}年"
    return f"By the latest figures up to {year}" if latest else f"In {year}"


def _years_used(result: GapsResult) -> list[int]:
    return sorted({year for row in result.of_year(result.years[-1]) for year in row.years_used})


def _latest(result: GapsResult, lang: Lang) -> str:
    years = _years_used(result)
    if not years:
        return ""
    if lang == "zh":
        return f"缺数地区取此前最新一年，所用年份为 {spans(years)}。"
    return (
        f"Regions without a figure stand with their latest one before; years used: {spans(years)}."
    )


def _basis(definition: Definition, lang: Lang) -> str:
    if lang == "zh":
        price = f"、{definition.price_basis_zh}" if definition.price_basis_zh else ""
        verb = "加权" if definition.is_intensive else "计"
        return f"按{definition.population_zh}{price}{verb}。"
    price = f" at {definition.price_basis_en}" if definition.price_basis_en else ""
    start = "Weighted by" if definition.is_intensive else "By"
    return f"{start} {definition.population_en}{price}."


def _nearest(entry: PublishedComparison, lang: Lang) -> str:
    found = next(one for one in entry.given if one.population == entry.nearest)
    name = found.population_zh if lang == "zh" else found.population_en
    if lang == "zh":
        return f"{entry.year}年最接近{name}口径({found.ratio:.2f})"
    return f"{entry.year} is nearest to {name} ({found.ratio:.2f})"


def _source_line(definition: Definition, lang: Lang) -> str:
    sources = "; ".join(in_language(source, lang) for source in definition.sources)
    years = spans(definition.years)
    if lang == "zh":
        unit = _unit_zh(definition.indicator_unit)
        top = "，".join(filter(None, [definition.indicator_zh, definition.price_basis_zh, unit]))
        count = f"{definition.population_zh}，{_unit_zh(definition.population_unit)}"
        whence = f"来源：{sources}。" if sources else ""
        role = "权数" if definition.is_intensive else "分母"
        vintage = f"版本：{definition.vintage_zh}。"
        return f"{years}年 分子：{top}；{role}：{count}。{vintage}{whence}{definition.note_zh}"
    parts = [definition.indicator_en, definition.price_basis_en, definition.indicator_unit]
    top = ", ".join(filter(None, parts))
    count = f"{definition.population_en}, {definition.population_unit}"
    whence = f" Source: {sources}." if sources else ""
    role = "weights" if definition.is_intensive else "denominator"
    vintage = f"Vintage: {definition.vintage_en}."
    note = f" {definition.note_en}" if definition.note_en else ""
    return f"{years} numerator: {top}; {role}: {count}. {vintage}{whence}{note}"


def _unit_zh(unit: str) -> str:
    return LABELS_ZH.get(unit, unit)


def _per_person_zh(definition: Definition) -> str:
    return definition.indicator_zh if definition.is_intensive else f"人均{definition.indicator_zh}"


def _per_person_en(definition: Definition) -> str:
    name = definition.indicator_en
    name = name if name.isupper() or name[:2].isupper() else name[0].lower() + name[1:]
    return name if definition.is_intensive else f"{name} per person"


def _amount(value: float, unit: str, lang: Lang) -> str:
    """Money as people read it: 万元 in Chinese, whole yuan in English."""
    money = unit in ("cny", "cny_per_person")
    if lang == "zh":
        return f"{value / 1e4:.2f} 万元" if money else f"{value:g} "
    return f"{value:,.0f} yuan" if money else f"{value:g} {unit}".strip()


def _definition(result: GapsResult) -> Definition:
    """The definition of the last year asked for."""
    last = result.years[-1]
    return next(each for each in result.definitions if last in each.years)


def _has(result: GapsResult, measure: str) -> bool:
    last = result.years[-1]
    return any((row.measure, row.year) == (measure, last) for row in result.results)


def _joined(parts: list[str], lang: Lang) -> str:
    said = [part for part in parts if part]
    return "".join(said) if lang == "zh" else " ".join(said)
