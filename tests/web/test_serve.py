"""`jiedui init` and `jiedui serve` as a user meets them: a fresh folder and a port."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

SECONDS = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(home) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("JIEDUI_")}
    return clean | {"JIEDUI_HOME": str(home)}


def jiedui(home, *arguments):
    command = [sys.executable, "-c", "from jiedui.cli import main; main()", *arguments]
    return subprocess.run(
        command,
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def fetch(address, **headers):
    """Status, headers and body of an answer, whatever the status; the connection is closed."""
    request = urllib.request.Request(address, headers=headers)
    try:
        answer = urllib.request.urlopen(request, timeout=10)
    except urllib.error.HTTPError as refused:
        answer = refused
    with answer:
        return answer.status, answer.headers, answer.read()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder that `jiedui init` has made ready."""
    folder = tmp_path_factory.mktemp("home")
    done = jiedui(folder, "init")
    assert done.returncode == 0, done.stderr
    assert "loaded city_panel@" in done.stderr
    return folder


@pytest.fixture(scope="module")
def address(home):
    port = free_port()
    command = [sys.executable, "-c", "from jiedui.cli import main; main()"]
    server = subprocess.Popen(
        [*command, "serve", "--port", str(port), "--workers", "1"],
        env=environment(home),
        stderr=subprocess.PIPE,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    _wait(server, address)
    yield address
    server.send_signal(signal.SIGTERM)
    server.communicate(timeout=30)


def _wait(server, address) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, server.stderr.read()
        try:
            if fetch(f"{address}/health")[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the site did not answer in time")


def test_a_second_init_finds_nothing_to_do(home):
    again = jiedui(home, "init")
    assert again.returncode == 0
    assert again.stderr.strip() == "init: nothing to do"


def test_the_site_answers_with_pages(address):
    status, _, body = fetch(f"{address}/data/")
    assert status == 200
    assert '<html lang="zh-CN">' in body.decode()


def test_scripts_styles_and_fonts_come_from_the_site_itself_compressed_and_kept(address):
    html = fetch(f"{address}/")[2].decode()
    files = re.findall(r'(?:href|src|data-echarts)="(/static/[^"]+)"', html)
    assert any("echarts" in file for file in files) and any("font" in file for file in files)
    for file in files:
        status, headers, _ = fetch(address + file, **{"Accept-Encoding": "gzip"})
        assert status == 200
        assert "immutable" in headers["Cache-Control"]
        assert headers["Content-Encoding"] == "gzip"


def test_a_forged_host_is_refused(address):
    assert fetch(f"{address}/", Host="evil.example")[0] == 400


def test_a_taken_port_is_refused_naming_it_and_the_way_out(home, address):
    port = address.rsplit(":", 1)[1]
    refused = jiedui(home, "serve", "--port", port)
    assert refused.returncode == 2
    assert f"127.0.0.1:{port}" in refused.stderr and "choose another" in refused.stderr


def test_listening_to_the_network_without_naming_the_site_is_refused(home):
    refused = jiedui(home, "serve", "--host", "0.0.0.0", "--port", str(free_port()))
    assert refused.returncode == 2
    assert "JIEDUI_ALLOWED_HOSTS" in refused.stderr


def test_the_doctor_finds_a_ready_site(home):
    seen = jiedui(home, "doctor", "--format", "json")
    states = {finding["what"]: finding["state"] for finding in json.loads(seen.stdout)}
    assert seen.returncode == 0
    assert states["Site"] == states["Bundled data"] == states["Vendored front-end files"] == "ok"


def test_a_folder_that_is_not_there_yet_is_not_ready_and_not_a_fault(tmp_path):
    """`jiedui serve` asks this first, on a machine where nothing was set up."""
    asked = "from jiedui.web.config.opening import is_ready; print(is_ready())"
    answer = subprocess.run(
        [sys.executable, "-c", asked],
        env=environment(tmp_path / "missing"),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert (answer.stdout.strip(), answer.returncode) == ("False", 0)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("nowhere/x.sqlite3", "there is no such folder; make the folder first"),
        ("figures.csv", "cannot be opened as a database (file is not a database); name an SQLite"),
    ],
)
def test_a_store_that_cannot_be_opened_is_refused_in_one_line(tmp_path, place, said):
    (tmp_path / "figures.csv").write_text("region,year\n1,2020\n" * 50)
    refused = jiedui(tmp_path / "home", "init", "--db", str(tmp_path / place))
    assert refused.returncode == 2
    assert refused.stderr.startswith(f"{tmp_path / place}: {said}")
    assert refused.stderr.count("\n") == 1


def test_a_data_folder_that_cannot_be_made_is_refused_in_one_line(tmp_path):
    file = tmp_path / "home"
    file.write_text("a file, not a folder")
    refused = jiedui(file, "init")
    assert refused.returncode == 2
    assert refused.stderr.startswith(f"{file}: the data folder cannot be made there (File exists)")
    assert refused.stderr.count("\n") == 1
