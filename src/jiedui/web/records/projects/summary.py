"""The columns of a project that follow from what happened to it.

`summarised` is pure: the import computes with it the rows that it writes in bulk. `refresh` reads
what is in the store and writes the columns anew, in the transaction of whatever changed them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F

from jiedui.core.delivery import Dated, Stages, add_months
from jiedui.core.rules import Rule
from jiedui.schemes.stages import stages
from jiedui.web.platform.kit.bulk import update_objects
from jiedui.web.records.confirmations.enums import CONFIRMED
from jiedui.web.records.confirmations.models import Matter
from jiedui.web.records.projects.enums import ENDS, LADDER, RANK, EventState, FlagState, Stage
from jiedui.web.records.projects.models import (
    Change,
    Contact,
    Due,
    Flag,
    Money,
    Project,
    StageEvent,
)

KIND = "project"
SEARCH_LENGTH = 400
WORKING = RANK[Stage.IN_PRODUCTION]
ONE_DAY = date.resolution
CHUNK = 500


@dataclass(frozen=True)
class Moment:
    """A stage with its day, reached or agreed."""

    stage: str
    on: date
    precision: str = "day"

    @property
    def last(self) -> date:
        return Dated.of(self.on, self.precision).last  # type: ignore[arg-type]


@dataclass(frozen=True)
class Sum:
    """A current sum; `aspect` names it among the matters of both sides."""

    kind: str
    amount_minor: int
    currency: str = "CNY"
    aspect: str = ""


@dataclass(frozen=True)
class Word:
    """What the last contact left: what stands in the way, whose move, by when."""

    on: date
    blocker: str = ""
    mover: str = ""
    move_by_on: date | None = None


@dataclass(frozen=True)
class Told:
    """All that is on record of one project."""

    reached: Sequence[Moment] = ()
    dues: Sequence[Moment] = ()
    money: Sequence[Sum] = ()
    contact: Word | None = None
    confirmed: frozenset[str] = frozenset()
    open_flags: int = 0


def stage_aspect(stage: str) -> str:
    return f"stage:{stage}"


def money_aspect(kind: str, number: int) -> str:
    return f"money:{kind}:{number}"


def search_text(code: str, name: str, firm: str) -> str:
    """What the search of the list looks into.

    >>> search_text("SQ-001", "甲机械", "甲有限公司")
    'sq-001 甲机械 甲有限公司'
    """
    return f"{code} {name} {firm}".strip().lower()[:SEARCH_LENGTH]


def summarised(told: Told, rules: Stages, *, finder: str = "") -> dict[str, Any]:
    """Every derived column of a project but `search` and `frozen_on`."""
    steps = {one.stage: one for one in told.reached if one.stage in RANK}
    end = next((one for one in told.reached if one.stage in ENDS), None)
    rank = max((RANK[code] for code in steps), default=0)
    now = end or steps.get(LADDER[rank])
    signed = steps.get(Stage.SIGNED)
    confirmed = [RANK[code] for code in steps if stage_aspect(code) in told.confirmed]
    return {
        "stage": end.stage if end else LADDER[rank].value,
        "reached": rank,
        "confirmed_reached": max(confirmed, default=-1),
        "stage_on": now.on if now else None,
        "ended_on": end.on if end else None,
        "signed_year": signed.on.year if signed else None,
        "is_sealed": bool(finder) and rank == 0 and end is None,
        "precisions": {m.stage: m.precision for m in told.reached if m.precision != "day"},
        "open_flags": told.open_flags,
        **{f"{code}_on": steps[code].on if code in steps else None for code in RANK},
        **_ahead(told, steps, rules, is_over=end is not None),
        **_last_word(told.contact, is_over=end is not None),
        **_sums(told),
    }


def _ahead(
    told: Told, steps: Mapping[str, Moment], rules: Stages, *, is_over: bool
) -> dict[str, Any]:
    """The next agreed date, and the days on which the light turns if nothing more happens."""
    rank = max((RANK[code] for code in steps), default=0)
    open_dues = [] if is_over else [one for one in told.dues if RANK.get(one.stage, -1) > rank]
    first = min(open_dues, key=lambda one: (one.last, RANK[one.stage]), default=None)
    yellow, red = [], []
    for due in open_dues if rank < WORKING else ():  # one that works has arrived
        yellow.append(due.last + ONE_DAY)
        red.append(_red_on(due, steps, rules))
    silent_on = None if is_over or rank >= WORKING else _silent_on(told, rules)
    turns = [day for day in (*yellow, silent_on) if day is not None]
    return {
        "next_due_stage": first.stage if first else "",
        "next_due_on": first.on if first else None,
        "yellow_on": min(turns, default=None),
        "red_on": min(red, default=None),
    }


def _red_on(due: Moment, steps: Mapping[str, Moment], rules: Stages) -> date:
    days = []
    overdue = rules.rule("overdue", due.last)
    if overdue is not None:
        days.append(add_months(due.last, overdue.parameters["red_months"]))
    idle = rules.rule("idle_land", due.last)
    if idle is not None and due.stage == idle.parameters["due"] and _has_land(idle, steps):
        days.append(add_months(due.last, idle.parameters["months"]))
    return min(days, default=date.max)


def _has_land(idle: Rule, steps: Mapping[str, Moment]) -> bool:
    return idle.parameters["needs"] in steps


def _silent_on(told: Told, rules: Stages) -> date | None:
    """The day on which nothing has been heard for too long."""
    heard = [one.last for one in told.reached]
    if told.contact is not None:
        heard.append(told.contact.on)
    if not heard:
        return None
    rule = rules.rule("silence", max(heard))
    return None if rule is None else add_months(max(heard), rule.parameters["months"])


def _last_word(contact: Word | None, *, is_over: bool) -> dict[str, Any]:
    moves = contact is not None and not is_over
    return {
        "last_contact_on": contact.on if contact else None,
        "blocker": contact.blocker if contact and moves else "",
        "mover": contact.mover if contact and moves else "",
        "move_by_on": contact.move_by_on if contact and moves else None,
    }


def _sums(told: Told) -> dict[str, Any]:
    """Sums in fen by kind; None where nothing was said. Foreign capital stays in its currency."""
    fen: dict[str, int] = defaultdict(int)
    foreign: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in told.money:
        if one.currency != "CNY":
            foreign[one.kind][one.currency] += one.amount_minor
            continue
        fen[one.kind] += one.amount_minor
        if one.aspect in told.confirmed:
            fen[f"confirmed_{one.kind}"] += one.amount_minor
    kinds = ("promised", "registered", "paid_in", "spent", "confirmed_promised")
    return {
        **{f"{kind}_fen": fen.get(kind) for kind in (*kinds, "confirmed_paid_in")},
        "foreign_minor": {kind: dict(sums) for kind, sums in sorted(foreign.items())},
    }


def refresh(ids: Iterable[int]) -> None:
    """Write the derived columns of these projects anew."""
    every = sorted(set(ids))
    # All rows first, then the counters: everybody takes locks in this order.
    chunks = [every[start : start + CHUNK] for start in range(0, len(every), CHUNK)]
    programmes = {programme for chunk in chunks for programme in _locked(chunk)}
    numbers = {programme: _next_number(programme) for programme in sorted(programmes)}
    for chunk in chunks:
        _refresh_chunk(chunk, numbers)


def _locked(ids: list[int]) -> list[str]:
    """The programmes of these projects, whose rows are now ours until the commit."""
    found = Project.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    return list(found.values_list("programme", flat=True))


def _refresh_chunk(ids: list[int], numbers: Mapping[str, int]) -> None:
    projects = list(Project.objects.select_related("firm").filter(pk__in=ids))
    told = _read(projects)
    changed: set[str] = set()
    for project in projects:
        rules = stages(project.programme)
        columns = summarised(told[project.pk], rules, finder=project.finder)
        firm = project.firm.name if project.firm else ""
        columns["search"] = search_text(project.code, project.name, firm)
        columns["touched"] = numbers[project.programme]
        for name, value in columns.items():
            setattr(project, name, value)
        changed |= set(columns)
    update_objects(projects, sorted(changed))


def mark_changed(programmes: Collection[str]) -> None:
    """Say that any project of these programmes may have changed, without `refresh`."""
    for programme in sorted(programmes):
        number = _next_number(programme)
        Change.objects.filter(programme=programme).update(reloaded=number)


def mark_renamed() -> None:
    """Say that a park or a pair, by whose names pages show projects, may be called otherwise now.

    Counted under no programme: no row of a project is read again, only drawn again.
    """
    _next_number("")


def _next_number(programme: str) -> int:
    """Count one change more; whoever else changes the programme waits until this is committed."""
    if not Change.objects.filter(programme=programme).update(number=F("number") + 1):
        Change.objects.get_or_create(programme=programme)
        Change.objects.filter(programme=programme).update(number=F("number") + 1)
    return Change.objects.get(programme=programme).number


def _read(projects: Sequence[Project]) -> dict[int, Told]:
    """What the store holds of these projects, in six queries however many they are."""
    ids = [project.pk for project in projects]
    codes = {project.code: project.pk for project in projects}
    reached, dues, money = defaultdict(list), defaultdict(list), defaultdict(list)
    events = StageEvent.objects.filter(project__in=ids, state=EventState.CURRENT)
    for pk, *rest in events.values_list("project", "stage", "on", "precision"):
        reached[pk].append(Moment(*rest))
    for pk, *rest in Due.objects.filter(project__in=ids).values_list(
        "project", "stage", "on", "precision"
    ):
        dues[pk].append(Moment(*rest))
    sums = Money.objects.filter(project__in=ids, is_current=True)
    for one in sums.values("project", "kind", "amount_minor", "currency", "number"):
        aspect = money_aspect(one["kind"], one["number"])
        money[one["project"]].append(Sum(one["kind"], one["amount_minor"], one["currency"], aspect))
    words = {
        one["project"]: Word(one["on"], one["blocker"], one["mover"], one["move_by_on"])
        for one in Contact.objects.filter(project__in=ids)
        .order_by("project", "on", "id")
        .values("project", "on", "blocker", "mover", "move_by_on")
    }
    confirmed = defaultdict(set)
    for key, aspect in Matter.objects.filter(
        object_kind=KIND, object_key__in=list(codes), standing__in=CONFIRMED
    ).values_list("object_key", "aspect"):
        confirmed[codes[key]].add(aspect)
    flags: dict[int, int] = defaultdict(int)
    for pk in Flag.objects.filter(project__in=ids, state=FlagState.OPEN).values_list(
        "project", flat=True
    ):
        flags[pk] += 1
    return {
        pk: Told(
            reached[pk], dues[pk], money[pk], words.get(pk), frozenset(confirmed[pk]), flags[pk]
        )
        for pk in ids
    }
