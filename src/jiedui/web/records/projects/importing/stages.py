"""Tables of stages: a row per project and stage, through the actions of the page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jiedui.catalog.columns import columns
from jiedui.files.told import is_same_moment
from jiedui.web.platform.accounts.capabilities import IMPORT_RECORDS
from jiedui.web.platform.transfer.rows import Fate, Row, RowIntake, is_same_text
from jiedui.web.records.projects import access
from jiedui.web.records.projects.actions.staging import correct_stage, record_stage
from jiedui.web.records.projects.enums import EventState, Stage
from jiedui.web.records.projects.models import StageEvent

title = _("项目阶段")
TEXTS = ("number", "verifier", "note")


class StagesIntake(RowIntake):
    """`stages`: keyed by project and stage; what differs from the record corrects it."""

    names = tuple(columns("stages"))

    def key(self, row: Row) -> object:
        return row["project"], row["stage"]

    def take(self, row: Row, paper: str) -> tuple[Fate, str]:
        project = access.project_for(self.by, row["project"], IMPORT_RECORDS)
        on, precision = row["on"]
        told = {name: row[name] for name in TEXTS if row[name]}
        if row["side"]:
            told["side"] = row["side"]
        common = {"by": self.by, "code": project.code, "stage": row["stage"], "on": on}
        old = StageEvent.objects.filter(
            project=project, stage=row["stage"], state=EventState.CURRENT
        ).first()
        if old is None:
            record_stage(**common, precision=precision, **{"number": paper, **told})
            return "new", ""
        names = _different(old, row)
        if not names:
            return "same", ""
        if names == ["side"] and not old.side:
            record_stage(**common, precision=precision, **{"number": old.number, **told})
        else:
            correct_stage(**common, precision=precision, reason=paper, **told)
        return "changed", f"{project.code} {Stage(old.stage).label}: {'、'.join(_labels(names))}"


def _different(old: StageEvent, row: Row) -> list[str]:
    """The columns in which a row says something else; an empty cell says nothing."""
    names = [] if is_same_moment((old.on, old.precision), row["on"]) else ["on"]
    names += [name for name in TEXTS if row[name] and not is_same_text(row[name], _said(old, name))]
    return [*names, "side"] if row["side"] and row["side"] != old.side else names


def _said(old: StageEvent, name: str) -> str:
    return str(getattr(old, name))


def _labels(names: list[str]) -> list[str]:
    return [columns("stages")[name].zh for name in names]
