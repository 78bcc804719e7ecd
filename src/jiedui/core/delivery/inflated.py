"""Promised sums that do not fit what stands behind them: flagged for a person, never corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from jiedui.core.delivery.inputs import amounts_of, fail_unless
from jiedui.core.frames import Floats

Measure = Literal[
    "promised", "promised_per_registered", "promised_per_paid_in", "promised_per_area"
]
SHARE = 0.95
FEWEST_PEERS = 20


@dataclass(frozen=True)
class InflatedFlag:
    """A project whose `value` exceeds `limit`, the peers' 95th percentile of the same measure.

    `peers` is the class it was compared in, empty for all projects together.
    """

    place: int
    measure: Measure
    value: float
    limit: float
    peers: str
    peer_count: int


def inflated(
    promised: ArrayLike,
    *,
    registered: ArrayLike,
    paid_in: ArrayLike,
    area: ArrayLike,
    classes: Sequence[str],
    share: float = SHARE,
    fewest_peers: int = FEWEST_PEERS,
) -> tuple[InflatedFlag, ...]:
    """Flag sums above the peers' 95th percentile: alone, and over capital, paid-in and land.

    Parameters
    ----------
    promised, registered, paid_in
        Money in one unit, `nan` where unknown. A paid-in sum of zero gives no quotient: that is
        delay, which `stuck` tells.
    area
        Land of the project in any one unit, `nan` where unknown.
    classes
        Industry (or other class) of each project. A class with fewer than `fewest_peers` figures
        of a measure is compared with all projects; where all are too few, nothing is flagged.

    Notes
    -----
    By its making about one in twenty lies above; a flag is a question, and what counts is how far.
    """
    money = amounts_of(promised, "promised")
    labels = np.asarray(classes, dtype=object)
    fail_unless(money.size == labels.size, "arrays differ in length")
    under: dict[Measure, Floats] = {
        "promised": np.ones(money.size),
        "promised_per_registered": amounts_of(registered, "registered"),
        "promised_per_paid_in": amounts_of(paid_in, "paid_in"),
        "promised_per_area": amounts_of(area, "area"),
    }
    flags: list[InflatedFlag] = []
    for measure, divisor in under.items():
        fail_unless(divisor.size == money.size, "arrays differ in length")
        sound = (divisor > 0) & (money > 0)
        values = np.where(sound, money / np.where(sound, divisor, 1.0), np.nan)
        flags += _above(measure, values, labels, share, fewest_peers)
    return tuple(sorted(flags, key=lambda flag: (flag.place, flag.measure)))


def _above(
    measure: Measure, values: Floats, labels: np.ndarray, share: float, fewest: int
) -> list[InflatedFlag]:
    known = np.flatnonzero(np.isfinite(values))
    if known.size < fewest:
        return []
    names, own = np.unique(labels[known].astype(str), return_inverse=True)
    sizes = np.bincount(own, minlength=names.size)
    limits = np.full(names.size, np.quantile(values[known], share))
    order = np.argsort(own, kind="stable")
    for group, places in enumerate(np.split(order, np.cumsum(sizes)[:-1])):
        if sizes[group] >= fewest and names[group]:
            limits[group] = np.quantile(values[known[places]], share)
    found = []
    for at in np.flatnonzero(values[known] > limits[own]):
        group, place = int(own[at]), int(known[at])
        of_class = bool(sizes[group] >= fewest and names[group])
        peers = str(names[group]) if of_class else ""
        count = int(sizes[group]) if of_class else int(known.size)
        found.append(
            InflatedFlag(place, measure, float(values[place]), float(limits[group]), peers, count)
        )
    return found
