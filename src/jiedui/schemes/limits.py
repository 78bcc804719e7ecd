"""What the rules of a scheme ask of a pairing on a day, as a pairing engine needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jiedui.core.errors import Problem, Refusal
from jiedui.core.rules import Rule
from jiedui.schemes.records import Scheme


@dataclass(frozen=True)
class Quota:
    """Least and most partners of each region of a side; `maximum` None is no limit."""

    minimum: int
    maximum: int | None
    rule: Rule


@dataclass(frozen=True)
class PairRule:
    """A pair that a rule requires, forbids or fixes."""

    supporter: str
    recipient: str
    rule: Rule


@dataclass(frozen=True)
class Limits:
    """The rules in force on a day that bear on who pairs with whom.

    `quotas` has the keys `supporter` and `recipient`, each as far as a rule sets one. Every entry
    carries its rule, and with it clause and force, so that a clash can quote the words.
    """

    supporters: tuple[str, ...]
    recipients: tuple[str, ...]
    excluded: tuple[str, ...]
    participants: Rule
    quotas: Mapping[str, Quota]
    required: tuple[PairRule, ...]
    forbidden: tuple[PairRule, ...]
    fixed: tuple[PairRule, ...]


def limits(scheme: Scheme, on: date, level: str = "city") -> Limits:
    """Read the limits of a scheme on a day; refused where it names no participants then.

    >>> from jiedui.schemes.load import scheme
    >>> limits(scheme("jiangsu-2022"), date(2022, 3, 10)).excluded
    ('321100', '320300')
    """
    participants = _of_level(scheme, "participants", on, level)
    if not participants:
        raise Refusal(
            Problem(
                f"scheme {scheme.id} names no participants of level {level} on {on}",
                hint="choose a day within the programme, or write a rule of kind participants",
            )
        )
    rule = participants[-1]
    quotas = _of_level(scheme, "quota", on, level)
    return Limits(
        supporters=tuple(rule.parameters["supporters"]),
        recipients=tuple(rule.parameters["recipients"]),
        excluded=tuple(rule.parameters["excluded"]),
        participants=rule,
        quotas={quota.parameters["side"]: _quota(quota) for quota in quotas},
        required=_pairs(scheme, "require", on),
        forbidden=_pairs(scheme, "forbid", on),
        fixed=_pairs(scheme, "fixed", on),
    )


def _of_level(scheme: Scheme, kind: str, on: date, level: str) -> list[Rule]:
    return [rule for rule in scheme.rules_of(kind, on) if rule.parameters["level"] == level]


def _quota(rule: Rule) -> Quota:
    return Quota(rule.parameters["minimum"], rule.parameters["maximum"], rule)


def _pairs(scheme: Scheme, kind: str, on: date) -> tuple[PairRule, ...]:
    return tuple(
        PairRule(rule.parameters["supporter"], rule.parameters["recipient"], rule)
        for rule in scheme.rules_of(kind, on)
    )
