"""What both sides say, over HTTP: what waits, answers, disputes and their end."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from jiedui.core.errors import Problem, Refusal
from jiedui.web.platform.accounts.capabilities import CONFIRM
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.kit.api import LARGEST, READS, WRITES, Day, Part, answers, cut, line
from jiedui.web.records.confirmations import access, actions, queries
from jiedui.web.records.confirmations.enums import Side, Standing
from jiedui.web.records.confirmations.models import Declaration, Dispute, Matter
from jiedui.web.records.confirmations.standing import Spoken, spoken
from jiedui.web.records.confirmations.summaries import title_of

router = Router(tags=["matters"])
Blank = Literal[""]
Count = Annotated[int, Field(ge=1, le=LARGEST)]


class Dated(Schema):
    """A day, as exactly as it is known."""

    model_config = ConfigDict(extra="forbid")
    date: Day
    precision: Literal["day", "month", "quarter", "year"] = "day"


class Sum(Schema):
    """Money in fen, or in minor units of the currency that `unit` names."""

    model_config = ConfigDict(extra="forbid")
    amount_minor: Annotated[int, Field(ge=-LARGEST, le=LARGEST)]
    date: Day


Value = (
    Dated
    | Sum
    | Annotated[int, Field(strict=True, ge=-LARGEST, le=LARGEST)]
    | Annotated[float, Field(strict=True, allow_inf_nan=False)]
    | line(400, least=1)
)


class DeclarationOut(Schema):
    """What one side says."""

    number: int
    side: str
    answer: str
    value: Any
    unit: str
    definition: str
    said_by: str
    said_at: str


class DisputeOut(Schema):
    """A difference that a named person is to end."""

    number: int
    matter: int
    side: str
    reason: str
    arbitrator: str
    deadline: date
    ruling: str
    decision: str
    ruled_value: Any = None
    ruled_unit: str = ""


class MatterOut(Schema):
    """One thing that both sides speak of."""

    number: int
    pair: str
    kind: str
    key: str
    title: str
    aspect: str
    standing: str
    awaits: str
    secrecy: str
    supporter: DeclarationOut | None
    recipient: DeclarationOut | None
    dispute: DisputeOut | None


class MatterPage(Schema):
    items: list[MatterOut]
    next: str


class WaitingOut(Schema):
    """A matter that waits for the caller's side."""

    side: str
    matter: MatterOut


class WaitingList(Schema):
    items: list[WaitingOut]


class DisputeList(Schema):
    items: list[DisputeOut]


class BatchOut(Schema):
    number: int
    side: str
    count: int


class Said(Schema):
    """A figure of one's own side."""

    value: Value
    unit: line(40) = ""  # type: ignore[valid-type]
    definition: line(400) = ""  # type: ignore[valid-type]
    side: Side | Blank = ""
    evidence: tuple[line(24), ...] = Field((), max_length=50)  # type: ignore[valid-type]


class Beside(Schema):
    """A figure that is to stand beside the other side's, with its definition."""

    value: Value
    definition: line(400, least=1)  # type: ignore[valid-type]
    unit: line(40) = ""  # type: ignore[valid-type]
    side: Side | Blank = ""


class Seen(Schema):
    """A matter and the declaration of the other side that was read."""

    matter: Count
    declaration: Count


class Confirmed(Schema):
    """Everything that is to be confirmed for one side: all of it or none."""

    side: Side
    matters: Annotated[list[Seen], Field(min_length=1, max_length=500)]


class Contested(Schema):
    """A dispute: the reason, who ends it, until when."""

    reason: line(400, least=1)  # type: ignore[valid-type]
    arbitrator: line(150, least=1)  # type: ignore[valid-type]
    deadline: Day
    side: Side | Blank = ""


class Decided(Schema):
    """One side's declaration stands, or a third value."""

    ruling: Literal["supporter", "recipient", "third"]
    reason: line(400, least=1)  # type: ignore[valid-type]
    value: Value | None = None
    unit: line(40) = ""  # type: ignore[valid-type]


@router.get(
    "/matters",
    response=answers(MatterPage, *READS),
    url_name="matters",
    summary="What both sides speak of, within reach",
)
def matters(
    request: HttpRequest,
    part: Query[Part],
    standing: Standing | Blank = "",
    pair: line(200) = "",  # type: ignore[valid-type]
) -> Any:
    found = access.visible_matters(request.user)
    found = found.filter(standing=standing) if standing else found
    found = found.filter(pair__key=pair) if pair else found
    rows, after = cut(found, part, by="id")
    known = spoken(rows)
    return {"items": [_matter(known[one.pk]) for one in rows], "next": after}


@router.get(
    "/matters/waiting",
    response=answers(WaitingList, *READS),
    url_name="waiting",
    summary="What the other side said and mine has not answered",
)
def waiting(request: HttpRequest) -> Any:
    found = queries.waiting_for(request.user)
    return {"items": [{"side": one.side.value, "matter": _matter(one.spoken)} for one in found]}


@router.get(
    "/matters/{int:number}",
    response=answers(MatterOut, *READS),
    url_name="matter",
    summary="One matter with both sides on it",
)
def matter(request: HttpRequest, number: Count) -> Any:
    return _now(access.matter_for(request.user, number))


