"""What the form offers to who brings tables, and what a result says of those that were brought."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from jiedui.catalog.columns import Column as Declared
from jiedui.catalog.columns import columns
from jiedui.files.headings import heading, other_headings
from jiedui.files.sources import Source
from jiedui.web.desk.matching import own
from jiedui.web.desk.upload import carrying
from jiedui.web.platform.accounts.capabilities import IMPORT_RECORDS
from jiedui.web.platform.accounts.reach import may
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.refusals import said
from jiedui.web.platform.kit.tables import Cell, Column, Table, row
from jiedui.web.records.runs.access import own_tables
from jiedui.web.records.runs.enums import TableKind
from jiedui.web.records.runs.models import OwnTable, Run

if TYPE_CHECKING:
    from jiedui.analysis.matching.results import MatchResult


@dataclass(frozen=True)
class Choice:
    """One of the two tables in the form: where it may come from, and what its columns mean."""

    kind: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str
    explained: Table
    rows_most: int


@dataclass(frozen=True)
class OwnForm:
    """What the form shows to who may bring tables of his or her own."""

    choices: tuple[Choice, ...]
    holders: tuple[tuple[str, str], ...]
    holder: str
    tables_of: str
    brought: str
    is_opened: bool
    file_bytes: int = carrying.LARGEST_FILE_BYTES
    pairs_most: int = own.PAIRS_MOST


@dataclass(frozen=True)
class Shown:
    """What a result says of the tables that were brought for it."""

    table: Table
    holder: str
    who_sees: str
    command: str
    has_both: bool
    remarks: tuple[str, ...]


def form(
    user: Any, programme: str, given: Mapping[str, str], brought: Mapping[str, Source] | None = None
) -> OwnForm | None:
    """The part of the form for one's own tables; None for who has no right to bring any.

    `brought` are files that came with a form that was refused: the page carries them on.
    """
    if not may(user, IMPORT_RECORDS):
        return None
    holders = tuple((one.value, one.label) for one in own.holders(user, programme))
    kept = own.run_of(user, given.get("tables_of", ""))
    tables = {one.kind: one for one in own_tables(kept)} if kept else {}
    carried = dict(brought or {})
    return OwnForm(
        choices=tuple(_choice(kind, tables.get(kind), carried.get(kind)) for kind in own.KINDS),
        holders=holders,
        holder=given.get("for", ""),
        tables_of=kept.fingerprint if kept and tables else "",
        brought=carrying.packed(carried) if carried else "",
        is_opened=bool(tables or carried),
    )


def _choice(kind: str, kept: OwnTable | None, carried: Source | None) -> Choice:
    shipped = _("随程序带的上市公司") if kind == "firms" else _("随程序带的开发区和共建园区")
    options = [(own.SHIPPED, shipped)]
    if kept is not None:
        options.insert(0, (own.KEPT, _("沿用那次的 %(name)s") % {"name": kept.name}))
    if carried is not None:
        options.insert(0, (own.CARRIED, _("刚才选的 %(name)s") % {"name": carried.name}))
    label = _("企业表(Excel 或 CSV)") if kind == "firms" else _("园区表(Excel 或 CSV)")
    explained = _explained(kind)
    return Choice(kind, label, tuple(options), options[0][0], explained, own.ROWS_MOST[kind])


def _explained(kind: str) -> Table:
    """Every column that is read, as the template heads it."""
    heads = (
        Column("column", _("列名")),
        Column("required", _("必填")),
        Column("meaning", _("填什么")),
        Column("others", _("也认的列名")),
    )
    title = _("企业表的列") if kind == "firms" else _("园区表的列")
    lines = tuple(_column(one) for one in columns(f"match_{kind}").values())
    return Table(f"columns-{kind}", title, heads, lines)


def _column(one: Declared) -> tuple[Cell, ...]:
    lang = "en" if language() == "en" else "zh"
    meaning = one.description_en if lang == "en" else one.description_zh
    needed = Cell(_("必填"), tag="tag-warm") if one.required else None
    others = _("、").join(other_headings(one, lang))
    return row(heading(one, lang), needed, meaning, others)


def shown(kept: Run, result: MatchResult) -> Shown | None:
    """None where both tables are the shipped ones."""
    if kept.is_open:
        return None
    tables = own_tables(kept)
    names = {one.kind: one.name for one in tables}
    held = own.held_of(kept)
    return Shown(
        table=_tables(kept, tables),
        holder=own.said(held),
        who_sees=own.who_sees(held),
        command=command(kept, tables),
        has_both=len(tables) == len(own.KINDS),
        remarks=tuple(said(one.inside(names[one.file])) for one in result.remarks),
    )


def _tables(kept: Run, tables: list[OwnTable]) -> Table:
    heads = (
        Column("kind", _("哪一种表")),
        Column("name", _("文件名")),
        Column("rows", _("行数"), places=0),
        Column("sha256", "SHA-256"),
    )
    lines = tuple(
        row(
            str(TableKind(one.kind).label),
            Cell(one.name, url=reverse("matching:table", args=[kept.fingerprint, one.kind])),
            one.rows,
            one.content.sha256,
        )
        for one in tables
    )
    note = _("点文件名下载原样的文件，逐字节就是当时上传的。")
    return Table("own", _("自带的表"), heads, lines, note=note)


def command(kept: Run, tables: list[OwnTable]) -> str:
    """The command line that makes the same result from the same files."""
    names = {one.kind: one.name for one in tables}
    asked = kept.request
    files = [_path(names[kind]) if kind in names else "shipped" for kind in own.KINDS]
    options = ["--programme", asked["programme"], "--weights", asked["weights"]]
    for rule in asked["lifted"]:
        options += ["--lift", rule]
    for name, value in sorted(asked["assumptions"].items()):
        options += ["--assume", f"{name}={float(value)!r}"]
    if asked["day"]:
        options += ["--day", asked["day"]]
    for name in ("top", "gap", "seed"):
        options += [f"--{name}", f"{asked[name]:g}" if name == "gap" else str(asked[name])]
    return shlex.join(["jiedui", "match", *files, *options])


def _path(name: str) -> str:
    """A file name that no command takes for an option or for the word of the shipped table."""
    return f"./{name}" if name.startswith("-") or name == "shipped" else name
