"""Registers of parks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from jiedui.catalog.columns import columns
from jiedui.web.platform.accounts.capabilities import EXPORT_RECORDS, SEE_PARKS
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.transfer.rows import Fate, Row, RowIntake, is_same_text, refused
from jiedui.web.records.parks import access
from jiedui.web.records.parks.actions import edit_park, register_park
from jiedui.web.records.parks.models import Park
from jiedui.web.records.programmes.models import Pair, Programme

title = _("园区名录")
NAMES = tuple(columns("parks"))


class ParksIntake(RowIntake):
    """`parks`: keyed by code. A cell that is empty leaves what is on record."""

    names = NAMES

    def key(self, row: Row) -> object:
        return row["code"]

    def take(self, row: Row, paper: str) -> tuple[Fate, str]:
        said = {name: value for name, value in row.items() if value is not None and name != "code"}
        values = {name: self._meant(name, value) for name, value in said.items()}
        if not Park.objects.filter(code=row["code"]).exists():
            if "pair" in values:
                values.setdefault("programme", values["pair"].programme)
            register_park(by=self.by, code=row["code"], values=values)
            return "new", ""
        park = access.park_for(self.by, row["code"], SEE_PARKS)
        changes = {k: v for k, v in values.items() if not _is_same(getattr(park, k), v)}
        if not changes:
            return "same", ""
        edit_park(by=self.by, code=park.code, version=park.version, changes=changes)
        words = "、".join(columns("parks")[name].zh for name in changes)
        return "changed", f"{park.code}: {words}"

    def _meant(self, name: str, value: Any) -> Any:
        """What a key in a cell stands for."""
        if name == "programme":
            return _found(Programme.objects.filter(code=value).first(), name, value)
        if name == "pair":
            return _found(Pair.objects.filter(key=value).first(), name, value)
        if name == "parent":
            visible = access.visible_parks(self.by, SEE_PARKS)
            return _found(visible.filter(code=value).first(), name, value)
        return value


def told(by: User) -> Iterator[tuple[Any, ...]]:
    """A row per park within reach."""
    keys = {"programme": "programme__code", "pair": "pair__key", "parent": "parent__code"}
    names = [keys.get(name, name) for name in NAMES]
    found = access.visible_parks(by, EXPORT_RECORDS).order_by("code")
    yield from found.values_list(*names).iterator(1_000)


def _found(thing: Any, column: str, value: Any) -> Any:
    if thing is None:
        hint = "write a key that is on record, or leave the cell empty"
        raise refused("is not on record", column=column, value=value, hint=hint)
    return thing


def _is_same(there: Any, said: Any) -> bool:
    return is_same_text(there, said) if isinstance(said, str) else bool(there == said)
