"""Which firm may go to which park: rules as data, each with its clause, over blocks of firms.

Mission P2-P3, B16, D7. A rule says no, says yes, or cannot be checked because a fact is missing;
the three are never mixed up. Rules of a force that may not refuse (practice, suggestion) only
warn, unless the rule file says with a reason that they refuse here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from jiedui.core.errors import Problem, Refusal
from jiedui.core.matching.sides import Bools, Floats, Ints, Side, begins_with, states, within
from jiedui.core.rules import Rule

SideName = Literal["firms", "parks"]
MOST_RULES = 32


@dataclass(frozen=True)
class EligibilityRule:
    """A rule of matching and what it does: refuse an offer, or only warn.

    `rule.kind` is one of `KINDS`; `why_refuses` is the recorded reason where a rule refuses that
    its force alone would not let. `within` limits it to parks in some regions (B16: no one size
    for all); empty is everywhere.
    """

    rule: Rule
    refuses: bool
    why_refuses: str = ""
    within: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.rule.id


@dataclass(frozen=True)
class NotChecked:
    """A rule that could not be checked at all: a column of one side is not there."""

    rule: str
    side: SideName
    column: str


@dataclass(frozen=True)
class Ruling:
    """A rule worked out: each firm is in one of U states, and each state fares alike at a park.

    Attributes
    ----------
    state
        (N,) the state of each firm.
    against, unknown
        (U, M) where the rule speaks against the offer, and where a fact is missing to tell.
    """

    rule: EligibilityRule
    state: Ints
    against: Bools
    unknown: Bools

    def block(self, rows: Any) -> tuple[Bools, Bools]:
        """`against` and `unknown` of some firms × all parks."""
        found = self.state[rows]
        return self.against[found], self.unknown[found]


@dataclass(frozen=True)
class _Kind:
    """The facts a kind of rule needs and how it is worked out from them."""

    firm_columns: tuple[str, ...]
    park_columns: tuple[str, ...]
    work_out: Callable[[dict[str, Any], Side, Side], tuple[Ints, Bools, Bools]]


def rulings(
    rules: Sequence[EligibilityRule], firms: Side, parks: Side
) -> tuple[tuple[Ruling, ...], tuple[NotChecked, ...]]:
    """Work out every rule for the firms and parks; those that lack a column are returned apart."""
    fail_if_rules_unsound(rules)
    worked, lacking = [], []
    for rule in rules:
        missing = _missing_column(rule, firms, parks)
        if missing is not None:
            lacking.append(missing)
            continue
        state, against, unknown = KINDS[rule.rule.kind].work_out(rule.rule.parameters, firms, parks)
        worked.append(_limited(Ruling(rule, state, against, unknown), parks))
    return tuple(worked), tuple(lacking)


def fail_if_rules_unsound(rules: Sequence[EligibilityRule]) -> None:
    """Refuse kinds that are not known, ids that stand twice, more rules than are counted apart."""
    ids = [rule.id for rule in rules]
    if len(rules) > MOST_RULES:
        hint = f"at most {MOST_RULES} rules of matching in one run"
        raise Refusal(Problem("too many rules", value=str(len(rules)), hint=hint))
    for rule in rules:
        if rule.rule.kind not in KINDS:
            hint = f"one of {', '.join(KINDS)}"
            raise Refusal(Problem("no such kind of rule", value=rule.rule.kind, hint=hint))
        if ids.count(rule.id) > 1:
            raise Refusal(Problem("the rule stands twice", value=rule.id, hint="keep one"))


def _missing_column(rule: EligibilityRule, firms: Side, parks: Side) -> NotChecked | None:
    kind = KINDS[rule.rule.kind]
    for column in kind.firm_columns:
        if not firms.has(column):
            return NotChecked(rule.id, "firms", column)
    for column in (*kind.park_columns, *(("region",) if rule.within else ())):
        if not parks.has(column):
            return NotChecked(rule.id, "parks", column)
    return None


def _limited(ruling: Ruling, parks: Side) -> Ruling:
    """The same ruling for parks of some regions only."""
    if not ruling.rule.within:
        return ruling
    found = [within(parks.words("region"), region) for region in ruling.rule.within]
    inside = np.any([yes for yes, _ in found], axis=0)
    open_ = np.any([unknown for _, unknown in found], axis=0) & ~inside
    against = ruling.against & inside
    unknown = (ruling.unknown & (inside | open_)) | (ruling.against & open_)
    return replace(ruling, against=against, unknown=unknown)


def _scope(parameters: dict[str, Any], firms: Side, parks: Side) -> tuple[Ints, Bools, Bools]:
    """Industries that are matched at all; the others get no offer anywhere."""
    different, which = states(firms.words("industry"))
    against = ~begins_with(different, parameters["industries"]) & (different != "")
    return which, _wide(against, parks), _wide(different == "", parks)


def _zone_industries(
    parameters: dict[str, Any], firms: Side, parks: Side
) -> tuple[Ints, Bools, Bools]:
    """Industries forbidden in parks of a functional zone, or (`only`) the only ones allowed."""
    different, which = states(firms.words("industry"))
    zone = parks.words("function_zone")
    concerned, no_zone = np.isin(zone, parameters["zones"]), zone == ""
    named, blank = begins_with(different, parameters["industries"]), different == ""
    wrong = ~named & ~blank if parameters.get("only") else named
    against = wrong[:, np.newaxis] & concerned
    unknown = (blank[:, np.newaxis] & concerned) | (wrong[:, np.newaxis] & no_zone)
    return which, against, unknown


def _environment(parameters: dict[str, Any], firms: Side, parks: Side) -> tuple[Ints, Bools, Bools]:
    """A firm whose environmental class is above what the park admits. Classes go from clean up."""
    classes = list(parameters["classes"])
    different, which = states(firms.words("environment_class"))
    own = _ranks(different, classes, side="firms", column="environment_class")
    limit = _ranks(parks.words("environment_limit"), classes, "parks", "environment_limit")
    return _above(which, own, limit)


def _minimum_intensity(
    parameters: dict[str, Any], firms: Side, parks: Side
) -> tuple[Ints, Bools, Bools]:
    """Investment per unit of land below what the park, or else the rule, asks for."""
    least = parks.numbers("minimum_investment_10k_cny_per_mu").copy()
    if parameters.get("least") is not None:
        least[np.isnan(least)] = float(parameters["least"])
    asked = least[~np.isnan(least)]
    different, which = states(_rungs(firms.numbers("investment_10k_cny_per_mu"), np.unique(asked)))
    rung = np.where(np.isnan(least), np.nan, np.searchsorted(np.unique(asked), least) + 1.0)
    # More than asked for is better: the two ladders are turned over.
    return _above(which, -different, -rung)


def _rungs(values: Floats, asked: Floats) -> Floats:
    """How many of the bounds a value reaches; what is between two bounds does not matter."""
    reached = np.searchsorted(asked, values, side="right").astype(np.float64)
    return np.where(np.isnan(values), np.nan, reached)


def _phase(parameters: dict[str, Any], firms: Side, parks: Side) -> tuple[Ints, Bools, Bools]:
    """Parks that are not in a phase in which they take firms in."""
    phase = parks.words("phase")
    closed = ~np.isin(phase, parameters["open"]) & (phase != "")
    every = np.zeros(firms.size, dtype=np.int64)
    return every, closed[np.newaxis, :], (phase == "")[np.newaxis, :]


def _exclusion(parameters: dict[str, Any], firms: Side, parks: Side) -> tuple[Ints, Bools, Bools]:
    """Industries that a pair agreed not to move from the supporter into the recipient."""
    home, code = states(firms.words("home"))
    industry, label = states(firms.words("industry"))
    from_pair, not_told = within(home, parameters["supporter"])
    named = begins_with(industry, parameters["industries"])
    into, not_placed = within(parks.words("region"), parameters["recipient"])
    concerned = _three(from_pair, not_told)[code] * _three(named, industry == "")[label]
    different, which = states(concerned)
    both = different[:, np.newaxis] * _three(into, not_placed)
    return which, both == 1, (both > 0) & (both < 1)


KINDS: dict[str, _Kind] = {
    "scope": _Kind(("industry",), (), _scope),
    "zone_industries": _Kind(("industry",), ("function_zone",), _zone_industries),
    "environment": _Kind(("environment_class",), ("environment_limit",), _environment),
    "minimum_intensity": _Kind(
        ("investment_10k_cny_per_mu",), ("minimum_investment_10k_cny_per_mu",), _minimum_intensity
    ),
    "phase": _Kind((), ("phase",), _phase),
    "exclusion": _Kind(("home", "industry"), ("region",), _exclusion),
}


def _three(yes: Bools, unknown: Bools) -> Floats:
    """1 for yes, 0 for no, a half where it cannot be told: products keep 0 and 1 certain."""
    return np.where(unknown, 0.5, yes.astype(np.float64))


def _wide(column: Bools, parks: Side) -> Bools:
    return np.repeat(column[:, np.newaxis], parks.size, axis=1)


def _above(which: Ints, own: Floats, limit: Floats) -> tuple[Ints, Bools, Bools]:
    mine, most = own[:, np.newaxis], limit[np.newaxis, :]
    unknown = np.isnan(mine) | np.isnan(most)
    return which, (mine > most) & ~unknown, unknown


def _ranks(words: Any, classes: list[str], side: SideName, column: str) -> Floats:
    strange = sorted({str(word) for word in words} - {"", *classes})
    if strange:
        hint = f"one of {', '.join(classes)}, from clean up; or empty where it is not known"
        raise Refusal(
            Problem("no such class", file=side, column=column, value=strange[0], hint=hint)
        )
    return np.array([classes.index(str(w)) if str(w) else np.nan for w in words], dtype=float)
