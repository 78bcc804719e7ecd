"""Units, names and years as reports say them, in Chinese and in English."""

from __future__ import annotations

import re

from jiedui.data.english import english, english_in
from jiedui.reports.charts.base import Lang, say

_UNITS = {
    "": ("", ""),
    "cny": ("元", "yuan"),
    "10k_cny": ("万元", "10,000 yuan"),
    "100m_cny": ("亿元", "100 million yuan"),
    "10k": ("万人", "10,000 people"),
    "persons": ("人", "people"),
    "km2": ("平方公里", "km²"),
    "1m_usd": ("百万美元", "million US dollars"),
    "years": ("年", "years"),
    "per_person": ("每人", "per person"),
}
_FOR_EACH = "_per_person"
_ENDINGS = re.compile(r"(?<=..)(市|地区|盟|特别行政区|自治州)$")


def unit_in_words(unit: str, lang: Lang) -> str:
    """The unit for a heading; one that we do not know is shown as it is.

    >>> unit_in_words("cny_per_person", "zh"), unit_in_words("100m_cny", "en")
    ('元/人', '100 million yuan')
    """
    if unit.endswith(_FOR_EACH):
        base = unit_in_words(unit.removesuffix(_FOR_EACH), lang)
        return say(lang, f"{base}/人", f"{base} per person")
    zh, en = _UNITS.get(unit, (unit, unit))
    return say(lang, zh, en)


def place(name: str, lang: Lang) -> str:
    """The name of a region in the language; one without an English name stays as it is.

    >>> place("沭阳县", "zh"), place("沭阳县", "en"), place("甲市", "en")
    ('沭阳县', 'Shuyang County', '甲市')
    """
    return say(lang, name, english(name))


def places_in(text: str, lang: Lang) -> str:
    """A label or note with names of places in it, in the language.

    >>> places_in("no figures of 淮南市 in 2022", "en")
    'no figures of Huainan in 2022'
    """
    return say(lang, text, english_in(text))


def short_name(name: str, lang: Lang = "zh") -> str:
    """The name of a region for maps and narrow tables: no 市 or 地区; in English as `place` has it.

    >>> short_name("南京市"), short_name("沛县"), short_name("Suqian"), short_name("南京市", "en")
    ('南京', '沛县', 'Suqian', 'Nanjing')
    """
    return say(lang, _ENDINGS.sub("", name), english(name))
