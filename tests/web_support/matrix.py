"""Every address of the site × every role × where the object lies. Apps plug in their objects.

    from web_support.matrix import objects

    @objects("project")
    def project(where):          # one of `Where`: own, child, sibling, other
        ...make a project in where.region of the pair where.pair...
        return {"code": made.code}   # the keywords of the address

A scope of `permissions.csv` that nobody registers fails `test_permissions.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from jiedui.web.platform.accounts.permissions import Permission, endpoints


@dataclass(frozen=True)
class Where:
    """Where an object lies, seen from a person of region 320500 in programme jiangsu-2022."""

    name: str
    programme: str
    pair: str
    region: str
    is_reached: bool


OWN_PAIR, OTHER_PAIR = "jiangsu-2022:320500-321300", "jiangsu-2022:320200-320700"
PLACES = (
    Where("own", "jiangsu-2022", OWN_PAIR, "320500", True),
    Where("child", "jiangsu-2022", OWN_PAIR, "320581", True),
    Where("sibling", "jiangsu-2022", OTHER_PAIR, "320200", False),
    Where("other", "jiangsu-2022", OTHER_PAIR, "320700", False),
)
# What addresses ask for beside the object.
MORE: dict[str, dict[str, Any]] = {
    "parks:tell": {"kind": "fact"},
    "parks:change": {"kind": "duties"},
}
Maker = Callable[[Where], dict[str, Any]]
_MAKERS: dict[str, Maker] = {}


def objects(scope: str) -> Callable[[Maker], Maker]:
    """Register how to make an object of a scope at a place, and what its address asks for."""

    def keep(maker: Maker) -> Maker:
        _MAKERS[scope] = maker
        return maker

    return keep


def maker_of(scope: str) -> Maker | None:
    return _MAKERS.get(scope)


def cells(rows: tuple[Permission, ...]) -> Iterator[tuple[Permission, str]]:
    for row in rows:
        for method in row.methods:
            yield row, method


def any_address(endpoint: str) -> str | None:
    """An address of that name with keywords that name nothing: enough to meet the gate."""
    routes = [one for one in endpoints() if one.name == endpoint]
    for route in routes:
        for value in ("x", "0", "00000000-0000-0000-0000-000000000000", "2026-01-01"):
            try:
                return reverse(endpoint, kwargs=dict.fromkeys(route.keywords, value))
            except NoReverseMatch:
                continue
    return None


def address_of(row: Permission, where: Where) -> str:
    """The address of the row's object at a place, every keyword filled; else a KeyError."""
    (route,) = (one for one in endpoints() if one.name == row.endpoint)
    given = _MAKERS[row.scope](where) | MORE.get(row.endpoint, {})
    return reverse(row.endpoint, kwargs={name: given[name] for name in route.keywords})
