"""A pairing run: from its stored request to its bytes, and from its bytes back to records.

Heavy imports stay inside, so that a page that only lists runs does not pay for the solver.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from jiedui.schemes import load
from jiedui.web.records.runs.kinds import Outcome

if TYPE_CHECKING:
    from jiedui.analysis.pairing import PairingRequest, PairingResult


CRITERIA = ("endowment", "industry", "development", "history")


def make(request: Mapping[str, Any]) -> Outcome:
    """Propose the pairs that a request asks for; the result as canonical text.

    Raises
    ------
    Refusal
        Rules that clash, a pair that is no candidate, data that are not there.
    """
    from jiedui.analysis.pairing import propose_pairs
    from jiedui.analysis.provenance import canonical_json

    programme = load.programme(request["programme"])
    result = propose_pairs(programme, asked(request))
    return Outcome(
        result=canonical_json(result),
        inputs=dict(result.provenance.inputs),
        scheme=programme.id,
        scheme_sha256=result.provenance.scheme[programme.id],
        version=result.provenance.version,
        seed=result.provenance.seed,
        title=f"{programme.name_zh} {result.year}",
    )


def asked(request: Mapping[str, Any]) -> PairingRequest:
    """The record that the analysis takes, from the plain values of a stored request."""
    from jiedui.analysis.pairing import PairingRequest
    from jiedui.web.desk.pairing import settings

    # A JSON column may give keys back in another order and 0.0 as 0: the bytes must not follow it.
    weights = {name: float(request["weights"][name]) for name in CRITERIA if request["weights"]}
    share = request["capacity_share"]
    return PairingRequest(
        year=request["year"],
        weighting=request["weighting"],
        weights=weights,
        normalisation=request["normalisation"],
        require=tuple((a, b) for a, b in request["require"]),
        forbid=tuple((a, b) for a, b in request["forbid"]),
        keep_cost=float(request["keep_cost"]),
        equity=float(request["equity"]),
        capacity_share=None if share is None else float(share),
        draws=request["draws"],
        seed=request["seed"],
        **settings.asked(request),
    )


@lru_cache(maxsize=64)
def revived(result: str) -> PairingResult:
    """The records of a result that was kept as text: the same sentences and charts come out."""
    return _adapter().validate_json(result)


def is_readable(result: str) -> bool:
    """Whether this program knows the records that a stored result holds; an older one may not."""
    try:
        revived(result)
    except ValueError:
        return False
    return True


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter

    from jiedui.analysis.pairing import PairingResult

    return TypeAdapter(PairingResult)
