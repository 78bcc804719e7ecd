"""How offers, lists and their parts are said on the pages."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from jiedui.analysis.matching.words import TERM_NAMES
from jiedui.web.judgement.offers import queries
from jiedui.web.judgement.offers.enums import Doer, ListState, Reply, State
from jiedui.web.judgement.offers.models import DevelopmentList, Offer
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.places import place
from jiedui.web.records.confirmations.enums import Side
from jiedui.web.records.programmes.models import Pair

STATE_TAGS = {
    State.OPEN: "",
    State.ACCEPTED: "tag-accent",
    State.DECLINED: "tag-warm",
    State.WITHDRAWN: "tag-warm",
    State.LAPSED: "tag-warm",
}
LIST_TAGS = {ListState.SIGNED.value: "tag-accent", ListState.DRAFT.value: "tag-warm"}
REPLY_TAGS = {Reply.ACCEPTED.value: "tag-accent", Reply.DECLINED.value: "tag-warm"}


def pair_name(pair: Pair) -> str:
    return f"{place(pair.supporter_name)} → {place(pair.recipient_name)}"


def side_name(pair: Pair, side: str) -> str:
    """A side by its place: 苏州市（帮扶方）."""
    name = pair.supporter_name if side == Side.SUPPORTER else pair.recipient_name
    return _("%(place)s（%(role)s）") % {"place": place(name), "role": Side(side).label}


def doer_name(pair: Pair, doer: str) -> str:
    """Who does a link, by the name of the place."""
    if doer == Doer.SUPPORTER:
        return place(pair.supporter_name)
    if doer == Doer.RECIPIENT:
        return place(pair.recipient_name)
    return str(Doer(doer).label) if doer in Doer.values else ""


def term_name(code: str) -> str:
    """A term as the pages of matching call it; one that is not known shows its code."""
    return TERM_NAMES.get(code, (code, code))[language() == "en"]


def sender_name(offer: Offer) -> str:
    return side_name(offer.pair, offer.sender_side) if offer.sender_side else _("牵头办公室或园区")


def person(username: str) -> str:
    """Who it was, as the person is called."""
    found = User.objects.filter(username=username).first()
    return str(found.shown_name) if found else username


def turn(offer: Offer, on: date) -> str:
    """Whose move it is, or where the offer stands."""
    state = queries.state_of(offer, on)
    if state != State.OPEN:
        return str(state.label)
    waiting = [side for side in Side.values if not offer.reply_of(side)]
    names = _("、").join(side_name(offer.pair, side) for side in waiting)
    return _("等 %(who)s 答复") % {"who": names}


def headline(offer: Offer, on: date) -> str:
    """Where the offer stands, in a sentence."""
    state = queries.state_of(offer, on)
    if state == State.ACCEPTED:
        return _("两方都接受，已成为线索：签约前只有首报单位和牵头办公室看得到（首报首谈）。")
    if state == State.DECLINED:
        return _("已谢绝，理由两方都看得到。")
    if state == State.WITHDRAWN:
        return _("发出方已撤回，理由两方都看得到。")
    if state == State.LAPSED:
        return _("有效期已过，没有两方的接受。不答复不算同意。")
    days = (offer.lapses_on - on).days
    return _("%(turn)s，还有 %(days)s 天。不答复不算同意。") % {
        "turn": turn(offer, on),
        "days": days,
    }


def list_state(one: DevelopmentList) -> str:
    """How far a version is: of a draft also who has signed."""
    signed = [side for side in Side.values if getattr(one, f"{side}_signed_by")]
    if one.state == ListState.DRAFT and signed:
        return _("草案，%(who)s 已签") % {"who": side_name(one.pair, signed[0])}
    return str(ListState(one.state).label)
