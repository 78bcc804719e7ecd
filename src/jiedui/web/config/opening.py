"""Making a site ready: folder and key, tables, bundled data, programmes, static files.

Each step does nothing where there is nothing to do, so that a second time costs little.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jiedui.reports
from jiedui import __version__
from jiedui.core.errors import Problem, Refusal

LOCAL = "local"
INIT = "jiedui init"  # who the audit trail names for what came with the program


def set_up_django() -> None:
    """Read the settings (which may refuse) and load the apps."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiedui.web.config.settings")
    import django

    django.setup()


def open_site() -> Iterator[str]:
    """Do every step; say each thing that was done."""
    set_up_django()
    from django.conf import settings

    from jiedui.web.config.safety import make_home
    from jiedui.web.desk.matching import actions as matching

    make_home(settings.HOME)
    if _migrate():
        yield "tables made"
    with matching.default_runs_ahead(by=INIT) as matches:
        yield from _load(settings)
        for run in matches():
            yield f"matched {run.title}: {run.fingerprint}"
    if _collect_static(settings):
        yield "static files prepared"


def _load(settings: Any) -> Iterator[str]:
    """What a site opens with, but for the match, which is worked out beside."""
    from jiedui.web.desk.pairing import actions as pairing
    from jiedui.web.records.parks import actions as parks
    from jiedui.web.records.programmes import actions as programmes
    from jiedui.web.records.regions import actions as regions

    if made := _make_local_administrator(settings):
        yield f"made the local administrator {made}"
    if count := regions.load_places(by=INIT):
        yield f"loaded {count} places"
    for batch in regions.load_bundled(by=INIT):
        yield f"loaded {batch.key}"
    for programme in programmes.load_bundled(by=INIT):
        yield f"loaded programme {programme.code}"
    if count := parks.load_bundled(by=INIT):
        yield f"loaded {count} rows of parks"
    for run in pairing.make_default_runs(by=INIT):
        yield f"computed pairing {run.title}: {run.fingerprint}"


def need_tables() -> None:
    """Refuse where `jiedui init` has not made the tables of this version yet."""
    set_up_django()
    from django.conf import settings

    if not Path(settings.HOME).is_dir() or _pending():
        where = str(settings.HOME)
        raise Refusal(Problem("the store is not ready", file=where, hint="run: jiedui init"))


def sign_in_path() -> str | None:
    """The path of a fresh one-time link, while the local administrator has never signed in."""
    set_up_django()
    from django.conf import settings
    from django.urls import reverse

    from jiedui.web.platform.accounts.actions import make_link
    from jiedui.web.platform.accounts.models import User

    waiting = User.objects.filter(is_local=True, last_login__isnull=True, is_active=True).first()
    if waiting is None or not _is_local(settings):
        return None
    return reverse("accounts:link", args=[make_link(by=INIT, user=waiting)])


def _is_local(settings: Any) -> bool:
    """The embedded default: SQLite on this machine, reached by nobody else."""
    return not settings.PUBLIC and settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


def _make_local_administrator(settings: Any) -> str:
    """One person who may work and grant on a site of one machine, where there is nobody yet."""
    from django.db import transaction

    from jiedui.web.platform.accounts import actions
    from jiedui.web.platform.accounts.models import User

    if not _is_local(settings) or User.objects.exists():
        return ""
    with transaction.atomic():
        user = actions.add_person(by=INIT, username=LOCAL, name="本机管理员", is_local=True)
        for role in ("lead_office", "security_admin"):
            actions.grant(by=INIT, user=user, role=role, reason="made with the store")
    return user.username


def is_ready() -> bool:
    """Whether pages can answer: tables, data and static files are there."""
    set_up_django()
    from django.conf import settings

    from jiedui.web.desk.home.queries import why_not_ready
    from jiedui.web.desk.matching import actions as matching
    from jiedui.web.desk.pairing import actions as pairing

    if not Path(settings.HOME).is_dir():
        return False
    if _pending() or why_not_ready() or _static_is_stale(settings):
        return False
    return not (pairing.missing_default_runs() or matching.missing_default_runs())


def _pending() -> bool:
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as fault:
        raise Refusal(_no_database(connection.settings_dict, str(fault))) from None
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _no_database(settings: dict[str, Any], fault: str) -> Problem:
    """Why the store cannot be opened, in one line."""
    said = (fault.strip() or "no reason given").splitlines()[0]
    reason = f"cannot be opened as a database ({said})"
    if not settings["ENGINE"].endswith("sqlite3"):
        hint = "see that the service runs and that the address in JIEDUI_DATABASE_URL is right"
        return Problem(reason, column="JIEDUI_DATABASE_URL", hint=hint)
    name = Path(settings["NAME"])
    hint = "name an SQLite file, or one that does not exist yet, in a folder that you may write"
    if not name.parent.is_dir():
        reason, hint = "there is no such folder", "make the folder first, or name another file"
    return Problem(reason, file=str(name), hint=hint)


def _migrate() -> bool:
    from django.core.management import call_command

    if not _pending():
        return False
    call_command("migrate", verbosity=0, interactive=False)
    return True


def _collect_static(settings: Any) -> bool:
    """Hashed and compressed copies in the data folder, made again when a source file changes."""
    from django.core.management import call_command

    if settings.DEBUG or not _static_is_stale(settings):
        return False
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    _stamp(settings).write_text(_static_fingerprint())
    return True


def _static_is_stale(settings: Any) -> bool:
    stamp = _stamp(settings)
    fresh = stamp.exists() and stamp.read_text() == _static_fingerprint()
    return not (fresh or settings.DEBUG)


def _stamp(settings: Any) -> Path:
    return Path(settings.HOME) / "static.stamp"


def _static_fingerprint() -> str:
    """Changes with the size or time of any source file; reading them all would take longer."""
    web, vendor = Path(__file__).parent.parent, Path(jiedui.reports.__file__).parent / "vendor"
    digest = hashlib.sha256(__version__.encode())
    for folder in sorted([*web.glob("*/*/static"), vendor]):
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            facts = file.stat()
            digest.update(f"{file.name}|{facts.st_size}|{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
