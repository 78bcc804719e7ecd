"""One case of the matching benchmark, in a process of its own: `... SIZE:SEED[:KIND] THREADS`."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

COLD = """
import time, sys
import numpy as np
from jiedui.core.matching import Instance, assign
given = np.load(sys.argv[1])
names = ("score", "park", "demand", "capacity")
answer = assign(Instance.of_candidates(*(given[name] for name in names)))
print(answer.gap, time.process_time())
"""


def main(case: str, threads: int) -> None:
    name, seed, *kind = case.split(":")
    if name == "S":
        print(json.dumps({"case": case, **cold_start(int(seed))}))
    else:
        print(json.dumps({"case": case, **warmed_up(name, int(seed), kind, threads)}))


def cold_start(seed: int) -> dict[str, object]:
    """A fresh interpreter without kernels: what a user of a small instance waits for."""
    from benchmarks._matching_instances import SIZES, make

    instance = make(SIZES["S"], seed)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "instance.npz"
        arrays = {n: getattr(instance, n) for n in ("score", "park", "demand", "capacity")}
        arrays["score"] = np.maximum(arrays["score"], 0)
        np.savez(file, **arrays)
        done = subprocess.run([sys.executable, "-c", COLD, file], capture_output=True, text=True)
    gap, seconds = map(float, done.stdout.split())
    return {"gap": f"{gap:.2e}", "process_s": round(seconds, 2)}


def warmed_up(name: str, seed: int, kind: list[str], threads: int) -> dict[str, object]:
    """Kernels cached at set-up; generation left out, checks and certificate counted apart."""
    from benchmarks._matching_bound import bound_of
    from benchmarks._matching_instances import SIZES, make
    from benchmarks.matching import stream_s
    from jiedui.core.matching import Instance, assign
    from jiedui.core.matching.assign.compiled import CompiledEngine, warm
    from jiedui.core.matching.assign.duals import Duals

    warm()
    resident = memory_bytes()
    instance = make(SIZES[name], seed, **dict.fromkeys(kind, True))
    assert isinstance(instance, Instance)
    with ThreadPoolExecutor(threads) as pool:
        once = stream_s([instance.score, instance.park, instance.demand], pool)
        before = memory_bytes()
        with Peak() as peak:
            began = time.perf_counter()
            answer = assign(instance, engine="compiled", threads=threads, seed=seed)
            took = time.perf_counter() - began
        engine, duals = CompiledEngine(instance, threads), Duals.of(instance)
        record = duals.record(duals.from_prices(answer.prices, None))
        rows = np.arange(instance.firms, dtype=np.int32)
        picking = shortest(lambda: engine.pick(record, rows, 0.02))
        bounding = shortest(lambda: bound_of(engine, record, rows))
        changed = instance.with_capacity(instance.capacity * 1.01)
        began = time.perf_counter()
        warm_answer = assign(changed, engine="compiled", threads=threads, seed=seed, start=answer)
        again = time.perf_counter() - began
    return {
        "gap": f"{answer.gap:.2e}",
        "s": round(took, 3),
        "T1_ms": round(once * 1e3, 1),
        "T1": round(took / once, 1),
        "ns_per_edge": round(took / instance.edges * 1e9, 2),
        "pass_of_stream": f"{once / picking:.0%}",
        "bound_of_stream": f"{once / bounding:.0%}",
        "passes": answer.passes,
        "peak_over_instance": round((peak.most - before) / instance.nbytes + 1, 2),
        "peak_mb": round(peak.most / 2**20),
        "arrays_mb": round(instance.nbytes / 2**20),
        "started_with_mb": round(resident / 2**20),
        "warm_T1": round(again / once, 1),
        "warm_gap": f"{warm_answer.gap:.2e}",
    }


def shortest(work: Callable[[], object]) -> float:
    """Seconds, the best of several, after a first run that compiles what is not kept."""
    work()
    times = []
    for _ in range(5):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def memory_bytes() -> int:
    """Resident memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


class Peak:
    """The most resident memory while it runs, looked at every 5 ms."""

    def __enter__(self) -> Peak:
        self.most, self._over = memory_bytes(), threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()
        return self

    def _look(self) -> None:
        while not self._over.wait(0.005):
            self.most = max(self.most, memory_bytes())

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watch.join()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
