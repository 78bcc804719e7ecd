"""Registers of parks and their figures on their way in and out."""

from jiedui.web.platform.transfer.kinds import Kind, register
from jiedui.web.records.parks.importing import facts, parks

__all__ = ["register_kinds"]


def register_kinds() -> None:
    """Called when the app is ready."""
    register(Kind("parks", parks.title, parks.ParksIntake, parks.told))
    register(Kind("park_facts", facts.title, facts.FactsIntake, facts.told))
