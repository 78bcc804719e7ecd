"""What two sides wrote down about who does what, read from a file and checked for conflicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jiedui.core.errors import Problem
from jiedui.core.structure import STAGE_NAMES_ZH, Claim, Conflict, Side, Stage, check_claims
from jiedui.files.cells import clean
from jiedui.files.sources import FileRefusal, Source
from jiedui.files.tables import Row, Table, read_table

COLUMNS = ("region", "industry", "stage")
SPELLINGS = {"地区": "region", "行业": "industry", "环节": "stage"}
STAGES = {stage.value: stage for stage in Stage} | {
    name: stage for stage, name in STAGE_NAMES_ZH.items()
}


@dataclass(frozen=True)
class WrittenClaims:
    """Who claims which link of which industry, as `(region, industry, stage)`."""

    claims: tuple[tuple[str, str, Stage], ...]
    file: str
    sha256: str

    def conflicts(self, supporter: str, recipient: str) -> tuple[Conflict, ...]:
        """The links that both sides of a pair wrote down as theirs (C18)."""
        sides: dict[str, Side] = {supporter: "supporter", recipient: "recipient"}
        return check_claims(
            Claim(sides[region], industry, stage)
            for region, industry, stage in self.claims
            if region in sides
        )


def read_claims(path: str | Path | Source) -> WrittenClaims:
    """Read `region, industry, stage` from a file; the industry may be any code or name.

    A stage is research, manufacture, deep_processing or market, or 研发、制造、深加工、市场.
    """
    table = read_table(path, expected=(*COLUMNS, *SPELLINGS))
    places = _places(table)
    problems = [problem for row in table.rows for problem in _row_problems(table, row, places)]
    if problems:
        raise FileRefusal(problems)
    rows = [[clean(row.cells[places[name]]) for name in COLUMNS] for row in table.rows]
    claims = {(region, industry, STAGES[stage.lower()]) for region, industry, stage in rows}
    return WrittenClaims(tuple(sorted(claims)), table.file, table.sha256)


def _places(table: Table) -> dict[str, int]:
    names = [clean(written).lower() for written in table.header]
    places = {SPELLINGS.get(name, name): place for place, name in enumerate(names)}
    missing = [name for name in COLUMNS if name not in places]
    if missing:
        hint = f"the columns are {', '.join(COLUMNS)}"
        raise FileRefusal([table.problem(f"missing column: {', '.join(missing)}", hint=hint)])
    return places


def _row_problems(table: Table, row: Row, places: dict[str, int]) -> Sequence[Problem]:
    problems = [
        table.problem("is missing", row=row, column=places[name], hint="write its code")
        for name in ("region", "industry")
        if not clean(row.cells[places[name]])
    ]
    if clean(row.cells[places["stage"]]).lower() not in STAGES:
        hint = f"use one of {', '.join(STAGES)}"
        problems.append(table.problem("unknown stage", row=row, column=places["stage"], hint=hint))
    return problems
