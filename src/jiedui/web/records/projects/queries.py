"""Reading projects. Every function takes a queryset that `access` gave, or a project from there."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple, TypeVar

import numpy as np
from django.db.models import F, Q, QuerySet

from jiedui.core.delivery import cumulative_incidence
from jiedui.web.records.parks.models import Park
from jiedui.web.records.programmes.models import Pair
from jiedui.web.records.projects import columns
from jiedui.web.records.projects.columns import Rows
from jiedui.web.records.projects.enums import (
    ENDS,
    LADDER,
    RANK,
    EventState,
    FlagState,
    Light,
    MoneyKind,
    Stage,
)
from jiedui.web.records.projects.models import (
    Flag,
    Money,
    Project,
    Reading,
    SavedFilter,
    StageEvent,
)

Found = TypeVar("Found")
NARROW_ENOUGH = 2000
MADE_MAX = 100  # things made of the same projects that are kept; the oldest go first
PEERS_MIN = 5
DAYS_IN_MONTH = 365.25 / 12
SIGNED = RANK[Stage.SIGNED]
WORKING = RANK[Stage.IN_PRODUCTION]
# What a list may be sorted by; the sign says which way first.
SORTS = {
    "stage_on": ("-stage_on", "-id"),
    "code": ("code",),
    "due": (F("next_due_on").asc(nulls_last=True), "id"),
    "promised": (F("promised_fen").desc(nulls_last=True), "-id"),
    "paid_in": (F("paid_in_fen").desc(nulls_last=True), "-id"),
    "light": (F("red_on").asc(nulls_last=True), "id"),
}


@dataclass(frozen=True)
class Choice:
    """What somebody wants to see. Empty means all."""

    pair: str = ""
    park: str = ""
    stage: str = ""
    light: str = ""
    industry: str = ""
    year: int | None = None
    text: str = ""
    is_doubted: bool = False
    confirmed_only: bool = False


def narrowed(projects: QuerySet[Project], choice: Choice, *, on: date) -> QuerySet[Project]:
    """The projects that a choice leaves."""
    wanted: dict[str, Any] = {
        "pair__key": choice.pair,
        "park__code": choice.park,
        "stage": choice.stage,
        "industry__startswith": choice.industry,
        "signed_year": choice.year,
    }
    asked = {name: value for name, value in wanted.items() if value}
    found = projects.filter(**asked) if asked else projects
    if choice.light:
        found = found.filter(light_is(choice.light, on))
    if choice.is_doubted:
        found = found.filter(open_flags__gt=0)
    if choice.confirmed_only:
        found = found.filter(confirmed_reached__gte=SIGNED)
    return _searched(found, choice.text) if choice.text else found


def light_is(light: str, on: date) -> Q:
    """A light follows from two dates on the row, so no night job has to repaint it."""
    red = Q(red_on__lte=on)
    yellow = Q(yellow_on__lte=on)
    if light == Light.RED:
        return red
    not_red = Q(red_on__isnull=True) | Q(red_on__gt=on)
    if light == Light.YELLOW:
        return yellow & not_red
    judged = Q(next_due_on__isnull=False) | Q(reached__gte=WORKING)
    not_yellow = Q(yellow_on__isnull=True) | Q(yellow_on__gt=on)
    return judged & not_red & not_yellow & ~Q(stage__in=ENDS)


def light_of(project: Project | Listed, on: date) -> Light | None:
    """The light of a project on a day; none once it has ended, or where nothing was agreed."""
    if project.stage in ENDS:
        return None
    if project.red_on is not None and project.red_on <= on:
        return Light.RED
    if project.yellow_on is not None and project.yellow_on <= on:
        return Light.YELLOW
    is_judged = project.next_due_on is not None or project.reached >= WORKING
    return Light.GREEN if is_judged else None


def _searched(projects: QuerySet[Project], text: str) -> QuerySet[Project]:
    """A rare word is found by its few projects, a common one along the order of the list."""
    found = projects
    for word in text.lower().split()[:5]:
        found = found.filter(search__contains=word)
    few = list(found.order_by().values_list("pk", flat=True)[: NARROW_ENOUGH + 1])
    return projects.filter(pk__in=few) if len(few) <= NARROW_ENOUGH else found


def kept(name: str, projects: QuerySet[Project], make: Callable[[], Found], *also: Any) -> Found:
    """What was made of these projects, until any of them changes or is shown with other names.

    It is kept under what their queryset asks for, so only who reaches the same projects gets it:
    `also` names whatever else it depends on, such as the language.
    """
    made = columns.rows(projects).made
    key = (name, *also)
    try:
        found: Found = made[key]
    except KeyError:
        found = made[key] = make()
        while len(made) > MADE_MAX:
            made.popitem(last=False)
    return found


def count(projects: QuerySet[Project]) -> int:
    return len(columns.rows(projects))


def count_red(projects: QuerySet[Project], *, on: date) -> int:
    """How many of these projects show a red light."""
    return int((columns.rows(projects)["red_on"] <= (on - date(1970, 1, 1)).days).sum())


# By which array a list is sorted, and whether the largest comes first; nothing comes last.
ORDERS = {
    "stage_on": ("stage_on", True),
    "due": ("next_due_on", False),
    "promised": ("promised_fen", True),
    "paid_in": ("paid_in_fen", True),
    "light": ("red_on", False),
}


class Named(NamedTuple):
    """A park or a firm, as a list names it."""

    name: str


class Sides(NamedTuple):
    """A pair, as a list names it."""

    supporter_name: str
    recipient_name: str


COLUMNS_LISTED = (
    *("pk", "code", "name", "industry", "is_made_up", "is_sealed", "open_flags", "stage"),
    *("stage_on", *(f"{code}_on" for code in RANK), "reached", "confirmed_reached", "precisions"),
    *("next_due_stage", "next_due_on", "yellow_on", "red_on", "last_contact_on", "blocker"),
    *("mover", "promised_fen", "paid_in_fen", "confirmed_promised_fen", "confirmed_paid_in_fen"),
)
NAMES_LISTED = ("park__name", "firm__name", "pair__supporter_name", "pair__recipient_name")


class Listed(namedtuple("Listed", (*COLUMNS_LISTED, "park", "firm", "pair"))):
    """A project as lists show it: what they read of a `Project`, under the same names.

    Making fifty whole projects, each with its pair, park and firm, takes five times as long.
    """


def part(projects: QuerySet[Project], sort: str, start: int, stop: int) -> list[Listed]:
    """Some projects in their order."""
    if sort not in ORDERS:
        return _listed(projects.order_by(*SORTS[sort])[start:stop])
    rows = columns.rows(projects)
    order = kept("order", projects, lambda: _order(rows, sort), sort)
    numbers = [int(one) for one in rows["pk"][order[start:stop]]]
    every = {one.pk: one for one in _listed(Project.objects.filter(pk__in=numbers).order_by())}
    return [every[number] for number in numbers if number in every]


def _listed(projects: QuerySet[Project]) -> list[Listed]:
    found = []
    for line in projects.values_list(*COLUMNS_LISTED, *NAMES_LISTED):
        *own, park, firm, supporter, recipient = line
        places = (Named(park) if park else None, Named(firm) if firm else None)
        found.append(Listed(*own, *places, Sides(supporter, recipient)))
    return found


def _order(rows: Rows, sort: str) -> columns.Array:
    name, largest_first = ORDERS[sort]
    values = rows[name].astype(np.int64)
    if not largest_first:
        return np.argsort(values, kind="stable")
    values = np.where(values == columns.FAR, columns.NONE, values)
    return np.lexsort((-rows["pk"], -values))


@dataclass(frozen=True)
class Options:
    """What there is to choose from among these projects."""

    pairs: tuple[tuple[str, str, str], ...]
    parks: tuple[tuple[str, str], ...]
    years: tuple[int, ...]
    industries: tuple[str, ...]


def options(projects: QuerySet[Project]) -> Options:
    return kept("options", projects, lambda: _options(columns.rows(projects)))


def _options(rows: Rows) -> Options:
    names = ("key", "supporter_name", "recipient_name")
    pairs = Pair.objects.filter(pk__in=_distinct(rows["pair_id"])).values_list(*names)
    parks = Park.objects.filter(pk__in=_distinct(rows["park_id"])).values_list("code", "name")
    industries = {division(str(code)) for code in np.unique(rows["industry"])}
    return Options(
        pairs=tuple(sorted(pairs)),
        parks=tuple(sorted(parks)),
        years=tuple(sorted(_distinct(rows["signed_year"]), reverse=True)),
        industries=tuple(sorted(industries - {""})),
    )


def _distinct(values: columns.Array) -> list[int]:
    return [int(value) for value in np.unique(values) if value != columns.NONE]


def division(industry: str) -> str:
    """The division (大类) of a code of GB/T 4754, or its section where it says no more.

    >>> division("3484"), division("C"), division("")
    ('34', 'C', '')
    """
    return industry if not industry[:1].isdigit() else industry[:2]


# ---- the funnel


@dataclass(frozen=True)
class Cell:
    """Projects that are alike in where they are and how far they came: how many, and how much."""

    group: str
    reached: int
    ended: str
    count: int
    promised_fen: int
    paid_in_fen: int
    without_amount: int


GROUPS = ("pair", "park", "year", "industry")
COLUMNS = {"pair": "pair_id", "park": "park_id", "year": "signed_year", "industry": "industry"}
OWN_KEYS: dict[str, tuple[type[Pair] | type[Park], str]] = {
    "pair": (Pair, "key"),
    "park": (Park, "code"),
}


def cells(
    projects: QuerySet[Project], *, by: str, confirmed_only: bool = False
) -> tuple[Cell, ...]:
    """Counts and sums of signed projects by a group and the furthest stage."""
    return kept(
        *("cells", projects),
        lambda: _cells(columns.rows(projects), by, confirmed_only),
        *(by, confirmed_only),
    )


def _cells(rows: Rows, by: str, confirmed_only: bool) -> tuple[Cell, ...]:
    start = "confirmed_" if confirmed_only else ""
    signed = np.flatnonzero(rows[f"{start}reached"] >= SIGNED)
    reached = rows[f"{start}reached"][signed].astype(np.int64)
    names, group = _groups(rows, by, signed)
    stage = rows["stage"][signed]
    ended = np.zeros(len(signed), dtype=np.int64)
    for place, end in enumerate(ENDS, start=1):
        ended[stage == columns.STAGES[end]] = place
    places = (group * len(LADDER) + reached) * (len(ENDS) + 1) + ended
    used, own = np.unique(places, return_inverse=True)
    promised, paid = (rows[f"{start}{kind}_fen"][signed] for kind in ("promised", "paid_in"))
    sums = [
        np.bincount(own, minlength=len(used)),
        *(_summed(own, np.maximum(money, 0), len(used)) for money in (promised, paid)),
        np.bincount(own, promised == columns.NONE, len(used)),
    ]
    over = ("", *(end.value for end in ENDS))
    found = []
    for place, *totals in zip(used.tolist(), *(total.tolist() for total in sums), strict=True):
        rest, end = divmod(place, len(ENDS) + 1)
        one, rank = divmod(rest, len(LADDER))
        found.append(Cell(names[one], rank, over[end], *map(int, totals)))
    return tuple(sorted(found, key=lambda cell: (cell.group, cell.reached, cell.ended)))


def _summed(own: columns.Array, money: columns.Array, size: int) -> columns.Array:
    """Exact sums: fen of 100,000 projects are more than a float holds."""
    sums = np.zeros(size, dtype=np.int64)
    np.add.at(sums, own, money)
    return sums


def _groups(rows: Rows, by: str, at: columns.Array) -> tuple[list[str], columns.Array]:
    """Names of groups, and the place of each row's group among them."""
    values, own = np.unique(rows[COLUMNS[by]][at], return_inverse=True)
    if by == "industry":
        divisions = [division(str(value)) for value in values]
        names, again = np.unique(np.array(divisions, dtype="U5"), return_inverse=True)
        return [str(name) for name in names], again[own] if len(values) else own
    shown = {columns.NONE: ""}
    if by in OWN_KEYS:
        model, key = OWN_KEYS[by]
        wanted = model._default_manager.filter(pk__in=_distinct(values))
        shown |= dict(wanted.values_list("pk", key))
    return [str(shown.get(int(value), int(value))) for value in values], own


