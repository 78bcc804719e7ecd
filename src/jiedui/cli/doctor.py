"""`jiedui doctor`: what works here, what is missing, what to do about it."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import click

from jiedui.cli.output import emit, format_option, text_table

State = Literal["ok", "missing", "wrong"]
SQLITE_OLDEST = (3, 31)


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `missing` is optional and named; `wrong` needs mending."""

    what: str
    state: State
    detail: str
    advice: str = ""


@click.command(name="doctor")
@format_option
def doctor_command(output_format: str) -> None:
    """Say what works here and what is missing. Exit status 1 if something is wrong.

    \b
    Example:  jiedui doctor
    """
    found = [finding for look in LOOKS for finding in look()]
    rows = [
        {"what": f.what, "state": f.state, "detail": f.detail, "advice": f.advice} for f in found
    ]

    def table() -> str:
        return text_table(["", "state", "", "what to do"], [tuple(row.values()) for row in rows])

    emit(output_format, found, rows=rows, table=table)
    if any(finding.state == "wrong" for finding in found):
        sys.exit(1)


def _python() -> Iterator[Finding]:
    version = sys.version.split()[0]
    is_new_enough = sys.version_info >= (3, 11)
    advice = "" if is_new_enough else "install Python 3.11 or newer"
    yield Finding("Python", "ok" if is_new_enough else "wrong", version, advice)


def _sqlite() -> Iterator[Finding]:
    is_new_enough = sqlite3.sqlite_version_info >= SQLITE_OLDEST
    advice = "" if is_new_enough else "use a Python built with SQLite 3.31 or newer"
    yield Finding("SQLite", "ok" if is_new_enough else "wrong", sqlite3.sqlite_version, advice)


def _postgresql() -> Iterator[Finding]:
    from importlib.metadata import PackageNotFoundError, version

    try:
        yield Finding("PostgreSQL driver", "ok", f"psycopg {version('psycopg')}")
    except PackageNotFoundError:
        advice = "only for JIEDUI_DATABASE_URL: pip install 'jiedui[postgres]'"
        yield Finding("PostgreSQL driver", "missing", "psycopg is not installed", advice)


def _fonts() -> Iterator[Finding]:
    from importlib.metadata import PackageNotFoundError, version

    try:
        detail = f"pylopdf-fonts-zh-cn {version('pylopdf-fonts-zh-cn')}"
        yield Finding("Chinese fonts for reports", "ok", detail)
    except PackageNotFoundError:
        advice = "install the locked requirements again: python3 bootstrap.py"
        yield Finding("Chinese fonts for reports", "wrong", "package is not installed", advice)


def _chromium() -> Iterator[Finding]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    advice = "" if found else "only browser tests need it: apt-get install chromium"
    yield Finding("Chromium", "ok" if found else "missing", found or "not found", advice)


def _vendored_files() -> Iterator[Finding]:
    from jiedui.web.assets import differences

    found = list(differences())
    detail = "; ".join(found) or "every file has its SHA-256"
    advice = "install Jiedui again; its files were changed" if found else ""
    yield Finding("Vendored front-end files", "wrong" if found else "ok", detail, advice)


def _bundled_data() -> Iterator[Finding]:
    from jiedui import data

    changed = [
        f"{name}/{part.file}"
        for name in data.names()
        for part in data.about(name).tables
        if data.sha256(name, part.file) != part.sha256
    ]
    detail = f"{len(data.names())} data sets, changed: {', '.join(changed) or 'none'}"
    advice = "install Jiedui again; its data were changed" if changed else ""
    yield Finding("Bundled data", "wrong" if changed else "ok", detail, advice)


def _site() -> Iterator[Finding]:
    """The settings may refuse; the database may be away. Both are findings, not faults."""
    from jiedui.core.errors import Refusal
    from jiedui.web.config.opening import set_up_django

    try:
        set_up_django()
    except Refusal as refusal:
        for problem in refusal.problems:
            yield Finding("Settings", "wrong", str(problem))
        return
    from django.conf import settings

    from jiedui.web.desk.home.queries import why_not_ready

    yield Finding("Data folder", *_folder(Path(settings.HOME)))
    reason = why_not_ready()
    advice = "jiedui init" if reason else ""
    yield Finding("Site", "missing" if reason else "ok", reason or "ready", advice)


def _folder(home: Path) -> tuple[State, str, str]:
    return ("ok", str(home), "") if home.exists() else ("missing", str(home), "jiedui init")


LOOKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _python,
    _sqlite,
    _postgresql,
    _fonts,
    _chromium,
    _vendored_files,
    _bundled_data,
    _site,
)
