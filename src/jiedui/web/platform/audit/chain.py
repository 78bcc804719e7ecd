"""How an entry is sealed, and how a broken seal is found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC

from jiedui.core.errors import Problem
from jiedui.web.platform.audit.models import Entry

FIRST = "0" * 64
SEALED = ("by", "action", "object_kind", "object_key", "summary", "payload_sha256", "previous_hash")


def seal(entry: Entry) -> str:
    """The hash of what an entry says and of the entry before it."""
    content = {name: getattr(entry, name) for name in SEALED}
    content["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def broken_links(entries: Iterable[Entry]) -> Iterator[Problem]:
    """Every entry that no longer says what it was sealed with, or does not follow its predecessor.

    Cutting entries off the end leaves a whole chain: only an anchor kept elsewhere shows it.
    """
    previous = FIRST
    for entry in entries:
        where = f"audit entry {entry.pk}"
        if entry.previous_hash != previous:
            yield Problem("does not follow the entry before it", file=where, value=entry.action)
        if entry.hash != seal(entry):
            yield Problem("was changed after it was written", file=where, value=entry.action)
        previous = entry.hash
