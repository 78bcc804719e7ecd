"""The table of permissions: which capability every address of the site asks for.

A row is `endpoint,methods,capability,scope`. `capability` is one of `capabilities`, or `public`
(open without signing in), `signed_in`, or `closed` (an address that a library brings and nobody
uses). `scope` names the kind of object that the address names;
empty where it names none. Methods are separated by spaces; GET stands for HEAD too.
A second file holds the rows of addresses that only a setting mounts.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from jiedui.core.errors import Problem
from jiedui.web.platform.accounts import capabilities as can
from jiedui.web.platform.accounts.roles import ROLES

COLUMNS = ("endpoint", "methods", "capability", "scope")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
SCOPES = ("", "project", "park", "pair", "region", "programme", "organisation", "document",
          "dispute", "matter", "batch", "firm", "snapshot", "person", "grant", "hand_over",
          "sign_in", "token", "plot", "team", "flag", "offer", "development_list",
          "run")  # fmt: skip


@dataclass(frozen=True)
class Permission:
    """One row of the table."""

    endpoint: str
    methods: tuple[str, ...]
    capability: str
    scope: str
    line: int
    file: str = "permissions.csv"


@dataclass(frozen=True)
class Endpoint:
    """One address of the site as the URLs define it."""

    name: str
    route: str
    keywords: tuple[str, ...]


@cache
def table() -> tuple[Permission, ...]:
    return tuple(row for file in settings.PERMISSIONS_FILES for row in _rows(Path(file)))


def _rows(file: Path) -> Iterator[Permission]:
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        for row in reader:
            yield Permission(
                endpoint=row["endpoint"],
                methods=tuple(row["methods"].split()),
                capability=row["capability"],
                scope=row["scope"],
                line=reader.line_num,
                file=file.name,
            )


@cache
def _by_endpoint() -> dict[str, dict[str, Permission]]:
    found: dict[str, dict[str, Permission]] = {}
    for row in table():
        found.setdefault(row.endpoint, {}).update(dict.fromkeys(row.methods, row))
    return found


def allowed_methods(endpoint: str) -> dict[str, Permission]:
    """Method → row, for an address; empty when the table does not know it."""
    return _by_endpoint().get(endpoint, {})


def permission(endpoint: str, method: str) -> Permission | None:
    """The row that rules a request; none means that nobody gets in."""
    asked = "GET" if method in ("HEAD", "OPTIONS") else method
    return allowed_methods(endpoint).get(asked)


def endpoints() -> list[Endpoint]:
    """Every address of the site, sorted by name; several routes may share a name."""
    return sorted(set(_walk(get_resolver().url_patterns, "", "", ())), key=_order)


def _order(endpoint: Endpoint) -> tuple[str, str]:
    return endpoint.name, endpoint.route


def _walk(
    patterns: list[Any], namespace: str, route: str, keywords: tuple[str, ...]
) -> Iterator[Endpoint]:
    for one in patterns:
        here = route + str(one.pattern)
        named = (*keywords, *one.pattern.regex.groupindex)
        if isinstance(one, URLResolver):
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from _walk(one.url_patterns, inner, here, named)
        elif isinstance(one, URLPattern):
            yield Endpoint(f"{namespace}{one.name or ''}", here, named)


def lets_in(row: Permission, role: str) -> bool:
    """Whether somebody with that role alone gets past the gate of an address."""
    if row.capability in (can.PUBLIC, can.SIGNED_IN):
        return True
    return row.capability in ROLES[role].may


def problems() -> Iterator[Problem]:
    """What keeps the table from ruling every address and nothing else."""
    file = Path(settings.PERMISSIONS_FILES[0]).name
    known = {one.name for one in endpoints()}
    for one in endpoints():
        if not one.name or one.name.endswith(":"):
            yield Problem("an address without a name", value=one.route, hint="name it in urls.py")
        elif not allowed_methods(one.name):
            hint = f"add a row to {file}: {one.name},GET,CAPABILITY,SCOPE"
            yield Problem("an address without a row", value=one.route, column=one.name, hint=hint)
    seen: set[tuple[str, str]] = set()
    for row in table():
        yield from _row_problems(row, known, seen)


def _row_problems(
    row: Permission, known: set[str], seen: set[tuple[str, str]]
) -> Iterator[Problem]:
    where: dict[str, Any] = {"file": row.file, "line": row.line}
    if row.endpoint not in known:
        yield Problem("a row without an address", column="endpoint", value=row.endpoint, **where)
    if row.capability not in can.ALL | {can.PUBLIC, can.SIGNED_IN, can.CLOSED}:
        hint = "choose public, signed_in, closed or one of accounts/capabilities.py"
        yield Problem("no such capability", value=row.capability, hint=hint, **where)
    if row.scope not in SCOPES:
        yield Problem("no such scope", value=row.scope, hint="add it to SCOPES", **where)
    if not row.methods or set(row.methods) - set(METHODS):
        hint = f"choose among {' '.join(METHODS)}"
        yield Problem("no such method", value=" ".join(row.methods), hint=hint, **where)
    for method in row.methods:
        if (row.endpoint, method) in seen:
            yield Problem("a second row for it", value=f"{row.endpoint} {method}", **where)
        seen.add((row.endpoint, method))
