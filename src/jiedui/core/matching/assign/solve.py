"""Place every firm: the answer, its certified bound, and the prices that prove it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from jiedui.core.errors import Problem, Refusal, refuse_if_any
from jiedui.core.matching.assign import exact, flow, quotas
from jiedui.core.matching.assign.doors import parks_behind
from jiedui.core.matching.assign.duals import Duals
from jiedui.core.matching.assign.levels import BAND, Priced, Progress, certify, find_prices
from jiedui.core.matching.assign.lookups import Lookups
from jiedui.core.matching.assign.newton import Engine
from jiedui.core.matching.assign.plain import PlainEngine
from jiedui.core.matching.assign.rounding import place
from jiedui.core.matching.certificate import PLAIN_UP_TO_EDGES, Worth, gap_of, lower_of
from jiedui.core.matching.instance import Floats, Instance, cuts_of, in_whole_firms

NOTHING = 1e-6
NOT_FAR, NEAR = 2.0, 1e-3
"""An earlier answer led somewhere where the gap is at most so many times its own, or so small."""
EngineName = Literal["auto", "plain", "compiled"]
OnPass = Callable[[int, float], None]


@dataclass(frozen=True)
class Assignment:
    """Who goes where, with the proof of how good that is.

    Attributes
    ----------
    slot, park : (N,) the slot and the park that each firm takes, -1 none.
    value : the score reached, summed in double precision.
    bound : no assignment is worth more; follows from `prices` alone, by `certificate.bound`.
    prices : (M, R) score per unit of each resource of each park; dual prices are not unique.
    quota_prices : (G, 2) score that a quota charges and pays per firm.
    used, counts : (M, R) and (M,) what the parks give and how many firms they take.
    grouped : (G,) how many firms each quota counts.
    passes : exact passes over all edges; 0 < passes.
    interrupted : True where Ctrl-C ended the search early; the answer is still certified.
    searched : where the instance is small, what HiGHS's branch and bound says no placement is
        worth more than; often far below `bound`, but not to be recomputed from prices.
    """

    slot: NDArray[np.int16]
    park: NDArray[np.int32]
    value: float
    bound: float
    prices: Floats
    quota_prices: Floats
    used: Floats
    counts: Floats
    grouped: Floats
    passes: int
    seed: int
    engine: str
    interrupted: bool = False
    searched: float | None = None

    @property
    def is_best(self) -> bool:
        """Whether the search, if there was one, leaves nothing to gain but rounding."""
        return self.searched is not None and self.searched - self.value <= NOTHING * self.searched

    @property
    def gap(self) -> float:
        """(bound − value) / bound: how far from the optimum this can be at most."""
        return gap_of(self.value, self.bound)

    @property
    def known_bound(self) -> float:
        """The lower of both bounds, that of the prices and that of the search."""
        return lower_of(self.bound, self.searched)

    @property
    def known_gap(self) -> float:
        """The gap by that bound."""
        return gap_of(self.value, self.known_bound)

    def binding(self, least: float = 1e-9) -> NDArray[np.int64]:
        """(park, resource) of every limit with a price, the dearest first.

        A price below `least` of the resource's dearest is none.
        """
        order = np.argsort(-self.prices, axis=None, kind="stable")
        found = np.stack(np.unravel_index(order, self.prices.shape), axis=1)
        dearest = self.prices.max(axis=0, initial=0.0)
        is_dear = self.prices > least * dearest
        return np.asarray(found[is_dear[found[:, 0], found[:, 1]]], dtype=np.int64)


def assign(
    instance: Instance,
    *,
    gap: float = 0.0,
    seed: int = 0,
    threads: int | None = None,
    start: Assignment | None = None,
    engine: EngineName = "auto",
    on_pass: OnPass | None = None,
) -> Assignment:
    """Place firms so that the total score is as high as can be proven.

    Parameters
    ----------
    instance : firms, candidate parks, scores, demands, capacities, quotas.
    gap : stop once (bound − value) / bound is this small, with prices as exact as that takes; 0
        goes on to the end.
    seed : of the samples that the first prices come from.
    threads : for the compiled passes; by default the cores that are free. The answer is the same.
    start : an earlier answer for the same parks, to begin from its prices; the search ends once
        its gap is reached again. Where it leads far from that, the search begins anew.
    engine : "plain" NumPy or "compiled" kernels; by default what is faster at this size.
    on_pass : told the number of exact passes and the best bound after each.

    Raises
    ------
    Refusal
        Where a quota cannot be met; it is named.

    Notes
    -----
    Lagrangian dual of the generalised assignment problem with several resources, smoothed by
    log-sum-exp and minimised by Newton steps; then greedy by regret and ejection moves. Where all
    firms need the same of one resource and there is no quota, shortest paths: the optimum.
    Reference: M. L. Fisher, The Lagrangian relaxation method for solving integer programming
    problems, Management Science 27 (1981) 1–18.

    Examples
    --------
    Two firms want the first park, which has room for one; the second firm loses less elsewhere.

    >>> best = assign(Instance.of_candidates(
    ...     score=[[0.9, 0.2], [0.8, 0.7]], park=[[0, 1], [0, 1]],
    ...     demand=[[1.0], [1.0]], capacity=[[1.0], [1.0]]))
    >>> best.park.tolist(), round(best.value, 6), round(best.bound, 3)
    ([0, 1], 1.6, 1.6)
    """
    fail_if_senseless(gap=gap, seed=seed, threads=threads, engine=engine)
    worker = engine_for(in_whole_firms(instance), engine, threads)
    return assigned(worker, gap=gap, seed=seed, start=start, on_pass=on_pass)


def assigned(
    engine: Engine,
    *,
    gap: float,
    seed: int,
    start: Assignment | None = None,
    on_pass: OnPass | None = None,
) -> Assignment:
    """The same, with the edges wherever the engine has them."""
    quotas.fail_if_out_of_reach(engine)
    duals = Duals.of(engine.instance)
    progress = Progress(told=on_pass)
    if start is None:
        return solved(engine, duals, progress, None, gap=gap, seed=seed)
    wanted = max(gap, start.gap)
    first = known_prices(duals, start)
    warm = solved(engine, duals, progress, first, gap=wanted, seed=seed)
    if warm.interrupted or warm.known_gap <= max(NOT_FAR * wanted, NEAR):
        return warm
    try:
        cold = solved(engine, duals, Progress(told=on_pass), None, gap=gap, seed=seed)
    except KeyboardInterrupt:
        return replace(warm, interrupted=True)
    return better(cold, warm)


def solved(
    engine: Engine,
    duals: Duals,
    progress: Progress,
    start: Floats | None,
    *,
    gap: float,
    seed: int,
) -> Assignment:
    """From these prices on, or from none."""
    tried = attempt(engine, duals, progress, seed=seed, start=start, gap=gap)
    slot = quotas.filled_by(engine, tried.slot)
    found = answer(engine, duals, replace(tried, slot=slot), progress.passes, seed)
    return found if tried.interrupted else searched(engine, duals, tried, found, gap)


def better(one: Assignment, other: Assignment) -> Assignment:
    """The better placement of two of the same instance, with the better proof."""
    best = one if one.value >= other.value else other
    proof = one if one.bound <= other.bound else other
    most = [found.searched for found in (one, other) if found.searched is not None]
    return replace(
        best,
        bound=proof.bound,
        prices=proof.prices,
        quota_prices=proof.quota_prices,
        passes=one.passes + other.passes,
        searched=min(most, default=None),
        interrupted=one.interrupted or other.interrupted,
    )


def fail_if_senseless(*, gap: float, seed: int, threads: int | None, engine: EngineName) -> None:
    """What `assign` is asked can be done."""
    names, most = get_args(EngineName), 2**63 - 1
    wrong = {
        "gap": (gap, "a share of 0 or more", gap >= 0),
        "seed": (seed, f"a whole number from 0 to {most}", 0 <= seed <= most),
        "threads": (threads, "1 or more, or None", threads is None or threads >= 1),
        "engine": (engine, f"one of {', '.join(names)}", engine in names),
    }
    refuse_if_any(
        Problem("cannot be asked", column=name, value=str(value), hint=f"it must be {allowed}")
        for name, (value, allowed, is_right) in wrong.items()
        if not is_right
    )


def engine_for(instance: Instance, engine: EngineName, threads: int | None) -> Engine:
    """NumPy for small instances and where Numba is not installed, kernels else."""
    is_small = engine == "auto" and instance.edges <= PLAIN_UP_TO_EDGES
    if engine == "plain" or is_small or not instance.edges:
        return PlainEngine(instance)
    try:
        from jiedui.core.matching.assign.compiled import CompiledEngine
    except ModuleNotFoundError:
        if engine == "compiled":
            raise
        return PlainEngine(instance)
    return CompiledEngine(instance, threads)


@dataclass(frozen=True)
class Attempt:
    """Prices, and the placement made with them."""

    priced: Priced
    slot: NDArray[np.int16]
    interrupted: bool = False


def attempt(
    engine: Engine,
    duals: Duals,
    progress: Progress,
    *,
    seed: int,
    start: Floats | None,
    gap: float,
) -> Attempt:
    """Prices, then a placement; Ctrl-C keeps the best of what is there."""
    rounds: list[NDArray[np.int16]] = []
    try:
        priced = prices_of(engine, duals, seed=seed, start=start, progress=progress, gap=gap)
        best = flow.placed_exactly(engine, duals, priced, progress)
        if best is not None:
            return Attempt(*best)
        wanted = priced.bound * (1 - gap)
        return Attempt(priced, place(engine, duals, priced, wanted=wanted, on_round=rounds.append))
    except KeyboardInterrupt:
        if progress.best is None:
            raise
        if not rounds:
            place(engine, duals, progress.best, wanted=0.0, on_round=rounds.append)
        return Attempt(progress.best, rounds[-1], interrupted=True)


def prices_of(
    engine: Engine,
    duals: Duals,
    *,
    seed: int,
    start: Floats | None,
    progress: Progress,
    gap: float,
) -> Priced:
    """By linear programming where the instance is small enough, else by the smoothed dual."""
    if engine.instance.edges > exact.LINEAR_EDGES_MAX:
        return find_prices(engine, duals, seed=seed, start=start, progress=progress, gap=gap)
    rows = np.arange(engine.instance.firms, dtype=np.int32)
    priced = certify(engine, duals, exact.exact_prices(engine, duals), rows, 4 * BAND)
    progress.seen(priced)
    return priced


def answer(engine: Engine, duals: Duals, tried: Attempt, passes: int, seed: int) -> Assignment:
    """Judge and certify by code that the passes do not share."""
    instance, x, slot = engine.instance, tried.priced.x, tried.slot
    prices = duals.prices(x)
    groups = instance.quotas.groups if instance.quotas is not None else 0
    worth = engine.judge(slot)
    fail_if_not_feasible(worth)
    quota_prices = duals.quota_prices(x, groups)
    return Assignment(
        slot=slot,
        park=parks_behind(instance, engine.doors_at(slot)),
        value=worth.value,
        bound=engine.bound(prices, quota_prices),
        prices=prices,
        quota_prices=quota_prices,
        used=worth.used,
        counts=worth.counts,
        grouped=worth.grouped,
        passes=passes,
        seed=seed,
        engine=engine.name,
        interrupted=tried.interrupted,
    )


def fail_if_not_feasible(worth: Worth) -> None:
    """An answer that breaks a limit is a fault of ours and is never given out."""
    if not worth.feasible:
        raise AssertionError(f"the placement breaks a limit by {worth.excess:g}")


def parks_of(instance: Instance, slot: NDArray[Any]) -> NDArray[np.int32]:
    """The park that each firm takes, -1 none."""
    lookups = Lookups(instance, cuts_of(instance.firms))
    return parks_behind(instance, lookups.doors_at(slot))


def searched(
    engine: Engine, duals: Duals, tried: Attempt, found: Assignment, gap: float
) -> Assignment:
    """The same or a better answer by branch and bound, where the instance is small enough."""
    if engine.instance.edges > exact.SEARCH_EDGES_MAX or found.gap <= max(gap, flow.EXACT):
        return found
    record = duals.record(tried.priced.x)
    try:
        better, most = exact.improved(engine, tried.priced, record, value=found.value, gap=gap)
    except KeyboardInterrupt:
        return replace(found, interrupted=True)
    if better is not None and engine.judge(better).feasible:
        found = answer(engine, duals, replace(tried, slot=better), found.passes, found.seed)
    return replace(found, searched=max(most, found.value))


def known_prices(duals: Duals, start: Assignment | None) -> Floats | None:
    """The prices of an earlier answer; refused where it was for other parks or resources.

    Prices of other quotas are left out.
    """
    if start is None:
        return None
    wanted = (duals.parks, duals.resources)
    if start.prices.shape != wanted:
        hint = f"it must be of the same parks and resources, {wanted}"
        got = str(start.prices.shape)
        raise Refusal(Problem("another instance's answer", column="start", value=got, hint=hint))
    is_same = len(start.quota_prices) == duals.groups
    return duals.from_prices(start.prices, start.quota_prices if is_same else None)
