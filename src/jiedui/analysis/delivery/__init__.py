"""Delivery of a ledger of projects: landing curves and rates, what is stuck, what to look at."""

from jiedui.analysis.delivery.judging import (
    Judged,
    flag_projects,
    judge_projects,
    usual_paces,
)
from jiedui.analysis.delivery.ledger import Ledger, Payments, read_ledger
from jiedui.analysis.delivery.measure import measure_landing
from jiedui.analysis.delivery.records import (
    DAYS_PER_MONTH,
    Group,
    LandingRequest,
    LandingResult,
    Mark,
    MoneyPoint,
    Note,
    Point,
    YearRatio,
)

__all__ = [
    "DAYS_PER_MONTH",
    "Group",
    "Judged",
    "LandingRequest",
    "LandingResult",
    "Ledger",
    "Mark",
    "MoneyPoint",
    "Note",
    "Payments",
    "Point",
    "YearRatio",
    "flag_projects",
    "judge_projects",
    "measure_landing",
    "read_ledger",
    "usual_paces",
]
