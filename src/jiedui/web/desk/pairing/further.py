"""Tables of a pairing beyond the proposal: how far data-made weights swing, and stability."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jiedui.analysis.pairing import PairingResult
from jiedui.analysis.pairing.records import StabilityRecord
from jiedui.reports.drawings.pairing import criteria
from jiedui.web.desk.pairing import words
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.tables import Cell, Column, Table, row

POINTS = 3


def spread(result: PairingResult) -> Table:
    """Entropy and CRITIC weights with the range they take when the regions are drawn again."""
    found = result.weights_stability
    names = criteria(result, language())
    rows = [
        row(
            words.weighting(weighting),
            names.get(one["criterion"], one["criterion"]),
            one["weight"],
            one["low"],
            one["high"],
        )
        for weighting in ("entropy", "critic")
        for one in found.get(weighting, ())
    ]
    columns = (
        Column("weighting", _("赋权")),
        Column("criterion", _("分项")),
        Column("weight", _("权重"), places=POINTS),
        Column("low", _("5%分位"), places=POINTS),
        Column("high", _("95%分位"), places=POINTS),
    )
    note = _(
        "把两方的地区有放回地重抽 %(draws)s 次再算权重；区间很宽，就不宜拿这种权重作依据。"
    ) % {"draws": found.get("draws", "")}
    return Table("spread", _("由数据定的权重有多不稳"), columns, tuple(rows), note)


def stability(result: PairingResult) -> Table:
    """Only where both sides stated ranked lists: who would rather have each other."""
    known = {
        one.name: one.label_en if language() == "en" else one.label_zh for one in result.evaluated
    }
    rows = [
        row(
            known.get(one.name) or _name(one),
            Cell(_("是") if one.stable else _("否"), tag="" if one.stable else "tag-warm"),
            words.listed(one.blocking) or _("无"),
            words.listed(one.unacceptable) or _("无"),
            words.listed(one.pairs),
        )
        for one in result.stability
    ]
    columns = (
        Column("name", _("方案")),
        Column("stable", _("稳定")),
        Column("blocking", _("双方都更愿意的对子")),
        Column("unacceptable", _("有一方没有列入的对子")),
        Column("pairs", _("结对")),
    )
    note = _("只按双方自己交来的名次判断，与得分无关。没有列入名次表的，视为不接受。")
    return Table("stability", _("照双方意愿，哪个方案稳定"), columns, tuple(rows), note)


def _name(one: StabilityRecord) -> str:
    return {
        "proposed": _("建议的结对"),
        "deferred_acceptance": _("照双方意愿配出的结对"),
    }.get(one.name, one.name)
