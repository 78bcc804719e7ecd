"""How much memory a matching takes, and whether there is that much: said before the start."""

from __future__ import annotations

from pathlib import Path

from jiedui.core.errors import Problem, Refusal

SCORE_BYTES, DEMAND_BYTES = 4, 4
PARK_BYTES, MANY_PARKS_BYTES = 2, 4
MOST_SMALL = 2**16
OVER_INSTANCE = 1.6
"""Peak of a solve over the bytes of its instance, prices and competing edges included."""
CSV_BYTES_A_BYTE, PARQUET_BYTES_A_ROW = 5, 150
"""What a table of edges takes at least while it is read: ids as text, before they are numbers."""
GIB = 2**30
MEMINFO = Path("/proc/meminfo")
GROUP_LIMIT, GROUP_USED = (Path("/sys/fs/cgroup") / f"memory.{end}" for end in ("max", "current"))


def instance_bytes(
    *, firms: int, top: int, resources: int, parks: int = 0, per_edge: bool = False
) -> int:
    """Bytes of the arrays of an instance: score and park of each edge, and what firms need.

    >>> instance_bytes(firms=1_000_000, top=50, resources=3)    # 50 × (4 + 2) + 3 × 4 a firm
    312000000
    """
    edges = firms * top
    number = PARK_BYTES if parks <= MOST_SMALL else MANY_PARKS_BYTES
    demands = (edges if per_edge else firms) * resources
    return edges * (SCORE_BYTES + number) + demands * DEMAND_BYTES


def needed_bytes(
    *, firms: int, top: int, resources: int, parks: int = 0, per_edge: bool = False
) -> int:
    """Bytes that a solve takes at its peak.

    >>> needed_bytes(firms=1_000_000, top=50, resources=3)
    499200000
    """
    arrays = instance_bytes(
        firms=firms, top=top, resources=resources, parks=parks, per_edge=per_edge
    )
    return round(OVER_INSTANCE * arrays)


def reading_bytes(edges: str | Path) -> int:
    """Bytes that a table of edges takes at least while it is read; 0 where it is not there."""
    from jiedui.files.parquet import count_rows

    file = Path(edges)
    if not file.is_file():
        return 0
    if file.name.endswith(".parquet"):
        return PARQUET_BYTES_A_ROW * count_rows(file)
    return CSV_BYTES_A_BYTE * file.stat().st_size


def fail_if_memory_short(needed: int, free: int | None, *, top: int = 0) -> None:
    """Refuse a matching that would not fit, with what it needs, what is free and what to do.

    `free` is None where it cannot be told: then nothing is refused.
    """
    if free is None or needed <= free:
        return
    fewer = f"lower --top (now {top})" if top else "give fewer edges"
    hint = f"{fewer}, free memory, or spread the work over more machines with --scheduler ADDRESS"
    value = f"{needed / GIB:,.1f} GiB needed, {free / GIB:,.1f} GiB free"
    raise Refusal(Problem("memory short", value=value, hint=hint))


def free_bytes() -> int | None:
    """Memory that a process may still take: of the machine, and of its group where that is less."""
    found = [value for value in (_of_machine(MEMINFO), _of_group()) if value is not None]
    return min(found) if found else None


def _of_machine(path: Path) -> int | None:
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError:
        return None
    kib = [int(line.split()[1]) for line in lines if line.startswith("MemAvailable:")]
    return kib[0] * 1024 if kib else None


def _of_group() -> int | None:
    try:
        limit, used = (path.read_text("utf-8").strip() for path in (GROUP_LIMIT, GROUP_USED))
    except OSError:
        return None
    return max(0, int(limit) - int(used)) if limit.isdigit() and used.isdigit() else None
