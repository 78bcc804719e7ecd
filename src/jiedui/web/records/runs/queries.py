"""Reading runs."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import QuerySet

from jiedui.web.records.runs import kinds
from jiedui.web.records.runs.models import Run


def runs(kind: str = "") -> QuerySet[Run]:
    """Newest first, without the bulk of their results."""
    chosen = Run.objects.filter(kind=kind) if kind else Run.objects.all()
    return chosen.defer("result")


def run(fingerprint: str) -> Run:
    """One run; `Run.DoesNotExist` if there is none."""
    return Run.objects.get(fingerprint=fingerprint)


def result_of(run: Run) -> Any:
    """What the run found, read from the bytes that were kept."""
    return json.loads(run.result)


def gives_same_bytes(run: Run) -> bool:
    """Make the run again from its request and compare. Nothing is written."""
    return kinds.make(run.kind, run.request).result == run.result