@dataclass(frozen=True, eq=False)
class Course:
    """From signing to a stage, as dates allow: what a curve is drawn from.

    `after` and `by` hold the day of landing where the dates are known less exactly than to the
    month: it lies after the one and not after the other.
    """

    days: columns.Array
    cause: columns.Array  # 0 still under way, 1 landed, 2 ended before
    after: columns.Array
    by: columns.Array
    rough: int  # landed, with dates that are known less exactly than to the month
    backwards: int  # dated before they signed: left out


def course(projects: QuerySet[Project], *, to: str, on: date) -> Course:
    """How long each signed project took to a stage, or has been under way."""
    return kept("course", projects, lambda: _course(columns.rows(projects), to, on), to, on)


def _course(rows: Rows, to: str, on: date) -> Course:
    today = (on - date(1970, 1, 1)).days
    start, reached_on, ended_on = (rows[f"{one}_on"] for one in ("signed", to, "ended"))
    landed = reached_on != columns.FAR
    # One that passed the stage on a day that nobody wrote down says nothing of how long it took.
    used = (start <= today) & (landed | (rows["reached"] < RANK[to]))
    end = np.where(landed, reached_on, np.minimum(ended_on, today))
    told = used & (end >= start)
    cause = np.where(landed, 1, np.where(ended_on <= today, 2, 0))[told]
    after, by = _between(rows, to, told, cause == 1, today)
    rough = int(((cause == 1) & _is_rough(rows, to)[told]).sum())
    return Course((end - start)[told], cause, after, by, rough, int((used & ~told).sum()))


