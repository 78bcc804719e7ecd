"""Signing in, a second factor, signing out: in both languages, at both widths, clean for axe."""

import os
import re
import time
from pathlib import Path

import pytest

from web_support.axe import findings

SEEN = [("zh-hans", "wide"), ("zh-hans", "narrow"), ("en", "wide"), ("en", "narrow")]
PASSWORD = "correct horse battery staple 7"


@pytest.fixture
def account(site, django_db_blocker, request):
    """Somebody of the lead office who keeps accounts too, so that every line of the menu shows."""
    from jiedui.web.platform.accounts.models import User
    from web_support.people import also

    name = "zhao-" + re.sub(r"\W+", "-", request.node.callspec.id)
    with django_db_blocker.unblock():
        user = User.objects.create_user(username=name, password=PASSWORD)
        for role in ("lead_office", "auditor", "security_admin"):
            also(user, role)
    return name


@pytest.mark.parametrize(("language", "width"), SEEN)
def test_a_person_signs_in_with_a_second_factor_and_out_again(visit, account, language, width):
    visited = visit("/account/login/?next=/account/people/", language=language, width=width)
    page = visited.page
    _look(page, f"sign-in-{language}-{width}")
    _type_password(page, account)
    page.wait_for_url("**/account/people/")
    current = page.locator(".side a[aria-current]")
    assert current.get_attribute("href") == "/account/people/"
    _look(page, f"people-{language}-{width}")
    for path in ("/account/", "/account/trail/", "/account/hand-overs/", "/account/permissions/"):
        visited.open(path)
        _look(page, path.strip("/").replace("/", "-") + f"-{language}-{width}")
    secret = _second_factor(visited, language, width)
    visited.open("/account/")
    page.locator("form[action='/account/logout/'] button").click()
    page.wait_for_url(visited.site + "/")
    visited.open("/account/login/")
    _type_password(page, account)
    page.wait_for_url("**/account/second-factor/authenticate/**")
    _look(page, f"code-{language}-{width}")
    page.locator("input[name=code]").fill(_code(secret))
    page.locator("form:has(input[name=code]) button[type=submit]").first.click()
    page.wait_for_url(visited.site + "/")
    assert page.locator(".bar a[href='/account/']").count() == 1
    assert visited.complaints == []


def test_the_button_of_a_one_time_link_signs_in_in_a_real_browser(visit, site, django_db_blocker):
    """A browser posts from the origin `null` where a page forbids every referrer: refused."""
    from jiedui.web.platform.accounts import actions

    with django_db_blocker.unblock():
        user = actions.add_person(by="tests", username="qian-by-link")
        word = actions.make_link(by="tests", user=user)
    visited = visit(f"/account/link/{word}/")
    sent = []
    visited.page.on("request", lambda request: sent.append(request.headers.get("referer", "")))
    visited.page.locator("main form button").click()
    visited.page.wait_for_url("**/account/password/set/")
    assert visited.complaints == []
    assert not [address for address in sent if word in address]


def _type_password(page, account):
    page.locator("input[name=login]").fill(account)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()


def _second_factor(visited, language, width):
    page = visited.page
    visited.open("/account/second-factor/totp/activate/")
    if page.locator("input[name=password]").count():
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("form:has(input[name=password]) button[type=submit]").first.click()
        page.wait_for_url("**/totp/activate/**")
    _look(page, f"totp-{language}-{width}")
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("input[name=code]").fill(_code(secret))
    page.locator("form:has(input[name=code]) button[type=submit]").first.click()
    page.wait_for_url("**/recovery-codes/**")
    _look(page, f"recovery-{language}-{width}")
    return secret


def _code(secret):
    """Six figures by RFC 6238."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def _look(page, name):
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert findings(page) == [], name
    if folder := os.environ.get("JIEDUI_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
