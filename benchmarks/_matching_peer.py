"""One peer on one matching, in a process of its own: `... PEER SIZE:SEED[:KIND] THREADS LIMIT_S`.

Whatever a peer finds is judged by `certificate`: prices by the bound that they prove, a placement
by its value and limits. A peer that only has prices gets our rounding. The clock runs while the
peer builds its model and solves; making the instance and judging the answer are left out.
"""

from __future__ import annotations

import importlib.metadata
import itertools
import json
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from jiedui.core.matching import NO_EDGE, Instance, assign, bound, judge

SCORE_STEPS = 1e6
"""Flow counts in whole numbers: scores in millionths."""
SMOOTHING = 1e-3
FIRST_STEP, LONGEST_STEP = 1e-3, 0.1
LOOK_EVERY = 4
NEAR = 1e-4


ACCURACY = 1e-3
"""What is asked of PDLP, and of ourselves beside it."""


@dataclass
class Found:
    """What a peer hands over: prices (M, R), a placement, or both; None where it found none."""

    s: float
    version: str
    prices: Any = None
    slot: Any = None
    notes: dict[str, Any] | None = None
    finished: bool = True


def ours(instance: Instance, threads: int, limit_s: float) -> Found:
    """Our own answer, in the same kind of process, with the compiled kernels warm."""
    seen: list[tuple[float, float]] = []
    assign(instance, engine="compiled", threads=threads)
    began = time.perf_counter()

    def note(_: int, lowest: float) -> None:
        seen.append((time.perf_counter() - began, lowest))

    answer = assign(instance, engine="compiled", threads=threads, on_pass=note)
    took = time.perf_counter() - began
    near = next(at for at, lowest in seen if lowest <= answer.bound * (1 + NEAR))
    began = time.perf_counter()
    rough = assign(instance, engine="compiled", threads=threads, gap=ACCURACY)
    rough_s = time.perf_counter() - began
    notes = {
        "bound": answer.bound,
        "bound_near_s": round(near, 3),
        "to_accuracy_s": round(rough_s, 3),
        "gap_there": f"{rough.gap:.2e}",
    }
    return Found(took, version_of("jiedui"), answer.prices, answer.slot, notes)


def pdlp(instance: Instance, threads: int, limit_s: float, accuracy: float = ACCURACY) -> Found:
    """OR-Tools' first-order method for linear programmes, to a relative accuracy."""
    from ortools.pdlp import solve_log_pb2, solvers_pb2
    from ortools.pdlp.python import pdlp as solver

    began = time.perf_counter()
    gain, matrix, upper = linear_programme(instance)
    programme = solver.QuadraticProgram()
    programme.resize_and_initialize(matrix.shape[1], matrix.shape[0])
    programme.objective_vector = -gain
    programme.constraint_matrix = matrix
    programme.constraint_lower_bounds = np.full(len(upper), -np.inf)
    programme.constraint_upper_bounds = upper
    programme.variable_lower_bounds = np.zeros(len(gain))
    programme.variable_upper_bounds = np.full(len(gain), np.inf)
    options = solvers_pb2.PrimalDualHybridGradientParams(num_threads=threads)
    ends = options.termination_criteria
    ends.simple_optimality_criteria.eps_optimal_relative = accuracy
    ends.simple_optimality_criteria.eps_optimal_absolute = accuracy * 1e-2
    ends.time_sec_limit = limit_s
    answer = solver.primal_dual_hybrid_gradient(programme, options)
    took = time.perf_counter() - began
    prices = -np.asarray(answer.dual_solution)[instance.firms :].reshape(instance.capacity.shape)
    log = answer.solve_log
    finished = log.termination_reason == solve_log_pb2.TERMINATION_REASON_OPTIMAL
    notes = {"accuracy": accuracy, "iterations": log.iteration_count}
    return Found(took, version_of("ortools"), prices, None, notes, finished)


