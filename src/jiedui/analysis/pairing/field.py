"""The field of one pairing: who takes part, with which quotas, and who stays outside and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from jiedui.analysis.pairing.records import Refused, Words
from jiedui.analysis.pairing.words import joined
from jiedui.core.pairing.problem import CodePair
from jiedui.core.rules import Rule


@dataclass(frozen=True)
class SideQuota:
    """Least and most partners of each region of a side; `most` may differ by region."""

    rule: Rule
    least: int
    most: Mapping[str, int]


@dataclass(frozen=True)
class Participants:
    """The field of one pairing.

    Attributes
    ----------
    quotas
        Side → rule, least and most partners.
    required, forbidden
        Pairs that a rule of the scheme requires or forbids, with it.
    official, today
        Pairs of the programme, and pairs in force at the end of the year.
    outside
        Code → why that region is no candidate, with the rule where one says so.
    """

    supporters: tuple[str, ...]
    recipients: tuple[str, ...]
    quotas: Mapping[str, SideQuota]
    required: tuple[tuple[CodePair, Rule], ...] = ()
    forbidden: tuple[tuple[CodePair, Rule], ...] = ()
    official: tuple[CodePair, ...] = ()
    today: tuple[CodePair, ...] = ()
    outside: Mapping[str, tuple[Words, Rule | None]] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    refused: tuple[Refused, ...] = ()
    rules_day: date | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    city_pairs: tuple[CodePair, ...] = ()

    def why_outside(self, pair: CodePair) -> Words:
        said = [self.outside[code][0] for code in pair if code in self.outside]
        return joined(said) if said else Words("不参加", "takes no part in this programme")
