"""A difference that a third person ends: opening a dispute, naming another arbitrator, deciding."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiedui.analysis.provenance import plain
from jiedui.core.errors import Problem, Refusal
from jiedui.web.platform.accounts.capabilities import ARBITRATE, CONFIRM
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.records.confirmations import access
from jiedui.web.records.confirmations.enums import Ruling, Side
from jiedui.web.records.confirmations.models import Dispute, Matter
from jiedui.web.records.confirmations.standing import conclude, spoken
from jiedui.web.records.confirmations.summaries import name_of
from jiedui.web.records.documents.enums import CLOSELY_HELD


@transaction.atomic
def dispute(
    *, by: User, side: str, matter: Matter | int, reason: str, arbitrator: User, deadline: date
) -> Dispute:
    """Contest what the other side says, with a reason; a named person is to end it by a day.

    Raises
    ------
    Refusal
        No reason, a deadline that has passed, an arbitrator who belongs to a side, nothing to
        contest, a dispute that is open already.
    """
    number = matter if isinstance(matter, int) else matter.pk
    found = access.matters_for(by, [number], CONFIRM)[0]
    chosen = Side(side)
    access.fail_if_not_speaking(by, found.pair, chosen, (found.home_region, found.host_region))
    _fail_if_nothing_to_contest(found, chosen)
    _fail_if_blank(reason, _("提出争议要写理由"))
    _fail_if_past(deadline)
    _fail_if_unfit(arbitrator, found, by)
    opened = Dispute.objects.create(
        matter=found,
        side=chosen,
        opened_by=by,
        opened_at=timezone.now(),
        reason=reason.strip(),
        arbitrator=arbitrator,
        deadline=deadline,
    )
    conclude(found)
    _record(by, "dispute", opened, f"{arbitrator.username} {deadline}")
    return opened


@transaction.atomic
def reassign(
    *, by: User, dispute: Dispute | int, arbitrator: User, deadline: date, reason: str
) -> Dispute:
    """The lead office names another arbitrator or another day. The trail keeps both."""
    found = _open(by, dispute)
    if not access.is_lead_office(by, found.matter):
        raise Refusal(Problem(_("只有牵头办公室可以改仲裁人和期限"), value=by.username))
    _fail_if_blank(reason, _("改仲裁人或期限要写理由"))
    _fail_if_past(deadline)
    _fail_if_unfit(arbitrator, found.matter, found.opened_by)
    before = f"{found.arbitrator.username} {found.deadline}"
    found.arbitrator, found.deadline = arbitrator, deadline
    found.save(update_fields=["arbitrator", "deadline"])
    _record(by, "reassign", found, f"{before} → {arbitrator.username} {deadline}: {reason.strip()}")
    return found


@transaction.atomic
def decide(
    *,
    by: User,
    dispute: Dispute | int,
    ruling: str,
    reason: str,
    value: Any = None,
    unit: str = "",
) -> Dispute:
    """End a dispute: one side's declaration stands, or a third value with its reason.

    Until the deadline it is for the named arbitrator alone. A deadline that lapses decides nothing:
    the dispute stays open and goes to the lead office.
    """
    found = _open(by, dispute)
    _fail_if_not_to_decide(by, found)
    _fail_if_blank(reason, _("裁定要写理由"))
    found.ruled_value, found.ruled_unit = _ruled(found, ruling, value, unit)
    found.ruling, found.decision = ruling, reason.strip()
    found.decided_by, found.decided_at = by, timezone.now()
    found.save()
    conclude(found.matter)
    _record(by, "decide", found, ruling)
    return found


def end_by_agreement(found: Dispute, *, by: User, at: datetime) -> None:
    """One side confirmed what the other says while the dispute was open. Part of `confirm`."""
    found.ruling, found.decision = Ruling.AGREED, "agreed by confirmation 一方确认了对方的说法"
    found.decided_by, found.decided_at = by, at
    found.save()


def is_lapsed(found: Dispute, *, on: date | None = None) -> bool:
    """Whether the deadline has passed without a decision. The day itself still counts."""
    return found.decided_at is None and found.deadline < (on or timezone.localdate())


def may_decide(user: Any, found: Dispute) -> bool:
    """The named arbitrator until the deadline, the lead office after it; never a side."""
    if found.decided_at is not None or found.opened_by_id == user.pk:
        return False
    if is_lapsed(found):
        return access.is_lead_office(user, found.matter)
    return found.arbitrator_id == user.pk and access.may_arbitrate(user, found.matter)


def _open(by: User, dispute: Dispute | int) -> Dispute:
    found = access.dispute_for(by, dispute if isinstance(dispute, int) else dispute.pk, ARBITRATE)
    if found.decided_at is not None:
        raise Refusal(Problem(_("这个争议已经裁定"), column=name_of(found.matter)))
    return found


def _fail_if_not_to_decide(by: User, found: Dispute) -> None:
    if may_decide(by, found):
        return
    if is_lapsed(found):
        reason, hint = _("已过裁定期限，由牵头办公室裁定"), _("牵头办公室也可以另定仲裁人和期限")
    else:
        reason, hint = _("只有指定的仲裁人可以裁定"), found.arbitrator.shown_name
    raise Refusal(Problem(reason, column=name_of(found.matter), value=by.username, hint=hint))


def _fail_if_nothing_to_contest(matter: Matter, side: Side) -> None:
    found = spoken([matter])[matter.pk]
    if found.open_dispute:
        raise Refusal(Problem(_("这件事已经有一个未裁定的争议"), column=name_of(matter)))
    if found.of(side.other) is None:
        raise Refusal(Problem(_("对方还没有说，没有可以争议的"), column=name_of(matter)))


def _fail_if_blank(text: str, reason: str) -> None:
    if not text.strip():
        raise Refusal(Problem(reason))


def _fail_if_past(deadline: date) -> None:
    if deadline < timezone.localdate():
        raise Refusal(
            Problem(
                _("裁定期限已经过去"),
                value=deadline.isoformat(),
                hint=_("写今天或以后的日期"),
            )
        )


def _fail_if_unfit(arbitrator: User, matter: Matter, opened_by: User) -> None:
    if arbitrator.pk == opened_by.pk:
        raise Refusal(Problem(_("提出争议的人不能自己仲裁"), value=arbitrator.username))
    if access.belongs_to_a_side(arbitrator, matter):
        hint = _("请选不属于任何一方的人")
        reason = _("仲裁人属于其中一方")
        raise Refusal(Problem(reason, value=arbitrator.shown_name, hint=hint))
    if not access.may_arbitrate(arbitrator, matter):
        hint = _("请选有裁定权的人，例如牵头办公室的人")
        raise Refusal(Problem(_("这个人没有裁定权"), value=arbitrator.shown_name, hint=hint))


def _ruled(found: Dispute, ruling: str, value: Any, unit: str) -> tuple[Any, str]:
    if ruling == Ruling.THIRD:
        written = plain(value)
        if written in (None, ""):
            raise Refusal(Problem(_("裁定第三个数，却没有写数")))
        return written, unit.strip()
    if ruling not in (Ruling.SUPPORTER, Ruling.RECIPIENT):
        allowed = "supporter, recipient, third"
        raise Refusal(Problem(_("没有这种裁定"), column="ruling", value=ruling, hint=allowed))
    chosen = spoken([found.matter])[found.matter.pk].of(ruling)
    if chosen is None:
        raise Refusal(Problem(_("这一方还没有说，不能以它为准"), value=ruling))
    return chosen.value, chosen.unit


def _record(by: User, action: str, found: Dispute, what: str) -> None:
    matter = found.matter
    is_held = matter.secrecy in CLOSELY_HELD
    record_entry(
        by=by.username,
        action=action,
        object_kind=matter.object_kind,
        object_key=matter.object_key,
        summary=f"{matter.aspect}: {'***' if is_held else what}",
        payload={
            "pair": matter.pair.key,
            "aspect": matter.aspect,
            "side": found.side,
            "reason": found.reason,
            "arbitrator": found.arbitrator.username,
            "deadline": found.deadline,
            "ruling": found.ruling,
            "value": found.ruled_value,
            "decision": found.decision,
        },
    )
