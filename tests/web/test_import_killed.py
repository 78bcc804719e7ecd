"""An import that is killed leaves the old state or the new one, never something between.

`JIEDUI_ROUNDS=100` for the full run.
"""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

ROUNDS = int(os.environ.get("JIEDUI_ROUNDS", "3"))
PAIR = "jiangsu-2022:320500-321300"
ROWS = 400
TABLES = (
    *("projects_project", "projects_stageevent", "projects_money", "projects_firm"),
    *("projects_due", "audit_entry"),
)
PREPARE = """
from jiedui.web.config.opening import set_up_django
set_up_django()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from jiedui.web.records.programmes.actions import load_bundled
load_bundled(by="test")
"""
IMPORT = """
import sys
from jiedui.web.config.opening import set_up_django
set_up_django()
from jiedui.web.platform.accounts.operator import operator
from jiedui.web.platform.transfer.importing import import_file
def tell(step, done, of):
    print(step, flush=True)
import_file(by=operator("jiedui import"), code="projects", path=sys.argv[1], tell=tell)
print("done", flush=True)
"""


@pytest.fixture
def office(tmp_path):
    """A store of its own, outside the tests' transaction, and a ledger to import."""
    env = {**os.environ, "JIEDUI_HOME": str(tmp_path / "home"), "JIEDUI_DATABASE_URL": ""}
    (tmp_path / "home").mkdir(mode=0o700)
    subprocess.run([sys.executable, "-c", PREPARE], env=env, check=True)
    return tmp_path / "home" / "jiedui.sqlite3", env


def ledger(path, number):
    rows = [
        f"K{number}-{i},项目{i},{PAIR},企业{number}-{i},2023-05-30,2023-09,2024-01-01,{i + 1}"
        for i in range(ROWS)
    ]
    header = "项目编号,项目名称,结对,企业名称,签约日期,开工日期,约定投产日期,协议投资(万元)"
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return path


def state(store):
    with closing(sqlite3.connect(store)) as found:
        assert found.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        counts = [found.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in TABLES]
    return tuple(counts)


def started(path, env):
    command = [sys.executable, "-c", IMPORT, str(path)]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)


def test_a_killed_import_leaves_the_old_or_the_new_state(office, tmp_path):
    """Killed from the first row checked to the end; what is left is whole, and works on."""
    store, env = office
    dice = random.Random(20261121)
    old = state(store)
    first = started(ledger(tmp_path / "first.csv", 0), env)
    first.stdout.readline()
    began = time.monotonic()
    first.communicate()
    lasts = time.monotonic() - began
    assert first.returncode == 0
    new = state(store)
    step = tuple(b - a for a, b in zip(old, new, strict=True))
    assert step == (ROWS, 2 * ROWS, ROWS, ROWS, ROWS, 1)
    for number in range(1, ROUNDS + 1):
        before = state(store)
        after = tuple(a + b for a, b in zip(before, step, strict=True))
        child = started(ledger(tmp_path / f"{number}.csv", number), env)
        child.stdout.readline()
        time.sleep(dice.uniform(0, 1.2 * lasts))
        child.send_signal(signal.SIGKILL)
        child.communicate()
        assert state(store) in (before, after)
    last = started(ledger(tmp_path / "last.csv", "last"), env)
    last.communicate()
    assert last.returncode == 0
