"""A ledger of projects taken in, against a bare `executemany` of the same rows in the same tables.

The bare rate is the floor of the database alone: rows read back from the store just filled, put
into its twin without checks, derived columns, keys looked up or audit. Target: at least a quarter.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROWS = {"small": 5_000, "full": 100_000}
Row = dict[str, str]


def run(size: str) -> list[Row]:
    """In a process of its own, since settings are read once."""
    with tempfile.TemporaryDirectory(prefix="jiedui-bench-") as folder:
        env = {**os.environ, "JIEDUI_HOME": folder, "JIEDUI_DATABASE_URL": ""}
        command = [sys.executable, "-m", "benchmarks.importing", folder, str(ROWS[size])]
        made = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    return [dict(json.loads(made.stdout.splitlines()[-1]))]


def main(folder: str, count: int) -> None:
    """Import, copy the rows bare, print both rates and the memory."""
    import resource
    import time

    from benchmarks._projects_store import PROGRAMME, _write
    from jiedui.web.config.opening import set_up_django

    set_up_django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from jiedui.web.platform.accounts.operator import operator
    from jiedui.web.platform.transfer.importing import import_file
    from jiedui.web.records.programmes.actions import load_bundled
    from jiedui.web.records.programmes.models import Pair

    load_bundled(by="benchmark")
    ledger = Path(folder) / "ledger.csv"
    pairs = Pair.objects.filter(programme__code=PROGRAMME, end__isnull=True).order_by("key")
    _write(ledger, count, [(pair.key, pair.recipient) for pair in pairs])
    started = time.perf_counter()
    import_file(by=operator("jiedui import"), code="projects", path=ledger)
    import_s = time.perf_counter() - started
    bare_s = bare_seconds()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    row = {
        "rows": f"{count:,}",
        "import": f"{import_s:.1f} s",
        "executemany": f"{bare_s:.1f} s",
        "share of the bare rate": f"{bare_s / import_s:.2f}",
        "memory": f"{peak} MiB",
        "parser": f"{child} MiB",
    }
    print(json.dumps(row))


def bare_seconds() -> float:
    """What the database alone takes for the rows that the import wrote, in one transaction."""
    import time

    from django.db import connection, transaction

    from jiedui.web.records.confirmations.models import Matter, Declaration
    from jiedui.web.records.projects.models import Due, Firm, Money, Project, StageEvent

    tables = [one._meta.db_table for one in (Firm, Project, StageEvent, Due, Money)]
    tables += [one._meta.db_table for one in (Matter, Declaration)]
    kept = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            kept[table] = (len(cursor.description), cursor.fetchall())
        cursor.execute("PRAGMA foreign_keys=OFF")
        for table in reversed(tables):
            named = "SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name=%s"
            cursor.execute(named, [table])
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
            cursor.execute(f"DELETE FROM {table}")
    started = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (width, rows) in kept.items():
            marks = ", ".join(["%s"] * width)
            cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
    return time.perf_counter() - started


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
