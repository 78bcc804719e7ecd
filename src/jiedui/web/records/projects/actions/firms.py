"""Firms of the list: added and changed as such, apart from the projects that name them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404

from jiedui.web.platform.accounts.capabilities import IMPORT_RECORDS
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.platform.kit.constraints import refusal_of
from jiedui.web.records.projects import access, summary
from jiedui.web.records.projects.actions.common import refuse
from jiedui.web.records.projects.models import Firm, Project

FIELDS = ("name", "parent", "home_region", "is_lead_firm")


@transaction.atomic
def add_firm(*, by: User, credit_code: str | None, values: Mapping[str, Any]) -> Firm:
    """A firm that is not on record yet."""
    firm = Firm(credit_code=credit_code or None, **values)
    _keep(firm)
    _record(by, "add_firm", firm, after=values)
    return firm


@transaction.atomic
def edit_firm(*, by: User, firm: Firm, changes: Mapping[str, Any]) -> Firm:
    """Change what a firm within reach is called, where it sits, whose it is."""
    if not access.visible_firms(by, IMPORT_RECORDS).filter(pk=firm.pk).exists():
        raise Http404(f"firm: {firm.pk}")
    before = {name: getattr(firm, name) for name in changes}
    for name, value in changes.items():
        setattr(firm, name, value)
    _keep(firm)
    if "name" in changes:
        summary.refresh(Project.objects.filter(firm=firm).values_list("pk", flat=True))
    _record(by, "edit_firm", firm, before=before, after=changes)
    return firm


def _keep(firm: Firm) -> None:
    for name in ("name", "parent", "home_region"):
        most = Firm._meta.get_field(name).max_length or 0
        if len(getattr(firm, name)) > most:
            raise refuse(f"longer than {most} characters", column=name, hint="shorten it")
    try:
        with transaction.atomic():
            firm.save()
    except IntegrityError as error:
        raise refusal_of(error) from error


def _record(by: User, action: str, firm: Firm, **told: Any) -> None:
    record_entry(
        by=by.username,
        action=action,
        object_kind="firm",
        object_key=firm.credit_code or firm.name,
        summary=firm.name,
        **told,
    )
