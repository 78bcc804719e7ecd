"""Delivery (办实事): what was promised, what really happened, and what is stuck.

Pure functions on arrays: landing curves with bands, rates by count and by money together, order
of stages, lights with their reasons, flags for a person.
"""

from jiedui.core.delivery.curves import (
    At,
    Incidence,
    LandingCurve,
    cumulative_incidence,
    landing_curve,
)
from jiedui.core.delivery.interval import IntervalCurve, interval_curve
from jiedui.core.delivery.money import MoneyCurve, money_curve
from jiedui.core.delivery.order import OrderFault, check_order
from jiedui.core.delivery.rates import (
    CohortRates,
    FunnelStep,
    LandingRates,
    PeriodRatio,
    SurvivorCheck,
    cohort_rates,
    funnel,
    landing_rates,
    only_survivors,
    period_ratio,
)
from jiedui.core.delivery.stages import (
    PRECISIONS,
    Dated,
    EvidenceKind,
    Mover,
    Precision,
    Stage,
    Stages,
    add_months,
    whole_months,
)

__all__ = [
    "PRECISIONS",
    "At",
    "CohortRates",
    "Dated",
    "EvidenceKind",
    "FunnelStep",
    "Incidence",
    "IntervalCurve",
    "LandingCurve",
    "LandingRates",
    "MoneyCurve",
    "Mover",
    "OrderFault",
    "PeriodRatio",
    "Precision",
    "Stage",
    "Stages",
    "SurvivorCheck",
    "add_months",
    "check_order",
    "cohort_rates",
    "cumulative_incidence",
    "funnel",
    "interval_curve",
    "landing_curve",
    "landing_rates",
    "money_curve",
    "only_survivors",
    "period_ratio",
    "whole_months",
]
