"""A ledger of projects as arrays: from a file here, from the store by whoever has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from jiedui.core.delivery import Dated, Precision, ProjectState
from jiedui.core.errors import Problem
from jiedui.core.frames import Floats
from jiedui.files.records import Records, read_records
from jiedui.files.sources import FileRefusal, Source

TEXTS = (
    *("code", "name", "pair", "park", "firm", "credit_code", "industry", "host_region"),
    *("initiator", "chain_gap", "plot"),
)
MONEY = ("promised", "registered", "paid_in", "spent")
Moment = tuple[date, Precision]


@dataclass(frozen=True)
class Payments:
    """Paid-in money by project (place in the ledger) and day (ordinal), in yuan."""

    project: np.ndarray
    day: Floats
    yuan: Floats


@dataclass(frozen=True)
class Ledger:
    """Projects by columns; every array has one entry per project.

    Attributes
    ----------
    texts
        `TEXTS` as written, empty where unknown.
    yuan
        `MONEY` in yuan, `nan` where unknown.
    area_m2
        Land, `nan` where unknown.
    first, last
        Of each stage, the first and last day (ordinal) on which it may have been reached; `nan`
        where it is not dated. They differ where only the month, quarter or year is known.
    due
        Contract dates by stage, as ordinals.
    payments
        Dated payments where somebody gave them; without them there is no money curve.
    sources
        Name of each file and its fingerprint.
    """

    texts: Mapping[str, tuple[str, ...]]
    yuan: Mapping[str, Floats]
    area_m2: Floats
    first: Mapping[str, Floats]
    last: Mapping[str, Floats]
    due: Mapping[str, Floats]
    payments: Payments | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()

    def __len__(self) -> int:
        return len(self.texts["code"])

    def day(self, stage: str) -> tuple[Floats, Floats]:
        """First and last possible day of a stage; all `nan` where the ledger has no such column."""
        nothing = np.full(len(self), np.nan)
        return self.first.get(stage, nothing), self.last.get(stage, nothing)

    def firm_keys(self) -> tuple[str, ...]:
        """The credit code of the firm, else its name, else the project: who stands behind it."""
        rows = zip(*(self.texts[n] for n in ("credit_code", "firm", "code")), strict=True)
        return tuple(code or firm or f"project {own}" for code, firm, own in rows)

    def state(self, place: int) -> ProjectState:
        """What is known of one project, as `core.delivery.stuck` takes it."""
        reached = {
            stage: Dated(_day(days[place]), _day(self.last[stage][place]))
            for stage, days in self.first.items()
            if not np.isnan(days[place])
        }
        due = {s: _day(days[place]) for s, days in self.due.items() if not np.isnan(days[place])}
        return ProjectState(self.texts["code"][place], reached, due)


def _day(ordinal: float) -> date:
    return date.fromordinal(int(ordinal))


def read_ledger(path: str | Path | Source, payments: str | Path | Source | None = None) -> Ledger:
    """Read projects (columns of the kind `projects`) and, where given, payments (kind `money`).

    Raises
    ------
    FileRefusal
        With every bad cell; a project code that stands twice; a payment of an unknown project.
    """
    records = read_records(path, "projects")
    columns, lines = _columns(records)
    _fail_if_twice(records, columns["code"], lines)
    stages = [name[:-3] for name in columns if name.endswith("_on") and not name.startswith("due_")]
    days = {stage: _interval(columns[f"{stage}_on"]) for stage in stages}
    due = {
        name[4:-3]: _interval(values)[1]
        for name, values in columns.items()
        if name.startswith("due_")
    }
    size = len(lines)
    sources = {records.table.file: records.table.sha256}
    found: Payments | None = None
    more: tuple[Problem, ...] = ()
    if payments is not None:
        paid = read_records(payments, "money")
        found = _payments(paid, columns["code"])
        sources[paid.table.file], more = paid.table.sha256, paid.warnings
    return Ledger(
        texts={name: tuple(v or "" for v in columns.get(name, [""] * size)) for name in TEXTS},
        yuan={name: _yuan(records, columns, name, size) for name in MONEY},
        area_m2=_floats(columns.get("land", [None] * size)),
        first={stage: both[0] for stage, both in days.items()},
        last={stage: both[1] for stage, both in days.items()},
        due=due,
        payments=found,
        sources=sources,
        warnings=(*records.warnings, *more),
    )


def _columns(records: Records) -> tuple[dict[str, list[Any]], list[int]]:
    columns: dict[str, list[Any]] = {name: [] for name in records.present}
    lines: list[int] = []
    for chunk in records.chunks():
        lines += chunk.lines
        for name, values in chunk.values.items():
            columns[name] += values
    return columns, lines


def _fail_if_twice(records: Records, codes: Sequence[str], lines: Sequence[int]) -> None:
    seen: dict[str, int] = {}
    problems = []
    for code, line in zip(codes, lines, strict=True):
        if code in seen:
            problems.append(
                Problem(
                    f"the project stands already on line {seen[code]}",
                    file=records.table.file,
                    sheet=records.table.sheet,
                    line=line,
                    column="code",
                    value=code,
                    hint="one row for each project",
                )
            )
        seen.setdefault(code, line)
    if problems:
        raise FileRefusal(problems[:1000])


def _interval(moments: Sequence[Moment | None]) -> tuple[Floats, Floats]:
    known = {m: Dated.of(*m) for m in set(moments) if m is not None}
    bounds = {m: (d.first.toordinal(), d.last.toordinal()) for m, d in known.items()}
    both = [(np.nan, np.nan) if m is None else bounds[m] for m in moments]
    table = np.array(both, dtype=float).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _floats(values: Sequence[float | int | None]) -> Floats:
    return np.array([np.nan if value is None else float(value) for value in values], dtype=float)


def _yuan(records: Records, columns: Mapping[str, list[Any]], name: str, size: int) -> Floats:
    """A column of sums in yuan; one in another currency is not added to yuan and so unknown."""
    if name not in columns or records.currencies.get(name, "CNY") != "CNY":
        return np.full(size, np.nan)
    return _floats(columns[name]) / 100


def _payments(records: Records, codes: Sequence[str]) -> Payments:
    columns, lines = _columns(records)
    places = {code: place for place, code in enumerate(codes)}
    _fail_if_unknown(records, columns["project"], lines, places)
    if records.currencies.get("amount", "CNY") != "CNY":
        hint = "give them in yuan: sums of two currencies are not added up"
        problem = Problem(
            "payments in another currency", file=records.table.file, column="amount", hint=hint
        )
        raise FileRefusal([problem])
    used = [i for i, kind in enumerate(columns["kind"]) if kind == "paid_in"]
    latest = _interval([columns["on"][i] for i in used])[1]
    amounts = _floats([columns["amount"][i] for i in used]) / 100
    project = np.array([places[columns["project"][i]] for i in used], dtype=np.int64)
    return Payments(project, latest, amounts)


def _fail_if_unknown(
    records: Records, codes: Sequence[str], lines: Sequence[int], places: Mapping[str, int]
) -> None:
    problems = [
        Problem(
            "no such project in the ledger",
            file=records.table.file,
            sheet=records.table.sheet,
            line=line,
            column="project",
            value=code,
            hint="use the codes of the file of projects",
        )
        for code, line in zip(codes, lines, strict=True)
        if code not in places
    ]
    if problems:
        raise FileRefusal(problems[:1000])
