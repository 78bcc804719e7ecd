"""Parks over HTTP: the register, a park, its figures."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import ModelSchema, Query, Router, Schema, Status
from pydantic import Field

from jiedui.web.platform.accounts.capabilities import EDIT_PARKS
from jiedui.web.platform.kit.api import (
    EDITS,
    READS,
    WRITES,
    Day,
    Part,
    With,
    answers,
    cut,
    line,
    shown_as,
    tagged,
    version_of,
)
from jiedui.web.records.parks import access, actions
from jiedui.web.records.parks.enums import Direction, Form, Governance, Kind, Mode, Nature
from jiedui.web.records.parks.models import Park, ParkArea, ParkFact
from jiedui.web.records.regions.enums import Certainty

router = Router(tags=["parks"])
Blank = Literal[""]


class ParkRow(ModelSchema):
    """A park on the register."""

    programme: str
    pair: str

    class Meta:
        model = Park
        fields = (
            *("code", "name", "kind", "form", "level", "host_region", "host_name", "home_region"),
            *("home_name", "direction", "mode", "governance", "founded_year"),
            *("leading_industries", "source", "is_published", "secrecy", "is_made_up", "version"),
        )

    @staticmethod
    def resolve_programme(park: Park) -> str:
        return park.programme.code if park.programme else ""

    @staticmethod
    def resolve_pair(park: Park) -> str:
        return park.pair.key if park.pair else ""


class AreaOut(ModelSchema):
    """A planned area from a day on."""

    class Meta:
        model = ParkArea
        fields = ("area_km2", "valid_from", "is_target", "source")


class ParkOut(ParkRow):
    """A park with its areas."""

    areas: list[AreaOut]


class ParkPage(Schema):
    items: list[ParkRow]
    next: str


class FactOut(ModelSchema):
    """A figure of a park as somebody gave it."""

    number: int

    class Meta:
        model = ParkFact
        fields = (
            *("subject", "indicator", "value", "unit", "nature", "period", "start", "end"),
            *("currency", "certainty", "source", "is_published", "recorded_by", "recorded_at"),
        )

    @staticmethod
    def resolve_number(fact: ParkFact) -> int:
        return fact.pk


class FactPage(Schema):
    items: list[FactOut]
    next: str


class ParkChange(Schema):
    """What is to change; a field that is not sent stays."""

    name: line(120, least=1) = "-"  # type: ignore[valid-type]
    form: Form = Form.PARK
    mode: Mode | Blank = ""
    governance: Governance | Blank = ""
    direction: Direction | Blank = ""
    partners: line(2000) = ""  # type: ignore[valid-type]
    legal_body: line(120) = ""  # type: ignore[valid-type]
    sharing_contract: line(200) = ""  # type: ignore[valid-type]
    leading_industries: line(200) = ""  # type: ignore[valid-type]
    free_trade_area: line(120) = ""  # type: ignore[valid-type]
    source: line(4000, least=1) = "-"  # type: ignore[valid-type]


class NewFact(Schema):
    """A figure: stock or flow, its period and unit, and for money the currency."""

    indicator: line(60, least=1)  # type: ignore[valid-type]
    value: Annotated[float, Field(allow_inf_nan=False)]
    unit: line(20, least=1)  # type: ignore[valid-type]
    nature: Nature
    period: line(60, least=1)  # type: ignore[valid-type]
    start: Day | None = None
    end: Day | None = None
    currency: line(3) = ""  # type: ignore[valid-type]
    certainty: Certainty = Certainty.EXACT
    source: line(4000, least=1)  # type: ignore[valid-type]


@router.get(
    "/parks",
    response=answers(ParkPage, *READS),
    url_name="parks",
    auth=None,
    summary="Published parks and those within reach",
)
def parks(
    request: HttpRequest,
    part: Query[Part],
    kind: Kind | Blank = "",
    programme: line(60) = "",  # type: ignore[valid-type]
) -> Any:
    found = access.visible_parks(request.user)
    found = found.filter(kind=kind) if kind else found
    found = found.filter(programme__code=programme) if programme else found
    rows, after = cut(found, part, by="code")
    return {"items": rows, "next": after}


@router.get(
    "/parks/{str:code}",
    response=answers(ParkOut, *READS),
    url_name="park",
    auth=None,
    summary="One park with its areas",
)
def park(request: HttpRequest, response: HttpResponse, code: str) -> Any:
    found = access.park_for(request.user, code)
    tagged(response, found)
    return _whole(request.user, found)


@router.patch(
    "/parks/{str:code}",
    response=answers(ParkOut, *EDITS),
    url_name="park",
    summary="Change what a park is; If-Match names the version that was seen",
)
def edit(request: HttpRequest, response: HttpResponse, code: str, sent: ParkChange) -> Any:
    access.park_for(request.user, code, EDIT_PARKS)
    changed = actions.edit_park(
        by=request.user, code=code, version=version_of(request), changes=_sent(sent)
    )
    tagged(response, changed)
    return _whole(request.user, changed)


@router.get(
    "/parks/{str:code}/facts",
    response=answers(FactPage, *READS),
    url_name="park_facts",
    auth=None,
    summary="Figures of a park; two that clash both stand",
)
def facts(request: HttpRequest, code: str, part: Query[Part]) -> Any:
    found = access.park_for(request.user, code)
    lines = access.visible_lines(request.user, ParkFact).filter(park=found)
    rows, after = cut(lines, part, by="id")
    return {"items": rows, "next": after}


@router.post(
    "/parks/{str:code}/facts",
    response=answers(FactOut, *WRITES, status=201),
    url_name="park_facts",
    summary="Add a figure of a park",
)
def tell_fact(request: HttpRequest, code: str, sent: NewFact) -> Any:
    return Status(201, actions.tell_fact(by=request.user, code=code, values=_sent(sent)))


def _whole(user: Any, park: Park) -> With:
    areas = access.visible_lines(user, ParkArea).filter(park=park).order_by("valid_from", "pk")
    return With(park, {"areas": areas})


def _sent(sent: Schema) -> dict[str, Any]:
    told = sent.dict(exclude_unset=True)
    return {name: getattr(value, "value", value) for name, value in told.items()}


shown_as(Park, lambda park: ParkRow.from_orm(park).dict())
