"""Firms, projects, and what happened to them."""

from jiedui.web.records.projects.models.deciding import Flag, SavedFilter
from jiedui.web.records.projects.models.happening import Contact, Due, Money, Reading, StageEvent
from jiedui.web.records.projects.models.project import Change, Firm, Project

__all__ = [
    "Change",
    "Contact",
    "Due",
    "Firm",
    "Flag",
    "Money",
    "Project",
    "Reading",
    "SavedFilter",
    "StageEvent",
]
