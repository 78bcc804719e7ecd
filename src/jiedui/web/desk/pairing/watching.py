"""Pairs watched over years, as pages show them: sentences, a table, thresholds."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from jiedui.analysis.pairing import Alarm, MonitoredPair, MonitorResult
from jiedui.reports.drawings.pairing import label
from jiedui.web.desk.pairing import queries
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.tables import Cell, Column, Table, row

POINTS = 3


def table(result: MonitorResult) -> Table:
    """One line per pair: its last year with data, and the alarms that stand."""
    rows = [_row(result.programme, pair) for pair in result.pairs]
    columns = (
        Column("pair", _("帮扶方 → 受帮扶方")),
        Column("year", _("年份"), places=0, grouped=False),
        Column("ratio", _("倍数"), _("倍"), 2),
        Column("difference", _("差额"), _("元/人"), 0),
        Column("need", _("需要"), "0–1", POINTS),
        Column("score", _("得分"), "0–1", POINTS),
        Column("rank", _("名次")),
        Column("alarms", _("预警")),
    )
    note = result.definition_en if language() == "en" else result.definition_zh
    return Table("watched", _("结对监测"), columns, tuple(rows), note, _source())


def _source() -> str:
    from jiedui.web.desk.gaps.tables import source_words

    return source_words(queries.DATA_SET)


def _row(programme: str, pair: MonitoredPair) -> tuple[Cell, ...]:
    last, standing = pair.years[-1], pair.current()
    url = reverse("pairs:pair", args=[programme, pair.supporter, pair.recipient])
    said = "; ".join(name(alarm) for alarm in standing)
    return row(
        Cell(label(pair, language()), url=url),
        last.year,
        last.ratio,
        last.difference,
        last.need,
        last.score,
        f"{last.rank} / {last.candidates}",
        Cell(said, tag="tag-warm") if said else _("无"),
    )


def name(alarm: Alarm) -> str:
    return {
        "overtaken": _("人均已追上"),
        "narrow": _("落差很小"),
        "widening": _("倍数连年扩大"),
        "rank_lost": _("名次退出前列"),
    }[alarm.kind]
