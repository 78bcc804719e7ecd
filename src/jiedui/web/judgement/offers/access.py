"""Which offers and lists a person may see and answer. Nobody else makes a queryset of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jiedui.core.errors import Problem, Refusal
from jiedui.web.judgement.offers.models import DevelopmentList, Offer, Question
from jiedui.web.platform.accounts.capabilities import CONFIRM, EDIT_PROJECTS, SEE_PROJECTS
from jiedui.web.platform.accounts.reach import OutOfReach, fetch, reach, sides_of
from jiedui.web.records.confirmations.enums import Side
from jiedui.web.records.documents.access import covers, within
from jiedui.web.records.parks.models import Park
from jiedui.web.records.programmes.models import Pair

FIELDS: dict[str, Any] = {
    "programme": "pair__programme__code",
    "pair": "pair__key",
    "regions": ("pair__supporter", "pair__recipient", "home_region", "host_region"),
    "park": "park__code",
    "organisation": "firm__credit_code",
}
LIST_FIELDS: dict[str, Any] = {
    "programme": "pair__programme__code",
    "pair": "pair__key",
    "regions": ("pair__supporter", "pair__recipient"),
}

HEAVY = ("run__result", "run__request", "run__inputs")
"""A run's result is a megabyte, and no offer shows it."""


def visible_offers(user: Any, capability: str = SEE_PROJECTS) -> QuerySet[Offer]:
    """The offers within a person's reach: both sides, the park, the firm, the lead office."""
    found = Offer.objects.filter(within(reach(user, capability), **FIELDS))
    return found.select_related("pair", "park", "firm", "run").defer(*HEAVY)


def offer_for(user: Any, code: str, capability: str = SEE_PROJECTS, *, lock: bool = False) -> Offer:
    """One offer and the permission for it, together; out of reach it is not there."""
    offers = Offer.objects.select_related("pair", "park", "firm", "run").defer(*HEAVY)
    found = fetch(offers, within(reach(user, capability), **FIELDS), code=code)
    if lock:
        locked = Offer.objects.select_for_update(of=("self",)).select_related("pair", "park", "run")
        return locked.defer(*HEAVY).get(pk=found.pk)
    return found


def visible_lists(user: Any, capability: str = SEE_PROJECTS) -> QuerySet[DevelopmentList]:
    found = DevelopmentList.objects.filter(reach(user, capability).q(**LIST_FIELDS))
    return found.select_related("pair", "pair__programme")


def list_for(
    user: Any, code: str, capability: str = SEE_PROJECTS, *, lock: bool = False
) -> DevelopmentList:
    """One version of a list and the permission for it, together; else 404."""
    lists = DevelopmentList.objects.select_related("pair", "pair__programme")
    found = fetch(lists, reach(user, capability).q(**LIST_FIELDS), code=code)
    if lock:
        locked = DevelopmentList.objects.select_for_update(of=("self",)).select_related("pair")
        return locked.get(pk=found.pk)
    return found


def pairs_with_a_side(user: Any) -> list[Pair]:
    """The pairs for one side of which a person speaks."""
    q = reach(user, CONFIRM).q(
        programme="programme__code", pair="key", regions=("supporter", "recipient")
    )
    found = Pair.objects.filter(q).select_related("programme").order_by("key")
    return [pair for pair in found if sides_of(user, pair, CONFIRM)]


def pair_for(user: Any, key: str, capability: str = CONFIRM) -> Pair:
    """A pair within reach with a capability, for what is drawn up for it; else 404."""
    q = reach(user, capability).q(
        programme="programme__code", pair="key", regions=("supporter", "recipient")
    )
    return fetch(Pair.objects.all(), q, key=key)


def sides_for(user: Any, offer: Offer, capability: str = CONFIRM) -> frozenset[Side]:
    """The sides for which a person answers an offer."""
    regions = [code for code in (offer.home_region, offer.host_region) if code]
    return frozenset(Side(side) for side in sides_of(user, offer.pair, capability, regions=regions))


def side_for(user: Any, of: Offer | DevelopmentList, wanted: str = "") -> Side:
    """The one side for which a person speaks.

    Raises
    ------
    Http404
        The person speaks for neither side.
    Refusal
        For the other side, or for both without saying which.
    """
    sides = sides_for(user, of) if isinstance(of, Offer) else _sides_of_list(user, of)
    if not sides:
        raise OutOfReach(f"pair: {of.pair.key}")
    if wanted and wanted not in sides:
        hint = _("您代表的是%(side)s") % {"side": next(iter(sorted(sides))).label}
        raise Refusal(Problem(_("不能替对方说话"), column="side", value=wanted, hint=hint))
    if not wanted and len(sides) > 1:
        raise Refusal(Problem(_("您代表两方，要说明代表哪一方"), column="side"))
    return Side(wanted) if wanted else next(iter(sides))


def _sides_of_list(user: Any, one: DevelopmentList) -> frozenset[Side]:
    return frozenset(Side(side) for side in sides_of(user, one.pair, CONFIRM))


def may_send(user: Any, *, pair: Pair, park: Park, secrecy: str) -> bool:
    """Whether a person may send offers of a park: the lead office, and offices of the pair."""
    return covers(
        reach(user, EDIT_PROJECTS),
        secrecy=secrecy,
        programme=pair.key.partition(":")[0],
        pair=pair.key,
        regions=[code for code in (pair.supporter, pair.recipient, park.host_region) if code],
        park=park.code,
    )


def is_sender(user: Any, offer: Offer) -> bool:
    """Whether a person speaks for who sent it: the same person, the same side, the lead office."""
    if offer.sent_by == user.get_username():
        return True
    if offer.sender_side:
        return offer.sender_side in sides_for(user, offer, EDIT_PROJECTS)
    lead = reach(user, EDIT_PROJECTS).of_roles("lead_office")
    return Offer.objects.filter(lead.q(**FIELDS), pk=offer.pk).exists()


def may_answer(user: Any, offer: Offer, question: Question) -> bool:
    """The other side answers, or who sent the offer; never the side that asks."""
    sides = sides_for(user, offer)
    if question.asked_by == user.get_username() or question.side in sides:
        return False
    return bool(sides) or is_sender(user, offer)


def reached_offers(user: Any, keys: Sequence[str]) -> list[str]:
    """Which of these offers are within reach: for the trail."""
    return list(visible_offers(user).filter(code__in=keys).values_list("code", flat=True))


def reached_lists(user: Any, keys: Sequence[str]) -> list[str]:
    return list(visible_lists(user).filter(code__in=keys).values_list("code", flat=True))
