"""The lists that a person keeps."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.records.projects.actions.common import refuse
from jiedui.web.records.projects.models import SavedFilter

KEPT_MAX = 20
QUERY_LENGTH_MAX = 500


@transaction.atomic
def save_filter(*, by: User, name: str, query: str) -> SavedFilter:
    """Keep a view of the list under a name; the same name again takes the new view."""
    name = name.strip()[:40]
    if not name:
        raise refuse(_("没有名称"), column="name", hint=_("起个名称"))
    others = SavedFilter.objects.filter(owner=by).exclude(name=name).count()
    if others >= KEPT_MAX or len(query) > QUERY_LENGTH_MAX:
        raise refuse(_("太多了"), column="name", value=name, hint=f"at most {KEPT_MAX} views")
    kept, _is_new = SavedFilter.objects.update_or_create(
        owner=by, name=name, defaults={"query": query}
    )
    _record(by, "save_filter", name, query)
    return kept


@transaction.atomic
def forget_filter(*, by: User, name: str) -> None:
    SavedFilter.objects.filter(owner=by, name=name).delete()
    _record(by, "forget_filter", name, "")


def _record(by: User, action: str, name: str, query: str) -> None:
    record_entry(
        by=by.username,
        action=action,
        object_kind="saved_filter",
        object_key=f"{by.username}:{name}",
        payload={"query": query},
    )
