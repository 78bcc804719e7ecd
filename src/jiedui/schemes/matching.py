"""Matching of a programme read from YAML: weights, rules, assumptions, each with its reason.

A programme without `matching.yaml` of its own has the shared one. A file may begin with
`shares_with: shared` and then names only what differs, by id. `--weights` and `--rules` read
files of a user's own with the same fields.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, TypeVar

from pydantic import Field

from jiedui.core.errors import Problem, Refusal, refuse_if_any
from jiedui.core.matching.eligibility import EligibilityRule
from jiedui.core.matching.score import Override, Weight, Weights
from jiedui.core.rules import Clause, Force, Rule
from jiedui.schemes.documents import Code, Document, line_of, read
from jiedui.schemes.load import ROOT
from jiedui.schemes.schema import ClauseDocument, When, Words

FILE = "matching.yaml"
Named = TypeVar("Named", Weights, EligibilityRule)
TERMS = (
    *("chain", "relatedness", "labour", "distance", "spillover", "pair", "cooperation"),
    *("gradient", "low_end"),
)
Term = Literal[
    "chain",
    "relatedness",
    "labour",
    "distance",
    "spillover",
    "pair",
    "cooperation",
    "gradient",
    "low_end",
]


class WeightDocument(Document):
    term: Term
    value: float = Field(ge=-1, le=1)
    reason: Words
    mission: str = ""


class OverrideDocument(Document):
    """A whole set of weights for parks in one region, with the reason for it."""

    region: Code
    reason: str = Field(min_length=1)
    weights: tuple[WeightDocument, ...] = Field(min_length=1)


class WeightsDocument(Document):
    """A set of weights. Those above 0 add up to 1; below 0 is what speaks against an offer."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    version: str
    name: Words
    floor: float = Field(default=0.0, ge=0, lt=1)
    weights: tuple[WeightDocument, ...] = Field(min_length=1)
    overrides: tuple[OverrideDocument, ...] = ()


class AssumptionDocument(Document):
    """A number that no text gives: our choice, and what it stands for."""

    value: float
    meaning: Words


class Industries(Document):
    industries: tuple[Code, ...]


class ZoneIndustries(Document):
    """Industries (beginnings of GB/T 4754 codes) forbidden in zones, or the only ones allowed."""

    zones: tuple[str, ...]
    industries: tuple[Code, ...]
    only: bool = False


class Environment(Document):
    """Environmental classes from clean up."""

    classes: tuple[str, ...] = Field(min_length=1)


class MinimumIntensity(Document):
    """Investment in 10,000 yuan per mu that a park asks for where it names none itself."""

    least: float | None = Field(default=None, ge=0)


class Phase(Document):
    open: tuple[str, ...] = Field(min_length=1)


class Exclusion(Document):
    supporter: Code
    recipient: Code
    industries: tuple[Code, ...]


class _MatchRule(Document):
    """A rule of matching. Without `refuses` its force decides; `refuses: true` needs `why`."""

    id: str
    name: Words
    force: Force
    clause: ClauseDocument
    start: When | None = None
    end: When | None = None
    refuses: bool | None = None
    why: str = ""
    within: tuple[Code, ...] = ()


class ScopeRule(_MatchRule):
    kind: Literal["scope"]
    parameters: Industries


class ZoneIndustriesRule(_MatchRule):
    kind: Literal["zone_industries"]
    parameters: ZoneIndustries


class EnvironmentRule(_MatchRule):
    kind: Literal["environment"]
    parameters: Environment


class MinimumIntensityRule(_MatchRule):
    kind: Literal["minimum_intensity"]
    parameters: MinimumIntensity


class PhaseRule(_MatchRule):
    kind: Literal["phase"]
    parameters: Phase


class ExclusionRule(_MatchRule):
    kind: Literal["exclusion"]
    parameters: Exclusion


