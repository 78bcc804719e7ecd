"""A ledger of projects taken in, against a bare `executemany` of the same rows in the same run.

Before the import the empty store is copied. After it the rows that it wrote are read back and put
into the copy: plain values, one transaction, the connection's settings those of the site (rollback
journal, full synchronisation, foreign keys, cache), the same indexes and constraints; no file to
read, no checks, no derived columns, no keys looked up, no audit. Two shares of that bare rate:

- `share, all tables`: against every row that the import wrote (projects, firms, stages, agreed
  dates, sums, and what the person declares to the other side);
- `share, projects alone`: against the rows of the one table of projects, one per row of the ledger.

The shares of CPU leave out the parser, a process of its own beside the import; on a busy machine
they tell more than the clock. Target: at least a quarter of both for the lead office, which speaks
for no side. The office of one pair also declares each stage and sum to the other side: several rows
more for each project.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

ROWS = {"small": 5_000, "full": 100_000}
OFFICES = {"lead_office": "all", "pair_office": "pair"}
PROJECTS = "projects_project"
Row = dict[str, str]


def run(size: str) -> list[Row]:
    """Each office in a process of its own, since settings are read once."""
    return [_of_an_office(office, str(ROWS[size])) for office in OFFICES]


def _of_an_office(office: str, count: str) -> Row:
    with tempfile.TemporaryDirectory(prefix="jiedui-bench-") as folder:
        env = {**os.environ, "JIEDUI_HOME": folder, "JIEDUI_DATABASE_URL": ""}
        command = [sys.executable, "-m", "benchmarks.importing", folder, office, count]
        made = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    return dict(json.loads(made.stdout.splitlines()[-1]))


def main(folder: str, office: str, count: int) -> None:
    """Import, put the same rows into a copy of the store, print both rates and the memory."""
    import resource
    import time

    person, ledger = _prepared(Path(folder), office, count)
    from jiedui.web.platform.transfer.importing import import_file

    store, twin = Path(folder) / "jiedui.sqlite3", Path(folder) / "twin.sqlite3"
    shutil.copy(store, twin)
    started, cpu = time.perf_counter(), time.process_time()
    import_file(by=person, code="projects", path=ledger)
    import_s, cpu = time.perf_counter() - started, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    bare = bare_seconds(store, twin)
    row = {
        "rows": f"{count:,}",
        "by": office,
        "import": f"{import_s:.1f} s ({cpu:.1f} s of CPU)",
        "executemany, all tables": f"{_sum(bare, 0):.1f} s ({_sum(bare, 1):.1f} s of CPU)",
        "projects alone": f"{bare[PROJECTS][0]:.1f} s ({bare[PROJECTS][1]:.1f} s of CPU)",
        "share, all tables": f"{_sum(bare, 0) / import_s:.2f}",
        "share, projects alone": f"{bare[PROJECTS][0] / import_s:.2f}",
        "of CPU, all tables": f"{_sum(bare, 1) / cpu:.2f}",
        "of CPU, projects alone": f"{bare[PROJECTS][1] / cpu:.2f}",
        "memory": f"{peak} MiB",
        "parser": f"{child} MiB",
    }
    print(json.dumps(row))


def _prepared(folder: Path, office: str, count: int) -> tuple[Any, Path]:
    """A store without projects, the person who imports, and the ledger."""
    from benchmarks._projects_store import PAIR, PROGRAMME, _person, _write
    from jiedui.web.config.opening import set_up_django

    set_up_django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from jiedui.web.records.programmes.actions import load_bundled
    from jiedui.web.records.programmes.models import Pair

    load_bundled(by="benchmark")
    pairs = Pair.objects.filter(programme__code=PROGRAMME, end__isnull=True).order_by("key")
    own = pairs if OFFICES[office] == "all" else pairs.filter(key=PAIR)
    ledger = folder / "ledger.csv"
    _write(ledger, count, [(pair.key, pair.recipient) for pair in own])
    scope = OFFICES[office]
    return _person(office, scope, "" if scope == "all" else PAIR), ledger


def bare_seconds(store: Path, twin: Path) -> dict[str, tuple[float, float]]:
    """Seconds, and seconds of CPU, that each table took for the rows that the import wrote."""
    import time

    from jiedui.web.config.databases import SQLITE_OPTIONS

    kept = _rows_of(store)
    seconds = {}
    with closing(sqlite3.connect(twin, isolation_level=None)) as database:
        database.executescript(str(SQLITE_OPTIONS["init_command"]))
        database.execute("BEGIN IMMEDIATE")
        for table, rows in kept.items():
            marks = ", ".join("?" * len(rows[0]))
            started, cpu = time.perf_counter(), time.process_time()
            database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
            seconds[table] = (time.perf_counter() - started, time.process_time() - cpu)
        started, cpu = time.perf_counter(), time.process_time()
        database.execute("COMMIT")
        seconds["commit"] = (time.perf_counter() - started, time.process_time() - cpu)
    return seconds


def _sum(bare: dict[str, tuple[float, float]], of: int) -> float:
    return sum(took[of] for took in bare.values())


def _rows_of(store: Path) -> dict[str, list[Any]]:
    """Rows of every table that the import filled, those first that others name."""
    from jiedui.web.records.confirmations.models import Declaration, Matter
    from jiedui.web.records.projects.models import Due, Firm, Money, Project, StageEvent

    models = (Firm, Project, StageEvent, Due, Money, Matter, Declaration)
    tables = [one._meta.db_table for one in models]
    with closing(sqlite3.connect(store)) as database:
        kept = {one: database.execute(f"SELECT * FROM {one}").fetchall() for one in tables}
    return {table: rows for table, rows in kept.items() if rows}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
