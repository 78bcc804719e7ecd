"""Landing rates: by count and by money in one record, for there is no function that gives one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from jiedui.core.delivery.inputs import amounts_of, fail_unless, flags_of
from jiedui.core.frames import Floats

FEWEST = 10


@dataclass(frozen=True)
class LandingRates:
    """How many of the signed projects landed, and how much of the money promised.

    Attributes
    ----------
    signed, landed
        Counts; `by_count` is their quotient.
    signed_money, landed_money
        Money promised by them, in the unit of the amounts; `by_money` is their quotient.
    without_amount
        Signed projects whose promised sum is unknown: they count in `by_count` alone.
    """

    signed: int
    landed: int
    signed_money: float
    landed_money: float
    without_amount: int = 0

    @property
    def by_count(self) -> float | None:
        """Share by count; None where nothing was signed."""
        return self.landed / self.signed if self.signed else None

    @property
    def by_money(self) -> float | None:
        """Share by money; None where no promised sum is known."""
        return self.landed_money / self.signed_money if self.signed_money else None

    @property
    def times_apart(self) -> float | None:
        """By count over by money: above one, the large projects land less often."""
        if not self.by_count or not self.by_money:
            return None
        return self.by_count / self.by_money


def landing_rates(landed: ArrayLike, promised: ArrayLike) -> LandingRates:
    """Rates of a set of signed projects.

    Parameters
    ----------
    landed
        Whether each has reached the stage that counts as landing.
    promised
        Money promised by each, in one unit; `nan` where unknown.

    Examples
    --------
    >>> rates = landing_rates([True, True, False], [10.0, 20.0, 70.0])
    >>> round(rates.by_count, 3), rates.by_money
    (0.667, 0.3)
    """
    reached, amounts = flags_of(landed, "landed"), amounts_of(promised, "promised")
    fail_unless(reached.size == amounts.size, "arrays differ in length")
    known = ~np.isnan(amounts)
    return LandingRates(
        signed=int(reached.size),
        landed=int(reached.sum()),
        signed_money=float(amounts[known].sum()),
        landed_money=float(amounts[known & reached].sum()),
        without_amount=int((~known).sum()),
    )


@dataclass(frozen=True)
class CohortRates:
    """A cohort's rates so far, and whether they can be judged yet (D2).

    `is_judgeable` is false while the youngest project has been followed for less than
    `usual_days`, the time in which half of all land; None in `usual_days`: half have not yet.
    """

    rates: LandingRates
    shortest_followed_days: float
    usual_days: float | None

    @property
    def is_judgeable(self) -> bool:
        return self.usual_days is not None and self.shortest_followed_days >= self.usual_days


def cohort_rates(
    landed: ArrayLike, promised: ArrayLike, followed_days: ArrayLike, *, usual_days: float | None
) -> CohortRates:
    """Rates of one cohort; `followed_days` run from the origin to the last day of looking."""
    followed = amounts_of(followed_days, "followed_days")
    shortest = float(followed.min()) if followed.size else 0.0
    return CohortRates(landing_rates(landed, promised), shortest, usual_days)


@dataclass(frozen=True)
class PeriodRatio:
    """Landed in a period over signed in the same period: other projects stand above and below.

    It is biased whenever signing grows or shrinks, and no share: it may exceed one. It is kept
    only because it is often printed; `is_biased` is always true.
    """

    rates: LandingRates
    is_biased: bool = True
    reason_zh: str = "分子分母不是同一批项目：签约增长时偏低，签约减少时偏高"
    reason_en: str = (
        "numerator and denominator are different projects: too low while signing grows, "
        "too high while it shrinks"
    )


def period_ratio(*, signed_amounts: ArrayLike, landed_amounts: ArrayLike) -> PeriodRatio:
    """The ratio of those landed in a period to those signed in it, marked as biased.

    Parameters
    ----------
    signed_amounts, landed_amounts
        Money promised by those that signed, and by those that landed, in the period.
    """
    signed = amounts_of(signed_amounts, "signed_amounts")
    landed = amounts_of(landed_amounts, "landed_amounts")
    unknown = int(np.isnan(signed).sum())
    sums = float(np.nansum(signed)), float(np.nansum(landed))
    return PeriodRatio(LandingRates(signed.size, landed.size, *sums, unknown))


@dataclass(frozen=True)
class FunnelStep:
    """How many reached a stage and how much money they had promised, beside the origin's."""

    stage: str
    rates: LandingRates


def funnel(
    reached: ArrayLike, promised: ArrayLike, stages: tuple[str, ...]
) -> tuple[FunnelStep, ...]:
    """Rates of every stage over the projects that reached the first of `stages`.

    Parameters
    ----------
    reached
        Projects × stages; a later stage reached counts every earlier one as reached, because a
        missing date in between is a gap of the ledger.
    """
    table = np.asarray(reached, dtype=bool)
    fail_unless(table.ndim == 2 and table.shape[1] == len(stages), "one column for each stage")
    passed = np.flip(np.logical_or.accumulate(np.flip(table, axis=1), axis=1), axis=1)
    begun = passed[:, 0]
    amounts: Floats = amounts_of(promised, "promised")[begun]
    return tuple(
        FunnelStep(stage, landing_rates(passed[begun, place], amounts))
        for place, stage in enumerate(stages)
    )


@dataclass(frozen=True)
class SurvivorCheck:
    """Signs that a ledger holds only what survived, so that no rate can be read from it.

    `all_landed`: every project reached the last stage. `none_ended`: nothing was ever terminated
    or transferred. `none_open`: nothing is still under way.
    """

    count: int
    all_landed: bool
    none_ended: bool
    none_open: bool

    @property
    def only_survivors(self) -> bool:
        """Everything landed and nothing failed: projects were entered after they had landed."""
        return self.count >= FEWEST and self.all_landed and self.none_ended

    @property
    def is_doubtful(self) -> bool:
        """No failure in the whole ledger, or nothing still open: perhaps they were left out."""
        return self.count >= FEWEST and (self.none_ended or self.none_open)


def only_survivors(landed: ArrayLike, ended: ArrayLike) -> SurvivorCheck:
    """Look for left truncation: a ledger begun when projects had already landed (S0's tables).

    Parameters
    ----------
    landed, ended
        Whether each reached the stage that counts as landing; was terminated or transferred.
    """
    reached, over = flags_of(landed, "landed"), flags_of(ended, "ended")
    fail_unless(reached.size == over.size, "arrays differ in length")
    return SurvivorCheck(
        count=int(reached.size),
        all_landed=bool(reached.all()),
        none_ended=not over.any(),
        none_open=bool((reached | over).all()),
    )
