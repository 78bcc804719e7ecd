"""`jiedui init` and `jiedui serve`: make the site ready and open it."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path
from typing import Any

import click

from jiedui.cli.output import say
from jiedui.cli.stores import db_option, use_store
from jiedui.core.errors import Problem, Refusal

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.command(name="init")
@db_option
def init_command(db: Path | None) -> None:
    """Make the site's database, load the bundled data and programmes.

    Safe to run again: what is there stays, and only what changed is loaded.

    \b
    Example:  JIEDUI_HOME=./var jiedui init
              jiedui init --db office.sqlite3
    """
    use_store(db)
    from jiedui.web.config.opening import open_site

    started = time.perf_counter()
    done = 0
    for line in open_site():
        say(f"init: {line}")
        done += 1
    words = f"ready in {time.perf_counter() - started:.1f} s" if done else "nothing to do"
    say(f"init: {words}")


@click.command(name="serve")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="address to listen on")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
def serve_command(port: int, host: str, workers: int) -> None:
    """Open the site; make it ready first where that is needed. Stop it with Ctrl+C.

    Any host but this machine's own counts as public: name the site in JIEDUI_ALLOWED_HOSTS.

    \b
    Example:  jiedui serve --port 8000
    """
    fail_if_taken(host, port)
    if host not in LOOPBACK:
        os.environ["JIEDUI_PUBLIC"] = "1"
    from jiedui.web.config.opening import is_ready, open_site, sign_in_path

    if not is_ready():
        for line in open_site():
            say(f"init: {line}")
    address = f"http://{_shown(host)}:{port}"
    say(f"serving on {address}/  (stop with Ctrl+C)")
    if path := sign_in_path():
        say(f"sign in once as the local administrator: {address}{path}")
    _listen(host, port, workers)


def fail_if_taken(host: str, port: int) -> None:
    """Refuse before anything is made ready, naming the port and the way out."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror:
            hint = "name an address of this machine, as 127.0.0.1 or 0.0.0.0"
            raise Refusal(
                Problem("no such address", column="--host", value=host, hint=hint)
            ) from None
        except OSError as error:
            raise Refusal(
                Problem(
                    f"cannot listen there ({error.strerror})",
                    column="--port",
                    value=f"{host}:{port}",
                    hint="stop what uses the port, or choose another: jiedui serve --port 8001",
                )
            ) from error


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _listen(host: str, port: int, workers: int) -> None:
    if os.name == "nt":
        from waitress import serve

        from jiedui.web.config.wsgi import application

        serve(application, host=host, port=port, threads=4 * workers)
        return
    _gunicorn(f"{_shown(host)}:{port}", workers)


def _gunicorn(address: str, workers: int) -> None:
    """Threads in a few processes; each process warms the connection pool and caches of its own."""
    from gunicorn.app.base import BaseApplication

    settings = {
        "bind": [address],
        "workers": workers,
        "worker_class": "gthread",
        "threads": 4,
        "timeout": 120,
        "graceful_timeout": 10,
        "loglevel": "warning",
        "control_socket_disable": True,
    }

    class Site(BaseApplication):
        def load_config(self) -> None:
            for name, value in settings.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            from jiedui.web.config.wsgi import application

            return application

    Site().run()
