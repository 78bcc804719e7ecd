"""Matching beside other packages, in one run on one machine: every ratio is theirs over ours.

`pdlp` is OR-Tools' first-order method for linear programmes at an accuracy of a thousandth, with
our rounding of its prices, since it places nobody itself; beside our full answer it is held against
ours at the same accuracy. `gradient_*` is a dual bound of DuaLip's
kind: accelerated gradient on the ridge-smoothed dual, rows scaled to norm 1, smoothing fixed. That
package is in no registry, so the method was written again: `arrays` in whole-array operations as
the package works, `loops` compiled, which the package is not. `flow` is OR-Tools' min-cost flow,
for firms that all need 1 of one resource. `highs`, `highs_search` are SciPy's HiGHS. OR-Tools has
an environment of its own (`make peers`); every row is a process of its own with a time limit.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.matching import is_quiet, threads

ROOT = Path(__file__).resolve().parent.parent
CASES: dict[str, list[tuple[str, list[tuple[str, int]]]]] = {
    "small": [
        ("S:0", [("pdlp", 60), ("gradient_arrays", 60), ("gradient_loops", 60)]),
        ("S:0:unit", [("flow", 60)]),
    ],
    "full": [
        (
            "S:0",
            [
                ("pdlp", 120),
                ("gradient_arrays", 60),
                ("gradient_loops", 60),
                ("highs", 120),
                ("highs_search", 120),
            ],
        ),
        ("S:0:unit", [("flow", 60), ("highs_search", 120)]),
        ("M:0:unit", [("flow", 120)]),
        ("M:0", [("gradient_arrays", 120), ("gradient_loops", 120), ("pdlp", 300)]),
    ],
}
NEEDS_ORTOOLS = ("pdlp", "flow")
WHOLE_ANSWER = ("pdlp", "highs")
MAKING_S = 60
"""What making the instance, compiling and judging may take beside a peer's own limit."""


def run(size: str) -> Iterator[dict[str, Any]]:
    yield {"threads": threads(), "quiet": is_quiet()}
    for case, peers in CASES[size]:
        own = measured("ours", case, 60)
        yield {"case": case, "who": "ours", **shown(own)}
        for peer, limit_s in peers:
            near = [repr(own["bound"])] if peer.startswith("gradient") else []
            found = measured(peer, case, limit_s, *near)
            yield {"case": case, "who": peer, **shown(found), **ratios(peer, found, own)}


def measured(peer: str, case: str, limit_s: int, *near: str) -> dict[str, Any]:
    python = python_of(peer)
    if python is None:
        return {"not run": "OR-Tools is not installed: make peers"}
    command = [python, "-m", "benchmarks._matching_peer", peer, case, str(threads())]
    try:
        done = subprocess.run(
            [*command, str(limit_s), *near],
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=limit_s + MAKING_S,
        )
    except subprocess.TimeoutExpired:
        return {"not run": f"not finished in {limit_s} s"}
    if done.returncode:
        return {"not run": done.stderr.strip().splitlines()[-1]}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if not found.pop("finished"):
        found["not finished in"] = f"{limit_s} s"
    return found


def python_of(peer: str) -> str | None:
    """OR-Tools brings a HiGHS of its own, so it is kept out of our environment."""
    if peer not in NEEDS_ORTOOLS:
        return sys.executable
    windows = ROOT / ".venv-peers" / "Scripts" / "python.exe"
    python = windows if os.name == "nt" else ROOT / ".venv-peers" / "bin" / "python"
    return str(python) if python.exists() else None


def shown(found: dict[str, Any]) -> dict[str, Any]:
    return {k: round(v, 3) if isinstance(v, float) else v for k, v in found.items()}


def ratios(peer: str, found: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Theirs over ours; of a dual bound also over the time until our bound was as near."""
    if "s" not in found or "s" not in own:
        return {}
    least = "> " if "not finished in" in found else ""
    theirs = found.get("with_our_rounding_s", found["s"]) if peer in WHOLE_ANSWER else found["s"]
    row = {"ratio": f"{least}{theirs / own['s']:.1f}"}
    if peer == "pdlp":
        row["ratio_to_ours_at_its_accuracy"] = f"{least}{theirs / own['to_accuracy_s']:.1f}"
    if peer.startswith("gradient"):
        row["ratio_to_our_bound"] = f"{least}{theirs / own['bound_near_s']:.1f}"
    return row
