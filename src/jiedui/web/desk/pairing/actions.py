"""Computing a pairing and keeping it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jiedui.web.desk.pairing import asking, queries
from jiedui.web.records.runs.actions import make_run
from jiedui.web.records.runs.models import Run

# Programmes with which a fresh site opens already computed.
OPENED_WITH = ("jiangsu-2022", "yrd-anhui-2021")


def propose(*, request: Mapping[str, Any], by: str) -> Run:
    """Compute what the request asks for and keep it, with one audit entry.

    Raises
    ------
    Refusal
        Rules that clash or data that are not there; nothing is kept then.
    """
    return make_run(kind="pairing", request=request, by=by)


def make_default_runs(*, by: str) -> Iterator[Run]:
    """Compute the default run of each programme of `OPENED_WITH` that is not there yet."""
    for request in missing_default_runs():
        yield propose(request=request, by=by)


def missing_default_runs() -> list[dict[str, Any]]:
    """Requests of default runs that the store lacks, or holds from other data or versions."""
    wanted = [asking.default_request(programme) for programme in OPENED_WITH]
    kept = [(request, queries.latest(request)) for request in wanted]
    return [request for request, run in kept if run is None or not queries.is_fresh(run)]
