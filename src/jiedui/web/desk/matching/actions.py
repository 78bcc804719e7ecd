"""Computing a match and keeping it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jiedui.web.desk.matching import asking, queries
from jiedui.web.records.runs.actions import make_run
from jiedui.web.records.runs.models import Run

# Programmes with which a fresh site opens already matched; each takes a few seconds.
OPENED_WITH = ("jiangsu-2022",)


def match(*, request: Mapping[str, Any], by: str) -> Run:
    """Place the firms that the request asks for and keep the answer, with one audit entry.

    Raises
    ------
    Refusal
        A rule, a set of weights or an assumption that is not there; nothing is kept then.
    """
    return make_run(kind="matching", request=request, by=by)


def make_default_runs(*, by: str) -> Iterator[Run]:
    """Compute the default run of each programme of `OPENED_WITH` that is not there yet."""
    for request in missing_default_runs():
        yield match(request=request, by=by)


def missing_default_runs() -> list[dict[str, Any]]:
    """Requests of default runs that the store lacks, or holds from other data or versions."""
    wanted = [asking.default_request(programme) for programme in OPENED_WITH]
    kept = [(request, queries.latest(request)) for request in wanted]
    return [request for request, run in kept if run is None or not queries.is_fresh(run)]
