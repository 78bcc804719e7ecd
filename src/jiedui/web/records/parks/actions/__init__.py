"""Writing parks: what came with the program, the register, approvals, and lines about a park."""

from jiedui.web.records.parks.actions.approving import record_approval
from jiedui.web.records.parks.actions.bundled import load_bundled
from jiedui.web.records.parks.actions.changing import (
    NO_GROUP,
    change_line,
    draw_up_group,
    version_of_group,
)
from jiedui.web.records.parks.actions.registering import Conflict, edit_park, register_park
from jiedui.web.records.parks.actions.telling import (
    correct_fact,
    mark_maturity,
    may_require,
    require,
    tell,
    tell_fact,
)
from jiedui.web.records.parks.actions.versions import Changed, version_of_line

__all__ = [
    "NO_GROUP",
    "Changed",
    "Conflict",
    "change_line",
    "correct_fact",
    "draw_up_group",
    "edit_park",
    "load_bundled",
    "mark_maturity",
    "may_require",
    "record_approval",
    "register_park",
    "require",
    "tell",
    "tell_fact",
    "version_of_group",
    "version_of_line",
]
