"""Landing curves: how many of those that signed have landed, so many days later.

Projects still open on the day of looking are censored, not failed; a project that was terminated
competes with landing and is not censored either, so its curve is `cumulative_incidence`.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jiedui.core.delivery.inputs import Ints, days_of, fail_unless, flags_of
from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Floats

LEVEL = 0.95


@dataclass(frozen=True)
class At:
    """A curve on one day: the share landed and its band; `nan` where no band can be given."""

    day: float
    landed: float
    low: float
    high: float
    at_risk: int


@dataclass(frozen=True)
class LandingCurve:
    """The Kaplan-Meier curve of landing; arrays have one entry per day on which something landed.

    Attributes
    ----------
    days
        Days since the origin stage, ascending.
    at_risk
        Projects followed up to that day and not landed before it.
    landed_count, censored_count
        How many landed on the day; how many were last seen between it and the next such day.
    landed
        Share landed, 1 - S(t).
    low, high
        Band of `landed` on the log-log scale, within 0 and 1.
    plain_low, plain_high
        The plain Greenwood band, cut at 0 and 1.
    standard_error
        Of `landed`, by Greenwood's formula.
    count, landed_total, longest_days
        Projects; those that landed; the longest time that anyone was followed up.
    """

    days: Floats
    at_risk: Ints
    landed_count: Ints
    censored_count: Ints
    landed: Floats
    standard_error: Floats
    low: Floats
    high: Floats
    plain_low: Floats
    plain_high: Floats
    level: float
    count: int
    landed_total: int
    longest_days: float
    _exits: Floats  # sorted, with the entries: what the at-risk table is read from
    _entries: Floats

    def at(self, day: float) -> At:
        """The curve on a day; refused beyond the longest follow-up, where nobody has looked."""
        if day > self.longest_days:
            hint = f"ask for {self.longest_days:g} days or less"
            raise Refusal(Problem("nobody was followed up so long", value=f"{day:g}", hint=hint))
        i = int(np.searchsorted(self.days, day, side="right")) - 1
        at_risk = self.at_risk_on([day])[0]
        if i < 0:
            return At(day, 0.0, 0.0, 0.0, at_risk)
        return At(day, float(self.landed[i]), float(self.low[i]), float(self.high[i]), at_risk)

    def at_risk_on(self, days: ArrayLike) -> list[int]:
        """How many are still followed up and open just before each day: the at-risk table."""
        wanted = np.asarray(days, dtype=float)
        i = np.searchsorted(self._exits, wanted, side="left")
        entered = np.searchsorted(self._entries, wanted, side="left")
        return [int(n) for n in entered - i]

    def quantile(self, share: float) -> float | None:
        """The first day by which at least `share` has landed; None where the curve is below it."""
        reached = np.flatnonzero(self.landed >= share - 1e-12)
        return float(self.days[reached[0]]) if reached.size else None

    @property
    def median_days(self) -> float | None:
        """Days until half have landed; None while it has not."""
        return self.quantile(0.5)


def landing_curve(
    days: ArrayLike,
    landed: ArrayLike,
    *,
    entry_days: ArrayLike | None = None,
    level: float = LEVEL,
) -> LandingCurve:
    """Estimate S(t) = Π (1 - d_i/n_i) (Kaplan & Meier 1958) and return 1 - S with bands.

    Parameters
    ----------
    days
        Days from the origin stage to landing, or to the last day of looking; none below zero.
    landed
        Whether the project landed on that day; otherwise it is censored there, after the events
        of the same day.
    entry_days
        Days after the origin from which the project was watched, where the ledger began later
        (left truncation); None: from the origin on.
    level
        Of the bands: log-log (Kalbfleisch & Prentice 2002, eq. 1.20) and plain, both on
        Greenwood's variance Σ d/(n(n-d)). Where everybody has landed there is none (`nan`).

    Examples
    --------
    >>> curve = landing_curve([1, 2, 2, 3], [True, True, False, False])
    >>> curve.landed.round(3).tolist(), curve.at_risk.tolist()
    ([0.25, 0.5], [4, 3])
    """
    exits, events = days_of(days, "days"), flags_of(landed, "landed")
    entries = np.zeros(exits.size) if entry_days is None else days_of(entry_days, "entry_days")
    fail_unless(exits.size == events.size == entries.size, "arrays differ in length")
    fail_unless(exits.size > 0, "there is no project", hint="a curve needs at least one")
    fail_unless(0 < level < 1, "level is not between 0 and 1", value=str(level))
    entries = np.where(entries > 0, entries, -1.0)  # from the origin on: also on day 0
    fail_unless(
        bool((entries < exits).all()),
        "a project enters on or after its last day",
        hint="leave it out: it was never watched",
    )
    times, d = np.unique(exits[events], return_counts=True)
    sorted_exits, sorted_entries = np.sort(exits), np.sort(entries)
    n = _at_risk(times, sorted_exits, sorted_entries)
    censored = _between(times, np.sort(exits[~events]))
    survival = np.asarray(np.cumprod(1 - d / n), dtype=float)
    variance_sum = _greenwood(d, n)
    bands = _bands(survival, variance_sum, level)
    return LandingCurve(
        days=times,
        at_risk=n,
        landed_count=d.astype(np.int64),
        censored_count=censored,
        landed=np.asarray(1 - survival),
        standard_error=_error(survival, variance_sum),
        low=bands[0],
        high=bands[1],
        plain_low=bands[2],
        plain_high=bands[3],
        level=level,
        count=int(exits.size),
        landed_total=int(events.sum()),
        longest_days=float(sorted_exits[-1]),
        _exits=sorted_exits,
        _entries=sorted_entries,
    )


def _at_risk(times: Floats, exits: Floats, entries: Floats) -> Ints:
    """Entered before the day and not left before it."""
    gone = np.searchsorted(exits, times, side="left")
    entered = np.searchsorted(entries, times, side="left")
    return np.asarray(entered - gone, dtype=np.int64)


def _between(times: Floats, censored: Floats) -> Ints:
    """Censored on or after each day and before the next event day."""
    edges = np.append(np.searchsorted(censored, times, side="left"), censored.size)
    return np.diff(edges).astype(np.int64)


def _greenwood(d: NDArray[np.int64], n: Ints) -> Floats:
    """Σ d/(n(n-d)); infinite from the day on which all at risk landed."""
    with np.errstate(divide="ignore"):
        return np.cumsum(d / (n * (n - d).astype(float)))


def _error(survival: Floats, variance_sum: Floats) -> Floats:
    """S √Σ; `nan` where everybody has landed and Greenwood's sum is infinite."""
    finite = np.isfinite(variance_sum)
    return np.where(finite, survival * np.sqrt(np.where(finite, variance_sum, 0.0)), np.nan)


