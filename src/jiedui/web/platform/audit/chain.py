"""How an entry is sealed, and how a broken seal is found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from json.encoder import encode_basestring as _quoted
from typing import Any

from jiedui.core.errors import Problem
from jiedui.web.platform.audit.models import Entry

FIRST = "0" * 64
SEALED = ("by", "action", "object_kind", "object_key", "summary", "payload_sha256", "previous_hash")
# Sealed where they say something: entries older than these fields keep the seal they were given.
SEALED_IF_SAID = ("role", "scope", "before", "after", "request_id", "result")
READ = ("id", "at", "hash", *SEALED, *SEALED_IF_SAID)
# The sealed fields as the keys of a JSON object, sorted.
_KEYS = [(name, f'"{name}":', name in SEALED) for name in sorted([*SEALED, *SEALED_IF_SAID, "at"])]


def seal(entry: Entry) -> str:
    """The hash of what an entry says and of the entry before it."""
    return seal_of({name: getattr(entry, name) for name in READ})


def seal_of(values: dict[str, Any]) -> str:
    """Of canonical JSON, put together by hand: a trail of a million entries is read at once."""
    at: datetime = values["at"]
    told = {**values, "at": at.astimezone(UTC).isoformat(timespec="microseconds")}
    parts = [key + _quoted(told[name]) for name, key, always in _KEYS if always or told[name]]
    return hashlib.sha256(f"{{{','.join(parts)}}}".encode()).hexdigest()


def broken_links(entries: Iterable[Entry]) -> Iterator[Problem]:
    """Every entry that no longer says what it was sealed with, or does not follow its predecessor.

    Cutting entries off the end leaves a whole chain: only an anchor kept elsewhere shows it.
    """
    rows = ({name: getattr(entry, name) for name in READ} for entry in entries)
    yield from broken_rows(rows)


def broken_rows(rows: Iterable[dict[str, Any]]) -> Iterator[Problem]:
    """The same of rows with the fields of `READ`."""
    previous = FIRST
    for row in rows:
        where = f"audit entry {row['id']}"
        if row["previous_hash"] != previous:
            yield Problem("does not follow the entry before it", file=where, value=row["action"])
        if row["hash"] != seal_of(row):
            yield Problem("was changed after it was written", file=where, value=row["action"])
        previous = row["hash"]
