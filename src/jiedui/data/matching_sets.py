"""Firms and zones for matching, and what their words of industry mean in the classifications."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

import pandas as pd

from jiedui.data import table

Fit = Literal["whole", "main", "exact", "broad", "unmapped"]

# Reports add where a word comes from: 智能制造(从名称).
_REMARK = re.compile(r"[(（].*?[)）]")
_BETWEEN = re.compile(r"[、,，;；]")


@dataclass(frozen=True)
class Meaning:
    """The industries that a word of industry stands for; none where `fit` is `unmapped`.

    `divisions` are of GB/T 4754-2017, `io42` and `io153` sectors of the national tables of 2020.
    """

    word: str
    divisions: tuple[str, ...]
    io42: tuple[str, ...]
    io153: tuple[str, ...]
    fit: Fit
    is_high_tech: bool = False
    note: str = ""

    @property
    def is_mapped(self) -> bool:
        return self.fit != "unmapped"


@dataclass(frozen=True)
class WordCoverage:
    """How often the words of a column are mapped, broadly mapped, unmapped or blank."""

    mapped: int
    broad: int
    unmapped: tuple[tuple[str, int], ...]
    blank: int


@cache
def industry_labels() -> dict[str, Meaning]:
    """What each industry label of the listed firms stands for.

    >>> industry_labels()["汽车配件"].io153, industry_labels()["综合类"].is_mapped
    (('080',), False)
    """
    return {
        row["label"]: Meaning(
            word=row["label"],
            divisions=_several(row["division"]),
            io42=_several(row["io42"]),
            io153=_several(row["io153"]),
            fit=row["fit"],
            is_high_tech=row["high_tech"] == "1",
            note=row["note"],
        )
        for row in table("industry_labels").to_dict(orient="records")
    }


@cache
def zone_words() -> dict[str, Meaning]:
    """What each word of leading industries stands for.

    >>> zone_words()["电子信息"].divisions, zone_words()["总部经济"].fit
    (('39',), 'unmapped')
    """
    return {
        row["word"]: Meaning(
            word=row["word"],
            divisions=_several(row["divisions"]),
            io42=_several(row["io42"]),
            io153=_several(row["io153"]),
            fit=row["fit"],
            note=row["note"],
        )
        for row in table("zone_industry_words").to_dict(orient="records")
    }


def words_of(text: str) -> tuple[str, ...]:
    """The words of a list of leading industries, without remarks in brackets.

    >>> words_of("纺织服装、网络通信(2019规划)")
    ('纺织服装', '网络通信')
    """
    plain = _REMARK.sub("", text)
    return tuple(dict.fromkeys(word.strip() for word in _BETWEEN.split(plain) if word.strip()))


def coverage(texts: Iterable[str], meanings: dict[str, Meaning]) -> WordCoverage:
    """How far the words of a column are mapped; a word that no table knows counts as unmapped.

    >>> coverage(["电子信息、总部经济", ""], zone_words())
    WordCoverage(mapped=1, broad=0, unmapped=(('总部经济', 1),), blank=1)
    """
    listed = [words_of(text) for text in texts]
    words = pd.Series([word for row in listed for word in row], dtype=object)
    fits = [meanings[word].fit if word in meanings else "unmapped" for word in words]
    unknown = words[[fit == "unmapped" for fit in fits]].value_counts()
    return WordCoverage(
        mapped=sum(fit in ("whole", "main", "exact") for fit in fits),
        broad=fits.count("broad"),
        unmapped=tuple(sorted((str(word), int(n)) for word, n in unknown.items())),
        blank=sum(not row for row in listed),
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(";") if part)