@router.post(
    "/matters/{int:number}/declarations",
    response=answers(MatterOut, *WRITES, status=201),
    url_name="matter_state",
    summary="Say something for one side",
)
def state(request: HttpRequest, number: Count, sent: Said) -> Any:
    found = access.matter_for(request.user, number, CONFIRM)
    actions.state(
        by=request.user,
        pair=found.pair,
        side=_side(request, found, sent.side),
        kind=found.object_kind,
        key=found.object_key,
        aspect=found.aspect,
        value=_plain(sent.value),
        unit=sent.unit,
        definition=sent.definition,
        evidence=sent.evidence,
    )
    return Status(201, _again(request, number))


@router.post(
    "/matters/{int:number}/beside",
    response=answers(MatterOut, *WRITES, status=201),
    url_name="matter_beside",
    summary="Let one's own figure stand beside the other side's",
)
def stand_beside(request: HttpRequest, number: Count, sent: Beside) -> Any:
    found = access.matter_for(request.user, number, CONFIRM)
    actions.stand_beside(
        by=request.user,
        side=_side(request, found, sent.side),
        matter=number,
        value=_plain(sent.value),
        unit=sent.unit,
        definition=sent.definition,
    )
    return Status(201, _again(request, number))


@router.post(
    "/matters/confirmations",
    response=answers(BatchOut, *WRITES, status=201),
    url_name="confirm",
    summary="Confirm what the other side says, each as it was read",
)
def confirm(request: HttpRequest, sent: Confirmed) -> Any:
    seen = {one.matter: one.declaration for one in sent.matters}
    batch = actions.confirm(by=request.user, side=sent.side.value, matters=seen, seen=seen)
    return Status(201, {"number": batch.pk, "side": batch.side, "count": batch.count})


@router.post(
    "/matters/{int:number}/disputes",
    response=answers(MatterOut, *WRITES, status=201),
    url_name="matter_dispute",
    summary="Contest what the other side says; a named person ends it by a day",
)
def dispute(request: HttpRequest, number: Count, sent: Contested) -> Any:
    found = access.matter_for(request.user, number, CONFIRM)
    arbitrator = User.objects.filter(username=sent.arbitrator, is_active=True).first()
    if arbitrator is None:
        raise Refusal(Problem(_("没有这个人"), column="arbitrator", value=sent.arbitrator))
    actions.dispute(
        by=request.user,
        side=_side(request, found, sent.side),
        matter=number,
        reason=sent.reason,
        arbitrator=arbitrator,
        deadline=sent.deadline,
    )
    return Status(201, _again(request, number))


@router.get(
    "/disputes",
    response=answers(DisputeList, *READS),
    url_name="disputes",
    summary="Undecided disputes within reach, the earliest deadline first",
)
def disputes(request: HttpRequest) -> Any:
    return {"items": [_dispute(one) for one in queries.open_disputes(request.user)]}


@router.post(
    "/disputes/{int:number}/decision",
    response=answers(DisputeOut, *WRITES, status=201),
    url_name="decide",
    summary="End a dispute: one side's declaration stands, or a third value",
)
def decide(request: HttpRequest, number: Count, sent: Decided) -> Any:
    access.dispute_named(request.user, number)
    value = None if sent.value is None else _plain(sent.value)
    ended = actions.decide(
        by=request.user,
        dispute=number,
        ruling=sent.ruling,
        reason=sent.reason,
        value=value,
        unit=sent.unit,
    )
    return Status(201, _dispute(ended))


def _again(request: HttpRequest, number: int) -> dict[str, Any]:
    return _now(access.matter_for(request.user, number))


def _now(found: Matter) -> dict[str, Any]:
    return _matter(spoken([found])[found.pk])


def _side(request: HttpRequest, found: Matter, wanted: str) -> str:
    """The side that was named, or the only one that the caller speaks for."""
    sides = access.sides_for(request.user, found)
    if wanted:
        return str(Side(wanted).value)
    if len(sides) != 1:
        hint = ", ".join(sorted(side.value for side in sides))
        raise Refusal(Problem(_("要说明代表哪一方"), column="side", hint=hint))
    return str(next(iter(sides)).value)


def _plain(value: Any) -> Any:
    if isinstance(value, Dated | Sum):
        return value.model_dump(mode="json")
    return value


def _matter(one: Spoken) -> dict[str, Any]:
    found = one.matter
    return {
        "number": found.pk,
        "pair": found.pair.key,
        "kind": found.object_kind,
        "key": found.object_key,
        "title": title_of(found),
        "aspect": found.aspect,
        "standing": found.standing,
        "awaits": found.awaits,
        "secrecy": found.secrecy,
        "supporter": _declaration(one.supporter),
        "recipient": _declaration(one.recipient),
        "dispute": _dispute(one.dispute) if one.dispute else None,
    }


def _declaration(one: Declaration | None) -> dict[str, Any] | None:
    if one is None:
        return None
    names = ("side", "answer", "value", "unit", "definition")
    said = {"number": one.pk, "said_by": one.said_by.username, "said_at": one.said_at.isoformat()}
    return {name: getattr(one, name) for name in names} | said


def _dispute(one: Dispute) -> dict[str, Any]:
    names = ("side", "reason", "deadline", "ruling", "decision", "ruled_value", "ruled_unit")
    told = {name: getattr(one, name) for name in names}
    own = {"number": one.pk, "matter": one.matter_id, "arbitrator": one.arbitrator.username}
    return told | own
