"""The best K parks of each firm, in blocks of bounded memory; no table of all pairs is kept.

Order is by score as it is given out (float32), then by the number of the park, so it can be
checked from the answer, and blocks of any size give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from jiedui.core.errors import Problem, Refusal
from jiedui.core.matching.eligibility import EligibilityRule, NotChecked, Ruling, rulings
from jiedui.core.matching.score import Scoring
from jiedui.core.matching.sides import Bools, Floats, Ints, Side
from jiedui.core.matching.terms import common_states

# What a core keeps near at hand: with blocks of a million pairs the same work takes twice as long.
CELLS_AT_ONCE = 2**17
_LOW = np.int64(0xFFFFFFFF)

OnBlock = Callable[[int, int], None]


@dataclass(frozen=True)
class Candidates:
    """The best parks of each firm, and what was refused.

    Firms alike in everything that rules and terms look at share a kind: `kind` (N,) says which,
    and what is kept per kind is given out per firm by the properties.

    Attributes
    ----------
    park, score
        (N, K) int32 and float32, best first, ties by number of the park; -1 and 0 where a firm
        has fewer than K.
    names, weights
        The T terms and their weights, where no region has weights of its own.
    rules
        Ids of the R rules that were checked; `refused` (R,) pairs that each refuses, `unchecked`
        (R,) pairs for which a fact is missing. One pair may be refused by several rules.
    not_checked
        Rules that lack a whole column.
    without
        Firms without any candidate; `refused_parks` (its length, R) at how many parks each rule
        refuses them, `too_low` at how many parks no rule does but the score is not above the floor.
    """

    kind: Ints
    park: NDArray[np.int32]
    score: NDArray[np.float32]
    names: tuple[str, ...]
    weights: Floats
    rules: tuple[str, ...]
    refused: Ints
    unchecked: Ints
    not_checked: tuple[NotChecked, ...]
    without: Ints
    refused_parks: Ints
    too_low: Ints
    _terms: NDArray[np.float32]
    _missing: NDArray[np.float32]
    _warned: NDArray[np.uint32]
    _unchecked: NDArray[np.uint32]

    @property
    def firms(self) -> int:
        return len(self.kind)

    @property
    def top(self) -> int:
        return int(self.park.shape[1])

    @property
    def terms(self) -> NDArray[np.float32]:
        """(N, K, T) every term, NaN where it is missing. Large: ask `terms_of` for single firms."""
        return self._terms[self.kind]

    @property
    def first_terms(self) -> NDArray[np.float32]:
        """(N, T) the terms of each firm's best offer, NaN where missing or where it has none."""
        return cast(NDArray[np.float32], self._terms[self.kind, 0])

    @property
    def missing(self) -> NDArray[np.float32]:
        """(N, K) the weight that is missing: the score may be off by at most this much."""
        return self._missing[self.kind]

    @property
    def warned(self) -> NDArray[np.uint32]:
        """(N, K) bit r is set where rule r speaks against the offer but may only warn."""
        return self._warned[self.kind]

    @property
    def doubtful(self) -> NDArray[np.uint32]:
        """(N, K) bit r is set where rule r could not be checked for want of a fact."""
        return self._unchecked[self.kind]

    def terms_of(self, firm: int) -> NDArray[np.float32]:
        """(K, T) the terms of one firm's offers."""
        return cast(NDArray[np.float32], self._terms[self.kind[firm]])

    def warnings_of(self, firm: int, slot: int) -> tuple[str, ...]:
        return self._named(int(self._warned[self.kind[firm], slot]))

    def doubts_of(self, firm: int, slot: int) -> tuple[str, ...]:
        return self._named(int(self._unchecked[self.kind[firm], slot]))

    def _named(self, bits: int) -> tuple[str, ...]:
        return tuple(rule for place, rule in enumerate(self.rules) if bits >> place & 1)


