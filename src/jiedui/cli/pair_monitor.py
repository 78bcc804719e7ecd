"""`jiedui pair --monitor`: the pairs of a programme over years, and alarms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from jiedui.cli.output import text_table

if TYPE_CHECKING:
    from jiedui.analysis.pairing import MonitoredPair, MonitorResult
    from jiedui.reports.sentences.pairing import Lang

THRESHOLDS = ("overtaken_ratio", "narrow_ratio", "widening_years", "best_ranks")


def monitored(options: Mapping[str, Any]) -> MonitorResult:
    """The result that the options ask for."""
    from jiedui.analysis.pairing import Thresholds, monitor_pairs
    from jiedui.core.errors import Problem, Refusal
    from jiedui.schemes.load import programme

    if not options["programme_id"]:
        hint = "give --programme; pairs of your own files have no dates to watch from"
        raise Refusal(Problem("say whose pairs are to be watched", hint=hint))
    given = {name: options[name] for name in THRESHOLDS if options[name] is not None}
    chosen = programme(options["programme_id"])
    return monitor_pairs(chosen, until=options["year"], thresholds=Thresholds(**given))


def rows(result: MonitorResult) -> Iterator[Mapping[str, Any]]:
    """One row per pair and year; `alarms` are those whose threshold the year passed."""
    for pair in result.pairs:
        for one in pair.years:
            yield {
                "supporter": pair.supporter,
                "supporter_name": pair.supporter_name,
                "recipient": pair.recipient,
                "recipient_name": pair.recipient_name,
                "year": one.year,
                "supporter_per_head": one.supporter_per_head,
                "recipient_per_head": one.recipient_per_head,
                "ratio": one.ratio,
                "difference": one.difference,
                "need": one.need,
                "score": one.score,
                "rank": one.rank,
                "candidates": one.candidates,
                "criteria": " ".join(one.criteria),
                "alarms": " ".join(a.kind for a in pair.alarms if one.year in a.years),
            }


def table(result: MonitorResult, lang: Lang) -> str:
    """One sentence, the last year of each pair, its alarms, then what the thresholds are."""
    from jiedui.reports.sentences import pairing_monitor as sentences
    from jiedui.reports.sentences.pairing import pairs

    zh = lang == "zh"
    header = (
        ["结对", "年份", "倍数", "差额(元)", "需要", "得分", "名次", "预警"]
        if zh
        else ["pair", "year", "ratio", "difference (yuan)", "need", "score", "rank", "alarms"]
    )
    body = [_row(pair, pairs([pair], lang), lang) for pair in result.pairs]
    parts = [sentences.headline(result, lang), "", text_table(header, body, right=range(1, 7)), ""]
    for pair in result.pairs:
        parts += [f"- {pairs([pair], lang)}: {said}" for said in sentences.alarms(pair, lang)]
    parts += ["", "门槛：" if zh else "Thresholds:"]
    parts += [f"- {said}" for said in sentences.thresholds(result, lang)]
    return "\n".join([*parts, "", result.definition_zh if zh else result.definition_en])


def _row(pair: MonitoredPair, name: str, lang: Lang) -> list[str]:
    last = pair.years[-1]
    standing = len(pair.current())
    none = "无" if lang == "zh" else "none"
    return [
        name,
        str(last.year),
        f"{last.ratio:.2f}",
        f"{last.difference:,.0f}",
        f"{last.need:.3f}",
        f"{last.score:.3f}",
        f"{last.rank}/{last.candidates}",
        str(standing) if standing else none,
    ]


def printed(result: MonitorResult, lang: Lang) -> tuple[list[Mapping[str, Any]], Callable[[], str]]:
    """Rows for CSV and what draws the table."""
    return list(rows(result)), lambda: table(result, lang)
