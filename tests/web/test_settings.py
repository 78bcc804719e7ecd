"""Unsafe settings are refused before anything answers, with the reason and the way out."""

import os
import subprocess
import sys

import pytest

from jiedui.core.errors import Refusal
from jiedui.web.config.databases import database
from jiedui.web.config.safety import make_home, secret_key, unsafe_settings

POSTGRES = "postgresql://office:secret@db.lan/jiedui"


def start(tmp_path, **environment):
    """What `manage check` says under an environment of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("JIEDUI_")}
    clean |= {"JIEDUI_HOME": str(tmp_path / "home"), **environment}
    command = [sys.executable, "-m", "jiedui.web.manage", "check"]
    return subprocess.run(
        command, env=clean, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_fresh_folder_with_nothing_set_starts(tmp_path):
    assert start(tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"JIEDUI_PUBLIC": "1"}, "JIEDUI_ALLOWED_HOSTS"),
        ({"JIEDUI_PUBLIC": "1", "JIEDUI_ALLOWED_HOSTS": "*"}, "JIEDUI_ALLOWED_HOSTS: *"),
        (
            {"JIEDUI_PUBLIC": "1", "JIEDUI_ALLOWED_HOSTS": "a.cn", "JIEDUI_DEBUG": "1"},
            "JIEDUI_DEBUG",
        ),
        ({"JIEDUI_DATABASE_URL": POSTGRES, "JIEDUI_DEBUG": "1"}, "JIEDUI_DEBUG"),
        ({"JIEDUI_DATABASE_URL": "mysql://x/y"}, "JIEDUI_DATABASE_URL: mysql"),
        ({"JIEDUI_DATABASE_URL": "postgresql://db.lan"}, "names no database"),
    ],
)
def test_an_unsafe_setting_is_refused_by_name(tmp_path, environment, named):
    refused = start(tmp_path, **environment)
    assert refused.returncode == 2
    assert named in refused.stderr
    assert "Traceback" not in refused.stderr


def test_every_reason_is_given_at_once(tmp_path):
    found = unsafe_settings(
        public=True, debug=True, database_engine="sqlite3", allowed_hosts=[], home=tmp_path
    )
    assert [problem.column for problem in found] == ["JIEDUI_DEBUG", "JIEDUI_ALLOWED_HOSTS"]


@pytest.mark.skipif(os.name != "posix", reason="file modes are of POSIX")
def test_a_key_that_others_can_read_is_refused_in_public(tmp_path):
    make_home(tmp_path)
    (tmp_path / "secret.key").chmod(0o644)
    safe = {"public": True, "debug": False, "database_engine": "sqlite3"}
    found = list(unsafe_settings(**safe, allowed_hosts=["a.cn"], home=tmp_path))
    assert [problem.hint for problem in found] == [f"chmod 600 {tmp_path / 'secret.key'}"]


@pytest.mark.skipif(os.name != "posix", reason="file modes are of POSIX")
def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path):
    home = tmp_path / "home"
    make_home(home)
    first = secret_key(home)
    make_home(home)
    assert secret_key(home) == first and len(first) >= 48
    assert (home / "secret.key").stat().st_mode & 0o777 == 0o600


def test_reading_the_settings_writes_nothing(tmp_path):
    home = tmp_path / "home"
    assert secret_key(home) != secret_key(home)
    assert not home.exists()


def test_an_address_is_read_with_its_escapes_and_options(tmp_path):
    found = database("postgresql://o%40ffice:p%2Fw@db.lan:5433/jie?sslmode=require", tmp_path)
    assert (found["USER"], found["PASSWORD"], found["PORT"]) == ("o@ffice", "p/w", "5433")
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_a_socket_is_named_by_the_host_option(tmp_path):
    assert database("postgresql:///jie?host=%2Frun%2Fpg", tmp_path)["HOST"] == "/run/pg"


def test_sqlite_queues_writers_and_waits_for_the_disk(tmp_path):
    options = database("", tmp_path)["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=DELETE" in options["init_command"]
    assert "synchronous=FULL" in options["init_command"]


def test_a_refusal_never_repeats_a_password(tmp_path):
    with pytest.raises(Refusal) as refused:
        database("oracle://office:secret@db.lan/jiedui", tmp_path)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("url", ["", POSTGRES], ids=["sqlite", "postgresql"])
def test_a_connection_serves_more_than_one_page(tmp_path, url):
    assert database(url, tmp_path)["CONN_MAX_AGE"] > 0
