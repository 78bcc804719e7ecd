"""What each figure is made of, and what other definitions of the same gap give."""

from __future__ import annotations

from collections.abc import Sequence

from jiedui.analysis.gaps.figures import Figures
from jiedui.analysis.gaps.level import pooled
from jiedui.analysis.gaps.records import (
    Definition,
    DefinitionSeries,
    GivenRatio,
    PublishedComparison,
)
from jiedui.analysis.gaps.request import GapsRequest
from jiedui.core.errors import Refusal
from jiedui.core.frames import Grouping
from jiedui.core.gaps import IMPLIED_BREAK_YEAR, POPULATIONS, denominator, named_population
from jiedui.schemes.records import PublishedRatio

PRICE_ZH = {"current": "当年价"}
PRICE_EN = {"current": "current prices"}
UNNAMED_ZH = "未指定人口口径，按年末常住人口计算。"
UNNAMED_EN = "No population was named: year-end residents are used."
VINTAGE_ZH = "依来源所载，未按其后的普查统一修订"
VINTAGE_EN = "as in the source, not brought in line with later censuses"
IMPLIED_ZH = f"公布的人均值约在{IMPLIED_BREAK_YEAR}年前多按户籍人口、以后按常住人口计算。"
IMPLIED_EN = (
    f"Published figures per person mostly divide by registered population before about "
    f"{IMPLIED_BREAK_YEAR} and by residents after."
)


def definition_of(
    figures: Figures, request: GapsRequest, population_id: str, years: Sequence[int]
) -> Definition:
    """Numerator, denominator, price basis, vintage and source of some years, in both languages."""
    facts, people = figures.facts, named_population(population_id)
    note_zh, note_en = _notes(request, population_id, figures.indicator)
    sources = (figures.panel.sources.get(name, "") for name in figures.columns(population_id))
    return Definition(
        text=_text(figures, population_id),
        years=tuple(years),
        indicator=figures.indicator,
        indicator_zh=facts.name_zh,
        indicator_en=facts.name_en,
        indicator_unit=figures.panel.units.get(figures.indicator, ""),
        population=population_id,
        population_zh=people.name_zh,
        population_en=people.name_en,
        population_unit=figures.population_unit(population_id),
        price_basis=facts.price_basis,
        price_basis_zh=PRICE_ZH.get(facts.price_basis, facts.price_basis),
        price_basis_en=PRICE_EN.get(facts.price_basis, facts.price_basis),
        is_intensive=facts.is_intensive,
        per_person_unit=figures.per_person_unit(),
        vintage_zh=VINTAGE_ZH,
        vintage_en=VINTAGE_EN,
        sources=tuple(dict.fromkeys(words for words in sources if words)),
        note_zh=note_zh,
        note_en=note_en,
    )


def _text(figures: Figures, population_id: str) -> str:
    facts, people = figures.facts, named_population(population_id)
    unit = figures.panel.units.get(figures.indicator, "")
    prices = PRICE_EN.get(facts.price_basis, facts.price_basis)
    prices_zh = PRICE_ZH.get(facts.price_basis, facts.price_basis)
    top = facts.name_en + (f", {prices}" if prices else "") + (f" ({unit})" if unit else "")
    top_zh = facts.name_zh + (f"({prices_zh})" if prices_zh else "")
    count = figures.population_unit(population_id)
    bottom = people.name_en + (f" ({count})" if count else "")
    if facts.is_intensive:
        return f"{top}, weighted by {bottom} · {top_zh}，以{people.name_zh}加权"
    return f"{top} ÷ {bottom} · {top_zh}÷{people.name_zh}"


def _notes(request: GapsRequest, population_id: str, indicator: str) -> tuple[str, str]:
    zh, en = [], []
    if not request.names_population:
        zh.append(UNNAMED_ZH)
        en.append(UNNAMED_EN)
    if population_id == "implied" or indicator == "gdp_per_capita":
        zh.append(IMPLIED_ZH)
        en.append(IMPLIED_EN)
    return "".join(zh), " ".join(en)


def compare_definitions(
    figures: Figures,
    grouping: Grouping,
    headline: tuple[str, str],
    published: Sequence[PublishedRatio],
) -> tuple[PublishedComparison, ...]:
    """Each printed ratio beside what every denominator gives for its year (mission row A1)."""
    return tuple(_compared(figures, grouping, headline, entry) for entry in published)


def _compared(
    figures: Figures, grouping: Grouping, headline: tuple[str, str], entry: PublishedRatio
) -> PublishedComparison:
    given = tuple(_given(figures, grouping, headline, entry.year, each) for each in POPULATIONS)
    distances = {
        one.population: abs(one.ratio - entry.value) for one in given if one.ratio is not None
    }
    nearest = min(distances, key=lambda each: distances[each]) if distances else None
    return PublishedComparison(
        entry.year, entry.value, entry.words, entry.source, entry.mission, given, nearest
    )


def _given(
    figures: Figures, grouping: Grouping, headline: tuple[str, str], year: int, population_id: str
) -> GivenRatio:
    people = named_population(population_id)
    names = (population_id, people.name_zh, people.name_en)
    try:
        chosen = figures.at(year, population_id, headline_regions(grouping, headline))
    except Refusal as refusal:
        return GivenRatio(*names, None, "; ".join(map(str, refusal.problems)))
    return GivenRatio(*names, pooled(chosen, grouping, headline).ratio)


def definition_series(
    figures: Figures, grouping: Grouping, headline: tuple[str, str]
) -> tuple[DefinitionSeries, ...]:
    """The headline ratio through the years, one line per denominator that can be had."""
    lines = []
    for population_id in POPULATIONS:
        lines.extend(_lines(figures, grouping, headline, population_id))
    return tuple(lines)


def _lines(
    figures: Figures, grouping: Grouping, headline: tuple[str, str], population_id: str
) -> list[DefinitionSeries]:
    regions, people = headline_regions(grouping, headline), named_population(population_id)
    ratios: dict[str, dict[int, float]] = {}
    try:
        years = figures.complete_years(population_id, regions)
        for year in years:
            chosen = figures.at(year, population_id, regions)
            ratio = pooled(chosen, grouping, headline).ratio
            ratios.setdefault(denominator(population_id, year), {})[year] = ratio
    except Refusal:  # the panel has no such population, or one that cannot be used: no line
        return []
    return [
        DefinitionSeries(key, people.name_zh, people.name_en, tuple(line), tuple(line.values()))
        for key, line in ratios.items()
    ]


def headline_regions(grouping: Grouping, headline: tuple[str, str]) -> tuple[str, ...]:
    """The regions of both headline groups, each once."""
    members = (code for group_id in headline for code in grouping.group(group_id).members)
    return tuple(dict.fromkeys(members))
