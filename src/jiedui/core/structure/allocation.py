"""How evenly output and people sit together: the factor-allocation view of a province.

Mission A12 (综合提升省域的要素空间配置效率). A11 asks for total factor productivity: until capital
stocks are given, labour productivity stands in its slot, and the result says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import ArrayLike

from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Floats
from jiedui.core.structure._tables import fail_if_shapes_differ


@dataclass(frozen=True)
class Allocation:
    """Output against people, per region.

    `gap` is output share − population share (adds to 0); `misplaced` is half the sum of its
    absolute values: the share of output that would have to move for equal output per head.
    `dispersion` is the labour-weighted deviation of ln(output per head); `productivity` names
    what the dispersion is of.
    """

    gap: Floats
    misplaced: float
    dispersion: float
    productivity: str


def factor_allocation(
    output: ArrayLike, people: ArrayLike, *, productivity: str = "labour"
) -> Allocation:
    """Output shares against the shares of people (residents or workers: name them).

    Refuses zero or missing figures: a logarithm of nothing is not a productivity.

    >>> result = factor_allocation([75, 25], [50, 50])
    >>> result.gap.tolist(), result.misplaced
    ([0.25, -0.25], 0.25)
    """
    made, counted = _positive(output, "output"), _positive(people, "people")
    fail_if_shapes_differ(made, counted, what="people")
    share, weight = made / made.sum(), counted / counted.sum()
    gap = share - weight
    log_productivity = np.log(made / counted)
    centred = log_productivity - weight @ log_productivity
    return Allocation(
        gap=cast(Floats, gap),
        misplaced=float(np.abs(gap).sum() / 2),
        dispersion=float(np.sqrt(weight @ centred**2)),
        productivity=productivity,
    )


def _positive(values: ArrayLike, what: str) -> Floats:
    amounts = np.array(values, dtype=float)
    if amounts.ndim != 1 or amounts.size == 0 or not (np.isfinite(amounts) & (amounts > 0)).all():
        raise Refusal(Problem("needs one figure above zero per region", column=what))
    return amounts
