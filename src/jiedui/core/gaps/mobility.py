"""Do regions change places? Markov chains over classes of output per person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Floats
from jiedui.core.gaps.inputs import fail_unless_same_length, matrix

Classes = NDArray[np.int64]
RATIO_BOUNDS = (0.5, 0.75, 1.0, 1.25, 1.5)


@dataclass(frozen=True)
class States:
    """The class of every region in every year, and how the classes were cut.

    `classes` is regions × years, 0 for the lowest of `count` classes; a value on a cut-off belongs
    to the class below it. `cutoffs` holds the cuts of each year; `rule` says it in words.
    """

    classes: Classes
    count: int
    cutoffs: tuple[tuple[float, ...], ...]
    rule: str


@dataclass(frozen=True)
class MarkovChain:
    """Transitions between classes from one year to the next.

    Attributes
    ----------
    counts, probabilities
        k × k; row i tells where regions of class i stood a year later. A class that nobody started
        from has a row of zeros.
    ergodic
        Long-run shares of the classes, π = πP; None where there is no single one.
    first_passage
        Mean years from class i to class j for the first time; on the diagonal, to return.
    reason
        Why `ergodic` and `first_passage` are None.
    """

    counts: Classes
    probabilities: Floats
    ergodic: Floats | None
    first_passage: Floats | None
    reason: str = ""


def quantile_states(values: ArrayLike, k: int = 4, *, pooled: bool) -> States:
    """Cut values into k classes of equal size.

    Parameters
    ----------
    values
        Output per person, regions × years.
    k
        Number of classes, 4 or 5 by custom.
    pooled
        True: one set of cut-offs over all years together, so a general rise moves everybody up
        (use values relative to the year's mean). False: each year has its own, so only ranks move.
    """
    y = matrix(values, "values")
    if k < 2 or k > y.shape[0]:
        hint = f"between 2 and the number of regions, {y.shape[0]}"
        raise Refusal(Problem("cannot make so many classes", value=str(k), hint=hint))
    steps = np.arange(1, k) / k
    if pooled:
        cuts = np.tile(np.quantile(y, steps), (y.shape[1], 1))
    else:
        cuts = np.quantile(y, steps, axis=0).T
    kind = "pooled over all years" if pooled else "of each year"
    return _cut(y, cuts, f"{k} quantile classes, cut-offs {kind}")


def ratio_states(values: ArrayLike, bounds: Sequence[float] = RATIO_BOUNDS) -> States:
    """Cut values at fixed multiples of each year's (unweighted) mean: 0.5, 0.75, 1, 1.25, 1.5.

    >>> ratio_states([[1.0, 1.0], [3.0, 3.0]], (1.0,)).classes.tolist()
    [[0, 0], [1, 1]]
    """
    y = matrix(values, "values")
    if not bounds or any(b <= a for a, b in pairwise(bounds)):
        shown = str(list(bounds))
        raise Refusal(Problem("bounds do not rise", value=shown, hint="0.5, 0.75, 1, 1.25, 1.5"))
    cuts = y.mean(axis=0)[:, None] * np.asarray(bounds, dtype=float)[None, :]
    listed = "/".join(f"{bound:g}" for bound in bounds)
    return _cut(y, cuts, f"fixed multiples {listed} of each year's mean")


def cut_like(values: ArrayLike, states: States) -> States:
    """Cut other values of the same years where `states` were cut: neighbours beside regions.

    >>> own = ratio_states([[1.0, 1.0], [3.0, 3.0]], (1.0,))
    >>> cut_like([[2.5, 1.5]], own).classes.tolist()
    [[1, 0]]
    """
    y = matrix(values, "values")
    fail_unless_same_length(values=y.T, cutoffs=states.cutoffs)
    return _cut(y, np.asarray(states.cutoffs, dtype=float), states.rule)


def markov(states: States) -> MarkovChain:
    """Estimate the chain by maximum likelihood, p_ij = n_ij / Σ_j n_ij (Quah 1993).

    With its long-run shares π = πP, and mean first-passage times (Kemeny & Snell 1976).

    Examples
    --------
    >>> chain = markov(ratio_states([[1.0, 3.0, 1.0], [3.0, 1.0, 3.0]], (1.0,)))
    >>> chain.probabilities.tolist(), chain.ergodic.tolist()
    ([[0.0, 1.0], [1.0, 0.0]], [0.5, 0.5])
    """
    fail_if_no_transition(states)
    return chain_of(transition_counts(states))


def chain_of(counts: Classes) -> MarkovChain:
    """The chain of a table of transition counts."""
    P = row_shares(counts)
    reason = _why_no_ergodic(counts)
    if reason:
        return MarkovChain(counts, P, None, None, reason)
    pi = _stationary(P)
    return MarkovChain(counts, P, pi, _first_passage(P, pi))


def transition_counts(states: States, chosen: NDArray[np.bool_] | None = None) -> Classes:
    """How often class i was followed by class j; `chosen` (regions × starts) picks transitions."""
    before, after = states.classes[:, :-1], states.classes[:, 1:]
    mask = np.ones(before.shape, dtype=bool) if chosen is None else chosen
    counts = np.zeros((states.count, states.count), dtype=np.int64)
    np.add.at(counts, (before[mask], after[mask]), 1)
    return counts


def row_shares(counts: Classes) -> Floats:
    """Each row over its sum; a row without transitions stays zero."""
    totals = counts.sum(axis=1, keepdims=True)
    shares: Floats = np.zeros(counts.shape)
    np.divide(counts, totals, out=shares, where=totals > 0)
    return shares


def fail_if_no_transition(states: States) -> None:
    if states.classes.shape[1] < 2:
        hint = "give at least two consecutive years"
        raise Refusal(Problem("one year shows no transition", hint=hint))


def _cut(y: Floats, cuts: Floats, rule: str) -> States:
    classes = (y[:, :, None] > cuts[None, :, :]).sum(axis=2).astype(np.int64)
    listed = tuple(tuple(row) for row in cuts.tolist())
    return States(classes, cuts.shape[1] + 1, listed, rule)


def _why_no_ergodic(counts: Classes) -> str:
    empty = np.flatnonzero(counts.sum(axis=1) == 0)
    if empty.size:
        return f"no region ever started from class {', '.join(map(str, empty + 1))}"
    k = counts.shape[0]
    reach = np.linalg.matrix_power((counts > 0) | np.eye(k, dtype=bool), k)
    if not reach.all():
        start, end = (int(i) + 1 for i in np.argwhere(~reach)[0])
        return f"no path from class {start} to class {end}: there is no single long-run shape"
    return ""


def _stationary(P: Floats) -> Floats:
    """π with πP = π and Σπ = 1: one equation of the first is replaced by the second."""
    k = P.shape[0]
    system = P.T - np.eye(k)
    system[-1] = 1.0
    return np.linalg.solve(system, np.append(np.zeros(k - 1), 1.0))


def _first_passage(P: Floats, pi: Floats) -> Floats:
    """m_ij = (z_jj - z_ij)/π_j with Z = (I - P + 1π)⁻¹, and m_jj = 1/π_j."""
    k = P.shape[0]
    Z = np.linalg.inv(np.eye(k) - P + np.outer(np.ones(k), pi))
    m = (np.diag(Z)[None, :] - Z) / pi[None, :]
    np.fill_diagonal(m, 1 / pi)
    return np.asarray(m)
