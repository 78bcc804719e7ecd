"""Few people, many tasks (人少事多、小马拉大车, D22): staff of parks against what they serve.

No text gives a number of people per head, so the threshold is a parameter and always stated:
a multiple of the median of the parks compared. Fewer than three parks give no median worth it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

MEASURES = ("population", "enterprises", "tasks")
TIMES_THE_MEDIAN = 2.0
FEWEST_PARKS = 3


@dataclass(frozen=True)
class StaffCount:
    """Staff of a park and what they serve; None where it is not on record."""

    park: str
    staff: int
    population: int | None = None
    enterprises: int | None = None
    tasks: int | None = None


@dataclass(frozen=True)
class Load:
    """What one member of staff serves, by one measure.

    `threshold` is `times` the median of the parks compared; None where they are too few.
    """

    park: str
    measure: str
    per_staff: float
    threshold: float | None
    times: float
    compared: int

    @property
    def alarm(self) -> bool:
        return self.threshold is not None and self.per_staff > self.threshold


def loads(
    counts: Sequence[StaffCount], *, times_the_median: float = TIMES_THE_MEDIAN
) -> tuple[Load, ...]:
    """What each member of staff of each park serves, with an alarm past the stated multiple."""
    found: list[Load] = []
    for measure in MEASURES:
        known = {
            one.park: served / one.staff
            for one in counts
            if (served := getattr(one, measure)) is not None and one.staff > 0
        }
        usual = median(known.values()) if len(known) >= FEWEST_PARKS else None
        limit = None if usual is None else times_the_median * usual
        found.extend(
            Load(park, measure, known[park], limit, times_the_median, len(known))
            for park in sorted(known)
        )
    return tuple(found)
