"""What the pages of parks ask, all of it within what the visitor may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiedui.analysis import parks as judging
from jiedui.catalog.park_indicators import park_indicators
from jiedui.core.errors import Problem
from jiedui.data import park_facts, table
from jiedui.schemes import load
from jiedui.web.records.parks import access
from jiedui.web.records.parks.models import (
    Approval,
    Park,
    ParkArea,
    ParkFact,
    ParkGroup,
    SharedUse,
    Staffing,
    Team,
    Work,
)
from jiedui.web.records.projects.access import visible_projects
from jiedui.web.records.projects.models import Project

IN_FORCE, ORPHAN, NO_PAIR = "in_force", "orphan", "no_pair"
DENSITIES = ("business_revenue", "industrial_output", "energy_use", "emissions")
PROJECTS_SHOWN = 50


@dataclass(frozen=True)
class Density:
    """A figure of a period over the area that the park had at its end (D29)."""

    fact: ParkFact
    area: ParkArea

    @property
    def per_km2(self) -> float:
        return self.fact.value / self.area.area_km2


def state(park: Park, on: date) -> str:
    """Whether the pair that built the park still holds; an orphan keeps its firms."""
    if park.pair is None:
        return NO_PAIR
    return ORPHAN if park.pair.end is not None and park.pair.end <= on else IN_FORCE


def clashes(user: Any, subject: str = "") -> tuple[judging.Clash, ...]:
    """Figures that clash among those the visitor may see; of one subject where it is named."""
    facts = access.visible_lines(user, ParkFact)
    found = judging.clashes([_figure(fact) for fact in facts])
    return tuple(
        clash
        for clash in found
        if not subject or subject in (clash.first.subject, clash.second.subject)
    )


def facts(user: Any, park: Park) -> list[ParkFact]:
    found = access.visible_lines(user, ParkFact).filter(park=park)
    order = {name: place for place, name in enumerate(park_indicators())}
    return sorted(
        found, key=lambda fact: (order.get(fact.indicator, 99), fact.end or date.min, fact.pk)
    )


def totals(user: Any) -> list[ParkFact]:
    """Figures of several parks together."""
    found = access.visible_lines(user, ParkFact).filter(park__isnull=True)
    return list(found.order_by("subject", "indicator", "end", "pk"))


def share_warnings() -> tuple[Problem, ...]:
    """Printed shares that are not those of the counts beside them (D8)."""
    found: list[Problem] = []
    for whole, rows in table(park_facts.SHARES).groupby("whole_count", sort=True):
        parts = [
            judging.PrintedShare(row["part"], int(row["part_count"]), f"{row['printed_percent']:g}")
            for row in rows.to_dict(orient="records")
        ]
        found.extend(judging.check_shares(int(str(whole).split(".")[0]), parts))
    return tuple(found)


def areas(user: Any, park: Park) -> list[ParkArea]:
    return list(access.visible_lines(user, ParkArea).filter(park=park).order_by("valid_from"))


def latest_areas(user: Any, parks: Iterable[Park]) -> Mapping[int, ParkArea]:
    """The newest planned area of each park that is no mere target."""
    found: dict[int, ParkArea] = {}
    lines = access.visible_lines(user, ParkArea).filter(park__in=list(parks), is_target=False)
    for area in lines.order_by("valid_from", "pk"):
        found[area.park_id] = area
    return found


def approvals(user: Any, park: Park) -> list[Approval]:
    return list(access.visible_lines(user, Approval).filter(park=park))


def order_of_works(user: Any, park: Park) -> tuple[judging.Finding, ...]:
    works = access.visible_lines(user, Work).filter(park=park)
    return judging.order_of_works([_work(work) for work in works])


def loads(user: Any, times: float) -> tuple[judging.Load, ...]:
    """Staff against what they serve, over the newest count of every park in sight (D22)."""
    newest: dict[str, Staffing] = {}
    for line in access.visible_lines(user, Staffing).order_by("as_of", "pk"):
        newest[line.park.code] = line
    counts = [
        judging.StaffCount(code, one.staff, one.population, one.enterprises, one.tasks)
        for code, one in sorted(newest.items())
    ]
    return judging.loads(counts, times_the_median=times)


def funnel(user: Any, park: Park) -> judging.Funnel | None:
    """The funnel of a science enclave; None where no team is on record (E4, E5)."""
    teams = list(access.visible_lines(user, Team).filter(park=park))
    if not teams:
        return None
    return judging.funnel([_team(team) for team in teams], home_region=park.home_region)


def uses(user: Any, park: Park) -> judging.Uses | None:
    log = access.visible_lines(user, SharedUse).filter(park=park)
    lines = [
        judging.Use(one.resource, one.user_name, one.is_outside, one.hours, one.fee_fen)
        for one in log
    ]
    return judging.uses(lines) if lines else None


def needs(user: Any, park: Park, on: date) -> tuple[judging.Judged, ...]:
    """What the next rung asks, against the park's newest figures (D13)."""
    rung = judging.next_rung(park.kind)
    wanted = [
        judging.Need(
            one.kind, one.indicator, one.compared, one.threshold, one.unit, one.document, one.words
        )
        for one in access.requirements(user).filter(kind=rung, start__lte=on)
        if one.end is None or one.end > on
    ]
    newest = {(fact.indicator, fact.unit): fact.value for fact in facts(user, park)}
    return judging.judge_needs(wanted, newest)


