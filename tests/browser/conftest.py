"""A real Chromium before a real server.

The server is ours, not pytest-django's: that one empties the tables after each test, which the
audit trail refuses, and the bundled data would have to be loaded again for every page.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

# While Playwright's loop runs, Django would take our plain calls for asynchronous ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {"wide": (1366, 900), "narrow": (390, 844)}


def pytest_collection_modifyitems(items):
    """One browser and one server for all pages: they run in one worker."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def loaded(django_db_setup, django_db_blocker):
    """Bundled figures, places and programmes, loaded once."""
    from web_support.store import load_everything

    with django_db_blocker.unblock():
        load_everything()


@pytest.fixture(scope="module", autouse=True)
def as_it_was(loaded, django_db_blocker) -> Iterator[None]:
    """What a module wrote through the server goes when it is done: other tests share the store."""
    from django.db import connection

    with django_db_blocker.unblock(), closing(sqlite3.connect(":memory:")) as kept:
        assert connection.vendor == "sqlite", "browser tests run on SQLite"
        connection.ensure_connection()
        connection.connection.backup(kept)
        yield
        connection.ensure_connection()
        kept.backup(connection.connection)


@pytest.fixture(scope="session")
def site(loaded, django_db_blocker) -> Iterator[str]:
    """Address of a server with the bundled data."""
    from pytest_django.live_server_helper import LiveServer

    with django_db_blocker.unblock():
        server = LiveServer("localhost")
        yield server.url
        server.stop()


@pytest.fixture(scope="module")
def chromium(site) -> Iterator:
    """Gone when the module is done: its loop would be in the way of tests that use the database."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        why = "no Chromium on this machine; install the package `chromium`"
        required = "browser" in os.environ.get("JIEDUI_REQUIRE", "").split(",")
        (pytest.fail if required else pytest.skip)(f"browser tests: {why}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


class Visit:
    """A page that is open, and everything the browser complained about."""

    def __init__(self, page, site: str):
        self.page, self.site, self.complaints = page, site, []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("requestfailed", self._fail)
        page.on("response", self._look)

    def _fail(self, request) -> None:
        """A page left before its icon came aborts that request; nothing is wrong with it."""
        is_icon = request.url.endswith("/icon.svg")
        if not (is_icon and request.failure == "net::ERR_ABORTED"):
            self.complaints.append(f"failed: {request.url} {request.failure}")

    def open(self, path: str) -> Visit:
        """Go there and wait until every chart is drawn (by locator: the policy forbids eval)."""
        from playwright.sync_api import expect

        self.page.goto(self.site + path)
        waiting = "[data-chart]:not([data-drawn='yes']):not([data-drawn='failed'])"
        expect(self.page.locator(waiting)).to_have_count(0, timeout=30_000)
        return self

    def _hear(self, message) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def _look(self, response) -> None:
        if response.status >= 400 or not response.url.startswith((self.site, "data:")):
            self.complaints.append(f"{response.status}: {response.url}")


@pytest.fixture
def visit(chromium, site):
    """`visit("/data/", language="en", width="narrow")` opens a page and waits for its charts."""
    contexts = []

    def go(path: str, *, language: str = "zh-hans", width: str = "wide", script: bool = True):
        size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
        context = chromium.new_context(viewport=size, java_script_enabled=script)
        contexts.append(context)
        cookie = {"name": "django_language", "value": language, "url": site}
        context.add_cookies([cookie])
        visit = Visit(context.new_page(), site)
        if script:
            return visit.open(path)
        visit.page.goto(site + path)
        return visit

    yield go
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def run_path(site, django_db_blocker):
    """A pairing and a match computed before the browser opens them."""
    from jiedui.web.desk.matching import actions as matching
    from jiedui.web.desk.matching.asking import default_request as default_match
    from jiedui.web.desk.pairing import actions, asking

    with django_db_blocker.unblock():
        request = asking.default_request("yrd-anhui-2021") | {"draws": 200}
        found = actions.propose(request=request, by="tests").fingerprint
        other = actions.propose(request=request | {"seed": 2}, by="tests").fingerprint
        match = matching.match(request=default_match("jiangsu-2022"), by="tests").fingerprint
    paths = {"run": f"/pairing/{found}/", "runs": f"/runs/{found}/", "two": f"?a={found}&b={other}"}
    return paths | {"match": f"/matching/{match}/"}


@pytest.fixture
def as_person(chromium, site, django_db_blocker):
    """A browser of one's own for each person, signed in."""
    contexts = []

    def open_for(user, width=1366):
        context = chromium.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        context.add_cookies([_signed_in(user, site, django_db_blocker)])
        page = context.new_page()
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda said: _hear(page, said))
        return page

    yield open_for
    for context in contexts:
        context.close()


def _hear(page, message):
    if message.type in ("error", "warning"):
        page.complaints.append(message.text)


def _signed_in(user, site, django_db_blocker):
    from django.conf import settings
    from django.test import Client

    with django_db_blocker.unblock():
        client = Client(HTTP_HOST="localhost")
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}
