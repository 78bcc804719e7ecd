"""Making and keeping runs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from jiedui.analysis.provenance import sha256
from jiedui.core.errors import JieduiError
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.records.runs import kinds
from jiedui.web.records.runs.access import Held
from jiedui.web.records.runs.models import NAME_LENGTH_MAX, Content, OwnTable, Run

FINGERPRINT_DIGITS = 12


@dataclass(frozen=True)
class Brought:
    """A table that somebody brought: what it holds, its file name, its rows, its bytes."""

    kind: str
    name: str
    rows: int
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def make_run(*, kind: str, request: Mapping[str, Any], by: str) -> Run:
    """Do an analysis and keep it; the same analysis twice is kept once."""
    return record_run(kind=kind, request=request, outcome=kinds.make(kind, request), by=by)


@transaction.atomic
def record_run(
    *,
    kind: str,
    request: Mapping[str, Any],
    outcome: kinds.Outcome,
    by: str,
    held: Held | None = None,
    tables: Sequence[Brought] = (),
) -> Run:
    """Keep what an analysis gave, with the tables that it was made from.

    Parameters
    ----------
    held
        For whom it was made; the run is then open to their grants alone. None: to everybody.
    tables
        What was brought for it; only of a run that is not open.

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
            run = _created(fingerprint, kind, request, outcome, by, held)
            _keep_tables(run, tables)
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


def _keep_tables(run: Run, tables: Sequence[Brought]) -> None:
    if tables and run.is_open:
        raise ValueError("tables that an office brought are never open to all")
    for one in tables:
        content, _ = Content.objects.get_or_create(sha256=one.sha256, defaults={"data": one.data})
        name = one.name[-NAME_LENGTH_MAX:]
        OwnTable.objects.create(run=run, kind=one.kind, name=name, rows=one.rows, content=content)


def _kept(fingerprint: str, outcome: kinds.Outcome) -> Run | None:
    kept = Run.objects.filter(fingerprint=fingerprint).first()
    if kept is not None and kept.result != outcome.result:
        raise JieduiError(f"run {fingerprint} gave other bytes before: not reproducible")
    return kept


def _created(
    fingerprint: str,
    kind: str,
    request: Mapping[str, Any],
    outcome: kinds.Outcome,
    by: str,
    held: Held | None,
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
        is_open=held is None,
        **(held or Held()).fields(),
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
