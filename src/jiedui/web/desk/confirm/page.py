"""What the pages need to be drawn: groups of what waits, and everything about one matter."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from jiedui.web.desk.confirm import words
from jiedui.web.platform.accounts.capabilities import ADD_DOCUMENTS, SEE_DOCUMENTS
from jiedui.web.platform.accounts.reach import may, reach
from jiedui.web.records.confirmations import access, queries
from jiedui.web.records.confirmations.arbitration import is_lapsed, may_decide
from jiedui.web.records.confirmations.enums import Ruling, Side, Standing
from jiedui.web.records.confirmations.models import Declaration, Dispute, Matter
from jiedui.web.records.confirmations.queries import Waiting
from jiedui.web.records.confirmations.shapes import Written, is_dated, is_money, written
from jiedui.web.records.confirmations.standing import Spoken, is_silent
from jiedui.web.records.documents.access import covers, visible_evidence
from jiedui.web.records.documents.enums import Secrecy

USUAL_DAYS = 14


@dataclass(frozen=True)
class Row:
    """A matter that waits, with its box. The box sends which declaration was on the screen."""

    named: words.Named
    theirs: Declaration
    said: str
    mine: str
    is_chosen: bool

    @property
    def box(self) -> str:
        return f"{self.named.matter.pk}:{self.theirs.pk}"


@dataclass(frozen=True)
class Group:
    """What waits for one side of one pair."""

    key: str
    name: str
    side: str
    rows: tuple[Row, ...]


def groups(found: Iterable[Waiting], *, chosen: Container[str] | None, wanted: str) -> list[Group]:
    """By pair. `wanted` is a pair whose boxes are all ticked, or `all`; `chosen` those sent."""
    known = [one for one in found if one.theirs is not None]
    names = words.named(one.spoken.matter for one in known)
    by_pair: dict[tuple[str, str], list[Waiting]] = {}
    for one in known:
        by_pair.setdefault((one.spoken.matter.pair.key, one.side.value), []).append(one)
    return [
        _group(key, side, members, names, chosen, wanted in ("all", key))
        for (key, side), members in sorted(by_pair.items())
    ]


def _group(
    key: str,
    side: str,
    members: list[Waiting],
    names: dict[int, words.Named],
    chosen: Container[str] | None,
    is_wanted: bool,
) -> Group:
    pair = members[0].spoken.matter.pair
    rows = []
    for one in members:
        theirs = one.theirs
        assert theirs is not None
        box = f"{one.spoken.matter.pk}:{theirs.pk}"
        ticked = box in chosen if chosen is not None else is_wanted
        name = names[one.spoken.matter.pk]
        rows.append(Row(name, theirs, words.said(theirs), words.said(one.mine), ticked))
    return Group(key, words.pair_name(pair), words.side_name(pair, side), tuple(rows))


@dataclass(frozen=True)
class Told:
    """What one side says, ready to be shown."""

    side: str
    name: str
    declaration: Declaration | None
    said: str
    is_silent: bool
    is_mine: bool


def to_decide(user: Any) -> list[tuple[Dispute, words.Named]]:
    """Disputes that wait for this person's decision."""
    found = queries.disputes_to_decide(user)
    names = words.named(one.matter for one in found)
    return [(one, names[one.matter_id]) for one in found]


def of_matter(user: Any, found: Spoken) -> dict[str, Any]:
    """Everything that the page of a matter shows and offers to this person."""
    matter = found.matter
    sides = access.sides_for(user, matter)
    mine = next(iter(sides)) if len(sides) == 1 else None
    dispute = found.open_dispute
    return {
        "matter": matter,
        "named": words.named([matter])[matter.pk],
        "spoken": found,
        "told": [_told(found, side, sides) for side in Side],
        "tag": "tag-warm" if found.standing in (Standing.BESIDE, Standing.DISPUTED) else "",
        "move": words.move(matter, dispute),
        "dispute": dispute,
        "opened_by_side": words.side_name(matter.pair, dispute.side) if dispute else "",
        "is_lapsed": dispute is not None and is_lapsed(dispute),
        "ruling": found.ruling,
        "ruled": words.ruled(found.ruling) if found.ruling else "",
        "history": [(one, words.said(one)) for one in queries.history(matter)],
        "disputes": list(matter.disputes.select_related("decided_by", "arbitrator").order_by("id")),
        "evidence": _evidence(user, matter),
        **_offers(user, found, mine),
        **_offers_to_decide(user, found),
    }


