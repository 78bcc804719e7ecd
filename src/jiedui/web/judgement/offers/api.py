"""Offers and development lists over HTTP: read, send, answer. If-Match names what was seen."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import ModelSchema, Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from jiedui.web.judgement.offers import access, actions, queries
from jiedui.web.judgement.offers.enums import State
from jiedui.web.judgement.offers.lines import Spelled, clashes, spelled
from jiedui.web.judgement.offers.models import Condition, DevelopmentList, Offer, Question
from jiedui.web.judgement.offers.signed import agreed_lines, why_open
from jiedui.web.platform.kit.api import (
    EDITS,
    READS,
    WRITES,
    Day,
    Key,
    Note,
    Number,
    Part,
    ProblemLine,
    With,
    answers,
    cut,
    line,
    shown_as,
    tagged,
    version_of,
)

router = Router(tags=["offers"])
Side = Literal["", "supporter", "recipient"]


class TermOut(Schema):
    """A term of the score; `value` is null where a fact was missing."""

    term: str
    weight: float
    value: float | None
    note: str = ""
    note_en: str = ""


class OfferRow(ModelSchema):
    """An offer in a list. `state` is that of today: one past its day has lapsed."""

    pair: str
    park: str
    run: str

    class Meta:
        model = Offer
        fields = (
            *("code", "firm_key", "firm_name", "industry", "home_region", "host_region", "rank"),
            *("score", "secrecy", "sender_side", "sent_at", "lapses_on", "state"),
            *("supporter_reply", "supporter_reason", "supporter_at", "recipient_reply"),
            *("recipient_reason", "recipient_at", "withdrawal", "is_made_up", "version"),
        )

    @staticmethod
    def resolve_pair(offer: Offer) -> str:
        return offer.pair.key

    @staticmethod
    def resolve_park(offer: Offer) -> str:
        return offer.park.code

    @staticmethod
    def resolve_run(offer: Offer) -> str:
        return offer.run.fingerprint

    @staticmethod
    def resolve_state(offer: Offer) -> str:
        return queries.state_of(offer, timezone.localdate()).value


class QuestionOut(ModelSchema):
    """A question with its answer."""

    class Meta:
        model = Question
        fields = ("id", "side", "text", "asked_at", "answer", "answered_at")


class OfferOut(OfferRow):
    """An offer with its terms and questions."""

    terms: list[TermOut]
    questions: list[QuestionOut]


class OfferPage(Schema):
    items: list[OfferRow]
    next: str
    count: int


class OfferWanted(Schema):
    pair: Key = ""  # type: ignore[valid-type]
    park: Key = ""  # type: ignore[valid-type]
    industry: line(4) = ""  # type: ignore[valid-type]
    state: Literal["", *(one.value for one in State)] = ""  # type: ignore[valid-type]
    q: line(40) = ""  # type: ignore[valid-type]


class NewTerm(Schema):
    code: line(60, least=1)  # type: ignore[valid-type]
    weight: float = Field(allow_inf_nan=False)
    value: float | None = Field(default=None, allow_inf_nan=False)
    note: line(120) = ""  # type: ignore[valid-type]
    note_en: line(240) = ""  # type: ignore[valid-type]


class NewRow(Schema):
    """What is not named here is refused: an offer goes to the pair of its park and no other."""

    model_config = ConfigDict(extra="forbid")

    firm_key: line(60, least=1)  # type: ignore[valid-type]
    firm_name: line(120, least=1)  # type: ignore[valid-type]
    industry: line(5) = ""  # type: ignore[valid-type]
    park: Key
    rank: int = Field(ge=1, le=1_000_000)
    score: float = Field(ge=0, allow_inf_nan=False)
    terms: list[NewTerm] = Field(max_length=40)
    home_region: line(20) = ""  # type: ignore[valid-type]


class NewOffers(Schema):
    """Rows of a match run that are sent together, all of them or none."""

    run: line(64, least=1)  # type: ignore[valid-type]
    rows: list[NewRow] = Field(max_length=actions.ROWS_MAX)
    lapses_on: Day | None = None


class NewReply(Schema):
    reply: Literal["accepted", "declined"]
    reason: Note = ""  # type: ignore[valid-type]
    side: Side = ""


class NewQuestion(Schema):
    text: line(400, least=1)  # type: ignore[valid-type]
    side: Side = ""


class NewAnswer(Schema):
    question: Number
    answer: line(400, least=1)  # type: ignore[valid-type]


class NewWithdrawal(Schema):
    reason: line(400, least=1)  # type: ignore[valid-type]


class LineOut(Schema):
    """A line: who each side says does it, and who both stand for ("" while they do not)."""

    industry: str
    link: str
    supporter: str
    recipient: str
    doer: str
    is_clash: bool


class ConditionOut(ModelSchema):
    """An exclusion or incentive with its fair-competition check."""

    class Meta:
        model = Condition
        fields = (
            *("kind", "industry", "text", "side", "outcome", "reason", "reviewer"),
            *("reviewed_on", "dropped_by"),
        )


class ListRow(ModelSchema):
    pair: str

    class Meta:
        model = DevelopmentList
        fields = (
            *("code", "number", "state", "drafted_at", "supporter_signed_at"),
            *("recipient_signed_at", "supporter_sha256", "recipient_sha256", "version"),
        )

    @staticmethod
    def resolve_pair(one: DevelopmentList) -> str:
        return one.pair.key


class ListOut(ListRow):
    """A version with its lines and conditions; of a draft also what keeps it from being signed."""

    lines: list[LineOut]
    conditions: list[ConditionOut]
    clashes: int
    missing: list[ProblemLine]


class ListPage(Schema):
    items: list[ListRow]
    next: str


@router.get(
    "/offers",
    response=answers(OfferPage, *READS),
    url_name="offers",
    summary="Offers within reach, in the order of their codes",
)
def offers(request: HttpRequest, part: Query[Part], wanted: Query[OfferWanted]) -> Any:
    asked = wanted.dict()
    choice = queries.Choice(text=asked.pop("q"), **asked)
    every = access.visible_offers(request.user)
    found = queries.narrowed(every, choice, on=timezone.localdate())
    rows, after = cut(found, part, by="code")
    return {"items": rows, "next": after, "count": found.count()}


@router.get(
    "/offers/{str:code}",
    response=answers(OfferOut, *READS),
    url_name="offer",
    summary="One offer with its terms, both sides' replies and the questions",
)
def offer(request: HttpRequest, response: HttpResponse, code: str) -> Any:
    found = access.offer_for(request.user, code)
    tagged(response, found)
    return _whole(found)


@router.post(
    "/offers",
    response=answers(list[OfferRow], *WRITES, status=201),
    url_name="offers",
    summary="Send rows of a match run to both sides of the pairs of their parks",
)
def send(request: HttpRequest, response: HttpResponse, sent: NewOffers) -> Any:
    rows = [
        actions.OfferRow(
            **one.dict(exclude={"terms"}),
            terms=tuple(actions.Term(**term.dict()) for term in one.terms),
        )
        for one in sent.rows
    ]
    made = actions.send_offers(sent.run, rows, by=request.user, lapses_on=sent.lapses_on)
    response.headers["Location"] = reverse("api:offer", args=[made[0].code])
    return Status(201, made)


@router.post(
    "/offers/{str:code}/replies",
    response=answers(OfferOut, *EDITS),
    url_name="offer_replies",
    summary="Accept or decline for one side; when both accepted it becomes a sealed lead",
)
def reply(request: HttpRequest, response: HttpResponse, code: str, sent: NewReply) -> Any:
    access.offer_for(request.user, code, "confirm")
    version = version_of(request)
    actions.reply(by=request.user, code=code, version=version, **sent.dict())
    return _anew(request, response, code)


@router.post(
    "/offers/{str:code}/questions",
    response=answers(OfferOut, *EDITS),
    url_name="offer_questions",
    summary="Ask the other side or the sender before replying",
)
def ask(request: HttpRequest, response: HttpResponse, code: str, sent: NewQuestion) -> Any:
    access.offer_for(request.user, code, "confirm")
    actions.ask(by=request.user, code=code, version=version_of(request), **sent.dict())
    return _anew(request, response, code)


@router.post(
    "/offers/{str:code}/answers",
    response=answers(OfferOut, *EDITS),
    url_name="offer_answers",
    summary="Answer a question of the other side",
)
def answer(request: HttpRequest, response: HttpResponse, code: str, sent: NewAnswer) -> Any:
    access.offer_for(request.user, code, "edit_projects")
    version = version_of(request)
    actions.answer_question(by=request.user, code=code, version=version, **sent.dict())
    return _anew(request, response, code)


@router.post(
    "/offers/{str:code}/withdrawal",
    response=answers(OfferOut, *EDITS),
    url_name="offer_withdrawal",
    summary="Take back an offer that one's own side sent, with a reason",
)
def withdraw(request: HttpRequest, response: HttpResponse, code: str, sent: NewWithdrawal) -> Any:
    access.offer_for(request.user, code, "edit_projects")
    version = version_of(request)
    actions.withdraw(by=request.user, code=code, version=version, reason=sent.reason)
    return _anew(request, response, code)


@router.get(
    "/development-lists",
    response=answers(ListPage, *READS),
    url_name="development_lists",
    summary="Versions of the lists of who does what, in the order of their codes",
)
def development_lists(request: HttpRequest, part: Query[Part]) -> Any:
    rows, after = cut(access.visible_lists(request.user), part, by="code")
    return {"items": rows, "next": after}


@router.get(
    "/development-lists/{str:code}",
    response=answers(ListOut, *READS),
    url_name="development_list",
    summary="One version with its lines, conditions, clashes and what keeps it open",
)
def development_list(request: HttpRequest, response: HttpResponse, code: str) -> Any:
    found = access.list_for(request.user, code)
    tagged(response, found)
    is_draft = not found.content
    lines = spelled(found) if is_draft else []
    told = {
        "lines": [_line(one) for one in lines] or [_signed(one) for one in agreed_lines(found)],
        "conditions": found.conditions.order_by("pk"),
        "missing": [vars(one) for one in why_open(found)] if is_draft else [],
    }
    return WithClashes(found, told, len(clashes(lines)))


class WithClashes(With):
    """A list with its lines and how many of them clash."""

    def __init__(self, record: DevelopmentList, lines: dict[str, Any], count: int):
        super().__init__(record, lines)
        self.clashes = count


def _line(one: Spelled) -> dict[str, Any]:
    names = ("supporter", "recipient", "doer", "is_clash")
    told = {name: getattr(one, name) for name in names}
    return {"industry": one.line.industry, "link": one.line.link, **told}


def _signed(one: dict[str, str]) -> dict[str, Any]:
    """Of a signed line there is one word, that of both."""
    return {**one, "supporter": one["doer"], "recipient": one["doer"], "is_clash": False}


def _whole(found: Offer) -> With:
    return With(found, {"questions": found.questions.order_by("pk")})


def _anew(request: HttpRequest, response: HttpResponse, code: str) -> With:
    found = access.offer_for(request.user, code)
    tagged(response, found)
    return _whole(found)


def _plain(offer: Offer) -> dict[str, Any]:
    """How an offer is shown inside the answer to a lost race."""
    names = ("code", "state", "supporter_reply", "recipient_reply", "lapses_on", "version")
    told = {name: getattr(offer, name) for name in names}
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in told.items()}


shown_as(Offer, _plain)
