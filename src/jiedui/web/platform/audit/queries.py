"""Reading the audit trail."""

from __future__ import annotations

from jiedui.core.errors import Problem
from jiedui.web.platform.audit.chain import broken_links
from jiedui.web.platform.audit.models import Entry


def verify() -> list[Problem]:
    """What is wrong with the chain; an empty list means that it is whole."""
    return list(broken_links(Entry.objects.order_by("id").iterator(chunk_size=1000)))
