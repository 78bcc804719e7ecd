"""What the matching pages ask of the store."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jiedui import __version__, data
from jiedui.schemes import load
from jiedui.schemes.matching import match_scheme_sha256
from jiedui.web.desk.matching import making
from jiedui.web.records.runs import queries as runs
from jiedui.web.records.runs.models import Run

MOST_LISTED = 30


def run(fingerprint: str, *, user: Any = None) -> Run:
    """A stored match within reach; `Run.DoesNotExist` if there is none."""
    found = runs.run(fingerprint, user=user)
    if found.kind != "matching":
        raise Run.DoesNotExist(fingerprint)
    return found


def stored(programme: str = "", *, user: Any = None) -> list[Run]:
    """The newest stored matches within reach, of one programme or of all, without their results."""
    found = runs.runs("matching", user=user)
    newest = (found.filter(scheme=programme) if programme else found)[:MOST_LISTED]
    return [one for one in newest if is_of_here(one)]


def is_of_here(one: Run) -> bool:
    """Whether the pages can read what was asked: a run of another make has other keys."""
    return isinstance(one.request, dict) and {"programme", "weights", "top"} <= set(one.request)


def latest(request: Mapping[str, Any]) -> Run | None:
    """The newest run of exactly this request, whatever version made it."""
    same = runs.runs("matching").filter(scheme=request["programme"])
    return next((one for one in same if one.request == dict(request)), None)


def of_programme(programme: str, *, first: Mapping[str, Any]) -> Run | None:
    """A run to open with: that of the request `first`, else the newest that is open to all."""
    found = latest(first) or next(iter(stored(programme)), None)
    return found if found is not None and making.is_readable(found.result) else None


def is_fresh(one: Run) -> bool:
    """Whether this program, these rules and these files would make the run under its number."""
    scheme_is_same = one.scheme_sha256 == load.sha256(one.scheme)
    return one.version == __version__ and scheme_is_same and _files_are_same(one)


def _files_are_same(one: Run) -> bool:
    known = {name: digest for name, digest in one.inputs.items() if "/" in name}
    matching = known.pop("schemes/matching.yaml", "")
    if matching != match_scheme_sha256(one.scheme):
        return False
    return all(_digest(name) == digest for name, digest in known.items())


@lru_cache(maxsize=64)
def _digest(name: str) -> str:
    """Bundled files do not change while the program runs."""
    folder, _slash, file = name.partition("/")
    return data.sha256(folder, file) if folder in data.names() else ""