def _between(
    rows: Rows, to: str, told: columns.Array, landed: columns.Array, today: int
) -> tuple[columns.Array, columns.Array]:
    """Days after which, and by which, each landed; what ended is watched on: it never lands."""
    first, last = (ends[told] for ends in _named(rows, "signed"))
    earliest, latest = (ends[told] for ends in _named(rows, to))
    is_exact = landed & (first == last) & (earliest == latest)
    after = np.where(landed, earliest - last - np.where(is_exact, 0, 1), today - last)
    by = np.where(landed, latest - first, np.inf)
    return np.maximum(after, 0).astype(float), np.maximum(by, 0).astype(float)


def _named(rows: Rows, stage: str) -> tuple[columns.Array, columns.Array]:
    """First and last day that the date of a stage names."""
    days = rows[f"{stage}_on"].astype(np.int64)
    first, last = days, days
    for name, months in (("month", 1), ("quarter", 3), ("year", 12)):
        inexact = (rows[name] & (1 << RANK[stage])) != 0
        start = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        start = start // months * months
        first = np.where(inexact, _first_day(start), first)
        last = np.where(inexact, _first_day(start + months) - 1, last)
    return first, last


def _first_day(months: columns.Array) -> columns.Array:
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def _is_rough(rows: Rows, to: str) -> columns.Array:
    """Whether one of the two dates is known less exactly than to the month."""
    bits = 1 << RANK[Stage.SIGNED] | 1 << RANK[to]
    found: columns.Array = ((rows["quarter"] | rows["year"]) & bits) != 0
    return found


