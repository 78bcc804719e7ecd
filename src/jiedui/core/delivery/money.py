"""Money that followed the promise: mean cumulative paid-in per promised money (Nelson 2003)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from jiedui.core.delivery.inputs import Ints, amounts_of, days_of, fail_unless
from jiedui.core.errors import NotSupported, Problem
from jiedui.core.frames import Floats

ROUNDS = 400
_AT_ONCE = 50
_FEWEST_FIRMS = 5


@dataclass(frozen=True)
class MoneyCurve:
    """Paid-in money for each unit promised, by days since the origin.

    Attributes
    ----------
    days
        Days on which something was paid in, ascending.
    promised_followed
        Money promised by the projects still followed up on each day.
    paid_share
        Mean cumulative paid-in per promised money; above one where more was paid than promised.
    low, high
        Band from `rounds` samples of firms with replacement; None where it was not asked for.
    promised, paid_in
        Totals in the unit of the amounts, without regard to follow-up.
    count, firms, without_promise
        Projects used, their firms, and projects left out because no promised sum is known.
    """

    days: Floats
    promised_followed: Floats
    paid_share: Floats
    low: Floats | None
    high: Floats | None
    level: float
    rounds: int
    promised: float
    paid_in: float
    count: int
    firms: int
    without_promise: int

    def at(self, day: float) -> tuple[float, float | None, float | None]:
        """Paid share, low and high on a day."""
        i = int(np.searchsorted(self.days, day, side="right")) - 1
        if i < 0:
            return 0.0, None if self.low is None else 0.0, None if self.high is None else 0.0
        low = None if self.low is None else float(self.low[i])
        high = None if self.high is None else float(self.high[i])
        return float(self.paid_share[i]), low, high


def money_curve(
    promised: ArrayLike,
    followed_days: ArrayLike,
    firm: ArrayLike,
    *,
    payment_project: ArrayLike,
    payment_days: ArrayLike,
    payment_amounts: ArrayLike,
    generator: np.random.Generator | None = None,
    rounds: int = ROUNDS,
    level: float = 0.95,
) -> MoneyCurve:
    """Estimate M(t) = Σ_{s≤t} (paid in on day s) / (promised by those followed up to day s).

    Parameters
    ----------
    promised
        Money promised by each project, in any one unit; `nan`: unknown, and the project is left
        out and counted.
    followed_days
        Days from the origin to the last day of looking, also for a terminated project: what it
        never pays is a fact and no censoring.
    firm
        Whose project it is; the band takes firms with all their projects, because a firm's
        projects stand and fall together.
    payment_project, payment_days, payment_amounts
        One entry per payment: place of its project (from 0), days from the origin, money. Payments
        after a project's last day of looking do not count.
    generator
        Where the samples come from; None: no band.

    Notes
    -----
    Nelson 2003, Recurrent Events Data Analysis, chapter 3, with costs in place of counts. Because
    payments of a firm depend on one another, the naive variance is too small: hence the bootstrap.
    """
    owed, followed = amounts_of(promised, "promised"), days_of(followed_days, "followed_days")
    names = np.asarray(firm)
    fail_unless(owed.size == followed.size == names.size, "arrays differ in length")
    known = owed > 0
    _fail_without_promises(known)
    project = np.asarray(payment_project, dtype=np.int64)
    when, paid = days_of(payment_days, "payment_days"), amounts_of(payment_amounts, "payments")
    fail_unless(project.size == when.size == paid.size, "arrays of payments differ in length")
    fail_unless(
        bool(((project >= 0) & (project < owed.size)).all()), "a payment belongs to no project"
    )
    fail_unless(not np.isnan(paid).any(), "a payment has no amount", column="payments")
    used = known[project] & (when <= followed[project]) & (paid > 0)
    project, when, paid = project[used], when[used], paid[used]
    days, place = np.unique(when, return_inverse=True)
    firms, of_firm = np.unique(names[known], return_inverse=True)
    ends = np.searchsorted(days, followed[known], side="right")  # followed on days[:end]
    at_risk = _backwards(np.bincount(ends, owed[known], days.size + 1))[1:]
    payments = np.bincount(place, paid, days.size)
    share = np.cumsum(payments / at_risk) if days.size else np.zeros(0)
    low = high = None
    if generator is not None and days.size:
        _fail_with_few_firms(firms.size)
        whose = np.zeros(owed.size, dtype=np.int64)
        whose[known] = of_firm
        shape = (firms.size, days.size + 1)
        paid_by = sparse.csr_matrix((paid, (whose[project], place)), shape=shape)
        owed_by = sparse.csr_matrix((owed[known], (of_firm, ends)), shape=shape)
        low, high = _band(paid_by, owed_by, generator, rounds, level)
    return MoneyCurve(
        days=days,
        promised_followed=at_risk,
        paid_share=np.asarray(share),
        low=low,
        high=high,
        level=level,
        rounds=rounds if low is not None else 0,
        promised=float(owed[known].sum()),
        paid_in=float(paid.sum()),
        count=int(known.sum()),
        firms=int(firms.size),
        without_promise=int((~known).sum()),
    )


def _fail_without_promises(known: Ints | np.ndarray) -> None:
    if not np.any(known):
        hint = "fill in the promised sum of at least one project"
        raise NotSupported(Problem("no project has a promised sum", column="promised", hint=hint))


def _fail_with_few_firms(firms: int) -> None:
    if firms < _FEWEST_FIRMS:
        reason = "too few firms for a band by firm"
        hint = f"at least {_FEWEST_FIRMS}; ask for the curve without a band"
        raise NotSupported(Problem(reason, value=str(firms), hint=hint))


def _backwards(values: NDArray[Any]) -> Floats:
    """Running sums from the last to the first, along the last axis."""
    return np.asarray(np.cumsum(values[..., ::-1], axis=-1)[..., ::-1])


def _band(
    paid_by: sparse.csr_matrix,
    owed_by: sparse.csr_matrix,
    generator: np.random.Generator,
    rounds: int,
    level: float,
) -> tuple[Floats, Floats]:
    """Quantiles over samples of firms, some of them at once to bound memory."""
    firms = paid_by.shape[0]
    paid_on, owed_until = paid_by.T.tocsr()[:-1], owed_by.T.tocsr()
    curves = []
    for start in range(0, rounds, _AT_ONCE):
        size = min(_AT_ONCE, rounds - start)
        drawn = generator.integers(firms, size=(firms, size)) * size + np.arange(size)
        times = np.bincount(drawn.ravel(), minlength=firms * size).astype(float)
        times = times.reshape(firms, size)
        paid = paid_on @ times
        at_risk = _backwards((owed_until @ times).T).T[1:]
        steps = np.divide(paid, at_risk, out=np.zeros_like(paid), where=at_risk > 0)
        curves.append(np.cumsum(steps, axis=0))
    both = np.concatenate(curves, axis=1)
    edges = np.quantile(both, [0.5 - level / 2, 0.5 + level / 2], axis=1)
    return edges[0], edges[1]
