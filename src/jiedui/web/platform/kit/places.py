"""Names of regions in the visitor's language, for pages and for the tables that they export."""

from __future__ import annotations

from collections.abc import Iterable

from jiedui.data.english import english, english_in
from jiedui.web.platform.kit.pages import language


def place(name: str) -> str:
    """The name of a region: English where the page is and the name is known, else as it came.

    >>> place("沭阳县")
    '沭阳县'
    """
    return english(name) if language() == "en" else name


def places_in(text: str) -> str:
    """A label made of names of regions and codes."""
    return english_in(text) if language() == "en" else text


def listed(names: Iterable[str]) -> str:
    """Names in a row, apart as the visitor's language has it.

    >>> listed(["南京", "苏州"])
    '南京、苏州'
    """
    return (", " if language() == "en" else "、").join(names)
