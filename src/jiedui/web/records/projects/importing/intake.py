"""A ledger of projects: new ones are written in bulk, changed ones through the usual actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiedui.core.errors import Problem, Refusal
from jiedui.files.parsing import Parsed
from jiedui.files.records import Chunk
from jiedui.web.platform.accounts.capabilities import EDIT_PROJECTS, IMPORT_RECORDS
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.accounts.reach import reach, sides_of
from jiedui.web.platform.transfer.kinds import Intake, Tally
from jiedui.web.records.documents.access import covers
from jiedui.web.records.projects import access, summary
from jiedui.web.records.projects.importing import bulk
from jiedui.web.records.projects.importing.changes import Change, change_of, make
from jiedui.web.records.projects.importing.ledger import NAMES, Entry, Fault, understood
from jiedui.web.records.projects.importing.lookups import lookups
from jiedui.web.records.projects.importing.new_rows import Maker, NewRows

title = _("产业项目台账")
TOLD_CHANGES = 200


@dataclass
class Ready:
    """Rows that passed: what is new, as rows of its tables, and what changes."""

    new: NewRows = field(default_factory=NewRows)
    changes: list[Change] = field(default_factory=list)


class LedgerIntake(Intake):
    """`projects`: a row per project, keyed by its code."""

    def __init__(self, by: User, file: Parsed):
        self.by, self.file = by, file
        self.today = timezone.localdate()
        self.found = lookups(by)
        self.reached = reach(by, IMPORT_RECORDS)
        self.lines: dict[str, int] = {}
        self.sides: dict[tuple[str, str, str], str] = {}
        self.maker = Maker(by=by, file=file.file, counted_on=self.today)
        self.counts = {"new": 0, "changed": 0, "same": 0}
        self.changes: list[str] = []

    def check(self, chunk: Chunk) -> tuple[Ready, list[Problem]]:
        problems: list[Problem] = []
        entries = []
        for line, values in zip(chunk.lines, chunk.rows(NAMES), strict=True):
            row = dict(zip(NAMES, values, strict=True))
            entry, faults = understood(line, row, self.found, today=self.today)
            faults += self._again(row["code"], line)
            if entry is not None and not faults:
                faults += self._out_of_reach(entry)
                entries.append(entry)
            problems += [self._problem(line, fault) for fault in faults]
        ready, more = self._sorted(entries)
        return ready, problems + more

    def write(self, ready: Ready) -> None:
        bulk.write(ready.new, by=self.by)
        summary.mark_changed(ready.new.programmes)
        for change in ready.changes:
            try:
                make(change, by=self.by, file=self.file.file, today=self.today)
            except Refusal as refusal:
                place = self.file.problem(
                    refusal.problems[0].reason,
                    line=change.line,
                    column=refusal.problems[0].column or "code",
                    value=refusal.problems[0].value or change.code,
                    hint=refusal.problems[0].hint,
                )
                raise Refusal(place) from refusal

    def tally(self) -> Tally:
        return Tally(**self.counts, changes=tuple(self.changes))

    def _sorted(self, entries: Sequence[Entry]) -> tuple[Ready, list[Problem]]:
        """New, changed and unchanged; a code that is on record out of reach is refused."""
        there = access.on_record([entry.code for entry in entries])
        mine = access.may_see(self.by, sorted(there), IMPORT_RECORDS) if there else frozenset()
        ready, problems = Ready(), []
        for entry in entries:
            if entry.code not in there:
                self.maker.add(ready.new, entry, self._side(entry))
                self.counts["new"] += 1
            elif entry.code not in mine:
                fault = ("code", entry.code, "the code is taken", "give the project another code")
                problems.append(self._problem(entry.line, fault))
            else:
                self._count(change_of(entry, there[entry.code]), ready)
        return ready, problems

    def _count(self, change: Change, ready: Ready) -> None:
        if change.is_empty:
            self.counts["same"] += 1
            return
        ready.changes.append(change)
        self.counts["changed"] += 1
        if len(self.changes) < TOLD_CHANGES:
            self.changes.append(change.words())

    def _again(self, code: str, line: int) -> list[Fault]:
        first = self.lines.setdefault(code, line)
        if first == line:
            return []
        return [("code", code, f"stands on line {first} already", "leave one row per project")]

    def _out_of_reach(self, entry: Entry) -> list[Fault]:
        is_within = covers(
            self.reached,
            secrecy=entry.fields["secrecy"],
            programme=entry.programme,
            pair=entry.pair_key,
            regions=(entry.fields["host_region"], entry.fields["home_region"]),
            park=entry.park_code,
            organisation=entry.credit_code,
        )
        if is_within:
            return []
        hint = "send rows of your own pair, region or park"
        return [("pair", entry.pair_key, "is not within your reach", hint)]

    def _side(self, entry: Entry) -> str:
        """The side that the person speaks for; asked once for each pair and regions."""
        host, home = entry.fields["host_region"], entry.fields["home_region"]
        asked = (entry.pair_key, host, home)
        if asked not in self.sides:
            pair = self.found.pairs[entry.pair_key]
            sides = sides_of(self.by, pair, EDIT_PROJECTS, regions=(host, home))
            self.sides[asked] = next(iter(sides)) if len(sides) == 1 else ""
        return self.sides[asked]

    def _problem(self, line: int, fault: Fault) -> Problem:
        column, value, reason, hint = fault
        return self.file.problem(reason, line=line, column=column, value=value, hint=hint)
