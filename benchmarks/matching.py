"""Matching from S to XL: certified gap and time, in readings of the instance from memory.

T1 is one streaming read of the edge arrays by as many threads as the solver has, measured in the
same process. `pass_of_stream` sets an exact pass, which also picks and copies the edges that
compete, against it; `bound_of_stream` one that gives the bound alone. Each case runs in a process
of its own, so that peak memory is its own; it is given over that of the arrays, with what the
interpreter and the compiler take left out. S runs on plain NumPy from a cold start, imports
included. Judged by `certificate`, which the solver does not share.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

CASES = {
    "small": ["S:0"],
    "full": [
        "S:0",
        "S:1",
        "M:0",
        "M:1",
        "M:0:per_edge",
        "M:0:ties",
        "M:0:by_county",
        "M:0:unit",
        "L:0",
        "XL:0",
    ],
}
QUIET_LOAD = 0.3


def run(size: str) -> Iterator[dict[str, Any]]:
    yield {"threads": threads(), "quiet": is_quiet()}
    for case in CASES[size]:
        yield measured(case)


def threads() -> int:
    return int(os.environ.get("JIEDUI_BENCH_THREADS", len(os.sched_getaffinity(0))))


def is_quiet() -> str:
    """Whether anybody else works on this machine: a time taken beside another job says nothing."""
    busy = os.getloadavg()[0]
    return "yes" if busy < QUIET_LOAD else f"no (load {busy:.2f}: times are too long)"


def measured(case: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks._matching_case", case, str(threads())]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        return {"case": case, "failed": done.stderr.strip().splitlines()[-1]}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def stream_s(arrays: list[Any], pool: ThreadPoolExecutor, parts: int = 32) -> float:
    """One read of all arrays, the best of several."""
    views = [array.reshape(len(array), -1) for array in arrays]
    n = len(views[0])
    cuts = [slice(n * c // parts, n * (c + 1) // parts) for c in range(parts)]
    times = []
    for _ in range(5):
        began = time.perf_counter()
        list(pool.map(lambda cut: [view[cut].max() for view in views], cuts))
        times.append(time.perf_counter() - began)
    return min(times)
