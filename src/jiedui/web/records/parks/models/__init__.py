"""Parks: the register, and what is kept of each park in a module by its subject."""

from jiedui.web.records.parks.models.capital import CapitalEvent, Facility, Holding, Tenancy
from jiedui.web.records.parks.models.enclaves import SharedUse, Team
from jiedui.web.records.parks.models.facts import ParkFact
from jiedui.web.records.parks.models.governing import (
    Approval,
    Duty,
    PolicyMeasure,
    Reform,
    Requirement,
    Staffing,
)
from jiedui.web.records.parks.models.growing import Flagship, Issue, MaturityMark
from jiedui.web.records.parks.models.land import LandUse, ParkArea, Plot, Work
from jiedui.web.records.parks.models.register import GroupMember, Park, ParkGroup

__all__ = [
    "Approval",
    "CapitalEvent",
    "Duty",
    "Facility",
    "Flagship",
    "GroupMember",
    "Holding",
    "Issue",
    "LandUse",
    "MaturityMark",
    "Park",
    "ParkArea",
    "ParkFact",
    "ParkGroup",
    "Plot",
    "PolicyMeasure",
    "Reform",
    "Requirement",
    "SharedUse",
    "Staffing",
    "Team",
    "Tenancy",
    "Work",
]
