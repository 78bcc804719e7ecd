"""What a pairing has to decide: candidates, scores, today's pairs, and limits with their rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Floats
from jiedui.core.rules import Rule

Index = NDArray[np.intp]
CodePair = tuple[str, str]
CRITERIA = ("endowment", "industry", "development", "history")


@dataclass(frozen=True)
class Candidates:
    """Every pair that may be chosen, sorted by supporter and recipient.

    Attributes
    ----------
    supporters, recipients
        Codes, sorted.
    supporter, recipient
        Shape (m,): for each candidate the position of its regions in those tuples.
    """

    supporters: tuple[str, ...]
    recipients: tuple[str, ...]
    supporter: Index
    recipient: Index

    def __len__(self) -> int:
        return len(self.supporter)

    def pair(self, candidate: int) -> CodePair:
        supporter = self.supporters[int(self.supporter[candidate])]
        return supporter, self.recipients[int(self.recipient[candidate])]

    def pairs(self, chosen: Iterable[int] | None = None) -> tuple[CodePair, ...]:
        """Codes of the chosen candidates (all of them by default), in sorted order."""
        numbers = range(len(self)) if chosen is None else sorted(int(item) for item in chosen)
        return tuple(self.pair(number) for number in numbers)

    def numbers(self, pairs: Iterable[CodePair]) -> Index:
        """Positions of `pairs` among the candidates; refuses one that is none."""
        wanted = list(pairs)
        mark = self.marked(wanted)
        found = set(self.pairs(np.flatnonzero(mark)))
        refused = [
            Problem("not a candidate pair", value=f"{a}:{b}", hint="see `scores` for candidates")
            for a, b in wanted
            if (a, b) not in found
        ]
        if refused:
            raise Refusal(refused)
        return np.flatnonzero(mark).astype(np.intp)

    def marked(self, pairs: Iterable[CodePair]) -> NDArray[np.bool_]:
        """True for the candidates among `pairs`; pairs that are no candidates are passed over."""
        left = {code: i for i, code in enumerate(self.supporters)}
        right = {code: i for i, code in enumerate(self.recipients)}
        width = len(self.recipients)
        keys = [left[a] * width + right[b] for a, b in pairs if a in left and b in right]
        return np.isin(self.supporter * width + self.recipient, np.array(keys, dtype=np.intp))


def all_candidates(supporters: Iterable[str], recipients: Iterable[str]) -> Candidates:
    """Each supporter with each recipient, except a region with itself.

    >>> all_candidates(["b", "a"], ["c"]).pairs()
    (('a', 'c'), ('b', 'c'))
    """
    left, right = tuple(sorted(set(supporters))), tuple(sorted(set(recipients)))
    grid = np.indices((len(left), len(right))).reshape(2, -1)
    same = np.array(left, dtype=object)[grid[0]] == np.array(right, dtype=object)[grid[1]]
    keep = grid[:, ~same.astype(bool)]
    return Candidates(left, right, keep[0].astype(np.intp), keep[1].astype(np.intp))


def candidates_of(pairs: Iterable[CodePair]) -> Candidates:
    """Exactly these pairs, each once, sorted."""
    chosen = sorted(set(pairs))
    left = tuple(sorted({a for a, _ in chosen}))
    right = tuple(sorted({b for _, b in chosen}))
    place_left = {code: i for i, code in enumerate(left)}
    place_right = {code: i for i, code in enumerate(right)}
    return Candidates(
        left,
        right,
        np.array([place_left[a] for a, _ in chosen], dtype=np.intp),
        np.array([place_right[b] for _, b in chosen], dtype=np.intp),
    )


@dataclass(frozen=True)
class Limits:
    """Rows of one rule: `lower` ≤ Σ coefficient·x ≤ `upper`.

    `row`, `candidate` and `coefficient` list the non-zero entries, `names` says what each row
    is about ("320100 南京"), so that a clash can be named. Rules may hold thousands of rows.
    """

    rule: Rule
    names: tuple[str, ...]
    row: Index
    candidate: Index
    coefficient: Floats
    lower: Floats
    upper: Floats

    def __len__(self) -> int:
        return len(self.names)

    def only(self, rows: Sequence[int]) -> Limits:
        """The same rule with some of its rows."""
        place = np.full(len(self), -1, dtype=np.intp)
        place[list(rows)] = np.arange(len(rows))
        keep = place[self.row] >= 0
        return replace(
            self,
            names=tuple(self.names[row] for row in rows),
            row=place[self.row[keep]],
            candidate=self.candidate[keep],
            coefficient=self.coefficient[keep],
            lower=self.lower[list(rows)],
            upper=self.upper[list(rows)],
        )

    def values(self, chosen: NDArray[np.bool_]) -> Floats:
        """Σ coefficient·x of every row, for a 0/1 choice."""
        taken = self.coefficient * chosen[self.candidate]
        return np.bincount(self.row, weights=taken, minlength=len(self)).astype(float)


@dataclass(frozen=True)
class PairingProblem:
    """maximise Σ score·x − keep_cost · Σ|x − today| + equity · min over recipients of Σ score·x.

    Attributes
    ----------
    score
        Shape (m,), one number per candidate.
    today
        Shape (m,), True for candidates that are paired today.
    keep_cost
        What one change against today costs, in points of score; dropping a pair and taking up a
        new one are two changes (mission B8).
    equity
        Weight θ ≥ 0 of the recipient with the least score; a recipient left out counts 0.
    limits
        Quotas, required and forbidden pairs, capacities and shares, each with its rule.
    """

    candidates: Candidates
    score: Floats
    today: NDArray[np.bool_]
    keep_cost: float = 0.0
    equity: float = 0.0
    limits: tuple[Limits, ...] = field(default=())

    def __post_init__(self) -> None:
        _refuse_bad_numbers(self)

    def with_score(self, score: Floats) -> PairingProblem:
        return replace(self, score=score)

    def with_limits(self, *limits: Limits) -> PairingProblem:
        return replace(self, limits=(*self.limits, *limits))


def problem_of(
    candidates: Candidates,
    score: ArrayLike,
    *,
    today: Iterable[CodePair] = (),
    keep_cost: float = 0.0,
    equity: float = 0.0,
    limits: Iterable[Limits] = (),
) -> PairingProblem:
    """A problem from today's pairs by code; those of them that are no candidates are left out."""
    scores, mark = np.asarray(score, dtype=float), candidates.marked(today)
    return PairingProblem(candidates, scores, mark, keep_cost, equity, tuple(limits))


def _refuse_bad_numbers(problem: PairingProblem) -> None:
    problems = []
    if problem.score.shape != (len(problem.candidates),) or not np.isfinite(problem.score).all():
        problems.append(Problem("every candidate needs one finite score"))
    for name in ("keep_cost", "equity"):
        value = getattr(problem, name)
        if not (np.isfinite(value) and value >= 0):
            problems.append(Problem("must be a number of 0 or more", column=name, value=str(value)))
    if problems:
        raise Refusal(problems)
