"""The shape of the distribution: a Gaussian kernel density with its bandwidth stated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Floats
from jiedui.core.gaps.inputs import fail_at, fail_unless_same_length, vector

POINTS = 201
REACH_BANDWIDTHS = 4.0


@dataclass(frozen=True)
class Density:
    """`density` at `points`; it integrates to one over the whole line.

    `bandwidth` is in the unit of the values; `weighted` says whether people were the weights.
    """

    points: Floats
    density: Floats
    bandwidth: float
    weighted: bool

    def peaks(self) -> tuple[float, ...]:
        """Points higher than both neighbours: more than one suggests clubs.

        Neighbouring points of equal height count as one, the first: a peak may lie between two.
        """
        first = np.flatnonzero(np.append(True, np.diff(self.density) != 0))
        height = self.density[first]
        inner = height[1:-1]
        high = (inner > height[:-2]) & (inner > height[2:])
        return tuple(self.points[first[1:-1][high]].tolist())


def kernel_density(
    values: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    bandwidth: float | None = None,
    points: ArrayLike | None = None,
) -> Density:
    """Estimate f(x) = Σ w_i K((x - x_i)/h)/h with a Gaussian K (Silverman 1986, eq. 3.31).

    Parameters
    ----------
    values
        One number per region, at least two that differ.
    weights
        People of each region, above zero; none: each region counts once. Weight by people where
        the Theil index beside it is weighted.
    bandwidth
        h in the unit of `values`; none: `silverman_bandwidth`.
    points
        Where to evaluate; none: 201 points that reach four bandwidths beyond the data.

    Examples
    --------
    >>> shape = kernel_density([1.0, 2.0, 4.0])
    >>> step = shape.points[1] - shape.points[0]
    >>> bool(abs(shape.density.sum() * step - 1) < 1e-3)
    True
    """
    x = vector(values, "values")
    w = _weights(weights, x)
    h = silverman_bandwidth(x, weights=weights) if bandwidth is None else bandwidth
    if not (np.isfinite(h) and h > 0):
        raise Refusal(Problem("bandwidth is not above zero", value=str(h), hint="give one above 0"))
    at = _grid(x, h) if points is None else vector(points, "points")
    z = (at[:, None] - x[None, :]) / h
    density = np.exp(-0.5 * z**2) @ w / (h * np.sqrt(2 * np.pi))
    return Density(at, density, float(h), weights is not None)


def silverman_bandwidth(values: ArrayLike, *, weights: ArrayLike | None = None) -> float:
    """Silverman's rule of thumb h = 0.9 min(sd, IQR/1.34) n^(-1/5).

    With weights w (summing to one): the weighted sd and quartiles, and n = 1/Σw² (Kish). Where the
    quartiles coincide the sd stands alone.

    >>> round(silverman_bandwidth([1.0, 2.0, 3.0, 4.0, 5.0]), 6)
    0.973585
    """
    x = vector(values, "values")
    w = _weights(weights, x)
    n = 1 / float(w @ w)
    if x.size < 2 or np.ptp(x) == 0:
        raise Refusal(Problem("values do not differ", hint="a density needs at least two values"))
    sd = float(np.sqrt(w @ (x - w @ x) ** 2 * n / (n - 1)))
    if weights is None:
        low, high = np.quantile(x, [0.25, 0.75])
    else:
        low, high = _weighted_quantile(x, w, 0.25), _weighted_quantile(x, w, 0.75)
    width = float(high - low) / 1.34
    return float(0.9 * (min(sd, width) if width > 0 else sd) * n**-0.2)


def _weights(weights: ArrayLike | None, x: Floats) -> Floats:
    if weights is None:
        return np.full(x.size, 1 / x.size)
    w = vector(weights, "weights")
    fail_unless_same_length(values=x, weights=w)
    fail_at(w <= 0, w, "weights", "weight is not above zero", "leave the region out")
    return np.asarray(w / w.sum())


def _weighted_quantile(x: Floats, w: Floats, share: float) -> float:
    """The value at which the cumulated weight, taken at each value's middle, reaches `share`."""
    order = np.argsort(x, kind="stable")
    middle = np.cumsum(w[order]) - w[order] / 2
    return float(np.interp(share, middle, x[order]))


def _grid(x: Floats, h: float) -> Floats:
    return np.linspace(x.min() - REACH_BANDWIDTHS * h, x.max() + REACH_BANDWIDTHS * h, POINTS)
