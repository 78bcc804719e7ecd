"""The projects whose landing is measured: since when, until when, and how exactly that is known."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from jiedui.analysis.delivery.ledger import Ledger
from jiedui.analysis.delivery.records import LandingRequest
from jiedui.core.delivery import Stages
from jiedui.core.delivery.inputs import Flags, Ints
from jiedui.core.frames import Floats


@dataclass(frozen=True)
class Cohort:
    """Projects that reached the origin, with what happened to them by the day of looking.

    `place` is the place in the ledger, `origin` an ordinal, all else days since the origin: landing
    lies in `(after, by]`, or on `by` where both are equal; `by` is infinite while not landed.
    """

    place: Ints
    origin: Floats
    after: Floats
    by: Floats
    landed: Flags
    ended_days: Floats
    followed: Floats
    promised: Floats
    exact: Flags

    @property
    def is_exact(self) -> bool:
        """Whether every day that matters is known to the day."""
        return bool(self.exact.all())

    def only(self, kept: Flags) -> Cohort:
        return Cohort(**{f.name: getattr(self, f.name)[kept] for f in fields(self)})


def cohort_of(
    ledger: Ledger, request: LandingRequest, ladder: Stages
) -> tuple[Cohort, tuple[tuple[str, str], ...]]:
    """Who counts, and who is left out because landing is dated before the origin."""
    today = float(request.as_of.toordinal())
    begin_first, begin_last = ledger.day(request.origin)
    land_first, land_last = _reached_by(ledger, request.stage, ladder)
    land_first, land_last = (
        np.where(land_first <= today, d, np.nan) for d in (land_first, land_last)
    )
    land_last = np.minimum(land_last, today)
    ended = _earliest([ledger.day(end.code)[0] for end in ladder.ends], len(ledger))
    ended = np.where(ended <= today, ended, np.nan)
    began = begin_first <= today
    begin_last = np.minimum(begin_last, today)
    wrong = began & (land_last < begin_first)
    kept = np.flatnonzero(began & ~wrong)
    landed = np.isfinite(land_first)
    ended = np.where(landed & ~(ended < land_first), np.nan, ended)
    landed &= ~np.isfinite(ended)
    followed = today - begin_last
    exact = (begin_first == begin_last) & (~landed | (land_first == land_last))
    low = np.where(exact, land_first - begin_last, land_first - begin_last - 1)
    ended_days = np.where(np.isfinite(ended), np.maximum(ended - begin_last, 0), np.nan)
    found = Cohort(
        place=kept,
        origin=begin_first[kept],
        after=np.where(landed, np.maximum(low, 0), followed)[kept],
        by=np.where(landed, land_last - begin_first, np.inf)[kept],
        landed=landed[kept],
        ended_days=ended_days[kept],
        followed=followed[kept],
        promised=ledger.yuan["promised"][kept],
        exact=exact[kept],
    )
    reason = f"{request.stage} is dated before {request.origin}"
    codes = ledger.texts["code"]
    return found, tuple((codes[i], reason) for i in np.flatnonzero(wrong))


def _reached_by(ledger: Ledger, stage: str, ladder: Stages) -> tuple[Floats, Floats]:
    """Days of the stage; where it is not dated but a later one is, it was reached by then, on a
    day between the stage dated before it and that one."""
    first, last = (days.copy() for days in ledger.day(stage))
    order = ladder.stage(stage).order
    later = [s for s in ladder.steps if s.order > order and stage not in s.may_precede]
    earlier = [s for s in ladder.steps if s.order < order]
    upper = _earliest([ledger.day(s.code)[1] for s in later], len(ledger))
    lower = -_earliest([-ledger.day(s.code)[0] for s in earlier], len(ledger))
    gap = np.isnan(first) & np.isfinite(upper)
    last[gap] = upper[gap]
    first[gap] = np.fmin(np.where(np.isnan(lower), upper, lower), upper)[gap]
    return first, last


def _earliest(columns: list[Floats], size: int) -> Floats:
    found = np.full(size, np.nan)
    for days in columns:
        found = np.fmin(found, days)
    return found
