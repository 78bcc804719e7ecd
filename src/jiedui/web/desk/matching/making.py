"""A match: from its stored request to its bytes, from its bytes back to records.

The prepared tables and candidates of the last requests stay in the process, so that the page of a
firm or a park opens at once; a run is made from its files each time, so that made again proves
something. Heavy imports stay inside: a page that lists runs does not pay. So do records: a process
beside the site works out its default runs with no store behind it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from threading import Lock, RLock
from typing import TYPE_CHECKING, Any

from jiedui.analysis.provenance import canonical_json
from jiedui.files.sources import Source
from jiedui.schemes import load
from jiedui.web.desk.upload.carrying import LIMITS
from jiedui.web.records.runs.kinds import Outcome

if TYPE_CHECKING:
    from jiedui.analysis.matching import MatchRequest, MatchRun
    from jiedui.analysis.matching.results import MatchResult
    from jiedui.core.matching.candidates import Candidates

Sources = Mapping[str, Source]
# Each holds some tens of megabytes.
KEPT_MOST = 4


@dataclass(frozen=True)
class Prepared:
    """A run's tables with everything that scores them, and the best parks of each firm."""

    run: MatchRun
    found: Candidates


_prepared: OrderedDict[str, Prepared] = OrderedDict()
_looking, _making = Lock(), RLock()


def make(request: Mapping[str, Any], own: Sources | None = None) -> Outcome:
    """Place the firms that a request asks for; the result as canonical text.

    Parameters
    ----------
    own
        The tables that the request names by their digests, while they are not in the store yet.

    Raises
    ------
    Refusal
        A rule, a set of weights or an assumption that is not there; faults of a table.
    """
    from jiedui.analysis.matching.placement import place_run
    from jiedui.analysis.matching.results import result_of

    known = _prepare(request, own)
    _keep(_key(request), known)
    placed = place_run(known.run, known.found, gap=float(request["gap"]), seed=int(request["seed"]))
    result = result_of(known.run, known.found, placed)
    programme = load.programme(request["programme"])
    return Outcome(
        result=canonical_json(result, indent=None),
        inputs=inputs_of(known.run),
        scheme=programme.id,
        scheme_sha256=result.provenance.scheme[programme.id],
        version=result.provenance.version,
        seed=result.seed,
        title=programme.name_zh,
    )


def prepared(request: Mapping[str, Any], own: Sources | None = None) -> Prepared:
    """Tables and candidates of a request, made once and kept for a while; two at once make one."""
    key = _key(request)
    found = _looked_up(key)
    if found is not None:
        return found
    with _making:
        made = _looked_up(key) or _prepare(request, own)
        _keep(key, made)
        return made


def asked(request: Mapping[str, Any]) -> MatchRequest:
    """The record that the analysis takes, from the plain values of a stored request."""
    from jiedui.analysis.matching import MatchRequest

    # A JSON column may give keys back in another order and 0.0 as 0: the bytes must not follow it.
    assumptions = request["assumptions"]
    return MatchRequest(
        programme=request["programme"],
        weights=request["weights"],
        lifted=tuple(sorted(request["lifted"])),
        assumptions={key: float(assumptions[key]) for key in sorted(assumptions)},
        day=date.fromisoformat(request["day"]) if request["day"] else None,
    )


def inputs_of(run: MatchRun) -> dict[str, str]:
    """What the run was made from: files by the name of their set, and the rules of matching."""
    given = run.provenance.inputs
    named = {_file(name): digest for name, digest in given.items()}
    return {**named, "schemes/matching.yaml": run.provenance.scheme["matching"]}


@lru_cache(maxsize=8)
def revived(result: str) -> MatchResult:
    """The records of a result that was kept as text."""
    return _adapter().validate_json(result)  # type: ignore[no-any-return]


def is_readable(result: str) -> bool:
    """Whether this program knows the records that a stored result holds; an older one may not."""
    try:
        revived(result)
    except ValueError:
        return False
    return True


def _prepare(request: Mapping[str, Any], own: Sources | None) -> Prepared:
    from jiedui.analysis.matching import candidates_of, read_both, run_over

    given = stored_tables(request) if own is None else own
    firms, parks = read_both(given.get("firms"), given.get("parks"), limits=LIMITS)
    run = run_over(firms, parks, asked(request))
    return Prepared(run, candidates_of(run, top=int(request["top"])))


def stored_tables(request: Mapping[str, Any]) -> dict[str, Source]:
    """The tables of one's own that a stored request was made from, by what they hold."""
    from jiedui.web.records.runs.queries import content

    return {kind: Source(kind, content(sha256)) for kind, sha256 in request.get("own", {}).items()}


def _keep(key: str, made: Prepared) -> None:
    """Among the newest few; what was not asked for longest goes."""
    with _looking:
        _prepared[key] = made
        _prepared.move_to_end(key)
        while len(_prepared) > KEPT_MOST:
            _prepared.popitem(last=False)


def _looked_up(key: str) -> Prepared | None:
    with _looking:
        if key in _prepared:
            _prepared.move_to_end(key)
        return _prepared.get(key)


def _key(request: Mapping[str, Any]) -> str:
    return canonical_json({key: request[key] for key in sorted(request)}, indent=None)


def _file(name: str) -> str:
    """A bundled set by its file, as the provenance of other runs names it."""
    from jiedui import data

    return f"{name}/{data.path(name).name}" if name in data.names() else name


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter

    from jiedui.analysis.matching.results import MatchResult

    return TypeAdapter(MatchResult)
