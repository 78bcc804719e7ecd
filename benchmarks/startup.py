"""What `jiedui --help` costs over an empty interpreter (at most 150 ms is promised)."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time


def run(size: str = "full") -> list[dict[str, str]]:
    """Median of paired runs: the empty interpreter, then `--help`, again and again."""
    rounds = 3 if size == "small" else 15
    help_page = "import sys; sys.argv=['jiedui','--help']; import jiedui.cli; jiedui.cli.main()"
    pairs = [(seconds("pass"), seconds(help_page)) for _ in range(rounds)]
    extra_ms = statistics.median(page - empty for empty, page in pairs) * 1000
    empty_ms = statistics.median(empty for empty, _ in pairs) * 1000
    return [
        {"empty_ms": f"{empty_ms:.0f}", "help_extra_ms": f"{extra_ms:.0f}", "rounds": str(rounds)}
    ]


def seconds(code: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    return time.perf_counter() - started
