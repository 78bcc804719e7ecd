"""What a programme and its scheme are, once read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Group, Grouping
from jiedui.core.rules import Rule


class Standing(StrEnum):
    """Whether a pair stands in a published list or is inferred from other evidence."""

    OFFICIAL = "official"
    INFERRED = "inferred"


@dataclass(frozen=True)
class Note:
    """What a reader of a programme's file should know besides, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Pair:
    """A supporter and a recipient for a time. Roles belong to the pair, never to the region.

    `start` is included, `end` excluded (None: still in force). A `code` is empty where the place
    has none in GB/T 2260 (a development zone, an XPCC division): the name then stands alone.
    """

    supporter: str
    recipient: str
    supporter_name: str
    recipient_name: str
    level: str  # province, city, county, township, park
    start: date
    end: date | None
    standing: Standing
    source: str
    note: Note | None = None
    start_precision: str = "day"  # day, month or year: what the source really says
    end_precision: str = "day"

    def in_force(self, on: date) -> bool:
        return self.start <= on and (self.end is None or on < self.end)

    def key(self, programme: str) -> str:
        """The natural key under which records name the pair: `jiangsu-2022:320500-321300`.

        A place without a code stands by its name.
        """
        supporter = self.supporter or self.supporter_name
        return f"{programme}:{supporter}-{self.recipient or self.recipient_name}"


@dataclass(frozen=True)
class PolicyEvent:
    """A dated policy: a treatment date, or a confounder that evaluation must know."""

    date: date
    precision: str
    title_zh: str
    title_en: str
    source: str
    mission: str = ""
    regions: tuple[str, ...] = ()
    confounder: bool = False


@dataclass(frozen=True)
class Scheme:
    """The rules of a programme, each with clause, force and dates."""

    id: str
    rules: tuple[Rule, ...]

    def rules_of(self, kind: str, on: date) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.kind == kind and rule.in_force(on))


@dataclass(frozen=True)
class Programme:
    """A programme of paired cooperation: who, when, which groups, on whose word.

    `groupings` maps a grouping id to overlapping or disjoint sets. `headline` names the two groups
    of the headline ratio; the grouping that holds them is the one gaps are measured over.
    """

    id: str
    name_zh: str
    name_en: str
    purpose_zh: str
    purpose_en: str
    start: date
    end: date | None
    source: str
    pairs: tuple[Pair, ...]
    groupings: Mapping[str, Grouping]
    headline: tuple[str, str]
    timeline: tuple[PolicyEvent, ...] = ()
    predecessor: str = ""
    notes: tuple[Note, ...] = ()
    published_ratios: tuple[PublishedRatio, ...] = field(default=())

    @property
    def default_grouping(self) -> str:
        """The grouping that holds both groups of the headline: what a gap is measured over."""
        for grouping in self.groupings.values():
            if set(self.headline) <= {group.id for group in grouping.groups}:
                return grouping.id
        return "areas"

    def grouping(self, grouping_id: str = "") -> Grouping:
        """A grouping by its id; without one, the default."""
        grouping_id = grouping_id or self.default_grouping
        if grouping_id not in self.groupings:
            allowed = ", ".join(self.groupings) or "none"
            raise Refusal(
                Problem("no such grouping", value=grouping_id, hint=f"choose from {allowed}")
            )
        return self.groupings[grouping_id]

    def group(self, group_id: str) -> Group:
        """Any group of any grouping, by its id."""
        for grouping in self.groupings.values():
            for group in grouping.groups:
                if group.id == group_id:
                    return group
        allowed = ", ".join(g.id for grouping in self.groupings.values() for g in grouping.groups)
        raise Refusal(Problem("no such group", value=group_id, hint=f"choose from {allowed}"))

    def pairs_in_force(self, on: date, level: str = "city") -> tuple[Pair, ...]:
        return tuple(pair for pair in self.pairs if pair.level == level and pair.in_force(on))


@dataclass(frozen=True)
class PublishedRatio:
    """A headline figure as somebody printed it, to stand beside what each definition gives."""

    year: int
    value: float
    words: str
    source: str
    mission: str = ""
