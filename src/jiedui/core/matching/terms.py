"""What speaks for an offer, term by term, each from 0 to 1 with NaN where a fact is missing.

A term is held in factors: a state of the firm (its industry, its home, its size) and a table of
states × parks. So a million firms share the few thousand rows that really differ, and no table of
firms × parks is ever kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike

from jiedui.core.errors import Problem, Refusal
from jiedui.core.matching.sides import Floats, Ints

ROUNDING = 1e-9


@dataclass(frozen=True)
class Factor:
    """A table of states of the firm × parks, and the state of each firm.

    `table` is (U, M), or (U, 1) where the park makes no difference.
    """

    state: Ints
    table: Floats

    def block(self, rows: Any) -> Floats:
        return cast(Floats, self.table[self.state[rows]])

    def at(self, rows: Ints, parks: Ints) -> Floats:
        """The value of each single firm at the park named beside it."""
        column = parks if self.table.shape[1] > 1 else np.zeros_like(parks)
        return self.table[self.state[rows], column]

    def of_parks(self, parks: Sequence[int]) -> Factor:
        wide = self.table.shape[1] > 1
        return Factor(self.state, self.table[:, list(parks)] if wide else self.table)


@dataclass(frozen=True)
class Way:
    """One way in which a term can be met: the product of its factors, under a label.

    A factor known to be 0 makes the product 0 whatever is missing beside it; else one missing
    factor makes it missing.
    """

    label: str
    factors: tuple[Factor, ...]

    def block(self, rows: Any, parks: int) -> Floats:
        product = np.empty((_count(self, rows), parks))
        product[:] = self.factors[0].block(rows)
        if len(self.factors) == 1:
            return product
        none = product == 0
        for factor in self.factors[1:]:
            other = factor.block(rows)
            none |= other == 0
            product *= other
        product[none] = 0.0
        return product

    def at(self, rows: Ints, parks: Ints) -> Floats:
        """As `block`, of single firms each at one park."""
        values = np.stack([factor.at(rows, parks) for factor in self.factors])
        return cast(Floats, np.where((values == 0).any(axis=0), 0.0, values.prod(axis=0)))


@dataclass(frozen=True)
class Term:
    """A term of the score: the best of its ways, of which most terms have one.

    Where some ways are missing the best known one counts, unless that is 0: then the term is
    missing, since a way that is not known might have been met.
    """

    name: str
    ways: tuple[Way, ...]

    @property
    def factors(self) -> tuple[Factor, ...]:
        return tuple(factor for way in self.ways for factor in way.factors)

    def block(self, rows: Any, parks: int) -> Floats:
        """Values of some firms × all parks."""
        if len(self.ways) == 1:
            return self.ways[0].block(rows, parks)
        best = self.ways[0].block(rows, parks)
        unknown = np.isnan(best)
        for way in self.ways[1:]:
            value = way.block(rows, parks)
            unknown |= np.isnan(value)
            np.fmax(best, value, out=best)
        best[unknown & ~(best > 0)] = np.nan
        return best

    def at(self, rows: Ints, parks: Ints) -> Floats:
        """As `block`, of single firms each at one park."""
        values = np.stack([way.at(rows, parks) for way in self.ways])
        best = np.fmax.reduce(values, axis=0)
        unknown = np.isnan(values).any(axis=0)
        return cast(Floats, np.where(unknown & ~(best > 0), np.nan, best))

    def of_parks(self, parks: Sequence[int]) -> Term:
        """The same term at some of the parks."""
        ways = tuple(
            Way(way.label, tuple(factor.of_parks(parks) for factor in way.factors))
            for way in self.ways
        )
        return Term(self.name, ways)

    def label(self, firm: int, park: int, parks: int) -> str:
        """Which way it was met in; "" where it was not met at all or is missing."""
        values = [float(way.block(np.array([firm]), parks)[0, park]) for way in self.ways]
        known = [(value, -place) for place, value in enumerate(values) if value > 0]
        return self.ways[-max(known)[1]].label if known else ""


def term(name: str, state: ArrayLike, table: ArrayLike) -> Term:
    """A term of one table: `table[state[i], j]` is its value for firm i at park j."""
    return Term(name, (Way(name, (factor(state, table),)),))


def product(name: str, *factors: Factor) -> Term:
    """A term that is the product of its factors."""
    return Term(name, (Way(name, factors),))


def best_of(name: str, *ways: Way) -> Term:
    """A term that is the best of several ways, the first of them where two are even."""
    return Term(name, ways)


def missing(name: str, firms: int) -> Term:
    """A term of which nothing is known in this run: it is shown as missing, not left out."""
    return term(name, np.zeros(firms, dtype=np.int64), np.full((1, 1), np.nan))


def factor(state: ArrayLike, table: ArrayLike) -> Factor:
    """Check a table and the states that point into it.

    >>> factor([0, 0, 1], [[0.2, 0.4], [1.0, 0.0]]).block(slice(1, 3)).tolist()
    [[0.2, 0.4], [1.0, 0.0]]
    """
    which = np.asarray(state, dtype=np.int64)
    values = np.array(table, dtype=np.float64, ndmin=2)
    if which.size and not (which.min() >= 0 and which.max() < len(values)):
        raise Refusal(Problem("a firm is in a state that the table has no row for"))
    known = values[~np.isnan(values)]
    if known.size and not (known.min() >= -ROUNDING and known.max() <= 1 + ROUNDING):
        worst = known.max() if known.max() > 1 else known.min()
        raise Refusal(Problem("a term lies from 0 to 1", value=str(worst)))
    return Factor(which, np.clip(values, 0.0, 1.0))


def common_states(factors: Sequence[Ints], firms: int) -> tuple[Ints, Ints]:
    """Firms that share all their states: one of each kind, and the kind of every firm.

    >>> first, kind = common_states([np.array([0, 1, 0]), np.array([2, 2, 2])], 3)
    >>> first.tolist(), kind.tolist()
    ([0, 1], [0, 1, 0])
    """
    kind = np.zeros(firms, dtype=np.int64)
    for state in {id(state): state for state in factors}.values():
        size = int(state.max(initial=0)) + 1
        kind = np.unique(kind * size + state, return_inverse=True)[1].reshape(-1)
    first = np.unique(kind, return_index=True)[1]
    return first.astype(np.int64), kind.astype(np.int64)


def _count(way: Way, rows: Any) -> int:
    return len(way.factors[0].state[rows])
