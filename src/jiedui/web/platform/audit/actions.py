"""Writing to the audit trail."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils import timezone

from jiedui.analysis.provenance import sha256
from jiedui.web.platform.audit.chain import FIRST, seal
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
) -> Entry:
    """Append one entry inside the transaction of the action that it tells of.

    Parameters
    ----------
    by
        Natural key of a person, or `ANONYMOUS`.
    payload
        What the action was given or made; only its hash is kept, so no personal data stays here.

    Raises
    ------
    RuntimeError
        Outside a transaction: an action and its trace stand or fall together.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record_entry outside a transaction: write it inside the action's")
    _queue_writers()
    last = Entry.objects.order_by("-id").values_list("hash", flat=True).first()
    entry = Entry(
        at=timezone.now(),
        by=by,
        action=action,
        object_kind=object_kind,
        object_key=object_key,
        summary=summary[:400],
        payload_sha256=sha256(payload),
        previous_hash=last or FIRST,
    )
    entry.hash = seal(entry)
    entry.save(force_insert=True)
    return entry


def _queue_writers() -> None:
    """On SQLite the IMMEDIATE transaction has queued them already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