def candidates(
    firms: Side,
    parks: Side,
    rules: Sequence[EligibilityRule],
    scoring: Scoring,
    *,
    top: int,
    block: int | None = None,
    on_block: OnBlock | None = None,
) -> Candidates:
    """The best `top` parks of each firm among those that no rule refuses and that score.

    Parameters
    ----------
    firms, parks
        The facts that rules look at.
    scoring
        Terms and weights; its terms point to the same firms and parks in the same order.
    block
        Kinds of firm worked at a time; by default about 130,000 pairs.
    on_block
        Called with kinds done and kinds in all, for a progress bar.
    """
    if top < 1:
        raise Refusal(Problem("at least one park per firm", column="top", value=str(top)))
    worked, lacking = rulings(rules, firms, parks)
    states = [factor.state for term in scoring.terms for factor in term.factors]
    first, kind = common_states([*states, *(r.state for r in worked)], firms.size)
    size = block or max(1, CELLS_AT_ONCE // max(parks.size, 1))
    work = _Work(scoring, worked, parks.size, min(top, parks.size))
    parts = []
    for start in range(0, len(first), size):
        parts.append(work.block(first[start : start + size]))
        if on_block is not None:
            on_block(min(start + size, len(first)), len(first))
    return _gathered(parts, kind, work, lacking)


@dataclass(frozen=True)
class _Part:
    """What one block of kinds gives."""

    park: NDArray[np.int32]
    score: NDArray[np.float32]
    terms: NDArray[np.float32]
    missing: NDArray[np.float32]
    warned: NDArray[np.uint32]
    unchecked: NDArray[np.uint32]
    refused: Ints
    unknown: Ints
    too_low: Ints


@dataclass(frozen=True)
class _Work:
    """What every block needs."""

    scoring: Scoring
    rulings: tuple[Ruling, ...]
    parks: int
    top: int

    def block(self, rows: Ints) -> _Part:
        shape = (len(rows), self.parks)
        closed = np.zeros(shape, dtype=bool)
        warned, unchecked = np.zeros(shape, dtype=np.uint32), np.zeros(shape, dtype=np.uint32)
        refused = np.zeros((len(rows), len(self.rulings)), dtype=np.int64)
        unknown = np.zeros_like(refused)
        for place, ruling in enumerate(self.rulings):
            against, doubt = ruling.block(rows)
            bit = np.uint32(1 << place)
            if doubt.any():
                unknown[:, place] = np.broadcast_to(doubt, shape).sum(axis=1)
                unchecked |= np.where(doubt, bit, np.uint32(0))
            if ruling.rule.refuses:
                closed |= against
                refused[:, place] = np.broadcast_to(against, shape).sum(axis=1)
            elif against.any():
                warned |= np.where(against, bit, np.uint32(0))
        values = self.scoring.values_of(rows)
        score = self.scoring.total(values)
        low = ~closed & ~(score > self.scoring.weights.floor)
        park, best = best_parks(score, ~closed & ~low, self.top)
        at = np.where(park < 0, 0, park).astype(np.int64)
        chosen = [np.take_along_axis(value, at, axis=1) for value in values]
        terms = np.stack(chosen, axis=2).astype(np.float32)
        size = np.abs(self.scoring.park_values.T)[at]
        missing = (np.isnan(terms) * size).sum(axis=2)
        terms[park < 0], missing[park < 0] = np.nan, 0.0
        return _Part(
            park,
            best,
            terms,
            missing.astype(np.float32),
            np.where(park < 0, 0, np.take_along_axis(warned, at, axis=1)).astype(np.uint32),
            np.where(park < 0, 0, np.take_along_axis(unchecked, at, axis=1)).astype(np.uint32),
            refused,
            unknown,
            low.sum(axis=1).astype(np.int64),
        )


def best_parks(
    score: Floats, allowed: Bools, top: int
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The `top` best allowed parks of each row, best first, ties by number; -1 and 0 where fewer.

    A score above 0 and the number of its park make one whole number whose order is the order
    wanted, so that no tie is left to the sort.

    >>> park, score = best_parks(np.array([[0.5, 0.9, 0.5]]), np.ones((1, 3), bool), 2)
    >>> park.tolist(), score.tolist()
    ([[1, 0]], [[0.8999999761581421, 0.5]])
    """
    rounded = np.ascontiguousarray(score, dtype=np.float32)
    key = rounded.view(np.int32).astype(np.int64) << 32
    key |= _LOW - np.arange(score.shape[1], dtype=np.int64)
    key[~allowed | (rounded <= 0)] = -1
    if top < key.shape[1]:
        key = np.partition(key, key.shape[1] - top, axis=1)[:, -top:]
    key = np.sort(key, axis=1)[:, ::-1]
    park = np.where(key < 0, -1, _LOW - (key & _LOW)).astype(np.int32)
    bits = np.where(key < 0, 0, key >> 32).astype(np.int32)
    return park, np.ascontiguousarray(bits).view(np.float32)


def _gathered(
    parts: list[_Part], kind: Ints, work: _Work, lacking: tuple[NotChecked, ...]
) -> Candidates:
    def joined(name: str) -> Any:
        return np.concatenate([getattr(part, name) for part in parts])

    if not parts:
        raise Refusal(Problem("there is no firm to match", hint="give at least one firm"))
    many = np.bincount(kind)
    park, refused = joined("park")[kind], joined("refused")
    without = np.flatnonzero(park[:, 0] < 0)
    return Candidates(
        kind=kind,
        park=park,
        score=joined("score")[kind],
        names=work.scoring.names,
        weights=work.scoring.values,
        rules=tuple(ruling.rule.id for ruling in work.rulings),
        refused=many @ refused,
        unchecked=many @ joined("unknown"),
        not_checked=lacking,
        without=without,
        refused_parks=refused[kind[without]],
        too_low=joined("too_low")[kind[without]],
        _terms=joined("terms"),
        _missing=joined("missing"),
        _warned=joined("warned"),
        _unchecked=joined("unchecked"),
    )
