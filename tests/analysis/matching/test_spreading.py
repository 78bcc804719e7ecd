"""One's own edges on three workers of a Dask scheduler, some of which die (C11, N1)."""

import json
import os
import signal
import socket
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from jiedui.analysis.matching import cluster, spreading
from jiedui.analysis.matching.edges import read_scored
from jiedui.analysis.matching.placement import place_scored
from jiedui.analysis.matching.spreading import place_spread
from jiedui.analysis.provenance import canonical_json
from jiedui.cli import root
from jiedui.core.errors import Refusal
from jiedui.files.parquet import write_parquet

FIRMS, PARKS, SLOTS = 25_000, 40, 17  # just above what plain NumPy is given; three parts


class Machines:
    """A scheduler and workers on the loopback."""

    def __init__(self, folder, workers):
        self.processes, self._told = [], folder / "scheduler.json"
        self._start("scheduler", "--port", "0", "--scheduler-file", str(self._told))
        while not (self._told.exists() and self._told.read_text("utf-8").endswith("}")):
            time.sleep(0.05)
        self.address = json.loads(self._told.read_text("utf-8"))["address"]
        for _ in range(workers):
            self._start("worker", self.address, "--nthreads", "1", "--no-nanny")
        self.scheduler, *self.workers = self.processes
        try:
            self._wait_for(workers)
        except BaseException:
            self.stop()
            raise

    def _wait_for(self, workers):
        if not workers:
            return
        with cluster.connected(self.address) as known:
            known.client.wait_for_workers(workers, timeout=60)

    def start_worker_that_finds(self, modules):
        """One more worker, to whom these modules come before those that are installed."""
        env = {**os.environ, "PYTHONPATH": str(modules)}
        self._start("worker", self.address, "--nthreads", "1", "--no-nanny", env=env)

    def _start(self, kind, *given, env=None):
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *given]
        command += ["--no-dashboard", "--host", "127.0.0.1"]
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.processes.append(subprocess.Popen(command, **silent, env=env))

    def stop(self):
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def machines(tmp_path_factory):
    found = Machines(tmp_path_factory.mktemp("machines"), workers=3)
    yield found
    found.stop()


def tables_of(folder, kind, *, firms=FIRMS):
    """Firms, parks and edges in no order at all; most of one industry must be placed."""
    generator = np.random.default_rng(8)
    park = np.argsort(generator.random((firms, PARKS)), axis=1)[:, :SLOTS]
    demand = generator.lognormal(0, 0.5, firms)
    names, places = [f"f{i}" for i in range(firms)], [f"p{j}" for j in range(PARKS)]
    room = generator.dirichlet(np.full(PARKS, 4.0)) * demand.sum() * 0.7
    edges = pd.DataFrame(
        {
            "firm": np.repeat(np.array(names), SLOTS),
            "park": np.array(places)[park.ravel()],
            "score": generator.random(firms * SLOTS).round(6),
        }
    ).sample(frac=1, random_state=3)
    frames = {
        "firms": pd.DataFrame({"firm": names, "demand_land": demand, **chips(firms)}),
        "parks": pd.DataFrame({"park": places, "capacity_land": room}),
        "edges": edges,
    }
    paths = [folder / f"{name}.{kind}" for name in frames]
    for path, frame in zip(paths, frames.values(), strict=True):
        frame.to_csv(path, index=False) if kind == "csv" else write_parquet(frame, path)
    return paths


