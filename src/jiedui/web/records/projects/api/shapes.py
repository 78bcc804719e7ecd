"""What goes out and comes in of projects. Sums are in fen, or minor units of their currency."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import ModelSchema, Schema
from pydantic import Field

from jiedui.web.platform.kit.api import Day, Note, Number, line
from jiedui.web.records.confirmations.models import Snapshot
from jiedui.web.records.documents.enums import Secrecy
from jiedui.web.records.projects import queries
from jiedui.web.records.projects.enums import (
    CURRENCIES,
    ChainRole,
    ContactKind,
    Green,
    Initiator,
    Labour,
    Mode,
    MoneyKind,
    Mover,
    Precision,
    ReadingKind,
    Side,
    Stage,
)
from jiedui.web.records.projects.models import (
    Contact,
    Due,
    Flag,
    Money,
    Project,
    Reading,
    StageEvent,
)

Blank = Literal[""]
Amount = Annotated[int, Field(ge=1, le=2**53 - 1)]
Currency = Literal[tuple(sorted(CURRENCIES))]  # type: ignore[valid-type]


class ProjectRow(ModelSchema):
    """A project in a list."""

    pair: str
    park: str
    firm: str
    credit_code: str
    light: str | None

    class Meta:
        model = Project
        fields = (
            *("code", "name", "programme", "host_region", "home_region", "industry", "stage"),
            *("stage_on", "signed_on", "next_due_stage", "next_due_on", "blocker", "mover"),
            *("move_by_on", "last_contact_on", "promised_fen", "registered_fen", "paid_in_fen"),
            *("spent_fen", "confirmed_promised_fen", "confirmed_paid_in_fen", "foreign_minor"),
            *("open_flags", "secrecy", "is_sealed", "is_made_up", "version"),
        )

    @staticmethod
    def resolve_pair(project: Project) -> str:
        return project.pair.key

    @staticmethod
    def resolve_park(project: Project) -> str:
        return project.park.code if project.park else ""

    @staticmethod
    def resolve_firm(project: Project) -> str:
        return project.firm.name if project.firm else ""

    @staticmethod
    def resolve_credit_code(project: Project) -> str:
        return (project.firm.credit_code or "") if project.firm else ""

    @staticmethod
    def resolve_light(project: Project) -> str | None:
        light = queries.light_of(project, timezone.localdate())
        return light.value if light else None


class StageOut(ModelSchema):
    """A stage as somebody recorded it; a correction names its reason."""

    class Meta:
        model = StageEvent
        fields = (
            *("stage", "on", "precision", "number", "verifier", "side", "state", "reason", "note"),
            *("recorded_by", "recorded_at", "second_by"),
        )


class MoneyOut(ModelSchema):
    """A sum."""

    class Meta:
        model = Money
        fields = (
            *("number", "kind", "amount_minor", "equipment_minor", "currency", "on", "precision"),
            *("source", "side", "is_current", "reason", "recorded_by", "recorded_at"),
        )


class DueOut(ModelSchema):
    """The day that a contract sets for a stage."""

    class Meta:
        model = Due
        fields = ("stage", "on", "precision", "source")


class ReadingOut(ModelSchema):
    """What a third party counted."""

    class Meta:
        model = Reading
        fields = ("kind", "period", "value", "unit", "source", "recorded_by", "recorded_at")


class ContactOut(ModelSchema):
    """Who spoke with whom."""

    class Meta:
        model = Contact
        fields = (
            *("on", "kind", "text", "blocker", "mover", "move_by_on", "side", "recorded_by"),
            "recorded_at",
        )


class FlagOut(ModelSchema):
    """A doubt that waits for a person."""

    against: str

    class Meta:
        model = Flag
        fields = ("kind", "reason", "state", "raised_at")

    @staticmethod
    def resolve_against(flag: Flag) -> str:
        return flag.against.code if flag.against else ""


class ProjectOut(ProjectRow):
    """A project with everything that happened to it."""

    stages: list[StageOut]
    money: list[MoneyOut]
    dues: list[DueOut]
    readings: list[ReadingOut]
    contacts: list[ContactOut]
    flags: list[FlagOut]

    class Meta(ProjectRow.Meta):
        fields = (
            *ProjectRow.Meta.fields,
            *("mode", "chain_role", "chain_gap", "initiator", "labour", "green", "is_high_tech"),
            *("is_lighthouse", "land_m2", "plot", "jobs_planned", "local_job_share", "source"),
            *("finder", "frozen_on", "reached", "confirmed_reached"),
        )


class ProjectPage(Schema):
    """A part of the list. `next` is the cursor of the next part, empty at the end."""

    items: list[ProjectRow]
    next: str
    count: int


class Wanted(Schema):
    """The filters of the page."""

    pair: line(200) = ""  # type: ignore[valid-type]
    park: line(60) = ""  # type: ignore[valid-type]
    stage: Stage | Blank = ""
    light: Literal["", "green", "yellow", "red"] = ""
    industry: line(5) = ""  # type: ignore[valid-type]
    year: Annotated[int, Field(ge=1990, le=2200)] | None = None
    q: line(40) = ""  # type: ignore[valid-type]
    confirmed_only: bool = False


class FunnelCell(Schema):
    """Signed projects alike in group and furthest stage: how many, how much."""

    group: str
    furthest: str
    ended: str
    count: int
    promised_fen: int
    paid_in_fen: int
    without_amount: int


class Funnel(Schema):
    by: str
    cells: list[FunnelCell]


class Attributes(Schema):
    """What a project is. What is left out stays as it is."""

    host_region: line(12) = ""  # type: ignore[valid-type]
    home_region: line(12) = ""  # type: ignore[valid-type]
    industry: line(5) = ""  # type: ignore[valid-type]
    mode: Mode | Blank = ""
    chain_role: ChainRole | Blank = ""
    chain_gap: line(80) = ""  # type: ignore[valid-type]
    initiator: Initiator | Blank = ""
    labour: Labour | Blank = ""
    green: Green | Blank = ""
    is_high_tech: bool | None = None
    is_lighthouse: bool | None = None
    land_m2: Number | None = None
    plot: line(60) = ""  # type: ignore[valid-type]
    jobs_planned: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None
    local_job_share: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    source: line(4000) = ""  # type: ignore[valid-type]
    secrecy: Secrecy = Secrecy.INTERNAL


class NewProject(Attributes):
    """A project to put on record. A lead is sealed to who found it until it signs."""

    name: line(160, least=1)  # type: ignore[valid-type]
    pair: line(200, least=1)  # type: ignore[valid-type]
    code: Annotated[line(60), Field(pattern=r"^[^/\x00]*$")] = ""  # type: ignore[valid-type]
    park: line(60) = ""  # type: ignore[valid-type]
    firm: line(120) = ""  # type: ignore[valid-type]
    credit_code: line(18) = ""  # type: ignore[valid-type]
    is_lead: bool = True
    found_on: Day | None = None


class ProjectChange(Attributes):
    """What is to change; a field that is not sent stays."""

    name: line(160, least=1) = "-"  # type: ignore[valid-type]
    park: line(60) = ""  # type: ignore[valid-type]
    firm: line(120) = ""  # type: ignore[valid-type]
    credit_code: line(18) = ""  # type: ignore[valid-type]


class NewStage(Schema):
    """A stage reached, with the number of its paper or keys of documents that show it."""

    stage: Stage
    on: Day
    precision: Precision = Precision.DAY
    number: line(120) = ""  # type: ignore[valid-type]
    verifier: line(120) = ""  # type: ignore[valid-type]
    evidence: tuple[line(24), ...] = Field((), max_length=50)  # type: ignore[valid-type]
    side: Side | Blank = ""
    note: Note = ""


class NewMoney(Schema):
    """A sum in fen, or in minor units of its currency."""

    kind: MoneyKind
    amount_minor: Amount
    on: Day
    currency: Currency = "CNY"
    precision: Precision = Precision.DAY
    equipment_minor: Number | None = None
    source: line(200) = ""  # type: ignore[valid-type]
    evidence: tuple[line(24), ...] = Field((), max_length=50)  # type: ignore[valid-type]
    side: Side | Blank = ""


class StageCorrection(NewStage):
    """Another date in place of the one on record, and why."""

    reason: line(400, least=1)  # type: ignore[valid-type]


class StageCheck(Schema):
    """The second person's word on a correction of what an assessment froze."""

    stage: Stage
    accept: bool