def usual_months(projects: QuerySet[Project], *, to: str, on: date) -> float | None:
    """Months from signing by which half have reached a stage; None while half have not."""
    return kept("pace", projects, lambda: (_usual_months(projects, to, on),), to, on)[0]


def _usual_months(projects: QuerySet[Project], to: str, on: date) -> float | None:
    found = course(projects, to=to, on=on)
    if len(found.days) < PEERS_MIN or not (found.cause == 1).any():
        return None
    curve = cumulative_incidence(found.days, found.cause, causes=("landed", "ended"))
    half = np.flatnonzero(curve.share[0] >= 0.5)
    return float(curve.days[half[0]]) / DAYS_IN_MONTH if half.size else None


# ---- peers


@dataclass(frozen=True)
class Peers:
    """Medians of projects of the same industry and programme; None where there are too few."""

    count: int
    medians_fen: dict[str, float | None]
    promised_over_paid_in_95: float | None


def peers(projects: QuerySet[Project], project: Project) -> Peers:
    """Projects within reach that are of the same industry, the project itself left out."""
    alike = projects.filter(programme=project.programme, reached__gte=SIGNED)
    own = division(project.industry)
    alike = alike.filter(industry__startswith=own) if own else alike
    found = kept("peers", alike, lambda: _peers(columns.rows(alike)))
    return replace(found, count=max(found.count - 1, 0))


def _peers(rows: Rows) -> Peers:
    medians = {}
    for kind in MoneyKind.values:
        sums = rows[f"{kind}_fen"]
        known = sums[sums != columns.NONE]
        medians[kind] = float(np.median(known)) if known.size >= PEERS_MIN else None
    promised, paid = rows["promised_fen"], rows["paid_in_fen"]
    both = (promised != columns.NONE) & (paid > 0)
    ratio = promised[both] / paid[both]
    high = float(np.percentile(ratio, 95)) if ratio.size >= PEERS_MIN else None
    return Peers(len(rows), medians, high)


# ---- one project


def events(project: Project) -> list[StageEvent]:
    """Everything ever recorded of its stages, in order."""
    return list(
        StageEvent.objects.filter(project=project).select_related("replaces").order_by("on", "id")
    )


def current_events(project: Project) -> dict[str, StageEvent]:
    rows = StageEvent.objects.filter(project=project, state=EventState.CURRENT)
    return {event.stage: event for event in rows}


def money(project: Project) -> list[Money]:
    return list(Money.objects.filter(project=project).order_by("on", "number"))


def latest_readings(project: Project) -> list[Reading]:
    """The newest reading of each kind."""
    newest: dict[str, Reading] = {}
    for reading in Reading.objects.filter(project=project).order_by("period"):
        newest[reading.kind] = reading
    return [newest[kind] for kind in sorted(newest)]


def open_flags(project: Project) -> list[Flag]:
    return list(
        Flag.objects.filter(project=project, state=FlagState.OPEN).select_related("against")
    )


def saved_filters(user: Any) -> Iterable[SavedFilter]:
    return SavedFilter.objects.filter(owner=user).order_by("name")
