"""The tables that terms are made of, each with its definition: industries or homes × parks.

Mission C3-C6, C9, C20, C21. S industries, L homes, M parks. What stands in a park is given as
`present` (M, S): 1 where an industry is one of its own, less where it is only near at hand, 0
where it is not there, a row of NaN where nothing is known of a park.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jiedui.core.errors import Problem, Refusal
from jiedui.core.matching.sides import Floats

GapKind = Literal["strengthen", "fill", "extend", ""]
GAP_KINDS: tuple[GapKind, ...] = ("", "strengthen", "fill", "extend")
EARTH_KM = 6371.0088


@dataclass(frozen=True)
class ChainFit:
    """How far an industry would join the chain of a park.

    Attributes
    ----------
    value
        (S, M) 0 to 1: the weight of the kind of gap × the strength of the strongest link.
    kind
        (S, M) index into `GAP_KINDS`: 强链, 补链, 延链, or none.
    supplier, buyer
        (S, M) the industry at hand that would supply it, or buy from it, most; -1 for none.
    """

    value: Floats
    kind: NDArray[np.int8]
    supplier: NDArray[np.int32]
    buyer: NDArray[np.int32]


@dataclass(frozen=True)
class Nearest:
    """How near an industry is to the nearest one in a park, and which that is (-1 for none)."""

    value: Floats
    industry: NDArray[np.int32]


def chain_fit(
    coefficients: ArrayLike,
    present: ArrayLike,
    *,
    partner: ArrayLike | None = None,
    partner_share: float = 0.5,
    small: ArrayLike | None = None,
    threshold: float = 0.02,
    full_at: float = 0.1,
    kinds: tuple[float, float, float] = (0.7, 1.0, 0.8),
) -> ChainFit:
    """Gap of the chain that an industry would close at each park (强链、补链、延链).

    A delivery a_ij of at least `threshold` of the buyer's output is a link; its strength is
    a_ij / `full_at`, at most 1, times how far the neighbour is present. An industry is there when
    its own presence is 1. Missing with a supplier and a buyer at hand it fills the chain, with one
    of them it extends it. There already, with a neighbour at hand, it strengthens it, if `small`
    (M, S) says that it is small there or nothing (NaN) is known of its size; where it is known
    not to be small there is no gap.

    Parameters
    ----------
    coefficients
        a_ij, input of i per unit of output of j.
    partner
        (M, S) what stands on the other side of the park's pair; counts `partner_share` as much.
    kinds
        Weights of strengthen, fill, extend. Our choice: what is missing comes first.
    """
    a = _square(coefficients)
    own = _presence(present, len(a))
    there = own if partner is None else np.fmax(own, partner_share * _presence(partner, len(a)))
    links = _links(a, threshold, full_at)
    # An industry is its own neighbour only where it is there: then newcomers deliver to it.
    own_kind = np.where(own >= 1, own, 0.0)
    buyer, down = _strongest(links, there, own_kind)
    supplier, up = _strongest(links.T, there, own_kind)
    kind = _gap_kinds(own, up, down, small)
    weight = np.array((0.0, *kinds))[kind]
    value = weight * np.maximum(up, down)
    value[:, np.isnan(own).all(axis=1)] = np.nan
    return ChainFit(value, kind, np.where(up > 0, supplier, -1), np.where(down > 0, buyer, -1))


def relatedness(near: ArrayLike, present: ArrayLike) -> Nearest:
    """How near an industry is to the nearest that the park has: max_q present_jq × φ_qk, φ_kk = 1.

    The nearest one, not the mean over all (`core.structure.density`): a zone names three words,
    and a mean over three says how many words it wrote. `near` is `core.structure.proximity`.

    >>> relatedness([[0, 0.4], [0.4, 0]], [[1, 0]]).value.tolist()
    [[1.0], [0.4]]
    """
    phi = _square(near)
    np.fill_diagonal(phi, 1.0)
    own = _presence(present, len(phi))
    industry, value = _strongest(phi.T, own, own)
    value[:, np.isnan(own).all(axis=1)] = np.nan
    return Nearest(value, np.where(value > 0, industry, -1))


def distances_km(homes: ArrayLike, parks: ArrayLike) -> Floats:
    """Great-circle distances (L, M) between points (longitude, latitude) in degrees.

    >>> distances_km([[120.0, 31.0]], [[120.0, 32.0]]).round(1).tolist()
    [[111.2]]
    """
    there, here = (np.radians(np.array(points, dtype=float, ndmin=2)) for points in (parks, homes))
    apart = there[np.newaxis, :, :] - here[:, np.newaxis, :]
    cosines = np.cos(here[:, np.newaxis, 1]) * np.cos(there[np.newaxis, :, 1])
    half = np.sin(apart[..., 1] / 2) ** 2 + cosines * np.sin(apart[..., 0] / 2) ** 2
    return cast(Floats, 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))))


def nearness(kilometres: ArrayLike, *, half_at: float = 200.0) -> Floats:
    """1 next door, a half at `half_at` km, a quarter at twice that: 2^(-d / half_at).

    >>> nearness([0.0, 200.0, 400.0]).tolist()
    [1.0, 0.5, 0.25]
    """
    if not half_at > 0:
        raise Refusal(Problem("the half distance is above 0 km", value=str(half_at)))
    return cast(Floats, np.exp2(-np.asarray(kilometres, dtype=float) / half_at))


def level_step(home: ArrayLike, park: ArrayLike, *, full_at: float = 3.0) -> Floats:
    """How far the park lies below the home in level: ln(home / park) / ln(full_at), 0 to 1; (L, M).

    With GDP per person of both: 0 where the park is as rich, 1 where the home is `full_at` times
    as rich. NaN where either is not known.

    >>> level_step([90.0], [90.0, 30.0, 180.0]).tolist()
    [[0.0, 1.0, 0.0]]
    """
    high, low = (np.asarray(side, dtype=float) for side in (home, park))
    ratio = high[:, np.newaxis] / low[np.newaxis, :]
    return cast(Floats, np.clip(np.log(ratio) / np.log(full_at), 0.0, 1.0))


def up_to(values: ArrayLike, enough: float) -> Floats:
    """A quotient as a term: its share of what is enough, at most 1.

    >>> up_to([0.5, 1.0, 3.0], 1.0).tolist()
    [0.5, 1.0, 1.0]
    """
    return cast(Floats, np.clip(np.asarray(values, dtype=float) / enough, 0.0, 1.0))


def low_end(
    high_tech: ArrayLike,
    *,
    value_added_rate: ArrayLike,
    reference_rate: ArrayLike,
    rd_share: ArrayLike,
    enough_rd: float,
    assembly_only: ArrayLike,
) -> Floats:
    """高端产业低端化: how far a project of a high-tech industry would only do its low-end links.

    The mean of what is known of three signs: value added below the industry's national rate (by
    the share it falls short), research below `enough_rd` of sales (likewise), and assembly only
    (0 or 1). 0 for an industry that is not high-tech, NaN where no sign is known. Mission C20.

    >>> low_end([1, 1, 0], value_added_rate=[0.1, np.nan, np.nan], reference_rate=[0.2, 0.2, 0.2],
    ...     rd_share=[0.0, np.nan, 0.0], enough_rd=0.03, assembly_only=[1, np.nan, 1]).tolist()
    [0.8333333333333334, nan, 0.0]
    """
    short = 1 - up_to(value_added_rate, 1.0) / np.asarray(reference_rate, dtype=float)
    signs = np.stack(
        [
            np.clip(short, 0.0, 1.0),
            1 - up_to(rd_share, enough_rd),
            np.asarray(assembly_only, dtype=float),
        ]
    )
    known = ~np.isnan(signs)
    number = known.sum(axis=0)
    total = np.where(known, signs, 0.0).sum(axis=0)
    mean = np.divide(total, number, out=np.full(total.shape, np.nan), where=number > 0)
    return cast(Floats, np.where(np.asarray(high_tech, dtype=float) == 0, 0.0, mean))


def _links(a: Floats, threshold: float, full_at: float) -> Floats:
    if not 0 < threshold <= full_at < 1:
        value = f"threshold {threshold}, full_at {full_at}"
        raise Refusal(Problem("0 < threshold <= full_at < 1 is needed", value=value))
    return np.where(a >= threshold, np.minimum(a / full_at, 1.0), 0.0)


def _strongest(
    links: Floats, present: Floats, own_kind: Floats
) -> tuple[NDArray[np.int32], Floats]:
    """Per industry k and park j the q with the largest links[k, q] × present[j, q]; the first.

    Of q = k it is `own_kind` that counts as present.
    """
    held, own = np.nan_to_num(present, nan=0.0), np.nan_to_num(own_kind, nan=0.0)
    which = np.zeros((len(links), len(held)), dtype=np.int32)
    value = np.zeros(which.shape)
    for k, row in enumerate(links):
        weighted = held * row
        weighted[:, k] = own[:, k] * row[k]
        which[k] = weighted.argmax(axis=1)
        value[k] = weighted.max(axis=1)
    return which, value


def _gap_kinds(own: Floats, up: Floats, down: Floats, small: ArrayLike | None) -> NDArray[np.int8]:
    there = (np.nan_to_num(own, nan=0.0) >= 1).T
    is_small = np.ones(own.shape) if small is None else np.array(small, dtype=float)
    strengthens = there & (np.nan_to_num(is_small, nan=1.0) > 0).T & ((up > 0) | (down > 0))
    fills, extends = ~there & (up > 0) & (down > 0), ~there & ((up > 0) ^ (down > 0))
    kind = np.zeros(there.shape, dtype=np.int8)
    for place, where in enumerate((strengthens, fills, extends), start=1):
        kind[where] = place
    return kind


def _square(matrix: ArrayLike) -> Floats:
    a = np.array(matrix, dtype=float)
    if a.ndim != 2 or a.shape[0] != a.shape[1] or not np.isfinite(a).all() or (a < 0).any():
        raise Refusal(
            Problem("a square table of finite figures from 0 up, industries × industries")
        )
    return a


def _presence(present: ArrayLike, industries: int) -> Floats:
    own = np.array(present, dtype=float, ndmin=2)
    known = own[~np.isnan(own)]
    if own.shape[1] != industries or (known.size and (known.min() < 0 or known.max() > 1)):
        raise Refusal(Problem("presence is parks × industries, from 0 to 1 or NaN"))
    return own