def flow(instance: Instance, threads: int, limit_s: float) -> Found:
    """OR-Tools' min-cost flow: exact where every firm needs 1 of one resource."""
    from ortools.graph.python import min_cost_flow

    began = time.perf_counter()
    N, M = instance.firms, instance.parks
    firm, slot = np.nonzero(instance.score > NO_EDGE)
    park = N + instance.park[firm, slot].astype(np.int64)
    places = np.floor(instance.capacity[:, 0]).astype(np.int64)
    cost = -np.round(instance.score[firm, slot].astype(float) * SCORE_STEPS).astype(np.int64)
    graph = min_cost_flow.SimpleMinCostFlow()
    none = np.zeros(N + M, np.int64)
    arcs = graph.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([firm, np.arange(N), N + np.arange(M)]),
        np.concatenate([park, np.full(N + M, N + M)]),
        np.concatenate([np.ones(len(firm) + N, np.int64), places]),
        np.concatenate([cost, none]),
    )
    supply = np.concatenate([np.ones(N, np.int64), np.zeros(M, np.int64), [-N]])
    graph.set_nodes_supplies(np.arange(N + M + 1), supply)
    status = graph.solve()
    took = time.perf_counter() - began
    if status != graph.OPTIMAL:
        return Found(took, version_of("ortools"), notes={"status": str(status)}, finished=False)
    used = np.asarray(graph.flows(arcs[: len(firm)])) > 0
    return Found(took, version_of("ortools"), slot=slots(instance, firm[used], slot[used]))


def highs(instance: Instance, threads: int, limit_s: float) -> Found:
    """SciPy's HiGHS on the linear programme: its prices, one thread."""
    from scipy.optimize import linprog

    began = time.perf_counter()
    gain, matrix, upper = linear_programme(instance)
    given = {"A_ub": matrix, "b_ub": upper, "bounds": (0, None), "method": "highs-ipm"}
    answer = linprog(-gain, options={"time_limit": limit_s}, **given)
    took = time.perf_counter() - began
    if answer.status:
        return Found(took, version_of("scipy"), finished=False)
    prices = -answer.ineqlin.marginals[instance.firms :].reshape(instance.capacity.shape)
    return Found(took, version_of("scipy"), prices)


def highs_search(instance: Instance, threads: int, limit_s: float) -> Found:
    """SciPy's HiGHS on the whole programme, branch and bound to a gap of a thousandth."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    began = time.perf_counter()
    gain, matrix, upper = linear_programme(instance)
    limits = LinearConstraint(matrix, -np.inf, upper)
    options = {"time_limit": limit_s, "mip_rel_gap": 1e-3}
    answer = milp(
        -gain,
        integrality=np.ones(len(gain)),
        bounds=Bounds(0, 1),
        constraints=limits,
        options=options,
    )
    took = time.perf_counter() - began
    if answer.x is None:
        return Found(took, version_of("scipy"), finished=False)
    firm, slot = np.nonzero(instance.score > NO_EDGE)
    taken = answer.x > 0.5
    placed = slots(instance, firm[taken], slot[taken])
    return Found(took, version_of("scipy"), slot=placed, finished=answer.status == 0)


def gradient_arrays(instance: Instance, threads: int, limit_s: float, near: float) -> Found:
    """Accelerated gradient on the ridge-smoothed dual, in array operations over all edges."""
    return accelerated(instance, load_by_arrays(instance, threads), limit_s, near, "arrays")


def gradient_loops(instance: Instance, threads: int, limit_s: float, near: float) -> Found:
    """The same in compiled loops, which no package offers: the method alone."""
    return accelerated(instance, load_by_loops(instance, threads), limit_s, near, "loops")


PEERS: dict[str, Callable[..., Found]] = {
    "ours": ours,
    "pdlp": pdlp,
    "flow": flow,
    "highs": highs,
    "highs_search": highs_search,
    "gradient_arrays": gradient_arrays,
    "gradient_loops": gradient_loops,
}
Load = Callable[[Any], Any]


def accelerated(instance: Instance, load: Load, limit_s: float, near: float, how: str) -> Found:
    """Nesterov's steps until the bound is within `NEAR` of `near`; looking is not on the clock.

    Rows of the constraints are scaled to norm 1, the smoothing stays as it is, and the step is the
    inverse of the steepest change of the gradient seen, at most `LONGEST_STEP`.
    """
    norm = np.maximum(row_norms(instance), 1e-9)
    here = ahead = np.zeros_like(norm)
    before: list[tuple[Any, Any]] = []
    took, steps, momentum, lowest = 0.0, 0, 1.0, np.inf
    best = here
    while took < limit_s:
        began = time.perf_counter()
        uphill = (load(ahead / norm) - instance.capacity) / norm
        before = [*before[-14:], (ahead, uphill)]
        there = np.maximum(ahead + step_length(before) * uphill, 0.0)
        faster = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead = np.maximum(there + (momentum - 1) / faster * (there - here), 0.0)
        here, momentum, steps = there, faster, steps + 1
        took += time.perf_counter() - began
        if steps % LOOK_EVERY:
            continue
        proven = bound(instance, here / norm, threads=2)
        if proven < lowest:
            lowest, best = proven, here / norm
        if lowest <= near * (1 + NEAR):
            break
    notes = {"iterations": steps, "above_ours": f"{lowest / near - 1:.1e}"}
    version = version_of("numpy") if how == "arrays" else version_of("numba")
    return Found(took, version, best, None, notes, lowest <= near * (1 + NEAR))


def step_length(before: list[tuple[Any, Any]]) -> float:
    """The inverse of the Lipschitz constant that the last points and gradients let one see."""
    steepest = 0.0
    for (a, up_a), (b, up_b) in itertools.pairwise(before):
        way = np.linalg.norm(a - b)
        if way > 0:
            steepest = max(steepest, float(np.linalg.norm(up_a - up_b) / way))
    return FIRST_STEP if steepest == 0 else min(LONGEST_STEP, 1 / steepest)


def row_norms(instance: Instance) -> Any:
    """√Σ a² of each capacity's row."""
    squares = np.zeros_like(instance.capacity)
    for lo, hi in parts_of(instance.firms, 64):
        park, real = instance.park[lo:hi], instance.score[lo:hi] > NO_EDGE
        for r in range(squares.shape[1]):
            need = np.where(real, needs(instance, lo, hi, r), 0.0)
            squares[:, r] += np.bincount(park.ravel(), need.ravel() ** 2, len(squares))
    return np.sqrt(squares)


