"""Everything that the page of an offer and of a list shows and offers to a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from jiedui.web.desk.offers import tables, words
from jiedui.web.judgement.offers import access, naming, queries
from jiedui.web.judgement.offers.enums import (
    MAY_STAND,
    ConditionKind,
    Doer,
    Link,
    ListState,
    Outcome,
    Reply,
    State,
)
from jiedui.web.judgement.offers.lines import Spelled, clashes, spelled
from jiedui.web.judgement.offers.models import Condition, DevelopmentList, Offer, Question
from jiedui.web.judgement.offers.signed import agreed_conditions, why_open
from jiedui.web.platform.accounts.capabilities import CONFIRM, EDIT_PROJECTS
from jiedui.web.platform.accounts.reach import sides_of
from jiedui.web.platform.kit.industries import industry_said
from jiedui.web.records.confirmations.enums import Side
from jiedui.web.records.projects.access import may_see


@dataclass(frozen=True)
class Told:
    """What one side said to an offer."""

    side: str
    name: str
    reply: str
    label: str
    tag: str
    reason: str
    by: str
    at: datetime | None
    is_mine: bool


@dataclass(frozen=True)
class Asked:
    """A question with its answer, and whether the person may answer it."""

    question: Question
    side: str
    asked_by: str
    answered_by: str
    may_answer: bool


def of_offer(user: Any, offer: Offer, on: date) -> dict[str, Any]:
    sides = access.sides_for(user, offer)
    mine = next(iter(sides)) if len(sides) == 1 else None
    state = queries.state_of(offer, on)
    is_open = state == State.OPEN
    others = queries.ranked_beside(offer, access.visible_offers(user))
    return {
        "offer": offer,
        "pair_name": words.pair_name(offer.pair),
        "industry": industry_said(offer.industry),
        "state": state,
        "tag": words.STATE_TAGS[state],
        "headline": words.headline(offer, on),
        "sender": words.sender_name(offer),
        "sent_by": words.person(offer.sent_by),
        "withdrawn_by": words.person(offer.withdrawn_by),
        "told": [_told(offer, side, mine) for side in Side.values],
        "asked": [_asked(user, offer, one, is_open) for one in offer.questions.order_by("pk")],
        "terms": tables.terms(offer),
        "others": tables.offers(others, on) if others else None,
        "lead": _lead(user, offer),
        "side": mine.value if mine else "",
        "may_reply": is_open and mine is not None and not offer.reply_of(mine),
        "may_ask": is_open and mine is not None,
        "may_withdraw": is_open and _may_withdraw(user, offer),
    }


def _told(offer: Offer, side: str, mine: Side | None) -> Told:
    given = offer.reply_of(side)
    return Told(
        side,
        words.side_name(offer.pair, side),
        given,
        str(Reply(given).label),
        words.REPLY_TAGS.get(given, ""),
        getattr(offer, f"{side}_reason"),
        words.person(getattr(offer, f"{side}_by")),
        getattr(offer, f"{side}_at"),
        mine == side,
    )


def _asked(user: Any, offer: Offer, one: Question, is_open: bool) -> Asked:
    return Asked(
        one,
        words.side_name(offer.pair, one.side),
        words.person(one.asked_by),
        words.person(one.answered_by),
        is_open and not one.answer and access.may_answer(user, offer, one),
    )


def _lead(user: Any, offer: Offer) -> str:
    """The code of the lead, for who may see it: it is sealed to its finder."""
    if offer.lead is None:
        return ""
    return offer.lead.code if may_see(user, [offer.lead.code]) else ""


def _may_withdraw(user: Any, offer: Offer) -> bool:
    may_edit = access.visible_offers(user, EDIT_PROJECTS).filter(pk=offer.pk).exists()
    return may_edit and access.is_sender(user, offer)


@dataclass(frozen=True)
class LineRow:
    """A line of a draft with both sides' words, and what the person may do about it."""

    found: Spelled
    industry: str
    link: str
    supporter: str
    recipient: str
    doer: str
    standing: str
    tag: str
    matter: int | None
    box: str


@dataclass(frozen=True)
class ConditionRow:
    """An exclusion or incentive with its check."""

    condition: Condition
    industry: str
    side: str
    tag: str
    may_check: bool


