"""Writing what both sides say: declarations, confirmations in batches, figures beside, disputes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from jiedui.web.desk.demo.happening import Spoken
from jiedui.web.desk.demo.made_up import mark
from jiedui.web.desk.demo.people import ARBITRATOR, office
from jiedui.web.desk.demo.writing import at, reported
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.kit.bulk import insert_objects
from jiedui.web.records.confirmations.enums import Answer, Awaits, Ruling, Side, Standing
from jiedui.web.records.confirmations.models import Batch, Declaration, Dispute, Matter
from jiedui.web.records.programmes.models import Pair
from jiedui.web.records.projects import summary

AWAITS = {Standing.DISPUTED: Awaits.ARBITRATOR}


def write(said: list[Spoken], people: dict[str, User], as_of: date) -> None:
    """Matters, then the first declarations, then what the other side answered."""
    pairs = {pair.key: pair for pair in Pair.objects.filter(key__in=_keys(said))}
    matters = [_matter(one, pairs[one.project.pair.key]) for one in said]
    insert_objects(matters)
    first = [_first(one, matter, people, as_of) for one, matter in zip(said, matters, strict=True)]
    insert_objects(first)
    together = list(zip(said, matters, first, strict=True))
    batches = _batches([one for one in said if one.standing == Standing.AGREED], people, as_of)
    answers = [
        answer
        for one, _matter_, declaration in together
        if (answer := _answer(one, declaration, people, as_of, batches)) is not None
    ]
    insert_objects(answers)
    disputes = [
        _dispute(one, matter, people, as_of)
        for one, matter, _declaration in together
        if one.standing in (Standing.DISPUTED, Standing.SETTLED)
    ]
    insert_objects(disputes)


def _keys(said: Iterable[Spoken]) -> set[str]:
    return {one.project.pair.key for one in said}


def _other(one: Spoken) -> str:
    return Side(one.side).other.value


def _matter(one: Spoken, pair: Pair) -> Matter:
    project = one.project
    waits = Awaits(_other(one)) if one.standing == Standing.ONE_SIDED else Awaits.NOBODY
    return Matter(
        pair=pair,
        object_kind=summary.KIND,
        object_key=project.code,
        aspect=one.aspect,
        park=project.park,
        organisation=project.credit_code,
        home_region=project.pair.supporter,
        host_region=project.host_region,
        secrecy=project.secrecy,
        standing=one.standing,
        awaits=AWAITS.get(one.standing, waits),
    )


def _first(one: Spoken, matter: Matter, people: dict[str, User], as_of: date) -> Declaration:
    return Declaration(
        matter=matter,
        side=one.side,
        answer=Answer.STATED,
        value=one.value,
        unit=one.unit,
        definition=one.definition,
        said_by=people[office(one.project.pair, one.side)],
        said_at=reported(one.on, as_of),
    )


def _answered(one: Spoken, as_of: date) -> datetime:
    """The other side answers at the end of the quarter, all of a quarter at once."""
    after = one.on + timedelta(days=10)
    first = date(after.year, 3 * ((after.month - 1) // 3) + 1, 1)
    return at(min(first + timedelta(days=97), as_of), hour=15)


def _batches(
    agreed: Iterable[Spoken], people: dict[str, User], as_of: date
) -> dict[tuple[str, str, datetime], Batch]:
    """One for each office and quarter, with the number of things it confirmed."""
    counts: dict[tuple[str, str, datetime], int] = defaultdict(int)
    offices: dict[tuple[str, str, datetime], str] = {}
    for one in agreed:
        key = _batch_key(one, as_of)
        counts[key] += 1
        offices[key] = office(one.project.pair, _other(one))
    batches = {
        key: Batch(side=key[1], confirmed_by=people[offices[key]], confirmed_at=key[2], count=count)
        for key, count in sorted(counts.items(), key=lambda item: (item[0][2], item[0]))
    }
    insert_objects(batches.values())
    return batches


def _batch_key(one: Spoken, as_of: date) -> tuple[str, str, datetime]:
    return one.project.pair.key, _other(one), _answered(one, as_of)


def _answer(
    one: Spoken,
    first: Declaration,
    people: dict[str, User],
    as_of: date,
    batches: dict[tuple[str, str, datetime], Batch],
) -> Declaration | None:
    """What the other side said to it; nothing where it is silent, or only disputed the figure."""
    common: dict[str, Any] = {
        "matter": first.matter,
        "side": _other(one),
        "said_by": people[office(one.project.pair, _other(one))],
        "about": first,
    }
    if one.standing == Standing.AGREED:
        key = _batch_key(one, as_of)
        return Declaration(
            answer=Answer.CONFIRMED,
            value=one.value,
            unit=one.unit,
            definition=one.definition,
            said_at=key[2],
            batch=batches[key],
            **common,
        )
    is_silent = one.standing == Standing.ONE_SIDED
    only_disputes = one.standing == Standing.DISPUTED and not one.unit
    if is_silent or only_disputes:
        return None
    return Declaration(
        answer=Answer.BESIDE,
        value=one.other_value,
        unit=one.unit,
        definition=f"{one.other_definition} {mark(one.project.pair.stem)}",
        said_at=_answered(one, as_of),
        **common,
    )


def _dispute(one: Spoken, matter: Matter, people: dict[str, User], as_of: date) -> Dispute:
    """Open until a day to come, open past its day, or settled by the arbitrator."""
    opened = _answered(one, as_of)
    made = Dispute(
        matter=matter,
        side=_other(one),
        opened_by=people[office(one.project.pair, _other(one))],
        opened_at=opened,
        reason=f"{one.reason} {mark(one.project.pair.stem)}",
        arbitrator=people[ARBITRATOR],
        deadline=as_of + timedelta(days=-15 if one.is_lapsed else 25),
    )
    if one.standing == Standing.SETTLED:
        made.deadline = opened.date() + timedelta(days=45)
        made.decided_at = min(opened + timedelta(days=30), at(as_of, hour=16))
        made.decided_by = people[ARBITRATOR]
        made.ruling = Ruling(one.side)
        made.ruled_value, made.ruled_unit = one.value, one.unit
        made.decision = "示例：以有文号的佐证为准"
    return made
