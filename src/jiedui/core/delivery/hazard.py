"""What goes with landing sooner: a discrete-time hazard with a complementary log-log link."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from jiedui.core.delivery.inputs import Flags, Ints, fail_unless, flags_of
from jiedui.core.errors import NotSupported, Problem
from jiedui.core.frames import Floats

_ROUNDS = 60
_STEP = 1e-9
_RUNAWAY = 12.0  # log hazard ratio per standard deviation that no finite fit has


@dataclass(frozen=True)
class Coefficient:
    """A covariate: log hazard ratio, its standard error, and the ratio with its band."""

    name: str
    value: float
    standard_error: float
    ratio: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class Hazard:
    """A fitted discrete-time proportional hazard.

    Attributes
    ----------
    coefficients
        One per covariate.
    periods, baseline
        The periods (from 1) in which something landed, and the probability of landing in each for
        a project whose covariates are all zero.
    dropped_periods
        Periods in which nothing or everything landed: they say nothing about the covariates.
    log_likelihood, count, landed, rows
        At the optimum; projects, landings, project-periods used.
    clusters
        How many clusters the standard errors allow for; None: projects are taken as independent.
    """

    coefficients: tuple[Coefficient, ...]
    periods: tuple[int, ...]
    baseline: Floats
    dropped_periods: tuple[int, ...]
    log_likelihood: float
    count: int
    landed: int
    rows: int
    clusters: int | None
    level: float

    def of(self, name: str) -> Coefficient:
        return next(found for found in self.coefficients if found.name == name)


def hazard(
    periods: ArrayLike,
    landed: ArrayLike,
    covariates: ArrayLike,
    *,
    names: Sequence[str],
    clusters: ArrayLike | None = None,
    level: float = 0.95,
) -> Hazard:
    """Fit h_ik = 1 - exp(-exp(α_k + x_i'β)): exp(β) is the ratio of hazards of the continuous
    model underneath (Prentice & Gloeckler 1978).

    Parameters
    ----------
    periods
        The period, from 1, in which each project landed or was last seen open; a project seen
        open throughout period k has k.
    landed
        Whether it landed in that period.
    covariates
        Projects × covariates, no `nan`.
    clusters
        Such as the park of each project: standard errors then allow projects of one to go
        together (Liang & Zeger 1986, times G/(G-1)).

    Raises
    ------
    NotSupported
        Where a covariate separates those that land from those that do not: its coefficient has no
        finite estimate. The covariate is named.
    """
    last = np.asarray(periods, dtype=np.int64)
    events, x = flags_of(landed, "landed"), np.asarray(covariates, dtype=float)
    _check(last, events, x, names)
    _fail_if_separated(events, x, names)
    order = np.argsort(-last, kind="stable")
    fit = _Fit(last[order], events[order], _centred(x)[order])
    beta, alpha = _solve(fit, names)
    covariance = np.linalg.inv(fit.information(alpha, beta))
    groups = None
    if clusters is not None:
        label = np.unique(np.asarray(clusters), return_inverse=True)[1][order]
        groups = int(label.max()) + 1
        fail_unless(groups > 1, "there is one cluster only", hint="leave the clusters out")
        scores = fit.cluster_scores(alpha, beta, label, groups)
        covariance = covariance @ (scores.T @ scores) @ covariance * groups / (groups - 1)
    errors = np.sqrt(np.diag(covariance)[len(alpha) :])
    baseline = 1 - np.exp(-np.exp(alpha - x.mean(axis=0) @ beta))
    return Hazard(
        coefficients=tuple(
            _coefficient(name, float(b), float(e), level)
            for name, b, e in zip(names, beta, errors, strict=True)
        ),
        periods=tuple(int(k) for k in fit.periods),
        baseline=baseline,
        dropped_periods=fit.dropped,
        log_likelihood=fit.log_likelihood(alpha, beta),
        count=int(last.size),
        landed=int(events.sum()),
        rows=int(fit.sizes.sum()),
        clusters=groups,
        level=level,
    )


def _check(last: Ints, events: Flags, x: Floats, names: Sequence[str]) -> None:
    fail_unless(x.ndim == 2 and x.shape[1] == len(names), "one name for each covariate")
    fail_unless(last.size == events.size == x.shape[0], "arrays differ in length")
    fail_unless(bool((last >= 1).all()), "periods count from 1", column="periods")
    fail_unless(bool(np.isfinite(x).all()), "a covariate is missing", hint="leave the project out")
    fail_unless(bool(events.any()), "nothing has landed", hint="there is nothing to explain yet")
    for place, name in enumerate(names):
        fail_unless(
            float(np.ptp(x[:, place])) > 0,
            "the covariate does not vary",
            column=name,
            hint="drop it",
        )


def _fail_if_separated(events: Flags, x: Floats, names: Sequence[str]) -> None:
    """A value of a two-valued covariate with which nothing lands leaves no finite estimate."""
    for place, name in enumerate(names):
        values = np.unique(x[:, place])
        if values.size == 2:
            for value in values:
                if not events[x[:, place] == value].any():
                    raise _separated(name, f"no project with {name} = {value:g} has landed")


def _separated(name: str, reason: str) -> NotSupported:
    hint = "its effect has no finite estimate: drop it, or merge it with another class"
    return NotSupported(Problem(reason, column=name, hint=hint))


def _centred(x: Floats) -> Floats:
    return np.asarray(x - x.mean(axis=0))


class _Fit:
    """Project-periods without writing them out: sorted by time, those at risk in a period are the
    first so many."""

    def __init__(self, last: Ints, events: Flags, x: Floats):
        counts = np.bincount(last)
        at_risk = np.cumsum(counts[::-1])[::-1]
        landed = np.bincount(last[events], minlength=counts.size)
        informative = (landed > 0) & (landed < at_risk)
        informative[0] = False
        every = np.arange(1, counts.size)
        self.periods = np.flatnonzero(informative)
        self.dropped = tuple(int(k) for k in every[~informative[1:]])
        self.sizes = at_risk[self.periods]
        self.landed = landed[self.periods]
        self.last, self.events, self.x = last, events, x

    def start(self) -> Floats:
        """The baseline with all covariates at their mean."""
        return np.asarray(np.log(-np.log1p(-self.landed / self.sizes)))

    def _parts(self, alpha: Floats, beta: Floats) -> Iterator[tuple[int, Floats, Flags, Floats]]:
        """For each period: place, rows at risk, whether they landed in it, η, and exp(η)."""
        shift = self.x @ beta
        for place, (k, size) in enumerate(zip(self.periods, self.sizes, strict=True)):
            y = self.events[:size] & (self.last[:size] == k)
            rate = np.exp(np.clip(alpha[place] + shift[:size], -50, 30))
            yield place, self.x[:size], y, rate

    def log_likelihood(self, alpha: Floats, beta: Floats) -> float:
        total = 0.0
        for _, _, y, rate in self._parts(alpha, beta):
            total += float(np.log(-np.expm1(-rate[y])).sum() - rate[~y].sum())
        return total

    def score(self, alpha: Floats, beta: Floats) -> Floats:
        head, tail = np.zeros(len(alpha)), np.zeros(len(beta))
        for place, x, y, rate in self._parts(alpha, beta):
            residual = _residual(y, rate)
            head[place] = residual.sum()
            tail += residual @ x
        return np.append(head, tail)

    def information(self, alpha: Floats, beta: Floats) -> Floats:
        """Expected (Fisher) information, weights e^{2η}/(exp(e^η) - 1)."""
        size, p = len(alpha), len(beta)
        found = np.zeros((size + p, size + p))
        for place, x, _, rate in self._parts(alpha, beta):
            weight = np.where(rate > 1e-12, rate**2 / np.expm1(np.minimum(rate, 700)), rate)
            found[place, place] = weight.sum()
            found[place, size:] = weight @ x
            found[size:, size:] += (x * weight[:, None]).T @ x
        found[size:, :size] = found[:size, size:].T
        return found

    def cluster_scores(self, alpha: Floats, beta: Floats, label: Ints, groups: int) -> Floats:
        found = np.zeros((groups, len(alpha) + len(beta)))
        for place, x, y, rate in self._parts(alpha, beta):
            residual, own = _residual(y, rate), label[: y.size]
            found[:, place] += np.bincount(own, residual, groups)
            for j in range(x.shape[1]):
                found[:, len(alpha) + j] += np.bincount(own, residual * x[:, j], groups)
        return found


def _residual(y: Flags, rate: Floats) -> Floats:
    """∂ log-likelihood / ∂ η: e^η/(exp(e^η) - 1) where it landed, -e^η where it did not."""
    return np.where(y, rate / np.expm1(np.clip(rate, 1e-300, 700)), -rate)


def _solve(fit: _Fit, names: Sequence[str]) -> tuple[Floats, Floats]:
    """Fisher scoring with halved steps; refused where a coefficient runs away."""
    fail_unless(fit.periods.size > 0, "no period has both landings and open projects")
    alpha, beta = fit.start(), np.zeros(fit.x.shape[1])
    spread = fit.x.std(axis=0)
    value = fit.log_likelihood(alpha, beta)
    for _ in range(_ROUNDS):
        try:
            step = np.linalg.solve(fit.information(alpha, beta), fit.score(alpha, beta))
        except np.linalg.LinAlgError:
            hint = "drop one of those that say the same"
            raise NotSupported(Problem("covariates depend on one another", hint=hint)) from None
        for power in range(30):
            part = step * 0.5**power
            tried = alpha + part[: alpha.size], beta + part[alpha.size :]
            reached = fit.log_likelihood(*tried)
            if reached >= value - 1e-12 * abs(value):
                break
        (alpha, beta), gain, value = tried, reached - value, reached
        far = np.abs(beta) * spread
        if far.max(initial=0.0) > _RUNAWAY:
            name = names[int(far.argmax())]
            raise _separated(name, f"{name} separates those that land from those that do not")
        if abs(gain) <= _STEP * (abs(value) + 1) and np.abs(part).max() < 1e-6:
            return beta, alpha
    raise _separated(names[int((np.abs(beta) * spread).argmax())], "the fit does not settle")


def _coefficient(name: str, value: float, error: float, level: float) -> Coefficient:
    z = NormalDist().inv_cdf(0.5 + level / 2)
    return Coefficient(
        name=name,
        value=value,
        standard_error=error,
        ratio=float(np.exp(value)),
        low=float(np.exp(value - z * error)),
        high=float(np.exp(value + z * error)),
        p=math.erfc(abs(value) / error / math.sqrt(2)),  # both tails of the normal
    )
