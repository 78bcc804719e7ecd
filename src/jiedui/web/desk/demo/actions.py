"""Filling an empty store with a made-up year of work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from jiedui.core.errors import refuse_if_any
from jiedui.web.desk.demo import (
    drawing,
    happening,
    offering,
    papers,
    parks,
    people,
    queries,
    speaking,
)
from jiedui.web.desk.demo.drawing import Drawn
from jiedui.web.desk.demo.made_up import LABEL, PAIRS, PROGRAMME, mark
from jiedui.web.desk.demo.people import Account
from jiedui.web.desk.demo.writing import Writer
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.records.documents import storing
from jiedui.web.records.projects import actions as projects
from jiedui.web.records.projects.enums import Stage
from jiedui.web.records.projects.models import Flag
from jiedui.web.records.projects.summary import stage_aspect

AS_OF = date(2026, 11, 20)
PARKS, PROJECTS = 45, 2000
SMALL_PARKS, SMALL_PROJECTS = 6, 60
LOOKED_AT = 360  # flags that a person has gone through so far
BY = "jiedui demo"


@dataclass(frozen=True)
class Filled:
    """What was made."""

    accounts: list[Account]
    parks: int
    projects: int
    matters: int
    documents: int
    flags: int
    offers: int


def fill(*, by: str, seed: int, is_small: bool = False, as_of: date = AS_OF) -> Filled:
    """Fill the store: all of it or nothing. The same seed and day fill the same records.

    Raises
    ------
    Refusal
        The store holds records of real work, or the demonstration already.
    """
    kept: list[str] = []
    try:
        with transaction.atomic():
            refuse_if_any(queries.why_not())
            return _fill(by, seed, is_small, as_of, kept)
    except BaseException:
        for file in kept:
            storing.take_away(file)
        raise


def _fill(by: str, seed: int, is_small: bool, as_of: date, kept: list[str]) -> Filled:
    plan = parks.planned(SMALL_PARKS if is_small else PARKS)
    made_parks = parks.write(plan, seed, as_of)
    drawn = drawing.projects(
        seed,
        count=SMALL_PROJECTS if is_small else PROJECTS,
        parks=_hosts(plan),
        as_of=as_of,
    )
    said = [word for one in drawn for word in happening.spoken(one, seed, as_of)]
    wanted = list(people.accounts(_first_parks(plan), _first_firms(drawn)))
    users = people.make(by, wanted)
    Writer(seed=seed, as_of=as_of, parks=made_parks).write(drawn, said)
    speaking.write(said, users, as_of)
    kept += papers.write(drawn, seed, users, as_of)
    flags = _doubts(users)
    _freeze_and_correct(drawn, seed, users, as_of)
    offers = offering.write(_carriers(plan), seed, users, as_of)
    filled = Filled(wanted, len(made_parks), len(drawn), len(said), len(kept), flags, offers)
    record_entry(
        by=by,
        action="fill_demo",
        object_kind=queries.KIND,
        object_key=str(seed),
        summary=f"{LABEL}: {filled.projects} projects, {filled.parks} parks",
        payload={"seed": seed, "small": is_small, "as_of": as_of.isoformat()},
    )
    return filled


def _hosts(plan: Iterable[parks.Planned]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Where projects may lie: the parks of each pair but its science enclave."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in plan:
        if not one.is_science and not one.is_orphan:
            found[one.pair.key].append((one.code, one.host_region))
    return {key: tuple(hosts) for key, hosts in found.items()}


def _carriers(plan: Iterable[parks.Planned]) -> dict[str, list[str]]:
    """The parks of each pair to which firms are offered."""
    return {key: [code for code, _host in hosts] for key, hosts in _hosts(plan).items()}


def _first_parks(plan: Iterable[parks.Planned]) -> dict[str, str]:
    return {one.pair.key: one.code for one in plan if one.number == 1}


def _first_firms(drawn: Iterable[Drawn]) -> dict[str, str]:
    """The first firm of each pair whose project is no secret: it signs in as an institution."""
    found: dict[str, str] = {}
    for one in drawn:
        if one.credit_code:
            found.setdefault(one.pair.key, one.credit_code)
    return found


def _doubts(users: dict[str, User]) -> int:
    """The checks look at the made-up projects as at any others; a person decides on a few."""
    raised = projects.raise_doubts(by=users["demo-lead-office"], programme=PROGRAMME)
    flags = Flag.objects.select_related("project").order_by("project__code", "kind", "against")
    for place, flag in enumerate(flags[:LOOKED_AT]):
        if place % 6 == 5:
            projects.flag_decision(
                by=users["demo-lead-office"],
                code=flag.project.code,
                flag=flag.pk,
                state="upheld" if place % 12 == 5 else "dismissed",
                reason="示例：已与双方核对",
            )
    return raised


def _freeze_and_correct(
    drawn: Iterable[Drawn], seed: int, users: dict[str, User], as_of: date
) -> None:
    """The half-year is frozen; after it one office of each pair puts a date right."""
    frozen_on = date(as_of.year, 6, 30) if as_of.month > 6 else date(as_of.year - 1, 12, 31)
    projects.freeze(by=users["demo-lead-office"], programme=PROGRAMME, as_of=frozen_on)
    for pair in PAIRS:
        found = next(
            (one for one in drawn if _is_correctable(one, pair.key, frozen_on, seed)), None
        )
        if found is None:
            continue
        last = found.steps[-1]
        projects.correct_stage(
            by=users[people.office(pair, "recipient")],
            code=found.code,
            stage=last.stage,
            on=last.on + timedelta(days=6),
            reason=f"示例：原记日期为会议日期 {mark(pair.stem)}",
            side="recipient",
            today=as_of,
        )


def _is_correctable(one: Drawn, pair: str, frozen_on: date, seed: int) -> bool:
    """Its last step is one that the recipient told, to the day, before it was frozen."""
    last = one.steps[-1]
    return (
        one.pair.key == pair
        and last.stage in (Stage.REGISTERED, Stage.FILED, Stage.LAND, Stage.STARTED)
        and happening.side_of(one, stage_aspect(last.stage), seed) == "recipient"
        and last.precision == "day"
        and last.on + timedelta(days=6) < frozen_on
        and one.secrecy == "internal"
    )
