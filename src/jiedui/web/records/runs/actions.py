"""Making and keeping runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from jiedui.analysis.provenance import sha256
from jiedui.core.errors import JieduiError
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.records.runs import kinds
from jiedui.web.records.runs.models import Run

FINGERPRINT_DIGITS = 12


def make_run(*, kind: str, request: Mapping[str, Any], by: str) -> Run:
    """Do an analysis and keep it; the same analysis twice is kept once."""
    return record_run(kind=kind, request=request, outcome=kinds.make(kind, request), by=by)


@transaction.atomic
def record_run(*, kind: str, request: Mapping[str, Any], outcome: kinds.Outcome, by: str) -> Run:
    """Keep what an analysis gave.

    Raises
    ------
    JieduiError
        If the same request, inputs, scheme, version and seed gave other bytes before.
    """
    fingerprint = fingerprint_of(kind, request, outcome)
    kept = _kept(fingerprint, outcome)
    if kept is not None:
        return kept
    try:
        with transaction.atomic():
            run = _created(fingerprint, kind, request, outcome, by)
    except IntegrityError:  # two asked at once, and the other was first
        kept = _kept(fingerprint, outcome)
        if kept is None:
            raise
        return kept
    record_entry(
        by=by,
        action="record_run",
        object_kind="run",
        object_key=fingerprint,
        summary=f"{kind} {outcome.title}".strip(),
        payload={"request": dict(request), "result": outcome.result},
    )
    return run


def _kept(fingerprint: str, outcome: kinds.Outcome) -> Run | None:
    kept = Run.objects.filter(fingerprint=fingerprint).first()
    if kept is not None and kept.result != outcome.result:
        raise JieduiError(f"run {fingerprint} gave other bytes before: not reproducible")
    return kept


def _created(
    fingerprint: str, kind: str, request: Mapping[str, Any], outcome: kinds.Outcome, by: str
) -> Run:
    return Run.objects.create(
        fingerprint=fingerprint,
        kind=kind,
        title=outcome.title,
        request=dict(request),
        result=outcome.result,
        inputs=dict(outcome.inputs),
        scheme=outcome.scheme,
        scheme_sha256=outcome.scheme_sha256,
        version=outcome.version,
        seed=outcome.seed,
        created_by=by,
    )


def fingerprint_of(kind: str, request: Mapping[str, Any], outcome: kinds.Outcome) -> str:
    """Twelve digits that change with anything that could change the result."""
    made_from = {
        "kind": kind,
        "request": dict(request),
        "inputs": dict(sorted(outcome.inputs.items())),
        "scheme": [outcome.scheme, outcome.scheme_sha256],
        "version": outcome.version,
        "seed": outcome.seed,
    }
    return sha256(made_from)[:FINGERPRINT_DIGITS]
