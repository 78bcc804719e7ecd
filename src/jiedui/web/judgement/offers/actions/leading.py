"""From an offer that both sides accepted to a lead, sealed to its finder until it signs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from jiedui.core.credit_codes import credit_code
from jiedui.core.errors import Refusal
from jiedui.web.judgement.offers.actions.common import refuse
from jiedui.web.judgement.offers.models import Offer
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.accounts.reach import covers_region
from jiedui.web.records.confirmations.enums import Side
from jiedui.web.records.projects.access import first_finder, side_code
from jiedui.web.records.projects.actions import create_project
from jiedui.web.records.projects.models import Project


def make_lead(offer: Offer, *, by: User, people: Mapping[str, str], today: date) -> Project:
    """The lead of an offer that `people` accepted, for each side one; see `finding_side`.

    Raises
    ------
    Refusal
        Another office has reported this firm first and its lead is still open.
    """
    code = _credit_code(offer.firm_key)
    side = finding_side(offer)
    finder = side_code(offer.pair.key, side)
    earlier = first_finder(firm=offer.firm_name, credit_code=code)
    if earlier and earlier != finder:
        hint = _("首报首谈：请牵头办公室协调")
        raise refuse(_("这家企业已有首报在先的线索"), column="firm", hint=hint)
    fields = {
        "industry": offer.industry,
        "home_region": offer.home_region,
        "host_region": offer.host_region,
        "secrecy": offer.secrecy,
        "source": f"{offer.run.title} {offer.run.fingerprint}，邀约 {offer.code}".strip(),
    }
    return create_project(
        by=by,
        name=offer.firm_name,
        pair=offer.pair.key,
        park=offer.park.code,
        firm=offer.firm_name,
        credit_code=code,
        found_on=today,
        finder=finder,
        found_by=people[side],
        fields=fields,
        is_made_up=offer.is_made_up,
        today=today,
    )


def finding_side(offer: Offer) -> Side:
    """Whose lead it is (首报首谈): the side's that the firm comes from.

    Of a firm from elsewhere, or from nobody knows where, the side's that sent the offer; where the
    lead office did, the supporter's, which is to bring firms.
    """
    for side in (Side.SUPPORTER, Side.RECIPIENT):
        if covers_region(side_code(offer.pair.key, side), offer.home_region):
            return side
    return Side(offer.sender_side or Side.SUPPORTER)


def _credit_code(key: str) -> str:
    """The firm's key where it is a credit code; a key of another kind is none."""
    try:
        return credit_code(key)
    except Refusal:
        return ""
