"""The two pictures of the front page, drawn once for each question and language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from django.utils.translation import gettext as _

from jiedui.analysis.gaps import GapsResult
from jiedui.reports.drawings import gaps as drawings
from jiedui.reports.drawings.places import map_of
from jiedui.reports.sentences import gaps as sentences
from jiedui.reports.sentences.pairing import pairs as pairs_said
from jiedui.schemes.records import Pair
from jiedui.web.desk.gaps.pictures import Picture, picture
from jiedui.web.platform.kit.pages import language


def drawn(
    result: GapsResult | None, found: tuple[Pair, ...], per_person: Mapping[str, float], year: int
) -> dict[str, Picture | None]:
    """`map` and `trend`; None where there is nothing to draw."""
    figures = tuple(sorted(per_person.items()))
    return {
        "map": _map(found, figures, year, language()),
        "trend": _trend(result) if result is not None else None,
    }


@lru_cache(maxsize=32)
def _map(
    found: tuple[Pair, ...], figures: tuple[tuple[str, float], ...], year: int, lang: str
) -> Picture | None:
    ends = [(pair.supporter, pair.recipient) for pair in found]
    names = {pair.supporter: pair.supporter_name for pair in found}
    names |= {pair.recipient: pair.recipient_name for pair in found}
    # A district stands on no map of cities; its pair is in the table.
    on_map = {code for code in names if code.endswith("00")} | {code for code, _value in figures}
    chart = map_of(
        dict(figures),
        title=_("%(year)s年人均地区生产总值与结对关系") % {"year": year},
        unit=_("万元/人"),
        pairs=[pair for pair in ends if set(pair) <= on_map],
        names={code: name for code, name in names.items() if code in on_map},
        lang="en" if lang == "en" else "zh",
    )
    return picture(chart, pairs_said(found, language()))


def _trend(result: GapsResult) -> Picture | None:
    fingerprint = result.provenance.fingerprint()
    if (key := (fingerprint, language())) not in _trends:
        if len(_trends) >= TRENDS_KEPT:
            _trends.clear()
        chart = drawings.by_definition(result, lang=language())
        found = picture(chart, sentences.published(result, language()))
        _trends[key] = None if found is None else replace(found, id="trend")
    return _trends[key]


TRENDS_KEPT = 32
_trends: dict[tuple[str, str], Picture | None] = {}
