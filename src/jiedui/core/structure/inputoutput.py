"""What industries need from one another: Leontief, Ghosh, linkages, regional tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
from numpy.typing import ArrayLike

from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Floats
from jiedui.core.structure._tables import (
    fail_if_not_amounts,
    fail_if_shapes_differ,
    square,
    structure_vector,
)

SensitivityBy = Literal["ghosh", "leontief_rows"]
Surplus = Literal["lq_weighted", "excess"]

# An inverse below this is a table in which some industry uses more than it makes.
NOT_PRODUCTIVE = -1e-9


@dataclass(frozen=True)
class Linkages:
    """Influence and sensitivity of each industry; 1 is the average industry.

    `sensitivity_by` says which inverse the sensitivity comes from: the rows of Leontief's (the
    old practice of Chinese tables, weighs demand where it should weigh supply) or Ghosh's.
    """

    influence: Floats
    sensitivity: Floats
    sensitivity_by: SensitivityBy


@dataclass(frozen=True)
class Complementarity:
    """How much of what `b` lacks for its own industries `a` could supply, 0 to 1; a → b only.

    `value` is None when b lacks nothing: there is no need to be met, which is not a 0.
    All amounts are in the unit of the outputs given, one figure per industry.
    """

    value: float | None
    surplus: Floats
    need: Floats
    met: Floats


def technical_coefficients(flows: ArrayLike, output: ArrayLike) -> Floats:
    """A, a_ij = z_ij / x_j: what one unit of j takes from i. A column without output is zero.

    Source: Miller & Blair 2009, Input-Output Analysis, ch. 2.

    >>> technical_coefficients([[20, 30], [40, 15]], [100, 150]).tolist()
    [[0.2, 0.2], [0.4, 0.1]]
    """
    z, x = _table(flows, output)
    return np.divide(z, x[np.newaxis, :], out=np.zeros_like(z), where=x[np.newaxis, :] > 0)


def distribution_coefficients(flows: ArrayLike, output: ArrayLike) -> Floats:
    """H, h_ij = z_ij / x_i: where one unit of i goes. A row without output is zero.

    >>> distribution_coefficients([[20, 30], [40, 15]], [100, 150]).round(3).tolist()
    [[0.2, 0.3], [0.267, 0.1]]
    """
    z, x = _table(flows, output)
    return np.divide(z, x[:, np.newaxis], out=np.zeros_like(z), where=x[:, np.newaxis] > 0)


def leontief(coefficients: ArrayLike) -> Floats:
    """B = (I − A)⁻¹, b_ij: what i must make for one unit of final demand for j.

    Refuses a table that cannot produce (an industry that uses up more than it makes).

    >>> leontief([[0.2, 0.2], [0.4, 0.1]]).round(5).tolist()
    [[1.40625, 0.3125], [0.625, 1.25]]
    """
    return _inverse(square(coefficients, what="input coefficients"))


def ghosh(coefficients: ArrayLike) -> Floats:
    """G = (I − H)⁻¹, g_ij: what one unit of primary input in i moves in j. Source: Ghosh 1958."""
    return _inverse(square(coefficients, what="distribution coefficients"))


def influence(inverse: ArrayLike) -> Floats:
    """F_j = Σ_i b_ij / [(1/n) ΣΣ b]: the pull of j on all others. Source: Rasmussen 1956."""
    b = square(inverse, what="Leontief inverse")
    return cast(Floats, b.sum(axis=0) / b.sum() * b.shape[0])


def sensitivity(inverse: ArrayLike) -> Floats:
    """E_i = Σ_j g_ij / [(1/n) ΣΣ g], on the rows of Ghosh's inverse or, old practice, of B."""
    g = square(inverse, what="inverse")
    return cast(Floats, g.sum(axis=1) / g.sum() * g.shape[0])


def linkages(
    flows: ArrayLike, output: ArrayLike, *, sensitivity_by: SensitivityBy = "ghosh"
) -> Linkages:
    """Influence on Leontief's inverse and sensitivity on the inverse that is named."""
    b = leontief(technical_coefficients(flows, output))
    forward = (
        b if sensitivity_by == "leontief_rows" else ghosh(distribution_coefficients(flows, output))
    )
    return Linkages(influence(b), sensitivity(forward), sensitivity_by)


def flq_coefficients(
    coefficients: ArrayLike,
    *,
    region: ArrayLike,
    nation: ArrayLike,
    delta: float,
) -> Floats:
    """Regional input coefficients from national ones by Flegg's location quotient.

    a^r_ij = a_ij · min(FLQ_ij, 1), FLQ_ij = CILQ_ij · λ, λ = [log₂(1 + E_r / E)]^δ, with
    CILQ_ij = LQ_i / LQ_j off the diagonal and LQ_i on it. The part of a_ij that is left over is
    brought in from elsewhere. Cities publish no table, so this is an estimate, and δ a choice
    (0.1 to 0.4 in the literature): show the result for several.

    Parameters
    ----------
    coefficients
        National A.
    region, nation
        Size of each industry (employment or output, one unit) in the region and in the nation.
    delta
        0 or more and below 1. The larger, the more a small region imports.

    Source: Flegg & Webber 1997, Regional Studies 31:795.

    >>> flq_coefficients([[0.2, 0.2], [0.4, 0.1]], region=[1, 1], nation=[2, 2], delta=0).tolist()
    [[0.2, 0.2], [0.4, 0.1]]
    """
    a = square(coefficients, what="national coefficients")
    here, all_over = (
        structure_vector(region, what="region"),
        structure_vector(nation, what="nation"),
    )
    fail_if_shapes_differ(a[0], here, what="region")
    fail_if_shapes_differ(here, all_over, what="nation")
    _fail_if_part_exceeds_whole(here, all_over, delta)
    share = here.sum() / all_over.sum()
    part = np.divide(here, all_over, out=np.zeros_like(here), where=all_over > 0)
    quotient = part / share
    cross = _cross_quotients(quotient)
    return cast(Floats, a * np.minimum(cross * np.log2(1 + share) ** delta, 1.0))


