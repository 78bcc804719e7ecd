"""A convex quadratic under lower bounds, by conjugate gradients with proportioning (MPRGP).

Z. Dostál, J. Schöberl, Minimizing quadratic functions over non-negative cone with the rate of
convergence and finite termination, Computational Optimization and Applications 30 (2005) 23–43.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from jiedui.core.matching.instance import Floats

FLATTEST = 1e-6


def minimise_above(
    product: Callable[[Floats], Floats],
    gradient: Floats,
    lower: Floats,
    *,
    step: float,
    accuracy: float,
    products_max: int,
) -> tuple[Floats, int]:
    """Minimise ½ y'Hy + gradient·y over y >= lower (lower <= 0), starting from 0.

    `product` gives H y, whose largest eigenvalue is about 1 / `step`. Stops where the projected
    gradient has shrunk to `accuracy` of its first squared length. Returns y and the products taken.

    >>> y, _ = minimise_above(lambda y: y, np.array([1.0, -2.0]), np.array([-0.5, -9.0]),
    ...                       step=1.0, accuracy=1e-12, products_max=9)
    >>> y.tolist()
    [-0.5, 2.0]
    """
    y, q, taken = np.zeros_like(gradient), gradient.copy(), 0
    free, chopped = split(y, q, lower)
    direction = free.copy()
    first = float(free @ free + chopped @ chopped)
    while taken < products_max and free @ free + chopped @ chopped > accuracy * first > 0:
        if chopped @ chopped <= free @ free:
            image = product(direction)
            taken += 1
            curve = curvature(direction, image)
            length = float(q @ direction) / curve
            if length <= room(y, direction, lower):
                y, q = y - length * direction, q - length * image
                free, chopped = split(y, q, lower)
                direction = free - (free @ image) / curve * direction
                continue
            y = np.maximum(y - length * direction, lower)
            q = product(y) + gradient
            y = np.maximum(y - step * np.where(y > lower, q, 0), lower)
            q = product(y) + gradient
            taken += 2
        else:
            image = product(chopped)
            taken += 1
            length = float(q @ chopped) / curvature(chopped, image)
            y, q = y - length * chopped, q - length * image  # upwards: away from the bounds
        free, chopped = split(y, q, lower)
        direction = free.copy()
    return y, taken


def curvature(direction: Floats, image: Floats) -> float:
    """direction · H direction; where rounding leaves less than hardly any, that."""
    return max(float(direction @ image), FLATTEST * float(direction @ direction))


def split(y: Floats, q: Floats, lower: Floats) -> tuple[Floats, Floats]:
    """The gradient where y may move both ways, and where it stands at its bound and wants up."""
    above = y > lower
    return np.where(above, q, 0.0), np.where(above, 0.0, np.minimum(q, 0.0))


def room(y: Floats, direction: Floats, lower: Floats) -> float:
    """How far y − length · direction may go before it meets a bound."""
    down = direction > 0
    if not down.any():
        return float("inf")
    return float(((y[down] - lower[down]) / direction[down]).min())
