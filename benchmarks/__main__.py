"""`make bench [ARGS="pairing --size small"]`: run every subject, or the ones named."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
from pathlib import Path

SUBJECTS = sorted(
    file.stem for file in Path(__file__).parent.glob("*.py") if not file.stem.startswith("_")
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=", ".join(SUBJECTS))
    parser.add_argument("--size", choices=["small", "full"], default="full")
    options = parser.parse_args()
    print(machine())
    for subject in options.subjects or SUBJECTS:
        print(f"\n{subject}")
        for row in importlib.import_module(f"benchmarks.{subject}").run(options.size):
            print("  " + "  ".join(f"{name}={value}" for name, value in row.items()))


def machine() -> str:
    """The circumstances of a figure: without them a time says nothing."""
    load = (
        " ".join(f"{value:.2f}" for value in os.getloadavg()) if hasattr(os, "getloadavg") else "?"
    )
    return f"python {platform.python_version()}  cores {os.cpu_count()}  load {load}"


if __name__ == "__main__":
    main()
