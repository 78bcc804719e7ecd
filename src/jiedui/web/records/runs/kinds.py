"""How each kind of run is made. A page registers its analysis here, once, when its app is ready."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jiedui.core.errors import Problem, Refusal


@dataclass(frozen=True)
class Outcome:
    """What an analysis gives back to be kept.

    `result` is written by `analysis.provenance.canonical_json`: the same request, inputs, scheme,
    version and seed give the same text.
    """

    result: str
    inputs: Mapping[str, str]
    scheme: str = ""
    scheme_sha256: str = ""
    version: str = ""
    seed: int | None = None
    title: str = field(default="", compare=False)


Maker = Callable[[Mapping[str, Any]], Outcome]
_makers: dict[str, Maker] = {}


def register(kind: str, maker: Maker) -> None:
    """Say how runs of a kind are made from their request."""
    _makers[kind] = maker


def make(kind: str, request: Mapping[str, Any]) -> Outcome:
    """Do the analysis that a request describes."""
    if kind not in _makers:
        hint = f"known: {', '.join(sorted(_makers)) or 'none'}"
        raise Refusal(Problem("nothing makes runs of this kind", value=kind, hint=hint))
    return _makers[kind](request)
