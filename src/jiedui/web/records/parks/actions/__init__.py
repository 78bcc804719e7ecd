"""Writing parks: what came with the program, the register, approvals, and lines about a park."""

from jiedui.web.records.parks.actions.approving import record_approval
from jiedui.web.records.parks.actions.bundled import load_bundled
from jiedui.web.records.parks.actions.registering import Conflict, edit_park, register_park
from jiedui.web.records.parks.actions.telling import mark_maturity, require, tell, tell_fact

__all__ = [
    "Conflict",
    "edit_park",
    "load_bundled",
    "mark_maturity",
    "record_approval",
    "register_park",
    "require",
    "tell",
    "tell_fact",
]
