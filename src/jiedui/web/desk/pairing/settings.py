"""What a pairing may carry beyond its plain choices: county level, and three files of a visitor.

Everything here is an optional key of a request: a run that was kept without it is made again from
the same request to the same bytes. Files are read by the readers of the command line and kept as
what they say, not as files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils.translation import gettext as _

from jiedui.analysis.pairing import inputs
from jiedui.analysis.pairing.input_checks import Resolve
from jiedui.analysis.pairing.request import Override, Proposal
from jiedui.analysis.provenance import plain
from jiedui.core.errors import Problem, Refusal
from jiedui.core.pairing import CRITERIA, Preferences
from jiedui.files.sources import Source

LEVELS = ("city", "county")
FILES = ("weights_file", "proposals_file", "preferences_file")
LARGEST_FILE_BYTES = 256 * 2**10
CARRIED = ("shares", "overrides", "proposals", "preferences")
_SUFFIX = re.compile(r"\.[a-z]{2,4}$")


def of_files(files: Mapping[str, Source], resolve: Resolve) -> dict[str, Any]:
    """What the files of a form say, as plain values of a request; `weights` among them.

    Raises
    ------
    Refusal
        Every problem of every file, with the file's own name and the line.
    """
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for field in FILES:
        if field in files:
            try:
                found |= _read(files[field], _READERS[field], resolve)
            except Refusal as refusal:
                problems += getattr(refusal, "every", refusal.problems)
    if problems:
        raise Refusal(problems)
    return found


def _read(
    source: Source,
    reader: Callable[[Path, Resolve], dict[str, Any]],
    resolve: Resolve,
) -> dict[str, Any]:
    """Read one file under a plain name; problems carry the name that the visitor gave it."""
    if len(source.data) > LARGEST_FILE_BYTES:
        hint = _("这样的文件只有几十行；最多 %(size)s KB") % {"size": LARGEST_FILE_BYTES // 2**10}
        raise Refusal(Problem(_("文件太大"), file=source.name, hint=hint))
    suffix = _SUFFIX.search(source.name.lower())
    with TemporaryDirectory(prefix="jiedui-") as folder:
        path = Path(folder, f"file{suffix.group() if suffix else '.csv'}")
        path.write_bytes(source.data)
        try:
            found: dict[str, Any] = plain(reader(path, resolve))
        except Refusal as refusal:
            every = getattr(refusal, "every", refusal.problems)
            raise Refusal([_renamed(one, path, source.name) for one in every]) from None
    return {key: _with_name(value, path, source.name) for key, value in found.items()}


def _renamed(problem: Problem, path: Path, name: str) -> Problem:
    is_it = problem.file in (str(path), path.name)
    return replace(problem, file=name) if is_it else problem


def _with_name(value: Any, path: Path, name: str) -> Any:
    """Values in which the name that the file had here is the name that the visitor gave it."""
    if isinstance(value, dict):
        return {key: _with_name(item, path, name) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_name(item, path, name) for item in value]
    return name if value in (str(path), path.name) else value


def _weights(path: Path, resolve: Resolve) -> dict[str, Any]:
    """Weights of all four criteria where any is given; what a file leaves out weighs 0."""
    given = inputs.read_weights(path, resolve)
    found: dict[str, Any] = {}
    if given.weights:
        found["weights"] = {name: float(given.weights.get(name, 0.0)) for name in CRITERIA}
    if given.shares:
        found["shares"] = {name: float(value) for name, value in given.shares.items()}
    if given.overrides:
        found["overrides"] = list(given.overrides)
    return found


def _proposals(path: Path, resolve: Resolve) -> dict[str, Any]:
    return {"proposals": list(inputs.read_proposals(path, resolve))}


def _preferences(path: Path, resolve: Resolve) -> dict[str, Any]:
    return {"preferences": inputs.read_preferences(path, resolve)}


_READERS = {
    "weights_file": _weights,
    "proposals_file": _proposals,
    "preferences_file": _preferences,
}


def asked(request: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a stored request as the analysis takes them; none where it has none.

    A JSON column may give keys back in another order and 1.0 as 1: the bytes must not follow it.
    """
    shares, preferences = request.get("shares") or {}, request.get("preferences")
    return {
        "level": request.get("level", "city"),
        "cross_share": float(request.get("cross_share", 0.0)),
        "shares": {name: float(shares[name]) for name in sorted(shares)},
        "overrides": tuple(_override(one) for one in request.get("overrides", ())),
        "proposals": tuple(
            Proposal(one["name"], tuple((a, b) for a, b in one["pairs"]), one["source"])
            for one in request.get("proposals", ())
        ),
        "preferences": Preferences(
            _lists(preferences["supporters"]), _lists(preferences["recipients"])
        )
        if preferences
        else None,
    }


def _override(one: Mapping[str, Any]) -> Override:
    weights = {name: float(one["weights"][name]) for name in CRITERIA if name in one["weights"]}
    return Override(**{**one, "weights": weights})


def _lists(side: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {region: tuple(side[region]) for region in sorted(side)}


def carried(request: Mapping[str, Any]) -> dict[str, Any]:
    """What files gave a request, for another run under other choices."""
    return {key: request[key] for key in CARRIED if request.get(key)}


def in_words(request: Mapping[str, Any]) -> list[str]:
    """What a request carries beyond the plain choices, each in a few words."""
    said = []
    if request.get("level") == "county":
        said.append(_("县级"))
    if request.get("cross_share"):
        said.append(_("跨市县对至多 %(share)s") % {"share": f"{request['cross_share']:.0%}"})
    if request.get("shares"):
        said.append(_("改了项内份额"))
    counts = (("overrides", _("单独设定 %(n)s 地")), ("proposals", _("另评方案 %(n)s 个")))
    said += [words % {"n": len(request[key])} for key, words in counts if request.get(key)]
    if request.get("preferences"):
        said.append(_("带双方意愿表"))
    return said
