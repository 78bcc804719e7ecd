"""What an entry takes from the request it was written in: its number, and the role acted in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Acting:
    """The request in hand. The gate fills in role and scope once it knows them."""

    request_id: str = ""
    role: str = ""
    scope: str = ""


_NONE = Acting()
_acting: ContextVar[Acting] = ContextVar("acting", default=_NONE)


def acting() -> Acting:
    """What is known of the request in hand; empty outside one."""
    return _acting.get()


@contextmanager
def acting_as(found: Acting) -> Iterator[Acting]:
    token = _acting.set(found)
    try:
        yield found
    finally:
        _acting.reset(token)
