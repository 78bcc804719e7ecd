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
from jiedui.core.delivery.dependence import (
    ChainShare,
    Dependence,
    dependence,
    gap_share,
)
from jiedui.core.delivery.duplicates import (
    DuplicateFlag,
    Duplicates,
    duplicates,
    name_core,
)
from jiedui.core.delivery.hazard import (
    Coefficient,
    Hazard,
    hazard,
)
from jiedui.core.delivery.inflated import (
    InflatedFlag,
    inflated,
)
from jiedui.core.delivery.interval import (
    IntervalBand,
    IntervalCurve,
    interval_band,
    interval_curve,
)
from jiedui.core.delivery.money import (
    MoneyCurve,
    money_curve,
)
from jiedui.core.delivery.order import (
    OrderFault,
    check_order,
)
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
from jiedui.core.delivery.stuck import (
    Light,
    Pace,
    ProjectState,
    Reason,
    Stuck,
    stuck,
    usual_pace,
)

__all__ = [
    "PRECISIONS",
    "At",
    "ChainShare",
    "Coefficient",
    "CohortRates",
    "Dated",
    "Dependence",
    "DuplicateFlag",
    "Duplicates",
    "EvidenceKind",
    "FunnelStep",
    "Hazard",
    "Incidence",
    "InflatedFlag",
    "IntervalBand",
    "IntervalCurve",
    "LandingCurve",
    "LandingRates",
    "Light",
    "MoneyCurve",
    "Mover",
    "OrderFault",
    "Pace",
    "PeriodRatio",
    "Precision",
    "ProjectState",
    "Reason",
    "Stage",
    "Stages",
    "Stuck",
    "SurvivorCheck",
    "add_months",
    "check_order",
    "cohort_rates",
    "cumulative_incidence",
    "dependence",
    "duplicates",
    "funnel",
    "gap_share",
    "hazard",
    "inflated",
    "interval_band",
    "interval_curve",
    "landing_curve",
    "landing_rates",
    "money_curve",
    "name_core",
    "only_survivors",
    "period_ratio",
    "stuck",
    "usual_pace",
    "whole_months",
]
