"""How a matter and what was said of it are written in a line: refusals, the audit trail, lists."""

from __future__ import annotations

from jiedui.web.records.confirmations import kinds
from jiedui.web.records.confirmations.models import Declaration, Matter
from jiedui.web.records.confirmations.shapes import shown
from jiedui.web.records.documents.enums import CLOSELY_HELD


def name_of(matter: Matter) -> str:
    """The object and what is spoken of: `project P-2023-001 started`."""
    return f"{matter.object_kind} {matter.object_key} {matter.aspect}"


def told(matter: Matter, declaration: Declaration) -> str:
    """What a declaration says; nothing of a closely held matter, as more people read the trail."""
    return "***" if matter.secrecy in CLOSELY_HELD else shown(declaration.value, declaration.unit)


def title_of(matter: Matter) -> str:
    """The object's own name, where its app gives one."""
    found = kinds.described(matter.object_kind).titles([matter.object_key])
    return found.get(matter.object_key, matter.object_key)
