"""Which industries live together, which are near at hand, how complex a place is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import ArrayLike

from jiedui.core.errors import NotSupported, Problem, Refusal
from jiedui.core.frames import Floats
from jiedui.core.structure.location import Bools, location_quotients

# Two eigenvalues nearer than this are one: the eigenvector between them is not determined.
EIGENVALUES_APART = 1e-9
CORRELATION_SEEN = 1e-9
ROUNDING = 1e-9


@dataclass(frozen=True)
class Complexity:
    """Economic complexity of regions and industries, standardised to mean 0 and deviation 1.

    `industry_index` is NaN where no region has the industry.
    """

    region_index: Floats
    industry_index: Floats
    diversity: Floats
    ubiquity: Floats


def revealed_advantage(values: ArrayLike) -> Floats:
    """RCA of Balassa 1965: the location quotient against the sum of the regions given.

    >>> revealed_advantage([[2, 2], [1, 3]]).round(3).tolist()
    [[1.333, 0.8], [0.667, 1.2]]
    """
    return location_quotients(values)


def presence(advantage: ArrayLike, *, at_least: float = 1.0) -> Bools:
    """M_jp: region j has industry p when its RCA is `at_least` 1. NaN counts as absent.

    An RCA that is 1 but for rounding counts as 1.
    """
    known = np.nan_to_num(np.array(advantage, dtype=float), nan=0.0)
    return cast(Bools, known >= at_least - ROUNDING)


def proximity(present: ArrayLike) -> Floats:
    """φ_pq = min{P(p | q), P(q | p)} over regions: how often two industries live together.

    Industries that no region has are near to nothing (0). The diagonal is 0 by our convention:
    an industry is no evidence for itself, which matters in `density`.
    Source: Hidalgo, Klinger, Barabási & Hausmann 2007, Science 317:482.

    >>> proximity([[1, 1, 0], [1, 0, 1]]).tolist()
    [[0.0, 0.5, 0.5], [0.5, 0.0, 0.0], [0.5, 0.0, 0.0]]
    """
    m = _matrix(present)
    together, ubiquity = m.T @ m, m.sum(axis=0)
    larger = np.maximum.outer(ubiquity, ubiquity)
    near = np.divide(together, larger, out=np.zeros_like(together), where=larger > 0)
    np.fill_diagonal(near, 0.0)
    return cast(Floats, near)


def density(present: ArrayLike, near: ArrayLike) -> Floats:
    """ω_jp = Σ_q M_jq φ_qp / Σ_q φ_qp: how much of what lives with p is already in region j.

    From 0 to 1; NaN for an industry that is near to none. An industry to propose has high
    density and is absent today.

    >>> density([[1, 1, 0], [1, 0, 1]], proximity([[1, 1, 0], [1, 0, 1]])).tolist()
    [[0.5, 1.0, 1.0], [0.5, 1.0, 1.0]]
    """
    m, phi = _matrix(present), np.array(near, dtype=float)
    all_near = phi.sum(axis=0)
    result = np.full(m.shape, np.nan)
    np.divide(m @ phi, all_near, out=result, where=np.broadcast_to(all_near > 0, m.shape))
    return result


def complexity(present: ArrayLike) -> Complexity:
    """ECI: the second eigenvector of M̃_cc' = Σ_p M_cp M_c'p / (k_c k_p), standardised.

    An eigenvector has no sign of its own: it is fixed so that the index goes with diversity.

    Errors
    ------
    Refusal for a region without any present industry; NotSupported when the second eigenvalue is
    not alone (regions fall into blocks that share nothing) or diversity cannot fix the sign.

    Source: Hidalgo & Hausmann 2009, PNAS 106:10570.
    """
    m = _matrix(present)
    diversity, ubiquity = m.sum(axis=1), m.sum(axis=0)
    _fail_if_bare(diversity)
    known = ubiquity > 0
    kept = m[:, known]
    vector = _second_eigenvector(kept, diversity, ubiquity[known])
    index = _standardised(_signed(vector, diversity))
    industries = np.full(m.shape[1], np.nan)
    industries[known] = _standardised((kept.T @ index) / ubiquity[known])
    return Complexity(index, industries, diversity, ubiquity)


def _second_eigenvector(m: Floats, diversity: Floats, ubiquity: Floats) -> Floats:
    """M̃ is similar to a symmetric matrix, whose eigenvectors are real and stable to compute."""
    root = np.sqrt(diversity)
    symmetric = (m / ubiquity) @ m.T / np.outer(root, root)
    eigenvalues, vectors = np.linalg.eigh(symmetric)
    _fail_if_not_alone(eigenvalues)
    second: Floats = vectors[:, -2] / root
    return second


def _fail_if_not_alone(eigenvalues: Floats) -> None:
    descending = eigenvalues[::-1]
    near = (
        [abs(descending[1] - other) for other in (descending[0], *descending[2:3])]
        if (descending.size > 1)
        else [0.0]
    )
    if min(near) < EIGENVALUES_APART:
        raise NotSupported(
            Problem(
                "complexity is not determined: the second eigenvalue is not alone",
                hint="too few regions or industries, or blocks of regions that share no industry",
            )
        )


def _signed(vector: Floats, diversity: Floats) -> Floats:
    spread = diversity.std() * vector.std()
    together = float(((vector - vector.mean()) * (diversity - diversity.mean())).mean())
    if spread < CORRELATION_SEEN or abs(together / spread) < CORRELATION_SEEN:
        raise NotSupported(
            Problem(
                "the sign of complexity is not determined: it does not go with diversity",
                hint="give more regions or a finer classification",
            )
        )
    return cast(Floats, vector * np.sign(together))


def _standardised(values: Floats) -> Floats:
    deviation = values.std()
    if deviation < CORRELATION_SEEN:
        return np.zeros_like(values)
    return cast(Floats, (values - values.mean()) / deviation)


def _fail_if_bare(diversity: Floats) -> None:
    bare = np.flatnonzero(diversity == 0)
    if bare.size:
        raise Refusal(
            Problem(
                "a region has no industry with an advantage",
                value=f"row {int(bare[0])}",
                hint="leave the region out or lower the bound of presence",
            )
        )


def _matrix(present: ArrayLike) -> Floats:
    m = np.array(present, dtype=float)
    if m.ndim != 2 or not np.isin(m, (0.0, 1.0)).all():
        raise Refusal(Problem("presence is a matrix of regions × industries with 0 and 1"))
    return m