def need(coefficients: ArrayLike, output: ArrayLike) -> Floats:
    """d_k = Σ_m a_km X_m − X_k, where positive: what a region's industries lack in k.

    Only what industries use counts, not households: the need is a lower bound.

    >>> need([[0.2, 0.2], [0.4, 0.1]], [10, 200]).tolist()
    [32.0, 0.0]
    """
    a, x = _coefficients_and_output(coefficients, output)
    return cast(Floats, np.maximum(a @ x - x, 0.0))


def surplus(quotients: ArrayLike, output: ArrayLike, *, rule: Surplus = "lq_weighted") -> Floats:
    """a⁺_k: what a region has of k beyond its share.

    `lq_weighted` is max(LQ_k − 1, 0) · X_k, `excess` the amount above the region's share of the
    reference, max(1 − 1/LQ_k, 0) · X_k. The first may exceed what the region makes: it is an
    index of strength and is capped only by the partner's need. Both are our own construction.

    >>> surplus([3, 0.5], [30, 10]).tolist(), surplus([2, 0.5], [30, 10], rule="excess").tolist()
    ([60.0, 0.0], [15.0, 0.0])
    """
    lq, x = np.array(quotients, dtype=float), structure_vector(output, what="output")
    fail_if_shapes_differ(lq, x, what="quotients")
    lq = np.where(np.isnan(lq), 0.0, lq)
    fail_if_not_amounts(lq, what="quotients")
    if rule == "lq_weighted":
        return cast(Floats, np.maximum(lq - 1, 0.0) * x)
    return cast(Floats, (1 - 1 / np.maximum(lq, 1.0)) * x)


def complementarity(
    coefficients: ArrayLike,
    *,
    supplier_output: ArrayLike,
    supplier_quotients: ArrayLike,
    buyer_output: ArrayLike,
    rule: Surplus = "lq_weighted",
) -> Complementarity:
    """Supply-demand complementarity C_ab = Σ_k min(a⁺_k, d_bk) / Σ_k d_bk, from a to b.

    Bounded by 0 and 1 and asymmetric: that Suzhou can supply what Suqian lacks says nothing of
    the other direction. This is our own construction, because Chinese cities publish no trade
    between them; `a⁺` is `surplus`, `d` is `need`, all in the unit of output.

    >>> complementarity([[0.2, 0.2], [0.4, 0.1]], supplier_output=[8, 2],
    ...     supplier_quotients=[3, 0.5], buyer_output=[10, 200]).value
    0.5
    """
    d = need(coefficients, buyer_output)
    a_plus = surplus(supplier_quotients, supplier_output, rule=rule)
    fail_if_shapes_differ(d, a_plus, what="supplier")
    met = np.minimum(a_plus, d)
    total = float(d.sum())
    value = min(float(met.sum()) / total, 1.0) if total > 0 else None
    return Complementarity(value, a_plus, d, met)


def _table(flows: ArrayLike, output: ArrayLike) -> tuple[Floats, Floats]:
    return _coefficients_and_output(flows, output)


def _coefficients_and_output(matrix: ArrayLike, output: ArrayLike) -> tuple[Floats, Floats]:
    z, x = square(matrix, what="matrix"), structure_vector(output, what="output")
    fail_if_shapes_differ(z[0], x, what="output")
    return z, x


def _inverse(coefficients: Floats) -> Floats:
    identity = np.eye(coefficients.shape[0])
    try:
        inverse = np.linalg.solve(identity - coefficients, identity)
    except np.linalg.LinAlgError:
        inverse = np.full_like(coefficients, np.nan)
    if not np.isfinite(inverse).all() or (inverse < NOT_PRODUCTIVE).any():
        raise Refusal(
            Problem(
                "the table cannot produce: some industries use more than they make",
                hint="check that flows and output are in one unit and rows supply columns",
            )
        )
    return cast(Floats, np.maximum(inverse, 0.0))


def _cross_quotients(quotient: Floats) -> Floats:
    """LQ_i / LQ_j, and LQ_i on the diagonal; a buyer that is not there buys nothing."""
    wide = np.broadcast_to(quotient[np.newaxis, :], (quotient.size, quotient.size))
    cross = np.zeros_like(wide)
    np.divide(quotient[:, np.newaxis], wide, out=cross, where=wide > 0)
    np.fill_diagonal(cross, quotient)
    return cross


def _fail_if_part_exceeds_whole(region: Floats, nation: Floats, delta: float) -> None:
    if (region > nation).any():
        place = int(np.flatnonzero(region > nation)[0])
        raise Refusal(
            Problem(
                "the region holds more of an industry than the nation",
                value=f"industry {place}",
                hint="give both in one unit and one year",
            )
        )
    if not 0 <= delta < 1:
        raise Refusal(Problem("delta lies from 0 to below 1", value=str(delta)))
