"""Reading runs."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import QuerySet

from jiedui.core.errors import Problem, Refusal
from jiedui.web.records.runs import kinds
from jiedui.web.records.runs.access import run_for, visible_runs
from jiedui.web.records.runs.models import Content, Run


def runs(kind: str = "", *, user: Any = None) -> QuerySet[Run]:
    """Newest first, without the bulk of their results; without a `user` those open to all."""
    found = visible_runs(user)
    return (found.filter(kind=kind) if kind else found).defer("result")


def run(fingerprint: str, *, user: Any = None) -> Run:
    """One run; `Run.DoesNotExist` if there is none within reach."""
    return run_for(user, fingerprint)


def content(sha256: str) -> bytes:
    """The bytes of a file that was brought.

    Raises
    ------
    Refusal
        There are no such bytes in the store.
    """
    found = Content.objects.filter(sha256=sha256).first()
    if found is None:
        hint = "upload the table again"
        raise Refusal(Problem("the table of this run is not in the store", value=sha256, hint=hint))
    return bytes(found.data)


def result_of(run: Run) -> Any:
    """What the run found, read from the bytes that were kept."""
    return json.loads(run.result)


def gives_same_bytes(run: Run) -> bool:
    """Make the run again from its request and compare. Nothing is written."""
    return kinds.make(run.kind, run.request).result == run.result
