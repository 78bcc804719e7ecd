"""What a classification may be used for. It must not say more than its data can.

With three sectors nearly every structure looks like every other; the census's twenty sections
hold all of manufacturing in one column; only two-digit industries can tell who complements whom.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from jiedui.core.errors import NotSupported, Problem
from jiedui.core.frames import Floats
from jiedui.core.structure._tables import industry_table
from jiedui.core.structure.classification import SECTIONS, Resolution
from jiedui.core.structure.location import krugman_index, unido_similarity

Supports = Literal["describe", "score_weak", "rank", "none"]
Use = Literal["describe", "score", "rank_pairs", "gradient", "chains", "list"]

NEEDS_TWO_DIGIT = "needs two-digit data"
# Sections that hide what matters: agriculture separates every rural place from every city, and
# manufacturing (thirty-one divisions) is one column. A weak score leaves both out.
LEFT_OUT_OF_WEAK_SCORE = ("A", "C")


@dataclass(frozen=True)
class Verdict:
    """What figures at a resolution support, and why, in both languages."""

    id: str
    supports: Supports
    reason_zh: str
    reason_en: str


@dataclass(frozen=True)
class Spread:
    """How far the measures of difference reach over all pairs: the eyesight of a classification.

    `lowest` and `highest` name the (supporter, recipient) row numbers with the extreme similarity.
    """

    pairs: int
    similarity: tuple[float, float]
    krugman: tuple[float, float]
    lowest: tuple[int, int]
    highest: tuple[int, int]

    def words(self) -> str:
        """The figures as the refusal prints them."""
        return (
            f"over {self.pairs} pairs similarity runs only from {self.similarity[0]:.4f} to "
            f"{self.similarity[1]:.4f} and the Krugman index from {self.krugman[0]:.4f} to "
            f"{self.krugman[1]:.4f}"
        )


_VERDICTS = {
    ("three_sectors", "describe"): Verdict(
        "three_sectors_describe",
        "describe",
        "三次产业只能说明大致结构，看不出谁与谁互补，不用于结对排序",
        "three sectors describe a broad structure; they cannot show who complements whom and "
        "rank no pairs",
    ),
    ("sections", "describe"): Verdict(
        "sections_describe",
        "describe",
        "普查的二十个门类把全部制造业放在一栏，只宜描述",
        "the census's twenty sections hold all manufacturing in one column: they describe only",
    ),
    ("sections", "score"): Verdict(
        "sections_score_weak",
        "score_weak",
        "去掉农业(A)和制造业(C)两个门类后只能作弱评分，须同时给出权重为零的结果",
        "without sections A and C it scores weakly; show the result at weight 0 beside it",
    ),
    ("two_digit", "describe"): Verdict(
        "two_digit_describe",
        "describe",
        "两位数行业数据，可作描述",
        "two-digit industries describe the structure",
    ),
    ("two_digit", "rank"): Verdict(
        "two_digit_rank",
        "rank",
        "两位数行业数据，可用于梯度、产业链和结对比较",
        "two-digit industries carry gradient, chain gaps and the comparison of pairs",
    ),
}
_REFUSED = {
    Resolution.THREE_SECTORS: (
        "不支持：需要两位数行业数据；三次产业下各地结构几乎一样",
        "three sectors make nearly every structure look alike",
    ),
    Resolution.SECTIONS: (
        "不支持：需要两位数行业数据；二十个门类把全部制造业放在一栏",
        "twenty sections hold all manufacturing in one column",
    ),
}


def verdict(resolution: Resolution, use: Use) -> Verdict:
    """What a classification supports for a use; `none` where it supports nothing.

    >>> verdict(Resolution.THREE_SECTORS, "rank_pairs").supports
    'none'
    >>> verdict(Resolution.SECTIONS, "score").supports
    'score_weak'
    """
    if resolution is Resolution.TWO_DIGIT:
        return _VERDICTS["two_digit", "describe" if use == "describe" else "rank"]
    if (resolution.value, use) in _VERDICTS:
        return _VERDICTS[resolution.value, use]
    zh, en = _REFUSED[resolution]
    return Verdict(
        f"{resolution.value}_none", "none", zh, f"not supported: {NEEDS_TWO_DIGIT}; {en}"
    )


def fail_if_unsupported(resolution: Resolution, use: Use, *, figures: str = "") -> Verdict:
    """The verdict, or `NotSupported` with its reason and the figures that show it."""
    found = verdict(resolution, use)
    if found.supports == "none":
        reason = f"{found.reason_en}: {figures}" if figures else found.reason_en
        raise NotSupported(
            Problem(
                reason,
                column=use,
                value=resolution.value,
                hint="give value added and employment by two-digit divisions of GB/T 4754",
            )
        )
    return found


def spread(values: ArrayLike, supporters: Sequence[int], recipients: Sequence[int]) -> Spread:
    """Least and largest similarity and Krugman index over every supporter × recipient.

    `supporters` and `recipients` are row numbers of `values` (regions × industries).
    """
    table = industry_table(values)
    pairs = [(a, b) for a in supporters for b in recipients if a != b]
    if not pairs:
        raise NotSupported(Problem("there is no pair to compare"))
    alike = np.array([unido_similarity(table[a], table[b]) for a, b in pairs])
    apart = np.array([krugman_index(table[a], table[b]) for a, b in pairs])
    return Spread(
        pairs=len(pairs),
        similarity=(float(alike.min()), float(alike.max())),
        krugman=(float(apart.min()), float(apart.max())),
        lowest=pairs[int(alike.argmin())],
        highest=pairs[int(alike.argmax())],
    )


def rank_pairs(
    values: ArrayLike,
    supporters: Sequence[int],
    recipients: Sequence[int],
    *,
    resolution: Resolution,
) -> list[tuple[int, int, float]]:
    """Pairs by difference of structure, most different first, if the resolution carries it.

    Returns (supporter row, recipient row, Krugman index). Three sectors and twenty sections are
    refused with the figures that show why (the spread over the very pairs that were asked for).
    """
    seen = spread(values, supporters, recipients)
    fail_if_unsupported(resolution, "rank_pairs", figures=seen.words())
    table = industry_table(values)
    ranked = [(a, b, krugman_index(table[a], table[b])) for a in supporters for b in recipients]
    return sorted((row for row in ranked if row[0] != row[1]), key=lambda row: (-row[2], row[:2]))


def weak_columns(codes: Sequence[str]) -> list[int]:
    """Columns of a section table that a weak score may use: all but A and C."""
    return [
        i for i, code in enumerate(codes) if code in SECTIONS and code not in LEFT_OUT_OF_WEAK_SCORE
    ]


def weak_table(values: ArrayLike, codes: Sequence[str]) -> Floats:
    """A section table without agriculture and manufacturing."""
    return industry_table(np.array(values, dtype=float)[:, weak_columns(codes)])
