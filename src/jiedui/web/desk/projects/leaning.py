"""On whom delivery leans, and whether it fills the chain: a sentence each, and what it counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jiedui.core.delivery import dependence, gap_share
from jiedui.web.platform.kit import numbers
from jiedui.web.records.projects import columns
from jiedui.web.records.projects.enums import Initiator
from jiedui.web.records.projects.models import Firm, Project
from jiedui.web.records.projects.queries import SIGNED

FIRMS = 5


@dataclass(frozen=True)
class Line:
    """What is the case, and what was counted to say so."""

    text: str
    definition: str


def lines(projects: QuerySet[Project]) -> list[Line]:
    """Of the signed projects: the largest firms, the government's initiative, named chain gaps."""
    rows = columns.rows(projects)
    signed = rows["reached"] >= SIGNED
    if not signed.any():
        return []
    promised = rows["promised_fen"][signed]
    money = np.where(promised == columns.NONE, np.nan, promised / 100)
    firm = rows["firm_id"][signed]
    names = np.array(["", *(one.value for one in Initiator)])
    found = dependence(
        money,
        firms=np.where(firm == columns.NONE, "", firm.astype("U12")),  # type: ignore[arg-type]
        initiators=names[rows["initiator"][signed] + 1],  # type: ignore[arg-type]
        k=FIRMS,
    )
    return [_top(found), _government(found), _gaps(rows["has_gap"][signed], money)]


def _top(found) -> Line:  # type: ignore[no-untyped-def]
    firms = Firm.objects.in_bulk([int(number) for number in found.top_firms])
    said = {
        "count": len(found.top_firms),
        "share": numbers.percent(found.top_by_money),
        "projects": numbers.percent(found.top_by_count),
        "names": _("、").join(firms[int(number)].name for number in found.top_firms),
    }
    text = _("最大 %(count)s 家企业占承诺额 %(share)s、占个数 %(projects)s：%(names)s。") % said
    left = {"count": found.without_firm}
    return Line(text, _("按签约承诺额排；%(count)s 个没有企业的项目不计。") % left)


def _government(found) -> Line:  # type: ignore[no-untyped-def]
    said = {
        "count": numbers.percent(found.government_by_count),
        "share": numbers.percent(found.government_by_money),
    }
    left = {"count": found.without_initiator}
    return Line(
        _("政府引导的占个数 %(count)s、占承诺额 %(share)s。") % said,
        _("只在填了发起方的签约项目中算；%(count)s 个没有填。") % left,
    )


def _gaps(has_gap: columns.Array, money: columns.Array) -> Line:
    share = gap_share(np.where(has_gap, "x", ""), money)  # type: ignore[arg-type]
    said = {"count": numbers.percent(share.by_count), "share": numbers.percent(share.by_money)}
    return Line(
        _("写明补链环节的占个数 %(count)s、占承诺额 %(share)s。") % said,
        _("没有写所补环节的，算作不补链。"),
    )
