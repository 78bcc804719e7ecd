"""One address, one database: SQLite in the data folder, or PostgreSQL by `JIEDUI_DATABASE_URL`."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from jiedui.core.errors import Problem, Refusal

# A rollback journal and full synchronisation: before SQLite 3.51.3 the write-ahead log carries a
# race that can lose a committed transaction. IMMEDIATE takes the write lock at the start, so two
# writers queue instead of failing half way.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=DELETE;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
        "PRAGMA cache_size=-64000;PRAGMA mmap_size=268435456;PRAGMA temp_store=MEMORY;"
    ),
}
OPEN_SECONDS = 60  # a connection serves the next pages too


def database(url: str, home: Path) -> dict[str, Any]:
    """Django's settings of the one database.

    >>> database("postgresql://office:s%40fe@db.lan:5433/jiedui", Path("."))["PASSWORD"]
    's@fe'
    """
    if not url:
        return _sqlite(home / "jiedui.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme in ("postgresql", "postgres"):
        return _postgresql(url)
    raise Refusal(
        Problem(
            "unknown kind of database",
            column="JIEDUI_DATABASE_URL",
            value=parts.scheme or "(no scheme)",
            hint="use postgresql://user:password@host:port/name, or leave it unset for SQLite",
        )
    )


def _sqlite(path: Path) -> dict[str, Any]:
    """Opening the file anew for each page would cost a fifth of the page."""
    options = dict(SQLITE_OPTIONS)
    engine = "django.db.backends.sqlite3"
    return {"ENGINE": engine, "NAME": path, "OPTIONS": options, "CONN_MAX_AGE": OPEN_SECONDS}


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise Refusal(
            Problem(
                "names no database",
                column="JIEDUI_DATABASE_URL",
                hint="end it with the name: postgresql://user:password@host:5432/jiedui",
            )
        )
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": OPEN_SECONDS,
        "CONN_HEALTH_CHECKS": True,
    }
