"""Regions in groups and figures of them on their way in and out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from jiedui.catalog.columns import columns
from jiedui.core.errors import Problem
from jiedui.files.panels import UserData, read_panel
from jiedui.files.parsing import Parsed
from jiedui.files.records import CHUNK_ROWS, Chunk
from jiedui.files.sources import FileRefusal, Source, open_source
from jiedui.files.writing import write_csv
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.transfer.kinds import Intake, Kind, Tally, register
from jiedui.web.platform.transfer.rows import TOLD_CHANGES, is_same_text
from jiedui.web.records.regions import own
from jiedui.web.records.regions.actions import Origin, accept_batch
from jiedui.web.records.regions.own import OwnRegion

REGION_NAMES = tuple(columns("regions"))
FIGURE_NAMES = ("region", "year", "indicator", "value", "unit")
ON_RECORD = "regions on record"


@dataclass(frozen=True)
class Figures(Parsed):
    """A panel that is read whole, since units are judged over a whole series."""

    data: UserData


class _Counting(Intake):
    """Counts what a file would do to the newest record; one batch is written at the end."""

    def __init__(self, by: User, file: Any):
        self.by, self.file = by, file
        self.counts = {"new": 0, "changed": 0, "same": 0}
        self.changes: list[str] = []

    def count(self, fate: str, words: str = "") -> None:
        self.counts[fate] += 1
        if words and len(self.changes) < TOLD_CHANGES:
            self.changes.append(words)

    def write(self, ready: Any) -> None:
        return

    @property
    def is_news(self) -> bool:
        return bool(self.counts["new"] or self.counts["changed"])

    def tally(self) -> Tally:
        return Tally(**self.counts, changes=tuple(self.changes))


class RegionsIntake(_Counting):
    """`regions`: keyed by code; regions that the file does not name stay as they are."""

    def __init__(self, by: User, file: Parsed):
        super().__init__(by, file)
        self.known = own.own_regions()
        self.given: dict[str, OwnRegion] = {}
        self.lines: dict[str, int] = {}

    def check(self, chunk: Chunk) -> tuple[None, list[Problem]]:
        problems = []
        for line, values in zip(chunk.lines, chunk.rows(REGION_NAMES), strict=True):
            row = dict(zip(REGION_NAMES, values, strict=True))
            code = row["region"]
            first = self.lines.setdefault(code, line)
            if first != line:
                reason, hint = f"stands on line {first} already", "leave one row per region"
                place = self.file.problem(reason, line=line, column="region", value=code, hint=hint)
                problems.append(place)
                continue
            told = OwnRegion(row["name"], row["group"], row["parent"] or self._parent(code))
            self.given[code] = told
            self._judge(code, told)
        return None, problems

    def written(self) -> None:
        if self.is_news:
            regions = {**self.known, **self.given}
            inputs = {self.file.file: self.file.sha256}
            own.keep_regions(
                regions=regions, title=self.file.file, inputs=inputs, by=self.by.username
            )

    def _parent(self, code: str) -> str:
        return self.known[code].parent if code in self.known else ""

    def _judge(self, code: str, told: OwnRegion) -> None:
        old = self.known.get(code)
        if old is None:
            self.count("new")
        elif all(
            is_same_text(getattr(old, n), getattr(told, n)) for n in ("name", "group", "parent")
        ):
            self.count("same")
        else:
            self.count("changed", f"{code}: {old.name} {old.group} → {told.name} {told.group}")


class FiguresIntake(_Counting):
    """`observations`: a new batch beside the earlier ones; nothing is overwritten."""

    def __init__(self, by: User, file: Figures):
        super().__init__(by, file)
        self.known = {
            (region, year, indicator): (value, unit)
            for region, year, indicator, value, unit in own.own_figures()
        }

    def check(self, chunk: Chunk) -> tuple[None, list[Problem]]:
        for region, year, indicator, value, unit in chunk.rows(FIGURE_NAMES):
            old = self.known.get((region, year, indicator))
            if old is None:
                self.count("new")
            elif old == (value, unit):
                self.count("same")
            else:
                words = f"{region} {year} {indicator}: {old[0]:g} → {value:g} {unit}"
                self.count("changed", words)
        return None, []

    def written(self) -> None:
        if not self.is_news:
            return
        origin = Origin(
            data_set=own.FIGURES,
            title=self.file.file[:200],
            source=self.file.file,
            sha256=self.file.sha256,
            inputs={self.file.file: self.file.sha256},
            more={"grouping": own.plain_grouping(self.file.data.grouping)},
        )
        accept_batch(panel=self.file.data.panel, origin=origin, by=self.by.username)


@contextmanager
def read_figures(path: str | Path, declared: str, *, name: str = "") -> Iterator[Figures]:
    """A panel, tidy or wide, of the regions on record."""
    known = own.own_regions()
    if not known:
        hint = "import the regions and their groups first: jiedui import regions FILE"
        raise FileRefusal([Problem("no regions are on record", file=name or str(path), hint=hint)])
    source = open_source(path)
    panel = Source(name or source.name, source.data)
    data = read_panel(panel, _as_file(known))
    rows = list(_figures(data))
    chunks = (_chunk(rows[at : at + CHUNK_ROWS]) for at in range(0, len(rows), CHUNK_ROWS))
    yield Figures(
        kind="observations",
        file=panel.name,
        sheet="",
        sha256=panel.sha256,
        rows=len(rows),
        present=FIGURE_NAMES,
        currencies={},
        headers={},
        warnings=tuple(one for one in data.warnings if one.file != ON_RECORD),
        chunks=chunks,
        data=data,
    )


def told_regions(by: User) -> Iterator[tuple[Any, ...]]:
    for code, one in own.own_regions().items():
        yield code, one.name, one.group, one.parent


def told_figures(by: User) -> Iterator[tuple[Any, ...]]:
    """In the order of the tidy panel: region, name, year, indicator, value, unit."""
    names = {code: one.name for code, one in own.own_regions().items()}
    for region, year, indicator, value, unit in own.own_figures():
        yield region, names.get(region, ""), year, indicator, value, unit


def register_kinds() -> None:
    """Called when the app is ready."""
    register(Kind("regions", _("地区分组"), RegionsIntake, told_regions))
    register(
        Kind(
            "observations",
            _("观测值"),
            FiguresIntake,  # type: ignore[arg-type]
            told_figures,
            declared="panel_tidy",
            parsed=read_figures,
        )
    )


def _as_file(known: dict[str, OwnRegion]) -> Source:
    target = io.BytesIO()
    rows = [
        {"region": code, "name": one.name, "group": one.group, "parent": one.parent}
        for code, one in sorted(known.items())
    ]
    write_csv(rows, target, bom=False)
    return Source(ON_RECORD, target.getvalue())


def _figures(data: UserData) -> Iterator[tuple[Any, ...]]:
    panel = data.panel
    for (region, year), values in panel.values.iterrows():
        for indicator, value in values.items():
            if value == value:
                yield region, int(year), str(indicator), float(value), panel.units[str(indicator)]


def _chunk(rows: list[tuple[Any, ...]]) -> Chunk:
    values = {name: [row[at] for row in rows] for at, name in enumerate(FIGURE_NAMES)}
    return Chunk(list(range(1, len(rows) + 1)), values)
