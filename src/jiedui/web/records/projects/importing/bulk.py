"""New projects of a ledger, many rows at once: project, firm, stages, dates agreed, sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.kit.bulk import insert_rows, reserve_numbers
from jiedui.web.records.confirmations.bulk import state_new
from jiedui.web.records.projects import summary
from jiedui.web.records.projects.importing.new_rows import (
    AT,
    DUE,
    EVENT,
    MONEY,
    PROJECT,
    NewRows,
    Row,
)
from jiedui.web.records.projects.models import Due, Firm, Money, Project, StageEvent

CHUNK = 5_000
FIRM = ("id", "credit_code", "name", "parent", "home_region")
Identity = tuple[str, str]
NOBODY: Identity = ("", "")


def write(rows: NewRows, *, by: User) -> None:
    """Write projects that are not on record, with all that hangs on them."""
    if not rows.projects:
        return
    numbers = reserve_numbers(Project, len(rows.projects))
    firms = _firm_numbers(rows.firms)
    for row, number, identity in zip(rows.projects, numbers, rows.firms, strict=True):
        row[AT["id"]], row[AT["firm_id"]] = number, firms.get(_identity(identity))
    insert_rows(Project, PROJECT, rows.projects)
    insert_rows(StageEvent, EVENT, _numbered(rows.events, numbers))
    insert_rows(Due, DUE, _numbered(rows.dues, numbers))
    insert_rows(Money, MONEY, _numbered(rows.sums, numbers))
    if rows.said:
        state_new(by=by, kind=summary.KIND, said=rows.said)


def _numbered(rows: Iterable[Row], numbers: Sequence[int]) -> list[Row]:
    return [(numbers[place], *rest) for place, *rest in rows]


def _identity(firm: tuple[str, str]) -> Identity:
    """A firm is known by its credit code, one without a code by its name."""
    code, name = firm
    return (code, "") if code else ("", name)


def _firm_numbers(firms: Sequence[tuple[str, str]]) -> dict[Identity, int]:
    """Number of each (credit code, name), made where it is not there."""
    wanted = {_identity(firm): firm for firm in sorted(set(firms), reverse=True)}
    wanted.pop(NOBODY, None)
    found = _firms_there(wanted)
    missing = sorted(set(wanted) - set(found))
    numbers = reserve_numbers(Firm, len(missing)) if missing else ()
    made = [
        (number, code or None, name or code, "", "")
        for number, (code, name) in zip(numbers, (wanted[one] for one in missing), strict=True)
    ]
    insert_rows(Firm, FIRM, made)
    return found | dict(zip(missing, numbers, strict=True))


def _firms_there(wanted: Iterable[Identity]) -> dict[Identity, int]:
    codes = sorted(code for code, _ in wanted if code)
    names = sorted(name for code, name in wanted if not code)
    nameless = Firm.objects.filter(credit_code__isnull=True)
    found: dict[Identity, int] = {}
    found |= {(code, ""): pk for code, pk in _found(Firm.objects.all(), "credit_code", codes)}
    return found | {("", name): pk for name, pk in _found(nameless, "name", names)}


def _found(rows: QuerySet[Any], field: str, values: Sequence[str]) -> Iterator[tuple[str, int]]:
    """The first of each, where several firms have one name."""
    for start in range(0, len(values), CHUNK):
        some = rows.filter(**{f"{field}__in": values[start : start + CHUNK]})
        yield from some.order_by("-pk").values_list(field, "pk")