def needs(instance: Instance, lo: int, hi: int, r: int) -> Any:
    demand = instance.demand[lo:hi]
    return demand[:, :, r] if instance.is_per_edge else demand[:, r, None]


def parts_of(n: int, parts: int) -> Iterator[tuple[int, int]]:
    cuts = [n * c // parts for c in range(parts + 1)]
    return ((lo, hi) for lo, hi in itertools.pairwise(cuts) if hi > lo)


def load_by_arrays(instance: Instance, threads: int) -> Load:
    """What the parks would give at some prices, each firm sharing itself out over its offers."""
    pool = ThreadPoolExecutor(threads)
    counting = np.arange(1, instance.slots + 1, dtype=np.float32)

    def part(cut: tuple[int, int], prices: Any) -> Any:
        lo, hi = cut
        park = instance.park[lo:hi]
        value = instance.score[lo:hi].copy()
        for r in range(prices.shape[1]):
            value -= needs(instance, lo, hi, r) * prices[:, r].astype(np.float32)[park]
        value /= np.float32(SMOOTHING)
        ordered = -np.sort(-value, axis=1)
        over = np.cumsum(ordered, axis=1) - 1
        last = np.maximum((ordered * counting > over).sum(axis=1), 1)
        level = over[np.arange(len(over)), last - 1] / last
        share = np.maximum(value - np.maximum(level, 0)[:, None], 0)
        flat = park.ravel()
        columns = [
            np.bincount(flat, (share * needs(instance, lo, hi, r)).ravel(), len(prices))
            for r in range(prices.shape[1])
        ]
        return np.stack(columns, axis=1)

    cuts = list(parts_of(instance.firms, 32))
    return lambda prices: sum(pool.map(lambda cut: part(cut, prices), cuts))


def load_by_loops(instance: Instance, threads: int) -> Load:
    """The same, firm by firm in compiled loops."""
    from numba import njit

    pool = ThreadPoolExecutor(threads)
    R = instance.capacity.shape[1]
    per_edge = instance.is_per_edge

    @njit(nogil=True, fastmath={"nnan", "ninf", "nsz", "arcp", "contract", "reassoc"})
    def run(score, park, demand, prices, cold, lo, hi, load):
        K = score.shape[1]
        value, kept = np.empty(K, np.float32), np.empty(K, np.int64)
        for i in range(lo, hi):
            n, total = 0, np.float32(0)
            for k in range(K):
                v, j = score[i, k], park[i, k]
                for r in range(R):
                    v -= (demand[i, k, r] if per_edge else demand[i, r]) * prices[j, r]
                if v > 0:
                    value[n], kept[n] = v * cold, k
                    total += v * cold
                    n += 1
            level = np.float32(0)
            while n and total > 1:
                level = (total - np.float32(1)) / np.float32(n)
                m, rest = 0, np.float32(0)
                for at in range(n):
                    if value[at] > level:
                        value[m], kept[m] = value[at], kept[at]
                        rest += value[m]
                        m += 1
                if m == n:
                    break
                n, total = m, rest
            for at in range(n):
                k = kept[at]
                j, x = park[i, k], value[at] - level
                for r in range(R):
                    load[j, r] += x * (demand[i, k, r] if per_edge else demand[i, r])

    def part(cut: tuple[int, int], prices: Any) -> Any:
        load = np.zeros_like(instance.capacity)
        arrays = (instance.score, instance.park, instance.demand, prices.astype(np.float32))
        run(*arrays, np.float32(1 / SMOOTHING), *cut, load)
        return load

    cuts = list(parts_of(instance.firms, 32))
    part((0, 1), np.zeros_like(instance.capacity))  # compiles
    return lambda prices: sum(pool.map(lambda cut: part(cut, prices), cuts))


def linear_programme(instance: Instance) -> tuple[Any, Any, Any]:
    """gain, A (CSC), upper sides: a row for each firm, then for each park and resource."""
    from scipy.sparse import csc_matrix

    N, (M, R) = instance.firms, instance.capacity.shape
    firm, slot = np.nonzero(instance.score > NO_EDGE)
    park = instance.park[firm, slot].astype(np.int64)
    rows, values = np.empty((len(firm), R + 1), np.int32), np.ones((len(firm), R + 1))
    rows[:, 0] = firm
    for r in range(R):
        rows[:, r + 1] = N + park * R + r
        at = (firm, slot, r) if instance.is_per_edge else (firm, r)
        values[:, r + 1] = instance.demand[at]
    ends = np.arange(len(firm) + 1) * (R + 1)
    matrix = csc_matrix((values.ravel(), rows.ravel(), ends), shape=(N + M * R, len(firm)))
    upper = np.concatenate([np.ones(N), instance.capacity.ravel()])
    return instance.score[firm, slot].astype(float), matrix, upper


def slots(instance: Instance, firm: Any, slot: Any) -> Any:
    placed = np.full(instance.firms, -1, np.int16)
    placed[firm] = slot
    return placed


def version_of(package: str) -> str:
    return f"{package} {importlib.metadata.version(package)}"


def rounded(instance: Instance, prices: Any, threads: int) -> tuple[Any, float]:
    """Our placement from a peer's prices, and the time that it takes."""
    from jiedui.core.matching.assign.compiled import CompiledEngine
    from jiedui.core.matching.assign.duals import Duals
    from jiedui.core.matching.assign.levels import BAND, certify
    from jiedui.core.matching.assign.rounding import place

    began = time.perf_counter()
    engine, duals = CompiledEngine(instance, threads), Duals.of(instance)
    rows = np.arange(instance.firms, dtype=np.int32)
    priced = certify(engine, duals, duals.from_prices(np.maximum(prices, 0), None), rows, BAND)
    slot = place(engine, duals, priced, wanted=priced.bound)
    return slot, time.perf_counter() - began


def judged(instance: Instance, found: Found, threads: int) -> dict[str, Any]:
    """The row of a table: what the answer is worth by the same evaluator for all."""
    row: dict[str, Any] = {"s": round(found.s, 3), "finished": found.finished}
    slot, took = found.slot, found.s
    if slot is None and found.prices is not None:
        rounded(instance, found.prices, threads)  # compiles
        slot, more = rounded(instance, found.prices, threads)
        took += more
        row["with_our_rounding_s"] = round(took, 3)
    if found.prices is not None:
        row["proven"] = bound(instance, found.prices, threads=threads)
    if slot is not None:
        worth = judge(instance, slot)
        row["value"] = worth.value if worth.feasible else f"breaks a limit by {worth.excess:.1e}"
    if found.prices is not None and isinstance(row.get("value"), float):
        row["gap"] = f"{max(0.0, 1 - row['value'] / row['proven']):.2e}"
    return {**row, **(found.notes or {}), "version": found.version}


def main(peer: str, case: str, threads: int, limit_s: float, *near: str) -> None:
    from benchmarks._matching_instances import SIZES, make

    name, seed, *kind = case.split(":")
    instance = make(SIZES[name], int(seed), **dict.fromkeys(kind, True))
    given = [float(text) for text in near]
    found = PEERS[peer](instance, threads, limit_s, *given)
    print(json.dumps(judged(instance, found, threads)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), *sys.argv[5:])
