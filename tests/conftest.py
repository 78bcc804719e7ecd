"""What every test shares: which database, what may not be skipped.

    pytest --database sqlite      (the default)
    pytest --database postgres tests/web

`JIEDUI_REQUIRE=postgres,browser` turns the absence of one into a failure instead of a skip.
PostgreSQL is looked for at `JIEDUI_TEST_PG_URL`, then among the system's own binaries, from which
a server of our own is started on a socket in a temporary folder.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from web_support import postgres

try:
    from hypothesis import HealthCheck, settings
except ImportError:  # the environment of `make oracle` has no property tests
    pass
else:
    # The same examples on every machine, and no verdict on how fast a busy machine is.
    settings.register_profile(
        "jiedui", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("jiedui")

DATABASES = ("sqlite", "postgres")
_scratch = pytest.StashKey[Path]()
_server = pytest.StashKey[postgres.Server]()


def pytest_addoption(parser):
    parser.addoption(
        "--database", choices=DATABASES, default="sqlite", help="database of web tests"
    )


def pytest_configure(config):
    if not config.pluginmanager.hasplugin("django"):
        return  # the environment of `make oracle` has no pytest-django and runs no web tests
    config.stash[_scratch] = Path(tempfile.mkdtemp(prefix="jiedui-test-"))
    _use_settings_for_tests(config.stash[_scratch])
    if config.getoption("--database") == "postgres":
        _use_postgres(config)


def pytest_unconfigure(config):
    if config.stash.get(_server, None) is not None:
        config.stash[_server].stop()
    shutil.rmtree(config.stash.get(_scratch, Path("missing")), ignore_errors=True)


def _use_settings_for_tests(scratch: Path) -> None:
    """Plain static files (a live server has no hashed names), the guard on, a folder of our own."""
    from django.conf import settings

    settings.HOME = scratch
    settings.STATIC_ROOT = scratch / "static"
    settings.READ_ONLY_GUARD = True
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # for speed only
    settings.STORAGES = {"staticfiles": {"BACKEND": plain}}
    whitenoise = "whitenoise.middleware.WhiteNoiseMiddleware"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != whitenoise]
    from jiedui.web.config.databases import database

    _set_database(database("", scratch) | {"TEST": {"NAME": str(scratch / "test.sqlite3")}})


def _use_postgres(config) -> None:
    """The controller starts one server; workers find its address in their environment."""
    from jiedui.web.config.databases import database

    if not os.environ.get(postgres.URL):
        server = postgres.started(config.stash[_scratch])
        if isinstance(server, str):
            failed = is_required("postgres")
            words = "required and missing" if failed else "skipped"
            pytest.exit(f"PostgreSQL tests {words}: {server}", returncode=int(failed))
        config.stash[_server] = server
        os.environ[postgres.URL] = server.url
    _set_database(database(os.environ[postgres.URL], config.stash[_scratch]))


def _set_database(wanted: dict) -> None:
    from django.conf import settings
    from django.db import connections

    settings.DATABASES["default"] = wanted
    connections.settings["default"] = connections.configure_settings({"default": wanted})["default"]
    if hasattr(connections._connections, "default"):
        del connections["default"]


def is_required(what: str) -> bool:
    return what in os.environ.get("JIEDUI_REQUIRE", "").split(",")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """The test database, whichever tests were chosen.

    pytest-django makes it only for tests that ask for `db`; browser tests ask a server.
    """
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"})
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def transactional_db():
    pytest.fail("audit entries cannot be flushed: use `db`, or `site` for a live server")
