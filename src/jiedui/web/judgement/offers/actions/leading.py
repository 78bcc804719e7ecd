"""From an offer that both sides accepted to a lead, sealed to its finder until it signs."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from jiedui.core.credit_codes import credit_code
from jiedui.core.errors import Refusal
from jiedui.web.judgement.offers.actions.common import refuse
from jiedui.web.judgement.offers.models import Offer
from jiedui.web.platform.accounts.models import User
from jiedui.web.records.confirmations.enums import Side
from jiedui.web.records.projects.access import first_finder, side_code
from jiedui.web.records.projects.actions import create_project
from jiedui.web.records.projects.models import Project


def make_lead(offer: Offer, *, by: User, found_by: str, today: date) -> Project:
    """The lead of an offer: its finder is the side that the firm comes from (首报首谈).

    Raises
    ------
    Refusal
        Another office has reported this firm first and its lead is still open.
    """
    code = _credit_code(offer.firm_key)
    finder = side_code(offer.pair.key, Side.SUPPORTER)
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
        found_by=found_by,
        fields=fields,
        is_made_up=offer.is_made_up,
        today=today,
    )


def _credit_code(key: str) -> str:
    """The firm's key where it is a credit code; a key of another kind is none."""
    try:
        return credit_code(key)
    except Refusal:
        return ""
