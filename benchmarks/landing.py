"""Landing curves of a ledger of 100,000 projects, against one plain pass over its days.

"Counting" sorts the days once and counts how many landed by each: what any curve must cost at
least. It allows for nobody that is still open, so the ratio says what doing that costs.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from jiedui.core import delivery

SIZES = {"small": 2_000, "full": 100_000}


def run(size: str = "full") -> list[dict[str, str]]:
    """Seconds of each curve, and how many times the plain count they are."""
    count = SIZES[size]
    rng = np.random.default_rng(1)
    signed = rng.integers(0, 1800, count)
    time_to_land = rng.exponential(700, count).astype(int)
    followed = 2000 - signed
    landed = time_to_land <= followed
    days = np.where(landed, time_to_land, followed).astype(float)
    cause = np.where(landed, 1 + (rng.random(count) < 0.2), 0)
    quarter = (signed + time_to_land) // 91 * 91
    known = landed & (quarter + 90 <= 2000)
    after = np.where(known, np.maximum(quarter - signed - 1, 0), followed).astype(float)
    by = np.where(known, quarter + 90 - signed, np.inf).astype(float)
    promised, firm = rng.lognormal(8, 1, count), rng.integers(0, count * 3 // 5, count)
    paid = rng.integers(0, count, 2 * count)
    payments = {
        "payment_project": paid,
        "payment_days": rng.integers(0, 2000, 2 * count),
        "payment_amounts": rng.lognormal(6, 1, 2 * count),
    }
    subjects: dict[str, Callable[[], object]] = {
        "kaplan_meier": lambda: delivery.landing_curve(days, landed),
        "aalen_johansen": lambda: delivery.cumulative_incidence(days, cause, causes=("a", "b")),
        "turnbull": lambda: delivery.interval_curve(after, by, tolerance=1e-5),
        "money": lambda: delivery.money_curve(promised, followed, firm, **payments),
        "money_band": lambda: delivery.money_curve(
            promised, followed, firm, **payments, generator=np.random.default_rng(1)
        ),
    }
    plain = _seconds(lambda: np.cumsum(np.unique(np.sort(days[landed]), return_counts=True)[1]))
    return [
        {"curve": name, "projects": str(count), "seconds": f"{spent:.3f}", "over_counting": times}
        for name, subject in subjects.items()
        for spent in [_seconds(subject)]
        for times in [f"{spent / plain:.0f}"]
    ]


def _seconds(work: Callable[[], object]) -> float:
    """The shorter of two."""
    spent = []
    for _ in range(2):
        started = time.perf_counter()
        work()
        spent.append(time.perf_counter() - started)
    return min(spent)
