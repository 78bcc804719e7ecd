"""Signing a list: both sides the same text; the version in force before gives way."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiedui.analysis.provenance import sha256
from jiedui.core.errors import refuse_if_any
from jiedui.web.judgement.offers import access
from jiedui.web.judgement.offers.actions.common import fail_if_changed, record, refuse, save
from jiedui.web.judgement.offers.enums import ListState
from jiedui.web.judgement.offers.models import DevelopmentList
from jiedui.web.judgement.offers.signed import content, why_open
from jiedui.web.platform.accounts.capabilities import CONFIRM
from jiedui.web.platform.accounts.models import User


@transaction.atomic
def sign_list(*, by: User, code: str, version: int | None, side: str = "") -> DevelopmentList:
    """Sign a draft for one side. With the second signature under the same text it is in force.

    What the other side signed before the text changed no longer counts: it signs anew.

    Raises
    ------
    Conflict
        The draft changed since `version`.
    Refusal
        A line without agreement, a clash, an exclusion or incentive without a passed check.
    """
    one = access.list_for(by, code, CONFIRM, lock=True)
    fail_if_changed(one, version)
    if one.state != ListState.DRAFT:
        raise refuse(_("已签署的清单不能改"), column="list", value=code)
    own = access.side_for(by, one, side)
    other = own.other.value
    if getattr(one, f"{other}_signed_by") == by.username:
        raise refuse(_("同一个人不能代表两方签署"), column="side", value=by.username)
    refuse_if_any(why_open(one))
    text = content(one)
    digest = sha256(text)
    changes: dict[str, Any] = {
        f"{own}_signed_by": by.username,
        f"{own}_signed_at": timezone.now(),
        f"{own}_sha256": digest,
        "version": one.version + 1,
    }
    theirs = getattr(one, f"{other}_sha256")
    if theirs == digest:
        _supersede(one)
        changes |= {"state": ListState.SIGNED, "content": text}
    elif theirs:
        changes |= {f"{other}_signed_by": "", f"{other}_signed_at": None, f"{other}_sha256": ""}
    save(one, **changes)
    told = {"side": own.value, "sha256": digest, "state": one.state}
    record(by, "sign_list", one, f"{own.label} {one.get_state_display()} {digest[:8]}", told)
    return one


def _supersede(one: DevelopmentList) -> None:
    """The version that was in force until now, in the same transaction."""
    earlier = DevelopmentList.objects.filter(pair=one.pair, state=ListState.SIGNED)
    for found in earlier.select_for_update():
        save(found, state=ListState.SUPERSEDED, version=found.version + 1)
