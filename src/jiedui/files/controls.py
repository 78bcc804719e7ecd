"""Characters that nobody sees: they can move a cursor, or turn a line of a table around."""

from __future__ import annotations

import re

from jiedui.core.errors import Problem
from jiedui.files.tables import Table

# C0 and C1 without tab and line ends, which cells may hold; and what overrides the direction of
# text (U+202A to U+202E, U+2066 to U+2069).
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")


def control_problems(table: Table) -> list[Problem]:
    """A problem for each cell with control characters, its value shown with them spelled out."""
    rows = [(table.header_line, table.header), *((row.line, row.cells) for row in table.rows)]
    return [
        Problem(
            "the cell holds control characters",
            file=table.file,
            sheet=table.sheet,
            line=line,
            column=spelled_out(name),
            value=spelled_out(cell)[:60],
            hint="delete them: nobody sees them, and they can hide or turn around what is shown",
        )
        for line, cells in rows
        if _CONTROL.search(",".join(cells))
        for name, cell in zip(table.header, cells, strict=False)
        if _CONTROL.search(cell)
    ]


def spelled_out(text: str) -> str:
    """Control characters by their number, so that printing them does nothing.

    >>> spelled_out("a\\x1b[31m")
    'a<U+001B>[31m'
    """
    return _CONTROL.sub(lambda found: f"<U+{ord(found[0]):04X}>", " ".join(text.split()))
