"""Weights of the terms, each with its reason, and the score they make.

score_ij = Σ_t w_t v_tij. Weights of what speaks for an offer add up to 1; what speaks against one
has a weight below 0. A term that is missing for a firm or a park adds nothing and its weight goes
to no other term; the weight that is missing is kept beside the score, which could be higher by what
speaks for the offer and lower by what speaks against it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from jiedui.core.errors import Problem, Refusal, refuse_if_any
from jiedui.core.matching.sides import Floats, Ints, within
from jiedui.core.matching.terms import Term, term

SUM_ROUNDING = 1e-9


@dataclass(frozen=True)
class Weight:
    """The weight of a term and why it has it, in both languages where both are given."""

    term: str
    value: float
    reason_zh: str
    reason_en: str = ""


@dataclass(frozen=True)
class Override:
    """Other weights for parks in a region, with the recorded reason (B16: no one size for all)."""

    region: str
    weights: tuple[Weight, ...]
    reason: str


@dataclass(frozen=True)
class Weights:
    """A named, versioned set of weights. Offers whose score is not above `floor` are not made.

    `overrides` hold whole sets for parks of some regions; of two that hold a park the one of the
    smaller region counts.
    """

    id: str
    version: str
    weights: tuple[Weight, ...]
    floor: float = 0.0
    overrides: tuple[Override, ...] = ()

    def of(self, term: str) -> float:
        """The weight of a term; 0 for one that is only shown."""
        return next((weight.value for weight in self.weights if weight.term == term), 0.0)

    def at(self, region: str) -> Weights:
        """The weights that hold for a park in a region; itself where no override does."""
        holding = [o for o in self.overrides if within(np.array([region]), o.region)[0][0]]
        if not holding:
            return self
        chosen = max(holding, key=lambda override: len(override.region.rstrip("0")))
        return replace(self, weights=chosen.weights, overrides=())

    def fail_if_unsound(self, terms: Sequence[str]) -> None:
        """Refuse unknown or repeated terms, sums other than 1, numbers that are none."""
        for override in self.overrides:
            if not override.reason.strip():
                hint = "write why this region has weights of its own"
                raise Refusal(
                    Problem("an override without a reason", value=override.region, hint=hint)
                )
            replace(self, weights=override.weights, overrides=()).fail_if_unsound(terms)
        names = [weight.term for weight in self.weights]
        hint = f"the terms are {', '.join(terms)}"
        problems = [
            Problem("no such term", column="weights", value=name, hint=hint)
            for name in names
            if name not in terms
        ]
        problems += [
            Problem("the term stands twice", column="weights", value=name, hint="keep one")
            for name in sorted({name for name in names if names.count(name) > 1})
        ]
        problems += [
            Problem(
                "not a weight",
                column=weight.term,
                value=str(weight.value),
                hint="from 0 to 1, or from -1 to 0 for what speaks against an offer",
            )
            for weight in self.weights
            if not (math.isfinite(weight.value) and -1 <= weight.value <= 1)
        ]
        refuse_if_any(problems)
        total = math.fsum(weight.value for weight in self.weights if weight.value > 0)
        if abs(total - 1) > SUM_ROUNDING:
            hint = "weights above 0 add up to 1; divide each by their sum"
            raise Refusal(Problem("weights do not add up", value=f"{total:.12g}", hint=hint))
        if not 0 <= self.floor < 1:
            raise Refusal(Problem("the floor lies from 0 to below 1", value=str(self.floor)))


@dataclass(frozen=True)
class Scoring:
    """The terms of a run with their weights, in the order of the terms.

    `regions` are the codes of the parks, needed where the weights have overrides.
    """

    terms: tuple[Term, ...]
    weights: Weights
    parks: int
    regions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.weights.fail_if_unsound(self.names)
        if self.weights.overrides and len(self.regions) != self.parks:
            hint = "give the code of every park's region"
            raise Refusal(Problem("weights of regions need the regions of the parks", hint=hint))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(found.name for found in self.terms)

    @property
    def values(self) -> Floats:
        """(T,) the weight of each term."""
        return np.array([self.weights.of(name) for name in self.names])

    @cached_property
    def park_values(self) -> Floats:
        """(T, M) the weight of each term at each park."""
        if not self.weights.overrides:
            return np.repeat(self.values[:, np.newaxis], self.parks, axis=1)
        own = {region: self.weights.at(region) for region in sorted(set(self.regions))}
        columns = [[own[region].of(name) for name in self.names] for region in self.regions]
        return np.array(columns).T

    def of_parks(self, parks: Sequence[int]) -> Scoring:
        """The same scores for some of the parks, in the order given."""
        kept = list(parks)
        terms = tuple(found.of_parks(kept) for found in self.terms)
        regions = tuple(self.regions[park] for park in kept) if self.regions else ()
        return Scoring(terms, self.weights, len(kept), regions)

    def block(self, rows: Any) -> Floats:
        """Scores of some firms × all parks, float64."""
        return self.total(self.values_of(rows))

    def terms_at(self, rows: Ints, parks: Ints) -> Floats:
        """(T, n) each term of single firms, each at the park named beside it; NaN where missing."""
        return np.stack([found.at(rows, parks) for found in self.terms])

    def at(self, rows: Ints, parks: Ints) -> Floats:
        """The score of single firms, each at the park named beside it."""
        values = self.terms_at(rows, parks)
        total: Floats = np.zeros(len(rows))
        for value, weight in zip(values, self.park_values, strict=True):
            total += np.nan_to_num(value * weight[parks], nan=0.0)
        return total

    def without(self, name: str) -> Scoring:
        """The same weights where a term counts nothing; the others keep theirs (what if)."""
        nothing = term(name, np.zeros(len(self.terms[0].factors[0].state), dtype=np.int64), [[0.0]])
        kept = tuple(nothing if found.name == name else found for found in self.terms)
        return replace(self, terms=kept)

    def values_of(self, rows: Any) -> list[Floats]:
        """Each term of some firms × all parks, NaN where missing."""
        return [found.block(rows, self.parks) for found in self.terms]

    def total(self, values: Sequence[Floats]) -> Floats:
        """The score that values of the terms make; they are added in the order of the terms."""
        total: Floats = np.zeros(values[0].shape)
        for value, weight in zip(values, self.park_values, strict=True):
            if weight.any():
                part = value * weight
                part[np.isnan(part)] = 0.0
                total += part
        return total
