"""Tables of firms and parks that a person brings: out of a form, read within limits, for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from jiedui.core.errors import Problem, Refusal, refuse_if_any
from jiedui.files.sources import Source
from jiedui.web.desk.matching import queries, words
from jiedui.web.desk.upload import carrying
from jiedui.web.platform.accounts.capabilities import IMPORT_RECORDS
from jiedui.web.platform.accounts.reach import Scope, reach
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.places import place
from jiedui.web.records.confirmations.enums import Side
from jiedui.web.records.parks.models import Park
from jiedui.web.records.programmes.models import Pair
from jiedui.web.records.runs.access import Held, own_tables
from jiedui.web.records.runs.actions import Brought
from jiedui.web.records.runs.enums import TableKind
from jiedui.web.records.runs.models import Run

KINDS: tuple[str, ...] = tuple(TableKind.values)
# A page is answered while somebody waits: some four times what ships. More is for the command.
ROWS_MOST = {"firms": 10_000, "parks": 1_000}
PAIRS_MOST = 5_000_000
SHIPPED, KEPT, CARRIED = "shipped", "kept", "carried"


@dataclass(frozen=True)
class Tables:
    """What was brought, read without a fault: files and rows by kind."""

    sources: dict[str, Source]
    rows: dict[str, int]

    def digests(self) -> dict[str, str]:
        return {kind: source.sha256 for kind, source in self.sources.items()}

    def brought(self) -> list[Brought]:
        return [
            Brought(kind, source.name, self.rows[kind], source.data)
            for kind, source in self.sources.items()
        ]


@dataclass(frozen=True)
class Holder:
    """For whom a person may bring tables: one grant of his or hers."""

    value: str
    label: str
    held: Held


def received(request: HttpRequest) -> carrying.Sources:
    """By kind: a new file, else what the form names: those carried, or those of an earlier run.

    Raises
    ------
    Refusal
        A file over the limit, carried text that is damaged, an earlier table out of reach.
    """
    new = carrying.received(request, KINDS)
    text = request.POST.get("brought", "")
    known = {CARRIED: carrying.unpacked(text) if text else {}, KEPT: tables_of(request)}
    found, lost = {}, []
    for kind in KINDS:
        wanted = request.POST.get(f"from_{kind}", "")
        source = new.get(kind) or known.get(wanted, {}).get(kind)
        if source is not None:
            found[kind] = source
        elif wanted in known:
            lost.append(kind)
    hint = _("重新选文件，或改用随程序带的表")
    refuse_if_any(Problem(_("先前的表读不到了"), column=f"from_{kind}", hint=hint) for kind in lost)
    return found


def tables_of(request: HttpRequest) -> carrying.Sources:
    """The tables of the run that the form or the address names, if it is within reach."""
    given = request.POST if request.method == "POST" else request.GET
    kept = run_of(request.user, given.get("tables_of", ""))
    if kept is None:
        return {}
    return {one.kind: Source(one.name, bytes(one.content.data)) for one in own_tables(kept)}


def run_of(user: Any, fingerprint: str) -> Run | None:
    try:
        return queries.run(fingerprint[:64], user=user) if fingerprint else None
    except Run.DoesNotExist:
        return None


def read(sources: carrying.Sources) -> Tables:
    """The tables without a fault, and few enough for a page.

    Raises
    ------
    Refusal
        Every fault of both (as `FileRefusal`, with `every`); too many rows.
    """
    from jiedui.analysis.matching import read_both

    given = (sources.get(kind) for kind in KINDS)
    frames = dict(zip(KINDS, read_both(*given, limits=carrying.LIMITS), strict=True))
    rows = {kind: len(frame) for kind, frame in frames.items() if frame is not None}
    _fail_if_too_many(sources, rows)
    return Tables(sources, rows)


def _fail_if_too_many(sources: carrying.Sources, rows: dict[str, int]) -> None:
    hint = _("拆成几张表，或在服务器上用 jiedui match 命令，它没有这个限制")
    refuse_if_any(
        Problem(
            _("行数太多：网页上最多 %(most)s 行") % {"most": f"{ROWS_MOST[kind]:,}"},
            file=sources[kind].name,
            value=f"{count:,}",
            hint=hint,
        )
        for kind, count in rows.items()
        if count > ROWS_MOST[kind]
    )
    firms, parks = (rows.get(kind) or _shipped_rows(kind) for kind in KINDS)
    if firms * parks > PAIRS_MOST:
        reason = _("企业数乘以园区数太大：网页上最多 %(most)s") % {"most": f"{PAIRS_MOST:,}"}
        value = f"{firms:,} × {parks:,} = {firms * parks:,}"
        raise Refusal(Problem(reason, value=value, hint=hint))


def _shipped_rows(kind: str) -> int:
    from jiedui.analysis.matching import delta_parks, listed_firms

    table = listed_firms() if kind == "firms" else delta_parks(open_share=1.0)
    return len(table.table)


def holders(user: Any, programme: str) -> list[Holder]:
    """The grants by which a person may bring tables to a programme, each said in words."""
    found: dict[Held, Holder] = {}
    for scope in reach(user, IMPORT_RECORDS).scopes:
        if scope.programme not in ("", programme):
            continue
        made = _holder(scope, programme)
        if made is not None:
            found.setdefault(made.held, made)
    return list(found.values())


def chosen_holder(user: Any, programme: str, value: str) -> Held:
    """The one that a form names; where a person has one alone, that one.

    Raises
    ------
    Refusal
        No grant within the programme, or none of that name.
    """
    known = holders(user, programme)
    if not known:
        hint = _("换一个协作关系，或请安全管理员授权")
        reason = _("您没有在这一协作关系里带表进来的授权")
        raise Refusal(Problem(reason, value=words.programme(programme), hint=hint))
    named = [one for one in known if one.value == value] or (known if not value else [])
    if not named:
        hint = _("在列表里选")
        raise Refusal(Problem(_("没有这样的授权"), column="for", value=value[:60], hint=hint))
    return named[0].held


def _holder(scope: Scope, programme: str) -> Holder | None:
    held = _held(scope, programme)
    if held is None:
        return None
    value = " ".join(part for part in (scope.kind, scope.key, scope.side) if part)
    return Holder(value, said(held), held)


def _held(scope: Scope, programme: str) -> Held | None:
    if scope.kind == "all":
        return Held()
    if scope.kind == "region":
        return Held(region=scope.key)
    if scope.kind == "park":
        return Held(park=scope.key)
    pair = Pair.objects.filter(key=scope.key, programme__code=programme).first()
    if scope.kind != "pair" or pair is None:
        return None
    region = getattr(pair, scope.side) if scope.side else ""
    return Held(pair=pair.key, side=scope.side, region=region)


def held_of(kept: Run) -> Held:
    return Held(kept.held_pair, kept.held_side, kept.held_region, kept.held_park)


def said(held: Held) -> str:
    """For whom, in words."""
    if held.pair:
        pair = Pair.objects.get(key=held.pair)
        name = f"{place(pair.supporter_name)} → {place(pair.recipient_name)}"
        return f"{name} · {Side(held.side).label}" if held.side else name
    if held.park:
        park = Park.objects.filter(code=held.park).first()
        return park.name if park else held.park
    return words.region(held.region) if held.region else _("整个协作关系")


def who_sees(held: Held) -> str:
    """Who reads a run that was made for them."""
    space = " " if language() == "en" else ""
    wide = space + _("授权覆盖整个协作关系的人(如牵头办公室)也看得到。")
    if held.side:
        return _("测算人、这一对结对里同一方的人、这一方地区的人看得到；另一方看不到。") + wide
    if held.pair:
        return _("测算人和这一对结对的人看得到。") + wide
    if held.park:
        return _("测算人和这个园区的人看得到。") + wide
    if held.region:
        return _("测算人、这一地区和它上级地区的人看得到。") + wide
    return _("测算人看得到。") + wide


def parks_table(kept: Run) -> str:
    """The file name of the office's own parks of a run; "" where they are the shipped ones."""
    found = kept.own_tables.filter(kind=TableKind.PARKS).values_list("name", flat=True).first()
    return str(found or "")


def again(kept: Run) -> str:
    """What the address of the form says beside the choices: whose tables it may take over."""
    return "" if kept.is_open else f"&tables_of={kept.fingerprint}"
