"""Sentences about pairs watched over years: what passed which threshold, and never why."""

from __future__ import annotations

from collections.abc import Iterable

from jiedui.analysis.pairing import Alarm, MonitoredPair, MonitorResult
from jiedui.reports.sentences.pairing import Lang, pairs

NO_CAUSE = {
    "zh": "预警只说数字过了所设的门槛，不说明原因，也不说明结对有没有成效。",
    "en": "An alarm says that figures passed a threshold, not why, nor whether the pairing works.",
}


def headline(result: MonitorResult, lang: Lang = "zh") -> str:
    """How many pairs stand under an alarm in the last year with data, and which."""
    alarmed = [pair for pair in result.pairs if pair.current()]
    last, count = result.years[-1], len(result.pairs)
    if lang == "zh":
        opening = f"按到{last}年的数据，{count} 对中"
        if not alarmed:
            return f"{opening}没有一对有预警。{NO_CAUSE['zh']}"
        return f"{opening} {len(alarmed)} 对有预警：{pairs(alarmed, lang)}。{NO_CAUSE['zh']}"
    opening = f"On data up to {last}, "
    if not alarmed:
        return f"{opening}none of {count} pairs stands under an alarm. {NO_CAUSE['en']}"
    named = pairs(alarmed, lang)
    return f"{opening}{len(alarmed)} of {count} pairs under an alarm: {named}. {NO_CAUSE['en']}"


def alarms(pair: MonitoredPair, lang: Lang = "zh") -> list[str]:
    """One sentence per alarm of a pair, those that stand now first."""
    ordered = sorted(pair.alarms, key=lambda alarm: not alarm.is_current)
    return [sentence(alarm, pair, lang) for alarm in ordered]


def sentence(alarm: Alarm, pair: MonitoredPair, lang: Lang = "zh") -> str:
    """What passed the threshold, in which years, and whether it still does."""
    said = _said(alarm, lang)
    when = _years(alarm.years, lang)
    if alarm.is_current:
        return f"{said}({when})。" if lang == "zh" else f"{said} ({when})."
    if lang == "zh":
        return f"{said}({when}；此后未再出现)。"
    return f"{said} ({when}; not since)."


def _said(alarm: Alarm, lang: Lang) -> str:
    value, threshold = alarm.value, alarm.threshold
    if lang == "zh":
        return {
            "overtaken": f"受帮扶方人均已追上帮扶方：倍数 {value:.2f}，门槛 {threshold:g}",
            "narrow": f"两地人均落差已很小：倍数 {value:.2f}，低于 {threshold:g}",
            "widening": f"两地人均倍数连续 {value:.0f} 年扩大，门槛 {threshold:.0f} 年",
            "rank_lost": f"得分名次退到第 {value:.0f}，曾在前 {threshold:.0f} 名",
        }[alarm.kind]
    return {
        "overtaken": f"The recipient has caught up per head: ratio {value:.2f}, "
        f"threshold {threshold:g}",
        "narrow": f"Little gap per head is left: ratio {value:.2f}, below {threshold:g}",
        "widening": f"The ratio per head grew {value:.0f} years in a row, "
        f"threshold {threshold:.0f}",
        "rank_lost": f"The pair fell to rank {value:.0f} by score, having been among the best "
        f"{threshold:.0f}",
    }[alarm.kind]


def _years(years: Iterable[int], lang: Lang) -> str:
    """Years with runs drawn together.

    >>> _years((2009, 2012, 2013, 2014), "zh")
    '2009、2012–2014年'
    """
    runs: list[list[int]] = []
    for year in years:
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    said = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return "、".join(said) + "年" if lang == "zh" else ", ".join(said)


def thresholds(result: MonitorResult, lang: Lang = "zh") -> list[str]:
    """Every threshold with its value, its reason and its force."""
    colon, force = ("：", "建议") if lang == "zh" else (": ", "suggestion")
    ours = f"({force})" if lang == "zh" else f" ({force})"
    return [
        f"{one[f'name_{lang}']}{colon}{one['value']:g}{ours}"
        f"{'，' if lang == 'zh' else '; '}{one[f'reason_{lang}']}"
        for one in result.thresholds
    ]
