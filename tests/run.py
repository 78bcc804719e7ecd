"""Run every test: on SQLite with a browser, then the site's again on PostgreSQL.

    .venv/bin/python tests/run.py            run, unless nothing has changed since all of it passed
    .venv/bin/python tests/run.py --again    run in any case
    .venv/bin/python tests/run.py -k gaps    what pytest takes goes on to it

What passed is remembered by the bytes of every file that git would keep, the Python and its
packages, and what the machine offers (a browser, a database server). Where any of it differs, or
git is not there to say which files count, everything runs.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PASSED = Path(sys.prefix) / "tests-passed.json"
PYTEST = [sys.executable, "-m", "pytest", "-n", "auto", "--dist", "loadfile"]
RUNS = ([], ["--database", "postgres", "tests/web"])


def main(arguments: list[str]) -> int:
    is_whole = not [one for one in arguments if one != "--again"]
    state = fingerprint() if is_whole else None
    if state and "--again" not in arguments and (passed := last_passed(state)):
        say(f"Nothing has changed since all tests passed on {passed}: none ran. AGAIN=yes runs.")
        return 0
    started = time.monotonic()
    for run in RUNS:
        given = [one for one in arguments if one != "--again"]
        if code := subprocess.run([*PYTEST, *run, *given], cwd=ROOT).returncode:
            return code
    if state and state == fingerprint():
        remember(state, seconds=round(time.monotonic() - started))
    return 0


def fingerprint() -> str | None:
    """The state that the tests judge, in one line; `None` where nobody can say what belongs."""
    files = tracked()
    if files is None:
        return None
    digest = hashlib.sha256(repr(surroundings()).encode())
    for file in files:
        path = ROOT / file
        content = path.read_bytes() if path.is_file() else b""
        digest.update(f"{file}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def tracked() -> list[str] | None:
    """Files of this checkout that git keeps or would keep."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        found = subprocess.run(asked, cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return sorted({name for name in found.stdout.decode().split("\0") if name})


def surroundings() -> dict[str, object]:
    """What decides which tests run and with what, besides the files."""
    from importlib.metadata import distributions

    browser = shutil.which("chromium") or shutil.which("chromium-browser") or ""
    servers = sorted(str(path) for path in Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    packages = sorted(f"{one.name}=={one.version}" for one in distributions())
    asked = {name: text for name, text in os.environ.items() if name.startswith("JIEDUI_")}
    return {
        "python": sys.version,
        "packages": packages,
        "machine": [browser, *servers],
        "asked": sorted(asked.items()),
    }


def last_passed(state: str) -> str | None:
    """When all of it passed in this very state, if it did."""
    try:
        kept = json.loads(PASSED.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return f"{kept['on']} (in {kept['seconds']} s)" if kept["state"] == state else None


def remember(state: str, *, seconds: int) -> None:
    on = datetime.now().astimezone().isoformat(sep=" ", timespec="minutes")
    PASSED.write_text(json.dumps({"state": state, "on": on, "seconds": seconds}), encoding="utf-8")


def say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