def _told(found: Spoken, side: Side, mine: Container[str]) -> Told:
    declaration = found.of(side)
    return Told(
        side.value,
        words.side_name(found.matter.pair, side),
        declaration,
        words.said(declaration),
        is_silent(found, side),
        side in mine,
    )


def _offers(user: Any, found: Spoken, mine: Side | None) -> dict[str, Any]:
    """What somebody who speaks for one side may do now."""
    if mine is None:
        return {"side": "", "may_confirm": False, "may_say": False, "may_contest": False}
    matter, theirs = found.matter, found.of(mine.other)
    is_closed = bool(found.open_dispute or found.ruling)
    has_spoken = theirs is not None and not is_silent(found, mine.other)
    may_contest = has_spoken and not found.open_dispute
    return {
        "side": mine.value,
        "theirs": theirs,
        "may_confirm": has_spoken and not found.ruling and found.standing != Standing.AGREED,
        "may_say": not is_closed,
        "may_contest": may_contest,
        "form": _form(found, mine),
        "may_add": may(user, ADD_DOCUMENTS) and _reaches(user, matter),
        "secrecies": Secrecy.choices,
        "arbitrators": queries.arbitrators(matter, besides=[user]) if may_contest else [],
        "deadline": (timezone.localdate() + timedelta(days=USUAL_DAYS)).isoformat(),
        "today": timezone.localdate().isoformat(),
    }


def _reaches(user: Any, matter: Matter) -> bool:
    regions = [matter.pair.supporter, matter.pair.recipient, matter.host_region]
    return covers(
        reach(user, ADD_DOCUMENTS),
        secrecy=matter.secrecy,
        pair=matter.pair.key,
        park=matter.park,
        organisation=matter.organisation,
        regions=[code for code in regions if code],
    )


@dataclass(frozen=True)
class Form:
    """The fields of one's own figure, prefilled with what is known."""

    written: Written
    definition: str
    is_dated: bool
    is_money: bool


def _form(found: Spoken, side: Side) -> Form:
    """My own figure where my side has one, else the other side's, to be changed."""
    own, theirs = found.of(side), found.of(side.other)
    start = own or theirs
    value, unit = (start.value, start.unit) if start else ("", "")
    definition = own.definition if own else ""
    return Form(written(value, unit), definition, is_dated(value), is_money(value))


def _offers_to_decide(user: Any, found: Spoken) -> dict[str, Any]:
    dispute = found.open_dispute
    if dispute is None:
        return {"may_decide": False, "may_reassign": False}
    is_lead = access.is_lead_office(user, found.matter)
    start = found.supporter or found.recipient
    rulings = [
        (ruling.value, ruling.label)
        for ruling in Ruling
        if ruling == Ruling.THIRD or (ruling in Side.values and found.of(ruling) is not None)
    ]
    return {
        "may_decide": may_decide(user, dispute),
        "may_reassign": is_lead,
        "rulings": rulings,
        "third": written(start.value, start.unit) if start else None,
        "others": queries.arbitrators(found.matter, besides=[dispute.opened_by]) if is_lead else [],
        "new_deadline": (timezone.localdate() + timedelta(days=USUAL_DAYS)).isoformat(),
    }


def _evidence(user: Any, matter: Matter) -> list[Any]:
    if not may(user, SEE_DOCUMENTS):
        return []
    found = visible_evidence(user, kind=matter.object_kind, keys=[matter.object_key])
    return list(found.filter(aspect__in=("", matter.aspect)))