class MoneyCorrection(Schema):
    """Another sum in place of the one of that number, and why."""

    number: Annotated[int, Field(ge=1, le=2**31 - 1)]
    amount_minor: Amount
    reason: line(400, least=1)  # type: ignore[valid-type]
    on: Day | None = None
    source: line(200) = ""  # type: ignore[valid-type]
    evidence: tuple[line(24), ...] = Field((), max_length=50)  # type: ignore[valid-type]
    side: Side | Blank = ""


class NewSnapshot(Schema):
    """A programme and the day of an assessment."""

    programme: line(60, least=1)  # type: ignore[valid-type]
    as_of: Day


class SnapshotOut(ModelSchema):
    """What was frozen: its digest can be compared with one kept elsewhere."""

    class Meta:
        model = Snapshot
        fields = ("kind", "key", "as_of", "sha256", "secrecy", "frozen_at")


class NewContact(Schema):
    """Who spoke with whom, what stands in the way, whose move it is."""

    kind: ContactKind
    text: line(400, least=1)  # type: ignore[valid-type]
    on: Day
    blocker: line(200) = ""  # type: ignore[valid-type]
    mover: Mover | Blank = ""
    move_by_on: Day | None = None
    side: Side | Blank = ""


class NewReading(Schema):
    """What a third party counted in a month, a quarter or a year."""

    kind: ReadingKind
    period: line(7, least=4)  # type: ignore[valid-type]
    value: Number
    source: line(200, least=1)  # type: ignore[valid-type]


class NewDue(Schema):
    """The day that the contract sets for a stage."""

    stage: Stage
    on: Day
    precision: Precision = Precision.DAY
    source: line(200) = ""  # type: ignore[valid-type]


def plain(project: Project) -> dict[str, Any]:
    """The project itself, without what happened to it."""
    return ProjectRow.from_orm(project).dict()
