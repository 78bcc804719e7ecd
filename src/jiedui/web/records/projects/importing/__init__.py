"""Ledgers of projects on their way in: `ledger` understands a row, `bulk` writes new ones."""

from jiedui.web.platform.transfer.kinds import Kind, register
from jiedui.web.records.projects.importing.intake import LedgerIntake, title

__all__ = ["register_kinds"]


def register_kinds() -> None:
    """Called when the app is ready."""
    register(Kind("projects", title, LedgerIntake))
