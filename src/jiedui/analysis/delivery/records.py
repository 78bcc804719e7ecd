"""What `measure_landing` is asked and returns: frozen records that pages and commands print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from jiedui.analysis.provenance import Provenance
from jiedui.core.delivery import Dependence, FunnelStep, LandingRates, SurvivorCheck

By = Literal["", "pair", "park", "industry", "year"]
Method = Literal["kaplan_meier", "aalen_johansen", "turnbull"]
MARKS_MONTHS = (6, 12, 18, 24, 36, 48, 60)
DAYS_PER_MONTH = 30.4375


@dataclass(frozen=True)
class LandingRequest:
    """What to measure.

    Attributes
    ----------
    as_of
        The day of looking: what has not landed by then is still open.
    origin, stage
        From which stage to which.
    by
        Cohorts to split into; empty: all together only.
    seed
        Of the band of the money curve; None: no band.
    accept_survivors
        Measure a ledger that holds only survivors all the same, marked as such.
    """

    as_of: date
    origin: str = "signed"
    stage: str = "in_production"
    by: By = ""
    level: float = 0.95
    seed: int | None = None
    rounds: int = 400
    accept_survivors: bool = False
    programme: str = ""


@dataclass(frozen=True)
class Point:
    """The curve from one day on. `low` and `high` are its band, or for dates known only to the
    month or quarter the bounds that the data leave; None where there is none."""

    days: float
    share: float | None
    low: float | None
    high: float | None
    at_risk: int
    plain_low: float | None = None
    plain_high: float | None = None


@dataclass(frozen=True)
class Mark:
    """The curve after so many months; `share` None where the data leave only bounds, and nothing
    at all where nobody was followed so long."""

    months: int
    share: float | None
    low: float | None
    high: float | None
    at_risk: int


@dataclass(frozen=True)
class MoneyPoint:
    days: float
    share: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Group:
    """One cohort. Rates say how many have landed so far, curves how many will have by a time.

    Attributes
    ----------
    rates
        By count and by money together.
    is_judgeable
        False while the youngest project was followed for less than the usual time (D2).
    median_days
        Days until half have landed: one day twice, or the interval the data leave; None while
        half have not.
    terminated
        Projects that were terminated or transferred before landing.
    """

    key: str
    rates: LandingRates
    by_count: float | None
    by_money: float | None
    is_judgeable: bool
    shortest_followed_days: float
    method: Method
    median_days: tuple[float, float] | None
    terminated: int
    points: tuple[Point, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class YearRatio:
    """Landed in a year over signed in it: biased, and marked so."""

    year: int
    signed: int
    landed: int
    by_count: float | None
    by_money: float | None
    is_biased: bool
    reason_zh: str
    reason_en: str


@dataclass(frozen=True)
class Note:
    """Something the reader must know, in both languages."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class LandingResult:
    """Landing of a ledger: all together, by cohort, the money, the funnel, on whom it depends."""

    origin: str
    origin_zh: str
    origin_en: str
    stage: str
    stage_zh: str
    stage_en: str
    as_of: date
    by: By
    level: float
    usual_days: float | None
    whole: Group
    groups: tuple[Group, ...]
    money: tuple[MoneyPoint, ...]
    funnel: tuple[FunnelStep, ...]
    period_ratios: tuple[YearRatio, ...]
    survivors: SurvivorCheck
    dependence: Dependence
    gap_by_count: float | None
    gap_by_money: float | None
    left_out: tuple[tuple[str, str], ...]
    notes: tuple[Note, ...]
    provenance: Provenance
