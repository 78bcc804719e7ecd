"""What the front page and the health check ask."""

from __future__ import annotations

from django.db import DatabaseError

from jiedui.web.records.regions.bundled import BUNDLES
from jiedui.web.records.regions.models import Batch


def loaded() -> list[Batch]:
    """The newest batch of each data set."""
    newest: dict[str, Batch] = {}
    for batch in Batch.objects.defer("contents").order_by("id"):
        newest[batch.data_set] = batch
    return [newest[name] for name in sorted(newest)]


def why_not_ready() -> str:
    """Empty when pages can answer; else what is missing."""
    try:
        here = set(Batch.objects.values_list("data_set", flat=True))
    except DatabaseError as error:
        return f"database: {str(error).splitlines()[0]}"
    missing = [bundle.data_set for bundle in BUNDLES if bundle.data_set not in here]
    return f"not loaded: {', '.join(missing)}; run `jiedui init`" if missing else ""
