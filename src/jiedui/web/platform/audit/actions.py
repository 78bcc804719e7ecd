"""Writing to the audit trail."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils import timezone

from jiedui.analysis.provenance import canonical_json, sha256
from jiedui.web.platform.audit.chain import FIRST, seal
from jiedui.web.platform.audit.context import acting
from jiedui.web.platform.audit.models import Entry

ANONYMOUS = "anonymous"
_LOCK = 6_157_224_112  # any fixed number: names the advisory lock that queues writers on PostgreSQL


def record_entry(
    *,
    by: str,
    action: str,
    object_kind: str,
    object_key: str,
    summary: str = "",
    payload: Any = None,
    role: str = "",
    scope: str = "",
    before: Any = None,
    after: Any = None,
    result: str = "",
) -> Entry:
    """Append one entry inside the transaction of the action that it tells of.

    Parameters
    ----------
    by
        Natural key of a person, or `ANONYMOUS`.
    payload
        What the action was given or made; only its hash is kept, so no personal data stays here.
    role, scope
        In which role, within which scope; by default those of the request in hand.
    before, after
        The fields that changed, by name, as people may read them; no personal data.
    result
        `denied`, `failed` or another short word; empty means done.

    Raises
    ------
    RuntimeError
        Outside a transaction: an action and its trace stand or fall together.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record_entry outside a transaction: write it inside the action's")
    _queue_writers()
    last = Entry.objects.order_by("-id").values_list("hash", flat=True).first()
    now = acting()
    entry = Entry(
        at=timezone.now(),
        role=(role or now.role)[:200],
        scope=(scope or now.scope)[:400],
        before=_text(before),
        after=_text(after),
        request_id=now.request_id,
        result=result,
        by=by,
        action=action,
        object_kind=object_kind,
        object_key=object_key[:200],
        summary=summary[:400],
        payload_sha256=sha256(payload),
        previous_hash=last or FIRST,
    )
    entry.hash = seal(entry)
    entry.save(force_insert=True)
    return entry


def _text(changed: Any) -> str:
    return "" if changed is None else canonical_json(changed, indent=None).strip()


def _queue_writers() -> None:
    """On SQLite the IMMEDIATE transaction has queued them already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
