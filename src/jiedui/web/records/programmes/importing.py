"""Lists of pairs on their way in and out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from jiedui.catalog.columns import columns
from jiedui.files.told import is_same_moment
from jiedui.schemes import load
from jiedui.web.platform.accounts.capabilities import IMPORT_RECORDS
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.accounts.reach import reach
from jiedui.web.platform.transfer.kinds import Kind, register
from jiedui.web.platform.transfer.rows import Fate, Row, RowIntake, is_same_text, refused
from jiedui.web.records.programmes.actions import add_programme, keep_pair, key_of
from jiedui.web.records.programmes.models import Pair, Programme

title = _("结对名单")
NAMES = tuple(columns("pairs"))
TOLD = ("supporter_name", "recipient_name", "level", "standing", "source", "note")


class PairsIntake(RowIntake):
    """`pairs`: keyed by programme and both places. Only the lead office of a programme sends them.

    The pairs of a bundled programme come from its file, so a row that differs is refused.
    """

    names = NAMES

    def key(self, row: Row) -> object:
        return key_of(row["programme"], _named(row))

    def take(self, row: Row, paper: str) -> tuple[Fate, str]:
        programme = Programme.objects.filter(code=row["programme"]).first()
        key = key_of(row["programme"], _named(row))
        values = _values(row)
        old = _on_record(key)
        changes = _changes(old, values) if old else {}
        if old is not None and not changes and _is_named(programme, row):
            return "same", ""
        self._fail_if_not_allowed(row)
        if programme is None or not _is_named(programme, row):
            programme = add_programme(
                by=self.by,
                code=row["programme"],
                name=row["programme_name"] or row["programme"],
                start=values["start"],
                source=row["source"],
            )
        keep_pair(by=self.by, programme=programme, key=old.key if old else key, values=values)
        if old is None:
            return "new", ""
        return "changed", f"{key}: {'、'.join(_label(name) for name in changes) or '协作关系名称'}"

    def _fail_if_not_allowed(self, row: Row) -> None:
        if row["programme"] in load.ids():
            reason = "the pairs of a bundled programme come from its file"
            hint = "keep pairs of your own under a programme of your own"
            raise refused(reason, column="programme", value=row["programme"], hint=hint)
        offices = reach(self.by, IMPORT_RECORDS).of_roles("lead_office").of_kinds("all")
        if not offices.covers(programme=row["programme"]):
            raise Http404(f"programme: {row['programme']}")


def told(by: User) -> Iterator[tuple[Any, ...]]:
    """Every pair: who is paired with whom is open to all."""
    for pair in Pair.objects.select_related("programme").order_by("key").iterator(1_000):
        said = {name: getattr(pair, name) for name in ("supporter", "recipient", *TOLD)}
        said["programme"], said["programme_name"] = pair.programme.code, pair.programme.name_zh
        said["start"] = (pair.start, pair.start_precision)
        said["end"] = pair.end and (pair.end, "day")
        yield tuple(said[name] for name in NAMES)


def register_kinds() -> None:
    """Called when the app is ready."""
    register(Kind("pairs", title, PairsIntake, told))


def _named(row: Row) -> dict[str, str]:
    names = ("supporter", "recipient", "supporter_name", "recipient_name")
    return {name: row[name] or "" for name in names}


def _values(row: Row) -> dict[str, Any]:
    start, precision = row["start"]
    values = {name: row[name] for name in TOLD if row[name] is not None}
    values |= _named(row) | {"start": start, "start_precision": precision}
    if row["end"] is not None:
        values["end"] = row["end"][0]
    return values


def _on_record(key: str) -> Pair | None:
    """Names in keys may hold full-width brackets, which a file gives back as plain ones."""
    written = (key, key.replace("(", "（").replace(")", "）"))
    return Pair.objects.filter(key__in=written).first()


def _changes(old: Pair, values: dict[str, Any]) -> dict[str, Any]:
    found = {k: v for k, v in values.items() if not _is_same(getattr(old, k), v)}
    said = values["start"], values["start_precision"]
    if is_same_moment((old.start, old.start_precision), said):
        found = {k: v for k, v in found.items() if k not in ("start", "start_precision")}
    return found


def _is_named(programme: Programme | None, row: Row) -> bool:
    said = row["programme_name"]
    return programme is not None and (not said or is_same_text(said, programme.name_zh))


def _is_same(there: Any, said: Any) -> bool:
    return is_same_text(there, said) if isinstance(said, str) else bool(there == said)


def _label(name: str) -> str:
    return str(Pair._meta.get_field(name).verbose_name)