def of_list(user: Any, one: DevelopmentList) -> dict[str, Any]:
    sides = sides_of(user, one.pair, CONFIRM)
    mine = next(iter(sides)) if len(sides) == 1 else ""
    is_draft = one.state == ListState.DRAFT
    found = spelled(one) if is_draft else []
    may_edit = access.visible_lists(user, EDIT_PROJECTS).filter(pk=one.pk).exists()
    conditions = one.conditions.order_by("pk")
    return {
        "list": one,
        "title": naming.title(one),
        "pair_name": words.pair_name(one.pair),
        "state_name": words.list_state(one),
        "tag": words.LIST_TAGS.get(one.state, ""),
        "is_draft": is_draft,
        "drafted_by": words.person(one.drafted_by),
        "rows": [_line(one, line, mine) for line in found],
        "may_confirm": is_draft and any(_box(line, mine) for line in found),
        "clashes": [_line(one, line, mine) for line in clashes(found)],
        "signed": None if is_draft else tables.signed_lines(one),
        "signed_conditions": _signed_conditions(one),
        "conditions": [_condition(user, one, c, may_edit and is_draft) for c in conditions],
        "open": list(why_open(one)) if is_draft else [],
        "signatures": [_signature(one, side) for side in Side.values],
        "versions": tables.lists(access.visible_lists(user).filter(pair=one.pair)),
        "side": mine,
        "may_write": bool(mine) and is_draft,
        "may_sign": bool(mine) and is_draft and not getattr(one, f"{mine}_signed_by", ""),
        "has_signed": bool(mine) and bool(getattr(one, f"{mine}_signed_by", "")),
        "links": Link.choices,
        "doers": [(value, words.doer_name(one.pair, value)) for value in Doer.values],
        "kinds": ConditionKind.choices,
        "outcomes": [choice for choice in Outcome.choices if choice[0]],
        "today": timezone.localdate(),
    }


def _line(one: DevelopmentList, line: Spelled, mine: str) -> LineRow:
    matter = line.spoken.matter if line.spoken else None
    standing = str(line.spoken.standing.label) if line.spoken else ""
    tag = "tag-warm" if line.is_clash else "tag-accent" if line.doer else ""
    return LineRow(
        line,
        industry_said(line.line.industry),
        str(Link(line.line.link).label),
        words.doer_name(one.pair, line.supporter),
        words.doer_name(one.pair, line.recipient),
        words.doer_name(one.pair, line.doer),
        standing,
        tag,
        matter.pk if matter else None,
        _box(line, mine),
    )


def _box(line: Spelled, mine: str) -> str:
    """Line and declaration that a confirmation would be of; "" where none is asked for."""
    if not mine or line.spoken is None or line.awaits != mine:
        return ""
    theirs = line.spoken.of(Side(mine).other)
    return f"{line.line.pk}:{theirs.pk}" if theirs else ""


def _condition(user: Any, one: DevelopmentList, found: Condition, may_edit: bool) -> ConditionRow:
    is_mine = found.added_by == user.get_username()
    return ConditionRow(
        found,
        industry_said(found.industry) if found.industry else "",
        words.side_name(one.pair, found.side),
        "tag-accent" if found.outcome in MAY_STAND else "tag-warm",
        may_edit and not is_mine and not found.dropped_by,
    )


def _signed_conditions(one: DevelopmentList) -> list[dict[str, str]]:
    """The exclusions and incentives of a signed version, in words."""
    return [
        told
        | {
            "kind": str(ConditionKind(told["kind"]).label),
            "outcome": str(Outcome(told["outcome"]).label),
            "side": words.side_name(one.pair, told["side"]),
            "industry": industry_said(told["industry"]) if told["industry"] else "",
        }
        for told in agreed_conditions(one)
    ]


def _signature(one: DevelopmentList, side: str) -> dict[str, Any]:
    by = getattr(one, f"{side}_signed_by")
    return {
        "side": words.side_name(one.pair, side),
        "by": words.person(by) if by else "",
        "at": getattr(one, f"{side}_signed_at"),
        "sha256": getattr(one, f"{side}_sha256"),
    }
