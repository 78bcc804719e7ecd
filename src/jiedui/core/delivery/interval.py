"""Landing curves where the day is known only to the month, quarter or year (Turnbull 1976)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from jiedui.core.delivery.inputs import Ints, fail_unless
from jiedui.core.errors import NotSupported, Problem, Refusal
from jiedui.core.frames import Floats

TOLERANCE = 1e-6
MOST_ROUNDS = 5000
FEWEST_FIRMS = 5
_LARGEST_RATIO = 1e12


@dataclass(frozen=True)
class IntervalCurve:
    """The non-parametric maximum likelihood estimate of landing from intervals.

    The data fix how much lands within each innermost interval `(after, by]` and nothing about
    where inside it: between the two ends the curve is not drawn, and `at` gives both bounds.

    Attributes
    ----------
    after, by
        Ends of the innermost intervals with a share above zero, in days; `after == by` is a day
        known exactly. `by` is infinite for what has not landed by the last day of looking.
    share
        What lands in each; adds up to one.
    tolerance
        Largest excess of a directional derivative over its bound at the optimum: the mean
        log-likelihood lies within it of the maximum (Gentleman & Geyer 1994).
    rounds, count
        Rounds of the computation; projects.
    """

    after: Floats
    by: Floats
    share: Floats
    tolerance: float
    rounds: int
    count: int

    def at(self, day: float) -> tuple[float, float]:
        """Least and most that has landed by a day; equal where the data fix it.

        >>> curve = interval_curve([0.0, 0.0], [90.0, np.inf])
        >>> curve.at(90.0), curve.at(45.0)
        ((0.5, 0.5), (0.0, 0.5))
        """
        surely = self.by <= day
        begun = (self.after < day) | surely
        low, high = float(self.share[surely].sum()), float(self.share[begun].sum())
        return min(low, 1.0), min(high, 1.0)

    def quantile(self, share: float) -> tuple[float, float] | None:
        """The interval in which `share` is reached; None where it has not been."""
        place = int(np.searchsorted(np.cumsum(self.share), share - 1e-9))
        if place == self.by.size or not np.isfinite(self.by[place]):
            return None
        return float(self.after[place]), float(self.by[place])


def interval_curve(
    after: ArrayLike,
    by: ArrayLike,
    *,
    tolerance: float = TOLERANCE,
    most_rounds: int = MOST_ROUNDS,
) -> IntervalCurve:
    """Estimate the landing curve from intervals that hold the day of landing.

    Parameters
    ----------
    after, by
        Each project landed after `after` and not later than `by`, in days from the origin. Equal:
        the day is known. `by` infinite: not landed on day `after` (right-censored).
    tolerance, most_rounds
        When to stop. Where the rounds do not suffice the answer is refused, not rounded off.

    Notes
    -----
    Expectation-maximisation and iterative convex minorant steps in turn (Wellner & Zhan 1997);
    the optimum is checked by the Kuhn-Tucker conditions, not by the steps becoming small.
    """
    left, right = np.asarray(after, dtype=float), np.asarray(by, dtype=float)
    _check(left, right)
    pairs, counts = np.unique(np.column_stack([left, right]), axis=0, return_counts=True)
    return _fitted(pairs, counts.astype(float), tolerance, most_rounds)


def _fitted(pairs: Floats, counts: Floats, tolerance: float, most_rounds: int) -> IntervalCurve:
    """The curve of distinct intervals, each so many times."""
    starts, ends = _innermost(pairs)
    first, last = _covered(pairs, starts, ends)
    share, excess, rounds = _solve(
        first, last, counts / counts.sum(), ends.size, tolerance, most_rounds
    )
    kept = share > tolerance / ends.size / 10
    share = share[kept] / share[kept].sum()
    return IntervalCurve(
        starts[kept, 0], ends[kept], share, max(excess, 0.0), rounds, int(counts.sum())
    )


@dataclass(frozen=True)
class IntervalBand:
    """How far the curve would lie elsewhere with other firms of the same kind.

    Attributes
    ----------
    days
        The days that were asked for.
    low, high
        Quantiles over `rounds` samples of firms: `low` of the least that has landed, `high` of the
        most, so that the band holds what the dates leave open as well.
    """

    days: Floats
    low: Floats
    high: Floats
    level: float
    rounds: int
    firms: int


def interval_band(
    after: ArrayLike,
    by: ArrayLike,
    firm: ArrayLike,
    days: ArrayLike,
    *,
    generator: np.random.Generator,
    rounds: int = 200,
    level: float = 0.95,
    tolerance: float = 1e-4,
) -> IntervalBand:
    """A band round `interval_curve` from samples of firms with replacement.

    Parameters
    ----------
    after, by
        As in `interval_curve`.
    firm
        Whose project it is: a firm is drawn with all its projects, since they stand and fall
        together.
    days
        Where the band is wanted.

    Raises
    ------
    NotSupported
        Fewer than five firms: a sample of them says nothing.

    Notes
    -----
    From intervals alone the estimate settles more slowly than from exact days (Groeneboom & Wellner
    1992), and the bootstrap is then a guide, not an exact level.
    """
    left, right = np.asarray(after, dtype=float), np.asarray(by, dtype=float)
    _check(left, right)
    firms, own = np.unique(np.asarray(firm), return_inverse=True)
    fail_unless(own.size == left.size, "arrays differ in length")
    if firms.size < FEWEST_FIRMS:
        hint = f"at least {FEWEST_FIRMS}; read the curve without a band"
        raise NotSupported(
            Problem("too few firms for a band by firm", value=str(firms.size), hint=hint)
        )
    asked = np.asarray(days, dtype=float)
    pairs, place = np.unique(np.column_stack([left, right]), axis=0, return_inverse=True)
    place = place.reshape(-1)
    lows, highs = np.empty((rounds, asked.size)), np.empty((rounds, asked.size))
    for n in range(rounds):
        times = np.bincount(generator.integers(firms.size, size=firms.size), minlength=firms.size)
        counts = np.bincount(place, times[own], len(pairs)).astype(float)
        curve = _fitted(pairs[counts > 0], counts[counts > 0], tolerance, MOST_ROUNDS)
        lows[n], highs[n] = _bounds(curve, asked)
    edge = 0.5 - level / 2
    low, high = np.quantile(lows, edge, axis=0), np.quantile(highs, 1 - edge, axis=0)
    return IntervalBand(asked, low, high, level, rounds, int(firms.size))


def _bounds(curve: IntervalCurve, days: Floats) -> tuple[Floats, Floats]:
    """`IntervalCurve.at` of many days at once."""
    surely = curve.by[None, :] <= days[:, None]
    begun = (curve.after[None, :] < days[:, None]) | surely
    return np.minimum(surely @ curve.share, 1.0), np.minimum(begun @ curve.share, 1.0)


def _check(left: Floats, right: Floats) -> None:
    fail_unless(left.shape == right.shape and left.ndim == 1, "arrays differ in length")
    fail_unless(left.size > 0, "there is no project", hint="a curve needs at least one")
    sound = np.isfinite(left) & (left >= 0) & ~np.isnan(right) & (left <= right)
    if not sound.all():
        at = int(np.flatnonzero(~sound)[0])
        value = f"({left[at]:g}, {right[at]:g}]"
        hint = "give days from zero up, the first not after the second"
        raise Refusal(Problem(f"not an interval at place {at}", value=value, hint=hint))


# The line of ends, with what happens at one and the same day in its order: a day known exactly
# begins (0), intervals end (1), an interval that excludes the day begins (2).
def _innermost(pairs: Floats) -> tuple[Floats, Floats]:
    """Innermost intervals: a beginning with an end next to it. Starts carry their kind."""
    exact = pairs[:, 0] == pairs[:, 1]
    days = np.concatenate([pairs[:, 0], pairs[:, 1]])
    kinds = np.concatenate([np.where(exact, 0, 2), np.full(len(pairs), 1)])
    line = np.unique(np.column_stack([days, kinds]), axis=0)
    found = np.flatnonzero((line[:-1, 1] != 1) & (line[1:, 1] == 1))
    return line[found], line[found + 1, 0]


def _covered(pairs: Floats, starts: Floats, ends: Floats) -> tuple[Ints, Ints]:
    """The innermost intervals `first <= j < last` that lie inside each observed interval."""
    kind = np.where(pairs[:, 0] == pairs[:, 1], 0, 2)
    rows = np.concatenate([starts, np.column_stack([pairs[:, 0], kind])])
    rank = np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1)
    first = np.searchsorted(rank[: ends.size], rank[ends.size :], side="left")
    last = np.searchsorted(ends, pairs[:, 1], side="right")
    return first.astype(np.int64), last.astype(np.int64)


def _solve(
    first: Ints, last: Ints, weights: Floats, size: int, tolerance: float, most_rounds: int
) -> tuple[Floats, float, int]:
    share = np.full(size, 1 / size)
    for done in range(1, most_rounds + 1):
        gradient = _gradient(share, first, last, weights)
        excess = float(gradient.max() - 1)
        if excess <= tolerance:
            return share, excess, done
        share = share * gradient
        share = _minorant_step(share / share.sum(), first, last, weights)
    raise Refusal(
        Problem(
            f"the curve has not settled after {most_rounds} rounds",
            value=f"{excess:.2e}",
            hint=f"the tolerance is {tolerance:g}; allow more rounds or a larger tolerance",
        )
    )


def _mass(share: Floats, first: Ints, last: Ints) -> Floats:
    running = np.append(0.0, np.cumsum(share))
    return np.asarray(running[last] - running[first])


def _gradient(share: Floats, first: Ints, last: Ints, weights: Floats) -> Floats:
    """∂ mean log-likelihood / ∂ share_j; at the optimum at most one everywhere."""
    pull = weights / np.maximum(_mass(share, first, last), 1 / _LARGEST_RATIO)
    size = share.size + 1
    steps = np.bincount(first, pull, size) - np.bincount(last, pull, size)
    return np.asarray(np.cumsum(steps)[:-1])


def _minorant_step(share: Floats, first: Ints, last: Ints, weights: Floats) -> Floats:
    """One step towards the weighted isotonic fit of the cumulated shares, halved until it helps."""
    from scipy.optimize import isotonic_regression  # noqa: TID251 - late: costs a second

    size = share.size
    if size < 2:
        return share
    mass = _mass(share, first, last)
    pull, bend = weights / mass, weights / mass**2
    slope = np.bincount(last, pull, size + 1) - np.bincount(first, pull, size + 1)
    curvature = np.bincount(last, bend, size + 1) + np.bincount(first, bend, size + 1)
    inner = slice(1, size)
    h = np.maximum(curvature[inner], curvature.max() * 1e-12)
    running = np.cumsum(share)[:-1]
    fitted = isotonic_regression(running + slope[inner] / h, weights=h).x
    target = np.diff(np.concatenate([[0.0], np.clip(fitted, 0, 1), [1.0]]))
    return _halved(share, target, first, last, weights)


def _halved(share: Floats, target: Floats, first: Ints, last: Ints, weights: Floats) -> Floats:
    before = float(weights @ np.log(_mass(share, first, last)))
    for power in range(12):
        tried = share + (target - share) * 0.5**power
        mass = _mass(tried, first, last)
        if (mass > 0).all() and float(weights @ np.log(mass)) > before:
            return np.asarray(np.maximum(tried, 0.0))
    return share
