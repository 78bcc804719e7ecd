"""Does the company one keeps matter? Markov chains conditional on the neighbours' class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Floats
from jiedui.core.gaps.inputs import fail_unless_same_length, matrix
from jiedui.core.gaps.mobility import (
    MarkovChain,
    States,
    chain_of,
    fail_if_no_transition,
    transition_counts,
)


@dataclass(frozen=True)
class Homogeneity:
    """A test that all conditional chains are one: statistic, degrees of freedom, p-value."""

    statistic: float
    degrees: int
    p_value: float | None


@dataclass(frozen=True)
class SpatialMarkov:
    """One chain per class of the neighbours' mean, and two tests that the class does not matter.

    `conditional[l]` holds the transitions of regions whose neighbours stood in class l at the start
    of the step. `likelihood_ratio` and `chi_square` (Q) follow Bickenbach & Bode (2003); both count
    each region-year as independent, which overstates what neighbours and years really tell.
    """

    pooled: MarkovChain
    conditional: tuple[MarkovChain, ...]
    likelihood_ratio: Homogeneity
    chi_square: Homogeneity


def neighbour_mean(
    values: ArrayLike, regions: Sequence[str], neighbours: Mapping[str, Sequence[str]]
) -> Floats:
    """The unweighted mean of each region's neighbours, year by year.

    Parameters
    ----------
    values
        Regions × years.
    regions
        The region of each row.
    neighbours
        Neighbours of each region; those that have no row are left out.

    Raises
    ------
    Refusal
        A region has no neighbour among the rows (an island), named.
    """
    y = matrix(values, "values")
    fail_unless_same_length(values=y, regions=list(regions))
    place = {region: row for row, region in enumerate(regions)}
    rows = [
        sorted({place[n] for n in neighbours.get(region, ()) if n in place and n != region})
        for region in regions
    ]
    alone = [region for region, found in zip(regions, rows, strict=True) if not found]
    if alone:
        hint = "leave these regions out or name a neighbour for them"
        raise Refusal(Problem("region without neighbours", value=", ".join(alone), hint=hint))
    return np.stack([y[found].mean(axis=0) for found in rows])


def spatial_markov(own: States, around: States) -> SpatialMarkov:
    """Transition chains conditional on the class of the neighbours' mean (Rey 2001).

    Parameters
    ----------
    own
        Classes of the regions, as from `quantile_states` or `ratio_states`.
    around
        Classes of the neighbours' mean (`neighbour_mean`) of the same regions and years.
    """
    if own.classes.shape != around.classes.shape:
        shown = f"{own.classes.shape} and {around.classes.shape}"
        hint = "both need the same regions and years"
        raise Refusal(Problem("classes of regions and neighbours differ", value=shown, hint=hint))
    fail_if_no_transition(own)
    starts = around.classes[:, :-1]
    tables = [transition_counts(own, starts == level) for level in range(around.count)]
    pooled = chain_of(transition_counts(own))
    chains = tuple(chain_of(table) for table in tables)
    likelihood_ratio, chi_square, degrees = _statistics(pooled, chains)
    return SpatialMarkov(
        pooled, chains, _tested(likelihood_ratio, degrees), _tested(chi_square, degrees)
    )


def _statistics(pooled: MarkovChain, chains: Sequence[MarkovChain]) -> tuple[float, float, int]:
    """LR = 2ΣΣΣ n ln(p_l/p), Q = ΣΣΣ n_l (p_l - p)²/p, degrees Σ_i (a_i - 1)(b_i - 1).

    a_i counts the classes that class i ever moved to, b_i the neighbour classes it was seen in.
    """
    n = np.stack([chain.counts for chain in chains]).astype(float)
    p_l = np.stack([chain.probabilities for chain in chains])
    p = pooled.probabilities
    seen = n > 0
    ratio = np.divide(p_l, p, out=np.ones_like(p_l), where=seen)
    likelihood_ratio = float(2 * (n * np.log(ratio)).sum())
    started = n.sum(axis=2, keepdims=True)
    squares = np.divide((p_l - p) ** 2, p, out=np.zeros_like(p_l), where=(p > 0)[None, :, :])
    a = (pooled.counts > 0).sum(axis=1)
    b = (started[:, :, 0] > 0).sum(axis=0)
    degrees = int((np.maximum(a - 1, 0) * np.maximum(b - 1, 0)).sum())
    return likelihood_ratio, float((started * squares).sum()), degrees


def _tested(statistic: float, degrees: int) -> Homogeneity:
    """The upper tail of χ²; without degrees of freedom there is nothing to test."""
    if degrees == 0:
        return Homogeneity(statistic, 0, None)
    from scipy.special import gammaincc  # late: costs more than the rest of the package

    return Homogeneity(statistic, degrees, float(gammaincc(degrees / 2, statistic / 2)))
