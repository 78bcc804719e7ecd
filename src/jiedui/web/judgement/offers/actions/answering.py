"""What both sides say to an offer: accept, decline, ask; and who sent it takes it back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiedui.web.judgement.offers import access
from jiedui.web.judgement.offers.actions.common import fail_if_changed, record, refuse, said, save
from jiedui.web.judgement.offers.actions.leading import make_lead
from jiedui.web.judgement.offers.enums import Reply, State
from jiedui.web.judgement.offers.models import Offer, Question
from jiedui.web.platform.accounts.capabilities import CONFIRM, EDIT_PROJECTS
from jiedui.web.platform.accounts.models import User


@transaction.atomic
def reply(
    *,
    by: User,
    code: str,
    version: int | None,
    reply: str,
    reason: str = "",
    side: str = "",
    today: date | None = None,
) -> Offer:
    """Accept or decline for one side. When both have accepted, the offer becomes a lead.

    Raises
    ------
    Conflict
        Somebody replied, asked or withdrew since `version`; nothing is written.
    Refusal
        A reply given already, an offer that is closed or past its day, a refusal without reason.
    """
    day = today or timezone.localdate()
    offer = _locked(by, code, CONFIRM, version, {"reply": reply, "reason": reason}, day)
    own = access.side_for(by, offer, side)
    if reply not in (Reply.ACCEPTED, Reply.DECLINED):
        raise refuse(_("没有这种答复"), column="reply", value=reply, hint="accepted, declined")
    if offer.reply_of(own):
        raise refuse(_("您这一方已经答复过"), column="side", value=own.label)
    if reply == Reply.DECLINED:
        reason = said(reason, column="reason", what=_("谢绝必须写明理由"))
    if getattr(offer, f"{own.other}_by") == by.username:
        raise refuse(_("同一个人不能代表两方答复"), column="side", hint=_("请本方的另一个人来答复"))
    _write(offer, by, own.value, own.other.value, reply, reason.strip(), day)
    words = f"{own.label} {Reply(reply).label}{'：' if reason else ''}{reason.strip()}"
    action = "accept_offer" if reply == Reply.ACCEPTED else "decline_offer"
    record(by, action, offer, words, {"side": own.value, "reply": reply, "state": offer.state})
    return offer


def _write(
    offer: Offer, by: User, own: str, other: str, given: str, reason: str, today: date
) -> None:
    """One UPDATE writes the reply and what follows from it."""
    changes: dict[str, Any] = {
        f"{own}_reply": given,
        f"{own}_reason": reason,
        f"{own}_by": by.username,
        f"{own}_at": timezone.now(),
        "version": offer.version + 1,
    }
    if given == Reply.DECLINED:
        changes["state"] = State.DECLINED
    elif offer.reply_of(other) == Reply.ACCEPTED:
        people = {own: by.username, other: getattr(offer, f"{other}_by")}
        changes["lead"] = make_lead(offer, by=by, people=people, today=today)
        changes["state"] = State.ACCEPTED
    save(offer, **changes)


@transaction.atomic
def ask(
    *,
    by: User,
    code: str,
    text: str,
    side: str = "",
    version: int | None = None,
    today: date | None = None,
) -> Question:
    """Ask the other side, or who sent the offer, before replying. Kept with its answer."""
    offer = _locked(by, code, CONFIRM, version, {}, today or timezone.localdate())
    own = access.side_for(by, offer, side)
    text = said(text, column="text", what=_("提问必须有内容"))
    question = Question(
        offer=offer, side=own, text=text, asked_by=by.username, asked_at=timezone.now()
    )
    save(question)
    save(offer, version=offer.version + 1)
    record(by, "ask_about_offer", offer, f"{own.label}：{text}", {"side": own.value})
    return question


@transaction.atomic
def answer_question(
    *,
    by: User,
    code: str,
    question: int,
    answer: str,
    version: int | None = None,
    today: date | None = None,
) -> Question:
    """Answer a question of the other side. An answer once given stays."""
    offer = _locked(by, code, EDIT_PROJECTS, version, {}, today or timezone.localdate())
    found = Question.objects.select_for_update().filter(offer=offer, pk=question).first()
    if found is None:
        raise refuse(_("这份邀约没有这个问题"), column="question", value=question)
    if not access.may_answer(by, offer, found):
        hint = _("由对方或发出方回答")
        raise refuse(_("这个问题不由您回答"), column="question", value=question, hint=hint)
    if found.answer:
        raise refuse(_("已经回答过"), column="question", value=question)
    text = said(answer, column="answer", what=_("回答必须有内容"))
    save(found, answer=text, answered_by=by.username, answered_at=timezone.now())
    save(offer, version=offer.version + 1)
    record(by, "answer_about_offer", offer, text, {"question": found.text})
    return found


@transaction.atomic
def withdraw(
    *, by: User, code: str, version: int | None, reason: str, today: date | None = None
) -> Offer:
    """Take an offer back, with a reason that both sides read. Only who sent it may."""
    day = today or timezone.localdate()
    offer = _locked(by, code, EDIT_PROJECTS, version, {"withdrawal": reason}, day)
    if not access.is_sender(by, offer):
        hint = _("由发出邀约的一方撤回；您可以谢绝")
        raise refuse(_("不是您发出的邀约"), column="offer", value=code, hint=hint)
    reason = said(reason, column="reason", what=_("撤回必须写明理由"))
    save(
        offer,
        state=State.WITHDRAWN,
        withdrawn_by=by.username,
        withdrawn_at=timezone.now(),
        withdrawal=reason,
        version=offer.version + 1,
    )
    record(by, "withdraw_offer", offer, reason, {"state": offer.state})
    return offer


def _locked(
    by: User, code: str, capability: str, version: int | None, changes: dict[str, Any], day: date
) -> Offer:
    offer = access.offer_for(by, code, capability, lock=True)
    fail_if_changed(offer, version, changes)
    if offer.state != State.OPEN:
        raise refuse(_("邀约已经了结"), column="offer", value=offer.get_state_display())
    if offer.lapses_on < day:
        hint = _("可以请发出方重新发一份")
        raise refuse(_("邀约已过有效期"), column="offer", value=offer.lapses_on, hint=hint)
    return offer