def chips(firms):
    """Every twentieth firm is of one industry, of which nine in ten must come."""
    of_it = np.arange(firms) % 20 == 0
    return {
        "group": np.where(of_it, "chips", None),
        "quota_min": np.where(of_it, firms * 9 // 200, np.nan),
    }


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    return tables_of(tmp_path_factory.mktemp("tables"), "parquet")


def fail_unless_same(one, other):
    assert one.answer.park.tobytes() == other.answer.park.tobytes()
    assert one.answer.prices.tobytes() == other.answer.prices.tobytes()
    assert (one.answer.value, one.answer.bound) == (other.answer.value, other.answer.bound)
    assert canonical_json(one.document()) == canonical_json(other.document())
    assert one.rows() == other.rows()


def test_a_worker_killed_in_mid_solve_changes_no_byte(machines, tables):
    victim = machines.workers[1]

    def killing(passes, _bound):
        if passes == 2:
            os.kill(victim.pid, signal.SIGKILL)

    asked = {"gap": 0.0, "seed": 2}
    many = place_spread(*tables, **asked, scheduler=machines.address, on_pass=killing)
    assert victim.wait() == -signal.SIGKILL
    assert many.answer.passes > 2
    fail_unless_same(place_scored(read_scored(*tables), **asked), many)


def test_where_all_need_the_same_the_bound_counts_the_same_capacity(machines, tmp_path):
    """0.3 each, three in ten without a place: who holds only the edges taken could not tell that
    all need the same, nor who was turned away."""
    tables = tables_of(tmp_path, "parquet")
    firms = [f"f{i}" for i in range(FIRMS)]
    needs = {"demand_land": 0.3, "demand_lnad": 1.0}
    write_parquet(pd.DataFrame({"firm": firms, **needs}), tables[0])
    room = {"park": [f"p{j}" for j in range(PARKS)], "capacity_land": FIRMS * 0.21 / PARKS}
    write_parquet(pd.DataFrame(room), tables[1])
    told = []
    asked = {"gap": 0.0, "seed": 2}
    many = place_spread(*tables, **asked, scheduler=machines.address, on_note=told.append)
    here = place_scored(read_scored(*tables), **asked)
    fail_unless_same(here, many)
    [counted] = {row["capacity"] for row in many.prices()}
    assert counted == pytest.approx(0.3 * 437)  # 131.25 hold 437.5 of them
    assert many.binding()
    assert "firms.parquet: demand_lnad is not used: no park limits it" in told


def test_the_command_writes_the_same_files(machines, tables, tmp_path):
    firms, parks, edges = map(str, tables)
    told = []
    for name, more in (("one", []), ("many", ["--scheduler", machines.address])):
        target = str(tmp_path / f"{name}.csv")
        asked = ["match", firms, parks, "--edges", edges, "--format", "json", "-o", target, *more]
        result = CliRunner().invoke(root, asked)
        assert result.exit_code == 0, result.output
        told.append((result.stdout, (tmp_path / f"{name}.csv").read_bytes()))
    assert told[0] == told[1]


def test_what_a_worker_refuses_names_the_line_of_the_whole_file(machines, tmp_path):
    small = tables_of(tmp_path, "csv", firms=300)
    lines = small[2].read_text("utf-8").splitlines()
    good = lines[4000]
    lines[4000] = "f7,nowhere,1"
    small[2].write_text("\n".join(lines), "utf-8")
    with pytest.raises(Refusal, match=r"edges.csv:4001: park: nowhere: unknown park"):
        place_spread(*small, scheduler=machines.address, gap=0.0, seed=2)
    lines[4000] = good
    small[2].write_text("\n".join([*lines, lines[3]]), "utf-8")
    with pytest.raises(Refusal, match="the firm has this park twice"):
        place_spread(*small, scheduler=machines.address, gap=0.0, seed=2)


def test_small_tables_are_solved_here_with_the_same_bytes(machines, tmp_path):
    small = tables_of(tmp_path, "csv", firms=300)
    here = place_scored(read_scored(*small), gap=0.0, seed=2)
    assert here.answer.engine == "plain"
    fail_unless_same(here, place_spread(*small, scheduler=machines.address, gap=0.0, seed=2))


@pytest.fixture
def one_machine(tmp_path):
    found = Machines(tmp_path, workers=1)
    yield found
    found.stop()


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_S", 1.0)
    monkeypatch.setattr(cluster, "LOOK_S", 0.2)
    monkeypatch.setattr(cluster, "GRACE_S", 0.5)


@pytest.mark.parametrize(
    ("lost", "said"), [("workers", "all workers are lost"), ("scheduler", "the scheduler is lost")]
)
def test_a_run_that_nobody_can_finish_is_refused_with_what_to_do(
    one_machine, impatient, monkeypatch, tmp_path, lost, said
):
    monkeypatch.setattr(spreading, "PLAIN_UP_TO_EDGES", 0)
    gone = one_machine.workers if lost == "workers" else [one_machine.scheduler]

    def killing(_passes, _bound):
        for process in gone:
            process.kill()
            process.wait()

    small = tables_of(tmp_path, "csv", firms=300)
    asked = {"scheduler": one_machine.address, "gap": 0.0, "seed": 2}
    with pytest.raises(Refusal, match=f"{said}; no answer was reached.*`dask worker ADDRESS`"):
        place_spread(*small, **asked, on_pass=killing)


@pytest.fixture
def no_client(monkeypatch):
    """A client half made holds the process at its end: none is made in vain."""
    monkeypatch.setattr("distributed.Client", lambda *_a, **_k: pytest.fail("a client was made"))


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:9", "nonsense", "nonsense://x", "tls://127.0.0.1:9", "127.0.0.1"]
)
def test_an_address_where_nobody_answers_is_refused(impatient, no_client, tmp_path, address):
    small = tables_of(tmp_path, "csv", firms=30)
    with pytest.raises(Refusal, match="no scheduler answers; start one: `dask scheduler`"):
        place_spread(*small, scheduler=address, gap=0.0, seed=2)


