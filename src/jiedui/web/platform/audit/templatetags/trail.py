"""`{% load trail %}{% history "project" project.code %}`: what happened to a record."""

from __future__ import annotations

from typing import Any

from django import template

from jiedui.web.platform.audit import queries, sentences
from jiedui.web.platform.audit.models import Entry

register = template.Library()
SHOWN_MAX = 50


@register.inclusion_tag("audit/includes/history.html")
def history(kind: str, key: str, limit: int = SHOWN_MAX) -> dict[str, Any]:
    """The newest entries about one object, as sentences with what changed."""
    found = list(queries.history(kind, str(key))[: limit + 1])
    return {"entries": found[:limit], "more": len(found) > limit}


@register.filter
def sentence(entry: Entry) -> str:
    return sentences.sentence(entry)


@register.filter
def changes(entry: Entry) -> list[tuple[str, str, str]]:
    return sentences.changes(entry)
