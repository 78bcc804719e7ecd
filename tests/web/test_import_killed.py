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
from contextlib import closing, suppress

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
IMPORTS = """
import os, sys
from jiedui.web.config.opening import set_up_django
set_up_django()
from jiedui.web.platform.accounts.operator import operator
from jiedui.web.platform.transfer.importing import import_file
def say(*words):
    print(*words, flush=True)
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        import_file(
            by=operator("jiedui import"),
            code="projects",
            path=line.strip(),
            tell=lambda step, done, of: say("step", os.getpid(), step),
        )
        os._exit(0)
    say("ended", child, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
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


class Importer:
    """A process that is ready to import, and does so in a child of its own for each file."""

    def __init__(self, env):
        command = [sys.executable, "-c", IMPORTS]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(command, env=env, **pipes)

    def begin(self, path):
        """The number of the child that imports, once it has told of its first step."""
        self.process.stdin.write(f"{path}\n")
        self.process.stdin.flush()
        word, child, _step = self._heard()
        assert word == "step"
        return int(child)

    def end(self):
        """The exit code of the child, negative for the signal that ended it."""
        while True:
            word, _child, rest = self._heard()
            if word == "ended":
                return int(rest)

    def _heard(self):
        word, child, rest = self.process.stdout.readline().rstrip("\n").split(" ", 2)
        return word, child, rest


@pytest.fixture
def importer(office):
    found = Importer(office[1])
    yield found
    found.process.stdin.close()
    found.process.wait()
    found.process.stdout.close()


def test_a_killed_import_leaves_the_old_or_the_new_state(office, importer, tmp_path):
    """Killed from the first row checked to the end; what is left is whole, and works on."""
    store, _env = office
    dice = random.Random(20261121)
    old = state(store)
    importer.begin(ledger(tmp_path / "first.csv", 0))
    began = time.monotonic()
    assert importer.end() == 0
    lasts = time.monotonic() - began
    new = state(store)
    step = tuple(b - a for a, b in zip(old, new, strict=True))
    assert step == (ROWS, 2 * ROWS, ROWS, ROWS, ROWS, 1)
    for number in range(1, ROUNDS + 1):
        before = state(store)
        after = tuple(a + b for a, b in zip(before, step, strict=True))
        child = importer.begin(ledger(tmp_path / f"{number}.csv", number))
        time.sleep(dice.uniform(0, 1.2 * lasts))
        with suppress(ProcessLookupError):  # it was done already
            os.kill(child, signal.SIGKILL)
        importer.end()
        assert state(store) in (before, after)
    importer.begin(ledger(tmp_path / "last.csv", "last"))
    assert importer.end() == 0
