"""One's own edges from Parquet on two workers against one process: seconds, ratio, same bytes.

Both read the tables and write the placement, each by the command as a user types it; kernels are
warm. Workers run on this machine, with one thread each, as the one process has two.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.matching import is_quiet

SIZES = {"small": 100_000, "full": 1_000_000}
PARKS, SLOTS, RESOURCES, WORKERS = 2_000, 50, 3, 2
COMMAND = "import sys; from jiedui.cli import main; sys.exit(main())"


def run(size: str) -> Iterator[dict[str, Any]]:
    yield {"workers": WORKERS, "quiet": is_quiet()}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_tables(folder, SIZES[size])
        yield compared(folder, SIZES[size])


def compared(folder: Path, firms: int) -> dict[str, Any]:
    one = timed(folder, "one", "--threads", str(WORKERS))
    processes, address = cluster(folder)
    try:
        many = timed(folder, "many", "--threads", str(WORKERS), "--scheduler", address)
    finally:
        for process in processes:
            process.kill()
            process.wait()
    files = [(folder / f"{name}.csv").read_bytes() for name in ("one", "many")]
    return {
        "firms": firms,
        "edges": firms * SLOTS,
        "one_s": round(one, 1),
        "many_s": round(many, 1),
        "ratio": round(many / one, 2),
        "same_bytes": files[0] == files[1],
    }


def timed(folder: Path, name: str, *more: str) -> float:
    tables = [str(folder / f"{table}.parquet") for table in ("firms", "parks", "edges")]
    asked = ["match", *tables[:2], "--edges", tables[2], "--format", "json", *more]
    command = [sys.executable, "-c", COMMAND, *asked, "-o", str(folder / f"{name}.csv")]
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def cluster(folder: Path) -> tuple[list[subprocess.Popen[bytes]], str]:
    """A scheduler and its workers on the loopback."""
    told = folder / "scheduler.json"
    processes = [started("scheduler", "--port", "0", "--scheduler-file", str(told))]
    while not told.exists():
        time.sleep(0.05)
    address = json.loads(told.read_text("utf-8"))["address"]
    limit = ("--nthreads", "1", "--memory-limit", "0", "--no-nanny")
    processes += [started("worker", address, *limit) for _ in range(WORKERS)]
    from jiedui.analysis.matching.cluster import connected

    with connected(address) as known:
        known.client.wait_for_workers(WORKERS, timeout=60)
    return processes, address


def started(kind: str, *given: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *given]
    local = ["--no-dashboard", "--host", "127.0.0.1"]
    return subprocess.Popen([*command, *local], stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL, env=os.environ)  # fmt: skip


def write_tables(folder: Path, firms: int) -> None:
    """The made-up matching of `_matching_instances` as three tables."""
    import numpy as np
    import pandas as pd

    from benchmarks._matching_instances import Size, make
    from jiedui.core.matching import NO_EDGE
    from jiedui.files.parquet import write_parquet

    made = make(Size(firms, PARKS, SLOTS, RESOURCES), 0)
    ids = np.array([f"F{i:08d}" for i in range(firms)])
    parks = np.array([f"P{j:04d}" for j in range(PARKS)])
    firm, slot = np.nonzero(made.score > NO_EDGE)
    tables = {
        "firms": {"firm": ids, **columns("demand_", made.resources, made.demand)},
        "parks": {"park": parks, **columns("capacity_", made.resources, made.capacity)},
        "edges": {
            "firm": pd.Categorical.from_codes(firm, ids),
            "park": pd.Categorical.from_codes(made.park[firm, slot].astype(np.int64), parks),
            "score": made.score[firm, slot],
        },
    }
    for name, given in tables.items():
        write_parquet(pd.DataFrame(given), folder / f"{name}.parquet")


def columns(prefix: str, names: tuple[str, ...], table: Any) -> dict[str, Any]:
    return {prefix + name: table[:, r] for r, name in enumerate(names)}