def _bands(survival: Floats, variance_sum: Floats, level: float) -> tuple[Floats, ...]:
    """Log-log and plain bands of 1 - S, low and high; `nan` where S is zero."""
    z = NormalDist().inv_cdf(0.5 + level / 2)
    sound = (survival > 0) & np.isfinite(variance_sum)
    s, v = np.where(sound, survival, 0.5), np.where(sound, variance_sum, 0.0)
    width = z * np.sqrt(v)
    with np.errstate(divide="ignore"):
        theta = np.where(s < 1, width / np.log(s), 0.0)
    edges = (
        1 - s ** np.exp(theta),
        1 - s ** np.exp(-theta),
        np.clip(1 - s - s * width, 0, 1),
        np.clip(1 - s + s * width, 0, 1),
    )
    return tuple(np.where(sound, edge, np.nan) for edge in edges)


@dataclass(frozen=True)
class Incidence:
    """Aalen-Johansen curves: of each cause, the share that it has happened to by each day.

    `share[c]`, `standard_error[c]`, `low[c]`, `high[c]` belong to `causes[c]`; the shares and the
    share still open add up to one on every day. Bands are on the log-log scale of the share.
    """

    causes: tuple[str, ...]
    days: Floats
    at_risk: Ints
    share: Floats
    standard_error: Floats
    low: Floats
    high: Floats
    level: float
    count: int
    longest_days: float

    @property
    def open_share(self) -> Floats:
        """What neither cause has happened to."""
        return np.asarray(1 - self.share.sum(axis=0))


