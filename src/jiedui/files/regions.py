"""The file of regions: who is in which group, and under which larger group that stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jiedui.catalog.columns import columns
from jiedui.core.errors import Problem
from jiedui.core.frames import Group, Grouping
from jiedui.files.cells import clean
from jiedui.files.headers import roles
from jiedui.files.tables import Row, Table


@dataclass
class Regions:
    """Regions in the file's order with their row, name, group and the parent of each group."""

    table: Table
    rows: dict[str, Row] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    parents: dict[str, tuple[str, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    region_column: int = 0

    def grouping(self) -> Grouping:
        """Groups in the order in which the file first names them: it decides what is over what."""
        return Grouping(
            id="own",
            name_zh="自带分组",
            name_en="Groups of the file",
            groups=tuple(
                Group(group, group, group, tuple(members), self.parents[group][0])
                for group, members in self.groups.items()
            ),
            source=self.table.file,
        )


def regions(table: Table) -> Regions:
    """Read `region, name, group[, parent]`; each region once, each group under one parent."""
    positions, problems = roles(table, columns("regions"))
    found = Regions(table, problems=problems, region_column=positions.get("region", 0))
    if not problems:
        for row in table.rows:
            _add(found, row, positions)
    return found


def _add(found: Regions, row: Row, positions: Mapping[str, int]) -> None:
    said = {name: clean(row.cells[column]) for name, column in positions.items()}
    region, group = said["region"], said["group"]
    if not region:
        _refuse(found, row, positions["region"], "the region is missing", "give its code")
    elif region in found.rows:
        reason = f"the region stands on line {found.rows[region].line} already"
        _refuse(found, row, positions["region"], reason, "leave one row for each region")
    elif not group:
        hint = "write the group that the region belongs to"
        _refuse(found, row, positions["group"], f"region {region} is in no group", hint)
        found.rows[region] = row
    else:
        found.rows[region] = row
        found.names[region] = said["name"] or region
        found.groups.setdefault(group, []).append(region)
        _set_parent(found, row, positions, group, said.get("parent", ""))


def _set_parent(
    found: Regions, row: Row, positions: Mapping[str, int], group: str, parent: str
) -> None:
    before, line = found.parents.setdefault(group, (parent, row.line))
    if before != parent:
        reason = f"group {group} is under {before or 'no other group'} on line {line}"
        hint = "give a group the same parent on each of its rows"
        _refuse(found, row, positions["parent"], reason, hint)
    elif parent == group:
        reason = f"group {group} is its own parent"
        _refuse(found, row, positions["parent"], reason, "name a larger group, or none")


def _refuse(found: Regions, row: Row, column: int, reason: str, hint: str) -> None:
    found.problems.append(found.table.problem(reason, row=row, column=column, hint=hint))
