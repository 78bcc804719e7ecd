"""A PostgreSQL server of the tests' own: on a socket, in a temporary folder, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

URL = "JIEDUI_TEST_PG_URL"
BINARIES = Path("/usr/lib/postgresql")
SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running server and how to end it."""

    url: str
    binaries: Path
    data: Path
    as_user: tuple[str, ...]

    def stop(self) -> None:
        _run(self.as_user, self.binaries / "pg_ctl", "stop", "-m", "immediate", "-D", self.data)
        shutil.rmtree(self.data.parent, ignore_errors=True)


def started(scratch: Path) -> Server | str:
    """A fresh server, or why there is none."""
    found = sorted(BINARIES.glob("*/bin/initdb"))
    if not found:
        return f"no {URL}, and no PostgreSQL under {BINARIES}"
    as_user = _unprivileged()
    if as_user is None:
        return "PostgreSQL does not run as root, and there is no account `postgres` to run it"
    return _start(found[-1].parent, _folder_for(as_user), as_user)


def _unprivileged() -> tuple[str, ...] | None:
    """How to run a command as somebody who is not root; empty if we are not."""
    if os.geteuid() != 0:
        return ()
    known = subprocess.run(["id", "postgres"], capture_output=True, check=False).returncode == 0
    return ("runuser", "-u", "postgres", "--") if known and shutil.which("runuser") else None


def _folder_for(as_user: tuple[str, ...]) -> Path:
    """Short, because the path of a socket has at most 107 characters."""
    made = _run(as_user, "mktemp", "-d", "-t", "jdpg-XXXXXX").stdout.strip()
    return Path(made)


def _start(binaries: Path, folder: Path, as_user: tuple[str, ...]) -> Server | str:
    data = folder / "data"
    owner = "postgres"
    init = ("--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C", "-U", owner)
    options = f"-c listen_addresses='' -k {folder} -c fsync=off -c full_page_writes=off"
    start = ("start", "-w", "-D", data, "-l", folder / "log", "-o", options)
    for command in ((binaries / "initdb", *init, "-D", data), (binaries / "pg_ctl", *start)):
        done = _run(as_user, *command)
        if done.returncode:
            return f"{Path(command[0]).name} failed: {done.stderr.strip().splitlines()[-1]}"
    url = f"postgresql://{owner}@/postgres?host={quote(str(folder), safe='')}"
    return Server(url, binaries, data, as_user)


def _run(as_user: tuple[str, ...], *command: object) -> subprocess.CompletedProcess[str]:
    """With a time limit, from a folder that any account may stand in."""
    return subprocess.run(
        [*as_user, *map(str, command)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        cwd="/",
        check=False,
    )
