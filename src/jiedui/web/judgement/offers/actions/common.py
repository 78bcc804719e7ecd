"""What the actions share: refusals, versions, texts, the entry in the audit."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from jiedui.core.errors import Problem, Refusal
from jiedui.web.judgement.offers.models import DevelopmentList, Offer
from jiedui.web.judgement.offers.naming import LIST, OFFER
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.platform.kit.constraints import refusal_of
from jiedui.web.platform.kit.versions import Conflict

TEXT_LENGTH_MAX = 400


def refuse(reason: str, *, column: str = "", value: Any = "", hint: str = "") -> Refusal:
    return Refusal(Problem(reason, column=column, value=str(value), hint=hint))


def fail_if_changed(
    record: Offer | DevelopmentList, version: int | None, changes: dict[str, Any] | None = None
) -> None:
    """Who answers must have seen what stands there now; None is for callers that just read it."""
    if version is not None and record.version != version:
        hint = _("先看现在的内容，仍要这样做就再按一次")
        raise Conflict(record, changes or {}, version, hint=hint)


def said(text: str, *, column: str, what: str) -> str:
    """A text that has to be there and fits its column."""
    clean = text.strip()
    if not clean:
        raise refuse(what, column=column, hint=_("写一句话"))
    if len(clean) > TEXT_LENGTH_MAX:
        raise refuse(_("太长"), column=column, value=len(clean), hint=_("不超过400字"))
    return clean


def save(record: models.Model, **changes: Any) -> None:
    """Write these columns; what the database refuses is said in its own words."""
    for name, value in changes.items():
        setattr(record, name, value)
    try:
        with transaction.atomic():
            record.save(update_fields=list(changes) if record.pk else None)
    except IntegrityError as error:
        raise refusal_of(error) from error


def record(by: User, action: str, of: Offer | DevelopmentList, text: str, payload: Any) -> None:
    kind = OFFER if isinstance(of, Offer) else LIST
    record_entry(
        by=by.username,
        action=action,
        object_kind=kind,
        object_key=of.code,
        summary=text,
        payload=payload,
    )
