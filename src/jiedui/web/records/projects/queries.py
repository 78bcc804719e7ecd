"""Reading projects. Every function takes a queryset that `access` gave, or a project from there."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

import numpy as np
from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db.models import Count, F, Q, QuerySet, Sum

from jiedui.core.delivery import cumulative_incidence
from jiedui.web.records.parks.models import Park
from jiedui.web.records.programmes.models import Pair
from jiedui.web.records.projects.enums import (
    ENDS,
    RANK,
    EventState,
    FlagState,
    Light,
    MoneyKind,
    Stage,
)
from jiedui.web.records.projects.models import (
    Change,
    Flag,
    Money,
    Project,
    Reading,
    SavedFilter,
    StageEvent,
)

Found = TypeVar("Found")
KEPT_SECONDS = 3600
NARROW_ENOUGH = 2000
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
    found = projects.filter(**{name: value for name, value in wanted.items() if value})
    if choice.light:
        found = found.filter(light_is(choice.light, on))
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


def light_of(project: Project, on: date) -> Light | None:
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
    """What was made of these projects, until any project changes."""
    try:
        sql, values = projects.order_by().query.sql_with_params()
    except EmptyResultSet:
        return make()
    parts = repr((name, sql, values, also, revision()))
    key = f"projects:{hashlib.sha256(parts.encode()).hexdigest()}"
    found: Found | None = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, KEPT_SECONDS)
    return found


def revision() -> tuple[tuple[str, int], ...]:
    """Changes with every change of any project."""
    return tuple(Change.objects.order_by("programme").values_list("programme", "number"))


def count(projects: QuerySet[Project], *, on: date) -> int:
    return kept("count", projects, lambda: projects.order_by().count(), on)


@dataclass(frozen=True)
class Options:
    """What there is to choose from among these projects."""

    pairs: tuple[tuple[str, str, str], ...]
    parks: tuple[tuple[str, str], ...]
    years: tuple[int, ...]
    industries: tuple[str, ...]


def options(projects: QuerySet[Project]) -> Options:
    return kept("options", projects, lambda: _options(projects))


def _options(projects: QuerySet[Project]) -> Options:
    """Numbers first, names afterwards: the numbers stand in one index."""
    every = projects.order_by()
    names = ("key", "supporter_name", "recipient_name")
    pairs = Pair.objects.filter(pk__in=_distinct(every, "pair_id")).values_list(*names)
    parks = Park.objects.filter(pk__in=_distinct(every, "park_id")).values_list("code", "name")
    return Options(
        pairs=tuple(sorted(pairs)),
        parks=tuple(sorted(parks)),
        years=tuple(sorted(_distinct(every, "signed_year"), reverse=True)),
        industries=tuple(sorted({division(code) for code in _distinct(every, "industry")})),
    )


def _distinct(projects: QuerySet[Project], name: str) -> list[Any]:
    return [value for value in projects.values_list(name, flat=True).distinct() if value]


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


GROUPS = {"pair": "pair__key", "park": "park__code", "year": "signed_year", "industry": "industry"}


def cells(
    projects: QuerySet[Project], *, by: str, confirmed_only: bool = False
) -> tuple[Cell, ...]:
    """Counts and sums of signed projects by a group and the furthest stage, in one question."""
    return kept("cells", projects, lambda: _cells(projects, by, confirmed_only), by, confirmed_only)


def _cells(projects: QuerySet[Project], by: str, confirmed_only: bool) -> tuple[Cell, ...]:
    start = "confirmed_" if confirmed_only else ""
    group, reached = GROUPS[by], f"{start}reached"
    rows = (
        projects.filter(**{f"{reached}__gte": SIGNED})
        .order_by()
        .values_list(group, reached, "stage")
        .annotate(
            n=Count("pk"),
            known=Count(f"{start}promised_fen"),
            promised=Sum(f"{start}promised_fen"),
            paid=Sum(f"{start}paid_in_fen"),
        )
    )
    found: dict[tuple[str, int, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for value, rank, stage, n, known, promised, paid in rows:
        name = division(value) if by == "industry" else str(value or "")
        key = (name, rank, stage if stage in ENDS else "")
        for place, more in enumerate((n, promised or 0, paid or 0, n - known)):
            found[key][place] += more
    return tuple(Cell(*key, *sums) for key, sums in sorted(found.items()))


@dataclass(frozen=True)
class Course:
    """From signing to a stage, as dates allow: what a curve is drawn from."""

    days: tuple[int, ...]
    cause: tuple[int, ...]  # 0 still under way, 1 landed, 2 ended before
    rough: int  # dates that are known less exactly than to the month
    backwards: int  # dated before they signed: left out


def course(projects: QuerySet[Project], *, to: str, on: date) -> Course:
    """How long each signed project took to a stage, or has been under way. Keep what follows."""
    signed = projects.filter(signed_on__isnull=False, signed_on__lte=on).order_by()
    rows = signed.values_list("signed_on", f"{to}_on", "ended_on", "reached", "precisions")
    days, causes, rough, backwards = [], [], 0, 0
    for start, reached_on, ended_on, reached, precisions in rows.iterator(chunk_size=10_000):
        if reached_on is None and reached >= RANK[to]:
            continue  # it passed the stage on a day that nobody wrote down
        end = reached_on or ended_on or on
        if end < start:
            backwards += 1
            continue
        days.append((end - start).days)
        causes.append(1 if reached_on else 2 if ended_on else 0)
        rough += bool({"signed", to} & {k for k, v in precisions.items() if v != "month"})
    return Course(tuple(days), tuple(causes), rough, backwards)


def usual_months(projects: QuerySet[Project], *, to: str, on: date) -> float | None:
    """Months from signing by which half have reached a stage; None while half have not."""
    return kept("pace", projects, lambda: (_usual_months(projects, to, on),), to, on)[0]


def _usual_months(projects: QuerySet[Project], to: str, on: date) -> float | None:
    found = course(projects, to=to, on=on)
    if len(found.days) < PEERS_MIN or 1 not in found.cause:
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
    found = kept("peers", alike, lambda: _peers(alike), project.pk)
    return replace(found, count=max(found.count - 1, 0))


def _peers(alike: QuerySet[Project]) -> Peers:
    kinds = [f"{kind}_fen" for kind in MoneyKind.values]
    rows = np.array(
        list(alike.order_by().values_list(*kinds).iterator(chunk_size=10_000)), dtype=float
    ).reshape(-1, len(kinds))
    medians = {}
    for place, kind in enumerate(MoneyKind.values):
        known = rows[~np.isnan(rows[:, place]), place]
        medians[kind] = float(np.median(known)) if known.size >= PEERS_MIN else None
    promised, paid = rows[:, 0], rows[:, MoneyKind.values.index("paid_in")]
    both = ~np.isnan(promised) & (paid > 0)
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
