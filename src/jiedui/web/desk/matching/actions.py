"""Computing a match and keeping it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

from jiedui.web.desk.matching import asking, making, own, queries
from jiedui.web.records.runs.access import Held
from jiedui.web.records.runs.actions import make_run, record_run
from jiedui.web.records.runs.models import Run

# Programmes with which a fresh site opens already matched; each takes a few seconds.
OPENED_WITH = ("jiangsu-2022",)


def match(*, request: Mapping[str, Any], by: str) -> Run:
    """Place the firms that the request asks for and keep the answer, with one audit entry.

    What this program has worked out from the same files before is given at once.

    Raises
    ------
    Refusal
        A rule, a set of weights or an assumption that is not there; nothing is kept then.
    """
    known = queries.latest(request)
    if known is not None and known.is_open and queries.is_fresh(known):
        return known
    return make_run(kind="matching", request=request, by=by)


def match_own(*, request: Mapping[str, Any], tables: own.Tables, held: Held, by: str) -> Run:
    """As `match`, over tables of one's own, which are kept with the run for those who may see it.

    Raises
    ------
    Refusal
        As `match`; also every fault of the tables. Nothing is kept then.
    """
    asked = {**request, "own": tables.digests(), "held": vars(held)}
    outcome = making.make(asked, tables.sources)
    return record_run(
        kind="matching", request=asked, outcome=outcome, by=by, held=held, tables=tables.brought()
    )


@contextmanager
def default_runs_ahead(*, by: str) -> Iterator[Callable[[], Iterator[Run]]]:
    """Work out, in a process of its own, the default runs that are not there yet.

    The caller does other things meanwhile; what it is given keeps the runs, waiting for them.
    """
    requests = missing_default_runs()
    if not requests:
        yield lambda: iter(())
        return
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as beside:
        # They bring no tables, so that no store need be asked.
        outcomes = [(request, beside.submit(making.make, request, {})) for request in requests]

        def keep() -> Iterator[Run]:
            for request, outcome in outcomes:
                yield record_run(kind="matching", request=request, outcome=outcome.result(), by=by)

        yield keep


def missing_default_runs() -> list[dict[str, Any]]:
    """Requests of default runs that the store lacks, or holds from other data or versions."""
    wanted = [asking.default_request(programme) for programme in OPENED_WITH]
    kept = [(request, queries.latest(request)) for request in wanted]
    return [request for request, run in kept if run is None or not queries.is_fresh(run)]
