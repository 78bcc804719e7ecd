"""The one door to matters, disputes and snapshots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from jiedui.core.errors import Problem, Refusal
from jiedui.web.platform.accounts.capabilities import ARBITRATE, CONFIRM, FREEZE, SEE_PROJECTS
from jiedui.web.platform.accounts.reach import OutOfReach, fetch, is_limited, reach, sides_of
from jiedui.web.records.confirmations.enums import Side
from jiedui.web.records.confirmations.models import Declaration, Dispute, Matter, Snapshot
from jiedui.web.records.documents.access import covers, within
from jiedui.web.records.programmes.models import Pair

FIELDS = {
    "programme": "pair__programme__code",
    "pair": "pair__key",
    "regions": ("pair__supporter", "pair__recipient", "home_region", "host_region"),
    "park": "park",
    "organisation": "organisation",
}


def visible_matters(user: Any, capability: str = SEE_PROJECTS) -> QuerySet[Matter]:
    """Matters within reach of a person; an arbitrator sees what he or she is to decide."""
    found = within(reach(user, capability), **FIELDS)
    is_person = getattr(user, "is_authenticated", False) and not is_limited(user)
    if is_person and capability in (SEE_PROJECTS, ARBITRATE):
        mine = Dispute.objects.filter(arbitrator=user, decided_at__isnull=True)
        found |= Q(pk__in=mine.values("matter"))
    return Matter.objects.filter(found).select_related("pair", "pair__programme")


def reached_batches(user: Any, keys: Sequence[str]) -> list[str]:
    """Which of these batches hold matters within reach only: for the trail.

    A batch of confirmations has a number; batches of statistics have words, and are open to all.
    """
    numbers = [key for key in keys if key.isdecimal()]
    told = Declaration.objects.filter(batch__in=numbers)
    hidden = told.exclude(matter__in=visible_matters(user)).values_list("batch", flat=True)
    known = {str(one) for one in told.values_list("batch", flat=True)}
    seen = known - {str(one) for one in hidden}
    return [key for key in keys if key in seen or not key.isdecimal()]


def matter_for(user: Any, number: int, capability: str = SEE_PROJECTS) -> Matter:
    """One matter and the right to use it, asked for together; else 404."""
    found = visible_matters(user, capability).filter(pk=number).first()
    return found or fetch(Matter.objects.all(), Q(pk__in=()), pk=number)


def matters_for(user: Any, numbers: Iterable[int], capability: str) -> list[Matter]:
    """All the matters named, locked until the transaction ends; one out of reach is a 404 of all.

    They are locked in one order, so that two people who answer the same matters wait, not collide.
    """
    wanted = sorted(set(numbers))
    seen = set(visible_matters(user, capability).filter(pk__in=wanted).values_list("pk", flat=True))
    if len(seen) < len(wanted):
        raise Http404(f"matters: {sorted(set(wanted) - seen)}")
    return list(
        Matter.objects.select_for_update(of=("self",))
        .select_related("pair", "pair__programme")
        .filter(pk__in=wanted)
        .order_by("pk")
    )


def visible_snapshots(user: Any) -> QuerySet[Snapshot]:
    """Snapshots of the programmes that a person works in: that they exist, when, their digests.

    What stands in one opens object by object, to whoever reaches the object: the caller's to ask.
    """
    scopes = reach(user, SEE_PROJECTS).scopes
    named = {
        scope.programme or scope.key.partition(":")[0] * (":" in scope.key) for scope in scopes
    }
    within = Q() if "" in named else Q(key__in=named)
    found = Snapshot.objects.filter(within) if scopes else Snapshot.objects.none()
    return found.select_related("frozen_by", "corrects")


def snapshot_for(user: Any, number: int) -> Snapshot:
    """One snapshot and the right to know of it, asked for together; else 404."""
    found = visible_snapshots(user).filter(pk=number).first()
    return found or fetch(Snapshot.objects.all(), Q(pk__in=()), pk=number)


def may_correct(user: Any, snapshot: Snapshot) -> bool:
    """Whether a person may correct a snapshot: who could freeze its programme as a whole."""
    return reach(user, FREEZE).of_kinds("all").covers(programme=snapshot.key)


def fail_if_not_speaking(user: Any, pair: Pair, side: Side, regions: Iterable[str] = ()) -> None:
    """Nobody speaks for a side but who was granted it.

    Raises
    ------
    Http404
        The person speaks for neither side.
    Refusal
        The person speaks for the other side.
    """
    sides = sides_of(user, pair, CONFIRM, regions=regions)
    if not sides:
        raise OutOfReach(f"pair: {pair.key}")
    if side not in sides:
        hint = _("您代表的是%(side)s") % {"side": Side(next(iter(sorted(sides)))).label}
        raise Refusal(Problem(_("不能替对方说话"), column=str(side.label), hint=hint))


def sides_for(user: Any, matter: Matter, capability: str = CONFIRM) -> frozenset[Side]:
    """The sides for which a person speaks of a matter."""
    regions = (matter.home_region, matter.host_region)
    found = sides_of(user, matter.pair, capability, regions=regions)
    return frozenset(Side(side) for side in found)


def visible_disputes(user: Any, capability: str = SEE_PROJECTS) -> QuerySet[Dispute]:
    return Dispute.objects.filter(matter__in=visible_matters(user, capability)).select_related(
        "matter", "matter__pair", "matter__pair__programme", "opened_by", "arbitrator", "decided_by"
    )


def dispute_named(user: Any, number: int, capability: str = ARBITRATE) -> Dispute:
    """One dispute and the right to use it, asked for together; else 404."""
    found = visible_disputes(user, capability).filter(pk=number).first()
    return found or fetch(Dispute.objects.all(), Q(pk__in=()), pk=number)


def dispute_for(user: Any, number: int, capability: str = ARBITRATE) -> Dispute:
    """One dispute, locked with its matter until the transaction ends; else 404."""
    named = Dispute.objects.filter(pk=number).values_list("matter", flat=True)
    matters_for(user, list(named) or [0], capability)
    return (
        Dispute.objects.select_for_update(of=("self",))
        .select_related("matter", "matter__pair", "arbitrator", "opened_by")
        .get(pk=number)
    )


def belongs_to_a_side(user: Any, matter: Matter) -> bool:
    """Whether any grant of business ties a person to one side, not only the right to confirm."""
    return bool(sides_for(user, matter, SEE_PROJECTS) | sides_for(user, matter, CONFIRM))


def may_arbitrate(user: Any, matter: Matter) -> bool:
    """Whether a person has the right to arbitrate in this matter and belongs to neither side."""
    return not belongs_to_a_side(user, matter) and covers(
        reach(user, ARBITRATE),
        secrecy=matter.secrecy,
        programme=matter.pair.key.partition(":")[0],
        pair=matter.pair.key,
        regions=(matter.pair.supporter, matter.pair.recipient),
    )


def is_lead_office(user: Any, matter: Matter) -> bool:
    """Whether a person of the lead office is responsible for this pair."""
    return may_arbitrate(user, matter) and reach(user, ARBITRATE).of_roles("lead_office").covers(
        programme=matter.pair.key.partition(":")[0],
        pair=matter.pair.key,
        regions=(matter.pair.supporter, matter.pair.recipient),
    )
