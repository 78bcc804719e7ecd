"""Parks: the register, and what is kept of each park in a module by its subject."""

from jiedui.web.records.parks.models.register import GroupMember, Park, ParkGroup

__all__ = ["GroupMember", "Park", "ParkGroup"]
