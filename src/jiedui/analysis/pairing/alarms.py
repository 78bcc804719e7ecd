"""Alarms over the years of a pair: thresholds as data, each with its reason (missions A2, B3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from jiedui.core.errors import Problem, refuse_if_any


@dataclass(frozen=True)
class PairYear:
    """A pair in one year: yuan per head, need, score without history, rank among `candidates`.

    `criteria` are those that had data in that year; ranks compare only where both these and the
    number of candidates are the same.
    """

    year: int
    supporter_per_head: float
    recipient_per_head: float
    ratio: float
    difference: float
    need: float
    score: float
    rank: int
    candidates: int
    criteria: tuple[str, ...]


@dataclass(frozen=True)
class Alarm:
    """A threshold that figures passed, with every year in which they had.

    `value` is that of the last such year; `is_current` says whether it is the last with data.
    """

    kind: str
    years: tuple[int, ...]
    value: float
    threshold: float
    is_current: bool


@dataclass(frozen=True)
class Thresholds:
    """What an alarm is. None of these stands in a document: they are suggestions of ours.

    Attributes
    ----------
    overtaken_ratio
        At or below this ratio the recipient has caught up.
    narrow_ratio
        Below this ratio the gap is small.
    widening_years
        So many years in a row with a ratio larger than the year before.
    best_ranks
        A pair should score among so many best of its recipient.
    """

    overtaken_ratio: float = 1.0
    narrow_ratio: float = 1.25
    widening_years: int = 3
    best_ranks: int = 2

    def __post_init__(self) -> None:
        whole = {"widening_years": self.widening_years, "best_ranks": self.best_ranks}
        ratios = {"overtaken_ratio": self.overtaken_ratio, "narrow_ratio": self.narrow_ratio}
        problems = [
            Problem("must be 1 or more", column=name, value=str(value), hint="as 2")
            for name, value in whole.items()
            if value < 1
        ]
        problems += [
            Problem("must be above 0", column=name, value=str(value), hint="a ratio, as 1.25")
            for name, value in ratios.items()
            if not 0 < value < float("inf")
        ]
        if not problems and self.narrow_ratio < self.overtaken_ratio:
            hint = "give narrow_ratio the larger of the two"
            reason = "is below overtaken_ratio"
            value = f"{self.narrow_ratio:g}"
            problems.append(Problem(reason, column="narrow_ratio", value=value, hint=hint))
        refuse_if_any(problems)

    def records(self) -> tuple[dict[str, str | float], ...]:
        """Every threshold with kind, value, names, reason and force."""
        return tuple(
            {
                "kind": kind,
                "value": getattr(self, field),
                "name_zh": zh,
                "name_en": en,
                "reason_zh": why_zh,
                "reason_en": why_en,
                "force": "suggestion",
            }
            for kind, (field, zh, en, why_zh, why_en) in KINDS.items()
        )


THRESHOLDS = Thresholds()
# Kind → threshold, names and the reason for its default.
KINDS: dict[str, tuple[str, str, str, str, str]] = {
    "overtaken": (
        "overtaken_ratio",
        "受帮扶方人均已追上帮扶方",
        "the recipient has caught up with its supporter per head",
        "倍数为一时两地人均相等",
        "at a ratio of one both are equal per head",
    ),
    "narrow": (
        "narrow_ratio",
        "两地人均落差已很小",
        "little gap per head is left",
        "落差缩小，合作意愿可能下降(文件没有定数，取四分之一)",
        "willingness may fall as the gap closes (no document names a figure; a quarter is taken)",
    ),
    "widening": (
        "widening_years",
        "两地人均倍数连年扩大",
        "the ratio has grown year after year",
        "一年两年可能是波动，连续三年才提示",
        "one year or two may be noise; three in a row are worth a look",
    ),
    "rank_lost": (
        "best_ranks",
        "这一对的得分名次退出前列",
        "the pair has left the best ranks by score",
        "各对子互补性会分化；前两名即首选与次选",
        "complementarity moves with time; the best two are first choice and runner-up",
    ),
}


def alarms_of(
    years: Sequence[PairYear], thresholds: Thresholds, *, since: int, ended: date | None = None
) -> tuple[Alarm, ...]:
    """Every alarm of a pair in the years on whose last day it was in force, as `KINDS` has them."""
    last = date.max.year if ended is None else ended.year - 1
    span = [one for one in sorted(years, key=lambda one: one.year) if since <= one.year <= last]
    if not span:
        return ()
    rows = (
        ("overtaken", lambda at: _overtaken(span[at], thresholds), _ratio),
        ("narrow", lambda at: _narrow(span[at], thresholds), _ratio),
        ("widening", lambda at: _run(span, at) >= thresholds.widening_years, _run),
        ("rank_lost", lambda at: _rank_lost(span, at, thresholds), _rank),
    )
    return tuple(
        found
        for kind, passed, value in rows
        if (found := _alarm(kind, span, passed, value, thresholds)) is not None
    )


def _alarm(
    kind: str,
    span: Sequence[PairYear],
    passed: Callable[[int], bool],
    value: Callable[[Sequence[PairYear], int], float],
    thresholds: Thresholds,
) -> Alarm | None:
    at = [number for number in range(len(span)) if passed(number)]
    if not at:
        return None
    return Alarm(
        kind,
        tuple(span[number].year for number in at),
        float(value(span, at[-1])),
        float(getattr(thresholds, KINDS[kind][0])),
        at[-1] == len(span) - 1,
    )


def _overtaken(one: PairYear, thresholds: Thresholds) -> bool:
    return one.ratio <= thresholds.overtaken_ratio


def _narrow(one: PairYear, thresholds: Thresholds) -> bool:
    return thresholds.overtaken_ratio < one.ratio < thresholds.narrow_ratio


def _run(span: Sequence[PairYear], at: int) -> int:
    """Years in a row, up to `at`, in which the ratio grew; a year without data breaks the row."""
    count = 0
    while at > 0 and span[at].ratio > span[at - 1].ratio and span[at].year == span[at - 1].year + 1:
        count, at = count + 1, at - 1
    return count


def _rank_lost(span: Sequence[PairYear], at: int, thresholds: Thresholds) -> bool:
    """Beyond the best ranks now, and among them in an earlier year of the same contest."""
    now = span[at]
    return now.rank > thresholds.best_ranks and any(
        one.rank <= thresholds.best_ranks
        and (one.criteria, one.candidates) == (now.criteria, now.candidates)
        for one in span[:at]
    )


def _ratio(span: Sequence[PairYear], at: int) -> float:
    return span[at].ratio


def _rank(span: Sequence[PairYear], at: int) -> float:
    return span[at].rank
