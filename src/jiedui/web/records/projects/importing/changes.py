"""What a row of a ledger changes of a project on record, and how it is made: by the usual actions.

An empty cell leaves what is on record. A date or a sum that differs is a correction, whose reason
is the file and line; what the other side said, or an assessment froze, is refused as on the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jiedui.core.errors import Problem, Refusal
from jiedui.files.told import is_same_moment
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.transfer.rows import is_same_text
from jiedui.web.records.projects.actions.keeping import edit_project
from jiedui.web.records.projects.actions.money import correct_money, record_money
from jiedui.web.records.projects.actions.staging import correct_stage, record_stage, set_due
from jiedui.web.records.projects.enums import ENDS, RANK, MoneyKind
from jiedui.web.records.projects.importing.ledger import Entry
from jiedui.web.records.projects.models import Due, Money, Project
from jiedui.web.records.projects.summary import Moment


@dataclass
class Change:
    """Of one project: columns, firm and park where they differ, stages, dates agreed, sums."""

    line: int
    code: str
    version: int
    fields: dict[str, Any] = field(default_factory=dict)
    firm: str | None = None
    credit_code: str | None = None
    park: str | None = None
    new_steps: tuple[Moment, ...] = ()
    other_steps: tuple[Moment, ...] = ()
    dues: tuple[Moment, ...] = ()
    new_sums: dict[str, int] = field(default_factory=dict)
    other_sums: dict[str, int] = field(default_factory=dict)

    @property
    def is_edit(self) -> bool:
        return bool(self.fields) or any(
            said is not None for said in (self.firm, self.credit_code, self.park)
        )

    @property
    def is_empty(self) -> bool:
        told = (self.new_steps, self.other_steps, self.dues, self.new_sums, self.other_sums)
        return not self.is_edit and not any(told)

    def words(self) -> str:
        """`A-1: 项目名称、开工日期`: what changes, by the names of the columns."""
        names = [str(Project._meta.get_field(name).verbose_name) for name in self.fields]
        names += ["企业"] if self.firm is not None or self.credit_code is not None else []
        names += ["园区"] if self.park is not None else []
        steps = (*self.new_steps, *self.other_steps)
        names += [_stage_name(one.stage) for one in steps]
        names += ["约定日期"] if self.dues else []
        names += [str(MoneyKind(kind).label) for kind in (*self.new_sums, *self.other_sums)]
        return f"{self.code}: {'、'.join(names)}"


def change_of(entry: Entry, project: Project) -> Change:
    """What differs between a row and the record."""
    change = Change(entry.line, entry.code, project.version)
    change.fields = {
        name: said
        for name, said in entry.fields.items()
        if name in entry.given and not _is_same(said, getattr(project, name))
    }
    firm = project.firm
    if entry.firm and (firm is None or not is_same_text(entry.firm, firm.name)):
        change.firm = entry.firm
    if entry.credit_code and (firm is None or entry.credit_code != firm.credit_code):
        change.credit_code = entry.credit_code
    if entry.park is not None and entry.park != project.park_id:
        change.park = entry.park_code
    reached = [(one, *_reached(project, one.stage)) for one in entry.steps]
    change.new_steps = tuple(one for one, on, _ in reached if on is None)
    change.other_steps = tuple(
        one
        for one, on, precision in reached
        if on and not is_same_moment((on, precision), (one.on, one.precision))
    )
    change.dues = _other_dues(entry, project)
    for kind, amount in entry.sums.items():
        there = getattr(project, f"{kind}_fen")
        if there is None:
            change.new_sums[kind] = amount
        elif there != amount:
            change.other_sums[kind] = amount
    return change


def make(change: Change, *, by: User, file: str, today: date) -> None:
    """Make the change, in the transaction of the import."""
    paper = f"{file}:{change.line}"[-200:]
    common: Mapping[str, Any] = {"by": by, "code": change.code}
    if change.is_edit:
        edit_project(
            **common,
            version=change.version,
            fields=change.fields,
            firm=change.firm,
            credit_code=change.credit_code,
            park=change.park,
        )
    for one in sorted(change.new_steps, key=lambda step: RANK.get(step.stage, 99)):
        record_stage(
            **common, stage=one.stage, on=one.on, precision=one.precision, number=paper[-120:]
        )
    for one in change.other_steps:
        correct_stage(**common, stage=one.stage, on=one.on, precision=one.precision, reason=paper)
    for one in change.dues:
        set_due(**common, stage=one.stage, on=one.on, precision=one.precision, source=paper)
    for kind, amount in change.new_sums.items():
        record_money(**common, kind=kind, amount_minor=amount, on=today, source=paper)
    for kind, amount in change.other_sums.items():
        number = _only_sum(change.code, kind, amount)
        correct_money(**common, number=number, amount_minor=amount, reason=paper)


def _is_same(said: Any, there: Any) -> bool:
    return is_same_text(said, there) if isinstance(said, str) else bool(said == there)


def _reached(project: Project, stage: str) -> tuple[date | None, str]:
    if stage in ENDS:
        on = project.ended_on if project.stage == stage else None
    else:
        on = getattr(project, f"{stage}_on")
    return on, project.precisions.get(stage, "day")


def _other_dues(entry: Entry, project: Project) -> tuple[Moment, ...]:
    if not entry.dues:
        return ()
    there = {
        stage: (on, precision)
        for stage, on, precision in Due.objects.filter(project=project).values_list(
            "stage", "on", "precision"
        )
    }
    return tuple(one for one in entry.dues if there.get(one.stage) != (one.on, one.precision))


def _only_sum(code: str, kind: str, amount: int) -> int:
    """The number of the one sum of a kind; a total of several cannot be corrected as one."""
    sums = Money.objects.filter(project__code=code, kind=kind, currency="CNY", is_current=True)
    numbers = list(sums.values_list("number", flat=True)[:2])
    if len(numbers) != 1:
        hint = "send single sums in the table of money, or correct them on the project's page"
        raise Refusal(
            Problem("several sums on record", column=kind, value=f"{amount} fen", hint=hint)
        )
    return numbers[0]


def _stage_name(stage: str) -> str:
    name = "ended_on" if stage in ENDS else f"{stage}_on"
    return str(Project._meta.get_field(name).verbose_name)
