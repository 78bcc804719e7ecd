"""Everything that changes projects. Each is one transaction, asked of `access`, and audited."""

from jiedui.web.records.projects.actions.doubting import raise_doubts
from jiedui.web.records.projects.actions.freezing import freeze
from jiedui.web.records.projects.actions.keeping import (
    EDITABLE,
    create_project,
    edit_project,
    keep_firm,
)
from jiedui.web.records.projects.actions.lists import forget_filter, save_filter
from jiedui.web.records.projects.actions.money import correct_money, record_money
from jiedui.web.records.projects.actions.staging import (
    check_correction,
    correct_stage,
    end_project,
    record_stage,
    set_due,
)
from jiedui.web.records.projects.actions.watching import (
    flag_decision,
    raise_flag,
    record_contact,
    record_reading,
)

__all__ = [
    "EDITABLE",
    "check_correction",
    "correct_money",
    "correct_stage",
    "create_project",
    "edit_project",
    "end_project",
    "flag_decision",
    "forget_filter",
    "freeze",
    "keep_firm",
    "raise_doubts",
    "raise_flag",
    "record_contact",
    "record_money",
    "record_reading",
    "record_stage",
    "save_filter",
    "set_due",
]