def cumulative_incidence(
    days: ArrayLike, cause: ArrayLike, *, causes: tuple[str, ...], level: float = LEVEL
) -> Incidence:
    """Share to which each cause has happened, with the others competing (Aalen & Johansen 1978).

    Where projects are terminated, one minus Kaplan-Meier would treat them as if they might land
    after all, and overstate landing.

    Parameters
    ----------
    days
        Days to the event or to the last day of looking.
    cause
        0: still open (censored); k: `causes[k - 1]` happened.
    causes
        Names of the causes, such as `("in_production", "terminated")`.

    Notes
    -----
    F_c(t) = Σ S(t_i-) d_ci/n_i. Its variance is the delta method of Marubini & Valsecchi 1995,
    eq. 10.12 (also Putter et al. 2007).

    Examples
    --------
    >>> found = cumulative_incidence([1, 2, 3, 4], [1, 2, 1, 0], causes=("landed", "terminated"))
    >>> found.share[:, -1].tolist()
    [0.5, 0.25]
    """
    exits = days_of(days, "days")
    code = np.asarray(cause, dtype=np.int64)
    fail_unless(exits.size == code.size, "arrays differ in length")
    fail_unless(exits.size > 0, "there is no project", hint="a curve needs at least one")
    known = (code >= 0) & (code <= len(causes))
    fail_unless(bool(known.all()), "cause is not one of those named", hint="0 is still open")
    times, place = np.unique(exits[code > 0], return_inverse=True)
    of_cause = np.zeros((len(causes), times.size))
    np.add.at(of_cause, (code[code > 0] - 1, place), 1.0)
    d = of_cause.sum(axis=0)
    sorted_exits = np.sort(exits)
    n = _at_risk(times, sorted_exits, np.full(exits.size, -1.0))
    before = np.append(1.0, np.cumprod(1 - d / n))[:-1]
    share = np.cumsum(before * of_cause / n, axis=1)
    error = np.sqrt(
        np.maximum([_variance(f, x, d, n, before) for f, x in zip(share, of_cause, strict=True)], 0)
    )
    low, high = _share_band(share, error, level)
    return Incidence(
        causes, times, n, share, error, low, high, level, int(exits.size), float(sorted_exits[-1])
    )


def _variance(share: Floats, own: Floats, d: Floats, n: Ints, before: Floats) -> Floats:
    """Marubini & Valsecchi's variance on every day, by running sums instead of a double loop."""
    rest = n - d
    w = np.where(rest > 0, d / (n * np.where(rest > 0, rest, 1.0)), 0.0)
    first = share**2 * np.cumsum(w) - 2 * share * np.cumsum(w * share) + np.cumsum(w * share**2)
    second = np.cumsum(before**2 * own * (n - own) / n.astype(float) ** 3)
    u = before * own / n.astype(float) ** 2
    third = share * np.cumsum(u) - np.cumsum(u * share)
    return np.asarray(first + second - 2 * third)


def _share_band(share: Floats, error: Floats, level: float) -> tuple[Floats, Floats]:
    z = NormalDist().inv_cdf(0.5 + level / 2)
    inside = (share > 0) & (share < 1)
    f = np.where(inside, share, 0.5)
    theta = z * error / (f * np.log(f))
    low = np.where(inside, f ** np.exp(-theta), share)
    high = np.where(inside, f ** np.exp(theta), share)
    return low, high
