"""Reading what both sides say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import ExpressionWrapper, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Length, Replace
from django.utils import timezone

from jiedui.web.platform.accounts.capabilities import ARBITRATE, CONFIRM
from jiedui.web.platform.accounts.models import User
from jiedui.web.records.confirmations import access
from jiedui.web.records.confirmations.arbitration import is_lapsed, may_decide
from jiedui.web.records.confirmations.enums import CONFIRMED, Awaits, Side, Standing
from jiedui.web.records.confirmations.models import (
    Correction,
    Declaration,
    Dispute,
    Matter,
    Snapshot,
)
from jiedui.web.records.confirmations.standing import Spoken, is_silent, spoken

# Which of two pairs' readings of one object is shown where no pair is asked for: the less certain.
DOUBT = (
    Standing.DISPUTED,
    Standing.ONE_SIDED,
    Standing.BESIDE,
    Standing.AGREED,
    Standing.SETTLED,
)


@dataclass(frozen=True)
class Figure:
    """One value that may be read, with whose it is and how far the other side agrees."""

    value: Any
    unit: str
    definition: str
    standing: Standing
    side: str


@dataclass(frozen=True)
class Waiting:
    """A matter that waits for a person's side, with what the other side says."""

    spoken: Spoken
    side: Side

    @property
    def theirs(self) -> Declaration | None:
        return self.spoken.of(self.side.other)

    @property
    def mine(self) -> Declaration | None:
        return self.spoken.of(self.side)


def standings(kind: str, keys: Iterable[str], *, pair: str = "") -> dict[tuple[str, str], Spoken]:
    """For each object and aspect what both sides say, for objects that the caller may see."""
    matters = Matter.objects.filter(object_kind=kind, object_key__in=list(keys))
    matters = matters.filter(pair__key=pair) if pair else matters
    found = spoken(matters.select_related("pair"))
    in_doubt_last = sorted(found.values(), key=lambda one: -DOUBT.index(one.standing))
    return {(one.matter.object_key, one.matter.aspect): one for one in in_doubt_last}


def figures(
    kind: str, keys: Iterable[str], *, confirmed_only: bool, pair: str = ""
) -> dict[tuple[str, str], tuple[Figure, ...]]:
    """The values to reckon with: only what both sides stand for, or everything said.

    Where two figures stand beside each other or are disputed, both come; "confirmed only" has
    neither. A ruling stands for both sides. What only one side says is that side's.
    """
    read = standings(kind, keys, pair=pair)
    found = {name: _figures(one) for name, one in read.items()}
    return {
        name: values
        for name, values in found.items()
        if values and (not confirmed_only or read[name].standing in CONFIRMED)
    }


def _figures(found: Spoken) -> tuple[Figure, ...]:
    standing = found.standing
    if found.ruling:
        ruled = found.ruling
        return (Figure(ruled.ruled_value, ruled.ruled_unit, ruled.decision, standing, ""),)
    said = [(side, found.of(side)) for side in Side if not is_silent(found, side)]
    values = tuple(
        Figure(one.value, one.unit, one.definition, standing, side.value)
        for side, one in said
        if one is not None
    )
    return values[:1] if standing == Standing.AGREED else values


def waiting_for(user: User) -> list[Waiting]:
    """What the other side said and the person's side has not answered, by pair and object."""
    sides = (Awaits.SUPPORTER, Awaits.RECIPIENT)
    matters = access.visible_matters(user, CONFIRM).filter(awaits__in=sides)
    mine = [matter for matter in matters if matter.awaits in access.sides_for(user, matter)]
    found = spoken(mine)
    return [Waiting(found[matter.pk], Side(matter.awaits)) for matter in mine]


def open_disputes(user: User) -> list[Dispute]:
    """Every undecided dispute within reach, the earliest deadline first."""
    return list(
        access.visible_disputes(user).filter(decided_at__isnull=True).order_by("deadline", "id")
    )


def disputes_to_decide(user: User) -> list[Dispute]:
    """Those that wait for this person: named as arbitrator, or lapsed and the lead office's."""
    within = access.visible_disputes(user, ARBITRATE).filter(decided_at__isnull=True)
    return [one for one in within.order_by("deadline", "id") if may_decide(user, one)]


def lapsed_disputes(user: User, *, on: date | None = None) -> list[Dispute]:
    """Undecided after their deadline: shown, never decided by themselves."""
    day = on or timezone.localdate()
    return [one for one in open_disputes(user) if is_lapsed(one, on=day)]


def history(matter: Matter) -> list[Declaration]:
    """Everything said of a matter, with what was replaced, in order."""
    return list(
        Declaration.objects.filter(matter=matter)
        .select_related("said_by", "replaces", "about", "batch")
        .order_by("id")
    )


def arbitrators(matter: Matter, *, besides: Iterable[User] = ()) -> list[User]:
    """Who may end a dispute of this matter: of neither side, with the right to arbitrate."""
    people = User.objects.filter(is_active=True, grants__isnull=False).distinct()
    left_out = {person.pk for person in besides}
    return [
        one
        for one in people.order_by("username")
        if one.pk not in left_out and access.may_arbitrate(one, matter)
    ]


def snapshots(kind: str, keys: Sequence[str]) -> list[Snapshot]:
    """Snapshots of objects, corrected ones before their corrections."""
    return list(
        Snapshot.objects.filter(kind=kind, key__in=keys)
        .select_related("frozen_by", "corrects")
        .order_by("key", "as_of", "id")
    )


def valid_snapshot(kind: str, key: str, as_of: date) -> Snapshot | None:
    """The snapshot of that day that no accepted correction has followed."""
    return (
        Snapshot.objects.filter(kind=kind, key=key, as_of=as_of)
        .filter(Q(corrected_by__isnull=True))
        .first()
    )


def counted(found: QuerySet[Snapshot]) -> QuerySet[Snapshot]:
    """The snapshots without their content, and how many objects stand in each.

    A content is a list of records with a code each, written in one way: codes are counted where
    they stand, so that no content is read to show a list.
    """
    one = '\n    "code": '
    without = Length(Replace("content", Value(one), Value("")))
    count = (Length("content") - without) / len(one)
    return found.defer("content").annotate(count=ExpressionWrapper(count, IntegerField()))


def open_correction(snapshot: Snapshot) -> Correction | None:
    """The correction that waits for a second person."""
    return snapshot.corrections.filter(checked_at__isnull=True).first()
