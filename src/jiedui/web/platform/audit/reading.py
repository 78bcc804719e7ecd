"""What a reader of the trail sees of an entry: in full only where the object is within reach.

Who did what to which object, and when, is what the trail is kept for. The words of an entry (its
summary, and what changed) tell of the business itself, so they ask for the object's own permission.
Each app says with `register_reach` which of its objects a person reaches; a kind about which no app
has spoken is told to nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from jiedui.web.platform.audit.models import Entry

Reached = Callable[[Any, Sequence[str]], Iterable[str]]
KEYS_AT_ONCE = 5_000  # a database takes so many values in one question
WORDS = ("summary", "before", "after")
_REACHED: dict[str, Reached] = {}


def everything(user: Any, keys: Sequence[str]) -> Sequence[str]:
    """For kinds whose words hold no business: accounts, addresses, how many rows a file had."""
    return keys


def register_reach(kinds: dict[str, Reached]) -> None:
    """For kinds of object: which of these keys a person reaches."""
    _REACHED.update(kinds)


def as_read_by(user: Any, entries: Iterable[Entry]) -> list[Entry]:
    """The entries, those about objects out of the reader's reach without their words.

    Only these copies in memory are changed; `is_withheld` says of which.
    """
    found = list(entries)
    reached = {kind: _reached(user, kind, keys) for kind, keys in _keys(found).items()}
    for entry in found:
        is_open = entry.object_key in reached[entry.object_kind]
        entry.is_withheld = not is_open and any(getattr(entry, name) for name in WORDS)
        if entry.is_withheld:
            for name in WORDS:
                setattr(entry, name, "")
    return found


def _keys(entries: Iterable[Entry]) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for entry in entries:
        found.setdefault(entry.object_kind, {})[entry.object_key] = None
    return {kind: list(keys) for kind, keys in found.items()}


def _reached(user: Any, kind: str, keys: list[str]) -> frozenset[str]:
    ask = _REACHED.get(kind)
    if ask is None:
        return frozenset()
    parts = (keys[at : at + KEYS_AT_ONCE] for at in range(0, len(keys), KEYS_AT_ONCE))
    return frozenset(key for part in parts for key in ask(user, part))
