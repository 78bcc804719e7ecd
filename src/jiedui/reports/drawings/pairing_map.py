"""The map of a pairing: arcs over the GDP per person of the year that the result is made from."""

from __future__ import annotations

import math
from collections.abc import Sequence

from jiedui.analysis.pairing import PairingResult, PairRef
from jiedui.analysis.pairing.records import ChosenPair
from jiedui.data import panels
from jiedui.reports.charts.base import Lang, say
from jiedui.reports.document import Chart
from jiedui.reports.drawings.places import map_of

PROVINCES_AT_MOST = 4  # more stand on a map of the nation, which shows the participants alone
_SET = "city_panel"


def map_of_pairs(
    result: PairingResult,
    *,
    lang: Lang,
    pairs: Sequence[PairRef | ChosenPair] | None = None,
    title: str = "",
) -> Chart | None:
    """Pairs (the proposed ones) as arcs; every city of their provinces is shaded.

    Regions are left without a shade where the figures of the result are not the bundled ones.
    """
    shown = result.pairs if pairs is None else pairs
    values = shades(result)
    year = result.year
    note = say(
        lang,
        f"颜色深浅：{year}年人均地区生产总值；弧线箭头指向受帮扶方。",
        f"Shades: GDP per person in {year}; arcs point at the recipient.",
    )
    return map_of(
        values,
        title=title or say(lang, "建议的结对", "The proposed pairs"),
        unit=say(lang, "万元/人", "10,000 yuan") if values else "",
        pairs=[(pair.supporter, pair.recipient) for pair in shown],
        names=_names(result),
        note=note if values else "",
        lang=lang,
    )


def shades(result: PairingResult) -> dict[str, float | None]:
    """Figures of the candidates and of their neighbours, from the very files the result names."""
    if not panels.inputs(_SET).items() <= result.provenance.inputs.items():
        return {}
    codes = tuple(sorted(_names(result)))
    return per_person(around(codes, result.year), result.year)


def per_person(codes: Sequence[str], year: int) -> dict[str, float | None]:
    """GDP per resident in 10,000 yuan; None where there is none."""
    panel = panels.city_panel()
    gdp, people = (panel.column(name, codes, year) for name in ("gdp", "pop_resident"))
    # 100 million yuan over 10,000 persons is 10,000 yuan per person: the units need no factor.
    values = gdp / people
    return {
        code: None if math.isnan(value) else float(value)
        for code, value in zip(codes, values, strict=True)
    }


def around(codes: Sequence[str], year: int) -> tuple[str, ...]:
    """These cities and every other city with figures in their provinces: neighbours shade a map.

    A map of the whole nation shows the participants alone.
    """
    provinces = {code[:2] for code in codes}
    if len(provinces) > PROVINCES_AT_MOST:
        return tuple(codes)
    near = tuple(code for code in panels.city_panel().regions() if code[:2] in provinces)
    known = {code for code, value in per_person(near, year).items() if value is not None}
    return tuple(sorted({*codes, *known}))


def _names(result: PairingResult) -> dict[str, str]:
    """Every region of the candidates and of the pairs that are judged."""
    named: dict[str, str] = {}
    for score in result.scores:
        named |= {score.supporter: score.supporter_name, score.recipient: score.recipient_name}
    for pair in result.pairs:
        named |= {pair.supporter: pair.supporter_name, pair.recipient: pair.recipient_name}
    for one in result.evaluated:
        for ref in one.pairs:
            named |= {ref.supporter: ref.supporter_name, ref.recipient: ref.recipient_name}
    return named
