"""Which column of a table plays which part, by the names that the catalogue declares."""

from __future__ import annotations

from collections.abc import Mapping

from jiedui.catalog.columns import Column
from jiedui.core.errors import Problem
from jiedui.files.tables import Table, key


def spellings(*kinds: Mapping[str, Column]) -> tuple[str, ...]:
    """Every header that any of the tables understands."""
    found = (name for kind in kinds for column in kind.values() for name in column.spellings())
    return tuple(dict.fromkeys(found))


def roles(table: Table, declared: Mapping[str, Column]) -> tuple[dict[str, int], list[Problem]]:
    """Position of each declared column that is there; what is missing or there twice.

    Columns choose in the order of the catalogue and take the closest spelling. So `地区` is the
    region if nothing closer is there, and its name if `地区代码` stands beside it.
    """
    headers = [key(name) for name in table.header]
    taken: dict[str, int] = {}
    for column in declared.values():
        names = [key(name) for name in column.spellings()]
        free = [i for i, name in enumerate(headers) if name in names and i not in taken.values()]
        if free:
            taken[column.name] = min(free, key=lambda i: names.index(headers[i]))
    return taken, [*_missing(table, declared, taken), *_doubled(table, declared, taken)]


def _missing(
    table: Table, declared: Mapping[str, Column], taken: Mapping[str, int]
) -> list[Problem]:
    return [
        Problem(
            "missing column",
            file=table.file,
            sheet=table.sheet,
            line=table.header_line,
            column=column.name,
            hint=f"add a column named {column.name} or {column.zh}; "
            f"the file has: {', '.join(filter(None, table.header))}",
        )
        for column in declared.values()
        if column.required and column.name not in taken
    ]


def _doubled(
    table: Table, declared: Mapping[str, Column], taken: Mapping[str, int]
) -> list[Problem]:
    problems = []
    for i, header in enumerate(table.header):
        for name, position in taken.items():
            known = {key(spelling) for spelling in declared[name].spellings()}
            if i != position and i not in taken.values() and key(header) in known:
                reason = f"two columns say {name}: {table.header[position]} and {header}"
                problems.append(table.problem(reason, column=i, hint="leave one of them"))
                break
    return problems
