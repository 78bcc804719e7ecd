"""What somebody asks of a pairing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isfinite

from jiedui.core.errors import Problem, refuse_if_any
from jiedui.core.pairing import CRITERIA, Preferences
from jiedui.core.pairing.problem import CodePair
from jiedui.core.weights import NORMALISATIONS

WEIGHTINGS = ("hand", "equal", "entropy", "critic")
# A million draws give shares to a thousandth; more only fill the memory. Each further pairing is
# a solve of its own.
DRAWS_MOST = 1_000_000
ALTERNATIVES_MOST = 1_000
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Proposal:
    """A pairing somebody proposes, to be held against the optimum."""

    name: str
    pairs: tuple[CodePair, ...]
    source: str = ""


@dataclass(frozen=True)
class Override:
    """What differs for one region, and why (B16): a reason is required.

    `quota_min` and `quota_max` bound its number of partners; `weights` score the pairs of a
    recipient. `side` is needed only where the region takes part on both. `file` and `line` say
    where it was written.
    """

    region: str
    reason: str
    quota_min: int | None = None
    quota_max: int | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    side: str = ""
    file: str = ""
    line: int = 0

    @property
    def sets_quota(self) -> bool:
        return self.quota_min is not None or self.quota_max is not None

    def problems(self) -> list[tuple[str, str, str]]:
        """(key, reason, hint) of everything that is wrong with it."""
        found = []
        if not self.reason.strip():
            found.append(("reason", "an override needs a reason", "say why this region differs"))
        if not self.sets_quota and not self.weights:
            hint = "give quota_min, quota_max or weights"
            found.append(("region", "the override changes nothing", hint))
        for name, value in (("quota_min", self.quota_min), ("quota_max", self.quota_max)):
            if value is not None and value < 0:
                found.append((name, "must be 0 or more", "write how many partners"))
        if self.quota_max is not None and (self.quota_min or 0) > self.quota_max >= 0:
            found.append(("quota_max", "is below quota_min", "raise it or lower quota_min"))
        if self.side not in ("", "supporter", "recipient"):
            found.append(("side", "not a side", "write supporter or recipient"))
        return found + self._bad_weights()

    def _bad_weights(self) -> list[tuple[str, str, str]]:
        hint = f"choose from {', '.join(CRITERIA)}"
        found = [
            ("weights", f"no such criterion: {n}", hint) for n in self.weights if n not in CRITERIA
        ]
        bad = [n for n, value in self.weights.items() if not 0 <= value < float("inf")]
        found += [
            ("weights", f"{name} is not a number of 0 or more", "as 2 or 0.5") for name in bad
        ]
        if self.weights and not bad and sum(self.weights.values()) <= 0:
            found.append(("weights", "the weights sum to zero", "give one above 0"))
        return found


@dataclass(frozen=True)
class PairingRequest:
    """Year, weights and limits of one run.

    Attributes
    ----------
    weights
        Weight of each criterion, for `weighting` "hand"; scaled to sum to 1.
    shares
        Share of a component within its criterion where it is to differ (`{"distance": 1}`).
    require, forbid
        Pairs (supporter, recipient) by code.
    keep_cost
        Points of score that one change against today's pairs costs (B8). Dropping a pair and
        taking up another are two changes.
    equity
        Weight of the recipient with the least score.
    capacity_share
        If given, no supporter takes on recipients whose shortfall to the pooled GDP per person
        adds up to more than this share of its own GDP (A9).
    cross_share
        At county level, the largest share of pairs that may lie outside the city pairs (B10).
    overrides
        What differs for single regions, each with its reason (B16).
    preferences
        Ranked lists that both sides stated, for the question of stability.
    """

    year: int
    level: str = "city"
    weights: Mapping[str, float] = field(default_factory=dict)
    weighting: str = "equal"
    shares: Mapping[str, float] = field(default_factory=dict)
    normalisation: str = "min_max"
    require: tuple[CodePair, ...] = ()
    forbid: tuple[CodePair, ...] = ()
    keep_cost: float = 0.0
    equity: float = 0.0
    capacity_share: float | None = None
    cross_share: float = 0.0
    alternatives: int = 5
    draws: int = 10_000
    seed: int = 0
    proposals: tuple[Proposal, ...] = ()
    preferences: Preferences | None = None
    overrides: tuple[Override, ...] = ()

    def __post_init__(self) -> None:
        refuse_if_any(self._problems())

    def _problems(self) -> list[Problem]:
        problems = [
            _choice("weighting", self.weighting, WEIGHTINGS),
            _choice("normalisation", self.normalisation, tuple(NORMALISATIONS)),
            _choice("level", self.level, ("city", "county")),
            _between("alternatives", self.alternatives, 0, ALTERNATIVES_MOST),
            _between("draws", self.draws, 1, DRAWS_MOST),
            _year(self.year),
            _at_least("seed", self.seed, 0),
            _share("cross_share", self.cross_share),
            _not_negative("keep_cost", self.keep_cost),
            _not_negative("equity", self.equity),
        ]
        if self.capacity_share is not None:
            problems.append(_at_least("capacity_share", self.capacity_share, 0))
        if self.weighting == "hand" and not self.weights:
            hint = f"give a weight to each of {', '.join(CRITERIA)}"
            problems.append(Problem("weighting by hand needs weights", hint=hint))
        if self.weights and self.weighting != "hand":
            problems.append(Problem("weights are given, so weighting must be hand"))
        problems += [
            Problem(reason, file=item.file, line=item.line or None, column=key, hint=hint)
            for item in self.overrides
            for key, reason, hint in item.problems()
        ]
        return [problem for problem in problems if problem is not None]


def _year(year: int) -> Problem | None:
    if 1900 <= year <= 2100:
        return None
    return Problem("not a year", column="--year", value=str(year), hint="from 1900 to 2100")


def _choice(name: str, value: str, allowed: tuple[str, ...]) -> Problem | None:
    if value in allowed:
        return None
    hint = f"choose from {', '.join(allowed)}"
    return Problem("not one of the choices", column=_option(name), value=value, hint=hint)


def _between(name: str, value: int, least: int, most: int) -> Problem | None:
    if value > most:
        hint = f"at most {most:,}"
        return Problem("more than is computed", column=_option(name), value=str(value), hint=hint)
    return _at_least(name, value, least)


def _not_negative(name: str, value: float) -> Problem | None:
    if isfinite(value) and value >= 0:
        return None
    return Problem("must be a number of 0 or more", column=_option(name), value=str(value))


def _option(name: str) -> str:
    """An attribute as the command line calls it: keep_cost is --keep-cost."""
    return f"--{name.replace('_', '-')}"


def _at_least(name: str, value: float, least: float) -> Problem | None:
    if value >= least:
        return None
    return Problem(f"must be {least:g} or more", column=_option(name), value=str(value))


def _share(name: str, value: float) -> Problem | None:
    if 0 <= value <= 1:
        return None
    return Problem("is a share from 0 to 1", column=_option(name), value=str(value))
