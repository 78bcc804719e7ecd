"""Whose programmes and pairs the trail tells of in full; what they are is open to everybody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jiedui.web.platform.accounts.capabilities import SEE_PROJECTS
from jiedui.web.platform.accounts.reach import reach
from jiedui.web.records.programmes.models import Pair, Programme


def reached_programmes(user: Any, keys: Sequence[str]) -> list[str]:
    """Which of these programmes a grant reaches as a whole."""
    found = Programme.objects.filter(reach(user, SEE_PROJECTS).q(programme="code"), code__in=keys)
    return list(found.values_list("code", flat=True))


def reached_pairs(user: Any, keys: Sequence[str]) -> list[str]:
    within = reach(user, SEE_PROJECTS).q(
        programme="programme__code", pair="key", regions=("supporter", "recipient")
    )
    return list(Pair.objects.filter(within, key__in=keys).values_list("key", flat=True))
