"""Lists of offers, terms and lines, as the page and the export show them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from jiedui.web.desk.offers import words
from jiedui.web.judgement.offers import queries
from jiedui.web.judgement.offers.enums import Link, Reply
from jiedui.web.judgement.offers.models import DevelopmentList, Offer
from jiedui.web.judgement.offers.signed import agreed_lines
from jiedui.web.platform.kit.industries import industry_said
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.tables import Cell, Column, Table, row


def offers(found: Iterable[Offer], on: date) -> Table:
    """Every offer with where it stands and what each side said."""
    columns = (
        Column("firm", _("企业")),
        Column("park", _("园区")),
        Column("state", _("状态")),
        Column("supporter", _("帮扶方")),
        Column("recipient", _("受帮扶方")),
        Column("lapses_on", _("有效期至")),
        Column("industry", _("行业")),
        Column("rank", _("名次"), places=0),
        Column("score", _("得分"), places=3),
        Column("pair", _("结对")),
        Column("code", _("邀约编号")),
    )
    rows = tuple(_offer(one, on) for one in found)
    note = _("名次与得分是发出时那次测算的；得分没有单位，不同测算之间不能直接比较。")
    return Table("offers", _("对接邀约"), columns, rows, note=note)


def _offer(one: Offer, on: date) -> tuple[Cell, ...]:
    state = queries.state_of(one, on)
    return row(
        Cell(one.firm_name, url=reverse("offers:offer", args=[one.code])),
        one.park.name,
        Cell(str(state.label), tag=words.STATE_TAGS[state]),
        _reply(one.supporter_reply, one.supporter_reason),
        _reply(one.recipient_reply, one.recipient_reason),
        one.lapses_on.isoformat(),
        industry_said(one.industry) or None,
        one.rank,
        one.score,
        words.pair_name(one.pair),
        one.code,
    )


def _reply(given: str, reason: str) -> Cell:
    return Cell(str(Reply(given).label) if given else None, note=reason)


def terms(offer: Offer) -> Table:
    """What the score is made of: weight times value adds up to it."""
    columns = (
        Column("term", _("分项")),
        Column("weight", _("权重"), places=2),
        Column("value", _("数值(0到1)"), places=3),
        Column("points", _("得分"), places=3),
    )
    rows = [_term(one) for one in offer.terms]
    known = sum(one["weight"] * one["value"] for one in offer.terms if one["value"] is not None)
    rows.append(row(Cell(_("合计")), None, None, known))
    return Table("terms", _("得分从哪里来"), columns, tuple(rows), note=_left_open(offer))


def _left_open(offer: Offer) -> str:
    """What missing figures leave open: a bonus only raises the score, a penalty only lowers it."""
    weights = [one["weight"] for one in offer.terms if one["value"] is None]
    if not weights:
        return ""
    if min(weights) >= 0:
        return _("缺数的分项不计分，也不把权重让给别的分项，得分是下限。")
    if max(weights) <= 0:
        return _("缺数的分项是扣分项，没有扣，得分是上限。")
    return _("缺数的分项有加分项，也有扣分项，都没有计：得分可能更高，也可能更低。")


def _term(one: dict[str, Any]) -> tuple[Cell, ...]:
    value = one["value"]
    own = one.get("note_en", "") if language() == "en" else ""
    name = Cell(words.term_name(one["term"]), note=str(own or one.get("note", "")))
    return row(name, one["weight"], value, None if value is None else one["weight"] * value)


def lists(found: Iterable[DevelopmentList]) -> Table:
    """Versions of the lists of the pairs within reach."""
    columns = (
        Column("pair", _("结对")),
        Column("number", _("版次"), places=0),
        Column("state", _("状态")),
        Column("lines", _("行数"), places=0),
        Column("drafted", _("起草")),
        Column("signed", _("签署")),
    )
    return Table("lists", _("错位发展清单"), columns, tuple(_list(one) for one in found))


def _list(one: DevelopmentList) -> tuple[Cell, ...]:
    times = [one.supporter_signed_at, one.recipient_signed_at]
    signed = max(time for time in times if time) if one.content else None
    count = len(agreed_lines(one)) if one.content else one.lines.count()
    return row(
        Cell(words.pair_name(one.pair), url=reverse("offers:list", args=[one.code])),
        one.number,
        Cell(words.list_state(one), tag=words.LIST_TAGS.get(one.state, "")),
        count,
        one.drafted_at.date().isoformat(),
        signed.date().isoformat() if signed else None,
    )


def signed_lines(one: DevelopmentList) -> Table:
    """The lines that both sides signed."""
    columns = (
        Column("industry", _("行业")),
        Column("link", _("环节")),
        Column("doer", _("由谁做")),
    )
    rows = tuple(
        row(
            industry_said(line["industry"]),
            str(Link(line["link"]).label),
            words.doer_name(one.pair, line["doer"]),
        )
        for line in agreed_lines(one)
    )
    return Table("lines", _("谁做哪个环节"), columns, rows)
