"""Pages of 100,000 made-up projects, asked for by 8 clients at once from the real server.

Each line gives the seconds people wait (p50, p95) and what a request costs the server's processes
in CPU, which does not depend on what else the machine does. "after_a_write" is the first request
that each page answers once somebody has written: nothing that was counted before may be shown.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from benchmarks._projects_store import PAIR

SIZES = {"small": 2_000, "full": 100_000}
REQUESTS = {"small": 10, "full": 40}  # of each client for each page
CLIENTS = 8
WORKERS = 2
PAGES = {
    "list": "/projects/",
    "list_of_a_pair": "/projects/?pair={pair}",
    "list_filtered": "/projects/?stage=started&year=2023&light=red",
    "list_sorted": "/projects/?sort=promised&year=2022",
    "list_searched": "/projects/?q=%E7%A4%BA%E4%BE%8B12",
    "list_page_150": "/projects/?page=150",
    "funnel": "/projects/funnel/",
    "funnel_by_year": "/projects/funnel/?by=year&to=started&pair={pair}",
    "stuck": "/projects/stuck/",
    "project": "/projects/{code}/",
}


def run(size: str = "full") -> list[dict[str, str]]:
    """One row for each page and person, then one for each page after a write."""
    with tempfile.TemporaryDirectory(prefix="jiedui-bench-") as folder:
        home = os.environ.get("JIEDUI_BENCH_STORE") or folder
        sessions = _seeded(Path(home), SIZES[size])
        with _served(home) as (address, server):
            rows = []
            for person, session in zip(("lead_office", "pair_office"), sessions, strict=True):
                site = Site(address, session, server)
                rows += [
                    {"person": person, "page": page} | _measured(site, path, size)
                    for page, path in PAGES.items()
                ]
            office = Site(address, sessions[0], server)
            return rows + [_after_a_write(office, page) for page in ("list", "funnel", "stuck")]


class Site:
    """The server as one signed-in person sees it."""

    def __init__(self, address: str, session: str, server: int):
        self.address, self.session, self.server = address, session, server

    def get(self, path: str) -> str:
        return self._ask(urllib.request.Request(self.address + path))

    def post(self, path: str, fields: dict[str, str]) -> str:
        page = self.get(path)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        version = re.search(r'name="version" value="(\d+)"', page)
        assert token and version
        fields |= {"csrfmiddlewaretoken": token[1], "version": version[1]}
        request = urllib.request.Request(
            self.address + path, data=urllib.parse.urlencode(fields).encode()
        )
        return self._ask(request, f"; csrftoken={self._csrf}")

    def _ask(self, request: urllib.request.Request, more: str = "") -> str:
        request.add_header("Cookie", self.session + more)
        request.add_header("Accept-Encoding", "identity")
        request.add_header("Referer", self.address)
        with urllib.request.urlopen(request, timeout=120) as answer:
            asked = urllib.parse.urlsplit(request.full_url).path
            led_to = urllib.parse.urlsplit(answer.url).path
            if not led_to.startswith("/projects/") or answer.status != 200:
                raise RuntimeError(f"{asked} led to {answer.url}: not signed in any more")
            for cookie in answer.headers.get_all("Set-Cookie") or ():
                if cookie.startswith("csrftoken="):
                    self._csrf = cookie.partition("=")[2].partition(";")[0]
            return str(answer.read().decode())


def _measured(site: Site, path: str, size: str) -> dict[str, str]:
    """Every client asks without a pause; the first answers of each process are not timed."""
    codes = re.findall(r'href="/projects/(P-\d+)/"', site.get(PAGES["list"]))
    for turn in range(4 * WORKERS):
        site.get(path.format(pair=PAIR, code=codes[turn]))
    seconds: list[float] = []
    each = REQUESTS[size]

    def ask(client: int) -> None:
        for turn in range(each):
            started = time.perf_counter()
            site.get(path.format(pair=PAIR, code=codes[(client * each + turn) % len(codes)]))
            seconds.append(time.perf_counter() - started)

    threads = [threading.Thread(target=ask, args=(client,)) for client in range(CLIENTS)]
    before = _cpu_seconds(site.server)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = _cpu_seconds(site.server) - before
    assert len(seconds) == CLIENTS * each, "a client was refused"
    return {
        "p50_ms": f"{np.percentile(seconds, 50) * 1000:.0f}",
        "p95_ms": f"{np.percentile(seconds, 95) * 1000:.0f}",
        "cpu_ms": f"{spent / len(seconds) * 1000:.1f}",
    }


def _after_a_write(site: Site, page: str) -> dict[str, str]:
    """Seconds of the first answers after somebody noted a contact, the slowest of three writes."""
    worst, spent = 0.0, 0.0
    for number in range(3):
        fields = {"kind": "follow_up", "on": "2026-01-05", "text": f"bench {number}"}
        site.post(f"/projects/P-{number:06d}/contact", fields)
        before = _cpu_seconds(site.server)
        started = time.perf_counter()
        site.get(PAGES[page])
        worst = max(worst, time.perf_counter() - started)
        spent = max(spent, _cpu_seconds(site.server) - before)
    return {
        "person": "lead_office",
        "page": f"{page}_after_a_write",
        "worst_ms": f"{worst * 1000:.0f}",
        "cpu_ms": f"{spent * 1000:.0f}",
    }


def _seeded(home: Path, count: int) -> list[str]:
    """Session cookies of two people in a store of so many projects; a kept store is used again."""
    home.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "benchmarks._projects_store", str(home), str(count)]
    made = subprocess.run(command, check=True, capture_output=True, text=True)
    return made.stdout.split()[-2:]


@contextmanager
def _served(home: str) -> Iterator[tuple[str, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("jiedui")), "serve", "--port", str(port)]
    server = subprocess.Popen(
        [*command, "--workers", str(WORKERS)],
        env=os.environ | {"JIEDUI_HOME": home},
        stdout=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(address: str) -> None:
    for _ in range(240):
        try:
            urllib.request.urlopen(address, timeout=5).read()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    raise RuntimeError("the server does not answer")


def _cpu_seconds(server: int) -> float:
    """CPU of a process and its children (Linux; elsewhere nothing is counted)."""
    ticks = 0
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = file.read_text().rpartition(")")
        except OSError:
            continue
        fields = rest.split()
        if server in (int(name.split()[0]), int(fields[1])):
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
