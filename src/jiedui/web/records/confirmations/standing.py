"""How far two sides are on a matter, concluded from what they said and from its latest dispute."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from jiedui.analysis.provenance import canonical_json
from jiedui.web.records.confirmations.enums import Answer, Awaits, Ruling, Side, Standing
from jiedui.web.records.confirmations.models import Declaration, Dispute, Matter


@dataclass(frozen=True)
class Spoken:
    """A matter with what is in force: the declaration of each side, and the latest dispute."""

    matter: Matter
    supporter: Declaration | None
    recipient: Declaration | None
    dispute: Dispute | None

    def of(self, side: str) -> Declaration | None:
        return self.supporter if side == Side.SUPPORTER else self.recipient

    @property
    def standing(self) -> Standing:
        return Standing(self.matter.standing)

    @property
    def awaits(self) -> Awaits:
        return Awaits(self.matter.awaits)

    @property
    def open_dispute(self) -> Dispute | None:
        return self.dispute if self.dispute and self.dispute.decided_at is None else None

    @property
    def ruling(self) -> Dispute | None:
        """The decision that ended the latest dispute, unless the sides ended it themselves."""
        decided = self.dispute is not None and self.dispute.decided_at is not None
        return self.dispute if decided and self.dispute.ruling != Ruling.AGREED else None


def spoken(matters: Iterable[Matter]) -> dict[int, Spoken]:
    """What is in force for each matter, by its number, in two queries."""
    known = {matter.pk: matter for matter in matters}
    said: dict[tuple[int, str], Declaration] = {}
    in_force = Declaration.objects.filter(matter__in=known, replaced_by__isnull=True)
    for declaration in in_force.select_related("said_by", "about"):
        said[declaration.matter_id, declaration.side] = declaration
    latest: dict[int, Dispute] = {}
    disputes = Dispute.objects.filter(matter__in=known).order_by("id")
    for dispute in disputes.select_related("arbitrator", "opened_by", "decided_by"):
        latest[dispute.matter_id] = dispute
    return {
        pk: Spoken(
            matter,
            said.get((pk, Side.SUPPORTER)),
            said.get((pk, Side.RECIPIENT)),
            latest.get(pk),
        )
        for pk, matter in known.items()
    }


def concluded(found: Spoken) -> tuple[Standing, Awaits]:
    """The standing that follows, and whose move it is. Silence is never taken for consent."""
    if found.open_dispute:
        return Standing.DISPUTED, Awaits.ARBITRATOR
    if found.ruling:
        return Standing.SETTLED, Awaits.NOBODY
    silent = [side for side in Side if is_silent(found, side)]
    if silent:
        return Standing.ONE_SIDED, Awaits(silent[0].value)
    is_same = figure(found.supporter) == figure(found.recipient)
    return (Standing.AGREED if is_same else Standing.BESIDE), Awaits.NOBODY


def is_silent(found: Spoken, side: Side) -> bool:
    """Whether a side has yet to answer what the other one says now.

    Who confirmed a figure has said nothing of the one that took its place since.
    """
    mine, theirs = found.of(side), found.of(side.other)
    if mine is None:
        return theirs is not None
    is_own = mine.answer != Answer.CONFIRMED
    return not is_own and theirs is not None and figure(mine) != figure(theirs)


def figure(declaration: Declaration | None) -> tuple[str, str, str] | None:
    """What has to be equal for two declarations to say the same."""
    if declaration is None:
        return None
    return written(declaration.value), declaration.unit, declaration.definition


def written(value: Any) -> str:
    return canonical_json(value, indent=None)


def conclude(matter: Matter) -> Spoken:
    """Write the standing of a matter that is locked anew, and give what it follows from."""
    found = spoken([matter])[matter.pk]
    matter.standing, matter.awaits = concluded(found)
    matter.save(update_fields=["standing", "awaits"])
    return found
