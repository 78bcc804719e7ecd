"""What `describe_structure` returns: frozen records that pages, reports and commands print."""

from __future__ import annotations

from dataclasses import dataclass

from jiedui.analysis.provenance import Provenance
from jiedui.core.structure import ChainGap, Conflict, ListLine, Spread, Supports, Verdict


@dataclass(frozen=True)
class MeasureKind:
    """A measure's id, its names and what it is, in both languages."""

    id: str
    view: str
    name_zh: str
    name_en: str
    definition: str


@dataclass(frozen=True)
class Named:
    """A code with its names: a region or an industry."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Paired:
    """A supporter and a recipient that are looked at together, by code and by name."""

    supporter: str
    recipient: str
    supporter_name: str
    recipient_name: str


@dataclass(frozen=True)
class Figure:
    """One number, and what it supports.

    `region` alone for a region's figure; with `partner` for a pair's (region is the supporter, or
    the side from which a directed measure goes); neither for the nation. `label` is the word that
    goes with the number (a coupling class, `send` or `receive`). `verdict` names the entry of
    `StructureResult.verdicts` that gives the reason for `supports`.
    """

    measure: str
    value: float
    year: int
    resolution: str
    supports: Supports
    verdict: str
    region: str = ""
    partner: str = ""
    industry: str = ""
    label: str = ""


@dataclass(frozen=True)
class RefusedView:
    """A view that the data cannot carry, and why, in both languages."""

    view: str
    resolution: str
    reason_zh: str
    reason_en: str


@dataclass(frozen=True)
class Missing:
    """Regions left out of a view because a source has no figures of them."""

    source: str
    year: int
    regions: tuple[str, ...]


@dataclass(frozen=True)
class Doubt:
    """A published cell that a figure used and a check of the data set found suspicious."""

    region: str
    year: int
    indicator: str
    rule: str
    detail: str


@dataclass(frozen=True)
class RegionGaps:
    """What a region should strengthen, fill or extend beside its partner."""

    region: str
    partner: str
    gaps: tuple[ChainGap, ...]


@dataclass(frozen=True)
class PairList:
    """The draft of a dislocated-development list (产业错位发展清单) and the links both claim."""

    supporter: str
    recipient: str
    lines: tuple[ListLine, ...]
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True)
class WrittenConflicts:
    """Links of a pair that both sides wrote down as theirs, in a file of claims."""

    supporter: str
    recipient: str
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True)
class SeenSpread:
    """How far three-sector likeness reaches over all pairs, with the regions at both ends."""

    year: int
    spread: Spread
    least_alike: tuple[str, str]
    most_alike: tuple[str, str]


@dataclass(frozen=True)
class StructureResult:
    """Structure of some regions: every figure with what it supports, every refusal with why."""

    programme: str
    year: int
    regions: tuple[Named, ...]
    pairs: tuple[Paired, ...]
    industries: tuple[Named, ...]
    figures: tuple[Figure, ...]
    chain_gaps: tuple[RegionGaps, ...]
    lists: tuple[PairList, ...]
    written_conflicts: tuple[WrittenConflicts, ...]
    three_sectors: SeenSpread | None
    missing: tuple[Missing, ...]
    doubts: tuple[Doubt, ...]
    refused: tuple[RefusedView, ...]
    verdicts: tuple[Verdict, ...]
    definitions: tuple[MeasureKind, ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    provenance: Provenance

    def of(self, measure: str, **where: object) -> tuple[Figure, ...]:
        """Figures of a measure, narrowed by any field: `of("krugman", region="320100")`."""
        return tuple(
            figure
            for figure in self.figures
            if figure.measure == measure
            and all(getattr(figure, name) == value for name, value in where.items())
        )

    def value(self, measure: str, **where: object) -> float:
        """The one figure that fits. KeyError where there is none or more than one."""
        found = self.of(measure, **where)
        if len(found) != 1:
            raise KeyError((measure, where, len(found)))
        return found[0].value

    def verdict_of(self, figure: Figure) -> Verdict:
        return next(verdict for verdict in self.verdicts if verdict.id == figure.verdict)

    def name(self, code: str, language: str = "zh") -> str:
        """The name of a region or an industry; Chinese, then the code, where no other is known."""
        for named in (*self.regions, *self.industries):
            if named.code == code:
                first = named.name_zh if language == "zh" else named.name_en
                return first or named.name_zh or code
        return code
