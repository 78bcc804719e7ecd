"""Reading offers and lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from jiedui.web.judgement.offers import access
from jiedui.web.judgement.offers.enums import State
from jiedui.web.judgement.offers.models import DevelopmentList, Offer, Question
from jiedui.web.platform.accounts.capabilities import CONFIRM

SORTS = {
    "newest": ("-sent_at", "-code"),
    "lapses": ("lapses_on", "code"),
    "score": ("-score", "code"),
    "firm": ("firm_name", "code"),
    "park": ("park__name", "code"),
}


@dataclass(frozen=True)
class Choice:
    """What of the list is wanted."""

    pair: str = ""
    park: str = ""
    industry: str = ""
    state: str = ""
    text: str = ""


@dataclass(frozen=True)
class ToAnswer:
    """An open offer that waits for a person: for a reply, or for answers to questions."""

    offer: Offer
    is_reply_due: bool
    questions: tuple[Question, ...]


def state_of(offer: Offer, on: date) -> State:
    """Where an offer stands on a day: an open one past its day has lapsed."""
    is_past = offer.state == State.OPEN and offer.lapses_on < on
    return State.LAPSED if is_past else State(offer.state)


def state_is(state: str, on: date) -> Q:
    """The filter for offers that stand so on a day."""
    past = Q(state=State.OPEN, lapses_on__lt=on)
    if state == State.LAPSED:
        return past | Q(state=State.LAPSED)
    return Q(state=state) & ~past


def narrowed(offers: QuerySet[Offer], choice: Choice, *, on: date) -> QuerySet[Offer]:
    found = offers
    if choice.pair:
        found = found.filter(pair__key=choice.pair)
    if choice.park:
        found = found.filter(park__code=choice.park)
    if choice.industry:
        found = found.filter(industry__startswith=choice.industry)
    if choice.state:
        found = found.filter(state_is(choice.state, on))
    for word in choice.text.split()[:5]:
        named = Q(firm_name__icontains=word) | Q(firm_key__icontains=word)
        found = found.filter(named | Q(code__icontains=word) | Q(park__name__icontains=word))
    return found


def pairs(offers: QuerySet[Offer]) -> list[tuple[str, str, str]]:
    """Key and both names of the pairs that offers are of."""
    names = ("pair__key", "pair__supporter_name", "pair__recipient_name")
    return list(offers.order_by(*names).values_list(*names).distinct())


def parks(offers: QuerySet[Offer]) -> list[tuple[str, str]]:
    return list(offers.order_by("park__name").values_list("park__code", "park__name").distinct())


def industries(offers: QuerySet[Offer]) -> list[str]:
    """Divisions of GB/T 4754 of the offers."""
    codes = offers.exclude(industry="").order_by().values_list("industry", flat=True).distinct()
    return sorted({code[:2] for code in codes})


def to_answer(user: Any, on: date) -> list[ToAnswer]:
    """Open offers that wait for a person's side, the first to lapse first."""
    asked = Prefetch("questions", Question.objects.filter(answered_at__isnull=True).order_by("pk"))
    still = access.visible_offers(user, CONFIRM).filter(state_is(State.OPEN, on))
    found = []
    for offer in still.prefetch_related(asked).order_by("lapses_on", "code"):
        sides = access.sides_for(user, offer)
        due = len(sides) == 1 and not offer.reply_of(next(iter(sides)))
        mine = tuple(one for one in offer.questions.all() if access.may_answer(user, offer, one))
        if due or mine:
            found.append(ToAnswer(offer, due, mine))
    return found


def ranked_beside(offer: Offer, offers: QuerySet[Offer]) -> Sequence[Offer]:
    """Other offers of the same firm within reach, by their rank in their runs."""
    others = offers.filter(firm_key=offer.firm_key).exclude(pk=offer.pk)
    return list(others.order_by("rank", "code")[:20])


def lists(user: Any) -> QuerySet[DevelopmentList]:
    """Versions of the lists within reach, the newest of each pair first."""
    return access.visible_lists(user).order_by("pair__key", "-number")
