"""What holds of an answer, worked out again in double precision by code the solver does not share.

Any prices λ >= 0 give a bound that no assignment can beat (weak duality):

    D(λ, ν) = b·λ + Σ_g (Q_g ν⁺_g − q_g ν⁻_g) + Σ_i max(0, max_k s_ik − a_ik·λ_j − ν_g(j) − ν_g(i))

where ν = ν⁺ − ν⁻ is what the quota of a park's or a firm's group charges less what it pays, and b
counts whole firms where all need the same of one resource (`counted`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiedui.core.errors import Problem, Refusal
from jiedui.core.matching.instance import (
    NO_EDGE,
    Floats,
    Instance,
    Outline,
    Quotas,
    counted,
    cuts_of,
)

CELLS_AT_ONCE = 2_000_000
PLAIN_UP_TO_EDGES = 400_000
"""Up to here NumPy answers before the kernels would have been loaded."""


@dataclass(frozen=True)
class Worth:
    """An assignment judged: its value, what it uses, and by how much it breaks a limit at worst.

    `excess` is the largest of (used − allowed) / allowed and of the quotas' shortfalls in firms;
    0 or less means feasible; see `Instance.allowed`. `used` (M, R) and `counts` (M,), firms in each
    park, are exact; so is `grouped` (G,), what the quotas count.
    """

    value: float
    used: Floats
    counts: Floats
    grouped: Floats
    excess: float

    @property
    def feasible(self) -> bool:
        return self.excess <= 0.0


def bound(
    instance: Instance,
    prices: Floats,
    quota_prices: Floats | None = None,
    *,
    threads: int = 1,
) -> float:
    """The bound D at these prices (M, R), negative ones taken as 0; quota prices (G, 2) up, down.

    >>> one = Instance.of_candidates([[3.0], [2.0]], [[0], [0]], [[1.0], [1.0]], [[1.0]])
    >>> bound(one, np.array([[2.0]]))       # 1·2 + (3 − 2) + 0: the best firm takes the place
    3.0
    """
    fail_if_no_prices("prices", prices, instance.capacity.shape)
    groups = 0 if instance.quotas is None else instance.quotas.groups
    if quota_prices is not None:
        fail_if_no_prices("quota_prices", quota_prices, (groups, 2))
    charged = Charged.of(instance, prices, quota_prices)
    cuts = cuts_of(instance.firms)
    return charged.fixed + in_order(best_values(instance, charged, cuts, threads=threads))


def gap_of(value: float, most: float) -> float:
    """(most − value) / most: how far from the best a value can be at most.

    >>> gap_of(1.5, 2.0), gap_of(0.0, 0.0)
    (0.25, 0.0)
    """
    return 0.0 if most <= 0 else max(0.0, (most - value) / most)


def lower_of(bound: float, searched: float | None) -> float:
    """The lower of both bounds, that of the prices and that of a search, if there was one."""
    return bound if searched is None else min(bound, searched)


@dataclass(frozen=True)
class Charged:
    """Prices >= 0 (M, R), what quotas take, and their own part of D.

    `offset` (M,) goes off each park's edges, `of_group` (G + 1,) off all edges of a firm, whose -1
    for no group reads the last, 0. `is_large` where kernels answer sooner than NumPy, judged by all
    edges wherever they lie.
    """

    prices: Floats
    offset: Floats
    of_group: Floats
    fixed: float
    is_large: bool

    @classmethod
    def of(cls, instance: Outline, prices: Floats, quota_prices: Floats | None) -> Charged:
        prices = np.maximum(np.asarray(prices, float), 0.0)
        quotas = instance.quotas
        groups = 0 if quotas is None else quotas.groups
        offset, of_group = np.zeros(instance.parks), np.zeros(groups + 1)
        fixed = float((counted(instance) * prices).sum())
        if quotas is not None and quota_prices is not None:
            up, down = np.maximum(quota_prices, 0.0).T
            of_group, more = quota_part(quotas, up, down)
            offset = of_group[quotas.group]
            fixed += more
        return cls(prices, offset, of_group, fixed, instance.edges > PLAIN_UP_TO_EDGES)


def best_values(
    instance: Instance, charged: Charged, cuts: NDArray[np.int64], *, threads: int = 1
) -> list[float]:
    """Σ_i max(0, best reduced score) of the firms between cuts; compiled where that is quicker."""
    if charged.is_large:
        try:
            from jiedui.core.matching import certificate_kernel
        except ModuleNotFoundError:
            pass
        else:
            return certificate_kernel.best_values(instance, charged, cuts, threads)
    return [
        in_order(plain_values(instance, charged, int(lo), int(hi))) for lo, hi in pairwise(cuts)
    ]


def in_order(parts: Iterable[float]) -> float:
    """Their sum from the first to the last, in plain double precision on every Python."""
    total = 0.0
    for part in parts:
        total += part
    return total


def quota_part(quotas: Quotas, up: Floats, down: Floats) -> tuple[Floats, float]:
    """What each quota takes from an edge, 0 for no group at the end, and their part of D."""
    net = np.append(up - down, 0.0)
    limited = np.isfinite(quotas.most)
    if (up[~limited] > 0).any():
        return net, float("inf")
    return net, float(quotas.most[limited] @ up[limited] - quotas.least @ down)


def plain_values(instance: Instance, charged: Charged, lo: int, hi: int) -> Iterator[float]:
    """The same sum of firms lo..hi, some firms at a time so that memory stays bounded."""
    rows, prices = max(1, CELLS_AT_ONCE // max(1, instance.slots)), charged.prices
    for first in range(lo, hi, rows):
        part = slice(first, min(first + rows, hi))
        park, demand = instance.park[part], instance.demand[part].astype(float)
        value = instance.score[part].astype(float) - charged.offset[park]
        for r in range(prices.shape[1]):
            need = demand[:, :, r] if instance.is_per_edge else demand[:, r, None]
            value -= need * prices[:, r][park]
        best = value.max(axis=1)
        if instance.firm_group is not None:
            best -= charged.of_group[instance.firm_group[part]]
        yield float(np.maximum(best, 0.0).sum())


def judge(instance: Instance, slot: NDArray[Any]) -> Worth:
    """Value and feasibility of an assignment: `slot` (N,) is the slot each firm takes, -1 none.

    >>> one = Instance.of_candidates([[3.0], [2.0]], [[0], [0]], [[1.0], [1.0]], [[1.0]])
    >>> judge(one, np.array([0, -1])).value, judge(one, np.array([0, 0])).feasible
    (3.0, False)
    """
    slot = np.asarray(slot)
    fail_if_no_slots(slot, instance)
    return worth_of(instance, tallies(instance, slot, cuts_of(instance.firms)))


def fail_if_no_slots(slot: NDArray[Any], instance: Instance) -> None:
    """One slot a firm, each of those that there are."""
    is_right = slot.shape == (instance.firms,)
    if is_right and not slot.size:
        return
    if not is_right or slot.min() < -1 or slot.max() >= instance.slots:
        hint = f"it must be one number a firm, {instance.firms} of -1 to {instance.slots - 1}"
        raise Refusal(Problem("no slots of firms", column="slot", value=str(slot.shape), hint=hint))


def fail_if_no_prices(name: str, prices: Any, wanted: tuple[int, ...]) -> None:
    """As many as there are limits, and each a number."""
    given = np.asarray(prices, float)
    if given.shape != wanted or np.isnan(given).any():
        hint = f"it must be numbers of the shape {wanted}"
        raise Refusal(Problem("no prices", column=name, value=str(given.shape), hint=hint))


@dataclass(frozen=True)
class Tally:
    """The sums of `Worth` over some firms; the value is -inf where an empty slot is taken."""

    value: float
    used: Floats
    counts: Floats
    grouped: Floats


def tallies(instance: Instance, slot: NDArray[Any], cuts: NDArray[np.int64]) -> list[Tally]:
    """The sums over the firms between cuts; `compiled_tallies` is the quicker twin."""
    return [tally(instance, slot, int(lo), int(hi)) for lo, hi in pairwise(cuts)]


def compiled_tallies(
    instance: Instance, slot: NDArray[Any], cuts: NDArray[np.int64], *, threads: int = 1
) -> list[Tally]:
    """The same where Numba is there."""
    from jiedui.core.matching import certificate_kernel

    found = certificate_kernel.tallies(instance, slot, cuts, threads)
    return [
        Tally(value, used, counts, by_firm_group(instance, slot, int(lo), int(hi)))
        for (value, used, counts), (lo, hi) in zip(found, pairwise(cuts), strict=True)
    ]


def by_firm_group(instance: Instance, slot: NDArray[Any], lo: int, hi: int) -> Floats:
    """(G,) how many of firms lo..hi that are in a group of firms have a place."""
    groups = instance.quotas.groups if instance.quotas is not None else 0
    if instance.firm_group is None:
        return np.zeros(groups)
    placed = instance.firm_group[lo:hi][slot[lo:hi] >= 0]
    return np.bincount(placed + 1, minlength=groups + 1)[1:].astype(float)


def tally(instance: Instance, slot: NDArray[Any], lo: int, hi: int) -> Tally:
    firm = lo + np.flatnonzero(slot[lo:hi] >= 0)
    taken = slot[firm].astype(np.int64)
    park = instance.park[firm, taken].astype(np.int64)
    score = instance.score[firm, taken]
    used = np.empty_like(instance.capacity)
    for r in range(instance.capacity.shape[1]):
        at = (firm, taken, r) if instance.is_per_edge else (firm, r)
        used[:, r] = np.bincount(park, instance.demand[at].astype(float), instance.parks)
    counts = np.bincount(park, minlength=instance.parks).astype(float)
    empty = bool((score <= NO_EDGE).any())
    value = -np.inf if empty else float(score.sum(dtype=np.float64))
    return Tally(value, used, counts, by_firm_group(instance, slot, lo, hi))


def worth_of(instance: Outline, parts: Iterable[Tally]) -> Worth:
    """The sums of all firms, added in the order of the parts, held against the limits."""
    quotas = instance.quotas
    value, used, counts = 0.0, np.zeros_like(instance.capacity), np.zeros(instance.parks)
    grouped = np.zeros(quotas.groups if quotas is not None else 0)
    for part in parts:
        value, used, counts = value + part.value, used + part.used, counts + part.counts
        grouped = grouped + part.grouped
    if value == -np.inf:
        return Worth(-np.inf, used * 0, counts * 0, grouped * 0, np.inf)
    if quotas is not None:
        grouped = grouped + np.bincount(quotas.group + 1, counts, quotas.groups + 1)[1:]
    excess = max(overuse(instance, used), misses(quotas, grouped))
    return Worth(value, used, counts, grouped, excess)


def overuse(instance: Outline, used: Floats) -> float:
    """By what share the worst limit is passed."""
    allowed = instance.allowed
    over = (used - allowed) / np.where(allowed > 0, allowed, 1.0)
    return max(0.0, float(over.max())) if over.size else 0.0


def misses(quotas: Quotas | None, grouped: Floats) -> float:
    """By how many firms the worst quota is missed."""
    if quotas is None or not quotas.groups:
        return 0.0
    short = np.maximum(quotas.least - grouped, grouped - quotas.most)
    return max(0.0, float(short.max()))