def densities(known: Sequence[ParkFact], dated: Sequence[ParkArea]) -> list[Density]:
    """Figures over the area in force at the end of their period; none where it is not known."""
    found = []
    for fact in known:
        if fact.indicator not in DENSITIES or fact.nature != "flow" or fact.end is None:
            continue
        before = [one for one in dated if not one.is_target and one.valid_from <= fact.end]
        if before:
            found.append(Density(fact, before[-1]))
    return found


def groups(user: Any, park: Park) -> list[ParkGroup]:
    found = access.visible_groups(user).prefetch_related("members__park")
    return [
        group
        for group in found
        if group.lead_id == park.pk or any(one.park_id == park.pk for one in group.members.all())
    ]


def projects(user: Any, park: Park) -> tuple[int, list[Project]]:
    """How many projects of the park the visitor may see, and the first of them."""
    found = visible_projects(user).filter(park=park).order_by("code")
    return found.count(), list(found[:PROJECTS_SHOWN])


def coverage(programme: str, parks: Iterable[Park], on: date) -> list[tuple[str, list[Park]]]:
    """Each county that receives in a programme, with its parks: 一县一园区、一县一产业 (D26)."""
    by_host: dict[str, list[Park]] = defaultdict(list)
    for park in parks:
        by_host[park.host_region].append(park)
    pairs = load.programme(programme).pairs_in_force(on, "county")
    names = {pair.recipient: pair.recipient_name for pair in pairs}
    return [(names[code], by_host[code]) for code in sorted(names)]


def _figure(fact: ParkFact) -> judging.Figure:
    return judging.Figure(
        key=f"{fact.pk:012d}",
        subject=fact.subject,
        indicator=fact.indicator,
        value=fact.value,
        unit=fact.unit,
        nature=fact.nature,
        period=fact.period,
        certainty=fact.certainty,
        source=fact.source,
        parts_of=park_facts.part_of(fact.subject),
    )


def _work(work: Work) -> judging.WorkDates:
    return judging.WorkDates(
        name=work.name,
        phase=work.phase,
        kind=work.kind,
        layer=work.layer,
        started=judging.moment(work.started, work.started_precision) if work.started else None,
        completed=(
            judging.moment(work.completed, work.completed_precision) if work.completed else None
        ),
        evidence=work.evidence,
    )


def _team(team: Team) -> judging.TeamSteps:
    return judging.TeamSteps(
        name=team.name,
        is_incubated=team.incubated is not None,
        converted_region=team.converted_region if team.converted else "",
        value_minor=team.value_minor,
        currency=team.currency,
    )
