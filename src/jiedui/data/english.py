"""English names of Chinese places, looked up by the Chinese name and never by a code.

Codes may be the user's own; a name that the bundled table does not hold is given back as it came.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

__all__ = ["NAMES", "english", "english_in", "stem"]

NAMES = Path(__file__).parent / "place_names" / "table.csv"

_PEOPLES = (
    r"(?:(?:[黎苗藏羌侗傣白壮彝回畲]|土家|布依|朝鲜|景颇|哈尼|傈僳|维吾尔|哈萨克|蒙古)族"
    r"|维吾尔|哈萨克|柯尔克孜|蒙古)*"
)
_LEVEL_ZH = re.compile(
    rf"(?<=..)(?:{_PEOPLES}自治[区州县]|特别行政区|行政区|地区|新区|[省市县区盟])$"
)
_HAN = re.compile("[\u4e00-\u9fff]+")
_LEVEL_EN = re.compile(r"(?: \w+ Autonomous)? (?:County|District|New Area)\b")


@dataclass(frozen=True)
class _Names:
    full: Mapping[str, str]
    bare: Mapping[str, str]

    def find(self, name: str) -> str | None:
        return self.full.get(name) or self.bare.get(name)


@cache
def english(name_zh: str) -> str:
    """The English name of a place; the given name where the table does not have it.

    With its level word a county or district keeps it in English, without it does not; a place named
    behind the one above it comes first, as English has it. A clash of romanised names is told apart
    by the province.

    >>> english("南京市"), english("沭阳县"), english("沭阳"), english("苏州市吴江区")
    ('Nanjing', 'Shuyang County', 'Shuyang', 'Wujiang District, Suzhou')
    >>> english("宿州市"), english("Springfield"), english("甲市")
    ('Suzhou (Anhui)', 'Springfield', '甲市')
    """
    return _table().find(name_zh) or _below_another(name_zh) or name_zh


def english_in(text: str) -> str:
    """A text with each run of Chinese characters that is the name of a place in English.

    For labels made of names and codes; a title or a sentence in Chinese stays as it is.

    >>> english_in("320200:320300 无锡市-徐州市"), english_in("《无锡市志》 2022")
    ('320200:320300 Wuxi-Xuzhou', '《无锡市志》 2022')
    """
    return _HAN.sub(lambda run: english(run.group()), text)


def stem(name_zh: str) -> str:
    """A Chinese name without the word for what the place is, and without its peoples.

    >>> stem("恩施土家族苗族自治州"), stem("内蒙古自治区"), stem("沛县")
    ('恩施', '内蒙古', '沛县')
    """
    return _LEVEL_ZH.sub("", name_zh)


def _below_another(name_zh: str) -> str | None:
    """`苏州市吴江区`: the longest name above that leaves a full name below."""
    table = _table()
    for cut in range(len(name_zh) - 2, 1, -1):
        above, below = table.find(name_zh[:cut]), table.full.get(name_zh[cut:])
        if above and below:
            return f"{below}, {above}"
    return None


@cache
def _table() -> _Names:
    """Names with and without level words; the higher place, then the one in force, has the bare.

    The file is in that order.
    """
    with NAMES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    full = {row["name_zh"]: row["name_en"] for row in rows}
    bare: dict[str, str] = {}
    for row in rows:
        if row["level"] != "park":
            bare.setdefault(stem(row["name_zh"]), _LEVEL_EN.sub("", row["name_en"]))
    return _Names(MappingProxyType(full), MappingProxyType(bare))
