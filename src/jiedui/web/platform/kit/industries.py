"""Industries on pages: a code of GB/T 4754 with its name in the visitor's language."""

from __future__ import annotations

from functools import cache

from jiedui.core.structure import IO42_OF_DIVISION
from jiedui.data.industries import industry_name, io_table
from jiedui.web.platform.kit.pages import language


def industry_said(code: str) -> str:
    """A code and its name; on English pages that of its sector in the input-output table."""
    if not code:
        return ""
    if language() == "en":
        name = _sector_names().get(IO42_OF_DIVISION.get(code[:2], ""), "")
        return f"{code} {_shortly(name)}".strip()
    return f"{code} {industry_name(code)}".strip()


def _shortly(name: str) -> str:
    """Nearly every sector of a list is a manufacture: the word would only hide its name."""
    short = name.removeprefix("Manufacture of ")
    return short[:1].upper() + short[1:]


@cache
def _sector_names() -> dict[str, str]:
    table = io_table(2020, 42)
    return dict(zip(table.codes, table.names_en, strict=True))