MatchRule = (
    ScopeRule
    | ZoneIndustriesRule
    | EnvironmentRule
    | MinimumIntensityRule
    | PhaseRule
    | ExclusionRule
)


class RulesDocument(Document):
    """A file of rules of one's own, for `--rules`."""

    id: str
    rules: tuple[MatchRule, ...]


class MatchingDocument(Document):
    """`matching.yaml`."""

    id: str
    shares_with: Literal["", "shared"] = ""
    weights: tuple[WeightsDocument, ...] = ()
    rules: tuple[MatchRule, ...] = ()
    assumptions: dict[str, AssumptionDocument] = Field(default_factory=dict)


SHARES = frozenset(
    (
        "project_share_of_employees", "open_share_of_area", "broad_share", "same_division_share",
        "nearby_share", "partner_share", "chain_threshold", "chain_full_at", "strengthen_worth",
        "extend_worth", "enough_rd_share",
    )
)  # fmt: skip
LEAST = {"half_distance_km": 1.0, "level_full_at": 1.01, "crowded_at": 0.01, "crowd_of_firms": 0.01}
"""What others are divided by: at 0 nothing could be said."""
MOST = 1e6


@dataclass(frozen=True)
class Assumption:
    """A number of ours that a run rests on; every result lists it."""

    id: str
    value: float
    meaning_zh: str
    meaning_en: str

    def problem_with(self, value: float) -> Problem | None:
        """Why a figure cannot take the place of this one, or nothing."""
        least, most = LEAST.get(self.id, 0.0), 1.0 if self.id in SHARES else MOST
        if least <= value <= most:
            return None
        hint = f"it may be from {least:,.10g} to {most:,.10g}"
        return Problem("out of range", column=self.id, value=f"{value:g}", hint=hint)


@dataclass(frozen=True)
class MatchScheme:
    """How a programme matches. The first set of weights is the one used where none is named."""

    id: str
    weights: tuple[Weights, ...]
    rules: tuple[EligibilityRule, ...]
    assumptions: Mapping[str, Assumption]

    def weighing(self, weights_id: str = "") -> Weights:
        """A set of weights by id, or the first."""
        for found in self.weights:
            if weights_id in ("", found.id):
                return found
        hint = f"there is: {', '.join(found.id for found in self.weights)}"
        raise Refusal(Problem("no such set of weights", value=weights_id, hint=hint))

    def rules_on(self, day: date | None) -> tuple[EligibilityRule, ...]:
        """The rules in force on a day; all of them where no day is given."""
        return tuple(r for r in self.rules if day is None or r.rule.in_force(day))

    def assumed(self, assumption: str) -> float:
        return self.assumptions[assumption].value


@cache
def match_scheme(programme_id: str = "") -> MatchScheme:
    """Matching of a bundled programme; of one without its own file, the shared one.

    >>> [weights.id for weights in match_scheme("jiangsu-2022").weights]
    ['chain', 'gradient']
    """
    return read_match_scheme(_path(programme_id))


def match_scheme_sha256(programme_id: str = "") -> str:
    """Fingerprint of the file of a programme and of the shared one."""
    digest = hashlib.sha256((ROOT / FILE).read_bytes())
    digest.update(_path(programme_id).read_bytes())
    return digest.hexdigest()


def read_match_scheme(path: Path | str) -> MatchScheme:
    """Read `matching.yaml` from a file of one's own."""
    document = read(path, MatchingDocument)
    base = match_scheme() if document.shares_with else MatchScheme("", (), (), {})
    weights = [_weights(found, path, ("weights", n)) for n, found in enumerate(document.weights)]
    rules = _rules(document.rules, path)
    assumed = {key: _assumption(key, found) for key, found in document.assumptions.items()}
    refuse_if_any(_unknown_assumptions(document, base, path))
    return MatchScheme(
        id=document.id,
        weights=_over(base.weights, weights),
        rules=_over(base.rules, rules),
        assumptions=MappingProxyType({**base.assumptions, **assumed}),
    )


