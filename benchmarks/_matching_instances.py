"""Made-up matchings of any size: the same bytes for the same seed, however many threads fill them.

31 provinces, 40 industries. A firm's score at a park is size^0.85 × (affinity of its industry +
nearness + a bonus for paired provinces + noise); its K candidates come from the best 4K parks of
its province and industry; sizes and capacities are lognormal, demands of resources correlated.
Every random number is a hash of (seed, firm, what), so no generator is shared between threads.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit, prange, uint64

from jiedui.core.matching import Instance

PROVINCES, INDUSTRIES = 31, 40
TIGHTNESS = (1.1, 1.2, 1.3)


@dataclass(frozen=True)
class Size:
    firms: int
    parks: int
    slots: int
    resources: int


SIZES = {
    "S": Size(10_000, 100, 20, 1),
    "M": Size(100_000, 1_000, 50, 2),
    "L": Size(1_000_000, 2_000, 50, 3),
    "XL": Size(10_000_000, 3_000, 50, 3),
}


@njit(inline="always")
def uniform(seed, firm, what):
    """A number in (0, 1) from a 64-bit hash (SplitMix64's finaliser, twice)."""
    x = uint64(seed) * uint64(0x9E3779B97F4A7C15) + uint64(firm) * uint64(0xD1B54A32D192ED03)
    x += uint64(what) * uint64(0x8CB92BA72F3D8DD7) + uint64(1)
    for _ in range(2):
        x = (x ^ (x >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> uint64(27))) * uint64(0x94D049BB133111EB)
        x ^= x >> uint64(31)
    return (float(x >> uint64(11)) + 0.5) / 9007199254740992.0


@njit(inline="always")
def normal(seed, firm, what):
    """Box-Muller of two uniforms."""
    radius = np.sqrt(-2.0 * np.log(uniform(seed, firm, what)))
    return radius * np.cos(2 * np.pi * uniform(seed, firm, what + 1))


@njit(parallel=True, cache=True)
def fill(
    seed, lists, weight, centre, place, of_park, partner, affinity, intensity, growth, score, park,
    demand,
):  # fmt: skip
    """Firms one by one: home, industry, size, demand, candidates and their scores."""
    N, K = score.shape
    R, T = demand.shape[1], lists.shape[2]
    for i in prange(N):
        p, u = 0, uniform(seed, i, 1)
        while weight[p] < u and p < PROVINCES - 1:
            p += 1
        g = int(uniform(seed, i, 2) * uniform(seed, i, 3) * INDUSTRIES)
        x, y = centre[p, 0] + 0.06 * normal(seed, i, 4), centre[p, 1] + 0.06 * normal(seed, i, 6)
        size = np.exp(0.8 * normal(seed, i, 8))
        for r in range(R):
            demand[i, r] = size * intensity[g, r] * np.exp(0.3 * normal(seed, i, 10 + 2 * r))
        first, step = int(uniform(seed, i, 30) * T), 2 * int(uniform(seed, i, 31) * T / 2) + 1
        for k in range(K):
            j = lists[p, g, (first + k * step) % T]
            away = np.sqrt((x - place[j, 0]) ** 2 + (y - place[j, 1]) ** 2)
            q = (
                0.45 * affinity[j, g]
                + 0.35 * np.exp(-away / 0.25)
                + 0.08 * uniform(seed, i, 100 + k)
            )
            if partner[p] == of_park[j]:
                q += 0.12
            score[i, k], park[i, k] = size**growth * q, j


@njit(parallel=True, cache=True)
def spread(seed, demand, by_edge):
    """What a firm needs differs by park."""
    N, K, R = by_edge.shape
    for i in prange(N):
        for k in range(K):
            for r in range(R):
                by_edge[i, k, r] = demand[i, r] * np.exp(
                    0.15 * normal(seed, i, 1000 + 8 * k + 2 * r)
                )


def make(
    size: Size,
    seed: int = 0,
    *,
    per_edge: bool = False,
    by_county: bool = False,
    ties: bool = False,
    unit: bool = False,
) -> Instance:
    """An instance; by county sorts the firms as a file of the statistics office would be sorted.

    `unit` leaves one resource, of which every firm needs 1, and scores that do not grow with size.
    """
    rng = np.random.default_rng(seed)
    M, R, K = size.parks, size.resources, size.slots
    centre, weight = rng.random((PROVINCES, 2)), rng.lognormal(0, 0.8, PROVINCES)
    of_park = np.sort(rng.integers(0, PROVINCES, M))
    place = centre[of_park] + 0.07 * rng.standard_normal((M, 2))
    partner, affinity = rng.permutation(PROVINCES), affinities(rng, M)
    lists = best_parks(rng, centre, place, of_park, partner, affinity, 4 * K)
    score, park = np.empty((size.firms, K), np.float32), np.empty((size.firms, K), np.uint16)
    demand = np.empty((size.firms, R), np.float32)
    shares = np.cumsum(weight / weight.sum())
    intensity = np.exp(0.5 * rng.standard_normal((INDUSTRIES, R)))
    fill(
        seed,
        lists,
        shares,
        centre,
        place,
        of_park,
        partner,
        affinity,
        intensity,
        0.0 if unit else 0.85,
        score,
        park,
        demand,
    )
    if ties:
        score = np.ceil(score * 10) / np.float32(10)
    if by_county:
        order = np.argsort(of_park[park[:, 0]], kind="stable")
        score, park, demand = score[order], park[order], demand[order]
    if unit:
        demand = np.ones((size.firms, 1), np.float32)
    capacity = capacities(rng, park, demand, M)
    if unit:
        capacity = np.floor(capacity)
    if per_edge:
        whole = np.empty((size.firms, K, R), np.float32)
        spread(seed, demand, whole)
        demand = whole
    names = tuple(f"resource_{r}" for r in range(capacity.shape[1]))
    instance = Instance(score, park, demand, capacity, names)
    instance.empty_what_never_fits()
    return instance


def affinities(rng: np.random.Generator, parks: int) -> np.ndarray:
    """How well each industry suits each park, 0 to 1: cosine of latent vectors."""
    latent = rng.standard_normal((INDUSTRIES, 6))
    mixture = np.zeros((parks, INDUSTRIES))
    for j in range(parks):
        mixture[j, rng.choice(INDUSTRIES, 3, replace=False)] = rng.random(3) + 0.2
    profile = mixture @ latent + 0.4 * rng.standard_normal((parks, 6))
    norm = np.linalg.norm(profile, axis=1)[:, None] * np.linalg.norm(latent, axis=1)
    return np.ascontiguousarray((profile @ latent.T / norm + 1) / 2)


def best_parks(rng, centre, place, of_park, partner, affinity, wanted: int) -> np.ndarray:
    """The parks that firms of a province and industry choose among; a power of two of them."""
    M = len(place)
    T = 1 << min(int(np.ceil(np.log2(wanted))), int(np.floor(np.log2(M))))
    attractive = 0.10 * rng.random(M)
    lists = np.empty((PROVINCES, INDUSTRIES, T), np.int32)
    for p in range(PROVINCES):
        away = np.sqrt(((place - centre[p]) ** 2).sum(axis=1))
        base = 0.35 * np.exp(-away / 0.25) + 0.12 * (of_park == partner[p]) + attractive
        total = 0.45 * affinity.T + base + 0.15 * rng.random(M)
        lists[p] = np.argpartition(-total, T - 1, axis=1)[:, :T]
    return lists


def capacities(rng: np.random.Generator, park, demand, parks: int) -> np.ndarray:
    """Lognormal around what firms ask for, a little more than enough in all."""
    asked = np.bincount(park[:200_000].ravel(), minlength=parks) / park[:200_000].size
    share = (asked + 0.2 / parks) * rng.lognormal(0, 0.6, parks)
    share /= share.sum()
    whole = demand.sum(axis=0, dtype=float)
    columns = [
        share * rng.lognormal(0, 0.5, parks) * TIGHTNESS[r] * whole[r] for r in range(len(whole))
    ]
    return np.stack(columns, axis=1)
