"""What a figure says of its bundled source, in the language of the reader."""

from __future__ import annotations

from functools import cache
from typing import Literal

from jiedui.data import about, names

BOTH_CENSUSES = "2010年、2020年人口普查 · Censuses of 2010 and 2020. "


def in_language(said: str, lang: Literal["zh", "en"]) -> str:
    """Words of a panel's source that come from a bundled set; any other words stay as they are.

    >>> in_language("城市年鉴", "en")
    '城市年鉴'
    """
    for both, own in _translations(lang):
        said = said.replace(both, own)
    return said


@cache
def _translations(lang: Literal["zh", "en"]) -> tuple[tuple[str, str], ...]:
    """Longest first, so that no sentence is replaced in part."""
    found = {BOTH_CENSUSES + about("census_2020").source: _of_both_censuses(lang)}
    for name in names():
        known = about(name)
        own = f"{getattr(known.title, lang)} ({known.span()})"
        whole = f"{known.title.zh} · {known.title.en} ({known.span()}). {known.source}"
        found[whole] = _joined(own, known.taken_from(lang), lang)
    return tuple(sorted(found.items(), key=lambda pair: (-len(pair[0]), pair[0])))


def _of_both_censuses(lang: Literal["zh", "en"]) -> str:
    title = "2010年、2020年人口普查" if lang == "zh" else "Censuses of 2010 and 2020"
    return _joined(title, about("census_2020").taken_from(lang), lang)


def _joined(title: str, source: str, lang: Literal["zh", "en"]) -> str:
    return f"{title}：{source}" if lang == "zh" else f"{title}. {source}"
