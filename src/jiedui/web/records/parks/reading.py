"""Whose parks the trail tells of in full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jiedui.web.platform.accounts.capabilities import EXPORT_RECORDS
from jiedui.web.records.parks.access import visible_parks


def reached(user: Any, keys: Sequence[str]) -> list[str]:
    """Which of these parks a grant reaches: that a park was published opens no deeds about it."""
    found = visible_parks(user, EXPORT_RECORDS).filter(code__in=keys)
    return list(found.values_list("code", flat=True))
