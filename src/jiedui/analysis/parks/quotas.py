"""Quotas of a programme on its parks: one pilot per city pair, six characteristic parks (D3, D4).

The numbers are the scheme's. Only an issued document or a signed agreement may refuse a write.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jiedui.core.rules import Rule
from jiedui.schemes.records import Scheme

KIND_COUNTED: Mapping[str, str] = {
    "pilot_park": "provincial_pilot",
    "characteristic_park": "provincial_characteristic",
}


@dataclass(frozen=True)
class Counted:
    """An approved park of a programme, as far as quotas look at it."""

    code: str
    kind: str
    pair: str = ""


@dataclass(frozen=True)
class Quota:
    """A rule and what there is: of the whole programme, or of one pair.

    `left` is how many more the rule allows; None where it sets no maximum.
    """

    rule: Rule
    kind: str
    pair: str
    count: int
    minimum: int
    maximum: int | None

    @property
    def verdict(self) -> str:
        if self.maximum is not None and self.count > self.maximum:
            return "over"
        return "short" if self.count < self.minimum else "kept"

    @property
    def left(self) -> int | None:
        return None if self.maximum is None else self.maximum - self.count

    @property
    def refuses(self) -> bool:
        return self.verdict == "over" and self.rule.force.may_refuse


def quotas(scheme: Scheme, on: date) -> tuple[Rule, ...]:
    """The rules of a scheme that count parks on a day."""
    return tuple(
        rule
        for rule in scheme.rules_of("count_cap", on)
        if rule.parameters.get("counts") in KIND_COUNTED
    )


def judge_quotas(
    rules: Iterable[Rule], parks: Sequence[Counted], pairs: Sequence[str]
) -> tuple[Quota, ...]:
    """Hold the approved parks against every rule, per pair or for the whole programme.

    Parameters
    ----------
    pairs
        The pairs in force that a rule `per: pair` speaks of: those between cities.
    """
    found: list[Quota] = []
    for rule in rules:
        kind = KIND_COUNTED[rule.parameters["counts"]]
        mine = [park for park in parks if park.kind == kind]
        if rule.parameters.get("per") == "pair":
            count = Counter(park.pair for park in mine)
            found.extend(_quota(rule, kind, pair, count[pair]) for pair in sorted(pairs))
        else:
            found.append(_quota(rule, kind, "", len(mine)))
    return tuple(found)


def _quota(rule: Rule, kind: str, pair: str, count: int) -> Quota:
    least, most = rule.parameters.get("minimum") or 0, rule.parameters.get("maximum")
    return Quota(rule, kind, pair, count, least, most)
