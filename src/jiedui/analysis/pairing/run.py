"""One run of a pairing, as its steps hand it on."""

from __future__ import annotations

from dataclasses import dataclass

from jiedui.analysis.pairing.components import Components
from jiedui.analysis.pairing.field import Participants
from jiedui.analysis.pairing.request import PairingRequest
from jiedui.analysis.pairing.scoring import Scored
from jiedui.analysis.pairing.sources import Sources
from jiedui.core.pairing import Pairing, PairingProblem


@dataclass(frozen=True)
class Run:
    """Everything the steps of one run share."""

    request: PairingRequest
    sources: Sources
    field: Participants
    components: Components
    scored: Scored
    problem: PairingProblem
    best: Pairing
