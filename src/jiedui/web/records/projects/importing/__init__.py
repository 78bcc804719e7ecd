"""Tables of projects on their way in and out.

`ledger` understands a row of projects, `bulk` writes new ones, `changes` what is on record.
`stages`, `money` and `firms` go through the actions. `telling` gives all of them back.
"""

from jiedui.web.platform.transfer.kinds import Kind, register
from jiedui.web.records.projects.importing import firms, intake, money, stages, telling

__all__ = ["register_kinds"]


def register_kinds() -> None:
    """Called when the app is ready."""
    register(Kind("projects", intake.title, intake.LedgerIntake, telling.projects))
    register(Kind("stages", stages.title, stages.StagesIntake, telling.stages))
    register(Kind("money", money.title, money.MoneyIntake, telling.money))
    register(Kind("firms", firms.title, firms.FirmsIntake, telling.firms))