def read_weights(path: Path | str) -> Weights:
    """Read a set of weights from a file of one's own."""
    return _weights(read(path, WeightsDocument), path, ())


def read_match_rules(path: Path | str) -> tuple[EligibilityRule, ...]:
    """Read rules from a file of one's own; one that stands twice is refused."""
    return tuple(_rules(read(path, RulesDocument).rules, path))


def _path(programme_id: str) -> Path:
    own = ROOT / programme_id / FILE
    return own if programme_id and own.is_file() else ROOT / FILE


def _over(base: Sequence[Named], own: Sequence[Named]) -> tuple[Named, ...]:
    """The base with what has the same id replaced in its place, and what is new at the end."""
    by_id: dict[str, Named] = {item.id: item for item in own}
    kept: list[Named] = [by_id.pop(item.id, item) for item in base]
    return tuple(kept + list(by_id.values()))


def _weights(document: WeightsDocument, path: Path | str, where: tuple[str | int, ...]) -> Weights:
    found = Weights(
        document.id,
        document.version,
        _weight_rows(document.weights),
        document.floor,
        tuple(Override(o.region, _weight_rows(o.weights), o.reason) for o in document.overrides),
    )
    try:
        found.fail_if_unsound(TERMS)
    except Refusal as refusal:
        line = line_of(path, *where, "weights")
        raise Refusal(
            Problem(p.reason, str(path), "", line, p.column, p.value, p.hint)
            for p in refusal.problems
        ) from None
    return found


def _weight_rows(documents: Sequence[WeightDocument]) -> tuple[Weight, ...]:
    return tuple(Weight(w.term, w.value, w.reason.zh, w.reason.en) for w in documents)


def _rules(documents: Sequence[MatchRule], path: Path | str) -> list[EligibilityRule]:
    refuse_if_any(_rule_problems(documents, path))
    return [_rule(document) for document in documents]


def _rule_problems(documents: Sequence[MatchRule], path: Path | str) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, document in enumerate(documents):
        line = line_of(path, "rules", place)
        column = f"rules[{place}]"
        if document.id in seen:
            hint = "give each rule an id of its own"
            yield Problem("the rule stands twice", str(path), "", line, column, document.id, hint)
        if document.refuses and not document.force.may_refuse and not document.why:
            hint = "only documents and agreements refuse by themselves; write the reason as `why`"
            yield Problem(
                "a rule of this force refuses without a reason",
                str(path),
                "",
                line,
                column,
                document.force.value,
                hint,
            )
        seen.add(document.id)


def _rule(document: MatchRule) -> EligibilityRule:
    rule = Rule(
        id=document.id,
        kind=document.kind,
        name_zh=document.name.zh,
        name_en=document.name.en,
        force=document.force,
        clause=Clause(**document.clause.model_dump()),
        parameters=document.parameters.model_dump(),
        valid_from=document.start.day if document.start else None,
        valid_to=document.end.day if document.end else None,
    )
    by_force = document.force.may_refuse
    refuses = by_force if document.refuses is None else document.refuses
    return EligibilityRule(rule, refuses, document.why, document.within)


def _assumption(key: str, document: AssumptionDocument) -> Assumption:
    return Assumption(key, document.value, document.meaning.zh, document.meaning.en)


def _unknown_assumptions(
    document: MatchingDocument, base: MatchScheme, path: Path | str
) -> Iterator[Problem]:
    for key in document.assumptions:
        if base.assumptions and key not in base.assumptions:
            line = line_of(path, "assumptions", key)
            hint = f"there is: {', '.join(base.assumptions)}"
            yield Problem("no such assumption", str(path), "", line, "assumptions", key, hint)
        elif problem := _assumption(key, document.assumptions[key]).problem_with(
            document.assumptions[key].value
        ):
            line = line_of(path, "assumptions", key)
            yield replace(problem, file=str(path), line=line)
