"""What may stand in `programme.yaml`, `scheme.yaml` and `cases.yaml`, as pydantic models.

Every word allowed is here; `documents.read` refuses the rest with file and line.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from jiedui.core.rules import Force
from jiedui.schemes.documents import Code, Document
from jiedui.schemes.records import Standing

Precision = Literal["day", "month", "year"]
Level = Literal["province", "city", "county", "township", "park"]


class Words(Document):
    """The same thing said in both languages."""

    zh: str
    en: str


class Moment(Document):
    """A date as exact as it is known: `2022-03-10`, `2014-12` or `2001`."""

    day: date
    precision: Precision


def _moment(value: Any) -> Any:
    parts = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", str(value))
    if parts is None:
        raise ValueError("not a date; write 2022-03-10, or 2014-12 or 2001 where that is all known")
    year, month, day = (int(part) if part else None for part in parts.groups())
    precision = "day" if day else "month" if month else "year"
    try:
        found = date(year or 0, month or 1, day or 1)
    except ValueError:
        raise ValueError("no such day in the calendar; write a date as 2022-03-10") from None
    return Moment(day=found, precision=precision)  # type: ignore[arg-type]


When = Annotated[Moment, BeforeValidator(_moment)]


class PairDocument(Document):
    """A pair. `supporter` or `recipient` is left out where the place has no GB/T 2260 code."""

    supporter: Code = ""
    supporter_name: str
    recipient: Code = ""
    recipient_name: str
    level: Level = "city"
    start: When
    start_precision: Precision | None = None
    end: When | None = None
    standing: Standing
    source: str
    note: Words | None = None


class GroupDocument(Document):
    id: str
    name: Words
    members: tuple[Code, ...] = ()
    parent: str = ""


class GroupingDocument(Document):
    """Sets of regions that are looked at together; `source` says on whose word."""

    name: Words
    source: str
    groups: tuple[GroupDocument, ...] = Field(min_length=1)


class EventDocument(Document):
    when: When
    title: Words
    source: str
    mission: str = ""
    regions: tuple[Code, ...] = ()
    confounder: bool = False


class RatioDocument(Document):
    year: int
    value: float = Field(gt=0)
    words: str
    source: str
    mission: str = ""


class ProgrammeDocument(Document):
    """`programme.yaml`. `shares_with` names a bundled programme whose groupings, timeline and
    published ratios hold here too, unless written anew."""

    id: str
    name: Words
    purpose: Words
    start: When
    end: When | None = None
    source: str
    predecessor: str = ""
    shares_with: str = ""
    headline: tuple[str, str]
    pairs: tuple[PairDocument, ...] = Field(min_length=1)
    groupings: dict[str, GroupingDocument] = Field(default_factory=dict)
    timeline: tuple[EventDocument, ...] = ()
    published_ratios: tuple[RatioDocument, ...] = ()
    notes: tuple[Words, ...] = ()


class Participants(Document):
    """Who takes part on each side. `excluded` took part before and are out, so named."""

    supporters: tuple[Code, ...] = Field(min_length=1)
    recipients: tuple[Code, ...] = Field(min_length=1)
    excluded: tuple[Code, ...] = ()
    level: Level = "city"


class Quota(Document):
    """How many partners each region of a side has."""

    side: Literal["supporter", "recipient"]
    minimum: int = Field(ge=0)
    maximum: int | None = Field(default=None, ge=1)
    level: Level = "city"


class OnePair(Document):
    """A pair that must be (`require`), must not be (`forbid`), or is given (`fixed`)."""

    supporter: Code
    recipient: Code


class CountCap(Document):
    """How many of a thing there are, `per` pair, programme, recipient or key county."""

    counts: str
    per: Literal["pair", "programme", "recipient", "key_county"]
    minimum: int = Field(default=0, ge=0)
    maximum: int | None = Field(default=None, ge=0)


class Cover(Document):
    """Regions of a lower level that must have a partner, and who chooses what."""

    level: Level
    count: int = Field(ge=1)
    list_fixed_by: Literal["province", "supporter", "recipient"]
    partner_chosen_by: Literal["province", "supporter", "recipient"]
    known: tuple[Code, ...] = ()


class Criteria(Document):
    """The grounds on which pairs are chosen; every proposal shows each."""

    criteria: tuple[Literal["endowment", "industry", "development", "history"], ...]


class Obligation(Document):
    """Something done at least `least` times in each `every`, by named sides of named pairs."""

    does: str
    every: Literal["year", "quarter", "month"]
    least: int = Field(default=1, ge=1)
    pairs: tuple[OnePair, ...] = ()


class Term(Document):
    """How long something lasts, in years."""

    of: str
    years: int = Field(ge=1)
    direction: Literal["supporter_to_recipient", "recipient_to_supporter", "both"] = "both"


class Eligibility(Document):
    """Who may help whom in a field."""

    field: str
    helpers: tuple[str, ...]
    helped: tuple[str, ...]


class Separate(Document):
    """Money kept apart from the rest."""

    fund: str


class ClauseDocument(Document):
    """Where the rule stands and its words."""

    document: str
    words: str
    place: str = ""
    mission: str = ""


class _RuleDocument(Document):
    id: str
    name: Words
    force: Force
    clause: ClauseDocument
    start: When | None = None
    end: When | None = None
    severity: Literal["error", "warning"] = "error"


class ParticipantsRule(_RuleDocument):
    kind: Literal["participants"]
    parameters: Participants


class QuotaRule(_RuleDocument):
    kind: Literal["quota"]
    parameters: Quota


class OnePairRule(_RuleDocument):
    kind: Literal["require", "forbid", "fixed"]
    parameters: OnePair


class CountCapRule(_RuleDocument):
    kind: Literal["count_cap"]
    parameters: CountCap


class CoverRule(_RuleDocument):
    kind: Literal["cover"]
    parameters: Cover


class CriteriaRule(_RuleDocument):
    kind: Literal["criteria"]
    parameters: Criteria


class ObligationRule(_RuleDocument):
    kind: Literal["obligation"]
    parameters: Obligation


class TermRule(_RuleDocument):
    kind: Literal["term"]
    parameters: Term


class EligibilityRule(_RuleDocument):
    kind: Literal["eligibility"]
    parameters: Eligibility


class SeparateRule(_RuleDocument):
    kind: Literal["separate"]
    parameters: Separate


RuleDocument = Annotated[
    ParticipantsRule
    | QuotaRule
    | OnePairRule
    | CountCapRule
    | CoverRule
    | CriteriaRule
    | ObligationRule
    | TermRule
    | EligibilityRule
    | SeparateRule,
    Field(discriminator="kind"),
]


class SchemeDocument(Document):
    """`scheme.yaml`: the rules of a programme."""

    id: str
    rules: tuple[RuleDocument, ...]


class Case(Document):
    """What must hold on a day: the pairs in force, a region's roles, the rules in force.

    `pairs` are `supporter-recipient`; `roles` are the words `supporter`, `recipient`; `rules` are
    rule ids. What is left out is not asked.
    """

    name: str
    day: When
    level: Level = "city"
    pairs: tuple[str, ...] | None = None
    region: Code = ""
    roles: tuple[Literal["supporter", "recipient"], ...] | None = None
    rules_in_force: tuple[str, ...] | None = None
    rules_not_in_force: tuple[str, ...] = ()


class CasesDocument(Document):
    """`cases.yaml`: worked cases that the tests run against the files beside it."""

    cases: tuple[Case, ...] = Field(min_length=1)
