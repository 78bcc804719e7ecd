"""What pages and commands show of people and their grants."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from jiedui.web.platform.accounts import times
from jiedui.web.platform.accounts.models import Grant, User


@dataclass(frozen=True)
class Row:
    """One account as a list shows it."""

    user: User
    grants: tuple[Grant, ...]
    is_stale: bool


def rows(found: QuerySet[User]) -> list[Row]:
    held = Prefetch("grants", Grant.objects.in_force(), to_attr="held")
    return [
        Row(user, tuple(user.held), is_stale(user))  # type: ignore[attr-defined]
        for user in found.prefetch_related(held)
    ]


def is_stale(user: User) -> bool:
    """Open and unused for 90 days, or never used within 90 days of being made."""
    since = user.last_login or user.date_joined
    return user.is_active and timezone.now() - since >= times.STALE


def stale(found: QuerySet[User]) -> list[Row]:
    """Accounts to close: those that nobody has used for long (等保: 过期账户)."""
    return [row for row in rows(found) if row.is_stale]