def test_a_port_where_something_else_listens_is_refused_and_not_waited_for(
    impatient, no_client, tmp_path
):
    small = tables_of(tmp_path, "csv", firms=30)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"tcp://127.0.0.1:{mute.getsockname()[1]}"
        with pytest.raises(Refusal, match=f"{address}: no scheduler answers"):
            place_spread(*small, scheduler=address, gap=0.0, seed=2)


@pytest.fixture
def worker_address(machines):
    """One of the workers that are left: other tests kill some."""
    with cluster.connected(machines.address) as known:
        return known.threads()[0]


def test_the_address_of_a_worker_is_told_from_that_of_a_scheduler(
    worker_address, no_client, tmp_path
):
    small = tables_of(tmp_path, "csv", firms=30)
    with pytest.raises(Refusal, match="a worker answers, not a scheduler; start one"):
        place_spread(*small, scheduler=worker_address, gap=0.0, seed=2)


NO_NUMBA = "raise ModuleNotFoundError('no numba', name='numba')"
OLD_NUMBA = """
import sys
sys.path.remove(__file__.rpartition("/")[0])
del sys.modules["numba"]
import numba
numba.__version__ = "0.1"
"""


@pytest.mark.parametrize(
    ("numba", "said"),
    [
        (NO_NUMBA, r"a worker cannot run Jiedui \(.*no numba.*`make scale`"),
        (OLD_NUMBA, r"numba 0\.1.*here is.*other software; install the same locked"),
    ],
    ids=["without", "another version"],
)
def test_a_worker_whose_numba_is_not_this_machines_is_refused(tmp_path, numba, said):
    (tmp_path / "numba.py").write_text(numba, "utf-8")
    small = tables_of(tmp_path, "csv", firms=30)
    found = Machines(tmp_path, workers=0)
    try:
        found.start_worker_that_finds(tmp_path)
        with pytest.raises(Refusal, match=said):
            place_spread(*small, scheduler=found.address, gap=0.0, seed=2)
    finally:
        found.stop()


def test_other_software_on_a_worker_is_refused(machines, monkeypatch, tmp_path):
    small = tables_of(tmp_path, "csv", firms=30)
    monkeypatch.setattr(np, "__version__", "1.0")
    with pytest.raises(Refusal, match="other software; install the same locked requirements"):
        place_spread(*small, scheduler=machines.address, gap=0.0, seed=2)
