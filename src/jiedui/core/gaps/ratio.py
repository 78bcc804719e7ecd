"""The ratio of two groups' pooled means, and what moved it: output or people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Floats
from jiedui.core.gaps.inputs import output_and_people

Members = Sequence[int] | Sequence[bool] | NDArray[Any]


@dataclass(frozen=True)
class PooledRatio:
    """How far the first group stands over the second, per person.

    Attributes
    ----------
    first_mean, second_mean
        Pooled mean of each group (sum of output over sum of people), in output units per head.
    ratio
        `first_mean / second_mean`.
    absolute_gap
        `first_mean - second_mean`, in the same unit as the means.
    output_ratio, population_ratio
        Total output, and total people, of the first group over the second;
        `ratio = output_ratio / population_ratio`.
    """

    first_mean: float
    second_mean: float
    ratio: float
    absolute_gap: float
    output_ratio: float
    population_ratio: float


@dataclass(frozen=True)
class RatioChange:
    """The change of ln(ratio) between two times, split in two parts that add up to it.

    Attributes
    ----------
    total
        ln(ratio after) - ln(ratio before).
    from_output
        Change of ln(output ratio): above zero when output moves to the first group.
    from_people
        Minus the change of ln(population ratio): below zero when people move to the first group.
    """

    total: float
    from_output: float
    from_people: float

    @property
    def people_share(self) -> float | None:
        """The part of people in the whole change; None where nothing changed."""
        return None if self.total == 0 else self.from_people / self.total


def pooled_mean(output: ArrayLike, people: ArrayLike) -> float:
    """Output per person of several regions taken together: sum over sum, never a mean of means.

    >>> pooled_mean([100.0, 300.0], [10.0, 10.0])
    20.0
    """
    Y, N = output_and_people(output, people)
    return float(Y.sum() / N.sum())


def pooled_ratio(
    output: ArrayLike, people: ArrayLike, *, first: Members, second: Members
) -> PooledRatio:
    """The ratio of pooled means of two groups, with the absolute gap beside it.

    R = (ΣY_first / ΣN_first) ÷ (ΣY_second / ΣN_second): the ratio that policy texts print
    (mission row A1), and not the mean of the regions' ratios.

    Parameters
    ----------
    output, people
        One number per region: output at least 0, people above 0, no gaps.
    first, second
        Positions or boolean masks of the two groups. The groups may overlap.

    Raises
    ------
    Refusal
        A figure is missing or out of range, a group is empty, the second group has no output.

    Examples
    --------
    >>> gap = pooled_ratio([300.0, 100.0], [10.0, 20.0], first=[0], second=[1])
    >>> gap.ratio, gap.absolute_gap, gap.output_ratio, gap.population_ratio
    (6.0, 25.0, 3.0, 0.5)
    """
    Y, N = output_and_people(output, people)
    output_first, people_first = _totals(Y, N, first, "first")
    output_second, people_second = _totals(Y, N, second, "second")
    first_mean, second_mean = output_first / people_first, output_second / people_second
    return PooledRatio(
        first_mean=first_mean,
        second_mean=second_mean,
        ratio=first_mean / second_mean,
        absolute_gap=first_mean - second_mean,
        output_ratio=output_first / output_second,
        population_ratio=people_first / people_second,
    )


def ratio_change(before: PooledRatio, after: PooledRatio) -> RatioChange:
    """Split a change of the ratio into output and people.

    ln R = ln(output ratio) - ln(population ratio), so the change of ln R is the change of the first
    term less that of the second: exact, without a residual.

    >>> early = pooled_ratio([200.0, 100.0], [10.0, 10.0], first=[0], second=[1])
    >>> late = pooled_ratio([200.0, 100.0], [20.0, 10.0], first=[0], second=[1])
    >>> change = ratio_change(early, late)
    >>> change.from_output, change.from_people == change.total
    (0.0, True)
    """
    from_output = math.log(after.output_ratio) - math.log(before.output_ratio)
    from_people = -(math.log(after.population_ratio) - math.log(before.population_ratio))
    return RatioChange(from_output + from_people, from_output, from_people)


def _totals(Y: Floats, N: Floats, members: Members, name: str) -> tuple[float, float]:
    chosen = np.asarray(members)
    if chosen.size == 0 or Y[chosen].size == 0:
        raise Refusal(Problem(f"the {name} group has no region", hint="choose another group"))
    if Y[chosen].sum() <= 0:
        raise Refusal(Problem(f"the {name} group has no output", hint="a ratio needs output"))
    return float(Y[chosen].sum()), float(N[chosen].sum())
