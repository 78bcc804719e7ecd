"""Tables of what was frozen, as the page and the export show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jiedui.core.errors import Refusal
from jiedui.schemes import load
from jiedui.web.desk.confirm.figures import Difference, Figures, Row, rank, sum_fen
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.tables import Cell, Column, Table, row
from jiedui.web.records.projects.enums import LADDER, MoneyKind

FEN_PER_10K = 1_000_000
ROWS_MAX = 200


def programme(code: str) -> str:
    """The name of a programme; its code where no scheme tells."""
    try:
        return str(getattr(load.programme(code), f"name_{language()}"))
    except Refusal:
        return code


def snapshots(found: Iterable[Any]) -> Table:
    """Each snapshot, a correction beside the one that it corrects."""
    rows = [
        row(
            Cell(one.as_of.isoformat(), url=reverse("confirm:snapshot", args=[one.pk])),
            programme(one.key),
            one.count,
            _("更正 %(digest)s") % {"digest": one.corrects.sha256[:8]}
            if one.corrects_id
            else _("冻结"),
            one.frozen_by.shown_name,
            timezone.localtime(one.frozen_at).strftime("%Y-%m-%d %H:%M"),
            one.sha256[:16],
        )
        for one in found
    ]
    columns = (
        Column("as_of", _("考核日期")),
        Column("programme", _("协作关系")),
        Column("count", _("项目"), _("个"), 0),
        Column("kind", _("情况")),
        Column("by", _("冻结人")),
        Column("at", _("冻结时间")),
        Column("sha256", _("摘要值")),
    )
    note = _("快照存下就不再改；更正由一个人提出、另一个人复核，另存一份，原来的也留着。")
    return Table("frozen", _("冻结的考核数据"), columns, tuple(rows), note)


def beside(frozen: Figures, then: Figures, now: Figures, day: date) -> Table:
    """The frozen figures beside what the register says today, of that day and of now."""
    every = (frozen, then, now)
    lines = [_line(_("快照里的项目"), _("个"), [one.projects for one in every])]
    for stage in LADDER[1:]:
        said = _("到过%(stage)s") % {"stage": stage.label}
        lines.append(_line(said, _("个"), [one.reached[stage] for one in every]))
    lines.append(_line(_("终止或转让"), _("个"), [one.ended for one in every]))
    for kind in MoneyKind:
        sums = [one.fen[kind] / FEN_PER_10K for one in every]
        lines.append(_line(str(kind.label), _("万元"), sums))
    columns = (
        Column("what", _("指标")),
        Column("unit", _("单位")),
        Column("frozen", _("冻结时"), places=0),
        Column("then", _("现在的记录，同一天"), places=0),
        Column("now", _("现在的记录，今天"), places=0),
        Column("less", _("同一天之差"), places=0),
    )
    note = _(
        "只算您能看到的项目；金额只算人民币。“同一天”只数 %(day)s 及以前的阶段和资金："
        "与冻结时不同，就是事后改了过去。"
    ) % {"day": day.isoformat()}
    return Table("beside", _("冻结时与现在"), columns, tuple(lines), note)


def differences(found: Sequence[Difference], id: str = "changed") -> Table:
    """Projects of which the past reads otherwise now."""
    rows = [
        row(
            Cell(one.name, url=reverse("projects:project", args=[one.code])),
            one.code,
            _text(one.frozen),
            _text(one.now),
            "、".join(words(one)),
        )
        for one in found[:ROWS_MAX]
    ]
    columns = (
        Column("name", _("项目")),
        Column("code", _("编号")),
        Column("frozen", _("冻结的")),
        Column("now", _("现为")),
        Column("what", _("哪里不同")),
    )
    note = ""
    if len(found) > ROWS_MAX:
        note = _("共 %(count)s 个，列出前 %(shown)s 个。")
        note %= {"count": len(found), "shown": ROWS_MAX}
    return Table(id, _("事后改了过去的项目"), columns, tuple(rows), note)


def words(one: Difference) -> list[str]:
    """What differs, in words."""
    if one.frozen is None:
        return [_("冻结时没有")]
    if one.now is None:
        return [_("现在没有")]
    said = {
        "name": _("名称"),
        "firm__credit_code": _("企业"),
        "park__code": _("园区"),
        "host_region": _("落户地"),
        "home_region": _("来源地"),
        "industry": _("行业"),
        "stages": _("阶段"),
        "money": _("资金"),
    }
    return [said[name] for name in one.fields]


def _text(found: Row | None) -> str | None:
    """A project of a day in few words: stage and its date, paid-in money."""
    if found is None:
        return None
    reached = rank(found)
    parts = []
    if reached >= 0:
        stage = LADDER[reached]
        dates = [one["on"] for one in found["stages"] if one["stage"] == stage]
        parts.append(f"{stage.label} {dates[-1]}")
    paid = sum_fen(found, MoneyKind.PAID_IN) / FEN_PER_10K
    if paid:
        parts.append(_("到位 %(sum)s 万元") % {"sum": f"{paid:,.0f}"})
    return _("；").join(parts) or None


def _line(what: str, unit: str, values: Sequence[float]) -> tuple[Cell, ...]:
    """An indicator with the difference that the register now makes to the frozen day."""
    return row(what, unit, *values, values[1] - values[0])
