"""Searching what the site knows: regions, programmes, pairs, data sets, indicators, rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from jiedui import data
from jiedui.catalog import indicators
from jiedui.data.english import english
from jiedui.schemes import load
from jiedui.web.desk.regions import queries as regions
from jiedui.web.desk.regions import tables as region_tables
from jiedui.web.desk.regions import words as region_words
from jiedui.web.desk.search import recorded
from jiedui.web.desk.search.hits import MOST_IN_A_KIND, Hit
from jiedui.web.platform.kit import numbers
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.places import place
from jiedui.web.platform.kit.templatetags.kit import moment

LONGEST = 60


@dataclass(frozen=True)
class Kind:
    """What was found of one kind; `more` counts those not listed."""

    id: str
    name: str
    hits: tuple[Hit, ...]
    more: int = 0


@dataclass(frozen=True)
class _Entry:
    hit: Hit
    haystack: str


def found(text: str, user: Any = None) -> tuple[Kind, ...]:
    """Everything that holds every word of the text, by kind; kinds without a hit are left out.

    Records of offices are sought within the reach of the person alone.
    """
    wanted = text.lower().split()
    if not wanted:
        return ()
    lang = language()
    kinds = (
        *(Kind(*one) for one in recorded.found(wanted, user)),
        _kind("regions", _("地区"), _regions(text)),
        *(
            _kind(name, title, [one.hit for one in _entries(name, lang) if _holds(one, wanted)])
            for name, title in (
                ("programmes", _("协作关系")),
                ("pairs", _("结对")),
                ("indicators", _("指标")),
                ("data", _("数据")),
                ("rules", _("规则")),
            )
        ),
    )
    return tuple(kind for kind in kinds if kind.hits)


def _kind(name: str, title: str, hits: Iterable[Hit]) -> Kind:
    every = tuple(hits)
    return Kind(name, title, every[:MOST_IN_A_KIND], max(len(every) - MOST_IN_A_KIND, 0))


def _holds(entry: _Entry, wanted: list[str]) -> bool:
    return all(word in entry.haystack for word in wanted)


def _regions(text: str) -> Iterator[Hit]:
    for one in regions.find(text):
        parts = [one.code, place(one.province), region_words.years(one)]
        said = region_words.roles_short(one.code)
        detail = " · ".join([*parts, said] if said else parts)
        yield Hit(region_tables.url(one.code), place(one.full_name()), detail)


@lru_cache(maxsize=16)
def _entries(kind: str, lang: str) -> tuple[_Entry, ...]:
    """Everything of a kind in a language. Sought in both languages, shown in one."""
    makers = {
        "programmes": _programmes,
        "pairs": _pairs,
        "indicators": _indicators,
        "data": _data_sets,
        "rules": _rules,
    }
    return tuple(makers[kind](lang))


def _entry(hit: Hit, *words: str) -> _Entry:
    return _Entry(hit, " ".join((hit.title, hit.detail, *words)).lower())


def _programmes(lang: str) -> Iterator[_Entry]:
    for one in load.programmes():
        url = reverse("rules:programme", args=[one.id])
        hit = Hit(url, getattr(one, f"name_{lang}"), getattr(one, f"purpose_{lang}"))
        yield _entry(hit, one.id, one.name_zh, one.name_en, one.purpose_zh, one.purpose_en)


def _pairs(lang: str) -> Iterator[_Entry]:
    for programme in reversed(load.programmes()):
        for pair in programme.pairs:
            title = f"{place(pair.supporter_name)} → {place(pair.recipient_name)}"
            end = moment(pair.end, pair.end_precision) if pair.end else ""
            dates = f"{moment(pair.start, pair.start_precision)}–{end}"
            detail = f"{getattr(programme, f'name_{lang}')} · {dates}"
            url = region_tables.pair_url(programme.id, pair)
            names = (pair.supporter_name, pair.recipient_name)
            codes = (pair.supporter, pair.recipient)
            yield _entry(Hit(url, title, detail), *names, *map(english, names), *codes)


def _indicators(lang: str) -> Iterator[_Entry]:
    for one in indicators().values():
        holders = [name for name in data.names() if one.id in _filled(name)]
        url = reverse("data:set", args=[holders[0]]) if holders else reverse("data:index")
        unit = numbers.unit_label(one.unit, lang)
        detail = " · ".join(part for part in (unit, one.definition(lang)) if part)
        words = (one.id, one.name_zh, one.name_en, one.definition_zh, one.definition_en)
        yield _entry(Hit(url, one.name(lang), detail), *words)


def _filled(name: str) -> set[str]:
    return {column.indicator for part in data.about(name).tables for column in part.columns}


def _data_sets(lang: str) -> Iterator[_Entry]:
    for name in data.names():
        about = data.about(name)
        url, publisher = reverse("data:set", args=[name]), about.published_by(lang)
        words = (about.title.zh, about.title.en, about.source, about.source_zh)
        yield _entry(Hit(url, getattr(about.title, lang), publisher), name, *words)


def _rules(lang: str) -> Iterator[_Entry]:
    for programme in load.programmes():
        url = reverse("rules:programme", args=[programme.id])
        for rule in load.scheme(programme.id).rules:
            name = getattr(programme, f"name_{lang}")
            hit = Hit(f"{url}#{rule.id}", getattr(rule, f"name_{lang}"), name)
            clause = rule.clause
            said = [str(getattr(clause, part, "")) for part in ("document", "place", "words")]
            yield _entry(hit, rule.id, rule.name_zh, rule.name_en, *said)
