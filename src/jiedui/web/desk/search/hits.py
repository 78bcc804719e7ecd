"""Something found, and how much of a kind is listed."""

from __future__ import annotations

from dataclasses import dataclass

MOST_IN_A_KIND = 20


@dataclass(frozen=True)
class Hit:
    """Something found: where it is and what it is."""

    url: str
    title: str
    detail: str = ""
