"""Who should pair with whom, why, what comes next, and how far today's pairs are from it."""

from jiedui.analysis.pairing.alarms import Alarm, PairYear, Thresholds
from jiedui.analysis.pairing.monitor import MonitoredPair, MonitorResult, monitor_pairs
from jiedui.analysis.pairing.propose import pair_regions, propose_pairs
from jiedui.analysis.pairing.records import EvaluatedPairing, PairingResult, PairRef
from jiedui.analysis.pairing.request import Override, PairingRequest, Proposal
from jiedui.analysis.pairing.sources import Sources, bundled, with_industries

__all__ = [
    "Alarm",
    "EvaluatedPairing",
    "MonitorResult",
    "MonitoredPair",
    "Override",
    "PairRef",
    "PairYear",
    "PairingRequest",
    "PairingResult",
    "Proposal",
    "Sources",
    "Thresholds",
    "bundled",
    "monitor_pairs",
    "pair_regions",
    "propose_pairs",
    "with_industries",
]
