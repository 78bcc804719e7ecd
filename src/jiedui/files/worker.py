"""The child process that parses a file people sent, under limits of its own.

`python -m jiedui.files.worker KIND PATH NAME` writes one JSON document per line: first what the
header means, then chunks of rows, last `done` or the problems. A file made to exhaust memory or
time ends this process and nothing else.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from jiedui.core.errors import Problem
from jiedui.files.records import Chunk, read_records
from jiedui.files.sources import FileRefusal, Source

MEMORY_BYTES = 4 * 2**30
CPU_SECONDS = 300


def main(arguments: list[str]) -> int:
    """Parse one file; exit 0 whether it was good or not, anything else is a fault."""
    kind, path, name = arguments
    _limit_resources()
    try:
        records = read_records(Source(name, Path(path).read_bytes()), kind)
        head = {
            "present": records.present,
            "currencies": dict(records.currencies),
            "warnings": [asdict(problem) for problem in records.warnings],
            "sha256": records.table.sha256,
            "sheet": records.table.sheet,
            "rows": len(records.table.rows),
            "headers": {name: records.table.header[at] for name, at in records.positions.items()},
        }
        _say(head)
        for chunk in records.chunks():
            _say(_as_json(chunk))
        _say({"done": True})
    except FileRefusal as refusal:
        _say({"problems": [asdict(problem) for problem in refusal.every]})
    except MemoryError:
        limit = MEMORY_BYTES // 2**20
        reason = f"the file needs more than {limit:,} MiB to be read"
        _say({"problems": [asdict(Problem(reason, file=name, hint="split it"))]})
    return 0


def _limit_resources() -> None:
    """Bounds that the system keeps; Windows has none of them."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _as_json(chunk: Chunk) -> dict[str, Any]:
    return {"lines": chunk.lines, "values": chunk.values}


def _say(document: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, default=_plain) + "\n")


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value)} has no JSON")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
