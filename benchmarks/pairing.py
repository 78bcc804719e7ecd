"""Pairing at 13, 300 and 3,000 regions: ours against bare HiGHS on the same matrix, in one run.

The instances follow the shape of a national programme: each recipient has up to 30 candidate
supporters, one supporter each at most, supporters hold 1 to 3, provinces have quotas, and at least
70 % of today's pairs are kept with a bonus. "Bare" is `scipy.optimize.milp` on the finished
matrix; "ours" builds the matrix from candidates and rules, solves, and checks the answer by itself.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial

import numpy as np

from jiedui.core import pairing as engine
from jiedui.core.pairing import Candidates, Limits, PairingProblem
from jiedui.core.pairing.problem import Index
from jiedui.core.solver import Programme

SIZES = (13, 300, 3000)
CANDIDATES_PER_RECIPIENT = 30
KEPT_SHARE = 0.7


@dataclass(frozen=True)
class Regions:
    """Who may pair with whom, with scores, provinces and today's pairs."""

    candidates: Candidates
    score: np.ndarray
    today: np.ndarray
    capacity: np.ndarray
    provinces: tuple[Index, Index]


def regions(n: int, seed: int = 0) -> Regions:
    """n regions, 45 % of them supporters; the same seed gives the same instance."""
    rng = np.random.default_rng(seed)
    left = max(2, int(n * 0.45))
    right = n - left
    k, provinces = min(left, CANDIDATES_PER_RECIPIENT), max(2, min(31, n // 6))
    of_left, of_right = rng.integers(0, provinces, left), rng.integers(0, provinces, right)
    capacity = rng.integers(1, 4, left)
    while capacity.sum() < 1.15 * right:
        capacity[rng.integers(left)] += 1
    base = rng.standard_normal((left, 6)) @ rng.standard_normal((right, 6)).T / 6
    base += 0.25 * rng.standard_normal((left, right))
    noisy = base + 0.3 * rng.standard_normal(base.shape)
    chosen = np.argpartition(-noisy, k - 1, axis=0)[:k]
    pair = np.zeros((left, right), dtype=bool)
    np.put_along_axis(pair, chosen, True, axis=0)
    supporter, recipient = np.nonzero(pair)
    names = tuple(f"S{i:05d}" for i in range(left)), tuple(f"R{i:05d}" for i in range(right))
    candidates = Candidates(*names, supporter, recipient)
    score = np.round(base[pair] + 3, 3)
    today = _today(candidates, score + 0.3 * rng.standard_normal(len(score)), capacity)
    return Regions(candidates, score, today, capacity, (of_left, of_right))


def _today(candidates: Candidates, perturbed: np.ndarray, capacity: np.ndarray) -> np.ndarray:
    """Pairs that a past round might have left: greedy on perturbed scores."""
    free, served = capacity.copy(), np.zeros(len(candidates.recipients), dtype=bool)
    today = np.zeros(len(perturbed), dtype=bool)
    for item in np.argsort(-perturbed):
        a, b = candidates.supporter[item], candidates.recipient[item]
        if free[a] > 0 and not served[b]:
            today[item], served[b] = True, True
            free[a] -= 1
    return today


def problem(case: Regions) -> PairingProblem:
    """Rules as blocks of rows; nothing here loops over candidates."""
    candidates, rule = case.candidates, partial(engine.own_rule, words="benchmark")
    one = engine.quotas(candidates, rule("one", "quota"), side="recipient", low=0, high=1)
    held = engine.quotas(
        candidates, rule("held", "quota"), side="supporter", low=0, high=case.capacity
    )
    kept = np.flatnonzero(case.today)
    keep = engine.total(rule("keep", "share"), kept, lower=int(KEPT_SHARE * len(kept)))
    return PairingProblem(
        candidates, case.score, case.today, 0.075, 0.0, (one, held, *_provinces(case), keep)
    )


def _provinces(case: Regions) -> tuple[Limits, Limits]:
    """Least load of a province's supporters; most recipients that one province sends another."""
    of_left, of_right = case.provinces
    count = int(max(of_left.max(), of_right.max())) + 1
    a = of_left[case.candidates.supporter]
    b = of_right[case.candidates.recipient]
    everything = np.arange(len(a))
    share = np.bincount(of_left, weights=case.capacity, minlength=count) / case.capacity.sum()
    least = (0.6 if count > 3 else 0.3) * share * len(of_right)
    send = engine.own_rule("send", "quota", "least load of a province")
    receive = engine.own_rule("receive", "quota", "most recipients from one province")
    names = tuple(map(str, range(count)))
    most = np.maximum(1, (0.4 if count > 3 else 2.0) * np.bincount(of_right, minlength=count))
    cells = tuple(f"{i}-{j}" for i in range(count) for j in range(count))
    ones = np.ones(len(a))
    return (
        Limits(send, names, a, everything, ones, np.floor(least), np.full(count, np.inf)),
        Limits(
            receive,
            cells,
            a * count + b,
            everything,
            ones,
            np.full(count * count, -np.inf),
            np.tile(np.floor(most), count),
        ),
    )


def bare(programme: Programme) -> float:
    """HiGHS through SciPy on a finished matrix; returns the optimum."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    found = milp(
        -programme.gain,
        integrality=programme.integer,
        bounds=Bounds(programme.low, programme.high),
        constraints=LinearConstraint(programme.matrix, programme.lower, programme.upper),
        options={"mip_rel_gap": 0.0},
    )
    if found.status != 0:
        raise RuntimeError(found.message)
    return float(-found.fun)


def measure(n: int, repeats: int = 3) -> dict[str, float]:
    """Best of `repeats` of both, taken in turn; the two optima must agree."""
    base = problem(regions(n))
    programme = engine.programme_of(base)
    constant = base.keep_cost * float(base.today.sum())
    times: dict[str, list[float]] = {"bare": [], "ours": []}
    for _ in range(repeats):
        start = time.perf_counter()
        value = bare(programme) - constant
        times["bare"].append(time.perf_counter() - start)
        start = time.perf_counter()
        found = engine.solve(base)
        times["ours"].append(time.perf_counter() - start)
        if abs(found.objective - value) > 1e-6 * abs(value):
            raise RuntimeError(f"optima differ: {found.objective} and {value}")
    best = {name: min(taken) for name, taken in times.items()}
    gap = found.bound - found.objective
    return {"n": n, "candidates": len(base.score), **best, "gap": gap}


def explained(repeats: int = 3) -> float:
    """Seconds for Jiangsu's pairing with every explanation, the data already loaded."""
    from jiedui.analysis.pairing import PairingRequest, bundled, propose_pairs
    from jiedui.schemes.load import programme

    chosen = programme("jiangsu-2022")
    sources = bundled(chosen)
    request = PairingRequest(year=2021, seed=1)
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        propose_pairs(chosen, request, sources=sources)
        times.append(time.perf_counter() - start)
    return min(times)


def run(size: str = "full") -> list[dict[str, str]]:
    """Seconds of bare HiGHS and of ours with their ratio, then a whole explained run."""
    rows = []
    for n in SIZES if size == "full" else SIZES[:2]:
        found = measure(n, repeats=3 if n <= 300 else 2)
        rows.append(
            {
                "regions": str(n),
                "candidates": f"{found['candidates']:.0f}",
                "bare_highs_s": f"{found['bare']:.3f}",
                "ours_s": f"{found['ours']:.3f}",
                "ratio_at_most_2": f"{found['ours'] / found['bare']:.2f}",
                "gap": f"{found['gap']:.1e}",
            }
        )
    seconds = explained(1 if size == "small" else 3)
    return [*rows, {"regions": "13", "all_explanations_s_at_most_5": f"{seconds:.2f}"}]
